// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/self_test.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include "bridge/launcher.h"
#include "mp/history.h"

namespace lifeguard {
namespace {

struct SelfTestText {
    Q_DECLARE_TR_FUNCTIONS(SelfTest)
};

SelfTestItem procfs() {
    QFile stat(QStringLiteral("/proc/self/stat"));
    const bool ok = stat.open(QIODevice::ReadOnly) && !stat.readAll().isEmpty();
    return {QStringLiteral("/proc"), ok,
            ok ? SelfTestText::tr("processes can be measured")
               : SelfTestText::tr("not mounted: no CPU and memory figures")};
}

SelfTestItem sessions() {
    try {
        const auto found = mp::observe::sessions();
        return {SelfTestText::tr("sessions"), true,
                SelfTestText::tr("%n program(s) can be watched now", nullptr, static_cast<int>(found.size()))};
    } catch (const std::exception& error) {
        return {SelfTestText::tr("sessions"), false, QString::fromUtf8(error.what())};
    }
}

SelfTestItem historyDatabase(const QString& path) {
    const QString name = SelfTestText::tr("run database");
    if (!QFileInfo::exists(path)) {
        QString folder = QFileInfo(path).absolutePath();
        while (!QFileInfo::exists(folder)) folder = QFileInfo(folder).absolutePath();
        const bool ok = QFileInfo(folder).isWritable();
        return {name, ok,
                ok ? SelfTestText::tr("will be made at the first recording")
                   : SelfTestText::tr("%1 cannot be written: runs are not recorded").arg(folder)};
    }
    try {
        mp::history::Database::open_readonly(path.toStdString());
        return {name, true, path};
    } catch (const std::exception& error) {
        return {name, false, QString::fromUtf8(error.what())};
    }
}

SelfTestItem program(const QString& name) {
    const QString found = Launcher::findProgram(name);
    return {name, !found.isEmpty(),
            found.isEmpty() ? SelfTestText::tr("neither beside this program nor in PATH") : found};
}

}  // namespace

SelfTest::SelfTest(const QString& database, QObject* parent)
    : QObject(parent),
      m_thread(QStringLiteral("self test")),
      m_worker(m_thread.own(new QObject)),
      m_database(database) {
    look();
}

void SelfTest::look() {
    WorkerThread::post(m_worker, [this, database = m_database] {
        const QVector<SelfTestItem> items{procfs(), sessions(), historyDatabase(database),
                                          program(QStringLiteral("lifeguardctl")),
                                          program(QStringLiteral("lifeguard-demo"))};
        WorkerThread::post(this, [this, items] {
            m_items = items;
            Q_EMIT finished();
        });
    });
}

SelfTest::~SelfTest() = default;

}  // namespace lifeguard
