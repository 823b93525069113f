// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include "model/process_model.h"
#include "printed.h"
#include "support/fake_session.h"

using namespace lifeguard;
using namespace mp::observe;
using namespace std::chrono_literals;
using lifeguard::test::printed;
using mp::test::FakeProgram;

class TestProcessModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_program = std::make_shared<FakeProgram>("render");
        m_model = std::make_unique<ProcessModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
    void cleanup() {
        m_tester.reset();
        m_model.reset();
    }

    // Acceptance 11.
    void sessionPoolWorker() {
        const auto pool = m_program->add_pool("pool-A", 3);
        const auto workers = m_program->workers(pool);
        for (const auto& w : workers) m_program->edit(w, [](Process& p) { p.cpu_percent = 50.0; });
        m_program->add_process("Process-1");
        update();
        const QStringList tree{QStringLiteral("render"),       QStringLiteral("  pool-A (3)"),
                               QStringLiteral("    worker-1"), QStringLiteral("    worker-2"),
                               QStringLiteral("    worker-3"), QStringLiteral("  Process-1")};
        QCOMPARE(printed(*m_model), tree);
        const Entity entity{Entity::Kind::pool, {}, pool};
        QCOMPARE(m_model->indexOf(entity, ProcessModel::CpuColumn).data(RawRole).toDouble(), 150.0);
        QCOMPARE(m_model->indexOf(entity, ProcessModel::MemoryColumn).data(RawRole).toLongLong(), 3 * (84ll << 20));
        QCOMPARE(m_model->indexOf(entity, ProcessModel::StateColumn).data().toString(), QStringLiteral("3 idle"));
    }

    void rowsComeAndGoWithoutReset() {
        const auto pool = m_program->add_pool("pool-A", 2);
        update();
        QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
        QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
        const QPersistentModelIndex second = m_model->indexOf(process(m_program->workers(pool)[1]));
        m_program->add_worker(pool);
        update();
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(removed.count(), 0);
        QVERIFY(second.isValid());
        QCOMPARE(second.data().toString(), QStringLiteral("worker-2"));
        update();
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(reset.count(), 0);
    }

    // Acceptance 34.
    void endedRowsStay() {
        const auto pool = m_program->add_pool("pool-A", 3);
        const auto workers = m_program->workers(pool);
        update();
        m_program->exit(workers[0], 0);
        m_program->exit(workers[1], -11);
        update();
        QCOMPARE(m_model->rowCount(m_model->indexOf({Entity::Kind::pool, {}, pool})), 3);
        QVERIFY(m_model->indexOf(process(workers[1])).data(EndedRole).toBool());
        QCOMPARE(m_model->indexOf(process(workers[1]), ProcessModel::StateColumn).data().toString(),
                 QStringLiteral("−11 SIGSEGV"));
        QCOMPARE(m_model->indexOf({Entity::Kind::pool, {}, pool}).data().toString(), QStringLiteral("pool-A (1)"));
        m_program->advance(29s);
        update();
        QVERIFY(m_model->indexOf(process(workers[0])).isValid());
        m_program->advance(2s);
        update();
        QVERIFY2(!m_model->indexOf(process(workers[0])).isValid(), "exit 0 goes after 30 s");
        QVERIFY2(m_model->indexOf(process(workers[1])).isValid(), "a failure stays");
        m_model->clearEnded();
        QVERIFY(!m_model->indexOf(process(workers[1])).isValid());
        update();
        QVERIFY(!m_model->indexOf(process(workers[1])).isValid());
        QVERIFY(m_model->indexOf(process(workers[2])).isValid());
    }

    // The engine reuses the slot of a dead process: what the snapshot has forgotten stays with its last values.
    void forgottenProcessesStayWithTheirExit() {
        const auto worker = m_program->add_process("Process-1");
        update();
        m_program->exit(worker, 3);
        m_program->edit_all(
            [&](Snapshot& s) { std::erase_if(s.processes, [&](const Process& p) { return p.identity == worker; }); });
        update();
        QVERIFY(m_model->indexOf(process(worker)).isValid());
        QCOMPARE(m_model->indexOf(process(worker), ProcessModel::ExitColumn).data().toString(), QStringLiteral("3"));
        update();
        QVERIFY(m_model->indexOf(process(worker)).isValid());
    }

    void childrenMoveWhenTheirParentGoes() {
        const auto parent = m_program->add_process("Process-1");
        const auto child = m_program->add_process("Process-2", ProcessRole::process, ProcessState::running, parent);
        update();
        const QPersistentModelIndex index = m_model->indexOf(process(child));
        QCOMPARE(index.parent().data().toString(), QStringLiteral("Process-1"));
        m_program->exit(parent, 0);
        m_program->advance(31s);
        update();
        QVERIFY(index.isValid());
        QCOMPARE(index.parent().data().toString(), QStringLiteral("render"));
    }

    // Acceptance 28.
    void terminateWithoutEffectOffersKill() {
        const auto worker = m_program->add_process("Process-1");
        update();
        m_model->setTerminating(worker, m_program->now_ns());
        m_program->advance(3s);
        update();
        const auto index = m_model->indexOf(process(worker), ProcessModel::StateColumn);
        QCOMPARE(index.data().toString().replace(QChar(0xA0), QLatin1Char(' ')), QStringLiteral("terminating 3.0 s"));
        QVERIFY(!index.data(OfferKillRole).toBool());
        m_program->advance(2s);
        update();
        QVERIFY(index.data(OfferKillRole).toBool());
        QSignalSpy terminated(m_model.get(), &ProcessModel::terminated);
        m_program->exit(worker, -15);
        update();
        QCOMPARE(terminated.count(), 1);
        QCOMPARE(terminated[0][1].toString().replace(QChar(0xA0), QLatin1Char(' ')),
                 QStringLiteral("Process-1 (pid %1) exited −15 SIGTERM after 5.0 s").arg(worker.pid));
        QVERIFY(!index.data(OfferKillRole).toBool());
    }

    // What stands still is not painted again: with each sample a calm row changes where it shows time and its curve.
    void aCalmRowChangesWhereItShowsTime() {
        const auto worker = m_program->add_process("Process-1");
        const auto set = [&](double cpu, std::uint64_t done) {
            m_program->edit(worker, [=](Process& p) {
                p.cpu_percent = cpu;
                p.done_count = done;
            });
        };
        set(0, 1);
        for (int i = 0; i < ProcessModel::samples_count; ++i) update();
        const Entity row = process(worker);
        QList<std::pair<int, int>> columns;
        connect(m_model.get(), &QAbstractItemModel::dataChanged, this,
                [&](const QModelIndex& from, const QModelIndex& to) {
                    const int at = m_model->indexOf(row).row();
                    if (from.parent() == m_model->indexOf(row).parent() && from.row() <= at && at <= to.row())
                        columns.append({from.column(), to.column()});
                });
        const auto changed = [&](bool sample) {
            columns.clear();
            m_model->update(m_program->take(), sample);
            return columns;
        };
        using Ranges = QList<std::pair<int, int>>;
        const Ranges time{{ProcessModel::HeartbeatColumn, ProcessModel::UptimeColumn}};
        const Ranges figures{{ProcessModel::CpuColumn, ProcessModel::ColumnCount - 1}};
        const Ranges whole{{0, ProcessModel::ColumnCount - 1}};
        update();  // the curve is as long as it gets
        QCOMPARE(changed(true), time);
        QCOMPARE(changed(false), Ranges{});
        set(0, 2);
        QCOMPARE(changed(false), Ranges{});  // a figure waits for the sample
        QCOMPARE(changed(true), figures);
        QCOMPARE(changed(true), time);
        set(50, 2);
        QCOMPARE(changed(true), figures);
        QCOMPARE(changed(true), (Ranges{{ProcessModel::CpuHistoryColumn, ProcessModel::CpuHistoryColumn}, time[0]}));
        m_program->edit(worker, [](Process& p) { p.state = ProcessState::suspended; });
        QCOMPARE(changed(false), whole);  // a state does not wait
        // Another moment of the past: all that follows time is of that moment.
        columns.clear();
        m_model->update(std::make_shared<const Snapshot>(m_program->take()), false, true);
        QVERIFY(columns.contains(time[0]));
    }

    // A nursery is nobody who works, and neither it nor the program beats; a worker that died took its task along.
    void helpersAreNoWorkers() {
        const auto pool = m_program->add_pool("pool-A", 2);
        const auto nursery = m_program->add_process("nursery", ProcessRole::helper, ProcessState::running);
        const auto workers = m_program->workers(pool);
        m_program->start_task(workers[0]);
        const auto now = m_program->now_ns();
        for (const auto& each : {nursery, workers[0], m_program->program()})
            m_program->edit(each, [now](Process& p) { p.heartbeat_ns = now; });
        update();
        QCOMPARE(m_model->counts().busy, 1);
        QCOMPARE(m_model->counts().idle, 2);
        const auto text = [&](const Entity& entity, int column) {
            return m_model->indexOf(entity, column).data().toString();
        };
        QCOMPARE(text(process(nursery), ProcessModel::StateColumn), QStringLiteral("ready"));
        QCOMPARE(text(process(nursery), ProcessModel::HeartbeatColumn), QStringLiteral("—"));
        QCOMPARE(text({Entity::Kind::session, m_program->program(), 0}, ProcessModel::HeartbeatColumn),
                 QStringLiteral("—"));
        QVERIFY(text(process(workers[0]), ProcessModel::HeartbeatColumn) != QStringLiteral("—"));
        m_program->replace(workers[0], -11);
        update();
        QCOMPARE(text(process(workers[0]), ProcessModel::FailedColumn), QStringLiteral("1"));
        QCOMPARE(text({Entity::Kind::pool, {}, pool}, ProcessModel::FailedColumn), QStringLiteral("1"));
    }

    void samplesAreGathered() {
        const auto worker = m_program->add_process("Process-1");
        for (int i = 0; i < 70; ++i) {
            m_program->edit(worker, [i](Process& p) { p.cpu_percent = i; });
            m_model->update(m_program->take(), true);
        }
        const auto samples = m_model->indexOf(process(worker), ProcessModel::CpuHistoryColumn)
                                 .data(SamplesRole)
                                 .value<QVector<double>>();
        QCOMPARE(samples.size(), ProcessModel::samples_count);
        QCOMPARE(samples.last(), 69.0);
        m_model->update(m_program->take(), false);
        QCOMPARE(m_model->indexOf(process(worker), ProcessModel::CpuHistoryColumn)
                     .data(SamplesRole)
                     .value<QVector<double>>()
                     .size(),
                 60);
    }

    void unknownHasAReason() {
        const auto worker = m_program->add_process("Process-1");
        m_program->edit(worker, [](Process& p) { p.memory_bytes.reset(); });
        update();
        const auto index = m_model->indexOf(process(worker), ProcessModel::MemoryColumn);
        QCOMPARE(index.data().toString(), QStringLiteral("—"));
        QVERIFY(!index.data(Qt::ToolTipRole).toString().isEmpty());
        QVERIFY(!index.data(RawRole).isValid());
    }

    // Acceptance 57: cells say their column, their state and their value.
    void cellsSpeak() {
        const auto worker = m_program->add_process("Process-1");
        m_program->start_task(worker, "resize");
        update();
        QCOMPARE(m_model->indexOf(process(worker), ProcessModel::StateColumn).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("State: busy"));
    }

    void clearRemovesAll() {
        m_program->add_pool("pool-A", 4);
        update();
        m_model->clear();
        QCOMPARE(m_model->rowCount(), 0);
        update();
        QCOMPARE(m_model->rowCount(), 1);
    }

    // Hundreds of random steps under the model tester: whatever happens, the tree is the one the snapshot says.
    void randomLives() {
        QRandomGenerator random(7);
        QList<std::uint64_t> pools{m_program->add_pool("pool-A", 3), m_program->add_pool("pool-B", 2)};
        QList<Identity> loose;
        for (int step = 0; step < 400; ++step) {
            const auto pool = pools[random.bounded(static_cast<int>(pools.size()))];
            const auto workers = m_program->workers(pool);
            switch (random.bounded(6)) {
                case 0:
                    m_program->add_worker(pool);
                    break;
                case 1:
                    if (!workers.empty())
                        m_program->replace(workers[random.bounded(static_cast<quint32>(workers.size()))],
                                           random.bounded(2) ? -9 : 0);
                    break;
                case 2:
                    if (!workers.empty()) m_program->exit(workers.front(), random.bounded(2));
                    break;
                case 3:
                    loose.append(m_program->add_process(
                        "child", ProcessRole::process, ProcessState::running,
                        loose.isEmpty() || random.bounded(2) ? m_program->program() : loose.last()));
                    break;
                case 4:
                    if (!loose.isEmpty()) m_program->exit(loose.takeFirst(), 0);
                    break;
                default:
                    m_program->advance(std::chrono::seconds(random.bounded(10)));
                    break;
            }
            if (random.bounded(25) == 0) m_model->clearEnded();
            m_model->update(m_program->take(), step % 4 == 0);
        }
        int living = 0;
        for (const auto& p : m_program->take().processes) {
            if (p.ended_ns) continue;
            ++living;
            const Entity entity{p.identity == m_program->program() ? Entity::Kind::session : Entity::Kind::process,
                                p.identity, 0};
            QVERIFY(m_model->indexOf(entity).isValid());
        }
        QVERIFY(living > 5);
    }

private:
    static Entity process(const Identity& identity) { return {Entity::Kind::process, identity, 0}; }
    void update() { m_model->update(m_program->take(), true); }

    std::shared_ptr<FakeProgram> m_program;
    std::unique_ptr<ProcessModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestProcessModel)
#include "tst_process_model.moc"
