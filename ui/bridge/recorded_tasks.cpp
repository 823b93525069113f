// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/recorded_tasks.h"

#include <algorithm>

#include "bridge/runs_bridge.h"
#include "mp/history.h"

namespace lifeguard {
namespace {

using namespace mp::history;
using mp::observe::TaskState;

// As many as the lists and the timeline can hold; the database has them all.
constexpr std::size_t tasks_read = 200'000;
constexpr std::size_t failures_read = 20'000;

RecordedTasks readTasks(Database& database, std::int64_t run) {
    RecordedTasks out;
    out.place = {QString::fromStdString(database.path()), run};
    out.total = database.count_tasks(run);
    out.tasks = database.tasks(run, {.limit = tasks_read});
    if (out.total <= out.tasks.size()) return out;
    TaskFilter older;
    older.states = {TaskState::failed, TaskState::lost, TaskState::timed_out};
    older.to_ns = out.tasks.back().ended_ns.value_or(0);
    older.limit = failures_read;
    auto failures = database.tasks(run, older);
    std::move(failures.begin(), failures.end(), std::back_inserter(out.tasks));
    return out;
}

}  // namespace

TasksLoader RunsBridge::tasksOfRun(const QString& database, std::int64_t run) {
    return [path = database.toStdString(), run] {
        auto opened = Database::open_readonly(path);
        return readTasks(opened, run);
    };
}

TasksLoader RunsBridge::tasksOfFile(const QString& path) {
    return [path = path.toStdString()]() -> RecordedTasks {
        auto opened = Database::open_readonly(path);
        const auto runs = opened.runs({.limit = 1});
        return runs.empty() ? RecordedTasks{} : readTasks(opened, runs.front().id);
    };
}

}  // namespace lifeguard
