// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A wish of the user, and what became of it. Pages and menus make requests; commands.h carries them out.

#include <QList>
#include <QMetaType>
#include <QStringList>
#include <cstdint>

#include "mp/snapshot.h"

namespace lifeguard {

enum class Verb {
    terminate,
    kill,
    suspend,
    resume,
    restart,
    drain,
    resize,
    cancel_task,
    send_signal,
    pause_pool,
    unpause_pool,
    retry_task,
    retry_failed
};

// Whom a command is for: processes by identity, or a pool.
struct Target {
    mp::observe::Identity identity;
    std::uint64_t pool_id = 0;
    std::uint64_t task_id = 0;
    QString name;  // "worker-3", for sentences
    bool operator==(const Target&) const = default;
};

struct Request {
    Verb verb = Verb::terminate;
    QList<Target> targets;
    std::uint32_t size = 0;  // resize
    int signal = 0;          // send_signal
    QList<Target> roots;     // of whole trees: targets are those who are known of them, each root before its own
    int ended = 0;           // of those that were chosen: they are no targets
    QStringList pools = {};  // that are meant as a whole, by name
};

struct Outcome {
    Request request;
    QList<bool> accepted;  // per target
    QStringList reasons;   // per target, "" where accepted
    quint64 count = 0;     // of a tree: processes reached; of retries: tasks
    QString sentence;      // "SIGKILL sent to 12 of 12", "Kill worker-3 (pid 12067): no such process"
    bool ok = false;       // all were accepted
};

}  // namespace lifeguard
Q_DECLARE_METATYPE(lifeguard::Request)
Q_DECLARE_METATYPE(lifeguard::Outcome)
