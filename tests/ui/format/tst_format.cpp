// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDateTime>
#include <QTest>

#include "format/format.h"

using namespace lifeguard;

class TestFormat : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { QLocale::setDefault(QLocale::c()); }

    void bytesHaveThreeDigitsAndIecUnits_data() {
        QTest::addColumn<qint64>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64(0) << QStringLiteral("0 B");
        QTest::newRow("bytes") << qint64(820) << QStringLiteral("820 B");
        QTest::newRow("last byte") << qint64(1023) << QStringLiteral("1,023 B");
        QTest::newRow("first KiB") << qint64(1024) << QStringLiteral("1.00 KiB");
        QTest::newRow("ten") << qint64(12 * 1024 + 410) << QStringLiteral("12.4 KiB");
        QTest::newRow("hundred") << qint64(84) * 1024 * 1024 << QStringLiteral("84.0 MiB");
        QTest::newRow("GiB") << qint64(1632087572) << QStringLiteral("1.52 GiB");
        QTest::newRow("nearly next unit") << qint64(1024 * 1024 - 1) << QStringLiteral("1.00 MiB");
    }
    void bytesHaveThreeDigitsAndIecUnits() {
        QFETCH(qint64, value);
        QFETCH(QString, text);
        QCOMPARE(plain(format::bytes(value)), text);
    }

    void durations_data() {
        QTest::addColumn<qint64>("ns");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64(0) << QStringLiteral("0 s");
        QTest::newRow("ns") << qint64(42) << QStringLiteral("42 ns");
        QTest::newRow("µs") << qint64(820'000) << QStringLiteral("820 µs");
        QTest::newRow("rounds up to ms") << qint64(999'700) << QStringLiteral("1.00 ms");
        QTest::newRow("ms") << qint64(12'400'000) << QStringLiteral("12.4 ms");
        QTest::newRow("s") << qint64(3'210'000'000) << QStringLiteral("3.21 s");
        QTest::newRow("nearly a minute") << qint64(59'960'000'000) << QStringLiteral("1 min 00 s");
        QTest::newRow("min") << qint64(125) * 1'000'000'000 << QStringLiteral("2 min 05 s");
        QTest::newRow("h") << qint64(3840) * 1'000'000'000 << QStringLiteral("1 h 04 min");
        QTest::newRow("d") << qint64(3 * 86400 + 4 * 3600) * 1'000'000'000 << QStringLiteral("3 d 4 h");
        QTest::newRow("negative") << qint64(-3'210'000'000) << QStringLiteral("−3.21 s");
    }
    void durations() {
        QFETCH(qint64, ns);
        QFETCH(QString, text);
        QCOMPARE(plain(format::duration(std::int64_t(ns))), text);
    }

    void ratesAndShares() {
        QCOMPARE(format::rate(34.1), QStringLiteral("34.1/s"));
        QCOMPARE(format::rate(0.0), QStringLiteral("0/s"));
        QCOMPARE(format::rate(1234.2), QStringLiteral("1,234/s"));
        QCOMPARE(plain(format::byteRate(4.2 * 1048576)), QStringLiteral("4.20 MiB/s"));
        QCOMPARE(format::percent(99.8), QStringLiteral("99.8"));
        QCOMPARE(format::percent(1140.3), QStringLiteral("1,140"));
        QCOMPARE(format::percent(0.0), QStringLiteral("0"));
        QCOMPARE(plain(format::share(0.38)), QStringLiteral("38 %"));
    }

    void unknownIsADashAndNeverZero() {
        QCOMPARE(format::bytes(std::nullopt), QStringLiteral("—"));
        QCOMPARE(format::rate(std::nullopt), QStringLiteral("—"));
        QCOMPARE(format::rate(std::nan("")), QStringLiteral("—"));
        QCOMPARE(format::duration(std::optional<std::int64_t>()), QStringLiteral("—"));
        QCOMPARE(format::count(std::optional<std::uint64_t>()), QStringLiteral("—"));
        QCOMPARE(format::count(std::uint64_t(0)), QStringLiteral("0"));
    }

    void countsAreGroupedIdsAreNot() {
        QCOMPARE(format::count(std::uint64_t(12104)), QStringLiteral("12,104"));
        QCOMPARE(format::id(12104), QStringLiteral("12104"));
    }

    void germanLocale() {
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        QCOMPARE(format::count(std::uint64_t(1204)), QStringLiteral("1.204"));
        QCOMPARE(format::rate(34.1), QStringLiteral("34,1/s"));
        QCOMPARE(plain(format::bytes(1632087572)), QStringLiteral("1,52 GiB"));
    }

    void timesAreLocalWithTheDateUnlessToday() {
        const QDateTime now(QDate::currentDate(), QTime(14, 3, 19, 441));
        const std::int64_t ns = now.toMSecsSinceEpoch() * 1'000'000;
        QCOMPARE(format::clock(ns), QStringLiteral("14:03:19.441"));
        const QDateTime old(QDate(2026, 8, 20), QTime(14, 3, 19, 441));
        const std::int64_t old_ns = old.toMSecsSinceEpoch() * 1'000'000;
        QCOMPARE(format::clock(old_ns), QStringLiteral("2026-08-20 14:03:19.441"));
        QCOMPARE(format::utcTime(old_ns), QStringLiteral("2026-08-20T12:03:19.441Z"));
        QCOMPARE(format::isoTime(old_ns), QStringLiteral("2026-08-20T14:03:19.441+02:00"));
        QCOMPARE(format::elapsed(std::int64_t(12 * 60 + 31) * 1'000'000'000), QStringLiteral("00:12:31"));
    }

    void ages() {
        QCOMPARE(plain(format::age(400'000'000)), QStringLiteral("0.4 s"));
        QCOMPARE(plain(format::age(std::int64_t(35'300'000'000))), QStringLiteral("35 s"));
        QCOMPARE(plain(format::age(-5)), QStringLiteral("0.0 s"));
        QCOMPARE(plain(format::age(59'400'000'000)), QStringLiteral("59 s"));
        QCOMPARE(plain(format::age(59'600'000'000)), QStringLiteral("1 min 00 s"));
        QCOMPARE(plain(format::age(61'000'000'000)), QStringLiteral("1 min 01 s"));
    }

    void roughAges() {
        QCOMPARE(plain(format::roughAge(4'500'000'000)), QStringLiteral("4.5 s"));
        QCOMPARE(plain(format::roughAge(59'800'000'000)), QStringLiteral("59 s"));
        QCOMPARE(plain(format::roughAge(211'000'000'000)), QStringLiteral("3 min"));
        QCOMPARE(plain(format::roughAge(7'300'000'000'000)), QStringLiteral("2 h"));
    }

    // What somebody has set has the decimals that he gave it: none.
    void wholeSeconds() {
        QCOMPARE(plain(format::seconds(10)), QStringLiteral("10 s"));
        QCOMPARE(plain(format::seconds(90)), QStringLiteral("1 min 30 s"));
    }

    void anAxisHasOneNumberOfDecimals() {
        const auto axis = [](double step) {
            return QStringList{format::rateIn(0, step), format::rateIn(step, step), format::rateIn(2 * step, step)};
        };
        QCOMPARE(axis(500), (QStringList{QStringLiteral("0/s"), QStringLiteral("500/s"), QStringLiteral("1,000/s")}));
        QCOMPARE(axis(0.5), (QStringList{QStringLiteral("0.0/s"), QStringLiteral("0.5/s"), QStringLiteral("1.0/s")}));
        QCOMPARE(axis(0.05)[1], QStringLiteral("0.05/s"));
    }

private:
    // Units keep to their number by a no-break space.
    static QString plain(QString text) { return text.replace(QChar(0x00A0), QLatin1Char(' ')); }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
