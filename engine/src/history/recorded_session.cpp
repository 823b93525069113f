// SPDX-License-Identifier: MIT
#include "history/recorded_session.h"

#include <algorithm>

#include "history/fields.h"

namespace mp::history {

using namespace observe;

namespace {

constexpr std::int64_t end_of_time = std::numeric_limits<std::int64_t>::max();
constexpr int exits_kept = 4'096;  // as in a live snapshot
constexpr int log_kept = 4'096;
constexpr int tasks_kept = 4'096;  // of one tick, the latest: a step of the time strip is read within some ms

std::string prefixed(const std::string& columns, const std::string& prefix) {
    std::string out = prefix;
    for (const char c : columns) {
        out += c;
        if (c == ' ') out += prefix;
    }
    return out;
}

// Each object with its latest sample at that moment; gone ones only where asked for.
template <class T>
std::vector<T> objects_at(SQLite::Database& db, std::int64_t run, std::int64_t time_ns, bool gone_too) {
    const std::string table = Mapping<T>::table;
    SQLite::Statement rows(
        db, "SELECT " + prefixed(Mapping<T>::columns, "o.") + ", " + prefixed(Mapping<T>::sample_columns, "s.") +
                " FROM " + table + " o JOIN " + table +
                "_sample s ON s.run = o.run AND s.number = o.number AND s.time_ns = (SELECT time_ns FROM " + table +
                "_sample WHERE run = o.run AND number = o.number AND time_ns <= ?2 ORDER BY time_ns DESC LIMIT 1) "
                "WHERE o.run = ?1 AND o.first_ns <= ?2 AND (?3 OR o.gone_ns IS NULL OR o.gone_ns > ?2) "
                "ORDER BY o.number");
    Binder(rows) << run << time_ns << gone_too;
    std::vector<T> out;
    while (rows.executeStep()) {
        Reader from(rows);
        Mapping<T>::read(from, out.emplace_back());
        Mapping<T>::read_sample(from, out.back());
    }
    return out;
}

template <class T>
std::vector<T> rows_of(SQLite::Statement& rows) {
    std::vector<T> out;
    while (rows.executeStep()) {
        Reader from(rows);
        read(from, out.emplace_back());
    }
    return out;
}

void read_program(SQLite::Database& db, std::int64_t run, Snapshot& snap) {
    SQLite::Statement row(
        db, "SELECT source, command, program_pid, program_start_ticks, program_started_ns FROM run WHERE id = ?");
    row.bind(1, run);
    if (!row.executeStep()) throw KeyError("run " + std::to_string(run) + " was removed from the history");
    Reader(row) >> snap.name >> snap.command >> snap.program >> snap.program_started_ns;
}

void read_objects(SQLite::Database& db, std::int64_t run, std::int64_t time_ns, bool gone_too, Snapshot& snap) {
    snap.processes = objects_at<Process>(db, run, time_ns, gone_too);
    snap.pools = objects_at<Pool>(db, run, time_ns, gone_too);
    snap.queues = objects_at<Queue>(db, run, time_ns, gone_too);
    snap.locks = objects_at<Lock>(db, run, time_ns, gone_too);
    snap.syncs = objects_at<Sync>(db, run, time_ns, gone_too);
    // the table holds how a process ended; at that moment it may not have
    for (Process& p : snap.processes) {
        if (!p.ended_ns || *p.ended_ns <= time_ns) continue;
        p.ended_ns.reset();
        p.exitcode.reset();
        p.cause = ExitCause::unknown;
    }
}

// Thousands of rows where a pool is fast: most of what a moment takes to read.
void read_ended_tasks(SQLite::Database& db, std::int64_t run, std::int64_t after_ns, std::int64_t until_ns,
                      Snapshot& snap) {
    SQLite::Statement tasks(db, std::string("SELECT ") + task_columns +
                                    " FROM task WHERE run = ? AND ended_ns > ? AND ended_ns <= ? "
                                    "ORDER BY ended_ns DESC LIMIT ?");
    Binder(tasks) << run << after_ns << until_ns << tasks_kept;
    snap.tasks = rows_of<Task>(tasks);
    std::reverse(snap.tasks.begin(), snap.tasks.end());
}

}  // namespace

Snapshot snapshot_at(SQLite::Database& db, std::int64_t run, std::int64_t time_ns, bool ended_tasks) {
    // one view of the file, although a recorder may be writing on
    SQLite::Transaction view(db, SQLite::TransactionBehavior::DEFERRED);
    Snapshot snap;
    read_program(db, run, snap);

    SQLite::Statement tick(
        db,
        "SELECT time_ns, alive, system_cpu_percent, tasks_dropped, period_ns FROM tick WHERE run = ?1 "
        "AND time_ns <= max(?2, (SELECT min(time_ns) FROM tick WHERE run = ?1)) "
        "ORDER BY time_ns DESC LIMIT 1");
    Binder(tick) << run << time_ns;
    if (!tick.executeStep()) return snap;  // its recorder died before the first sample
    std::int64_t period = 0;
    Reader(tick) >> snap.taken_ns >> snap.alive >> snap.system_cpu_percent >> snap.dropped_tasks_count >> period;
    const std::int64_t now = snap.taken_ns;
    read_objects(db, run, now, false, snap);

    if (ended_tasks) read_ended_tasks(db, run, now - period, now, snap);
    for (const Process& p : snap.processes)
        if (p.task && !p.ended_ns) snap.tasks.push_back(running_task(p));

    SQLite::Statement exits(db, std::string("SELECT ") + exit_columns +
                                    " FROM exit WHERE run = ? AND ended_ns <= ? ORDER BY ended_ns DESC LIMIT ?");
    Binder(exits) << run << now << exits_kept;
    snap.exits = rows_of<Exit>(exits);
    std::reverse(snap.exits.begin(), snap.exits.end());

    SQLite::Statement log(db, std::string("SELECT ") + log_columns +
                                  " FROM log WHERE run = ? AND time_ns <= ? ORDER BY sequence DESC LIMIT ?");
    Binder(log) << run << now << log_kept;
    snap.log = rows_of<LogEntry>(log);
    std::reverse(snap.log.begin(), snap.log.end());
    return snap;
}

Snapshot whole_run(SQLite::Database& db, std::int64_t run) {
    Snapshot snap;
    read_program(db, run, snap);
    SQLite::Statement end(db, "SELECT ended_ns FROM run WHERE id = ?");
    end.bind(1, run);
    end.executeStep();
    snap.taken_ns = end.getColumn(0).getInt64();
    read_objects(db, run, end_of_time, true, snap);
    return snap;
}

namespace {

class Recording : public SessionSource {
public:
    Recording(const std::string& path, std::int64_t run) : db_(Database::open_readonly(path)), run_(run) {}

    SourceKind kind() const override { return SourceKind::recording; }
    std::string title() const override {
        return guarded("read run " + std::to_string(run_), db_.path(), [&] {
            SQLite::Statement row(db_.impl().db(), "SELECT name FROM run WHERE id = ?");
            row.bind(1, run_);
            const std::string name = row.executeStep() ? row.getColumn(0).getString() : std::string();
            return name + " (run " + std::to_string(run_) + ")";
        });
    }
    Snapshot snapshot() override {
        return guarded("read run " + std::to_string(run_), db_.path(),
                       [&] { return snapshot_at(db_.impl().db(), run_, at_ns_); });
    }
    Snapshot glance() override {
        return guarded("read run " + std::to_string(run_), db_.path(),
                       [&] { return snapshot_at(db_.impl().db(), run_, at_ns_, false); });
    }
    bool alive() override { return false; }
    std::pair<std::int64_t, std::int64_t> extent_ns() override {
        const RunInfo run = db_.run(run_);
        return {run.started_ns, run.ended_ns};
    }
    void seek(std::int64_t time_ns) override { at_ns_ = time_ns; }

    Answer send_signal(const Identity&, int) override { return refusal(); }
    Answer resize(std::uint64_t, std::uint32_t) override { return refusal(); }
    Answer cancel_task(std::uint64_t, std::uint64_t) override { return refusal(); }
    Answer restart_worker(const Identity&) override { return refusal(); }
    Answer drain_worker(const Identity&) override { return refusal(); }

private:
    static Answer refusal() { return {false, "this is a recording; its processes are of the past"}; }

    mutable Database db_;
    std::int64_t run_;
    std::int64_t at_ns_ = end_of_time;
};

}  // namespace

std::unique_ptr<SessionSource> open_recording(const std::string& path, std::int64_t run) {
    return std::make_unique<Recording>(path, run);
}

}  // namespace mp::history
