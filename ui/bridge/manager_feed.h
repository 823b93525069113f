// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Watches one manager server, C++'s or Python's, on threads of its own: what it holds every 5 s, one object closely
// when somebody asks, and, only where control is allowed, calls of its methods. It never offers shutdown.
//
//     ManagerFeed feed;
//     connect(&feed, &ManagerFeed::listed, …);
//     feed.open({.address = "tcp://lab3:50000", .keyFile = "~/lab3.key"});
//
// A server that is lost leaves its last list, stale(), and is tried again after 1, 2, 4 … 30 s; one that refuses the
// key is not. Threads: the GUI thread; nothing here blocks it.

#include <QObject>
#include <chrono>

#include "bridge/manager_line.h"
#include "bridge/manager_place.h"
#include "bridge/worker_thread.h"

namespace lifeguard {

class ManagerLoop;
class ManagerAsker;

class ManagerFeed : public QObject {
    Q_OBJECT
public:
    // waiting: lost, and tried again at retryAtMs(). refused: the key is wrong, and nothing is tried.
    enum class State { none, connecting, live, waiting, refused };

    explicit ManagerFeed(QObject* parent = nullptr);
    ~ManagerFeed() override;

    void open(const ManagerPlace& place);  // answers by opened() or failed()
    void close();
    void retry();  // now, instead of when its time has come
    void refresh();
    void setInterval(std::chrono::milliseconds interval);

    State state() const { return m_state; }
    bool isOpen() const { return m_state != State::none && m_state != State::connecting; }
    bool stale() const { return m_state == State::waiting || m_state == State::refused; }
    const ManagerPlace& place() const { return m_place; }
    const ManagerLine::Kind& kind() const { return m_kind; }
    QString reason() const { return m_reason; }             // of waiting and refused
    qint64 retryAtMs() const { return m_retry_at_ms; }      // since the epoch; 0: nothing is tried by itself
    qint64 updatedAtMs() const { return m_updated_at_ms; }  // of the last list
    ManagedObjects objects() const { return m_objects; }

    // Per connection, and never by itself: read-only is what a connection begins with.
    bool controlAllowed() const { return m_control; }
    void setControlAllowed(bool allowed);
    QString whyNoControl() const;  // "" if calls can be made

    // Methods and size of one object, and its value: however large, or only if it is not. Answers by answered().
    void ask(const QString& id, bool however_large);
    // A method with what stands between its parentheses; answers by called(). Refused where control is not allowed.
    void call(const QString& id, const QString& method, const QString& arguments);

Q_SIGNALS:
    void opened();
    void failed(const QString& sentence);  // could not be opened at all
    void stateChanged();                   // control included
    void listed();
    void answered(const lifeguard::ObjectDetails& details);
    void called(const lifeguard::CallOutcome& outcome);

private:
    void setState(State state);
    void onOpened(std::int64_t generation, const ManagerLine::Kind& kind);
    void onFailed(std::int64_t generation, const QString& reason, bool refused, bool first, int retry_ms);
    void onListed(std::int64_t generation, const ManagedObjects& objects);

    // A server that has stopped may still keep what was asked of it: the flag lets go of that at once.
    StopFlag m_stop;
    WorkerThread m_look_thread;
    WorkerThread m_ask_thread;
    ManagerLoop* m_loop;
    ManagerAsker* m_asker;
    State m_state = State::none;
    ManagerPlace m_place;
    ManagerLine::Kind m_kind;
    ManagedObjects m_objects;
    QString m_reason;
    qint64 m_retry_at_ms = 0;
    qint64 m_updated_at_ms = 0;
    std::int64_t m_generation = 0;
    bool m_control = false;
};

// Tries an address and a key without opening anything: the attach dialog's Test.
class ManagerProbe : public QObject {
    Q_OBJECT
public:
    explicit ManagerProbe(QObject* parent = nullptr);
    ~ManagerProbe() override;
    void run(const ManagerPlace& place);
    void cancel();
    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void finished(bool ok, lifeguard::ServerKind kind, const QString& sentence);

private:
    StopFlag m_stop;
    WorkerThread m_thread;
    QObject* m_worker;
    std::int64_t m_generation = 0;
    bool m_running = false;
};

}  // namespace lifeguard
