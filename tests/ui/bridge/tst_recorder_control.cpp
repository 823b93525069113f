// SPDX-License-Identifier: GPL-3.0-or-later
// A real pool that is recorded by a real recorder, on and off.
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "bridge/launcher.h"
#include "bridge/recorder_control.h"
#include "mp/observe.h"

using namespace lifeguard;
using namespace mp::observe;

class TestRecorderControl : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // What is recorded after a pause is another run: its number and size are told, not those of the first.
    void recordingAnewIsAnotherRun() {
        QTemporaryDir folder;
        qputenv("XDG_RUNTIME_DIR", folder.path().toLocal8Bit());
        QProcess pool;
        pool.start(Launcher::findProgram(QStringLiteral("lifeguardctl")),
                   {QStringLiteral("pool"), QStringLiteral("-j1"), QStringLiteral("--no-bar"),
                    QStringLiteral("--no-record"), QStringLiteral("--"), QStringLiteral("sleep"), QStringLiteral("{}"),
                    QStringLiteral(":::"), QStringLiteral("600")});
        QVERIFY2(pool.waitForStarted(), qPrintable(pool.errorString()));
        Identity program;
        const auto found = [&] {
            try {
                program = attach(static_cast<int>(pool.processId())).snapshot().program;
            } catch (const mp::Exception&) {
            }
            return program.pid > 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(found(), 10000);
        RecorderControl recorder(folder.filePath(QStringLiteral("history.db")));
        recorder.follow(program, false);
        recorder.start();
        QTRY_VERIFY_WITH_TIMEOUT(recorder.state().run != 0, 15000);
        const auto first = recorder.state().run;
        recorder.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!recorder.state().recording, 15000);
        recorder.start();
        QTRY_VERIFY_WITH_TIMEOUT(recorder.state().run != 0, 15000);
        QVERIFY(recorder.state().run != first);
        recorder.stop();
        pool.terminate();
        if (!pool.waitForFinished(10000)) pool.kill();
    }
};

QTEST_GUILESS_MAIN(TestRecorderControl)
#include "tst_recorder_control.moc"
