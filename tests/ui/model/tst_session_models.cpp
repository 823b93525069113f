// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "model/session_models.h"
#include "support/fake_session.h"

using namespace lifeguard;
using namespace mp::observe;
using namespace std::chrono_literals;
using mp::test::FakeProgram;

class TestSessionModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Acceptance 19.
    void pauseHoldsTheListsAndNotTheRecord() {
        auto program = std::make_shared<FakeProgram>("render");
        const auto pool = program->add_pool("pool-A", 2);
        SessionModels models;
        models.update(frame(*program));
        models.setPaused(true);
        program->exit(program->workers(pool)[0], -9);
        program->advance(1s);
        models.update(frame(*program));
        QCOMPARE(models.exits.rowCount(), 0);
        QCOMPARE(models.latest()->exits.size(), std::size_t(1));
        QCOMPARE(models.history.series({SeriesKind::workers_idle}).values.size(), 2);
        QSignalSpy updated(&models, &SessionModels::updated);
        models.setPaused(false);
        QCOMPARE(updated.count(), 1);
        QCOMPARE(models.exits.rowCount(), 1);
    }

    // Acceptance 45.
    // Of a recording the past is known to its end; what is shown may be of a moment before.
    void aRecordingShowsAMomentOfItsPast() {
        auto program = std::make_shared<FakeProgram>("render");
        const auto queue = program->add_queue("in");
        QList<Frame> past;
        for (int i = 0; i < 5; ++i) {
            program->put(queue);
            program->advance(1s);
            past.append(frame(*program));
        }
        SessionModels models;
        models.update(past[2]);
        models.fillPast(past);
        models.update(past[2]);
        QCOMPARE(models.history.newestTime(), past[4].snapshot->taken_ns);
        QCOMPARE(models.history.series({SeriesKind::queue_depth, queue}).values, (QVector<double>{1, 2, 3}));
        QCOMPARE(models.history.last({SeriesKind::queue_depth, queue}), 3.0);
        models.showPast(past[0].snapshot, past[0].snapshot->taken_ns);
        QCOMPARE(models.history.series({SeriesKind::queue_depth, queue}).values.size(), 1);
        models.showNow();
        QCOMPARE(models.history.series({SeriesKind::queue_depth, queue}).values.size(), 3);
        models.clear();
        models.update(past[0]);
        QCOMPARE(models.history.newestTime(), past[0].snapshot->taken_ns);
    }

    void missingSamplesAreAGap() {
        auto program = std::make_shared<FakeProgram>("render");
        const auto queue = program->add_queue("in");
        TimeHistory history;
        for (int i = 0; i < 3; ++i) {
            program->put(queue);
            program->advance(1s);
            history.append(frame(*program));
        }
        program->advance(30s);
        history.append(frame(*program));
        const Series depth = history.series({SeriesKind::queue_depth, queue});
        QCOMPARE(depth.values.size(), 5);
        QCOMPARE(depth.values[2], 3.0);
        QVERIFY(std::isnan(depth.values[3]));
        QCOMPARE(depth.values[4], 3.0);
    }

    void seriesThatBeginLaterAreUnknownBefore() {
        auto program = std::make_shared<FakeProgram>("render");
        TimeHistory history;
        history.append(frame(*program));
        program->advance(1s);
        const auto queue = program->add_queue("in");
        history.append(frame(*program));
        const Series depth = history.series({SeriesKind::queue_depth, queue});
        QCOMPARE(depth.values.size(), 2);
        QVERIFY(std::isnan(depth.values[0]));
        QCOMPARE(depth.values[1], 0.0);
    }

    void historyIsBounded() {
        auto program = std::make_shared<FakeProgram>("render");
        program->add_queue("in");
        TimeHistory history;
        for (int i = 0; i < TimeHistory::samples_limit + 500; ++i) {
            program->advance(1s);
            history.append(frame(*program));
        }
        QCOMPARE(history.series({SeriesKind::workers_busy}).values.size(), TimeHistory::samples_limit);
    }

    void ratesAndMarks() {
        auto program = std::make_shared<FakeProgram>("render");
        const auto pool = program->add_pool("pool-A", 1);
        TimeHistory history;
        history.append(frame(*program));
        QVERIFY(std::isnan(history.last({SeriesKind::tasks_ok_per_s})));
        for (int i = 0; i < 10; ++i) {
            const auto worker = program->workers(pool).front();
            program->start_task(worker);
            program->advance(100ms);
            program->finish_task(worker);
        }
        history.append(frame(*program));
        QCOMPARE(history.last({SeriesKind::tasks_ok_per_s}), 10.0);
        QCOMPARE(history.last({SeriesKind::duration_p50_ns}), 1e8);
        program->exit(program->workers(pool).front(), -11);
        history.append(frame(*program));
        history.append(frame(*program));
        QCOMPARE(history.marks().size(), std::size_t(1));
        QCOMPARE(history.marks().front().text, QStringLiteral("worker-1 −11 SIGSEGV"));
    }

private:
    static Frame frame(FakeProgram& program) {
        Frame f;
        f.snapshot = std::make_shared<const Snapshot>(program.take());
        f.sample = true;
        return f;
    }
};

QTEST_GUILESS_MAIN(TestSessionModels)
#include "tst_session_models.moc"
