// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>

#include "shell/notices.h"
#include "shell/notifier.h"
#include "window_fixture.h"

using namespace lifeguard;
using namespace lifeguard::test;
using Kind = Settings::Notice;

class TestNotices : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void crashesOfAKindAreOneSentence() {
        Notices notices;
        QVERIFY(!notices.due(0, false));
        for (int i = 1; i <= 5; ++i)
            notices.add({Kind::crash, QStringLiteral("worker-%1").arg(i), QStringLiteral("−11 SIGSEGV")});
        notices.add({Kind::crash, QStringLiteral("worker-9"), QStringLiteral("3")});
        const auto popup = notices.due(0, false);
        QVERIFY(popup);
        QCOMPARE(popup->text, QStringLiteral("5 workers crashed: −11 SIGSEGV\nworker-9 crashed: 3"));
        QVERIFY(!notices.due(0, false));
    }

    void atMostOneInThirtySeconds() {
        Notices notices;
        notices.add({Kind::crash, QStringLiteral("a"), QStringLiteral("1")});
        QVERIFY(notices.due(1000, false));
        notices.add({Kind::alert, QStringLiteral("Queue depth above 10"), {}});
        QVERIFY(!notices.due(2000, false));
        notices.add({Kind::lost, QStringLiteral("render can no longer be watched."), {}});
        QVERIFY(!notices.due(1000 + Notices::gap_ms - 1, false));
        const auto popup = notices.due(1000 + Notices::gap_ms, false);
        QVERIFY(popup);
        QCOMPARE(popup->text.count(QLatin1Char('\n')), 1);
        QVERIFY(!notices.isPending());
    }

    void whoLooksIsNotTold() {
        Notices notices;
        notices.add({Kind::crash, QStringLiteral("a"), QStringLiteral("1")});
        QVERIFY(!notices.due(0, true));
        QVERIFY(!notices.due(60'000, false));  // it was seen
    }

    void manyAreCutShort() {
        Notices notices;
        for (int i = 0; i < 9; ++i) notices.add({Kind::alert, QStringLiteral("rule %1").arg(i), {}});
        const auto popup = notices.due(0, false);
        QVERIFY(popup->text.endsWith(QStringLiteral("and 5 more")));
        QCOMPARE(popup->title, QStringLiteral("Alert"));
    }

    // The window: crashes that come while it is open and not in front, of the kinds that are switched on.
    void crashesOfTheSession() {
        WindowFixture m;
        const auto pool = m.program->add_pool("pool-A", 5);
        const auto workers = m.program->workers(pool);
        m.program->exit(workers[0], -11);
        m.open();
        m.window->setWindowState(Qt::WindowMinimized);
        QWidget other;  // what is in front instead
        other.show();
        QVERIFY(QTest::qWaitForWindowActive(&other));
        QSignalSpy shown(m.window->findChild<Notifier*>(), &Notifier::shown);
        m.program->exit(workers[1], -9);
        m.program->exit(workers[2], -9);
        m.settle();
        QTRY_COMPARE(shown.count(), 1);
        QVERIFY2(shown[0][1].toString().startsWith(QStringLiteral("2 workers crashed: −9")),
                 qPrintable(shown[0][1].toString()));
        m.settings->setNotifies(Kind::crash, false);
        QVERIFY(!m.window->findChild<Notifier*>()->isPending());
        m.program->exit(workers[3], -11);
        m.settle();
        QTRY_COMPARE(m.hub->models.exits.failures(), 4);
        QVERIFY2(!m.window->findChild<Notifier*>()->isPending(), "switched off, it waits for no turn either");
        QCOMPARE(shown.count(), 1);
        m.settings->setNotifies(Kind::crash, true);
        m.program->exit(workers[4], -11);
        m.settle();
        QTRY_VERIFY(m.window->findChild<Notifier*>()->isPending());
    }
};

QTEST_MAIN(TestNotices)
#include "tst_notices.moc"
