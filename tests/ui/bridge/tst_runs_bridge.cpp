// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "bridge/run_comparison.h"
#include "bridge/run_import.h"
#include "bridge/runs_bridge.h"
#include "mp/history.h"
#include "support/fake_session.h"

using namespace lifeguard;
using namespace std::chrono_literals;
using mp::test::FakeProgram;

class TestRunsBridge : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_path = m_folder.filePath(QStringLiteral("%1.db").arg(QLatin1String(QTest::currentTestFunction())));
    }

    void noDatabaseIsAnEmptyListAndMakesNoFile() {
        RunsBridge runs(m_path);
        QSignalSpy failed(&runs, &RunsBridge::failed);
        runs.refresh();
        QTest::qWait(200);
        QCOMPARE(failed.count(), 0);
        QVERIFY(runs.runs().isEmpty());
        QVERIFY(!QFile::exists(m_path));
    }

    void runsAreListedChangedAndRemoved() {
        const auto run = record();
        RunsBridge runs(m_path);
        runs.refresh();
        QTRY_COMPARE(runs.runs().size(), 1);
        QCOMPARE(runs.runs().front().id, run);
        QCOMPARE(runs.runs().front().tasks_count, std::uint64_t(5));
        QCOMPARE(runs.runs().front().bad_exits_count, std::uint64_t(1));
        QVERIFY(!runs.runs().front().recording);
        runs.rename(run, QStringLiteral("nightly"));
        QTRY_COMPARE(runs.runs().front().name, QStringLiteral("nightly"));
        runs.setStarred(run, true);
        QTRY_VERIFY(runs.runs().front().starred);
        // Acceptance 51.
        runs.remove({run});
        QTRY_COMPARE(runs.runs().size(), 0);
        runs.restore({run});
        QTRY_COMPARE(runs.runs().size(), 1);
        QCOMPARE(runs.runs().front().tasks_count, std::uint64_t(5));
        QVERIFY(runs.runs().front().starred);
        runs.remove({run});
        runs.commitRemoval();
        QTRY_COMPARE(runs.runs().size(), 0);
    }

    void runOpensAsASession() {
        const auto run = record();
        RunsBridge runs(m_path);
        SnapshotFeed feed;
        QSignalSpy past(&feed, &SnapshotFeed::pastReady);
        feed.open(runs.opener(run));
        QTRY_COMPARE_WITH_TIMEOUT(feed.state(), SnapshotFeed::State::recording, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(feed.latest(), 20000);
        QCOMPARE(feed.latest()->name, std::string("render"));
        QCOMPARE(feed.latest()->exits.size(), std::size_t(1));
        QTRY_COMPARE_WITH_TIMEOUT(past.count(), 1, 20000);  // after the end, which is shown first
        QVERIFY(past[0][0].value<QList<Frame>>().size() >= 3);
    }

    // A program that ended in order had dropped all that it had made: the last moment in which it was there is shown,
    // with the ends that came after it.
    void aFinishedRunOpensInItsLife() {
        auto program = std::make_shared<FakeProgram>("render");
        const auto pool = program->add_pool("pool-A", 2);
        program->add_queue("in");
        program->add_lock("db");
        mp::history::Database database(m_path.toStdString());
        auto session = program->session();
        mp::history::Recorder recorder(database, session);
        const auto look = [&](std::chrono::milliseconds later) {
            program->advance(later);
            recorder.step();
        };
        for (int i = 0; i < 5; ++i) look(1s);
        const std::int64_t last_ns = program->now_ns();
        for (const auto& worker : program->workers(pool)) program->exit(worker, 0);
        program->edit_all([](mp::observe::Snapshot& s) { s.pools.clear(); });
        look(1s);
        program->edit_all([](mp::observe::Snapshot& s) { s.queues.clear(); });
        look(1s);
        program->edit_all([](mp::observe::Snapshot& s) { s.locks.clear(); });
        for (int i = 0; i < 5; ++i) look(1s);
        program->exit(program->program(), 0);
        look(100ms);
        recorder.finish();

        SnapshotFeed feed;
        QSignalSpy past(&feed, &SnapshotFeed::pastReady);
        QSignalSpy frames(&feed, &SnapshotFeed::frameReady);
        feed.open(RunsBridge::openerOfRun(m_path, recorder.run_id()));
        QTRY_COMPARE_WITH_TIMEOUT(frames.count(), 2, 20000);
        for (const auto& frame : frames) {
            const auto snapshot = frame[0].value<Frame>().snapshot;
            QCOMPARE(snapshot->taken_ns, last_ns);
            QCOMPARE(snapshot->pools.size(), std::size_t(1));
            QCOMPARE(snapshot->queues.size(), std::size_t(1));
            QCOMPARE(snapshot->locks.size(), std::size_t(1));
            QCOMPARE(snapshot->exits.size(), std::size_t(3));
            QVERIFY(!snapshot->alive);
        }
        // Its charts go to its end.
        QVERIFY(past[0][0].value<QList<Frame>>().last().snapshot->taken_ns > last_ns + 7'000'000'000);
    }

    // Tasks of a recording are read once, newest first, with the place where more is known of them.
    void tasksOfARecordingComeAfterItsFrame() {
        const auto run = record();
        RunsBridge runs(m_path);
        SnapshotFeed feed;
        QSignalSpy ready(&feed, &SnapshotFeed::tasksReady);
        feed.open(RunsBridge::openerOfFile(m_path), RunsBridge::tasksOfFile(m_path));
        QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 20000);
        QVERIFY(feed.latest());
        const auto tasks = ready[0][0].value<RecordedTasksPtr>();
        QCOMPARE(tasks->total, std::uint64_t(5));
        QCOMPARE(tasks->tasks.size(), std::size_t(5));
        QVERIFY(tasks->tasks.front().ended_ns > tasks->tasks.back().ended_ns);
        QCOMPARE(tasks->place, (RunPlace{m_path, run}));
        QSignalSpy read(&runs, &RunsBridge::outputsRead);
        OutputOfTask wanted;
        wanted.pool = tasks->tasks.front().pool_id;
        wanted.id = tasks->tasks.front().id;
        runs.readOutputs(tasks->place, {wanted});
        QTRY_COMPARE(read.count(), 1);
        QVERIFY(!read[0][0].value<QList<OutputOfTask>>().front().known);  // a function's output is its program's
    }

    // Acceptance 52: both runs' figures, and their functions.
    void twoRunsAreComparedFromTheirStarts() {
        const auto a = record(), b = record();
        RunComparer comparer;
        QSignalSpy compared(&comparer, &RunComparer::compared);
        QSignalSpy failed(&comparer, &RunComparer::failed);
        comparer.compare(m_path, a, b);
        QTRY_COMPARE_WITH_TIMEOUT(compared.count(), 1, 20000);
        const auto both = compared[0][0].value<RunComparison>();
        QCOMPARE(both.runs[0].row.id, a);
        QCOMPARE(both.runs[1].row.id, b);
        QCOMPARE(both.runs[0].durations.count(), std::uint64_t(5));
        QCOMPARE(both.functions.size(), 1);
        QCOMPARE(both.functions[0].name, QStringLiteral("resize"));
        QCOMPARE(both.functions[0].count[0], std::uint64_t(5));
        QCOMPARE(both.functions[0].total_ns[1], 4'000'000'000);
        QCOMPARE(both.functions[0].p95_ns[0], 800'000'000);
        for (const auto& run : both.runs)
            for (const QPointF& point : run.throughput) QVERIFY(point.x() >= 0 && point.x() < 60);
        comparer.compare(m_path, a, 999);
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("999")));
    }

    // Acceptance 53: each format where the user said, and a place that refuses is named.
    void runsAreExported() {
        const auto run = record();
        RunsBridge runs(m_path);
        QSignalSpy exported(&runs, &RunsBridge::exported);
        QSignalSpy failed(&runs, &RunsBridge::failed);
        for (const auto* format : {"json", "html", "trace"}) {
            const QString file = m_folder.filePath(QStringLiteral("out.") + QLatin1String(format));
            runs.exportRun(run, QLatin1String(format), file);
            QTRY_COMPARE(exported.count(), 1);
            QCOMPARE(exported.takeFirst()[0].toString(), file);
            QVERIFY(QFileInfo(file).isFile());
        }
        runs.exportRun(run, QStringLiteral("csv"), m_folder.filePath(QStringLiteral("figures")));
        QTRY_COMPARE(exported.count(), 1);
        QVERIFY(QFile::exists(m_folder.filePath(QStringLiteral("figures/tasks.csv"))));
        runs.exportRun(run, QStringLiteral("html"), QStringLiteral("/dev/full"));
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("/dev/full: No space left on device")));
        QCOMPARE(RunImport::exportName(5, QStringLiteral("trace")), QStringLiteral("run-5.trace.json"));
    }

    void runsOfAnotherFileAreImportedOnce() {
        record();
        record();
        const QString mine = m_folder.filePath(QStringLiteral("mine.db"));
        RunImport import;
        QSignalSpy finished(&import, &RunImport::finished);
        QSignalSpy progressed(&import, &RunImport::progressed);
        QSignalSpy failed(&import, &RunImport::failed);
        for (const int expected : {2, 0}) {
            import.start(mine, m_path);
            QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20000);
            const auto summary = finished.takeFirst()[0].value<ImportSummary>();
            QCOMPARE(summary.imported, expected);
            QCOMPARE(summary.known, 2 - expected);
            QVERIFY(!summary.stopped);
            QCOMPARE(summary.path, m_path);
        }
        QVERIFY(progressed.count() >= 2);
        RunsBridge runs(mine);
        runs.refresh();
        QTRY_COMPARE(runs.runs().size(), 2);
        const QString unmade = m_folder.filePath(QStringLiteral("unmade.db"));
        import.start(unmade, m_folder.filePath(QStringLiteral("none.db")));
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("none.db")));
        QVERIFY(!QFile::exists(unmade));
    }

    void fileThatIsNoDatabaseIsASentence() {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(5000, 'x'));
        file.close();
        RunsBridge runs(m_path);
        QSignalSpy failed(&runs, &RunsBridge::failed);
        runs.refresh();
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().contains(m_path));
        SnapshotFeed feed;
        QSignalSpy refused(&feed, &SnapshotFeed::failed);
        feed.open(RunsBridge::openerOfFile(m_path));
        QTRY_COMPARE(refused.count(), 1);
        QVERIFY(refused[0][0].toString().contains(m_path));
    }

private:
    // A finished run of three seconds: five tasks, one crash.
    std::int64_t record() {
        auto program = std::make_shared<FakeProgram>("render");
        const auto pool = program->add_pool("pool-A", 2);
        program->advance(++m_recorded * 1h);  // each a run of its own
        mp::history::Database database(m_path.toStdString());
        auto session = program->session();
        mp::history::Recorder recorder(database, session);
        recorder.step();
        for (int i = 0; i < 5; ++i) {
            const auto worker = program->workers(pool).front();
            program->start_task(worker);
            program->advance(800ms);
            program->finish_task(worker);
            recorder.step();
        }
        program->exit(program->workers(pool).front(), -11);
        program->advance(1s);
        recorder.step();
        recorder.finish();
        return recorder.run_id();
    }
    QTemporaryDir m_folder;
    QString m_path;
    int m_recorded = 0;
};

QTEST_GUILESS_MAIN(TestRunsBridge)
#include "tst_runs_bridge.moc"
