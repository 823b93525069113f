// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QTest>
#include <ctime>

#include "model/filter_proxy.h"
#include "model/log_model.h"
#include "printed.h"
#include "support/fake_session.h"

using namespace lifeguard;
using namespace mp::observe;
using namespace std::chrono_literals;
using lifeguard::test::printed;
using mp::test::FakeProgram;
using Tester = QAbstractItemModelTester;

class TestLogModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_program = std::make_shared<FakeProgram>("render");
        m_pool = m_program->add_pool("pool-A", 2);
        m_workers = m_program->workers(m_pool);
    }

    void allThatIsSaidIsOneListByTime() {
        LogModel log;
        const Tester tester(&log, Tester::FailureReportingMode::QtTest);
        m_program->log("worker 1 started", 20);
        m_program->advance(1s);
        m_program->start_task(m_workers[0], "resize");
        m_program->advance(1s);
        m_program->finish_task(m_workers[0], TaskState::failed, "ValueError: bad");
        m_program->advance(1s);
        m_program->replace(m_workers[1], -11);
        const Snapshot snapshot = m_program->take();
        log.take(snapshot);
        log.show();
        QCOMPARE(
            printed(log, LogModel::TextColumn),
            (QStringList{QStringLiteral("worker 1 started"), QStringLiteral("task #1 resize failed: ValueError: bad"),
                         QStringLiteral("exited −11 SIGSEGV: invalid memory access")}));
        QCOMPARE(printed(log, LogModel::SourceColumn).at(1), QStringLiteral("worker-1"));
        QCOMPARE(log.counts().errors, 2);
        QCOMPARE(log.index(2, LogModel::LevelColumn).data(ToneRole).toInt(), static_cast<int>(Tone::failed));
        // The same look again says nothing new.
        log.take(snapshot);
        log.show();
        QCOMPARE(log.rowCount(), 3);
        // What a task wrote is told late, and goes where its time is.
        Task task = snapshot.tasks.front();
        task.ended_ns = snapshot.taken_ns - 1'500'000'000;
        log.addOutput(task, QStringLiteral("worker-1"), QStringLiteral("one\ntwo\n"), QStringLiteral("oh\n"));
        log.show();
        QCOMPARE(printed(log, LogModel::TextColumn).mid(1, 3),
                 (QStringList{QStringLiteral("oh"), QStringLiteral("one"), QStringLiteral("two")}));
        QCOMPARE(log.rows()[1].entity, TaskModel::entityOf(task));
        QCOMPARE(log.counts().out, 2);
        QCOMPARE(log.counts().err, 1);
        FilterProxy proxy;
        proxy.setSourceModel(&log);
        for (const auto& [text, left] : {std::pair{"state:error", 2},
                                         {"state:stderr", 1},
                                         {"state:stdout", 2},
                                         {"level>=40", 2},
                                         {"worker:worker-1", 4},
                                         {"two", 1}}) {
            QVERIFY(proxy.setFilterText(QString::fromLatin1(text)));
            QVERIFY2(proxy.rowCount() == left, text);
        }
    }

    // What workers print has its task, is found by it, and is not shown again as the program's own.
    void linesOfWorkersAreTheirs() {
        LogModel log;
        Snapshot snapshot = m_program->take();
        LogEntry line;
        line.sequence = 1000;
        line.time_ns = snapshot.taken_ns;
        line.process = m_workers[0];
        line.text = "half done";
        line.stream = LogStream::err;
        line.pool_id = m_pool;
        line.task_id = 12;
        line.attempt = 2;
        snapshot.log.push_back(line);
        log.take(snapshot);
        const auto hear = [&](const char* text, std::int64_t later_ns) {
            log.addProgramOutput(m_program->program(), QStringLiteral("render"), QString::fromLatin1(text),
                                 snapshot.taken_ns + later_ns);
            log.show();
        };
        hear("half done\nmine\nto come\n", 1);
        QCOMPARE(printed(log, LogModel::TextColumn), (QStringList{QStringLiteral("half done")}));
        QCOMPARE(printed(log, LogModel::SourceColumn), (QStringList{QStringLiteral("worker-1")}));
        const LogRow& row = log.rows()[0];
        QCOMPARE(row.stream, LogRow::Stream::err);
        QCOMPARE(row.entity.kind, Entity::Kind::task);
        QCOMPARE(row.entity.id, 12U);
        QCOMPARE(row.entity.pool, m_pool);
        QCOMPARE(row.entity.attempt, 2U);
        line.sequence = 1001;
        line.text = "to come";
        line.task_id = 13;
        snapshot.log = {line};
        log.take(snapshot);
        hear("", 3'000'000'000);
        QCOMPARE(printed(log, LogModel::TextColumn),
                 (QStringList{QStringLiteral("half done"), QStringLiteral("to come"), QStringLiteral("mine")}));
        FilterProxy proxy;
        proxy.setSourceModel(&log);
        QVERIFY(proxy.setFilterText(QStringLiteral("id:13")));
        QCOMPARE(proxy.rowCount(), 1);
        QVERIFY(proxy.setFilterText(QStringLiteral("state:stderr worker:worker-1")));
        QCOMPARE(proxy.rowCount(), 2);
    }

    // Acceptance 48: a line of a megabyte is cut, and says by how much; escape codes are not shown.
    void linesAreFitToBeShown() {
        const QString long_line(1 << 20, QLatin1Char('x'));
        const QString cut = LogModel::plain(long_line);
        QVERIFY(cut.size() < 4200);
        QVERIFY2(cut.endsWith(QStringLiteral("… 1,044,480 more")), qPrintable(cut.right(40)));
        QCOMPARE(LogModel::plain(QStringLiteral("\x1b[1;31mred\x1b[0m plain\x1b]0;title\x07!\r")),
                 QStringLiteral("red plain!"));
        QCOMPARE(LogModel::plain(QStringLiteral("a\tb\x01")), QStringLiteral("a b"));
    }

    // Output comes in pieces; a line is told when it is whole.
    void piecesBecomeLines() {
        LogModel log;
        log.addProgramOutput(m_program->program(), QStringLiteral("render"), QStringLiteral("hel"), 1);
        log.show();
        QCOMPARE(log.rowCount(), 0);
        log.addProgramOutput(m_program->program(), QStringLiteral("render"), QStringLiteral("lo\nnext\nre"), 2);
        log.show();
        QCOMPARE(printed(log, LogModel::TextColumn), (QStringList{QStringLiteral("hello"), QStringLiteral("next")}));
    }

    // Acceptance 48: 50,000 lines a second are 12,500 a look.
    void aFloodIsBoundedAndQuick() {
        LogModel log;
        FilterProxy proxy;
        proxy.setSourceModel(&log);
        QString text;
        for (int i = 0; i < 12'500; ++i) text += QStringLiteral("line %1 of the flood\n").arg(i);
        std::clock_t worst = 0;  // of the processor: the machine may be busy with other things
        for (int look = 0; look < 8; ++look) {
            const std::clock_t before = std::clock();
            log.addProgramOutput(m_program->program(), QStringLiteral("render"), text, look + 1);
            log.show();
            worst = std::max(worst, std::clock() - before);
        }
        qInfo("worst look: %lld ms", static_cast<long long>(worst * 1000 / CLOCKS_PER_SEC));
        QVERIFY(static_cast<std::size_t>(log.rowCount()) <= LogModel::rows_kept * 11 / 10);
        QCOMPARE(static_cast<std::uint64_t>(log.rowCount()) + log.forgotten(), std::uint64_t(100'000));
        QCOMPARE(proxy.rowCount(), log.rowCount());
        QVERIFY2(worst < CLOCKS_PER_SEC / 2, "five times the bound, for a build that is not optimised");
    }

private:
    std::shared_ptr<FakeProgram> m_program;
    std::uint64_t m_pool = 0;
    std::vector<Identity> m_workers;
};

QTEST_GUILESS_MAIN(TestLogModel)
#include "tst_log_model.moc"
