// SPDX-License-Identifier: MIT
// Tasks of a run: filtered, sorted, in pages; their output.
#include "history/database_impl.h"
#include "history/fields.h"

namespace mp::history {
namespace {

// The conditions of a filter and its values in the same order.
struct Where {
    std::string sql = " FROM task WHERE run = ?";
    const TaskFilter& filter;

    explicit Where(const TaskFilter& f) : filter(f) {
        if (!f.states.empty()) {
            sql += " AND state IN (?";
            for (std::size_t i = 1; i < f.states.size(); ++i) sql += ", ?";
            sql += ')';
            // told to SQLite in so many words, it takes the index of what is not done
            bool done = false;
            for (const auto s : f.states) done = done || s == observe::TaskState::done;
            if (!done) sql += " AND state <> 2";
        }
        if (f.function) sql += " AND function = ?";
        if (f.pool_id) sql += " AND pool_id = ?";
        if (f.worker) sql += " AND worker_pid = ? AND worker_start_ticks = ?";
        if (f.from_ns != 0) sql += " AND ended_ns >= ?";
        if (f.to_ns != 0) sql += " AND ended_ns < ?";
        if (f.min_duration_ns != 0) sql += " AND ended_ns - started_ns >= ?";
        if (!f.text.empty())
            sql +=
                " AND (instr(lower(function || char(10) || arguments || char(10) || result), lower(?)) > 0 OR EXISTS "
                "(SELECT 1 FROM task_output o WHERE o.run = task.run AND o.pool_id = task.pool_id AND o.id = task.id "
                "AND o.attempt = task.attempt AND instr(lower(o.command), lower(?)) > 0))";
    }
    void bind_to(Binder& to, std::int64_t run) const {
        to << run;
        for (const auto s : filter.states) to << s;
        if (filter.function) to << *filter.function;
        if (filter.pool_id) to << *filter.pool_id;
        if (filter.worker) to << filter.worker->pid << filter.worker->start_ticks;
        if (filter.from_ns != 0) to << filter.from_ns;
        if (filter.to_ns != 0) to << filter.to_ns;
        if (filter.min_duration_ns != 0) to << filter.min_duration_ns;
        if (!filter.text.empty()) to << filter.text << filter.text;
    }
};

// The key at the end makes pages of equal values stable.
std::string order(TaskSort sort, bool descending) {
    const std::string way = descending ? " DESC" : "";
    const auto by = [&](const std::string& what) {
        return " ORDER BY " + what + way + ", pool_id" + way + ", id" + way + ", attempt" + way;
    };
    switch (sort) {
        case TaskSort::ended:
            return by("ended_ns");
        case TaskSort::started:
            return by("started_ns");
        case TaskSort::id:
            return " ORDER BY pool_id" + way + ", id" + way + ", attempt" + way;
        case TaskSort::duration:
            return by("ended_ns - started_ns");
        case TaskSort::wait:
            return by("started_ns - queued_ns");
        case TaskSort::function:
            return by("function");
        case TaskSort::state:
            return by("state");
        case TaskSort::worker:
            return by("worker_pid");
    }
    throw ValueError("no such order of tasks");
}

}  // namespace

std::vector<observe::Task> Database::tasks(std::int64_t run, const TaskFilter& filter) {
    return guarded("read the tasks of run " + std::to_string(run), path(), [&] {
        impl_->require_run(run);
        const Where where(filter);
        SQLite::Statement rows(impl_->db(), std::string("SELECT ") + task_columns + where.sql +
                                                order(filter.sort, filter.descending) + " LIMIT ? OFFSET ?");
        Binder to(rows);
        where.bind_to(to, run);
        to << filter.limit << filter.offset;
        std::vector<observe::Task> out;
        while (rows.executeStep()) {
            Reader from(rows);
            read(from, out.emplace_back());
        }
        return out;
    });
}

std::uint64_t Database::count_tasks(std::int64_t run, const TaskFilter& filter) {
    return guarded("count the tasks of run " + std::to_string(run), path(), [&] {
        impl_->require_run(run);
        const Where where(filter);
        SQLite::Statement row(impl_->db(), "SELECT count(*)" + where.sql);
        Binder to(row);
        where.bind_to(to, run);
        row.executeStep();
        return static_cast<std::uint64_t>(row.getColumn(0).getInt64());
    });
}

TaskCounts Database::task_counts(std::int64_t run) {
    return guarded("count the tasks of run " + std::to_string(run), path(), [&] {
        impl_->require_run(run);
        // grouping a million successes would sort them all; the others have an index of their own
        SQLite::Statement all(impl_->db(), "SELECT count(*) FROM task WHERE run = ?");
        all.bind(1, run);
        all.executeStep();
        TaskCounts out;
        out.done = static_cast<std::uint64_t>(all.getColumn(0).getInt64());
        SQLite::Statement rows(impl_->db(),
                               "SELECT state, count(*) FROM task WHERE run = ? AND state <> 2 GROUP BY state");
        rows.bind(1, run);
        while (rows.executeStep()) {
            observe::TaskState state{};
            std::uint64_t count = 0;
            Reader(rows) >> state >> count;
            out.done -= count;
            switch (state) {
                case observe::TaskState::failed:
                    out.failed = count;
                    break;
                case observe::TaskState::lost:
                    out.lost = count;
                    break;
                case observe::TaskState::cancelled:
                    out.cancelled = count;
                    break;
                case observe::TaskState::timed_out:
                    out.timed_out = count;
                    break;
                default:
                    break;  // only ended ones are written
            }
        }
        return out;
    });
}

std::optional<TaskOutput> Database::task_output(std::int64_t run, std::uint64_t pool_id, std::uint64_t task_id,
                                                std::uint32_t attempt) {
    return guarded("read the output of a task", path(), [&]() -> std::optional<TaskOutput> {
        impl_->require_run(run);
        SQLite::Statement row(impl_->db(),
                              "SELECT command, output, error, output_cut, error_cut FROM task_output WHERE run = ? AND "
                              "pool_id = ? AND id = ? AND attempt = ?");
        Binder(row) << run << pool_id << task_id << attempt;
        if (!row.executeStep()) return {};
        TaskOutput out;
        Reader(row) >> out.command >> out.output >> out.error >> out.output_cut >> out.error_cut;
        return out;
    });
}

}  // namespace mp::history
