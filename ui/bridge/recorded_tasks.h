// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a recording knows beyond its snapshots: the tasks that ended, what command tasks wrote, and the last lines of a
// process.

#include <QMetaType>
#include <QString>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "mp/snapshot.h"

namespace lifeguard {

// A run in a history database; id 0: none.
struct RunPlace {
    QString database;
    std::int64_t run = 0;
    bool operator==(const RunPlace&) const = default;
    explicit operator bool() const { return run != 0; }
};

struct RecordedTasks {
    RunPlace place;
    std::vector<mp::observe::Task> tasks;  // newest first: the latest successes, and failures that are older
    std::uint64_t total = 0;               // attempts that ended in the whole run
};
using RecordedTasksPtr = std::shared_ptr<const RecordedTasks>;
// Reads them where it is called: on the feed's thread.
using TasksLoader = std::function<RecordedTasks()>;

// What a command task wrote and how it was called.
struct OutputOfTask {
    std::uint64_t pool = 0;
    std::uint64_t id = 0;
    std::uint32_t attempt = 1;
    bool known = false;  // false: nothing was kept of it
    QString command;
    QString output;
    QString error;
    bool output_cut = false;
    bool error_cut = false;
};

struct WordsOfProcess {
    mp::observe::Identity process;
    std::vector<mp::observe::LogEntry> lines;  // in order
};

}  // namespace lifeguard
Q_DECLARE_METATYPE(lifeguard::RecordedTasksPtr)
Q_DECLARE_METATYPE(lifeguard::OutputOfTask)
Q_DECLARE_METATYPE(lifeguard::WordsOfProcess)
