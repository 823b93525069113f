// SPDX-License-Identifier: MIT
// Series over time, exits, log. A series is cut into slices in one pass over the samples of its range.
#include <algorithm>
#include <cmath>

#include "history/database_impl.h"
#include "history/fields.h"

namespace mp::history {
namespace {

enum class Of : std::uint8_t { run, object, process };

struct Source {
    const char* table;  // of objects; "" for the run's ticks
    const char* value;  // SQL over the row
    Of of;
};

Source source(Metric metric, bool one_object) {
    switch (metric) {
        case Metric::workers_busy:
            return {"", "workers_busy", Of::run};
        case Metric::workers_idle:
            return {"", "workers_idle", Of::run};
        case Metric::workers_waiting:
            return {"", "workers_waiting", Of::run};
        case Metric::workers_suspended:
            return {"", "workers_suspended", Of::run};
        case Metric::workers_other:
            return {"", "workers_other", Of::run};
        // the first tick has no period before it
        case Metric::tasks_ok_per_s:
            return {"", "iif(period_ns > 0, tasks_ok * 1e9 / period_ns, NULL)", Of::run};
        case Metric::tasks_failed_per_s:
            return {"", "iif(period_ns > 0, tasks_failed * 1e9 / period_ns, NULL)", Of::run};
        case Metric::tasks_queued:
            return one_object ? Source{"pool", "queued_count", Of::object} : Source{"", "tasks_queued", Of::run};
        case Metric::duration_p50_ns:
            return {"", "duration_p50_ns", Of::run};
        case Metric::duration_p95_ns:
            return {"", "duration_p95_ns", Of::run};
        case Metric::duration_p99_ns:
            return {"", "duration_p99_ns", Of::run};
        case Metric::system_cpu_percent:
            return {"", "system_cpu_percent", Of::run};
        case Metric::queue_depth:
            return {"queue", "depth_count", Of::object};
        case Metric::queue_puts_per_s:
            return {"queue", "puts_per_s", Of::object};
        case Metric::queue_gets_per_s:
            return {"queue", "gets_per_s", Of::object};
        case Metric::queue_oldest_ns:
            return {"queue", "oldest_ns", Of::object};
        case Metric::lock_waiters:
            return {"lock", "waiters_count", Of::object};
        case Metric::lock_waited_ns:
            return {"lock", "waited_ns", Of::object};
        case Metric::lock_contended:
            return {"lock", "contended_count", Of::object};
        case Metric::process_cpu_percent:
            return {"process", "cpu_percent", Of::process};
        case Metric::process_memory_bytes:
            return {"process", "memory_bytes", Of::process};
    }
    throw ValueError("no such metric");
}

// Samples of an object are only there where something changed, so the moments come from the ticks: at each, the value
// of its latest sample, while the object was there.
std::string series_sql(const Source& from) {
    if (from.of == Of::run)
        return std::string("SELECT time_ns, ") + from.value +
               " FROM tick WHERE run = ?1 AND time_ns BETWEEN ?2 AND ?3 ORDER BY time_ns";
    const std::string table = from.table;
    const std::string which = from.of == Of::process ? "o.pid = ?4 AND o.start_ticks = ?5" : "o.id = ?4 AND ?5 = ?5";
    return "SELECT t.time_ns, (SELECT " + std::string(from.value) + " FROM " + table +
           "_sample s WHERE s.run = ?1 AND s.number = o.number AND s.time_ns <= t.time_ns ORDER BY s.time_ns DESC "
           "LIMIT 1) FROM " +
           table +
           " o JOIN tick t ON t.run = ?1 AND t.time_ns BETWEEN max(?2, o.first_ns) AND "
           "min(?3, coalesce(o.gone_ns - 1, ?3)) WHERE o.run = ?1 AND " +
           which + " ORDER BY t.time_ns";
}

class Slices {
public:
    Slices(std::int64_t from_ns, std::int64_t to_ns, std::size_t points)
        : from_(from_ns),
          width_(std::max<std::int64_t>(1, (to_ns - from_ns) / static_cast<std::int64_t>(points) + 1)) {}

    void add(std::int64_t time_ns, std::optional<double> value) {
        const std::int64_t slice = (time_ns - from_) / width_;
        if (points_.empty() || slice != slice_) {
            // slices narrower than the samples' distance lie between two samples: only a longer silence is a gap
            if (!points_.empty() && time_ns - last_ns_ > 3 * std::max(width_, typical_ns_))
                points_.push_back({last_ns_ + std::max(width_, typical_ns_), {}, 0, 0});
            points_.push_back({time_ns, {}, 0, 0});
            slice_ = slice;
            count_ = 0;
        }
        if (last_ns_ != 0 && (typical_ns_ == 0 || time_ns - last_ns_ < typical_ns_)) typical_ns_ = time_ns - last_ns_;
        last_ns_ = time_ns;
        if (!value) return;
        Point& p = points_.back();
        p.low = count_ == 0 ? *value : std::min(p.low, *value);
        p.high = count_ == 0 ? *value : std::max(p.high, *value);
        ++count_;
        p.value = p.value.value_or(0) + (*value - p.value.value_or(0)) / static_cast<double>(count_);
    }
    std::vector<Point> take() { return std::move(points_); }

private:
    std::int64_t from_;
    std::int64_t width_;
    std::int64_t slice_ = 0;
    std::int64_t last_ns_ = 0;
    std::int64_t typical_ns_ = 0;
    std::size_t count_ = 0;
    std::vector<Point> points_;
};

}  // namespace

std::vector<Point> Database::series(std::int64_t run_id, const SeriesQuery& query) {
    if (query.points == 0) throw ValueError("a series of 0 points was asked for");
    return guarded("read a series of run " + std::to_string(run_id), path(), [&] {
        const RunInfo info = run(run_id);
        const std::int64_t from = std::max(query.from_ns, info.started_ns);
        const std::int64_t to = query.to_ns == 0 ? info.ended_ns : std::min(query.to_ns, info.ended_ns);
        const Source of = source(query.metric, query.object_id != 0);
        SQLite::Statement rows(impl_->db(), series_sql(of));
        Binder bound(rows);
        bound << run_id << from << to;
        if (of.of == Of::object) bound << query.object_id << 0;
        if (of.of == Of::process) bound << query.process.pid << query.process.start_ticks;
        Slices slices(from, to, query.points);
        while (rows.executeStep()) {
            std::int64_t time = 0;
            std::optional<double> value;
            Reader(rows) >> time >> value;
            slices.add(time, value);
        }
        return slices.take();
    });
}

std::vector<observe::Exit> Database::exits(std::int64_t run) {
    return guarded("read the exits of run " + std::to_string(run), path(), [&] {
        impl_->require_run(run);
        SQLite::Statement rows(
            impl_->db(), std::string("SELECT ") + exit_columns + " FROM exit WHERE run = ? ORDER BY ended_ns, pid");
        rows.bind(1, run);
        std::vector<observe::Exit> out;
        while (rows.executeStep()) {
            Reader from(rows);
            read(from, out.emplace_back());
        }
        return out;
    });
}

std::vector<observe::LogEntry> Database::log(std::int64_t run, std::int64_t from_ns, std::int64_t to_ns) {
    return guarded("read the log of run " + std::to_string(run), path(), [&] {
        impl_->require_run(run);
        SQLite::Statement rows(impl_->db(), std::string("SELECT ") + log_columns +
                                                " FROM log WHERE run = ?1 AND time_ns >= ?2 AND "
                                                "(?3 = 0 OR time_ns < ?3) ORDER BY sequence");
        Binder(rows) << run << from_ns << to_ns;
        std::vector<observe::LogEntry> out;
        while (rows.executeStep()) {
            Reader from(rows);
            read(from, out.emplace_back());
        }
        return out;
    });
}

}  // namespace mp::history
