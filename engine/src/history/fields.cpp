// SPDX-License-Identifier: MIT
#include "history/fields.h"

#include <algorithm>
#include <tuple>

namespace mp::history {

using namespace observe;

// --- process --------------------------------------------------------------------------------------------------------

const char* const Mapping<Process>::table = "process";
const char* const Mapping<Process>::columns =
    "pid, start_ticks, parent_pid, parent_start_ticks, role, name, command, daemon, pool_id, started_ns, ended_ns, "
    "exitcode, cause";
void Mapping<Process>::bind(Binder& to, const Process& p) {
    to << p.identity.pid << p.identity.start_ticks << p.parent << p.role << p.name << p.command << p.daemon << p.pool_id
       << p.started_ns << p.ended_ns << p.exitcode << p.cause;
}
void Mapping<Process>::read(Reader& from, Process& p) {
    from >> p.identity >> p.parent >> p.role >> p.name >> p.command >> p.daemon >> p.pool_id >> p.started_ns >>
        p.ended_ns >> p.exitcode >> p.cause;
}
bool Mapping<Process>::same(const Process& a, const Process& b) {
    const auto all = [](const Process& p) {
        return std::tie(p.identity, p.parent, p.role, p.name, p.command, p.daemon, p.pool_id, p.started_ns, p.ended_ns,
                        p.exitcode, p.cause);
    };
    return all(a) == all(b);
}

const char* const Mapping<Process>::sample_columns =
    "state, task_id, task_function, task_arguments, task_started_ns, task_attempt, task_max_attempts, wait_kind, "
    "wait_object_id, wait_since_ns, cpu_percent, cpu_time_ns, memory_bytes, threads, open_files, nice, done_count, "
    "failed_count, lock_waited_ns, queue_waited_ns, heartbeat_ns";
void Mapping<Process>::bind_sample(Binder& to, const Process& p) {
    to << p.state;
    if (p.task) {
        to << p.task->id << p.task->function << p.task->arguments << p.task->started_ns << p.task->attempt
           << p.task->max_attempts;
    } else {
        for (int i = 0; i < 6; ++i) to.null();
    }
    if (p.wait) {
        to << p.wait->kind << p.wait->object_id << p.wait->since_ns;
    } else {
        to.null().null().null();
    }
    to << p.cpu_percent << p.cpu_time_ns << p.memory_bytes << p.threads << p.open_files << p.nice << p.done_count
       << p.failed_count << p.lock_waited_ns << p.queue_waited_ns << p.heartbeat_ns;
}
void Mapping<Process>::read_sample(Reader& from, Process& p) {
    from >> p.state;
    if (from.null()) {
        from.skip(6);
    } else {
        CurrentTask& t = p.task.emplace();
        from >> t.id >> t.function >> t.arguments >> t.started_ns >> t.attempt >> t.max_attempts;
    }
    if (from.null()) {
        from.skip(3);
    } else {
        Wait& w = p.wait.emplace();
        from >> w.kind >> w.object_id >> w.since_ns;
    }
    from >> p.cpu_percent >> p.cpu_time_ns >> p.memory_bytes >> p.threads >> p.open_files >> p.nice >> p.done_count >>
        p.failed_count >> p.lock_waited_ns >> p.queue_waited_ns >> p.heartbeat_ns;
}

// --- pool -----------------------------------------------------------------------------------------------------------

const char* const Mapping<Pool>::table = "pool";
const char* const Mapping<Pool>::columns = "id, name, owner_pid, owner_start_ticks, started_ns";
void Mapping<Pool>::bind(Binder& to, const Pool& p) {
    to << p.id << p.name << p.owner << p.started_ns;
}
void Mapping<Pool>::read(Reader& from, Pool& p) {
    from >> p.id >> p.name >> p.owner >> p.started_ns;
}
bool Mapping<Pool>::same(const Pool& a, const Pool& b) {
    return std::tie(a.id, a.name, a.owner, a.started_ns) == std::tie(b.id, b.name, b.owner, b.started_ns);
}

const char* const Mapping<Pool>::sample_columns =
    "target_size, alive_count, busy_count, accepting, paused, resizable, submitted_count, queued_count, running_count, "
    "done_count, failed_count, lost_count, retried_count, cancelled_count, restarts_count, total_count, tasks_per_s, "
    "durations";
void Mapping<Pool>::bind_sample(Binder& to, const Pool& p) {
    to << p.target_size << p.alive_count << p.busy_count << p.accepting << p.paused << p.resizable << p.submitted_count
       << p.queued_count << p.running_count << p.done_count << p.failed_count << p.lost_count << p.retried_count
       << p.cancelled_count << p.restarts_count << p.total_count << p.tasks_per_s << p.durations;
}
void Mapping<Pool>::read_sample(Reader& from, Pool& p) {
    from >> p.target_size >> p.alive_count >> p.busy_count >> p.accepting >> p.paused >> p.resizable >>
        p.submitted_count >> p.queued_count >> p.running_count >> p.done_count >> p.failed_count >> p.lost_count >>
        p.retried_count >> p.cancelled_count >> p.restarts_count >> p.total_count >> p.tasks_per_s >> p.durations;
}

// --- queue ----------------------------------------------------------------------------------------------------------

const char* const Mapping<Queue>::table = "queue";
const char* const Mapping<Queue>::columns = "id, name, kind, owner_pid, owner_start_ticks, capacity_count";
void Mapping<Queue>::bind(Binder& to, const Queue& q) {
    to << q.id << q.name << q.kind << q.owner << q.capacity_count;
}
void Mapping<Queue>::read(Reader& from, Queue& q) {
    from >> q.id >> q.name >> q.kind >> q.owner >> q.capacity_count;
}
bool Mapping<Queue>::same(const Queue& a, const Queue& b) {
    return std::tie(a.id, a.name, a.kind, a.owner, a.capacity_count) ==
           std::tie(b.id, b.name, b.kind, b.owner, b.capacity_count);
}

const char* const Mapping<Queue>::sample_columns =
    "depth_count, put_count, got_count, puts_per_s, gets_per_s, unfinished_count, blocked_putters, blocked_getters, "
    "oldest_ns, recovered_count";
void Mapping<Queue>::bind_sample(Binder& to, const Queue& q) {
    to << q.depth_count << q.put_count << q.got_count << q.puts_per_s << q.gets_per_s << q.unfinished_count
       << q.blocked_putters << q.blocked_getters << q.oldest_ns << q.recovered_count;
}
void Mapping<Queue>::read_sample(Reader& from, Queue& q) {
    from >> q.depth_count >> q.put_count >> q.got_count >> q.puts_per_s >> q.gets_per_s >> q.unfinished_count >>
        q.blocked_putters >> q.blocked_getters >> q.oldest_ns >> q.recovered_count;
}

// --- lock -----------------------------------------------------------------------------------------------------------

const char* const Mapping<Lock>::table = "lock";
const char* const Mapping<Lock>::columns = "id, name, kind, owner_pid, owner_start_ticks";
void Mapping<Lock>::bind(Binder& to, const Lock& l) {
    to << l.id << l.name << l.kind << l.owner;
}
void Mapping<Lock>::read(Reader& from, Lock& l) {
    from >> l.id >> l.name >> l.kind >> l.owner;
}
bool Mapping<Lock>::same(const Lock& a, const Lock& b) {
    return std::tie(a.id, a.name, a.kind, a.owner) == std::tie(b.id, b.name, b.kind, b.owner);
}

const char* const Mapping<Lock>::sample_columns =
    "holder, depth_count, held_since_ns, waiters, waiters_count, acquired_count, contended_count, owner_died_count, "
    "waited_ns, longest_wait_ns, acquires_per_s, waits";
void Mapping<Lock>::bind_sample(Binder& to, const Lock& l) {
    to << (l.holder ? std::vector<Identity>{*l.holder} : std::vector<Identity>{}) << l.depth_count << l.held_since_ns
       << l.waiters << l.waiters.size() << l.acquired_count << l.contended_count << l.owner_died_count << l.waited_ns
       << l.longest_wait_ns << l.acquires_per_s << l.waits;
}
void Mapping<Lock>::read_sample(Reader& from, Lock& l) {
    std::vector<Identity> holder;
    from >> holder >> l.depth_count >> l.held_since_ns >> l.waiters;
    from.skip();
    from >> l.acquired_count >> l.contended_count >> l.owner_died_count >> l.waited_ns >> l.longest_wait_ns >>
        l.acquires_per_s >> l.waits;
    if (!holder.empty()) l.holder = holder.front();
}

// --- semaphores, conditions, events, barriers -----------------------------------------------------------------------

const char* const Mapping<Sync>::table = "sync";
const char* const Mapping<Sync>::columns = "id, name, kind, owner_pid, owner_start_ticks, value_limit";
void Mapping<Sync>::bind(Binder& to, const Sync& s) {
    to << s.id << s.name << s.kind << s.owner << s.limit;
}
void Mapping<Sync>::read(Reader& from, Sync& s) {
    from >> s.id >> s.name >> s.kind >> s.owner >> s.limit;
}
bool Mapping<Sync>::same(const Sync& a, const Sync& b) {
    return std::tie(a.id, a.name, a.kind, a.owner, a.limit) == std::tie(b.id, b.name, b.kind, b.owner, b.limit);
}

const char* const Mapping<Sync>::sample_columns = "value, holders, waiters";
void Mapping<Sync>::bind_sample(Binder& to, const Sync& s) {
    to << s.value << s.holders << s.waiters;
}
void Mapping<Sync>::read_sample(Reader& from, Sync& s) {
    from >> s.value >> s.holders >> s.waiters;
}

// --- without samples ------------------------------------------------------------------------------------------------

const char* const task_columns =
    "pool_id, id, attempt, function, arguments, state, worker_pid, worker_start_ticks, queued_ns, started_ns, "
    "ended_ns, "
    "max_attempts, items_count, exitcode, result";
void bind(Binder& to, const Task& t) {
    to << t.pool_id << t.id << t.attempt << t.function << t.arguments << t.state << t.worker << t.queued_ns
       << t.started_ns << t.ended_ns << t.max_attempts << t.items_count << t.exitcode << t.result;
}
void read(Reader& from, Task& t) {
    from >> t.pool_id >> t.id >> t.attempt >> t.function >> t.arguments >> t.state >> t.worker >> t.queued_ns >>
        t.started_ns >> t.ended_ns >> t.max_attempts >> t.items_count >> t.exitcode >> t.result;
}

const char* const exit_columns =
    "pid, start_ticks, name, pool_id, exitcode, cause, started_ns, ended_ns, task_id, task, replaced_by_pid, "
    "replaced_by_start_ticks";
void bind(Binder& to, const Exit& e) {
    to << e.identity.pid << e.identity.start_ticks << e.name << e.pool_id << e.exitcode << e.cause << e.started_ns
       << e.ended_ns << e.task_id << e.task << e.replaced_by;
}
void read(Reader& from, Exit& e) {
    from >> e.identity >> e.name >> e.pool_id >> e.exitcode >> e.cause >> e.started_ns >> e.ended_ns >> e.task_id >>
        e.task >> e.replaced_by;
}

const char* const log_columns =
    "sequence, time_ns, process_pid, process_start_ticks, level, text, stream, pool_id, task_id, attempt";
void bind(Binder& to, const LogEntry& l) {
    to << l.sequence << l.time_ns << l.process << l.level << l.text << l.stream << l.pool_id << l.task_id << l.attempt;
}
void read(Reader& from, LogEntry& l) {
    from >> l.sequence >> l.time_ns >> l.process >> l.level >> l.text >> l.stream >> l.pool_id >> l.task_id >>
        l.attempt;
}

std::string placeholders(const std::string& columns) {
    std::string out = "?";
    for (auto n = std::count(columns.begin(), columns.end(), ','); n > 0; --n) out += ", ?";
    return out;
}

}  // namespace mp::history
