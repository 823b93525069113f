// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

#include "bridge/launcher.h"

using namespace lifeguard;

class TestLauncher : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        Launcher::setProgramFolder(m_folder.path());
        qputenv("PATH", "/usr/bin:/bin");
    }

    void poolArguments() {
        PoolSpec spec;
        spec.command = {QStringLiteral("gzip"), QStringLiteral("-k"), QStringLiteral("{}")};
        spec.inputs = {QStringLiteral("a.log"), QStringLiteral("b c.log")};
        spec.workers = 4;
        spec.retries = 2;
        spec.name = QStringLiteral("nightly");
        spec.record = false;
        QCOMPARE(Launcher::poolArguments(spec).join(QLatin1Char('|')),
                 QStringLiteral("pool|-j|4|--retries|3|--name|nightly|--no-record|--|gzip|-k|{}|:::|a.log|b c.log"));
    }

    void missingProgramIsASentence() {
        SessionList sessions(nullptr, [] { return std::vector<mp::observe::SessionInfo>(); });
        Launcher launcher(&sessions);
        QSignalSpy failed(&launcher, &Launcher::failed);
        launcher.startDemo();
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("lifeguard-demo")));
    }

    void missingDirectoryIsASentence() {
        stub("exit 0\n");
        SessionList sessions(nullptr, [] { return std::vector<mp::observe::SessionInfo>(); });
        Launcher launcher(&sessions);
        QSignalSpy failed(&launcher, &Launcher::failed);
        PoolSpec spec;
        spec.command = {QStringLiteral("true")};
        spec.directory = QStringLiteral("/nonexistent/folder");
        launcher.startPool(spec);
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("/nonexistent/folder")));
    }

    // What ends before it can be watched says its last words.
    void earlyEndIsReportedWithItsLastWords() {
        stub("echo first line\necho 'pool: -j must be at least 1' >&2\nexit 64\n");
        SessionList sessions(nullptr, [] { return std::vector<mp::observe::SessionInfo>(); });
        Launcher launcher(&sessions);
        QSignalSpy failed(&launcher, &Launcher::failed), output(&launcher, &Launcher::outputAppended);
        PoolSpec spec;
        spec.command = {QStringLiteral("true")};
        launcher.startPool(spec);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 20000);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("pool: -j must be at least 1")));
        QVERIFY(output.count() >= 1);
        QVERIFY(output[0][0].toString().startsWith(QStringLiteral("first line")));
        QVERIFY(!launcher.isWaiting());
    }

    void appearsWhenItsSessionDoes() {
        stub("echo $$ > " + m_folder.filePath(QStringLiteral("pid")).toUtf8() + "\nexec sleep 20\n");
        const QString pid_file = m_folder.filePath(QStringLiteral("pid"));
        QFile::remove(pid_file);
        SessionList sessions(nullptr, [pid_file] {
            std::vector<mp::observe::SessionInfo> found;
            QFile file(pid_file);
            if (file.open(QIODevice::ReadOnly))
                if (const int pid = file.readAll().trimmed().toInt(); pid > 0) {
                    found.emplace_back();
                    found.back().identity = {pid, 1};
                }
            return found;
        });
        Launcher launcher(&sessions);
        QSignalSpy appeared(&launcher, &Launcher::sessionAppeared);
        PoolSpec spec;
        spec.command = {QStringLiteral("true")};
        launcher.startPool(spec);
        QTRY_COMPARE_WITH_TIMEOUT(appeared.count(), 1, 20000);
        const int pid = appeared[0][0].toInt();
        QVERIFY(QFileInfo::exists(QStringLiteral("/proc/%1").arg(pid)));
        ::kill(pid, SIGKILL);
    }

private:
    // A lifeguardctl of our own.
    void stub(const QByteArray& script) {
        QFile file(m_folder.filePath(QStringLiteral("lifeguardctl")));
        file.remove();
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\n" + script);
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestLauncher)
#include "tst_launcher.moc"
