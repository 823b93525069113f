// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>

#include "chart/chart_export.h"
#include "chart/decimate.h"
#include "chart/ticks.h"
#include "format/format.h"

using namespace lifeguard;

class TestTicks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stepsAreRound_data() {
        QTest::addColumn<double>("maximum");
        QTest::addColumn<int>("scale");
        QTest::addColumn<double>("step");
        QTest::newRow("ones") << 4.0 << int(Scale::decimal) << 1.0;
        QTest::newRow("twos") << 7.3 << int(Scale::decimal) << 2.0;
        QTest::newRow("fives") << 23.0 << int(Scale::decimal) << 5.0;
        QTest::newRow("small") << 0.0031 << int(Scale::decimal) << 0.001;
        QTest::newRow("kibibytes") << 5000.0 << int(Scale::binary) << 1024.0;
        QTest::newRow("mebibytes") << 3.0 * 1024 * 1024 << int(Scale::binary) << 1024.0 * 1024;
        QTest::newRow("minutes") << 400e9 << int(Scale::duration) << 120e9;
    }
    void stepsAreRound() {
        QFETCH(double, maximum);
        QFETCH(int, scale);
        QTEST(niceStep(maximum, 5, static_cast<Scale>(scale)), "step");
    }

    // Acceptance 44: no two ticks alike, the last not below the data.
    void ticksReachTheMaximum() {
        for (double maximum = 1e-6; maximum < 1e12; maximum *= 1.37) {
            for (const Scale scale : {Scale::decimal, Scale::binary, Scale::duration}) {
                const QList<double> ticks = niceTicks(maximum, 5, scale);
                QCOMPARE(ticks.first(), 0.0);
                QVERIFY2(ticks.last() >= maximum * (1 - 1e-9), qPrintable(QString::number(maximum)));
                QVERIFY(ticks.size() >= 2 && ticks.size() <= 6 + 1);
                for (qsizetype i = 1; i < ticks.size(); ++i) QVERIFY(ticks[i] > ticks[i - 1]);
            }
        }
    }
    void wholeNumbersStayWhole() { QCOMPARE(niceTicks(1, 5, Scale::decimal, true), (QList<double>{0, 1})); }

    // The same of the words that stand at them, in every unit and size.
    void labelsDiffer() {
        using Words = std::function<QString(double)>;
        const QList<std::tuple<Scale, bool, Words, double>> axes{
            {Scale::decimal, true, [](double v) { return format::count(static_cast<std::uint64_t>(std::llround(v))); },
             1},
            {Scale::decimal, false, [](double v) { return format::rate(v); }, 0.05},
            {Scale::decimal, false, [](double v) { return format::percent(v); }, 0.05},
            {Scale::binary, true, [](double v) { return format::bytes(std::llround(v)); }, 1},
            {Scale::duration, false, [](double v) { return format::duration(std::int64_t(std::llround(v))); }, 10}};
        for (const auto& [scale, whole, words, least] : axes)
            for (double top = least; top < 1e13; top *= 1.137)
                for (const int most : {2, 3, 4, 5, 6, 8}) {
                    QStringList labels;
                    for (const double tick : niceTicks(top, most, scale, whole)) labels << words(tick);
                    const QString all = labels.join(QLatin1Char(' '));
                    QCOMPARE(labels.removeDuplicates(), 0);
                    QVERIFY2(!all.contains(QStringLiteral("e+")), qPrintable(all));
                }
    }

    void timesAreRoundInTheZone() {
        // 14:03:10 at +05:30: full minutes of that zone are full minutes of UTC too, full hours are not.
        const double from = 1'700'000'000;
        for (const double tick : timeTicks(from, from + 300, 5, 19800)) QCOMPARE(std::fmod(tick, 60), 0.0);
        for (const double tick : timeTicks(from, from + 6 * 3600, 5, 19800))
            QCOMPARE(std::fmod(tick + 19800, 3600), 0.0);
    }

    void rangeGrowsAtOnceAndShrinksLate() {
        StickyMaximum range;
        QCOMPARE(range.update(100, 0), 100.0);
        QCOMPARE(range.update(10, 1000), 100.0);
        QCOMPARE(range.update(20, 29'000), 100.0);
        QCOMPARE(range.update(12, 30'500), 20.0);  // the largest of those 30 s
        QCOMPARE(range.update(500, 31'000), 500.0);
    }

    void gapsSplit() {
        const double nan = std::nan("");
        const QList<QPointF> points{{0, 1}, {1, 1}, {2, nan}, {3, 1}, {4, 1}, {20, 1}};
        QCOMPARE(splitAtGaps(points, 0, 30, 5).size(), 3);
        QCOMPARE(splitAtGaps(points, 0, 30, 0).size(), 2);
        // One neighbour outside each edge stays, so that the line reaches it.
        QCOMPARE(splitAtGaps({{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}}, 1.5, 2.5, 0).first().size(), 3);
    }
    void decimationKeepsExtremes() {
        QList<QPointF> run;
        for (int i = 0; i < 100'000; ++i) run.append({double(i), std::sin(i * 0.01)});
        run[77'777].setY(42);
        run[33'333].setY(-42);
        const QList<QPointF> kept = decimate(run, 0, 100'000, 400);
        QVERIFY(kept.size() <= 2 * 400 + 2);
        QVERIFY(kept.contains(run[77'777]));
        QVERIFY(kept.contains(run[33'333]));
        QCOMPARE(kept.first(), run.first());
        QCOMPARE(kept.last(), run.last());
        QVERIFY(decimate(run, 0, 100'000, 1'000'000).size() <= kMostPoints);
    }

    void csvIsQuotedAndUtc() {
        const ChartTable table{
            {QStringLiteral("a,b"), QStringLiteral("c")},
            {{{QStringLiteral("1,5"), QStringLiteral("1.5")}, {QStringLiteral("x"), QStringLiteral("say \"x\"")}}}};
        QCOMPARE(toCsv(table), QStringLiteral("\"a,b\",c\r\n1.5,\"say \"\"x\"\"\"\r\n"));
        QCOMPARE(isoUtc(1'700'000'000.25), QStringLiteral("2023-11-14T22:13:20.250Z"));
        QVERIFY(writeFile(QStringLiteral("/nowhere/at/all.csv"), "x").contains(QStringLiteral("/nowhere/at/all.csv")));
    }
};

QTEST_GUILESS_MAIN(TestTicks)
#include "tst_ticks.moc"
