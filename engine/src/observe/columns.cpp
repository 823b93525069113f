// SPDX-License-Identifier: MIT
// The catalogue: one line a column with its value. A new published value is one more line here; the text of values is
// in columns_text.cpp.
#include "mp/columns.h"

#include <algorithm>
#include <array>

#include "mp/exceptions.h"

namespace mp::columns {
namespace {

using namespace observe;

constexpr auto left = Align::left;
constexpr auto right = Align::right;
constexpr double cpu_high = std::numeric_limits<double>::infinity();

Value text(const std::string& s) {
    return s.empty() ? Value{} : Value{s};
}
Value text(std::string_view s) {
    return s.empty() ? Value{} : Value{std::string(s)};
}
Value number(std::uint64_t n) {
    return n;
}
Value flag(bool b) {
    return static_cast<std::int64_t>(b);
}
// A point in time or a duration that is 0 where nobody knows it.
Value known(std::int64_t ns) {
    return ns != 0 ? Value{ns} : Value{};
}
template <class T>
Value maybe(const std::optional<T>& v) {
    if (!v) return {};
    if constexpr (std::is_floating_point_v<T>) {
        return static_cast<double>(*v);
    } else if constexpr (std::is_signed_v<T>) {
        return static_cast<std::int64_t>(*v);
    } else {
        return static_cast<std::uint64_t>(*v);
    }
}
Value pid(const Identity& id) {
    return id ? Value{static_cast<std::uint64_t>(id.pid)} : Value{};
}
// "worker-3", or the pid where the snapshot has no such process any more.
Value process_name(const Snapshot& snap, const Identity& id) {
    if (!id) return {};
    const Process* p = snap.process(id);
    return p != nullptr && !p->name.empty() ? Value{p->name} : Value{std::to_string(id.pid)};
}
Value process_names(const Snapshot& snap, const std::vector<Identity>& ids) {
    std::string all;
    for (const Identity& id : ids) {
        if (!all.empty()) all += ", ";
        all += std::get<std::string>(process_name(snap, id));
    }
    return text(all);
}
Value pool_name(const Snapshot& snap, std::uint64_t id) {
    if (id == 0) return {};
    const Pool* p = snap.pool(id);
    return p != nullptr && !p->name.empty() ? Value{p->name} : Value{std::to_string(id)};
}
Value quantile(const Histogram& h, double q) {
    const auto v = h.quantile(q);
    return v ? Value{static_cast<std::int64_t>(*v)} : Value{};
}
// What the process waits for: "lock \"db\"", "queue get \"in\"".
std::string wait_text(const Snapshot& snap, const Wait& wait) {
    std::string out(word(wait.kind));
    std::string object;
    if (const Lock* l = snap.lock(wait.object_id)) object = l->name;
    if (const Queue* q = snap.queue(wait.object_id)) object = q->name;
    for (const Sync& s : snap.syncs)
        if (s.id == wait.object_id) object = s.name;
    if (!object.empty()) out += " \"" + object + '"';
    return out;
}
std::string call_text(std::uint64_t id, const std::string& function, const std::string& arguments) {
    return "#" + std::to_string(id) + ' ' + function + (arguments.empty() ? "" : "(" + arguments + ")");
}
Value state_text(const Snapshot& snap, const Process& p) {
    if (p.ended_ns && p.exitcode) return Value{exit_text(*p.exitcode)};
    if (p.state == ProcessState::waiting && p.wait && p.wait->kind != WaitKind::none) return wait_text(snap, *p.wait);
    return text(word(p.state));
}
Value lasted(std::int64_t from_ns, const std::optional<std::int64_t>& to_ns, std::int64_t now_ns) {
    if (from_ns == 0) return {};
    return std::max<std::int64_t>(0, to_ns.value_or(now_ns) - from_ns);
}

template <class Row>
struct Entry {
    Column column;
    Value (*get)(const Snapshot&, const Row&);
};

constexpr Entry<Process> process_entries[] = {
    {{"name", "Name", "Name", "Name of the process, as its program gave it.", Unit::text, left},
     [](const Snapshot&, const Process& p) { return text(p.name); }},
    {{"pid", "PID", "Process id", "Number of the process in the system.", Unit::id, right},
     [](const Snapshot&, const Process& p) { return pid(p.identity); }},
    {{"state", "State", "State", "What it does now; what it waits for; how it ended.", Unit::text, left},
     [](const Snapshot& s, const Process& p) { return state_text(s, p); }},
    {{"task", "Task", "Current task", "Number and function of the task that it runs now.", Unit::text, left},
     [](const Snapshot&, const Process& p) {
         return p.task ? Value{call_text(p.task->id, p.task->function, p.task->arguments)} : Value{};
     }},
    {{"cpu", "CPU %", "CPU use", "Percent of one CPU since the sample before.", Unit::percent, right, true, 0,
      cpu_high},
     [](const Snapshot&, const Process& p) { return maybe(p.cpu_percent); }},
    {{"memory", "Memory", "Resident memory", "Memory that it has in RAM, shared pages included.", Unit::bytes, right},
     [](const Snapshot&, const Process& p) { return maybe(p.memory_bytes); }},
    {{"done", "Done", "Tasks done", "Tasks that it finished well.", Unit::count, right},
     [](const Snapshot&, const Process& p) { return number(p.done_count); }},
    {{"failed", "Failed", "Tasks failed", "Tasks that ended in an error in it.", Unit::count, right},
     [](const Snapshot&, const Process& p) { return number(p.failed_count); }},
    {{"heartbeat", "Heartbeat", "Since its last word", "Time since it last wrote about itself.", Unit::duration, right},
     [](const Snapshot& s, const Process& p) {
         return p.heartbeat_ns && !p.ended_ns ? lasted(*p.heartbeat_ns, {}, s.taken_ns) : Value{};
     }},
    {{"uptime", "Uptime", "Time since its start", "How long it has run, or ran.", Unit::duration, right},
     [](const Snapshot& s, const Process& p) { return lasted(p.started_ns, p.ended_ns, s.taken_ns); }},
    {{"ppid", "PPID", "Parent's process id", "Process that started it.", Unit::id, right, false},
     [](const Snapshot&, const Process& p) { return pid(p.parent); }},
    {{"role", "Role", "Role", "What it is to the program.", Unit::text, left, false},
     [](const Snapshot&, const Process& p) { return text(word(p.role)); }},
    {{"pool", "Pool", "Pool", "The pool that it works for.", Unit::text, left, false},
     [](const Snapshot& s, const Process& p) { return pool_name(s, p.pool_id); }},
    {{"threads", "Threads", "Threads", "Threads of the process.", Unit::count, right, false},
     [](const Snapshot&, const Process& p) { return maybe(p.threads); }},
    {{"fds", "FDs", "Open files", "Descriptors that it has open.", Unit::count, right, false},
     [](const Snapshot&, const Process& p) { return maybe(p.open_files); }},
    {{"queue_waited", "Queue waited", "Time waited on queues", "Time it slept in put and get so far.", Unit::duration,
      right, false},
     [](const Snapshot&, const Process& p) { return Value{p.queue_waited_ns}; }},
    {{"lock_waited", "Lock waited", "Time waited for locks", "Time it slept before it got its locks so far.",
      Unit::duration, right, false},
     [](const Snapshot&, const Process& p) { return Value{p.lock_waited_ns}; }},
    {{"nice", "Nice", "Nice value", "Its scheduling priority: lower comes first.", Unit::id, right, false, -20, 19},
     [](const Snapshot&, const Process& p) { return maybe(p.nice); }},
    {{"cpu_time", "CPU time", "CPU time", "CPU time that it used so far.", Unit::duration, right, false},
     [](const Snapshot&, const Process& p) { return maybe(p.cpu_time_ns); }},
    {{"daemon", "Daemon", "Daemonic", "1: it is ended together with its parent.", Unit::flag, left, false, 0, 1},
     [](const Snapshot&, const Process& p) { return flag(p.daemon); }},
    {{"started", "Started", "Started", "When it was started.", Unit::time, right, false},
     [](const Snapshot&, const Process& p) { return known(p.started_ns); }},
    {{"ended", "Ended", "Ended", "When it ended.", Unit::time, right, false},
     [](const Snapshot&, const Process& p) { return maybe(p.ended_ns); }},
    {{"exit", "Exit", "Exit code", "Its exit code; negative for a signal.", Unit::id, right, false},
     [](const Snapshot&, const Process& p) { return maybe(p.exitcode); }},
    {{"cause", "Cause", "Cause of its end", "Why it ended, as far as there is evidence.", Unit::text, left, false},
     [](const Snapshot&, const Process& p) { return p.ended_ns ? text(word(p.cause)) : Value{}; }},
    {{"command", "Command", "Command line", "The command line that it was started with.", Unit::text, left, false},
     [](const Snapshot&, const Process& p) { return text(p.command); }},
};

constexpr Entry<Pool> pool_entries[] = {
    {{"name", "Name", "Name", "Name of the pool.", Unit::text, left},
     [](const Snapshot& s, const Pool& p) { return pool_name(s, p.id); }},
    {{"workers", "Workers", "Living workers", "Workers that are alive.", Unit::count, right},
     [](const Snapshot&, const Pool& p) { return number(p.alive_count); }},
    {{"size", "Size", "Size asked for", "Workers that it should have.", Unit::count, right},
     [](const Snapshot&, const Pool& p) { return number(p.target_size); }},
    {{"busy", "Busy", "Busy workers", "Workers that run a task now.", Unit::count, right},
     [](const Snapshot&, const Pool& p) { return number(p.busy_count); }},
    {{"queued", "Queued", "Tasks queued", "Tasks that wait for a worker.", Unit::count, right},
     [](const Snapshot&, const Pool& p) { return number(p.queued_count); }},
    {{"done", "Done", "Tasks done", "Tasks that finished well.", Unit::count, right},
     [](const Snapshot&, const Pool& p) { return number(p.done_count); }},
    {{"failed", "Failed", "Tasks failed", "Tasks that ended in an error.", Unit::count, right},
     [](const Snapshot&, const Pool& p) { return number(p.failed_count); }},
    {{"lost", "Lost", "Tasks lost", "Tasks whose worker died with them.", Unit::count, right},
     [](const Snapshot&, const Pool& p) { return number(p.lost_count); }},
    {{"rate", "Tasks/s", "Tasks per second", "Tasks that end in a second.", Unit::rate, right},
     [](const Snapshot&, const Pool& p) { return maybe(p.tasks_per_s); }},
    {{"p50", "p50", "Median duration", "Half of the tasks took less.", Unit::duration, right},
     [](const Snapshot&, const Pool& p) { return quantile(p.durations, 0.5); }},
    {{"p95", "p95", "95th percentile of durations", "95 of 100 tasks took less.", Unit::duration, right},
     [](const Snapshot&, const Pool& p) { return quantile(p.durations, 0.95); }},
    {{"p99", "p99", "99th percentile of durations", "99 of 100 tasks took less.", Unit::duration, right, false},
     [](const Snapshot&, const Pool& p) { return quantile(p.durations, 0.99); }},
    {{"submitted", "Submitted", "Tasks submitted", "Tasks that were given to it.", Unit::count, right, false},
     [](const Snapshot&, const Pool& p) { return number(p.submitted_count); }},
    {{"running", "Running", "Tasks running", "Tasks that run now.", Unit::count, right, false},
     [](const Snapshot&, const Pool& p) { return number(p.running_count); }},
    {{"total", "Total", "Tasks to come in all", "Tasks known to come, where its program said so.", Unit::count, right,
      false},
     [](const Snapshot&, const Pool& p) { return maybe(p.total_count); }},
    {{"retried", "Retried", "Tasks tried again", "Tasks that were run again.", Unit::count, right, false},
     [](const Snapshot&, const Pool& p) { return number(p.retried_count); }},
    {{"cancelled", "Cancelled", "Tasks cancelled", "Tasks that were taken back.", Unit::count, right, false},
     [](const Snapshot&, const Pool& p) { return number(p.cancelled_count); }},
    {{"restarts", "Restarts", "Workers replaced", "Workers that were replaced by new ones.", Unit::count, right, false},
     [](const Snapshot&, const Pool& p) { return number(p.restarts_count); }},
    {{"accepting", "Accepting", "Takes tasks", "1: it takes new tasks.", Unit::flag, left, false, 0, 1},
     [](const Snapshot&, const Pool& p) { return flag(p.accepting); }},
    {{"started", "Started", "Started", "When it was made.", Unit::time, right, false},
     [](const Snapshot&, const Pool& p) { return known(p.started_ns); }},
    {{"owner", "Owner", "Owner", "The process that made it.", Unit::text, left, false},
     [](const Snapshot& s, const Pool& p) { return process_name(s, p.owner); }},
    {{"id", "Id", "Id", "Number of the pool in its program.", Unit::id, right, false},
     [](const Snapshot&, const Pool& p) { return number(p.id); }},
};

constexpr Entry<Task> task_entries[] = {
    {{"id", "#", "Number", "Number of the task in its program.", Unit::id, right},
     [](const Snapshot&, const Task& t) { return number(t.id); }},
    {{"function", "Function", "Function", "What it calls.", Unit::text, left},
     [](const Snapshot&, const Task& t) { return text(t.function); }},
    {{"state", "State", "State", "Queued, running, or how it ended.", Unit::text, left},
     [](const Snapshot&, const Task& t) { return text(word(t.state)); }},
    {{"worker", "Worker", "Worker", "The process that runs it, or ran it.", Unit::text, left},
     [](const Snapshot& s, const Task& t) { return process_name(s, t.worker); }},
    {{"queued", "Queued", "Queued", "When it was given to the pool.", Unit::time, right},
     [](const Snapshot&, const Task& t) { return maybe(t.queued_ns); }},
    {{"wait", "Wait", "Time in the queue", "Time between being queued and its start.", Unit::duration, right},
     [](const Snapshot& s, const Task& t) {
         return t.queued_ns && (t.started_ns || !t.ended_ns) ? lasted(*t.queued_ns, t.started_ns, s.taken_ns) : Value{};
     }},
    {{"run", "Run", "Run time", "Time that it has run, or ran.", Unit::duration, right},
     [](const Snapshot& s, const Task& t) {
         return t.started_ns ? lasted(*t.started_ns, t.ended_ns, s.taken_ns) : Value{};
     }},
    {{"tries", "Tries", "Attempt of attempts", "The attempt that this is, of as many as are allowed.", Unit::text,
      right},
     [](const Snapshot&, const Task& t) {
         return Value{std::to_string(t.attempt) + "/" + std::to_string(std::max(t.attempt, t.max_attempts))};
     }},
    {{"result", "Result / error", "Result or error", "Short text of what came back.", Unit::text, left},
     [](const Snapshot&, const Task& t) { return text(t.result); }},
    {{"arguments", "Arguments", "Arguments", "Short text of what it was called with.", Unit::text, left, false},
     [](const Snapshot&, const Task& t) { return text(t.arguments); }},
    {{"pool", "Pool", "Pool", "The pool that it was given to.", Unit::text, left, false},
     [](const Snapshot& s, const Task& t) { return pool_name(s, t.pool_id); }},
    {{"started", "Started", "Started", "When a worker began it.", Unit::time, right, false},
     [](const Snapshot&, const Task& t) { return maybe(t.started_ns); }},
    {{"ended", "Ended", "Ended", "When it ended.", Unit::time, right, false},
     [](const Snapshot&, const Task& t) { return maybe(t.ended_ns); }},
    {{"items", "Items", "Calls in it", "Calls that it stands for: the size of a map's chunk.", Unit::count, right,
      false},
     [](const Snapshot&, const Task& t) { return number(t.items_count); }},
    {{"exit", "Exit", "Exit code", "Of its command, or of the worker that was lost with it.", Unit::id, right, false},
     [](const Snapshot&, const Task& t) { return maybe(t.exitcode); }},
    {{"pid", "PID", "Worker's process id", "Number of the process that ran it.", Unit::id, right, false},
     [](const Snapshot&, const Task& t) { return pid(t.worker); }},
};

constexpr Entry<Queue> queue_entries[] = {
    {{"name", "Queue", "Name", "Name of the queue.", Unit::text, left},
     [](const Snapshot&, const Queue& q) { return Value{q.name.empty() ? std::to_string(q.id) : q.name}; }},
    {{"kind", "Kind", "Kind", "Its type.", Unit::text, left},
     [](const Snapshot&, const Queue& q) { return text(q.kind); }},
    {{"depth", "Depth", "Items in it", "Items that wait in it now.", Unit::count, right},
     [](const Snapshot&, const Queue& q) { return number(q.depth_count); }},
    {{"capacity", "Capacity", "Room for items", "Items it has room for; unknown where it has no bound.", Unit::count,
      right},
     [](const Snapshot&, const Queue& q) { return maybe(q.capacity_count); }},
    {{"in_rate", "In/s", "Puts per second", "Items put in a second.", Unit::rate, right},
     [](const Snapshot&, const Queue& q) { return maybe(q.puts_per_s); }},
    {{"out_rate", "Out/s", "Gets per second", "Items taken in a second.", Unit::rate, right},
     [](const Snapshot&, const Queue& q) { return maybe(q.gets_per_s); }},
    {{"oldest", "Oldest", "Age of its front", "How long the item at the front has waited.", Unit::duration, right},
     [](const Snapshot&, const Queue& q) { return maybe(q.oldest_ns); }},
    {{"blocked", "Blocked", "Blocked processes", "Processes that sleep in put or get now.", Unit::count, right},
     [](const Snapshot&, const Queue& q) { return number(q.blocked_putters.size() + q.blocked_getters.size()); }},
    {{"drain", "Drain in", "Time until empty", "At the present rates; unknown while it does not shrink.",
      Unit::duration, right},
     [](const Snapshot&, const Queue& q) -> Value {
         if (q.depth_count == 0) return std::int64_t{0};
         if (!q.puts_per_s || !q.gets_per_s || *q.gets_per_s <= *q.puts_per_s) return {};
         return static_cast<std::int64_t>(static_cast<double>(q.depth_count) / (*q.gets_per_s - *q.puts_per_s) * 1e9);
     }},
    {{"put", "Put", "Items put", "Items put so far.", Unit::count, right, false},
     [](const Snapshot&, const Queue& q) { return number(q.put_count); }},
    {{"got", "Got", "Items taken", "Items taken so far.", Unit::count, right, false},
     [](const Snapshot&, const Queue& q) { return number(q.got_count); }},
    {{"unfinished", "Unfinished", "Unfinished items", "Items without their task_done().", Unit::count, right, false},
     [](const Snapshot&, const Queue& q) { return maybe(q.unfinished_count); }},
    {{"putters", "Blocked in put", "Blocked in put", "Who waits for room.", Unit::text, left, false},
     [](const Snapshot& s, const Queue& q) { return process_names(s, q.blocked_putters); }},
    {{"getters", "Blocked in get", "Blocked in get", "Who waits for an item.", Unit::text, left, false},
     [](const Snapshot& s, const Queue& q) { return process_names(s, q.blocked_getters); }},
    {{"recovered", "Recovered", "Recovered from the dead", "Items or slots taken back from dead processes.",
      Unit::count, right, false},
     [](const Snapshot&, const Queue& q) { return number(q.recovered_count); }},
    {{"owner", "Owner", "Owner", "The process that made it.", Unit::text, left, false},
     [](const Snapshot& s, const Queue& q) { return process_name(s, q.owner); }},
    {{"id", "Id", "Id", "Number of the queue in its program.", Unit::id, right, false},
     [](const Snapshot&, const Queue& q) { return number(q.id); }},
};

constexpr Entry<Lock> lock_entries[] = {
    {{"name", "Lock", "Name", "Name of the lock.", Unit::text, left},
     [](const Snapshot&, const Lock& l) { return Value{l.name.empty() ? std::to_string(l.id) : l.name}; }},
    {{"kind", "Type", "Type", "Its type.", Unit::text, left},
     [](const Snapshot&, const Lock& l) { return text(l.kind); }},
    {{"holder", "Holder", "Holder", "The process that has it now.", Unit::text, left},
     [](const Snapshot& s, const Lock& l) { return l.holder ? process_name(s, *l.holder) : Value{}; }},
    {{"held", "Held", "Held for", "How long its holder has had it.", Unit::duration, right},
     [](const Snapshot& s, const Lock& l) {
         return l.held_since_ns ? lasted(*l.held_since_ns, {}, s.taken_ns) : Value{};
     }},
    {{"waiters", "Waiters", "Waiting processes", "Processes that wait for it now.", Unit::count, right},
     [](const Snapshot&, const Lock& l) { return number(l.waiters.size()); }},
    {{"rate", "Acquires/s", "Acquires per second", "How often it is taken in a second.", Unit::rate, right},
     [](const Snapshot&, const Lock& l) { return maybe(l.acquires_per_s); }},
    {{"contended", "Contended", "Share that had to wait", "Percent of the acquires that had to wait.", Unit::percent,
      right, true, 0, 100},
     [](const Snapshot&, const Lock& l) -> Value {
         if (l.acquired_count == 0) return {};
         return 100.0 * static_cast<double>(l.contended_count) / static_cast<double>(l.acquired_count);
     }},
    {{"wait_p50", "Wait p50", "Median wait", "Half of the waits were shorter.", Unit::duration, right},
     [](const Snapshot&, const Lock& l) { return quantile(l.waits, 0.5); }},
    {{"wait_p95", "Wait p95", "95th percentile of waits", "95 of 100 waits were shorter.", Unit::duration, right},
     [](const Snapshot&, const Lock& l) { return quantile(l.waits, 0.95); }},
    {{"wait_max", "Wait max", "Longest wait", "The longest wait so far.", Unit::duration, right},
     [](const Snapshot&, const Lock& l) { return Value{l.longest_wait_ns}; }},
    {{"waited", "Waited", "Waits added up", "All waits for it so far, added up.", Unit::duration, right, false},
     [](const Snapshot&, const Lock& l) { return Value{l.waited_ns}; }},
    {{"acquired", "Acquired", "Times taken", "How often it was taken so far.", Unit::count, right, false},
     [](const Snapshot&, const Lock& l) { return number(l.acquired_count); }},
    {{"depth", "Depth", "Times taken by its holder", "Of an RLock: how many releases it needs.", Unit::count, right,
      false},
     [](const Snapshot&, const Lock& l) { return number(l.depth_count); }},
    {{"waiting", "Waiting", "Who waits", "The processes that wait for it now.", Unit::text, left, false},
     [](const Snapshot& s, const Lock& l) { return process_names(s, l.waiters); }},
    {{"owner_died", "Owner died", "Times its holder died", "How often a process died with it.", Unit::count, right,
      false},
     [](const Snapshot&, const Lock& l) { return number(l.owner_died_count); }},
    {{"owner", "Owner", "Owner", "The process that made it.", Unit::text, left, false},
     [](const Snapshot& s, const Lock& l) { return process_name(s, l.owner); }},
    {{"id", "Id", "Id", "Number of the lock in its program.", Unit::id, right, false},
     [](const Snapshot&, const Lock& l) { return number(l.id); }},
};

constexpr Entry<Sync> sync_entries[] = {
    {{"name", "Name", "Name", "Name of the object.", Unit::text, left},
     [](const Snapshot&, const Sync& y) { return Value{y.name.empty() ? std::to_string(y.id) : y.name}; }},
    {{"kind", "Type", "Type", "Its type.", Unit::text, left},
     [](const Snapshot&, const Sync& y) { return text(y.kind); }},
    {{"value", "Value", "Value", "Semaphore: units left. Event: 1 when set. Condition, barrier: how many wait.",
      Unit::count, right},
     [](const Snapshot&, const Sync& y) { return Value{y.value}; }},
    {{"limit", "Limit", "Limit", "Its highest value, where it has one.", Unit::count, right},
     [](const Snapshot&, const Sync& y) { return maybe(y.limit); }},
    {{"waiters", "Waiters", "Waiting processes", "Processes that wait for it now.", Unit::count, right},
     [](const Snapshot&, const Sync& y) { return number(y.waiters.size()); }},
    {{"holders", "Holders", "Holders", "Who has a unit of the semaphore.", Unit::text, left},
     [](const Snapshot& s, const Sync& y) { return process_names(s, y.holders); }},
    {{"waiting", "Waiting", "Who waits", "The processes that wait for it now.", Unit::text, left, false},
     [](const Snapshot& s, const Sync& y) { return process_names(s, y.waiters); }},
    {{"owner", "Owner", "Owner", "The process that made it.", Unit::text, left, false},
     [](const Snapshot& s, const Sync& y) { return process_name(s, y.owner); }},
    {{"id", "Id", "Id", "Number of the object in its program.", Unit::id, right, false},
     [](const Snapshot&, const Sync& y) { return number(y.id); }},
};

constexpr Entry<Exit> exit_entries[] = {
    {{"time", "Time", "Time of the end", "When it ended.", Unit::time, right},
     [](const Snapshot&, const Exit& e) { return known(e.ended_ns); }},
    {{"name", "Worker", "Name", "Name of the process.", Unit::text, left},
     [](const Snapshot&, const Exit& e) { return text(e.name); }},
    {{"pid", "PID", "Process id", "Number of the process in the system.", Unit::id, right},
     [](const Snapshot&, const Exit& e) { return pid(e.identity); }},
    {{"exit", "Exit", "Exit code", "Its exit code and, where it was one, the signal.", Unit::text, left},
     [](const Snapshot&, const Exit& e) { return Value{exit_text(e.exitcode)}; }},
    {{"meaning", "Meaning", "Meaning", "What the code says, and why where there is evidence.", Unit::text, left},
     [](const Snapshot&, const Exit& e) {
         const bool told = e.cause == ExitCause::by_user || e.cause == ExitCause::by_lifeguard ||
                           e.cause == ExitCause::by_program || e.cause == ExitCause::memory_limit;
         return text(told ? word(e.cause) : exit_meaning(e.exitcode));
     }},
    {{"ran", "Ran", "Time that it ran", "From its start to its end.", Unit::duration, right},
     [](const Snapshot&, const Exit& e) { return lasted(e.started_ns, e.ended_ns, e.ended_ns); }},
    {{"task", "Task at exit", "Task at its exit", "What it ran when it ended.", Unit::text, left},
     [](const Snapshot&, const Exit& e) {
         return e.task_id != 0 ? Value{"#" + std::to_string(e.task_id) + ' ' + e.task} : Value{};
     }},
    {{"replaced_by", "Replaced by", "Replaced by", "The process that took its place.", Unit::id, right},
     [](const Snapshot&, const Exit& e) { return pid(e.replaced_by); }},
    {{"code", "Code", "Exit code as a number", "Negative for a signal.", Unit::id, right, false},
     [](const Snapshot&, const Exit& e) { return Value{static_cast<std::int64_t>(e.exitcode)}; }},
    {{"cause", "Cause", "Cause", "Why it ended, as far as there is evidence.", Unit::text, left, false},
     [](const Snapshot&, const Exit& e) { return text(word(e.cause)); }},
    {{"pool", "Pool", "Pool", "The pool that it worked for.", Unit::text, left, false},
     [](const Snapshot& s, const Exit& e) { return pool_name(s, e.pool_id); }},
    {{"started", "Started", "Started", "When it was started.", Unit::time, right, false},
     [](const Snapshot&, const Exit& e) { return known(e.started_ns); }},
};

// Values of runs come from the room that knows them: mp::history::cell.
constexpr Column run_columns[] = {
    {"starred", "☆", "Starred", "1: kept whatever its age.", Unit::flag, left, true, 0, 1},
    {"id", "Run", "Number of the run", "Number of the run in the history.", Unit::id, right},
    {"name", "Name", "Name", "Name that it was given.", Unit::text, left},
    {"source", "Source", "Program", "The program that was recorded.", Unit::text, left},
    {"state", "State", "State", "Running, finished, or interrupted by the end of its recorder.", Unit::text, left},
    {"started", "Started", "Started", "When the recording began.", Unit::time, right},
    {"duration", "Duration", "Duration", "From its beginning to its last data.", Unit::duration, right},
    {"tasks", "Tasks", "Tasks ended", "Tasks that ended; retries of one count once.", Unit::count, right},
    {"failed", "Failed", "Tasks failed", "Tasks whose last attempt failed, was lost or timed out.", Unit::count, right},
    {"exits_nonzero", "Exits≠0", "Exits other than 0", "Processes that ended with another code than 0.", Unit::count,
     right},
    {"p95", "p95", "95th percentile of durations", "95 of 100 tasks took less.", Unit::duration, right},
    {"size", "Size", "Size", "About what it takes in the history.", Unit::bytes, right},
    {"notes", "Notes", "Notes", "Yours.", Unit::text, left},
    {"p50", "p50", "Median duration", "Half of the tasks took less.", Unit::duration, right, false},
    {"p99", "p99", "99th percentile of durations", "99 of 100 tasks took less.", Unit::duration, right, false},
    {"exits", "Exits", "Processes ended", "Processes that ended.", Unit::count, right, false},
    {"dropped", "Dropped", "Tasks not seen", "Tasks overwritten before they could be read.", Unit::count, right, false},
    {"ended", "Ended", "Ended", "When the last data came.", Unit::time, right, false},
    {"pid", "PID", "Process id", "Number of the program's main process.", Unit::id, right, false},
    {"command", "Command", "Command line", "The command line of the program.", Unit::text, left, false},
};

template <class Row, std::size_t N>
constexpr std::array<Column, N> only_columns(const Entry<Row> (&entries)[N]) {
    std::array<Column, N> out{};
    for (std::size_t i = 0; i < N; ++i) out[i] = entries[i].column;
    return out;
}
constexpr auto process_columns = only_columns(process_entries);
constexpr auto pool_columns = only_columns(pool_entries);
constexpr auto task_columns = only_columns(task_entries);
constexpr auto queue_columns = only_columns(queue_entries);
constexpr auto lock_columns = only_columns(lock_entries);
constexpr auto sync_columns = only_columns(sync_entries);
constexpr auto exit_columns = only_columns(exit_entries);

template <class Row, std::size_t N>
Value at(const Entry<Row> (&entries)[N], const Snapshot& snap, const Row& row, std::size_t column) {
    if (column >= N) throw IndexError("no column " + std::to_string(column));
    return entries[column].get(snap, row);
}
template <class Row, std::size_t N>
Value named(const Entry<Row> (&entries)[N], const Snapshot& snap, const Row& row, std::string_view id) {
    for (const auto& entry : entries)
        if (entry.column.id == id) return entry.get(snap, row);
    throw KeyError("no column \"" + std::string(id) + '"');
}

}  // namespace

std::span<const Column> of(Table table) {
    switch (table) {
        case Table::processes:
            return process_columns;
        case Table::pools:
            return pool_columns;
        case Table::tasks:
            return task_columns;
        case Table::queues:
            return queue_columns;
        case Table::locks:
            return lock_columns;
        case Table::syncs:
            return sync_columns;
        case Table::exits:
            return exit_columns;
        case Table::runs:
            return run_columns;
    }
    return {};
}

const Column* find(Table table, std::string_view id) {
    const auto all = of(table);
    const auto it = std::find_if(all.begin(), all.end(), [&](const Column& c) { return c.id == id; });
    return it == all.end() ? nullptr : &*it;
}

Value cell(const Snapshot& s, const Process& r, std::string_view id) {
    return named(process_entries, s, r, id);
}
Value cell(const Snapshot& s, const Pool& r, std::string_view id) {
    return named(pool_entries, s, r, id);
}
Value cell(const Snapshot& s, const Task& r, std::string_view id) {
    return named(task_entries, s, r, id);
}
Value cell(const Snapshot& s, const Queue& r, std::string_view id) {
    return named(queue_entries, s, r, id);
}
Value cell(const Snapshot& s, const Lock& r, std::string_view id) {
    return named(lock_entries, s, r, id);
}
Value cell(const Snapshot& s, const Sync& r, std::string_view id) {
    return named(sync_entries, s, r, id);
}
Value cell(const Snapshot& s, const Exit& r, std::string_view id) {
    return named(exit_entries, s, r, id);
}
Value cell(const Snapshot& s, const Process& r, std::size_t column) {
    return at(process_entries, s, r, column);
}
Value cell(const Snapshot& s, const Pool& r, std::size_t column) {
    return at(pool_entries, s, r, column);
}
Value cell(const Snapshot& s, const Task& r, std::size_t column) {
    return at(task_entries, s, r, column);
}
Value cell(const Snapshot& s, const Queue& r, std::size_t column) {
    return at(queue_entries, s, r, column);
}
Value cell(const Snapshot& s, const Lock& r, std::size_t column) {
    return at(lock_entries, s, r, column);
}
Value cell(const Snapshot& s, const Sync& r, std::size_t column) {
    return at(sync_entries, s, r, column);
}
Value cell(const Snapshot& s, const Exit& r, std::size_t column) {
    return at(exit_entries, s, r, column);
}

}  // namespace mp::columns
