// SPDX-License-Identifier: MIT
#pragma once
// What an observer sees of a program at one moment: plain values, no handles, no pointers into anything.
// A snapshot is the same whether it came from a live program, a far one or a recorded run.
//
//     mp::observe::Snapshot snap = session.snapshot();
//     for (const auto& p : snap.processes) std::cout << p.name << ' ' << p.identity.pid << '\n';
//
// Units stand in the names: *_ns nanoseconds (points in time: since the Unix epoch, UTC), *_bytes, *_percent of one
// CPU. A std::optional without a value means unknown, never zero. Threads: values; share them as const.

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mp::observe {

// A process for ever: the pid alone may be reused, the pair may not. start_ticks is field 22 of /proc/PID/stat.
struct Identity {
    std::int32_t pid = 0;
    std::uint64_t start_ticks = 0;
    auto operator<=>(const Identity&) const = default;
    explicit operator bool() const { return pid != 0; }
};

enum class ProcessRole : std::uint8_t { main, process, pool_worker, helper, manager_server, other };
enum class ProcessState : std::uint8_t { unknown, starting, running, idle, busy, waiting, suspended, draining, ended };
enum class WaitKind : std::uint8_t { none, lock, semaphore, condition, event, barrier, queue_get, queue_put, join };
enum class TaskState : std::uint8_t { queued, running, done, failed, lost, cancelled, timed_out };
enum class ExitCause : std::uint8_t {
    unknown,
    normal,
    error,
    signal_unknown,
    by_user,
    by_lifeguard,
    by_program,
    memory_limit
};

// It ended otherwise than it was to, and not because somebody took it back.
constexpr bool is_failure(TaskState state) {
    return state == TaskState::failed || state == TaskState::lost || state == TaskState::timed_out;
}

// Where a line of the log comes from: the program's own log, or what a worker wrote to its standard output or error.
enum class LogStream : std::uint8_t { log, out, err };

// The task that a process runs now.
struct CurrentTask {
    std::uint64_t id = 0;
    std::string function;
    std::string arguments;  // short text, at most 95 bytes
    std::int64_t started_ns = 0;
    std::uint32_t attempt = 1;       // counts from 1
    std::uint32_t max_attempts = 1;  // 1 + retries
    bool operator==(const CurrentTask&) const = default;
};

// What a process sleeps on now.
struct Wait {
    WaitKind kind = WaitKind::none;
    std::uint64_t object_id = 0;  // id of the lock, queue, … in this snapshot
    std::int64_t since_ns = 0;
    bool operator==(const Wait&) const = default;
};

struct Process {
    Identity identity;
    Identity parent;
    ProcessRole role = ProcessRole::other;
    ProcessState state = ProcessState::unknown;
    std::string name;     // "Process-1", "ForkPoolWorker-3"
    std::string command;  // command line, "" where unknown
    bool daemon = false;
    std::uint64_t pool_id = 0;  // 0: not a pool's worker
    std::optional<CurrentTask> task;
    std::optional<Wait> wait;
    std::int64_t started_ns = 0;
    std::optional<std::int64_t> ended_ns;
    std::optional<std::int32_t> exitcode;  // as Python's: negative for a signal; only once ended
    ExitCause cause = ExitCause::unknown;
    std::optional<double> cpu_percent;  // of one CPU, since the snapshot before
    std::optional<std::int64_t> cpu_time_ns;
    std::optional<std::int64_t> memory_bytes;  // resident
    std::optional<std::int32_t> threads;
    std::optional<std::int32_t> open_files;
    std::optional<std::int32_t> nice;
    std::uint64_t done_count = 0;
    std::uint64_t failed_count = 0;
    std::int64_t lock_waited_ns = 0;
    std::int64_t queue_waited_ns = 0;
    std::optional<std::int64_t> heartbeat_ns;  // when it last wrote about itself
    bool operator==(const Process&) const = default;
};

// Counts of durations in powers of two: bucket i holds those in [2^i, 2^(i+1)) nanoseconds.
struct Histogram {
    std::vector<std::uint64_t> buckets;
    std::uint64_t count() const;
    // The duration (ns) that the fraction q of all lies below, by interpolation inside the bucket; nullopt if empty.
    std::optional<double> quantile(double q) const;
    bool operator==(const Histogram&) const = default;
};

struct Pool {
    std::uint64_t id = 0;
    std::string name;
    Identity owner;
    std::uint32_t target_size = 0;  // workers it should have
    std::uint32_t alive_count = 0;
    std::uint32_t busy_count = 0;
    bool accepting = true;   // false: closed for good
    bool paused = false;     // its intake: workers finish what they run and begin nothing else
    bool resizable = false;  // its program listens for resize
    std::uint64_t submitted_count = 0;
    std::uint64_t queued_count = 0;
    std::uint64_t running_count = 0;
    std::uint64_t done_count = 0;
    std::uint64_t failed_count = 0;
    std::uint64_t lost_count = 0;
    std::uint64_t retried_count = 0;
    std::uint64_t cancelled_count = 0;
    std::uint64_t retryable_count = 0;         // failed and lost tasks whose calls it keeps for another attempt
    std::uint64_t restarts_count = 0;          // workers that were replaced
    std::optional<std::uint64_t> total_count;  // tasks known to come, where the program said so
    std::optional<double> tasks_per_s;         // finished, since the snapshot before
    std::int64_t started_ns = 0;
    Histogram durations;
    bool operator==(const Pool&) const = default;
};

// A finished, failed or lost task (or one running, when it is in Snapshot::tasks without an end).
struct Task {
    std::uint64_t id = 0;
    std::uint64_t pool_id = 0;
    std::string function;
    std::string arguments;
    TaskState state = TaskState::queued;
    Identity worker;
    std::optional<std::int64_t> queued_ns;
    std::optional<std::int64_t> started_ns;
    std::optional<std::int64_t> ended_ns;
    std::uint32_t attempt = 1;
    std::uint32_t max_attempts = 1;
    std::uint64_t items_count = 1;         // calls in it: a chunk of a map is one task of many
    std::optional<std::int32_t> exitcode;  // of a command task, or of the worker that was lost with it
    std::string result;                    // short text of the value, or of the error
    bool operator==(const Task&) const = default;
};

// What a process works at now, as a task without an end; process.task must be set.
Task running_task(const Process& process);

struct Queue {
    std::uint64_t id = 0;
    std::string name;
    std::string kind;  // "Queue", "SimpleQueue", "JoinableQueue"
    Identity owner;
    std::uint64_t depth_count = 0;
    std::optional<std::uint64_t> capacity_count;  // nullopt: unbounded
    std::uint64_t put_count = 0;
    std::uint64_t got_count = 0;
    std::optional<double> puts_per_s;
    std::optional<double> gets_per_s;
    std::optional<std::uint64_t> unfinished_count;  // JoinableQueue
    std::vector<Identity> blocked_putters;
    std::vector<Identity> blocked_getters;
    std::optional<std::int64_t> oldest_ns;  // age of the item at the front
    std::uint64_t recovered_count = 0;      // items or slots taken back from the dead
    bool operator==(const Queue&) const = default;
};

struct Lock {
    std::uint64_t id = 0;
    std::string name;
    std::string kind;  // "Lock", "RLock"
    Identity owner;    // the program that made it
    std::optional<Identity> holder;
    std::uint32_t depth_count = 0;  // RLock: how many times taken
    std::optional<std::int64_t> held_since_ns;
    std::vector<Identity> waiters;
    std::uint64_t acquired_count = 0;
    std::uint64_t contended_count = 0;
    std::uint64_t owner_died_count = 0;
    std::int64_t waited_ns = 0;  // summed over all waits
    std::int64_t longest_wait_ns = 0;
    std::optional<double> acquires_per_s;
    Histogram waits;
    bool operator==(const Lock&) const = default;
};

// Semaphore, BoundedSemaphore, Condition, Event, Barrier.
struct Sync {
    std::uint64_t id = 0;
    std::string name;
    std::string kind;
    Identity owner;
    std::int64_t value = 0;  // semaphore: units left; event: 0 or 1; condition and barrier: waiting
    std::optional<std::int64_t> limit;
    std::vector<Identity> holders;  // semaphore
    std::vector<Identity> waiters;
    bool operator==(const Sync&) const = default;
};

// The end of a process. Entries stay in every later snapshot of the session (the latest 4,096).
struct Exit {
    Identity identity;
    std::string name;
    std::uint64_t pool_id = 0;
    std::int32_t exitcode = 0;
    ExitCause cause = ExitCause::unknown;
    std::int64_t started_ns = 0;
    std::int64_t ended_ns = 0;
    std::uint64_t task_id = 0;  // 0: it ran none
    std::string task;           // "resize(a.png)"
    Identity replaced_by;
    bool operator==(const Exit&) const = default;
};

// Something that happened, for logs and banners ("worker 12 started", "lock db: its owner 77 died"), or a line that a
// worker wrote while its output was taken down (PoolOptions::capture_output). Such a line is UTF-8 whatever was
// written, holds no control characters but tab and escape, and is cut after 4 KiB with a word on how much is missing.
struct LogEntry {
    std::uint64_t sequence = 0;
    std::int64_t time_ns = 0;
    Identity process;
    std::uint8_t level = 20;  // Python's logging levels
    std::string text;
    LogStream stream = LogStream::log;
    std::uint64_t pool_id = 0;  // whose worker wrote the line
    std::uint64_t task_id = 0;  // the task that it ran then; 0: none
    std::uint32_t attempt = 0;
    bool operator==(const LogEntry&) const = default;
};

struct Snapshot {
    std::int64_t taken_ns = 0;
    std::int64_t program_started_ns = 0;
    Identity program;  // its main process
    std::string name;  // of the executable or script
    std::string command;
    bool alive = true;  // false: the main process has ended, this is its last state
    std::optional<double> system_cpu_percent;
    std::vector<Process> processes;  // parents before children, in order of creation
    std::vector<Pool> pools;
    std::vector<Task> tasks;  // finished since the snapshot before, in order of their end, and those running
    std::uint64_t dropped_tasks_count = 0;  // finished between two snapshots, but overwritten before they were read
    std::vector<Queue> queues;
    std::vector<Lock> locks;
    std::vector<Sync> syncs;
    std::vector<Exit> exits;
    std::vector<LogEntry> log;

    // A ring of processes that wait for locks of each other: members[i] waits for locks[i], held by members[i + 1].
    struct Deadlock {
        std::vector<Identity> members;
        std::vector<std::uint64_t> locks;
        std::int64_t since_ns = 0;
    };
    std::vector<Deadlock> deadlocks() const;

    const Process* process(const Identity& identity) const;
    const Pool* pool(std::uint64_t id) const;
    const Lock* lock(std::uint64_t id) const;
    const Queue* queue(std::uint64_t id) const;
};

}  // namespace mp::observe

template <>
struct std::hash<mp::observe::Identity> {
    std::size_t operator()(const mp::observe::Identity& i) const noexcept {
        return std::hash<std::uint64_t>()(i.start_ticks * 1000003u ^ static_cast<std::uint64_t>(i.pid));
    }
};
