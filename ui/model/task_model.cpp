// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/task_model.h"

#include <algorithm>
#include <limits>

namespace lifeguard {

using namespace mp::observe;

Entity TaskModel::entityOf(const Task& task) {
    Entity entity{Entity::Kind::task, {}, task.id};
    entity.pool = task.pool_id;
    entity.attempt = task.attempt;
    return entity;
}

const Task* TaskModel::task(const Entity& entity) const {
    if (entity.kind != Entity::Kind::task) return nullptr;
    const TaskRow* found = row(indexOf(entity));
    return found ? &found->task : nullptr;
}

std::vector<Task> TaskModel::attempts(const Entity& entity) const {
    std::vector<Task> found;
    for (const TaskRow& row : rows())
        if (row.task.id == entity.id && row.task.pool_id == entity.pool) found.push_back(row.task);
    std::sort(found.begin(), found.end(), [](const Task& a, const Task& b) { return a.attempt < b.attempt; });
    return found;
}

QString TaskModel::workerName(const Identity& worker) const {
    const auto found = m_workers.find(worker);
    return found == m_workers.end() ? QString() : found->second;
}

TaskRow TaskModel::rowOf(const Task& task) {
    TaskRow row;
    row.task = task;
    row.worker = workerName(task.worker);
    row.pool = m_pools.value(task.pool_id);
    return row;
}

void TaskModel::learnNames(const Snapshot& snapshot) {
    for (const Process& process : snapshot.processes) {
        if (process.name.empty() || m_workers.contains(process.identity)) continue;
        m_workers.emplace(process.identity, words::processName(process));
    }
    for (const Exit& exit : snapshot.exits)
        if (!exit.name.empty()) m_workers.try_emplace(exit.identity, QString::fromStdString(exit.name));
    for (const Pool& pool : snapshot.pools)
        if (!m_pools.contains(pool.id)) m_pools.insert(pool.id, QString::fromStdString(pool.name));
}

void TaskModel::add(Counts& counts, TaskState state, int by) {
    counts.all += by;
    switch (state) {
        case TaskState::running:
            counts.running += by;
            break;
        case TaskState::done:
            counts.done += by;
            break;
        case TaskState::cancelled:
            counts.cancelled += by;
            break;
        default:
            if (is_failure(state)) counts.failed += by;
            break;
    }
}

TaskModel::Counts TaskModel::countsOf(const std::function<bool(int)>& is_counted) const {
    Counts counts;
    counts.queued = m_counts.queued;
    for (int i = 0; i < rowCount(); ++i) {
        const TaskRow& row = rows()[static_cast<std::size_t>(i)];
        if (is_counted(i)) add(counts, isLater(row) ? TaskState::running : row.task.state, 1);
    }
    return counts;
}

// --- history mode ---------------------------------------------------------------------------------------------------

void TaskModel::setMoment(std::optional<std::int64_t> time_ns, const Snapshot* then) {
    if (then != nullptr) {
        m_counts.queued = 0;
        for (const Pool& pool : then->pools) m_counts.queued += pool.queued_count;
    }
    if (m_moment == time_ns) return;
    m_moment = time_ns;
    touch(0, ColumnCount - 1);
}

// One that runs now lasts: nobody knows yet until when.
std::optional<TimeRange> TaskModel::timesOf(int row, const QModelIndex&) const {
    const Task& task = rows()[static_cast<std::size_t>(row)].task;
    const std::int64_t end_ns = task.ended_ns.value_or(std::numeric_limits<std::int64_t>::max());
    return TimeRange{task.started_ns.value_or(task.ended_ns.value_or(0)), end_ns};
}

TaskRow TaskModel::shown(const TaskRow& row) const {
    if (!isLater(row)) return row;
    TaskRow then = row;
    then.task.state = TaskState::running;
    then.task.ended_ns.reset();
    then.task.exitcode.reset();
    then.task.result.clear();
    then.now_ns = *m_moment;
    return then;
}

void TaskModel::update(const Snapshot& snapshot) {
    learnNames(snapshot);
    takeEnded(snapshot);
    updateRunning(snapshot);
    trim();
    m_unseen += snapshot.dropped_tasks_count;
    m_counts.queued = 0;
    for (const Pool& pool : snapshot.pools) m_counts.queued += pool.queued_count;
}

// The few rows on top: those that are over leave, new ones come in above the others.
void TaskModel::updateRunning(const Snapshot& snapshot) {
    std::unordered_map<TaskKey, TaskRow> now;
    std::vector<TaskKey> order;
    for (const Process& process : snapshot.processes) {
        if (!process.task || process.ended_ns) continue;
        TaskRow row = rowOf(running_task(process));
        const TaskKey key = keyOf(row);
        if (m_ended.contains(key)) continue;  // its end was read first
        row.now_ns = snapshot.taken_ns;
        if (now.emplace(key, std::move(row)).second) order.push_back(key);
    }
    for (std::size_t last = m_running; last > 0;) {
        std::size_t first = last;
        while (first > 0 && !now.contains(keyOf(rows()[first - 1]))) --first;
        for (std::size_t i = first; i < last; ++i) count(rows()[i], -1);
        dropRows(first, last - first);
        m_running -= last - first;
        last = first == 0 ? 0 : first - 1;
    }
    for (std::size_t i = 0; i < m_running; ++i) {
        const auto found = now.find(keyOf(rows()[i]));
        found->second.task.queued_ns = rows()[i].task.queued_ns;
        replaceRow(i, std::move(found->second));
        now.erase(found);
    }
    std::vector<TaskRow> fresh;
    for (const TaskKey& key : order)
        if (const auto found = now.find(key); found != now.end()) fresh.push_back(std::move(found->second));
    std::stable_sort(fresh.begin(), fresh.end(), [](const TaskRow& a, const TaskRow& b) {
        return a.task.started_ns.value_or(0) > b.task.started_ns.value_or(0);
    });
    for (const TaskRow& row : fresh) count(row, 1);
    m_running += fresh.size();
    putRows(0, std::move(fresh));
}

void TaskModel::keep(const Snapshot& snapshot) {
    for (const Task& task : snapshot.tasks) {
        if (!task.ended_ns) continue;
        if (m_kept.size() < successes_kept || is_failure(task.state))
            m_kept.push_back(task);
        else
            ++m_forgotten;
    }
    m_unseen += snapshot.dropped_tasks_count;
}

void TaskModel::takeEnded(const Snapshot& snapshot) {
    std::vector<TaskRow> fresh;
    const auto take = [&](const std::vector<Task>& tasks) {
        for (auto task = tasks.rbegin(); task != tasks.rend(); ++task) {
            if (!task->ended_ns) continue;
            TaskRow row = rowOf(*task);
            if (!m_ended.insert(keyOf(row)).second) continue;
            count(row, 1);
            fresh.push_back(std::move(row));
        }
    };
    take(snapshot.tasks);
    take(std::exchange(m_kept, {}));
    putRows(m_running, std::move(fresh));
}

// Oldest successes first, in bites; failures only when there are too many of them.
void TaskModel::trim() {
    const auto others = static_cast<std::size_t>(m_counts.all - m_counts.failed) - m_running;
    const auto failures = static_cast<std::size_t>(m_counts.failed);
    std::size_t excess_others = others > successes_kept + successes_kept / 10 ? others - successes_kept : 0;
    std::size_t excess_failures = failures > failures_kept + failures_kept / 10 ? failures - failures_kept : 0;
    for (std::size_t last = rows().size(); last > m_running && excess_others + excess_failures > 0;) {
        std::size_t first = last;
        while (first > m_running) {
            const TaskRow& row = rows()[first - 1];
            std::size_t& excess = is_failure(row.task.state) ? excess_failures : excess_others;
            if (excess == 0) break;
            --excess;
            --first;
            m_ended.erase(keyOf(row));
            count(row, -1);
        }
        m_forgotten += last - first;
        dropRows(first, last - first);
        last = first == m_running ? first : first - 1;
    }
}

void TaskModel::fill(const std::vector<Task>& tasks, std::uint64_t total) {
    // What ran in the moment that is shown first came to its end in the run.
    std::unordered_set<TaskKey> over;
    for (const Task& task : tasks)
        if (task.ended_ns) over.insert(keyOf(rowOf(task)));
    for (std::size_t i = m_running; i > 0; --i) {
        if (!over.contains(keyOf(rows()[i - 1]))) continue;
        count(rows()[i - 1], -1);
        dropRows(i - 1, 1);
        --m_running;
    }
    std::vector<TaskRow> fresh;
    fresh.reserve(tasks.size());
    for (const Task& task : tasks) {
        TaskRow row = rowOf(task);
        if (!task.ended_ns || !m_ended.insert(keyOf(row)).second) continue;
        count(row, 1);
        fresh.push_back(std::move(row));
    }
    // What a look at the end of the run has shown already is the newest there is.
    putRows(rows().size(), std::move(fresh));
    trim();
    const std::uint64_t listed = rows().size() - m_running;
    m_forgotten = total > listed ? total - listed : 0;
}

void TaskModel::clear() {
    m_moment.reset();
    dropRows(0, rows().size());
    m_running = 0;
    m_ended.clear();
    m_workers.clear();
    m_pools.clear();
    m_kept.clear();
    m_counts = {};
    m_forgotten = m_unseen = 0;
}

}  // namespace lifeguard
