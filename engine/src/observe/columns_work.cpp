// SPDX-License-Identifier: MIT
// The columns of what works: processes, pools, tasks, exits.
#include "observe/columns_entry.h"

namespace mp::columns {
namespace {

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
    {{"cpu", "CPU %", "CPU use", "Percent of one CPU since the sample before.", Unit::percent, right},
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
    {{"paused", "Paused", "Intake paused", "1: its workers begin nothing until it is unpaused.", Unit::flag, left,
      false, 0, 1},
     [](const Snapshot&, const Pool& p) { return flag(p.paused); }},
    {{"retryable", "Can be retried", "Failed tasks that can be tried again",
      "Failed and lost tasks whose calls the pool keeps.", Unit::count, right, false},
     [](const Snapshot&, const Pool& p) { return number(p.retryable_count); }},
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

constexpr auto process_columns = only_columns(process_entries);
constexpr auto pool_columns = only_columns(pool_entries);
constexpr auto task_columns = only_columns(task_entries);
constexpr auto exit_columns = only_columns(exit_entries);

}  // namespace

const Lines<Process>& process_lines() {
    static constexpr Lines<Process> lines{process_entries, process_columns};
    return lines;
}
const Lines<Pool>& pool_lines() {
    static constexpr Lines<Pool> lines{pool_entries, pool_columns};
    return lines;
}
const Lines<Task>& task_lines() {
    static constexpr Lines<Task> lines{task_entries, task_columns};
    return lines;
}
const Lines<Exit>& exit_lines() {
    static constexpr Lines<Exit> lines{exit_entries, exit_columns};
    return lines;
}

}  // namespace mp::columns
