// SPDX-License-Identifier: MIT
#pragma once
// The registry's layout: what a program and its descendants write about themselves into one memory file, and where
// their locks, semaphores and queue heads live. Everything is fixed-size, versioned and usable at any address.
// LAYOUT.md says who may write what. Points in time here are of the monotonic clock unless a name says wall.

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "os/life.h"

namespace mp::telemetry {

inline constexpr std::uint64_t registry_magic = 0x314752464c504d4cULL;  // "LMPLFRG1"
inline constexpr std::uint32_t layout_version = 5;

inline constexpr std::uint32_t process_slot_count = 1U << 14;
inline constexpr std::uint32_t object_slot_count = 1U << 16;
inline constexpr std::uint32_t name_count = 2048;
inline constexpr std::uint32_t events_per_process = 2048;
inline constexpr std::uint32_t outputs_per_process = 4096;

// A process of this registry: slot index (14 bits) and generation (17 bits); 0 is nobody. Bit 31 stays free, so that a
// lock word can hold a token and a flag.
using Token = std::uint32_t;
inline constexpr Token nobody = 0;
inline constexpr std::uint32_t token_index_bits = 14;
inline constexpr Token token_mask = 0x7fffffffU;
constexpr std::uint32_t token_index(Token token) {
    return token & (process_slot_count - 1);
}
constexpr std::uint32_t token_generation(Token token) {
    return (token & token_mask) >> token_index_bits;
}
constexpr Token make_token(std::uint32_t index, std::uint32_t generation) {
    return ((generation << token_index_bits) | index) & token_mask;
}

// An object of this registry: slot index and generation; what snapshots call its id.
using ObjectId = std::uint64_t;
constexpr std::uint32_t object_index(ObjectId id) {
    return static_cast<std::uint32_t>(id & 0xffff);
}
constexpr ObjectId make_object_id(std::uint32_t index, std::uint32_t generation) {
    return (static_cast<ObjectId>(generation) << 16) | index;
}

enum class ProcessPhase : std::uint32_t {
    free,      // nobody's
    reserved,  // a parent fills it in
    starting,  // forked, has not entered yet
    alive,     // entered
    ended,     // gone; kept for observers until the slot is needed
};

// Values are part of the layout and equal those of mp::observe.
enum class Role : std::uint8_t { main, process, pool_worker, helper, manager_server, other };
enum class Activity : std::uint8_t { unknown, starting, running, idle, busy, waiting, suspended, draining, ended };
enum class WaitFor : std::uint8_t { none, lock, semaphore, condition, event, barrier, queue_get, queue_put, join };
enum class Cause : std::uint8_t {
    unknown,
    normal,
    error,
    signal_unknown,
    by_user,
    by_lifeguard,
    by_program,
    memory_limit
};
enum class TaskOutcome : std::uint8_t { queued, running, done, failed, lost, cancelled, timed_out };

enum class ObjectKind : std::uint16_t {
    none,
    lock,
    rlock,
    semaphore,
    bounded_semaphore,
    condition,
    event,
    barrier,
    queue,
    simple_queue,
    joinable_queue,
    pool,
    value,
    channel,  // a private ring of the engine; not shown
    entries,  // more entries for a semaphore, condition or barrier that outgrew its own; not shown
};
enum class ObjectPhase : std::uint16_t { free, building, live, dropped };

// Guards a group of fields that a reader must see together: odd while the one writer is at it.
struct Sequence {
    std::atomic<std::uint32_t> count;
};

// The task that the process runs; written by the process itself under its sequence.
struct alignas(64) TaskPage {
    Sequence sequence;
    std::uint32_t function;  // name index
    std::uint64_t id;        // 0: none
    std::int64_t started_ns;
    std::uint16_t attempt;
    std::uint16_t max_attempts;
    std::uint32_t items_count;
    char arguments[96];
};

inline constexpr std::size_t duration_buckets = 48;  // bucket i: [2^i, 2^(i+1)) ns

inline constexpr std::uint32_t exit_declared = 0x80000000U;

struct alignas(64) ProcessSlot {
    // Line 0: identity of the slot's user.
    os::LifeWord life;
    std::atomic<std::uint32_t> generation;
    std::atomic<ProcessPhase> phase;
    std::atomic<std::int32_t> pid;
    std::atomic<std::int32_t> life_thread;  // the thread that holds life; equals pid but for a registry made by another
    std::atomic<std::uint64_t> start_ticks;

    // Written by the parent before the start (and by the reaper after the end) under description_sequence.
    alignas(64) Sequence description_sequence;
    std::atomic<Token> parent;
    std::uint64_t start_number;    // 1, 2, 3 … in this registry
    std::uint64_t lineage_number;  // start_number of the ancestor just below the main process
    std::atomic<ObjectId> pool;
    std::int64_t started_ns;
    Role role;
    bool daemon;
    char name[54];
    std::atomic<std::int64_t> ended_ns;
    std::atomic<std::int32_t> exitcode;
    std::atomic<Cause> cause;
    std::atomic<std::uint64_t> task_at_exit;
    std::atomic<Token> signalled_by;  // whoever of the engine sent the signal that ended it
    std::int32_t replaces_pid;        // the process whose place it takes; 0: nobody's
    std::uint64_t replaces_start_ticks;

    // Written by the process itself, on paths that already sleep or finish a task.
    alignas(64) std::atomic<Activity> activity;
    std::atomic<WaitFor> wait_kind;
    std::atomic<ObjectId> wait_object;
    std::atomic<std::int64_t> wait_since_ns;
    std::atomic<std::int64_t> heartbeat_ns;
    std::atomic<std::uint64_t> done_count;
    std::atomic<std::uint64_t> failed_count;
    std::atomic<std::int64_t> lock_waited_ns;
    std::atomic<std::int64_t> queue_waited_ns;

    TaskPage task;
    alignas(64) std::atomic<std::uint32_t> durations[duration_buckets];
    alignas(64) std::atomic<std::uint64_t> next_event;  // of its event ring
    std::atomic<std::uint64_t> next_output;             // of its output ring
    // When its memory had split off its parent's, at the latest; 0: not yet. What is younger it can only have been
    // sent.
    std::atomic<std::int64_t> image_ns;
    // How it ends, said by itself on its way out or by the fork server that reaps it, for a parent that cannot reap it:
    // exit_declared | (code + 256); 0: not said yet. A futex word.
    std::atomic<std::uint32_t> declared_exit;
    char reserved1[36];
};
static_assert(sizeof(ProcessSlot) <= 1024);

enum class EventKind : std::uint16_t { none, task, exit, log };

// One entry of a process's event ring. The writer stores sequence = 0, fills the rest, stores sequence = number + 1; a
// reader that sees another number before or after its copy drops it.
struct alignas(64) Event {
    std::atomic<std::uint64_t> sequence;
    EventKind kind;
    TaskOutcome outcome;
    std::uint8_t level;
    std::uint16_t attempt;
    std::uint16_t max_attempts;
    std::uint32_t items_count;
    std::uint32_t function;
    std::uint64_t id;  // task
    ObjectId pool;
    Token worker;
    std::int32_t exitcode;
    std::int64_t queued_ns;
    std::int64_t started_ns;
    std::int64_t ended_ns;
    char text[56];    // arguments, or the log text (going on in result)
    char result[56];  // short text of the value or the error
};
static_assert(sizeof(Event) == 192);

// Where a process wrote to. Values equal those of mp::observe::LogStream.
enum class OutputStream : std::uint8_t { log, out, err };

// A piece of a line that a process wrote to its standard output or error; versioned as an event is. Written by the
// process itself, and for one that has died by its parent: both claim their numbers.
struct alignas(64) OutputPiece {
    std::atomic<std::uint64_t> sequence;
    std::uint64_t task;  // that the process ran; 0: none
    ObjectId pool;
    std::int64_t written_ns;
    std::uint64_t missing_bytes;  // of the line, which was cut; told with its last piece
    Token worker;
    std::uint16_t attempt;
    OutputStream stream;
    std::uint8_t ends_line;
    std::uint16_t size;
    char text[206];  // as it was written, whatever that is
};
static_assert(sizeof(OutputPiece) == 256);

// ---- Objects -------------------------------------------------------------------------------------------------------

inline constexpr std::size_t object_slot_bytes = 512;

struct ObjectHeader {
    std::atomic<ObjectPhase> phase;
    std::atomic<std::uint16_t> visitors;  // who are at it without knowing it; while there are any it stays what it is
    std::atomic<std::uint32_t> generation;
    std::atomic<ObjectKind> kind;
    std::atomic<std::uint16_t> passed_on;  // 1: its id may have gone to processes that are older than it
    std::atomic<Token> creator;
    std::int64_t created_ns;
    std::atomic<std::uint64_t> dropped_at;  // highest start_number at the moment its creator let go of it
    char name[32];
};
static_assert(sizeof(ObjectHeader) == 64);

inline constexpr std::uint32_t waiters_bit = 0x80000000U;
// In the place of a holder's token: nobody holds the lock, and the last holder died with it. No token looks like this,
// because generations start at 1.
inline constexpr Token abandoned = 1;
inline constexpr std::size_t wait_buckets = 40;

// Lock and RLock. word: 0 free, else the holder's token, with waiters_bit when somebody sleeps.
struct LockState {
    alignas(64) std::atomic<std::uint32_t> word;
    std::atomic<std::uint32_t> depth;           // RLock; written by the holder
    std::atomic<std::uint32_t> owner_thread;    // its thread id; meaningful for the RLock, a hint for the Lock
    std::atomic<std::uint32_t> owner_died;      // 1: the present holder took it from a dead one
    std::atomic<std::uint64_t> acquired_count;  // all counters are written by the holder
    std::atomic<std::uint64_t> contended_count;
    std::atomic<std::uint64_t> owner_died_count;
    std::atomic<std::int64_t> waited_ns;
    std::atomic<std::int64_t> longest_wait_ns;
    std::atomic<std::uint32_t> spin;  // how many looks lately sufficed for those who found it taken
    alignas(64) std::atomic<std::uint32_t> waits[wait_buckets];
};

// One entry for each process or thread that an object has to remember: token in the low half; the high half is what the
// object makes of it (units held, state of a waiter, and then the futex word that the waiter sleeps on). 0 is free.
using Entry = std::atomic<std::uint64_t>;
constexpr Token entry_token(std::uint64_t entry) {
    return static_cast<Token>(entry & 0xffffffffU);
}
constexpr std::uint32_t entry_high(std::uint64_t entry) {
    return static_cast<std::uint32_t>(entry >> 32);
}
constexpr std::uint64_t make_entry(Token token, std::uint32_t high) {
    return (std::uint64_t{high} << 32) | token;
}

inline constexpr std::size_t holder_entries = 40;

// Semaphore and BoundedSemaphore. holders: units held in the high half.
// The value has a version beside it, so that whoever gives the units of the dead back knows that nothing happened
// between its look at the ledger and its store.
struct SemaphoreState {
    alignas(64) std::atomic<std::uint64_t> value_and_version;  // value low; the half that sleepers sleep on
    std::atomic<std::uint32_t> waiters;                        // 1: somebody may sleep
    std::uint32_t initial;
    std::uint32_t limit;
    std::uint32_t reserved;
    std::atomic<std::uint64_t> acquired_count;
    std::atomic<std::uint64_t> contended_count;
    std::atomic<ObjectId> more;  // object slot with further entries
    alignas(64) Entry holders[holder_entries];

    std::uint32_t value() const {
        return static_cast<std::uint32_t>(value_and_version.load(std::memory_order_acquire));
    }
};

// Event: set is 0 or 1, sequence changes with each set() so that a waiter cannot miss a short one.
struct EventState {
    alignas(64) std::atomic<std::uint32_t> set;
    std::atomic<std::uint32_t> sequence;
    std::atomic<std::uint32_t> waiters;  // 1: somebody may sleep
    std::uint32_t reserved;
    std::atomic<std::uint64_t> set_count;
};

// Condition: one entry a waiter, so that a notify counts the living only.
inline constexpr std::size_t waiter_entries = 48;
struct ConditionState {
    alignas(64) std::atomic<std::uint32_t> next_ticket;
    std::uint32_t reserved;
    ObjectId lock;
    std::atomic<std::uint64_t> notified_count;
    std::atomic<ObjectId> more;
    alignas(64) Entry waiters[waiter_entries];
};

// Barrier: one entry a registered process and one an arrival. Everything changes under word, but for the states of
// the entries, which their sleepers free themselves.
struct BarrierState {
    alignas(64) std::atomic<std::uint32_t> word;  // as LockState's
    std::atomic<std::uint32_t> arrived;
    std::uint32_t parties;
    std::atomic<std::uint32_t> state;
    std::atomic<std::uint32_t> broken_by_pid;
    std::uint32_t reserved;
    std::atomic<std::uint64_t> passed_count;
    std::atomic<ObjectId> more;
    alignas(64) Entry members[holder_entries];
};

// Further entries of an object.
inline constexpr std::size_t more_entries = 48;
struct EntriesState {
    alignas(64) std::atomic<ObjectId> more;
    alignas(64) Entry entries[more_entries];
};

// The head of a queue; its cells and its heap lie in a memory file of its own.
struct QueueState {
    alignas(64) std::atomic<std::uint64_t> tail;  // next position to put at
    std::atomic<std::uint32_t> getters_sleep;     // 1: a getter may sleep on getters_word
    std::atomic<std::uint32_t> getters_word;
    alignas(64) std::atomic<std::uint64_t> head;  // next position to get from
    std::atomic<std::uint32_t> putters_sleep;
    std::atomic<std::uint32_t> putters_word;
    std::atomic<std::uint64_t> skipped_count;  // positions claimed by a putter that died
    alignas(64) std::uint64_t capacity;        // maxsize; 0: unbounded
    std::uint64_t cells_count;
    std::uint64_t cell_bytes;
    std::uint64_t memory_bytes;
    std::atomic<std::uint32_t> seen_deaths;  // deaths of the registry already repaired here
    std::atomic<std::uint32_t> recovered_count;
    std::atomic<std::uint64_t> closed;                  // SimpleQueue and pool channels: ends that hung up
    alignas(64) std::atomic<std::uint64_t> unfinished;  // JoinableQueue
    std::atomic<std::uint32_t> finished_word;           // changes when unfinished reaches 0
    std::atomic<std::uint32_t> join_waiters;
    alignas(64) std::atomic<std::uint64_t> backlog[16];  // of putters' feeders: token low, items high
};

// A pool; written by its owner (the process that made it) alone.
struct PoolState {
    alignas(64) std::atomic<std::uint32_t> target_size;
    std::atomic<std::uint32_t> alive_count;
    std::atomic<std::uint32_t> accepting;
    std::atomic<std::uint32_t> resizable;
    std::atomic<std::uint64_t> submitted_count;  // tasks = chunks; items stand beside them
    std::atomic<std::uint64_t> queued_count;
    std::atomic<std::uint64_t> running_count;
    std::atomic<std::uint64_t> done_count;
    std::atomic<std::uint64_t> failed_count;
    std::atomic<std::uint32_t> paused;      // 1: hands no task out
    std::atomic<std::uint32_t> kept_count;  // failed calls that it keeps for another attempt
    alignas(64) std::atomic<std::uint64_t> lost_count;
    std::atomic<std::uint64_t> retried_count;
    std::atomic<std::uint64_t> cancelled_count;
    std::atomic<std::uint64_t> restarts_count;
    std::atomic<std::uint64_t> total_count;  // 0: unknown
    // The one bell of all workers' results; the owner sleeps on it.
    alignas(64) std::atomic<std::uint32_t> bell_sleepers;
    std::atomic<std::uint32_t> bell_word;
};

struct alignas(64) ObjectSlot {
    ObjectHeader header;
    union State {
        LockState lock;
        SemaphoreState semaphore;
        EventState event;
        ConditionState condition;
        BarrierState barrier;
        EntriesState entries;
        QueueState queue;
        PoolState pool;
        unsigned char bytes[object_slot_bytes - sizeof(ObjectHeader)];
    } state;
};
static_assert(sizeof(ObjectSlot) == object_slot_bytes);

// ---- The file
// --------------------------------------------------------------------------------------------------------

struct NameEntry {
    std::atomic<std::uint32_t> state;  // 0 free, 1 being written, 2 ready
    std::uint32_t hash;
    char text[120];
};
static_assert(sizeof(NameEntry) == 128);

struct alignas(4096) Header {
    std::uint64_t magic;
    std::uint32_t version;
    std::uint32_t header_bytes;
    std::uint64_t file_bytes;
    std::uint64_t processes_offset;
    std::uint64_t objects_offset;
    std::uint64_t names_offset;
    std::uint64_t events_offset;
    std::uint64_t outputs_offset;
    Token main;
    std::uint32_t reserved;
    std::int64_t created_ns;
    std::int64_t wall_offset_ns;  // wall clock = monotonic clock + this, at creation
    char name[64];
    char command[1024];
    char endpoint[108];  // Unix socket of the program's endpoint; "" = none. Abstract when it starts with '@'
    alignas(64) std::atomic<std::uint32_t> process_high;  // slots below it have been used
    std::atomic<std::uint32_t> process_window;            // slots below it are used in turn
    std::atomic<std::uint32_t> object_high;
    std::atomic<std::uint64_t> next_start_number;
    std::atomic<std::uint64_t> next_task_id;
    alignas(64) std::atomic<std::uint32_t> deaths;  // counts processes found dead; a futex word
};
static_assert(sizeof(Header) == 4096);

inline constexpr std::size_t processes_offset = sizeof(Header);
inline constexpr std::size_t process_stride = 1024;
inline constexpr std::size_t objects_offset = processes_offset + std::size_t{process_slot_count} * process_stride;
inline constexpr std::size_t names_offset = objects_offset + std::size_t{object_slot_count} * object_slot_bytes;
inline constexpr std::size_t events_offset = names_offset + std::size_t{name_count} * sizeof(NameEntry);
inline constexpr std::size_t event_ring_bytes = std::size_t{events_per_process} * sizeof(Event);
inline constexpr std::size_t outputs_offset = events_offset + std::size_t{process_slot_count} * event_ring_bytes;
inline constexpr std::size_t output_ring_bytes = std::size_t{outputs_per_process} * sizeof(OutputPiece);
inline constexpr std::size_t registry_bytes = outputs_offset + std::size_t{process_slot_count} * output_ring_bytes;

}  // namespace mp::telemetry
