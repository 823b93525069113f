// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "bridge/settings.h"

using namespace lifeguard;

// Acceptance 58.
class TestSettings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_path = m_folder.filePath(QStringLiteral("%1/settings.ini").arg(QLatin1String(QTest::currentTestFunction())));
    }

    void valuesSurvive() {
        {
            Settings settings(m_path);
            QVERIFY(settings.notice().isEmpty());
            settings.setIntervalMs(2000);
            settings.setTheme(QStringLiteral("dark"));
            settings.setValue(QStringLiteral("layout/state"), QByteArray("\0\x01\xff state", 9));
            QVERIFY2(QFile::exists(m_path), "written at the change, not at the end");
        }
        const Settings again(m_path);
        QVERIFY(again.notice().isEmpty());
        QCOMPARE(again.intervalMs(), 2000);
        QCOMPARE(again.theme(), QStringLiteral("dark"));
        QCOMPARE(again.value(QStringLiteral("layout/state")).toByteArray(), QByteArray("\0\x01\xff state", 9));
    }

    void corruptFileMeansDefaultsAndANotice_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("bytes") << QByteArray("\x00\x01\x02\xff garbage", 12);
        QTest::newRow("text") << QByteArray("this is not a settings file\n");
        QTest::newRow("version") << QByteArray("version=none\n[view]\ntheme=dark\n");
    }
    void corruptFileMeansDefaultsAndANotice() {
        QFETCH(QByteArray, content);
        const QString path = m_folder.filePath(QStringLiteral("corrupt.ini"));
        write(path, content);
        Settings settings(path);
        QVERIFY(settings.notice().contains(path));
        QCOMPARE(settings.theme(), QStringLiteral("system"));
        QCOMPARE(settings.intervalMs(), 1000);
        QFile aside(path + QStringLiteral(".unreadable"));
        QVERIFY(aside.open(QIODevice::ReadOnly));
        QCOMPARE(aside.readAll(), content);
        settings.setTheme(QStringLiteral("dark"));
        QVERIFY(Settings(path).notice().isEmpty());
    }

    void newerLayoutIsNotUsed() {
        { Settings(m_path).setValue(QStringLiteral("layout/page"), QStringLiteral("workers")); }
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QByteArray text = file.readAll();
        file.close();
        write(m_path, text.replace("version=1", "version=99"));
        const Settings settings(m_path);
        QVERIFY(!settings.notice().isEmpty());
        QVERIFY(!settings.value(QStringLiteral("layout/page")).isValid());
    }

    void resetForgetsTheLayoutAlone() {
        Settings settings(m_path);
        QSignalSpy reset(&settings, &Settings::layoutReset);
        settings.setValue(QStringLiteral("layout/page"), QStringLiteral("workers"));
        settings.setTheme(QStringLiteral("dark"));
        settings.resetLayout();
        QCOMPARE(reset.count(), 1);
        QVERIFY(!settings.value(QStringLiteral("layout/page")).isValid());
        QCOMPARE(settings.theme(), QStringLiteral("dark"));
    }

    void nonsenseIntervalIsTheDefault() {
        Settings settings(m_path);
        settings.setValue(QStringLiteral("sampling/interval_ms"), 3);
        QCOMPARE(settings.intervalMs(), 1000);
    }

private:
    static void write(const QString& path, const QByteArray& content) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QTemporaryDir m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
