// SPDX-License-Identifier: MIT
// A run in the trace event format (JSON object form), which Perfetto's window and chrome://tracing open: a track for
// each process, tasks as complete events (X), waits as asynchronous pairs (b, e), ends of processes as instants (i),
// depths as counters (C). A row at a time, so that a million tasks need no memory.
#include <map>
#include <unordered_map>

#include "history/export_file.h"
#include "history/fields.h"
#include "history/recorded_session.h"

namespace mp::history {
namespace {

using namespace observe;

// Above every pid that Linux gives: for a pid that was used twice, and for tasks that ran beside each other.
constexpr std::int64_t first_free_number = 1 << 23;

std::string json_text(std::string_view text) {
    std::string out;
    append_json(out, text);
    return out;
}

// One event, put together from its fields.
class Event {
public:
    Event(NewFile& to, bool& first, char phase, std::string_view name) : to_(to) {
        text_ = first ? "\n{\"ph\":\"" : ",\n{\"ph\":\"";
        first = false;
        text_ += phase;
        text_ += "\",\"name\":";
        append_json(text_, name);
    }
    ~Event() = default;
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;

    Event& number(std::string_view key, std::int64_t value) { return raw(key, std::to_string(value)); }
    // Microseconds with the nanoseconds behind the point, as the format has it.
    Event& micros(std::string_view key, std::int64_t ns) {
        const std::string nano = std::to_string(ns % 1000);
        return raw(key, std::to_string(ns / 1000) + '.' + std::string(3 - nano.size(), '0') + nano);
    }
    Event& word(std::string_view key, std::string_view value) {
        key_of(key);
        append_json(text_, value);
        return *this;
    }
    Event& raw(std::string_view key, std::string_view json) {
        key_of(key);
        text_ += json;
        return *this;
    }
    Event& open_args() {
        text_ += ",\"args\":{";
        in_args_ = first_arg_ = true;
        return *this;
    }
    void end() {
        text_ += in_args_ ? "}}" : "}";
        to_ << text_;
    }

private:
    void key_of(std::string_view key) {
        if (!first_arg_) text_ += ',';
        first_arg_ = false;
        ((text_ += '"') += key) += "\":";
    }
    NewFile& to_;
    std::string text_;
    bool in_args_ = false;
    bool first_arg_ = false;
};

class Trace {
public:
    Trace(NewFile& to, Database& db, const RunInfo& run)
        : to_(to), db_(db), file_(db.impl().db()), run_(run), snap_(whole_run(file_, run.id)) {}

    void write() {
        to_ << "{\"displayTimeUnit\":\"ms\",\"otherData\":{\"producer\":\"Lifeguard\",\"run\":" +
                   std::to_string(run_.id) + ",\"name\":" + json_text(run_.name) +
                   ",\"command\":" + json_text(run_.command) +
                   ",\"started\":" + json_text(columns::iso_time(run_.started_ns)) +
                   ",\"ended\":" + json_text(columns::iso_time(run_.ended_ns)) + "},\n\"traceEvents\":[";
        name_tracks();
        write_tasks();
        write_running();
        write_waits();
        write_exits();
        write_counters();
        name_lanes();
        to_ << "\n]}\n";
    }

private:
    // Tasks of one process one after the other; a pool of threads and inexact ends make more than one lane.
    struct Track {
        std::int64_t pid = 0;  // of the trace
        std::string name;
        std::vector<std::pair<std::int64_t, std::int64_t>> lanes;  // number of the thread, end of its last task
    };

    Event event(char phase, std::string_view name) { return Event(to_, first_, phase, name); }
    // Since the run's beginning: a double holds nanoseconds only so.
    std::int64_t place(std::int64_t time_ns) const { return elapsed_ns(run_.started_ns, time_ns); }

    void metadata(std::string_view what, std::int64_t pid, std::int64_t tid, std::string_view key,
                  const std::string& json) {
        event('M', what).number("pid", pid).number("tid", tid).open_args().raw(key, json).end();
    }

    void name_tracks() {
        std::int64_t order = 0;
        for (const Process& p : snap_.processes) {
            Track& track = tracks_[p.identity];
            track.pid = taken_.emplace(p.identity.pid, 0).second ? p.identity.pid : next_number_++;
            track.name = p.name.empty() ? "pid " + std::to_string(p.identity.pid) : p.name;
            track.lanes.emplace_back(track.pid, 0);
            metadata("process_name", track.pid, track.pid, "name", json_text(track.name));
            metadata("process_labels", track.pid, track.pid, "labels",
                     json_text("pid " + std::to_string(p.identity.pid) + ", " + std::string(columns::word(p.role))));
            metadata("process_sort_index", track.pid, track.pid, "sort_index", std::to_string(order++));
            metadata("thread_name", track.pid, track.pid, "name", json_text("tasks"));
        }
        if (!tracks_.contains(run_.program)) {  // a run of which no process was seen
            Track& track = tracks_[run_.program];
            track.pid = taken_.emplace(run_.program.pid, 0).second ? run_.program.pid : next_number_++;
            track.name = run_.source;
            track.lanes.emplace_back(track.pid, 0);
            metadata("process_name", track.pid, track.pid, "name", json_text(track.name));
        }
    }
    // Lanes beyond the first became known with their tasks.
    void name_lanes() {
        for (const auto& [identity, track] : tracks_)
            for (std::size_t i = 1; i < track.lanes.size(); ++i)
                metadata("thread_name", track.pid, track.lanes[i].first, "name",
                         json_text("tasks " + std::to_string(i + 1)));
    }

    // Whom nobody knows is shown with the program.
    Track& track_of(const Identity& who) {
        const auto at = tracks_.find(who);
        return at == tracks_.end() ? tracks_.at(run_.program) : at->second;
    }
    std::int64_t lane_of(Track& track, std::int64_t from, std::int64_t to) {
        for (auto& [number, end] : track.lanes) {
            if (end > from) continue;
            end = to;
            return number;
        }
        track.lanes.emplace_back(next_number_++, to);
        return track.lanes.back().first;
    }

    void describe(Event& to, const Task& task) {
        to.open_args()
            .number("task", static_cast<std::int64_t>(task.id))
            .word("arguments", task.arguments)
            .word("state", columns::word(task.state))
            .number("attempt", task.attempt)
            .number("max_attempts", task.max_attempts)
            .number("calls", static_cast<std::int64_t>(task.items_count));
        if (!task.result.empty()) to.word(is_failure(task.state) ? "error" : "result", task.result);
        if (task.exitcode) to.number("exit", *task.exitcode);
        if (task.queued_ns && task.started_ns)
            to.raw("waited_ms", number_text(static_cast<double>(elapsed_ns(*task.queued_ns, *task.started_ns)) / 1e6));
        if (const Pool* pool = snap_.pool(task.pool_id); pool != nullptr) to.word("pool", pool->name);
    }

    void write_task(const Task& task) {
        Track& track = track_of(task.worker);
        const std::int64_t end = place(task.ended_ns.value_or(run_.ended_ns));
        const std::string name = task.function.empty() ? "task " + std::to_string(task.id) : task.function;
        if (!task.started_ns) {  // cancelled before it began
            Event never = event('i', name);
            never.word("cat", "task")
                .word("s", "p")
                .number("pid", track.pid)
                .number("tid", track.pid)
                .micros("ts", end);
            describe(never, task);
            never.end();
            return;
        }
        const std::int64_t begin = std::min(place(*task.started_ns), end);
        Event ran = event('X', name);
        ran.word("cat", "task").number("pid", track.pid).number("tid", lane_of(track, begin, end));
        ran.micros("ts", begin).micros("dur", end - begin);
        if (task.state != TaskState::done && task.state != TaskState::running)
            ran.word("cname", task.state == TaskState::cancelled ? "grey" : "terrible");
        describe(ran, task);
        ran.end();
    }

    // In order of their end, which the index gives: with it the first lane that is free is free for good.
    void write_tasks() {
        SQLite::Statement rows(file_,
                               std::string("SELECT ") + task_columns + " FROM task WHERE run = ? ORDER BY ended_ns");
        rows.bind(1, run_.id);
        while (rows.executeStep()) {
            Task task;
            Reader from(rows);
            read(from, task);
            write_task(task);
        }
    }
    void write_running() {
        if (run_.state == RunState::finished) return;
        for (const Process& p : snap_.processes)
            if (p.task && !p.ended_ns) write_task(running_task(p));
    }

    // --- waits ----------------------------------------------------------------------------------------------------

    struct Waiting {
        WaitKind kind = WaitKind::none;
        std::uint64_t object = 0;
        std::int64_t since_ns = 0;
        bool operator==(const Waiting&) const = default;
    };

    std::string name_of(const Waiting& wait) {
        std::string name;
        if (const Lock* lock = snap_.lock(wait.object); lock != nullptr) name = lock->name;
        if (const Queue* queue = snap_.queue(wait.object); queue != nullptr) name = queue->name;
        for (const Sync& sync : snap_.syncs)
            if (sync.id == wait.object) name = sync.name;
        if (name.empty()) name = '#' + std::to_string(wait.object);
        return "wait: " + std::string(columns::word(wait.kind)) + ' ' + name;
    }
    void write_wait(const Process& who, const Waiting& wait, std::int64_t until_ns) {
        if (wait.kind == WaitKind::none) return;
        const Track& track = track_of(who.identity);
        const std::string id = json_text("wait-" + std::to_string(++waits_));
        const std::int64_t end = place(until_ns);
        const std::int64_t begin = std::min(place(wait.since_ns), end);
        for (const char phase : {'b', 'e'}) {
            Event part = event(phase, name_of(wait));
            part.word("cat", "wait").raw("id", id).number("pid", track.pid).number("tid", track.pid);
            part.micros("ts", phase == 'b' ? begin : end);
            if (phase == 'b')
                part.open_args()
                    .word("for", columns::word(wait.kind))
                    .number("object", static_cast<std::int64_t>(wait.object));
            part.end();
        }
    }

    // A sample is there where something changed: a wait lasts from its own beginning to the sample without it.
    void write_waits() {
        SQLite::Statement rows(
            file_,
            "SELECT o.pid, o.start_ticks, coalesce(o.ended_ns, o.gone_ns), s.time_ns, s.wait_kind, "
            "s.wait_object_id, s.wait_since_ns FROM process_sample s JOIN process o ON o.run = s.run "
            "AND o.number = s.number WHERE s.run = ? ORDER BY s.number, s.time_ns");
        rows.bind(1, run_.id);
        Process who;
        Waiting current;
        while (rows.executeStep()) {
            Process next;
            std::int64_t time = 0;
            Waiting now;
            Reader from(rows);
            from >> next.identity >> next.ended_ns >> time;
            if (!from.null()) from >> now.kind >> now.object >> now.since_ns;
            if (next.identity != who.identity) {
                write_wait(who, current, who.ended_ns.value_or(run_.ended_ns));
                current = {};
                who = next;
            }
            if (now == current) continue;
            write_wait(who, current, time);
            current = now;
        }
        write_wait(who, current, who.ended_ns.value_or(run_.ended_ns));
    }

    // --- exits and depths ------------------------------------------------------------------------------------------

    void write_exits() {
        for (const Exit& e : db_.exits(run_.id)) {
            const Track& track = track_of(e.identity);
            Event end = event('i', "exit " + columns::exit_text(e.exitcode));
            end.word("cat", "exit").word("s", "p").number("pid", track.pid).number("tid", track.pid);
            end.micros("ts", place(e.ended_ns)).open_args().word("process", e.name).number("code", e.exitcode);
            end.word("meaning", columns::exit_meaning(e.exitcode)).word("cause", columns::word(e.cause));
            if (e.task_id != 0) end.number("task", static_cast<std::int64_t>(e.task_id)).word("task_at_exit", e.task);
            if (e.replaced_by) end.number("replaced_by", e.replaced_by.pid);
            end.end();
        }
    }

    void counter(const std::string& name, std::int64_t time_ns, std::string_view what, std::int64_t value) {
        event('C', name)
            .number("pid", track_of(run_.program).pid)
            .micros("ts", place(time_ns))
            .open_args()
            .number(what, value)
            .end();
    }

    void write_counters() {
        std::map<std::string, int> uses;
        for (const Queue& q : snap_.queues) ++uses[q.name];
        SQLite::Statement depths(file_,
                                 "SELECT o.name, o.id, s.time_ns, s.depth_count FROM queue_sample s JOIN queue o ON "
                                 "o.run = s.run AND o.number = s.number WHERE s.run = ? ORDER BY s.number, s.time_ns");
        depths.bind(1, run_.id);
        while (depths.executeStep()) {
            Queue q;
            std::int64_t time = 0;
            Reader(depths) >> q.name >> q.id >> time >> q.depth_count;
            const bool alone = !q.name.empty() && uses[q.name] == 1;
            counter("queue " + q.name + (alone ? "" : " #" + std::to_string(q.id)), time, "depth",
                    static_cast<std::int64_t>(q.depth_count));
        }
        SQLite::Statement ticks(file_,
                                "SELECT time_ns, workers_busy, tasks_queued FROM tick WHERE run = ? ORDER BY time_ns");
        ticks.bind(1, run_.id);
        while (ticks.executeStep()) {
            std::int64_t time = 0;
            std::int64_t busy = 0;
            std::int64_t queued = 0;
            Reader(ticks) >> time >> busy >> queued;
            counter("workers busy", time, "workers", busy);
            counter("tasks queued", time, "tasks", queued);
        }
    }

    NewFile& to_;
    Database& db_;
    SQLite::Database& file_;
    const RunInfo& run_;
    const Snapshot snap_;
    std::unordered_map<Identity, Track> tracks_;
    std::map<std::int64_t, int> taken_;  // numbers that are a track already
    std::int64_t next_number_ = first_free_number;
    std::int64_t waits_ = 0;
    bool first_ = true;
};

}  // namespace

void write_trace(NewFile& to, Database& db, const RunInfo& run) {
    Trace(to, db, run).write();
}

}  // namespace mp::history
