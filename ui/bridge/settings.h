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

Q_SIGNALS:
    void changed(const QString& key);
    void layoutReset();

private:
    QString m_path;
    QString m_notice;
    std::unique_ptr<QSettings> m_settings;
};

}  // namespace lifeguard
