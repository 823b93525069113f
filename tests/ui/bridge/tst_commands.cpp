// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>

#include "bridge/commands.h"
#include "support/fake_session.h"

using namespace lifeguard;
using namespace mp::observe;
using mp::test::FakeProgram;

class TestCommands : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachTargetIsAskedAndReported() {
        auto program = std::make_shared<FakeProgram>("render");
        const auto pool = program->add_pool("pool-A", 3);
        Commands commands;
        commands.setOpener([program] { return program->session(); });
        QSignalSpy finished(&commands, &Commands::finished);
        Request request;
        request.verb = Verb::kill;
        for (const auto& worker : program->workers(pool)) request.targets.append(target(worker, QStringLiteral("w")));
        commands.run(request);
        QTRY_COMPARE(finished.count(), 1);
        const auto outcome = finished[0][0].value<Outcome>();
        QVERIFY(outcome.ok);
        QCOMPARE(outcome.accepted, QList<bool>({true, true, true}));
        QCOMPARE(outcome.sentence, QStringLiteral("Kill: sent to 3 of 3"));
        QVERIFY(program->workers(pool).empty());
    }

    // Acceptance 29.
    void refusalNamesThePidAndTheReason() {
        auto program = std::make_shared<FakeProgram>("render");
        const auto worker = program->add_process("Process-1");
        program->refuse("operation not permitted: it belongs to another user");
        Commands commands;
        commands.setOpener([program] { return program->session(); });
        QSignalSpy finished(&commands, &Commands::finished);
        commands.run({Verb::terminate, {target(worker, QStringLiteral("Process-1"))}, 0, 0, {}});
        QTRY_COMPARE(finished.count(), 1);
        const auto outcome = finished[0][0].value<Outcome>();
        QVERIFY(!outcome.ok);
        QCOMPARE(outcome.sentence,
                 QStringLiteral("Terminate Process-1 (pid %1): operation not permitted: it belongs to another user")
                     .arg(worker.pid));
    }

    void resizeAsksForWorkers() {
        auto program = std::make_shared<FakeProgram>("render");
        const auto pool = program->add_pool("pool-A", 3);
        Commands commands;
        commands.setOpener([program] { return program->session(); });
        QSignalSpy finished(&commands, &Commands::finished);
        Target whole;
        whole.pool_id = pool;
        whole.name = QStringLiteral("pool-A");
        commands.run({Verb::resize, {whole}, 8, 0, {}});
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(program->take().pool(pool)->target_size, 8u);
    }

    void withoutASessionItSaysSo() {
        Commands commands;
        QSignalSpy finished(&commands, &Commands::finished);
        commands.run({Verb::kill, {target({1, 1}, QStringLiteral("x"))}, 0, 0, {}});
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(finished[0][0].value<Outcome>().sentence.contains(QStringLiteral("no session")));
    }

    void goneSessionIsASentence() {
        Commands commands;
        commands.setOpener([]() -> Session { throw mp::ProcessLookupError("there is no process 99999"); });
        QSignalSpy finished(&commands, &Commands::finished);
        commands.run({Verb::kill, {target({99999, 1}, QStringLiteral("x"))}, 0, 0, {}});
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(finished[0][0].value<Outcome>().sentence.endsWith(QStringLiteral("there is no process 99999")));
    }

private:
    static Target target(const Identity& identity, const QString& name) {
        Target t;
        t.identity = identity;
        t.name = name;
        return t;
    }
};

QTEST_GUILESS_MAIN(TestCommands)
#include "tst_commands.moc"
