// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "bridge/sample_rates.h"
#include "support/fake_session.h"

using namespace lifeguard;
using namespace mp::observe;
using namespace std::chrono_literals;
using mp::test::FakeProgram;

class TestSampleRates : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ratesAreOfWholeSamplesAndHoldBetween() {
        FakeProgram program("render");
        const auto queue = program.add_queue("in");
        const auto worker = program.add_process("Process-1");
        SampleRates rates;
        Snapshot first = program.take();
        rates.sample(first);

        program.put(queue, 40);
        program.get(queue, 10);
        program.edit(worker, [](Process& p) { p.cpu_time_ns = 1'500'000'000; });
        program.advance(2s);
        Snapshot second = program.take();
        rates.sample(second);
        QCOMPARE(*second.queue(queue)->puts_per_s, 20.0);
        QCOMPARE(*second.queue(queue)->gets_per_s, 5.0);
        QCOMPARE(*second.process(worker)->cpu_percent, 75.0);

        program.put(queue, 1000);
        program.advance(250ms);
        Snapshot between = program.take();
        rates.apply(between);
        QCOMPARE(*between.queue(queue)->puts_per_s, 20.0);
        QCOMPARE(*between.process(worker)->cpu_percent, 75.0);
    }

    void clockThatStandsStillGivesNoRate() {
        FakeProgram program("render");
        const auto queue = program.add_queue("in");
        SampleRates rates;
        Snapshot snapshot = program.take();
        rates.sample(snapshot);
        program.put(queue, 40);
        snapshot = program.take();
        rates.sample(snapshot);
        QVERIFY(!snapshot.queue(queue)->puts_per_s);
    }
};

QTEST_GUILESS_MAIN(TestSampleRates)
#include "tst_sample_rates.moc"
