// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/histogram_view.h"

#include <QEvent>
#include <QLocale>
#include <QVBoxLayout>
#include <QtCharts/QBarSeries>
#include <QtCharts/QBarSet>
#include <QtCharts/QValueAxis>
#include <algorithm>
#include <cmath>

#include "chart/chart_view.h"
#include "chart/ticks.h"

namespace lifeguard {

struct HistogramView::Parts {
    ChartView* view = nullptr;
    QBarSeries* bars = nullptr;
    QBarSet* set = nullptr;
    QBarSet* second = nullptr;  // only of a pair
    QString names[2];
    QValueAxis* x = nullptr;
    QValueAxis* y = nullptr;
    QList<Bucket> buckets;
    QList<Mark> marks;
    QString title;
    QString unit;
    QString empty;
    ValueText valueText = [](double v) { return QLocale().toString(v, 'g', 3); };
    ValueText countText = [](double v) { return QLocale().toString(v, 'f', 0); };
    bool pending = false;

    // Where a value stands on the axis, 0..1: buckets are equally wide, so within one it is by its logarithm.
    double place(double value) const {
        for (qsizetype i = 0; i < buckets.size(); ++i) {
            const Bucket& b = buckets[i];
            if (value >= b.to && i + 1 < buckets.size()) continue;
            const double inside = b.from > 0 && value > b.from ? std::log(value / b.from) / std::log(b.to / b.from)
                                                               : (value - b.from) / (b.to - b.from);
            return (static_cast<double>(i) + std::clamp(inside, 0.0, 1.0)) / static_cast<double>(buckets.size());
        }
        return 0;
    }
    QString bounds(const Bucket& b) const {
        return HistogramView::tr("%1 to %2").arg(valueText(b.from), valueText(b.to));
    }
    ChartTable table() const {
        ChartTable table;
        table.header = {HistogramView::tr("From"), HistogramView::tr("To"),
                        second != nullptr ? names[0] : HistogramView::tr("Count")};
        if (second != nullptr) table.header.append(names[1]);
        for (const Bucket& b : buckets) {
            table.rows.append({{valueText(b.from), QString::number(b.from, 'g', 12)},
                               {valueText(b.to), QString::number(b.to, 'g', 12)},
                               {countText(b.count), QString::number(b.count, 'g', 12)}});
            if (second != nullptr) table.rows.last().append({countText(b.other), QString::number(b.other, 'g', 12)});
        }
        return table;
    }
    Readout readout(const Bucket& b) const {
        const QString name = second != nullptr ? names[0] : HistogramView::tr("Count");
        Readout said{bounds(b), {{name, countText(b.count), set->color(), Qt::SolidLine, true}}};
        if (second != nullptr)
            said.entries.append({names[1], countText(b.other), second->color(), Qt::SolidLine, true});
        return said;
    }
};

HistogramView::HistogramView(QWidget* parent) : QWidget(parent), m(std::make_unique<Parts>()) {
    m->view = new ChartView(this);
    m->view->setObjectName(QStringLiteral("histogramView"));
    setFocusProxy(m->view);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m->view);
    QChart* chart = m->view->chart();
    m->x = new QValueAxis(chart);
    m->y = new QValueAxis(chart);
    chart->addAxis(m->x, Qt::AlignBottom);
    chart->addAxis(m->y, Qt::AlignLeft);
    m->x->hide();
    m->y->hide();
    m->bars = new QBarSeries(chart);
    m->bars->setBarWidth(0.9);
    m->set = new QBarSet(QString(), m->bars);
    m->bars->append(m->set);
    chart->addSeries(m->bars);
    m->bars->attachAxis(m->x);
    m->bars->attachAxis(m->y);
    m->view->table = [this] { return m->table(); };
    m->view->readout = [this](double place) {
        if (m->buckets.isEmpty()) return Readout{};
        const auto at =
            std::min(m->buckets.size() - 1, static_cast<qsizetype>(place * static_cast<double>(m->buckets.size())));
        return m->readout(m->buckets[at]);
    };
}

HistogramView::~HistogramView() = default;

void HistogramView::setHeading(const QString& title, const QString& unit) {
    m->title = title;
    m->unit = unit;
    m->view->setHeading(unit.isEmpty() ? title : tr("%1 (%2)").arg(title, unit));
    m->view->setAccessibleName(m->view->heading());
    setAccessibleName(m->view->heading());
}

void HistogramView::setValueText(const ValueText& text) {
    m->valueText = text;
}
void HistogramView::setCountText(const ValueText& text) {
    m->countText = text;
}

void HistogramView::setEmptyText(const QString& text) {
    m->empty = text;
    draw();
}

void HistogramView::setBuckets(const QList<Bucket>& buckets, const QList<Mark>& marks) {
    const auto filled = [](const Bucket& b) { return b.count > 0 || b.other > 0; };
    const auto first = std::find_if(buckets.cbegin(), buckets.cend(), filled);
    const auto last = std::find_if(buckets.crbegin(), buckets.crend(), filled).base();
    m->buckets = first < last ? QList<Bucket>(first, last) : QList<Bucket>();
    while (m->buckets.size() > kMostBars) {
        QList<Bucket> merged;
        for (qsizetype i = 0; i < m->buckets.size(); i += 2) {
            Bucket pair = m->buckets[i];
            if (i + 1 < m->buckets.size()) {
                pair.to = m->buckets[i + 1].to;
                pair.count += m->buckets[i + 1].count;
                pair.other += m->buckets[i + 1].other;
            }
            merged.append(pair);
        }
        m->buckets = merged;
    }
    m->marks = marks;
    draw();
}

void HistogramView::setPair(const QList<Bucket>& buckets, const QString& title, const QString& other_title) {
    m->names[0] = title;
    m->names[1] = other_title;
    if (m->second == nullptr) {
        m->second = new QBarSet(QString(), m->bars);
        m->bars->append(m->second);
    }
    double all = 0, others = 0;
    for (const Bucket& b : buckets) all += b.count, others += b.other;
    QList<Bucket> shares = buckets;
    for (Bucket& b : shares) {
        b.count = all > 0 ? b.count / all : 0;
        b.other = others > 0 ? b.other / others : 0;
    }
    setBuckets(shares, {});
}

void HistogramView::draw() {
    m->pending = !isVisible();
    if (m->pending) return;
    double top = 0;
    QList<qreal> counts, others;
    for (const Bucket& b : m->buckets) {
        counts.append(b.count);
        others.append(b.other);
        top = std::max({top, b.count, b.other});
    }
    const auto fill = [this](QBarSet* set, const QList<qreal>& values, Tone tone) {
        if (set->count() > 0) set->remove(0, set->count());
        set->append(values);
        set->setColor(theme::tone(tone, palette()));
        set->setBorderColor(Qt::transparent);
    };
    fill(m->set, counts, Tone::active);
    if (m->second != nullptr) {
        fill(m->second, others, Tone::waiting);
        m->view->setLegend({{m->names[0], {}, m->set->color(), Qt::SolidLine, true},
                            {m->names[1], {}, m->second->color(), Qt::SolidLine, true}});
    }
    const QList<double> ticks = niceTicks(top, 4, Scale::decimal, m->second == nullptr);
    m->x->setRange(-0.5, static_cast<double>(std::max<qsizetype>(1, counts.size())) - 0.5);
    m->y->setRange(0, ticks.last());
    QList<Tick> yTicks;
    for (const double tick : ticks) yTicks.append({tick / ticks.last(), m->countText(tick)});
    QList<Tick> xTicks;
    const auto bars = static_cast<double>(m->buckets.size());
    for (qsizetype i = 0; i < m->buckets.size(); ++i)
        xTicks.append({static_cast<double>(i) / bars, m->valueText(m->buckets[i].from)});
    if (!m->buckets.isEmpty()) xTicks.append({1, m->valueText(m->buckets.last().to)});
    m->view->setTicks(xTicks, yTicks);
    QList<Tick> marks;
    QStringList said;
    for (const Mark& mark : m->marks) {
        const QString text = tr("%1 %2").arg(mark.title, m->valueText(mark.value));
        said.append(text);
        if (!m->buckets.isEmpty()) marks.append({m->place(mark.value), text});
    }
    m->view->setMarks(marks);
    m->view->setEmptyText(m->buckets.isEmpty() ? (m->empty.isEmpty() ? tr("Nothing counted yet") : m->empty)
                                               : QString());
    const QString text = m->buckets.isEmpty() ? tr("Nothing counted yet") : said.join(QLatin1String(", "));
    m->view->setAccessibleDescription(text);
    setAccessibleDescription(text);
}

QString HistogramView::tableText() const {
    return toTsv(m->table());
}
void HistogramView::showTable() {
    m->view->showTable();
}
int HistogramView::drawnBars() const {
    return m->set->count();
}

QSize HistogramView::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 45, fontMetrics().height() * 10};
}
QSize HistogramView::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 24, fontMetrics().height() * 7};
}

void HistogramView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m->pending) draw();
}

void HistogramView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m->view != nullptr) draw();
}

}  // namespace lifeguard
