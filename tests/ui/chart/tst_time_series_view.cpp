// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <QtCharts/QChartView>
#include <cmath>

#include "chart/chart_table.h"
#include "chart/histogram_view.h"
#include "chart/time_series_view.h"
#include "chart/time_strip.h"

using namespace lifeguard;

namespace {

constexpr double kStart = 1'700'000'000;

Curve curve(const QString& id, int points, double height) {
    Curve made{id, id, {}, {}};
    for (int i = 0; i < points; ++i) made.points.append({kStart + i, height});
    return made;
}

void show(QWidget& widget) {
    widget.resize(500, 260);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
}

// Pixels of about that colour: edges are smooth.
int count(const QImage& image, const QColor& colour, int tolerance = 0) {
    int found = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            found += std::abs(pixel.red() - colour.red()) <= tolerance &&
                     std::abs(pixel.green() - colour.green()) <= tolerance &&
                     std::abs(pixel.blue() - colour.blue()) <= tolerance;
        }
    }
    return found;
}

}  // namespace

class TestTimeSeriesView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Acceptance 45.
    void missingSamplesAreAGap() {
        TimeSeriesView chart(TimeSeriesView::Shape::lines);
        show(chart);
        Curve broken = curve(QStringLiteral("in"), 60, 5);
        chart.setSeries({broken});
        QCOMPARE(chart.drawnRuns(), 1);
        for (int i = 20; i < 30; ++i) broken.points[i].setY(std::nan(""));
        chart.setSeries({broken});
        QCOMPARE(chart.drawnRuns(), 2);
        QCOMPARE(chart.drawnPoints(), 50);
    }
    void areasHaveGapsToo() {
        TimeSeriesView chart(TimeSeriesView::Shape::stackedAreas);
        show(chart);
        Curve below = curve(QStringLiteral("a"), 60, 5);
        Curve above = curve(QStringLiteral("b"), 60, 3);
        for (int i = 20; i < 30; ++i) {
            below.points[i].setY(std::nan(""));
            above.points[i].setY(std::nan(""));
        }
        chart.setSeries({below, above});
        QCOMPARE(chart.drawnRuns(), 4);
        QVERIFY(chart.valueTicks().last() >= 8);  // the sum, not the highest
    }
    void drawsNoMoreThanPromised() {
        TimeSeriesView chart(TimeSeriesView::Shape::lines);
        show(chart);
        chart.setSpan(200'000);
        QList<Curve> many;
        for (int i = 0; i < 12; ++i) many.append(curve(QString::number(i), 100'000, i));
        chart.setSeries(many);
        QCOMPARE(chart.drawnRuns(), TimeSeriesView::kMostSeries);
        QVERIFY(chart.drawnPoints() <= TimeSeriesView::kMostSeries * 2000);
    }
    void hiddenDrawsNothingUntilShown() {
        TimeSeriesView chart(TimeSeriesView::Shape::lines);
        chart.setSeries({curve(QStringLiteral("in"), 60, 5)});
        QCOMPARE(chart.drawnRuns(), 0);
        show(chart);
        QCOMPARE(chart.drawnRuns(), 1);
    }
    // Acceptance 46.
    void tableHasTheSameNumbers() {
        TimeSeriesView chart(TimeSeriesView::Shape::lines);
        chart.setHeading(QStringLiteral("Depth"), QStringLiteral("items"));
        chart.setTimeText([](double s) { return QString::number(s - kStart); });
        chart.setValueText([](double v) { return QStringLiteral("<%1>").arg(v); });
        show(chart);
        Curve in = curve(QStringLiteral("in"), 3, 5);
        in.points[1].setY(std::nan(""));
        chart.setSeries({in});
        QCOMPARE(chart.tableText(), QStringLiteral("Time\tin (items)\n0\t<5>\n1\t—\n2\t<5>\n"));
        chart.showTable();
        auto* dialog = chart.findChild<ChartTableDialog*>();
        QVERIFY(dialog != nullptr);
        auto* table = dialog->findChild<QTableView*>(QStringLiteral("chartTable"));
        QCOMPARE(table->model()->rowCount(), 3);
        QCOMPARE(table->model()->index(2, 1).data().toString(), QStringLiteral("<5>"));
        dialog->close();
        chart.copyToClipboard();
        QCOMPARE(QGuiApplication::clipboard()->text(), chart.tableText());
    }
    void dragZoomsAndDoubleClickResets() {
        TimeSeriesView chart(TimeSeriesView::Shape::lines);
        show(chart);
        chart.setSeries({curve(QStringLiteral("in"), 300, 5)});
        auto* view = chart.findChild<QAbstractScrollArea*>(QStringLiteral("chartView"));
        QTest::mousePress(view->viewport(), Qt::LeftButton, {}, {200, 120});
        QTest::mouseMove(view->viewport(), {300, 120});
        QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, {300, 120});
        QVERIFY(chart.isZoomed());
        QVERIFY(chart.tableText().count(QLatin1Char('\n')) < 120);
        QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, {200, 120});
        QVERIFY(!chart.isZoomed());
        QCOMPARE(chart.tableText().count(QLatin1Char('\n')), 301);
    }
    void menuOffersTableCopyExport() {
        TimeSeriesView chart(TimeSeriesView::Shape::lines);
        show(chart);
        chart.setSeries({curve(QStringLiteral("in"), 30, 5)});
        auto* view = chart.findChild<QAbstractScrollArea*>(QStringLiteral("chartView"));
        QContextMenuEvent event(QContextMenuEvent::Mouse, {50, 50}, view->viewport()->mapToGlobal(QPoint(50, 50)));
        QCoreApplication::sendEvent(view->viewport(), &event);
        auto* menu = view->findChild<QMenu*>(QStringLiteral("chartMenu"));
        QVERIFY(menu != nullptr);
        QCOMPARE(menu->actions().size(), 6);  // table, copy, a line, three files
        menu->close();
    }
    void exportsPictures() {
        TimeSeriesView chart(TimeSeriesView::Shape::lines);
        show(chart);
        chart.setHeading(QStringLiteral("Depth"), QStringLiteral("items"));
        chart.setSeries({curve(QStringLiteral("in"), 60, 5)});
        const QImage png = QImage::fromData(chart.toPng(), "PNG");
        QCOMPARE(png.size(), QSize(1000, 520));
        QVERIFY(chart.toSvg().contains("<svg"));
    }
    // Acceptance 46, 53: what the menu writes is what the chart shows, and a place that refuses is named.
    void menuWritesFilesOrSaysWhyNot() {
        TimeSeriesView chart(TimeSeriesView::Shape::lines);
        show(chart);
        chart.setHeading(QStringLiteral("Depth"), QStringLiteral("items"));
        chart.setSeries({curve(QStringLiteral("in"), 60, 5)});
        auto* view = chart.findChild<QAbstractScrollArea*>(QStringLiteral("chartView"));
        QTemporaryDir folder;
        const auto save = [&](int place, const QString& path) {
            QContextMenuEvent event(QContextMenuEvent::Keyboard, {50, 50},
                                    view->viewport()->mapToGlobal(QPoint(50, 50)));
            QCoreApplication::sendEvent(view->viewport(), &event);
            auto* menu = view->findChild<QMenu*>(QStringLiteral("chartMenu"));
            QVERIFY(menu);
            menu->actions().at(place)->trigger();
            menu->close();
            QTRY_VERIFY(!view->findChild<QMenu*>(QStringLiteral("chartMenu")));
            auto* dialog = chart.findChild<QFileDialog*>();
            QVERIFY(dialog);
            Q_EMIT dialog->fileSelected(path);
            dialog->close();
            QTRY_VERIFY(!chart.findChild<QFileDialog*>());
        };
        save(3, folder.filePath(QStringLiteral("a.png")));
        QCOMPARE(QImage(folder.filePath(QStringLiteral("a.png"))).size(), QSize(1000, 520));
        save(4, folder.filePath(QStringLiteral("a.svg")));
        QFile svg(folder.filePath(QStringLiteral("a.svg")));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&svg);
        int elements = 0;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement) continue;
            ++elements;
            QVERIFY(!xml.attributes().hasAttribute(QStringLiteral("href")));
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QVERIFY(elements > 10);
        save(5, folder.filePath(QStringLiteral("a.csv")));
        QFile csv(folder.filePath(QStringLiteral("a.csv")));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QByteArray lines = csv.readAll();
        QCOMPARE(lines.count("\r\n"), 61);
        QVERIFY(lines.contains("2023-11-14T22:13:20.000Z,5\r\n"));
        save(5, folder.filePath(QStringLiteral("none/a.csv")));
        auto* box = chart.findChild<QMessageBox*>();
        QVERIFY(box);
        QVERIFY2(box->text().contains(folder.filePath(QStringLiteral("none/a.csv"))), qPrintable(box->text()));
        box->close();
    }
    void saysTheLatestToScreenReaders() {
        TimeSeriesView chart(TimeSeriesView::Shape::lines);
        chart.setValueText([](double v) { return QStringLiteral("%1 items").arg(v); });
        show(chart);
        chart.setSeries({curve(QStringLiteral("in"), 30, 7)});
        QCOMPARE(chart.accessibleDescription(), QStringLiteral("Latest: in: 7 items"));
    }
    // Acceptance 8: curves and frame follow the palette; nothing of the other theme stays.
    void followsThePalette() {
        TimeSeriesView chart(TimeSeriesView::Shape::lines);
        chart.setPalette(theme::lightPalette());
        show(chart);
        Curve busy = curve(QStringLiteral("busy"), 300, 5);
        busy.points[0].setY(10);
        busy.tone = Tone::failed;
        chart.setSeries({busy});
        QTRY_VERIFY(count(chart.grab().toImage(), theme::lightPalette().color(QPalette::Base)) > 1000);
        chart.setPalette(theme::darkPalette());
        QTRY_COMPARE(count(chart.grab().toImage(), theme::lightPalette().color(QPalette::Base)), 0);
        QTRY_VERIFY(count(chart.grab().toImage(), theme::tone(Tone::failed, true), 40) > 50);
        QCOMPARE(count(chart.grab().toImage(), theme::tone(Tone::failed, false), 20), 0);
    }
    void namesThatShareAColourDifferInLine() {
        TimeSeriesView chart(TimeSeriesView::Shape::lines);
        show(chart);
        // Two names of one colour are found, whatever the hash is.
        QString other;
        for (int i = 0; other.isEmpty(); ++i) {
            const QString name = QStringLiteral("queue %1").arg(i);
            if (name != QLatin1String("in") &&
                theme::series(name, false).color == theme::series(QStringLiteral("in"), false).color)
                other = name;
        }
        chart.setSeries({curve(QStringLiteral("in"), 60, 5), curve(other, 60, 5)});
        QCOMPARE(chart.drawnRuns(), 2);
        const QString svg = QString::fromUtf8(chart.toSvg());
        QVERIFY(svg.contains(QStringLiteral("stroke-dasharray")));
    }

    void histogramMergesAndTrims() {
        HistogramView chart;
        show(chart);
        QList<HistogramView::Bucket> buckets;
        for (int i = 0; i < 64; ++i) buckets.append({std::ldexp(1, i), std::ldexp(2, i), 1.0});
        chart.setBuckets(buckets, {});
        QCOMPARE(chart.drawnBars(), 32);
        for (int i = 0; i < 64; ++i) buckets[i].count = i == 20 || i == 23 ? 4 : 0;
        chart.setBuckets(buckets, {{QStringLiteral("p50"), 1.2e6}});
        QCOMPARE(chart.drawnBars(), 4);
        QVERIFY(chart.accessibleDescription().contains(QStringLiteral("p50")));
        QCOMPARE(chart.tableText().count(QLatin1Char('\n')), 5);
    }

    // Names of marks stand above the plot, however near each other their lines are.
    void marksCoverNoBar() {
        HistogramView chart;
        chart.resize(400, 240);
        show(chart);
        const auto* view = chart.findChild<QChartView*>();
        QList<HistogramView::Bucket> buckets;
        for (int i = 0; i < 12; ++i) buckets.append({std::ldexp(1, i), std::ldexp(2, i), i == 5 ? 900.0 : 3.0});
        chart.setBuckets(buckets, {});
        const double top = view->chart()->plotArea().top();
        chart.setBuckets(buckets, {{QStringLiteral("p50"), 40}, {QStringLiteral("p95"), 50}});
        const double line = QFontMetricsF(view->font()).height();
        QVERIFY(view->chart()->plotArea().top() >= top + line);
        QVERIFY(view->chart()->plotArea().top() < top + 2 * line);  // both in a row
        chart.setBuckets(buckets, {});
        QCOMPARE(view->chart()->plotArea().top(), top);
    }

    // Two runs of unlike length are compared by shares.
    void histogramsStandSideBySide() {
        HistogramView chart;
        show(chart);
        QList<HistogramView::Bucket> buckets;
        for (int i = 0; i < 8; ++i) buckets.append({std::ldexp(1, i), std::ldexp(2, i), 0, 0});
        buckets[2].count = 30;
        buckets[3].count = 10;
        buckets[3].other = 500;
        buckets[5].other = 500;
        chart.setCountText([](double v) { return QString::number(v); });
        chart.setPair(buckets, QStringLiteral("A: run 2"), QStringLiteral("B: run 1"));
        QCOMPARE(chart.drawnBars(), 4);
        const QStringList lines = chart.tableText().split(QLatin1Char('\n'));
        QVERIFY2(lines[0].endsWith(QStringLiteral("A: run 2\tB: run 1")), qPrintable(lines[0]));
        QVERIFY2(lines[1].endsWith(QStringLiteral("0.75\t0")), qPrintable(lines[1]));
        QVERIFY2(lines[2].endsWith(QStringLiteral("0.25\t0.5")), qPrintable(lines[2]));
    }

    void stripNamesWhatStandsThere() {
        TimeStrip strip;
        strip.resize(600, strip.sizeHint().height());
        QList<QPointF> busy;
        QList<QPointF> all;
        for (int i = 0; i < 300; ++i) {
            busy.append({kStart + i, 12});
            all.append({kStart + i, 16});
        }
        strip.setTimeText([](double s) { return QString::number(s - kStart, 'f', 0); });
        strip.setHistory(busy, all, {{kStart + 150, TimeStrip::MarkKind::badExit, QStringLiteral("worker-3 died")}});
        QString found;
        for (int x = 0; x < strip.width() && found.isEmpty(); ++x) {
            if (strip.textAt(x).contains(QStringLiteral("worker-3 died"))) found = strip.textAt(x);
        }
        QVERIFY(found.contains(QStringLiteral("▼ worker-3 died")));
        QVERIFY(found.contains(QStringLiteral("12 of 16 workers busy")));
        QVERIFY(strip.accessibleDescription().contains(QStringLiteral("12 workers busy now, 1 exits")));
    }
};

QTEST_MAIN(TestTimeSeriesView)
#include "tst_time_series_view.moc"
