// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>

#include "window_fixture.h"

using namespace lifeguard;
using namespace lifeguard::test;
using namespace std::chrono_literals;

// From the wish to the signal: who is asked, what is sent, and to whom never.
class TestConfirm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m = std::make_unique<WindowFixture>();
        m_pool = m->program->add_pool("pool-A", 3);
        m_workers = m->program->workers(m_pool);
        m->program->start_task(m_workers[0], "resize", "\"a.png\"", 1, 3);
        m->open();
    }
    void cleanup() {
        m->window.reset();
        m.reset();
    }

    // Acceptance 20, 26, 56.
    void killAsksAndEnterDoesNothing() {
        m->choose({m_workers[0]});
        m->action("actionKill")->trigger();
        QVERIFY(m->dialog());
        auto* cancel = m->in<QPushButton>(m->dialog(), "confirmCancel");
        QVERIFY(cancel->isDefault());
        QVERIFY(m->dialog()->findChildren<QAbstractButton*>(QStringLiteral("qt_msgbox_checkbox")).isEmpty());
        QTest::keyClick(m->dialog(), Qt::Key_Return);
        QTRY_VERIFY(!m->dialog());
        m->settle();
        QCOMPARE(m->signalsSent(), 0);
        m->action("actionKill")->trigger();
        QTest::keyClick(m->dialog(), Qt::Key_Escape);
        QTRY_VERIFY(!m->dialog());
        QVERIFY(m->window->isVisible());
        QCOMPARE(m->signalsSent(), 0);
    }

    void confirmedKillGoesToTheChosen() {
        m->choose({m_workers[0]});
        m->action("actionKill")->trigger();
        m->choose({m_workers[2]});  // the choice moves on; the dialog's target does not
        QTest::mouseClick(m->in<QPushButton>(m->dialog(), "confirmVerb"), Qt::LeftButton);
        QTRY_COMPARE(m->signalsSent(), 1);
        QCOMPARE(m->program->commands().front().target, m_workers[0]);
        QCOMPARE(m->program->commands().front().number, std::uint64_t(9));
        m->settle();
        QTRY_COMPARE(m->hub->models.exits.rowCount(), 1);
        QCOMPARE(m->hub->models.exits.index(0, ExitModel::MeaningColumn).data().toString(),
                 QStringLiteral("killed by you"));
    }

    // A task is stopped by its number, at the pool; its worker is named as what dies with it.
    void stoppingATaskAsksAndNamesTheWorker() {
        Entity task{Entity::Kind::task, {}, 1};
        task.pool = m_pool;
        task.attempt = 1;
        m->hub->models.selection.set({task});
        QVERIFY(!m->action("actionKill")->isEnabled());
        m->actions()->ask(Verb::cancel_task, {task});
        QVERIFY(m->dialog());
        QCOMPARE(m->in<QLabel>(m->dialog(), "confirmQuestion")->text(), QStringLiteral("Stop task #1 resize?"));
        const QString fate = m->in<QLabel>(m->dialog(), "confirmConsequences")->text();
        QVERIFY2(fate.contains(QStringLiteral("worker-1")), qPrintable(fate));
        QVERIFY(m->in<QPushButton>(m->dialog(), "confirmCancel")->isDefault());
        QTest::mouseClick(m->in<QPushButton>(m->dialog(), "confirmVerb"), Qt::LeftButton);
        QTRY_COMPARE(m->program->commands().size(), std::size_t(1));
        QCOMPARE(m->program->commands().front().verb, std::string("cancel"));
        QCOMPARE(m->program->commands().front().pool_id, m_pool);
        QCOMPARE(m->program->commands().front().number, std::uint64_t(1));
        QCOMPARE(m->signalsSent(), 0);
    }

    void taskThatEndsMeanwhileIsNotStopped() {
        Entity task{Entity::Kind::task, {}, 1};
        task.pool = m_pool;
        task.attempt = 1;
        m->actions()->ask(Verb::cancel_task, {task});
        m->program->finish_task(m_workers[0]);
        m->program->start_task(m_workers[0]);  // the worker is busy with another one by now
        m->settle();
        QTRY_VERIFY(!m->in<QPushButton>(m->dialog(), "confirmVerb")->isEnabled());
        m->dialog()->reject();
        QTRY_VERIFY(!m->dialog());
        QVERIFY(m->program->commands().empty());
        m->actions()->ask(Verb::cancel_task, {task});
        QVERIFY(!m->dialog());  // told, not asked
    }

    // Acceptance 22.
    void targetThatEndsMeanwhileIsNotSignalled() {
        m->choose({m_workers[0]});
        m->action("actionKill")->trigger();
        m->program->exit(m_workers[0], -11);
        m->settle();
        auto* verb = m->in<QPushButton>(m->dialog(), "confirmVerb");
        QTRY_VERIFY(!verb->isEnabled());
        const QString news = m->in<QLabel>(m->dialog(), "confirmNews")->text();
        QVERIFY2(news.contains(QStringLiteral("has ended meanwhile (−11 SIGSEGV)")), qPrintable(news));
        QTest::mouseClick(verb, Qt::LeftButton);
        m->dialog()->reject();
        QCOMPARE(m->signalsSent(), 0);
    }

    // Acceptance 23: another process has the pid by now.
    void reusedPidIsNotSignalled() {
        m->choose({m_workers[0]});
        m->action("actionKill")->trigger();
        m->program->edit_all([this](Snapshot& s) {
            for (auto& p : s.processes)
                if (p.identity == m_workers[0]) p.identity.start_ticks += 1000;
        });
        m->settle();
        auto* verb = m->in<QPushButton>(m->dialog(), "confirmVerb");
        QTRY_VERIFY(!verb->isEnabled());
        verb->click();
        m->dialog()->reject();
        QCOMPARE(m->signalsSent(), 0);
    }

    // Acceptance 24.
    void manyAreOneDialogAndOneResult() {
        for (int i = 0; i < 9; ++i) m->program->add_worker(m_pool);
        m->settle();
        const auto all = m->program->workers(m_pool);
        m->choose({all.begin(), all.end()});
        QSignalSpy told(m->window->findChild<Actions*>(), &Actions::told);
        m->action("actionKill")->trigger();
        QVERIFY(m->in<QLabel>(m->dialog(), "confirmConsequences")->text().contains(QStringLiteral("and 2 more")));
        m->in<QPushButton>(m->dialog(), "confirmVerb")->click();
        QTRY_VERIFY(std::any_of(told.begin(), told.end(), [](const QList<QVariant>& t) {
            return t[0].toString() == QStringLiteral("Kill: 12 of 12 ended");
        }));
        QCOMPARE(m->signalsSent(), 12);
    }

    // Acceptance 27.
    void terminateIdleAsksNothing() {
        m->choose({m_workers[1]});
        m->action("actionTerminate")->trigger();
        QVERIFY(!m->dialog());
        QTRY_COMPARE(m->signalsSent(), 1);
        QCOMPARE(m->program->commands().front().number, std::uint64_t(15));
    }
    void terminateBusyOffersDrain() {
        m->choose({m_workers[0]});
        m->action("actionTerminate")->trigger();
        auto* drain = m->in<QPushButton>(m->dialog(), "confirmAlternative");
        QVERIFY(drain && drain->isDefault());
        QTest::keyClick(m->dialog(), Qt::Key_Return);
        QTRY_COMPARE(m->program->commands().size(), std::size_t(1));
        QCOMPARE(m->program->commands().front().verb, std::string("drain"));
    }
    void terminatePoolAlwaysAsks() {
        m->program->finish_task(m_workers[0]);
        m->settle();
        m->hub->models.selection.set({Entity{Entity::Kind::pool, {}, m_pool}});
        m->action("actionTerminate")->trigger();
        QVERIFY(m->dialog());
        QVERIFY(m->in<QPushButton>(m->dialog(), "confirmCancel")->isDefault());
        QCOMPARE(m->in<QLabel>(m->dialog(), "confirmQuestion")->text(),
                 QStringLiteral("Terminate pool pool-A (3 process(es))?"));
        m->dialog()->reject();
    }

    // Acceptance 25.
    void killTreeListsItsMembers() {
        const auto child = m->program->add_process("child", ProcessRole::process, ProcessState::running, m_workers[0]);
        m->settle();
        m->choose({m_workers[1]});
        QVERIFY(!m->action("actionKillTree")->isEnabled());
        m->choose({m_workers[0]});
        QTRY_VERIFY(m->action("actionKillTree")->isEnabled());
        m->action("actionKillTree")->trigger();
        const QString list = m->in<QLabel>(m->dialog(), "confirmConsequences")->text();
        QVERIFY2(list.contains(QStringLiteral("worker-1")) && list.contains(QStringLiteral("child")), qPrintable(list));
        m->in<QPushButton>(m->dialog(), "confirmVerb")->click();
        QTRY_COMPARE(m->program->commands().size(), std::size_t(1));
        QCOMPARE(m->program->commands().front().verb, std::string("signal_tree"));
        QCOMPARE(m->program->commands().front().target, m_workers[0]);
        QCOMPARE(m->program->commands().front().number, std::uint64_t(9));
        m->settle();
        QTRY_VERIFY(m->hub->models.latest()->process(child)->ended_ns);
    }
    // Children that do not run on the engine count too: ten are named.
    void strangersBelowAWorkerAreOfItsTree() {
        for (int i = 0; i < 12; ++i)
            m->program->strangers.push_back({{9000 + i, 1}, m_workers[1], "gzip-" + std::to_string(i)});
        m->choose({m_workers[1]});
        QTRY_VERIFY(m->action("actionSuspendTree")->isVisible() && m->action("actionSuspendTree")->isEnabled());
        m->action("actionSuspendTree")->trigger();
        QVERIFY(m->dialog());
        const QString list = m->in<QLabel>(m->dialog(), "confirmConsequences")->text();
        QVERIFY2(list.contains(QStringLiteral("gzip-8")) && list.contains(QStringLiteral("and 3 more")),
                 qPrintable(list));
        QCOMPARE(m->in<QPushButton>(m->dialog(), "confirmVerb")->text(), QStringLiteral("Suspend 13 processes"));
        QSignalSpy told(m->actions(), &Actions::told);
        m->in<QPushButton>(m->dialog(), "confirmVerb")->click();
        QTRY_VERIFY(told.count() > 0);
        QCOMPARE(told[0][0].toString(), QStringLiteral("Suspend: sent to 13 process(es)"));
        QCOMPARE(m->program->commands().front().number, std::uint64_t(19));
        m->choose({m_workers[2]});
        QTRY_VERIFY(!m->action("actionSuspendTree")->isVisible());
    }

    // A signal that may end the process is asked about, one that cannot is sent.
    void anySignalIsSent() {
        m->choose({m_workers[1]});
        const auto item = [&](const char* name) {
            return m->window->findChild<QMenu*>(QStringLiteral("signalMenu"))->findChild<QAction*>(QLatin1String(name));
        };
        item("signal_SIGWINCH")->trigger();
        QVERIFY(!m->dialog());
        QTRY_COMPARE(m->signalsSent(), 1);
        item("signal_SIGHUP")->trigger();
        QVERIFY(m->dialog());
        QVERIFY(m->in<QLabel>(m->dialog(), "confirmQuestion")->text().startsWith(QStringLiteral("Send SIGHUP to")));
        QVERIFY(m->in<QPushButton>(m->dialog(), "confirmCancel")->isDefault());
        m->in<QPushButton>(m->dialog(), "confirmVerb")->click();
        QTRY_COMPARE(m->signalsSent(), 2);
        QCOMPARE(m->program->commands().back().number, std::uint64_t(1));
        QCOMPARE(m->program->commands().back().target, m_workers[1]);
    }

    // Acceptance 37.
    void retryAllFailedAsksAndStatesTheCount() {
        QVERIFY(!m->action("actionRetryFailed")->isEnabled());
        m->program->edit_all([](Snapshot& s) { s.pools.front().retryable_count = 7; });
        m->settle();
        QTRY_COMPARE(m->action("actionRetryFailed")->text(), QStringLiteral("Retry all failed (7)…"));
        QSignalSpy told(m->actions(), &Actions::told);
        m->action("actionRetryFailed")->trigger();
        QVERIFY(m->dialog());
        QCOMPARE(m->in<QLabel>(m->dialog(), "confirmQuestion")->text(), QStringLiteral("Retry all failed (7)?"));
        QVERIFY(m->in<QPushButton>(m->dialog(), "confirmCancel")->isDefault());
        m->in<QPushButton>(m->dialog(), "confirmVerb")->click();
        QTRY_VERIFY(told.count() > 0);
        QCOMPARE(told[0][0].toString(), QStringLiteral("pool-A: 7 task(s) are tried again"));
        QCOMPARE(m->program->commands().front().verb, std::string("retry_failed"));
        QCOMPARE(m->program->commands().front().pool_id, m_pool);
    }

    // Acceptance 36, the window's share: it is the task's number that is asked for, and nothing is asked of the user.
    void aFailedTaskIsTriedAgain() {
        m->program->edit_all([](Snapshot& s) { s.pools.front().retryable_count = 1; });
        m->program->finish_task(m_workers[0], TaskState::failed, "ValueError");
        m->settle();
        Entity task{Entity::Kind::task, {}, 1};
        task.pool = m_pool;
        task.attempt = 1;
        m->hub->models.selection.set({task});
        QTRY_VERIFY(m->action("actionRetry")->isEnabled());
        m->action("actionRetry")->trigger();
        QVERIFY(!m->dialog());
        QTRY_COMPARE(m->program->commands().size(), std::size_t(1));
        QCOMPARE(m->program->commands().front().verb, std::string("retry"));
        QCOMPARE(m->program->commands().front().number, std::uint64_t(1));
    }

    void aPoolIsPausedAndGoesOn() {
        m->hub->models.selection.set({Entity{Entity::Kind::pool, {}, m_pool}});
        QCOMPARE(m->action("actionPausePool")->text(), QStringLiteral("Pause intake"));
        m->action("actionPausePool")->trigger();
        QTRY_COMPARE(m->action("actionPausePool")->text(), QStringLiteral("Resume intake"));
        m->action("actionPausePool")->trigger();
        QTRY_COMPARE(m->action("actionPausePool")->text(), QStringLiteral("Pause intake"));
        QCOMPARE(m->program->commands().back().verb, std::string("unpause"));
    }

    // Acceptance 16.
    void endedChoiceStaysAndActionsAreOff() {
        m->choose({m_workers[1]});
        QVERIFY(m->action("actionKill")->isEnabled());
        m->program->exit(m_workers[1], -11);
        m->settle();
        QTRY_VERIFY(!m->action("actionKill")->isEnabled());
        QVERIFY(!m->action("actionTerminate")->isEnabled());
        QVERIFY(m->action("actionKill")->toolTip().contains(QStringLiteral("has ended")));
        QCOMPARE(m->hub->models.selection.single().identity, m_workers[1]);
    }

    // Acceptance 29.
    void refusedCommandIsTold() {
        m->program->refuse("operation not permitted");
        m->choose({m_workers[1]});
        QSignalSpy told(m->window->findChild<Actions*>(), &Actions::told);
        m->action("actionSuspend")->trigger();
        QTRY_VERIFY(told.count() > 0);
        QCOMPARE(told[0][0].toString(),
                 QStringLiteral("Suspend worker-2 (pid %1): operation not permitted").arg(m_workers[1].pid));
        QVERIFY(told[0][1].toBool());
    }

    void suspendBecomesResume() {
        m->choose({m_workers[1]});
        QCOMPARE(m->action("actionSuspend")->text(), QStringLiteral("Suspend"));
        m->action("actionSuspend")->trigger();
        QTRY_COMPARE(m->action("actionSuspend")->text(), QStringLiteral("Resume"));
        m->action("actionSuspend")->trigger();
        QTRY_COMPARE(m->action("actionSuspend")->text(), QStringLiteral("Suspend"));
        QCOMPARE(m->program->commands().back().number, std::uint64_t(18));
    }

    // Acceptance 19.
    void killWorksOnThePausedRow() {
        m->action("actionPause")->trigger();
        m->choose({m_workers[1]});
        m->action("actionKill")->trigger();
        QVERIFY(m->dialog());
        m->in<QPushButton>(m->dialog(), "confirmVerb")->click();
        QTRY_COMPARE(m->signalsSent(), 1);
        m->settle();
        QCOMPARE(m->hub->models.exits.rowCount(), 0);  // the lists hold still
        m->action("actionPause")->trigger();
        QTRY_COMPARE(m->hub->models.exits.rowCount(), 1);
    }

private:
    std::unique_ptr<WindowFixture> m;
    std::uint64_t m_pool = 0;
    std::vector<Identity> m_workers;
};

QTEST_MAIN(TestConfirm)
#include "tst_confirm.moc"
