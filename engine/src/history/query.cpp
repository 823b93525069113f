// SPDX-License-Identifier: MIT
// Series over time, exits, log. A series is its samples cut into slices.
#include <algorithm>

#include "history/database_impl.h"
#include "history/fields.h"

namespace mp::history {
namespace {

enum class Of : std::uint8_t { run, object, process };

struct SeriesSource {
    const char* table;  // of objects; "" for the run's ticks
    const char* value;  // SQL over the row
    Of of;
};

SeriesSource source(Metric metric, bool one_object) {
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
            return one_object ? SeriesSource{"pool", "queued_count", Of::object}
                              : SeriesSource{"", "tasks_queued", Of::run};
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
std::string series_sql(const SeriesSource& from) {
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

struct Sample {
    std::int64_t time_ns = 0;
    std::optional<double> value;
};

// The usual distance of two samples: the middle one of all.
std::int64_t usual_distance(const std::vector<Sample>& samples) {
    std::vector<std::int64_t> all;
    for (std::size_t i = 1; i < samples.size(); ++i) all.push_back(samples[i].time_ns - samples[i - 1].time_ns);
    if (all.empty()) return 0;
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end());
    return *middle;
}

std::vector<Point> slices(const std::vector<Sample>& samples, std::int64_t from, std::int64_t to, std::size_t points) {
    const std::int64_t width = std::max<std::int64_t>(1, (to - from) / static_cast<std::int64_t>(points) + 1);
    // slices narrower than the samples' distance lie between two of them: only a longer silence is a gap
    const std::int64_t gap = 3 * std::max(width, usual_distance(samples));
    std::vector<Point> out;
    std::int64_t slice = -1;
    std::int64_t last = from;
    std::size_t count = 0;
    for (const Sample& sample : samples) {
        if ((sample.time_ns - from) / width != slice) {
            if (!out.empty() && sample.time_ns - last > gap) out.push_back({last + gap / 3, {}, 0, 0});
            out.push_back({sample.time_ns, {}, 0, 0});
            slice = (sample.time_ns - from) / width;
            count = 0;
        }
        last = sample.time_ns;
        if (!sample.value) continue;
        Point& p = out.back();
        p.low = count == 0 ? *sample.value : std::min(p.low, *sample.value);
        p.high = count == 0 ? *sample.value : std::max(p.high, *sample.value);
        ++count;
        p.value = p.value.value_or(0) + (*sample.value - p.value.value_or(0)) / static_cast<double>(count);
    }
    return out;
}

}  // namespace

std::vector<Point> Database::series(std::int64_t run_id, const SeriesQuery& query) {
    if (query.points == 0) throw ValueError("a series of 0 points was asked for");
    return guarded("read a series of run " + std::to_string(run_id), path(), [&] {
        const RunInfo info = run(run_id);
        const std::int64_t from = std::max(query.from_ns, info.started_ns);
        const std::int64_t to = query.to_ns == 0 ? info.ended_ns : std::min(query.to_ns, info.ended_ns);
        const SeriesSource of = source(query.metric, query.object_id != 0);
        SQLite::Statement rows(impl_->db(), series_sql(of));
        Binder bound(rows);
        bound << run_id << from << to;
        if (of.of == Of::object) bound << query.object_id << 0;
        if (of.of == Of::process) bound << query.process.pid << query.process.start_ticks;
        std::vector<Sample> samples;
        while (rows.executeStep()) {
            Sample& sample = samples.emplace_back();
            Reader(rows) >> sample.time_ns >> sample.value;
        }
        return slices(samples, from, to, query.points);
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

std::vector<observe::LogEntry> Database::last_lines(std::int64_t run, const observe::Identity& process, int most) {
    return guarded("read the last lines of a process of run " + std::to_string(run), path(), [&] {
        impl_->require_run(run);
        SQLite::Statement rows(impl_->db(), std::string("SELECT ") + log_columns +
                                                " FROM log WHERE run = ? AND process_pid = ? AND "
                                                "process_start_ticks = ? ORDER BY sequence DESC LIMIT ?");
        Binder(rows) << run << process.pid << process.start_ticks << std::max(most, 0);
        std::vector<observe::LogEntry> out;
        while (rows.executeStep()) {
            Reader from(rows);
            read(from, out.emplace_back());
        }
        std::reverse(out.begin(), out.end());
        return out;
    });
}

}  // namespace mp::history
