// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The manager feed's inside: ManagerLoop looks at the whole server and comes back to it after a loss; ManagerAsker does
// what somebody asked of one object. Each on a thread of its own, so that a call that waits keeps no list.

#include <QHash>
#include <QObject>
#include <QTimer>

#include "bridge/manager_line.h"
#include "bridge/manager_place.h"

namespace lifeguard {

class ManagerLoop : public QObject {
    Q_OBJECT
public:
    ManagerLoop();

    void open(std::int64_t generation, const ManagerPlace& place, const StopFlag& stop);
    void close();
    void retry();
    void look();
    void setInterval(std::chrono::milliseconds interval);

Q_SIGNALS:
    void opened(std::int64_t generation, const lifeguard::ManagerLine::Kind& kind);
    // first: it was never open. retry_ms: when it is tried again; 0: not at all.
    void failed(std::int64_t generation, const QString& reason, bool refused, bool first, int retry_ms);
    void listed(std::int64_t generation, const lifeguard::ManagedObjects& objects);

private:
    void connectNow();
    void watch();
    void lose(const std::exception& error);
    void list();

    ManagerPlace m_place;
    StopFlag m_stop;
    std::optional<ManagerLine> m_line;
    mp::connection::Address m_address;
    QTimer* m_look_timer;
    QTimer* m_watch_timer;
    QTimer* m_retry_timer;
    QHash<QString, std::int64_t> m_first_seen;
    std::int64_t m_generation = 0;
    bool m_was_open = false;
    bool m_listed = false;
    int m_backoff_s = 1;
};

class ManagerAsker : public QObject {
    Q_OBJECT
public:
    void open(std::int64_t generation, const ManagerPlace& place, const StopFlag& stop);
    void ask(const QString& id, bool value);
    void call(const QString& id, const QString& type, const QString& method, const QString& arguments);

Q_SIGNALS:
    void answered(std::int64_t generation, const lifeguard::ObjectDetails& details);
    void called(std::int64_t generation, const lifeguard::CallOutcome& outcome);

private:
    ManagerLine& line();
    void readSize(ObjectDetails& details);
    void readValue(ObjectDetails& details);

    ManagerPlace m_place;
    StopFlag m_stop;
    std::optional<ManagerLine> m_line;
    std::int64_t m_generation = 0;
};

}  // namespace lifeguard
Q_DECLARE_METATYPE(lifeguard::ManagerLine::Kind)
