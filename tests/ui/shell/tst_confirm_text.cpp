// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "shell/confirm_text.h"
#include "support/fake_session.h"

using namespace lifeguard;
using namespace mp::observe;
using namespace std::chrono_literals;
using mp::test::FakeProgram;

class TestConfirmText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Acceptance 20, 21.
    void killNamesTaskLocksAndFate() {
        FakeProgram program("render");
        const auto workers = program.workers(program.add_pool("pool-A", 3));
        program.start_task(workers[0], "resize", "\"a.png\"", 1, 3, 4698);
        const auto db = program.add_lock("db");
        program.acquire(db, workers[0]);
        program.acquire(db, workers[1]);
        program.acquire(db, workers[2]);
        program.advance(8200ms);
        const auto text = confirmText(request(Verb::kill, {workers[0]}), program.take());
        QCOMPARE(text.question, QStringLiteral("Kill w%1 (pid %1)?").arg(workers[0].pid));
        QCOMPARE(text.button, QStringLiteral("Kill w%1").arg(workers[0].pid));
        const QString all = plain(text);
        QVERIFY2(
            all.contains(QStringLiteral(
                "Running task #4698 resize(\"a.png\") for 8.2 s: it will be tried again, attempt 1 of 3 is lost.")),
            qPrintable(all));
        QVERIFY2(all.contains(QStringLiteral("Holds lock “db” (2 waiting)")), qPrintable(all));
    }

    void lastAttemptIsLost() {
        FakeProgram program("render");
        const auto worker = program.workers(program.add_pool("pool-A", 1)).front();
        program.start_task(worker, "resize", "", 3, 3, 7);
        const QString all = plain(confirmText(request(Verb::kill, {worker}), program.take()));
        QVERIFY2(all.contains(QStringLiteral("it will be marked lost, attempt 3 of 3.")), qPrintable(all));
    }

    void programTakesItsPoolsAlong() {
        FakeProgram program("render");
        const QString all = plain(confirmText(request(Verb::kill, {program.program()}), program.take()));
        QVERIFY2(all.contains(QStringLiteral("main process of render")), qPrintable(all));
    }

    // Each question says what will come of it.
    void everyEndHasAConsequence() {
        FakeProgram program("render");
        const auto scanner = program.add_process("scanner");
        QCOMPARE(plain(confirmText(request(Verb::terminate, {scanner}), program.take())),
                 QStringLiteral("It is asked to end (SIGTERM) and may finish what it does first."));
        QCOMPARE(plain(confirmText(request(Verb::kill, {scanner}), program.take())),
                 QStringLiteral("It ends at once and cannot save anything."));
    }

    // Acceptance 24.
    void twelveListTenAndTwoMore() {
        FakeProgram program("render");
        const auto workers = program.workers(program.add_pool("pool-A", 12));
        program.start_task(workers[3]);
        const Request r = request(Verb::kill, {workers.begin(), workers.end()});
        const auto text = confirmText(r, program.take());
        QCOMPARE(text.question, QStringLiteral("Kill 12 processes?"));
        QCOMPARE(text.consequences.front().count(QLatin1Char('w')), 10);
        QVERIFY(text.consequences.front().endsWith(QStringLiteral("and 2 more")));
        QCOMPARE(listedNames(r.targets.mid(0, 2)), QStringLiteral("w%1, w%2").arg(workers[0].pid).arg(workers[1].pid));
    }

private:
    static Request request(Verb verb, const QList<Identity>& identities) {
        Request r;
        r.verb = verb;
        for (const Identity& identity : identities) {
            Target t;
            t.identity = identity;
            t.name = QStringLiteral("w%1").arg(identity.pid);
            r.targets.append(t);
        }
        return r;
    }
    static QString plain(const ConfirmText& text) {
        return text.consequences.join(QLatin1Char('\n')).replace(QChar(0xA0), QLatin1Char(' '));
    }
};

QTEST_GUILESS_MAIN(TestConfirmText)
#include "tst_confirm_text.moc"
