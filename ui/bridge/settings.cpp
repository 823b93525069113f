// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/settings.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace lifeguard {
namespace {

const QString version_key = QStringLiteral("version");

// QSettings reads nearly anything as INI; a file of ours has its version and no control characters.
bool readable(const QString& path) {
    QFile file(path);
    if (!file.exists() || file.size() == 0) return true;
    if (!file.open(QIODevice::ReadOnly)) return false;
    const QByteArray bytes = file.readAll();
    for (const char c : bytes)
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') return false;
    const QSettings settings(path, QSettings::IniFormat);
    if (settings.status() != QSettings::NoError) return false;
    bool number = false;
    const int version = settings.value(version_key).toInt(&number);
    return number && version >= 1;
}

}  // namespace

QString Settings::defaultPath() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/lifeguard/lifeguard.ini");
}

Settings::Settings(const QString& path, QObject* parent) : QObject(parent), m_path(path) {
    QDir().mkpath(QFileInfo(path).absolutePath());
    if (!readable(path)) {
        const QString aside = path + QStringLiteral(".unreadable");
        QFile::remove(aside);
        const bool moved = QFile::rename(path, aside);
        m_notice =
            moved ? tr("The settings in %1 could not be read: the defaults are used, the old file is now %2.")
                        .arg(path, aside)
                  : tr("The settings in %1 can be neither read nor set aside: changes will not be kept.").arg(path);
    }
    m_settings = std::make_unique<QSettings>(path, QSettings::IniFormat);
    const int found = m_settings->value(version_key, version).toInt();
    if (found > version) {
        m_notice = tr("The settings in %1 are of a newer Lifeguard: its layout is not used.").arg(path);
        m_settings->remove(QStringLiteral("layout"));
    }
    m_settings->setValue(version_key, version);
}

QVariant Settings::value(const QString& key, const QVariant& fallback) const {
    return m_settings->value(key, fallback);
}

void Settings::setValue(const QString& key, const QVariant& value) {
    if (m_settings->value(key) == value) return;
    m_settings->setValue(key, value);
    m_settings->sync();
    Q_EMIT changed(key);
}

void Settings::remove(const QString& key) {
    m_settings->remove(key);
    m_settings->sync();
    Q_EMIT changed(key);
}

void Settings::resetLayout() {
    m_settings->remove(QStringLiteral("layout"));
    m_settings->sync();
    Q_EMIT layoutReset();
}

int Settings::intervalMs() const {
    const int interval = value(QStringLiteral("sampling/interval_ms"), 1000).toInt();
    return interval >= 500 && interval <= 10'000 ? interval : 1000;
}
void Settings::setIntervalMs(int interval) {
    setValue(QStringLiteral("sampling/interval_ms"), interval);
}

QString Settings::theme() const {
    return value(QStringLiteral("view/theme"), QStringLiteral("system")).toString();
}
void Settings::setTheme(const QString& name) {
    setValue(QStringLiteral("view/theme"), name);
}

bool Settings::recordAttached() const {
    return value(QStringLiteral("recording/attached"), true).toBool();
}
void Settings::setRecordAttached(bool on) {
    setValue(QStringLiteral("recording/attached"), on);
}

bool Settings::utc() const {
    return value(QStringLiteral("view/utc"), false).toBool();
}
void Settings::setUtc(bool on) {
    setValue(QStringLiteral("view/utc"), on);
}

bool Settings::cpuOfMachine() const {
    return value(QStringLiteral("view/cpu_of_machine"), false).toBool();
}
void Settings::setCpuOfMachine(bool on) {
    setValue(QStringLiteral("view/cpu_of_machine"), on);
}

bool Settings::confirmTerminate() const {
    return value(QStringLiteral("confirm/terminate"), true).toBool();
}
void Settings::setConfirmTerminate(bool on) {
    setValue(QStringLiteral("confirm/terminate"), on);
}

Settings::Retention Settings::retention() const {
    const auto read = [this](const char* key, int fallback, int most) {
        bool number = false;
        const int found = value(QLatin1String(key), fallback).toInt(&number);
        return number && found >= 0 && found <= most ? found : fallback;
    };
    const Retention usual;
    return {read("history/tasks_days", usual.tasks_days, 36'500), read("history/runs_days", usual.runs_days, 36'500),
            read("history/most_mib", usual.most_mib, 1 << 30)};
}
void Settings::setRetention(const Retention& retention) {
    setValue(QStringLiteral("history/tasks_days"), retention.tasks_days);
    setValue(QStringLiteral("history/runs_days"), retention.runs_days);
    setValue(QStringLiteral("history/most_mib"), retention.most_mib);
}

namespace {

QString noticeKey(Settings::Notice kind) {
    static const char* const names[] = {"crash", "deadlock", "lost", "finished", "alert"};
    return QStringLiteral("notify/") + QLatin1String(names[static_cast<int>(kind)]);
}

}  // namespace

bool Settings::notifies(Notice kind) const {
    return value(noticeKey(kind), true).toBool();
}
void Settings::setNotifies(Notice kind, bool on) {
    setValue(noticeKey(kind), on);
}

}  // namespace lifeguard
