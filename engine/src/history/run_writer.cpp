// SPDX-License-Identifier: MIT
#include "history/run_writer.h"

#include <algorithm>
#include <limits>

#include "history/fields.h"
#include "os/procfs.h"
#include "os/self.h"

namespace mp::history {

using namespace observe;

namespace {

std::pair<std::uint64_t, std::uint64_t> key(const Process& p) {
    return {static_cast<std::uint64_t>(p.identity.pid), p.identity.start_ticks};
}
template <class T>
std::pair<std::uint64_t, std::uint64_t> key(const T& object) {
    return {object.id, 0};
}

// Exact, of a few thousand values; they are put in another order.
std::optional<double> quantile(std::vector<std::int64_t>& values, double q) {
    if (values.empty()) return {};
    const auto last = static_cast<double>(values.size() - 1);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(q * last + 0.5);
    std::nth_element(values.begin(), at, values.end());
    return static_cast<double>(*at);
}

constexpr std::int64_t just_started_ns = 3'000'000'000;

constexpr std::string_view insert_task =
    "INSERT INTO task (run, pool_id, id, attempt, function, arguments, state, worker_pid, worker_start_ticks, "
    "queued_ns, started_ns, ended_ns, max_attempts, items_count, exitcode, result) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run, pool_id, id, attempt) ";

std::string insert_into(const std::string& table, const std::string& columns) {
    return "INSERT OR REPLACE INTO " + table + " (run, " + columns + ") VALUES (?, " + placeholders(columns) + ")";
}

}  // namespace

// Prepared once a run: a batch binds and steps.
struct RunWriter::Statements {
    explicit Statements(SQLite::Database& db)
        : task(db, std::string(insert_task) + "DO NOTHING"),
          // what the parent of a command pool says wins; what it leaves open stays as telemetry said
          record(db, std::string(insert_task) +
                         "DO UPDATE SET function = iif(excluded.function = '', function, excluded.function), "
                         "arguments = iif(excluded.arguments = '', arguments, excluded.arguments), "
                         "state = excluded.state, worker_pid = coalesce(excluded.worker_pid, worker_pid), "
                         "worker_start_ticks = coalesce(excluded.worker_start_ticks, worker_start_ticks), "
                         "queued_ns = coalesce(excluded.queued_ns, queued_ns), "
                         "started_ns = coalesce(excluded.started_ns, started_ns), ended_ns = excluded.ended_ns, "
                         "max_attempts = excluded.max_attempts, items_count = excluded.items_count, exitcode = "
                         "coalesce(excluded.exitcode, exitcode), "
                         "result = iif(excluded.result = '', result, excluded.result)"),
          fill(db,
               "UPDATE task SET worker_pid = coalesce(worker_pid, ?), worker_start_ticks = "
               "coalesce(worker_start_ticks, ?), queued_ns = coalesce(queued_ns, ?), started_ns = "
               "coalesce(started_ns, ?) WHERE run = ? AND pool_id = ? AND id = ? AND attempt = ?"),
          old_task(db,
                   "SELECT state, items_count, started_ns, ended_ns FROM task WHERE run = ? AND pool_id = ? AND id = ? "
                   "AND attempt = ?"),
          other_attempt(db, "SELECT max(attempt) FROM task WHERE run = ? AND pool_id = ? AND id = ? AND attempt <> ?"),
          output(db, insert_into("task_output", "pool_id, id, attempt, command, output_cut, error_cut, output, error")),
          exit(db, insert_into("exit", exit_columns)),
          log(db, insert_into("log", log_columns)),
          tick(db, insert_into("tick",
                               "time_ns, alive, system_cpu_percent, workers_busy, workers_idle, workers_waiting, "
                               "workers_suspended, workers_other, tasks_queued, period_ns, tasks_ok, tasks_failed, "
                               "tasks_dropped, duration_p50_ns, duration_p95_ns, duration_p99_ns")),
          totals(
              db,
              "UPDATE run SET state = ?, started_ns = ?, ended_ns = ?, tasks = ?, failed = ?, dropped = ?, exits = ?, "
              "exits_nonzero = ?, p50_ns = ?, p95_ns = ?, p99_ns = ?, size_bytes = ? WHERE id = ?"),
          processes(db),
          pools(db),
          queues(db),
          locks(db),
          syncs(db) {}

    template <class T>
    struct Object {
        explicit Object(SQLite::Database& db)
            : object(db, insert_into(Mapping<T>::table,
                                     std::string("number, ") + Mapping<T>::columns + ", first_ns, gone_ns")),
              sample(db, insert_into(std::string(Mapping<T>::table) + "_sample",
                                     std::string("number, time_ns, ") + Mapping<T>::sample_columns)) {}
        SQLite::Statement object;
        SQLite::Statement sample;
    };
    template <class T>
    Object<T>& of() {
        if constexpr (std::is_same_v<T, Process>) return processes;
        if constexpr (std::is_same_v<T, Pool>) return pools;
        if constexpr (std::is_same_v<T, Queue>) return queues;
        if constexpr (std::is_same_v<T, Lock>) return locks;
        if constexpr (std::is_same_v<T, Sync>) return syncs;
    }

    SQLite::Statement task, record, fill, old_task, other_attempt, output, exit, log, tick, totals;
    Object<Process> processes;
    Object<Pool> pools;
    Object<Queue> queues;
    Object<Lock> locks;
    Object<Sync> syncs;
};

namespace {

// Runs a bound statement and makes it ready for the next; the number of rows that changed.
int run_once(SQLite::Statement& statement) {
    const int rows = statement.exec();
    statement.reset();
    return rows;
}

// A statement that threw must not hold its transaction open.
void reset_all(std::initializer_list<SQLite::Statement*> statements) {
    for (SQLite::Statement* s : statements) s->tryReset();
}

}  // namespace

RunWriter::RunWriter(Database::Impl& db, const Snapshot& first, const std::string& name, const std::string& notes,
                     std::chrono::nanoseconds every)
    : db_(db), every_ns_(every.count()) {
    guarded("add a run to the history", db.path(), [&] {
        statements_ = std::make_unique<Statements>(db_.db());
        SQLite::Statement insert(db_.db(),
                                 "INSERT INTO run (name, source, command, notes, state, program_pid, "
                                 "program_start_ticks, program_started_ns, recorder_pid, recorder_start_ticks, "
                                 "recorder_boot, started_ns, ended_ns) VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)");
        const int pid = os::process_id();
        const std::string boot = boot_id();
        Binder(insert) << (name.empty() ? first.name : name) << first.name << first.command << notes
                       << first.program.pid << first.program.start_ticks << first.program_started_ns << pid
                       << os::read_start_ticks(pid) << boot << first.taken_ns << first.taken_ns;
        insert.exec();
        run_ = db_.db().getLastInsertRowid();
        state_.started_ns = state_.last_data_ns = first.taken_ns;
        const bool from_start = first.taken_ns - first.program_started_ns <= just_started_ns;
        earliest_ns_ = from_start ? std::numeric_limits<std::int64_t>::min() : first.taken_ns;
    });
}
RunWriter::~RunWriter() = default;

void RunWriter::write(const std::vector<Snapshot>& snapshots, const std::vector<TaskRecord>& records, bool last) {
    const State before = state_;
    try {
        guarded("record", db_.path(), [&] {
            SQLite::Transaction transaction(db_.db(), SQLite::TransactionBehavior::IMMEDIATE);
            for (const Snapshot& snap : snapshots) write_snapshot(snap, last && &snap == &snapshots.back());
            for (const TaskRecord& record : records) write_record(record);
            write_totals(last);
            transaction.commit();
        });
    } catch (...) {
        state_ = before;
        auto& s = *statements_;
        reset_all({&s.task,
                   &s.record,
                   &s.fill,
                   &s.old_task,
                   &s.other_attempt,
                   &s.output,
                   &s.exit,
                   &s.log,
                   &s.tick,
                   &s.totals,
                   &s.processes.object,
                   &s.processes.sample,
                   &s.pools.object,
                   &s.pools.sample,
                   &s.queues.object,
                   &s.queues.sample,
                   &s.locks.object,
                   &s.locks.sample,
                   &s.syncs.object,
                   &s.syncs.sample});
        throw;
    }
}

void RunWriter::write_snapshot(const Snapshot& snap, bool last) {
    const std::int64_t now = snap.taken_ns;
    const bool due = !state_.any_tick ||
                     (now > state_.last_tick_ns && (last || !snap.alive || now - state_.last_tick_ns >= every_ns_));
    write_objects(state_.processes, snap.processes, now, due);
    write_objects(state_.pools, snap.pools, now, due);
    write_objects(state_.queues, snap.queues, now, due);
    write_objects(state_.locks, snap.locks, now, due);
    write_objects(state_.syncs, snap.syncs, now, due);
    for (const Task& task : snap.tasks) write_task(task, now);
    state_.dropped += snap.dropped_tasks_count;
    state_.tick_dropped += snap.dropped_tasks_count;
    for (const Exit& exit : snap.exits) write_exit(exit);
    for (const LogEntry& entry : snap.log) {
        if (entry.sequence <= state_.last_log) continue;
        state_.last_log = entry.sequence;
        Binder to(statements_->log);
        bind(to << run_, entry);
        run_once(statements_->log);
        state_.bytes += to.bytes();
    }
    if (!snap.alive && last) write_lost(snap);
    if (due) write_tick(snap);
    state_.last_data_ns = std::max(state_.last_data_ns, now);
}

// --- objects --------------------------------------------------------------------------------------------------------

template <class T>
void RunWriter::write_object(const Known<T>& object, std::optional<std::int64_t> gone_ns) {
    auto& statement = statements_->of<T>().object;
    Binder to(statement);
    to << run_ << object.number;
    Mapping<T>::bind(to, object.seen);
    to << object.first_ns << gone_ns;
    run_once(statement);
    state_.bytes += to.bytes();
}

// New objects are written at once, so that the short-lived are in the record; samples when they are due, and only where
// something changed since the one before.
template <class T>
void RunWriter::write_objects(Objects<T>& known, const std::vector<T>& present, std::int64_t now_ns, bool sample) {
    std::set<std::pair<std::uint64_t, std::uint64_t>> here;
    for (const T& object : present) {
        here.insert(key(object));
        auto [at, is_new] = known.try_emplace(key(object));
        Known<T>& entry = at->second;
        const bool changed = is_new || !(entry.seen == object);
        if (is_new) {
            entry.number = ++state_.last_number;
            entry.first_ns = now_ns;
        }
        const bool other_row = is_new || !Mapping<T>::same(entry.seen, object);
        if (!is_new && !other_row && !sample) continue;  // compared again when a sample is due
        if (other_row && !sample && !is_new) {
            // the row changes now; what a sample holds is still to be compared with the one before
            Known<T> row = entry;
            row.seen = object;
            write_object(row, {});
            continue;
        }
        entry.seen = object;
        if (other_row) write_object(entry, {});
        if (!changed && entry.sampled) continue;
        auto& statement = statements_->of<T>().sample;
        Binder to(statement);
        to << run_ << entry.number << now_ns;
        Mapping<T>::bind_sample(to, object);
        run_once(statement);
        state_.bytes += to.bytes();
        entry.sampled = true;
    }
    if (here.size() == known.size()) return;
    for (auto it = known.begin(); it != known.end();) {
        if (here.contains(it->first)) {
            ++it;
            continue;
        }
        write_object(it->second, now_ns);
        it = known.erase(it);
    }
}

// An exit stays in the snapshots after it; it is written again only when its successor became known.
void RunWriter::write_exit(const Exit& exit) {
    if (exit.ended_ns < earliest_ns_) return;
    const auto successor = static_cast<std::int64_t>(exit.replaced_by.start_ticks);
    const auto [at, is_new] = state_.exits.try_emplace(exit.identity, successor);
    if (!is_new && at->second == successor) return;
    at->second = successor;
    Binder to(statements_->exit);
    bind(to << run_, exit);
    run_once(statements_->exit);
    if (!is_new) return;
    state_.bytes += to.bytes();
    if (exit.exitcode != 0) ++state_.exits_nonzero;
}

// --- tasks ----------------------------------------------------------------------------------------------------------

void RunWriter::count_task(const Task& task, bool in_tick) {
    const bool failed = is_failure(task.state);
    state_.tasks += task.items_count;
    if (failed) state_.failed += task.items_count;
    if (in_tick) (failed ? state_.tick_failed : state_.tick_ok) += task.items_count;
    if (!task.started_ns) return;
    state_.started_ns = std::min(state_.started_ns, std::max(*task.started_ns, earliest_ns_));
    const std::int64_t duration = *task.ended_ns - *task.started_ns;
    state_.durations.add(duration);
    if (in_tick) state_.tick_durations.push_back(duration);
}

// The attempt as the table has it, with the fields that the totals count; nullopt where it has none.
std::optional<Task> RunWriter::stored(std::uint64_t pool_id, std::uint64_t id, std::uint32_t attempt) {
    SQLite::Statement& query = statements_->old_task;
    Binder(query) << run_ << pool_id << id << attempt;
    std::optional<Task> task;
    if (query.executeStep()) {
        task.emplace();
        Reader(query) >> task->state >> task->items_count >> task->started_ns >> task->ended_ns;
    }
    query.reset();
    return task;
}

// Takes back what an attempt counted for the run; false where there was none.
bool RunWriter::uncount_task(std::uint64_t pool_id, std::uint64_t id, std::uint32_t attempt) {
    const std::optional<Task> was = stored(pool_id, id, attempt);
    if (!was) return false;
    state_.tasks -= was->items_count;
    if (is_failure(was->state)) state_.failed -= was->items_count;
    if (was->started_ns) state_.durations.remove(*was->ended_ns - *was->started_ns);
    return true;
}

// The last attempt of a task decides what it counts as, in whatever order they become known. True: this one does, and
// what was counted for the task until now has been taken back. known: its row is there already.
bool RunWriter::decides(const Task& task, bool known) {
    std::optional<std::uint32_t> other;
    if (task.attempt > 1 || task.max_attempts > 1) {
        SQLite::Statement& query = statements_->other_attempt;
        Binder(query) << run_ << task.pool_id << task.id << task.attempt;
        if (query.executeStep()) Reader(query) >> other;
        query.reset();
    }
    if (other && *other > task.attempt) return false;
    if (known) {
        uncount_task(task.pool_id, task.id, task.attempt);
    } else if (other) {
        uncount_task(task.pool_id, task.id, *other);
    }
    return true;
}

void RunWriter::write_task(const Task& task, std::int64_t now_ns) {
    if (task.state == TaskState::queued || task.state == TaskState::running) return;
    if (!task.ended_ns) {
        Task ended = task;
        ended.ended_ns = now_ns;
        return write_task(ended, now_ns);
    }
    // What the program remembers goes far back; the run does not.
    if (*task.ended_ns < earliest_ns_) return;
    Binder to(statements_->task);
    bind(to << run_, task);
    if (run_once(statements_->task) == 0) {
        // a complete record of it came first; it may have left these open
        Binder(statements_->fill) << task.worker << task.queued_ns << task.started_ns << run_ << task.pool_id << task.id
                                  << task.attempt;
        run_once(statements_->fill);
        return;
    }
    if (decides(task, false)) count_task(task, true);
    state_.bytes += to.bytes() + 24;  // its entry in the index by time
}

void RunWriter::write_record(const TaskRecord& record) {
    Task task = record.task;
    if (task.pool_id == 0 && state_.pools.size() == 1) task.pool_id = state_.pools.begin()->second.seen.id;
    if (!task.ended_ns) task.ended_ns = state_.last_data_ns;
    const bool known = stored(task.pool_id, task.id, task.attempt).has_value();
    const bool counts = decides(task, known);
    Binder to(statements_->record);
    bind(to << run_, task);
    run_once(statements_->record);
    if (counts) count_task(stored(task.pool_id, task.id, task.attempt).value(), !known);
    Binder output(statements_->output);
    output << run_ << task.pool_id << task.id << task.attempt << record.command << record.output_cut
           << record.error_cut;
    output.blob(record.output).blob(record.error);
    run_once(statements_->output);
    state_.bytes += to.bytes() + 24 + output.bytes();
}

// Tasks that ran when the program died: nobody is left to say so.
void RunWriter::write_lost(const Snapshot& snap) {
    for (const Process& p : snap.processes) {
        if (!p.task) continue;
        Task task = running_task(p);
        task.state = TaskState::lost;
        task.ended_ns = p.ended_ns.value_or(snap.taken_ns);
        task.result = "the program ended";
        write_task(task, snap.taken_ns);
    }
}

// --- ticks and totals -----------------------------------------------------------------------------------------------

void RunWriter::write_tick(const Snapshot& snap) {
    std::uint64_t busy = 0, idle = 0, waiting = 0, suspended = 0, other = 0, queued = 0;
    for (const Process& p : snap.processes) {
        if (p.ended_ns || (p.role != ProcessRole::pool_worker && p.role != ProcessRole::process)) continue;
        switch (p.state) {
            case ProcessState::busy:
                ++busy;
                break;
            case ProcessState::idle:
                ++idle;
                break;
            case ProcessState::waiting:
                ++waiting;
                break;
            case ProcessState::suspended:
                ++suspended;
                break;
            case ProcessState::ended:
                break;
            default:
                ++other;
        }
    }
    for (const Pool& p : snap.pools) queued += p.queued_count;
    const std::int64_t period = state_.any_tick ? snap.taken_ns - state_.last_tick_ns : 0;
    Binder to(statements_->tick);
    to << run_ << snap.taken_ns << snap.alive << snap.system_cpu_percent << busy << idle << waiting << suspended
       << other << queued << period << state_.tick_ok << state_.tick_failed << state_.tick_dropped
       << quantile(state_.tick_durations, 0.5) << quantile(state_.tick_durations, 0.95)
       << quantile(state_.tick_durations, 0.99);
    run_once(statements_->tick);
    state_.bytes += to.bytes();
    state_.tick_ok = state_.tick_failed = state_.tick_dropped = 0;
    state_.tick_durations.clear();
    state_.last_tick_ns = snap.taken_ns;
    state_.any_tick = true;
}

void RunWriter::write_totals(bool finished) {
    Binder(statements_->totals) << (finished ? RunState::finished : RunState::running) << state_.started_ns
                                << state_.last_data_ns << state_.tasks << state_.failed << state_.dropped
                                << state_.exits.size() << state_.exits_nonzero << state_.durations.quantile(0.5)
                                << state_.durations.quantile(0.95) << state_.durations.quantile(0.99) << state_.bytes
                                << run_;
    run_once(statements_->totals);
}

}  // namespace mp::history
