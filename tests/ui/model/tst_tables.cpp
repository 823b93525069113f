// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "model/exit_model.h"
#include "model/findings_model.h"
#include "model/lock_model.h"
#include "model/queue_model.h"
#include "model/run_model.h"
#include "printed.h"
#include "support/fake_session.h"

using namespace lifeguard;
using namespace mp::observe;
using namespace std::chrono_literals;
using lifeguard::test::printed;
using mp::test::FakeProgram;
using Tester = QAbstractItemModelTester;

class TestTables : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_program = std::make_shared<FakeProgram>("render"); }

    // Acceptance 42.
    void growingQueueSaysItsRate() {
        const auto in = m_program->add_queue("in");
        const auto out = m_program->add_queue("out", 64);
        QueueModel queues;
        FindingsModel findings;
        const Tester a(&queues, Tester::FailureReportingMode::QtTest),
            b(&findings, Tester::FailureReportingMode::QtTest);
        TimeHistory history;
        for (int i = 0; i < 8; ++i) {
            m_program->put(in, 40);
            m_program->advance(1s);
            sample(history);
        }
        const Snapshot snapshot = m_program->take();
        queues.update(snapshot, history);
        findings.update(snapshot, history);
        QCOMPARE(printed(queues, QueueModel::DepthColumn),
                 (QStringList{QStringLiteral("320/∞"), QStringLiteral("0/64")}));
        QCOMPARE(queues.index(0, QueueModel::DrainColumn).data().toString(), QStringLiteral("never: grows 40.0/s"));
        QCOMPARE(queues.index(1, QueueModel::DrainColumn).data().toString(), QStringLiteral("empty"));
        QCOMPARE(printed(findings), QStringList{QStringLiteral("queue “in” grows by 40.0/s, now 320 items")});
        QCOMPARE(findings.index(0, 0).data(PageRole).toString(), QStringLiteral("queues"));
        QCOMPARE(findings.index(0, 0).data(EntityRole).value<Entity>(), (Entity{Entity::Kind::queue, {}, in}));
        // It is emptied between two samples: it grows no more, whatever the samples say.
        m_program->get(in, 320);
        findings.update(m_program->take(), history);
        QCOMPARE(printed(findings), QStringList{});
        m_program->put(in, 20);  // less than the window began with
        findings.update(m_program->take(), history);
        QCOMPARE(printed(findings), QStringList{});
        Q_UNUSED(out);
    }

    // What nobody takes from has no end that could be told.
    void noEndIsToldWithoutARate() {
        const auto in = m_program->add_queue("in");
        m_program->put(in, 400);
        QueueModel queues;
        TimeHistory history;
        for (int i = 0; i < 8; ++i) {
            m_program->get(in, 20);
            m_program->advance(1s);
            sample(history);
        }
        const auto drain = [&](double rate) {
            Snapshot snapshot = m_program->take();
            snapshot.queues[0].gets_per_s = rate;
            queues.update(snapshot, history);
            return queues.index(0, QueueModel::DrainColumn).data().toString();
        };
        QCOMPARE(drain(20).replace(QChar(0xa0), QLatin1Char(' ')), QStringLiteral("12.0 s"));
        QCOMPARE(drain(0), QStringLiteral("—"));
        QVERIFY(!queues.index(0, QueueModel::DrainColumn).data(Qt::ToolTipRole).toString().isEmpty());
    }

    // Deaths are counted over the last minutes; where there were others before, that is said.
    void crashesSayInWhichTime() {
        FindingsModel findings;
        const TimeHistory history;
        const auto pool = m_program->add_pool("pool-A", 1);
        const auto die = [&] { m_program->replace(m_program->workers(pool).front(), -11); };
        const auto said = [&] {
            findings.update(m_program->take(), history);
            return printed(findings).value(0);
        };
        die();
        die();
        QVERIFY2(said().endsWith(QStringLiteral("SIGSEGV ×2")), qPrintable(said()));
        m_program->advance(6min);
        die();
        die();
        die();
        QVERIFY2(said().endsWith(QStringLiteral("SIGSEGV ×3 in 5 min")), qPrintable(said()));
        m_program->exit(m_program->program(), 0);
        QVERIFY2(said().endsWith(QStringLiteral("SIGSEGV ×5")), qPrintable(said()));
    }

    // Acceptance 43: the deadlock names both workers and both locks.
    void deadlockIsNamed() {
        const auto pool = m_program->add_pool("pool-A", 2);
        const auto workers = m_program->workers(pool);
        const auto db = m_program->add_lock("db"), gpu = m_program->add_lock("gpu");
        m_program->acquire(db, workers[0]);
        m_program->acquire(gpu, workers[1]);
        m_program->acquire(gpu, workers[0]);
        m_program->acquire(db, workers[1]);
        m_program->advance(2s);
        LockModel locks;
        FindingsModel findings;
        const Tester a(&locks, Tester::FailureReportingMode::QtTest),
            b(&findings, Tester::FailureReportingMode::QtTest);
        const Snapshot snapshot = m_program->take();
        locks.update(snapshot);
        findings.update(snapshot, TimeHistory());
        QCOMPARE(locks.index(0, LockModel::HolderColumn).data().toString(), QStringLiteral("worker-1"));
        QCOMPARE(locks.index(0, LockModel::WaitersColumn).data(Qt::ToolTipRole).toString(), QStringLiteral("worker-2"));
        QCOMPARE(locks.index(0, LockModel::NameColumn).data(ToneRole).toInt(), static_cast<int>(Tone::failed));
        const QString text = findings.index(0, 0).data().toString();
        QVERIFY(text.startsWith(QStringLiteral("Deadlock")));
        for (const char* part : {"worker-1", "worker-2", "db", "gpu"})
            QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
    }

    void longWaitNamesTheHolder() {
        const auto pool = m_program->add_pool("pool-A", 2);
        const auto workers = m_program->workers(pool);
        const auto db = m_program->add_lock("db");
        m_program->acquire(db, workers[0]);
        m_program->acquire(db, workers[1]);
        FindingsModel findings;
        m_program->advance(500ms);
        findings.update(m_program->take(), TimeHistory());
        QCOMPARE(findings.rowCount(), 0);
        m_program->advance(2s);
        findings.update(m_program->take(), TimeHistory());
        QCOMPARE(findings.rowCount(), 1);
        QVERIFY(findings.index(0, 0).data().toString().contains(QStringLiteral("held by worker-1")));
    }

    // Acceptance 31, 32.
    void exitsAreDecodedNewestFirst() {
        const auto pool = m_program->add_pool("pool-A", 4);
        const auto workers = m_program->workers(pool);
        m_program->start_task(workers[0], "resize", "\"a.png\"", 1, 1, 4698);
        m_program->advance(1s);
        const auto fresh = m_program->replace(workers[0], -11);
        m_program->advance(1s);
        m_program->exit(workers[1], 0);
        m_program->advance(1s);
        m_program->exit(workers[2], -9, ExitCause::by_user);
        ExitModel exits;
        const Tester tester(&exits, Tester::FailureReportingMode::QtTest);
        exits.update(m_program->take());
        QCOMPARE(printed(exits, ExitModel::ExitColumn),
                 (QStringList{QStringLiteral("−9 SIGKILL"), QStringLiteral("0 ok"), QStringLiteral("−11 SIGSEGV")}));
        QCOMPARE(printed(exits, ExitModel::MeaningColumn),
                 (QStringList{QStringLiteral("killed by you"), QStringLiteral("ended well"),
                              QStringLiteral("invalid memory access")}));
        QCOMPARE(exits.index(2, ExitModel::TaskColumn).data().toString(), QStringLiteral("#4698 resize(\"a.png\")"));
        QCOMPARE(exits.index(2, ExitModel::ReplacedColumn).data().toString(), QString::number(fresh.pid));
        QCOMPARE(exits.failures(), 1);
        FindingsModel findings;
        findings.update(m_program->take(), TimeHistory());
        QCOMPARE(findings.failures(), 2);  // the death, and the task that was lost
        QVERIFY(findings.index(0, 0).data().toString().contains(
            QStringLiteral("worker-1 died: −11 SIGSEGV, task #4698 was lost")));
        m_program->exit(workers[3], -11);
        exits.update(m_program->take());
        QCOMPARE(exits.rowCount(), 4);
        QCOMPARE(exits.groups().first().text, QStringLiteral("−11 SIGSEGV"));
        QCOMPARE(exits.groups().first().count, 2);
    }

    void runsKeepTheirRows() {
        RunModel runs;
        const Tester tester(&runs, Tester::FailureReportingMode::QtTest);
        RunRow first;
        first.id = 117;
        first.name = QStringLiteral("nightly");
        first.tasks_count = 12104;
        first.last_ns = 5'000'000'000;
        first.interrupted = true;
        RunRow second = first;
        second.id = 118;
        second.interrupted = false;
        second.recording = true;
        runs.update({first});
        QSignalSpy reset(&runs, &QAbstractItemModel::modelReset), inserted(&runs, &QAbstractItemModel::rowsInserted);
        runs.update({second, first});
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(printed(runs, RunModel::StateColumn),
                 (QStringList{QStringLiteral("recording"), QStringLiteral("interrupted")}));
        QCOMPARE(runs.index(1, RunModel::TasksColumn).data().toString(), QStringLiteral("12,104"));
        runs.update({first});
        QCOMPARE(runs.rowCount(), 1);
        QCOMPARE(reset.count(), 0);
    }

    // Any order of rows can become any other.
    void rowsMove() {
        RunModel runs;
        const Tester tester(&runs, Tester::FailureReportingMode::QtTest);
        const auto row = [](int id) {
            RunRow r;
            r.id = id;
            return r;
        };
        runs.update({row(1), row(2), row(3), row(4)});
        QSignalSpy reset(&runs, &QAbstractItemModel::modelReset);
        runs.update({row(4), row(2), row(5), row(1), row(6)});
        QCOMPARE(printed(runs, RunModel::IdColumn),
                 (QStringList{QStringLiteral("4"), QStringLiteral("2"), QStringLiteral("5"), QStringLiteral("1"),
                              QStringLiteral("6")}));
        QCOMPARE(reset.count(), 0);
    }

    void everyColumnHasHelp() {
        for (const Columns* columns : {&QueueModel::columns(), &LockModel::columns(), &ExitModel::columns(),
                                       &RunModel::columns(), &FindingsModel::columns()})
            for (const Column& column : *columns) {
                QVERIFY2(!column.title.isEmpty(), qPrintable(column.id));
                QVERIFY2(!column.help.isEmpty(), qPrintable(column.id));
            }
    }

private:
    void sample(TimeHistory& history) {
        Frame frame;
        frame.snapshot = std::make_shared<const Snapshot>(m_program->take());
        frame.sample = true;
        history.append(frame);
    }
    std::shared_ptr<FakeProgram> m_program;
};

QTEST_GUILESS_MAIN(TestTables)
#include "tst_tables.moc"
