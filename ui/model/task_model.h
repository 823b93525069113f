// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The tasks of a session, attempt by attempt: those that run now on top, then those that ended, newest first.
//
//     const mp::observe::Task* task = models.tasks.task(entity);
//
// The past is bounded: successes go first, failures outlive them. What is written down is in the history database; a
// recording's tasks are filled in from there.

#include <QHash>
#include <functional>
#include <unordered_set>

#include "model/keyed_table.h"

namespace lifeguard {

// One attempt at a task, for ever.
struct TaskKey {
    std::uint64_t pool = 0;
    std::uint64_t id = 0;
    std::uint32_t attempt = 1;
    bool operator==(const TaskKey&) const = default;
};

}  // namespace lifeguard

template <>
struct std::hash<lifeguard::TaskKey> {
    std::size_t operator()(const lifeguard::TaskKey& key) const noexcept {
        return std::hash<std::uint64_t>()(key.id * 1000003u ^ key.pool * 31u ^ key.attempt);
    }
};

namespace lifeguard {

struct TaskRow {
    mp::observe::Task task;
    QString worker;
    QString pool;
    std::int64_t now_ns = 0;  // of a running one
    bool operator==(const TaskRow&) const = default;
};

class TaskModel : public KeyedTable<TaskRow, TaskKey> {
    Q_OBJECT
public:
    enum ColumnIndex {
        IdColumn,
        FunctionColumn,
        ArgumentsColumn,
        StateColumn,
        WorkerColumn,
        QueuedColumn,
        WaitColumn,
        RunColumn,
        TriesColumn,
        ResultColumn,
        StartedColumn,
        EndedColumn,
        PoolColumn,
        ItemsColumn,
        ExitColumn,
        PidColumn,
        ColumnCount
    };
    static constexpr std::size_t successes_kept = 20'000;
    static constexpr std::size_t failures_kept = 5'000;

    using KeyedTable::KeyedTable;

    void update(const mp::observe::Snapshot& snapshot);
    // What ended while the list is paused: it comes with the next update.
    void keep(const mp::observe::Snapshot& snapshot);
    // A recording's tasks, newest first; `total` is how many the run has.
    void fill(const std::vector<mp::observe::Task>& tasks, std::uint64_t total);
    void clear();

    static Entity entityOf(const mp::observe::Task& task);
    static TaskKey keyOf(const Entity& entity) { return {entity.pool, entity.id, entity.attempt}; }
    QModelIndex indexOf(const Entity& entity, int column = 0) const { return indexOfKey(keyOf(entity), column); }
    const mp::observe::Task* task(const Entity& entity) const;
    // The attempts at this task that are known, first one first.
    std::vector<mp::observe::Task> attempts(const Entity& entity) const;
    QString workerName(const mp::observe::Identity& worker) const;

    struct Counts {
        int all = 0, running = 0, done = 0, failed = 0, cancelled = 0;
        std::uint64_t queued = 0;  // counted by the pools, not listed
    };
    const Counts& counts() const { return m_counts; }
    Counts countsOf(const std::function<bool(int)>& is_counted) const;  // of those rows; queued as it is
    // What was known then: a task that ended later runs. nullopt: all that is known.
    void setMoment(std::optional<std::int64_t> time_ns, const mp::observe::Snapshot* then = nullptr);
    std::optional<TimeRange> timesOf(int row, const QModelIndex&) const override;
    std::uint64_t forgotten() const { return m_forgotten; }  // ended, and not in the list any more
    std::uint64_t unseen() const { return m_unseen; }        // ended too fast to be read
    static const Columns& columns();

protected:
    const Columns& columnList() const override { return columns(); }
    TaskKey keyOf(const TaskRow& row) const override { return {row.task.pool_id, row.task.id, row.task.attempt}; }
    QVariant cell(const TaskRow& row, int column, int role) const override {
        return isLater(row) ? cellOf(shown(row), column, role) : cellOf(row, column, role);
    }
    QStringList states() const override {
        return {QStringLiteral("queued"),   QStringLiteral("running"), QStringLiteral("done"),
                QStringLiteral("failed"),   QStringLiteral("lost"),    QStringLiteral("timed-out"),
                QStringLiteral("cancelled")};
    }
    FilterFields fields(const TaskRow& row) const override {
        return isLater(row) ? fieldsOf(shown(row)) : fieldsOf(row);
    }

private:
    TaskRow rowOf(const mp::observe::Task& task);
    void learnNames(const mp::observe::Snapshot& snapshot);
    void updateRunning(const mp::observe::Snapshot& snapshot);
    void takeEnded(const mp::observe::Snapshot& snapshot);
    static void add(Counts& counts, mp::observe::TaskState state, int by);
    void count(const TaskRow& row, int by) { add(m_counts, row.task.state, by); }
    bool isLater(const TaskRow& row) const { return m_moment && row.task.ended_ns && *row.task.ended_ns > *m_moment; }
    TaskRow shown(const TaskRow& row) const;
    QVariant cellOf(const TaskRow& row, int column, int role) const;
    FilterFields fieldsOf(const TaskRow& row) const;
    void trim();
    QVariant raw(const TaskRow& row, int column) const;
    QString display(const TaskRow& row, int column) const;
    QString toolTip(const TaskRow& row, int column) const;

    std::size_t m_running = 0;  // rows on top that have not ended
    std::unordered_set<TaskKey> m_ended;
    std::unordered_map<mp::observe::Identity, QString> m_workers;
    QHash<std::uint64_t, QString> m_pools;
    std::vector<mp::observe::Task> m_kept;
    Counts m_counts;
    std::optional<std::int64_t> m_moment;
    std::uint64_t m_forgotten = 0;
    std::uint64_t m_unseen = 0;
};

// What came of it, in words: result, error, or how its worker ended; "" while it runs.
QString taskOutcome(const mp::observe::Task& task);

}  // namespace lifeguard
