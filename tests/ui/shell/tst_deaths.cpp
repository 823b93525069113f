// SPDX-License-Identifier: GPL-3.0-or-later
// Workers of a living pool are killed from outside; from the signal to the row in the window it takes no second.
#include <QElapsedTimer>
#include <QProcess>
#include <QTreeView>
#include <csignal>

#include "window_fixture.h"

using namespace lifeguard;
using namespace lifeguard::test;

class TestDeaths : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyDeathIsShownWithinASecond() {
        WindowFixture fixture;
        QProcess pool;
        pool.start(
            Launcher::findProgram(QStringLiteral("lifeguardctl")),
            {QStringLiteral("pool"), QStringLiteral("-j2"), QStringLiteral("--no-bar"), QStringLiteral("--no-record"),
             QStringLiteral("--"), QStringLiteral("sleep"), QStringLiteral("{}"), QStringLiteral(":::"),
             QStringLiteral("600"), QStringLiteral("601"), QStringLiteral("602"), QStringLiteral("603"),
             QStringLiteral("604"), QStringLiteral("605"), QStringLiteral("606"), QStringLiteral("607")});
        QVERIFY2(pool.waitForStarted(), qPrintable(pool.errorString()));
        const auto pid = static_cast<int>(pool.processId());
        QTRY_VERIFY_WITH_TIMEOUT(canAttach(pid), 10000);
        fixture.makeWindow();
        fixture.window->showPage(QStringLiteral("exits"));
        fixture.hub->attach(pid);
        SessionModels& models = fixture.hub->models;
        for (int i = 0; i < 6; ++i) {
            Identity victim;
            QTRY_VERIFY_WITH_TIMEOUT((victim = busyWorker(models)).pid > 0, 10000);
            const auto task = models.latest()->process(victim)->task->id;
            QElapsedTimer since;
            since.start();
            QCOMPARE(::kill(victim.pid, SIGKILL), 0);
            // Both pages: the list of exits and the row of the worker.
            const auto shown = [&] {
                const Exit* exit = models.exits.exitOf(victim);
                const QModelIndex row = models.processes.indexOf({Entity::Kind::process, victim, 0});
                const QString state = row.siblingAtColumn(ProcessModel::StateColumn).data().toString();
                return exit && exit->exitcode == -SIGKILL && exit->task_id == task &&
                       state.contains(QStringLiteral("SIGKILL"));
            };
            while (!shown() && since.elapsed() < 5000) QTest::qWait(5);
            const qint64 took = since.elapsed();
            qInfo("death %d was shown after %lld ms", i + 1, static_cast<long long>(took));
            QVERIFY(shown());
            QVERIFY2(took <= 1000, qPrintable(QStringLiteral("after %1 ms").arg(took)));
        }
        pool.terminate();
        if (!pool.waitForFinished(10000)) pool.kill();
        fixture.window.reset();
    }

private:
    static bool canAttach(int pid) {
        try {
            return mp::observe::attach(pid).snapshot().alive;
        } catch (const mp::Exception&) {
            return false;
        }
    }
    static Identity busyWorker(const SessionModels& models) {
        const SnapshotPtr now = models.latest();
        if (!now) return {};
        for (const auto& process : now->processes)
            if (process.pool_id != 0 && process.task && !process.ended_ns) return process.identity;
        return {};
    }
};

QTEST_MAIN(TestDeaths)
#include "tst_deaths.moc"
