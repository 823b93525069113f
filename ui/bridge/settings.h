// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the window remembers: an INI file in $XDG_CONFIG_HOME/lifeguard/, versioned, written at each change. A file that
// cannot be read is set aside under another name, the defaults hold, and notice() says so.

#include <QObject>
#include <QSettings>
#include <QVariant>
#include <memory>

namespace lifeguard {

class Settings : public QObject {
    Q_OBJECT
public:
    static constexpr int version = 1;

    explicit Settings(const QString& path = defaultPath(), QObject* parent = nullptr);
    static QString defaultPath();

    QString path() const { return m_path; }
    QString notice() const { return m_notice; }  // "" if all is well

    QVariant value(const QString& key, const QVariant& fallback = {}) const;
    void setValue(const QString& key, const QVariant& value);
    void remove(const QString& key);  // a group as well
    // Window places, docks, columns: what View → Reset layout forgets. Keys under "layout/".
    void resetLayout();

    int intervalMs() const;  // 500, 1000, 2000, 5000, 10000
    void setIntervalMs(int interval);
    QString theme() const;  // "system", "light", "dark"
    void setTheme(const QString& name);
    bool recordAttached() const;  // each attached session is recorded unless it is already
    void setRecordAttached(bool on);

    // Times in the zone of the machine or in UTC, CPU in per cent of one core or of the machine.
    bool utc() const;
    void setUtc(bool on);
    bool cpuOfMachine() const;
    void setCpuOfMachine(bool on);
    bool confirmTerminate() const;  // of a busy worker that stands alone; kill and whole pools always ask
    void setConfirmTerminate(bool on);

    // What the history forgets; failures outlive successes. 0: no limit.
    struct Retention {
        int tasks_days = 14;
        int runs_days = 90;
        int most_mib = 2048;
        bool operator==(const Retention&) const = default;
    };
    Retention retention() const;
    void setRetention(const Retention& retention);

    enum class Notice { crash, deadlock, lost, finished, alert };
    bool notifies(Notice kind) const;
    void setNotifies(Notice kind, bool on);

Q_SIGNALS:
    void changed(const QString& key);
    void layoutReset();

private:
    QString m_path;
    QString m_notice;
    std::unique_ptr<QSettings> m_settings;
};

}  // namespace lifeguard
