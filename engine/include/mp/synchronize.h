// SPDX-License-Identifier: MIT
#pragma once
// Locks, semaphores, conditions, events and barriers between processes (and between threads of one).
//
//     mp::Lock lock;
//     mp::Process p({.target = mp::call<worker>(lock)});      // the child gets another name for the same lock
//     { std::scoped_lock guard(lock); … }
//
// They are handles: copying one gives another name for the same object. The object lives in the memory that a program
// shares with all its descendants, so it needs no descriptor, leaves nothing in /dev/shm, and works under every start
// method: Python's "SemLock created in a fork context" error has no counterpart. It can be handed over only while a
// process is being started; elsewhere that is RuntimeError "Lock objects should only be shared between processes
// through inheritance".
//
// Nobody's death blocks the others. When a process dies (SIGKILL included) that holds a Lock or RLock, the next one to
// acquire it gets it, owner_died() tells it so, and the program's log has a line. Units of a semaphore come back, a
// dead waiter of a Condition is not counted, a Barrier that lost a party breaks.
//
// Threads: every method may be called by any thread of any process that has the object. Timeouts: any std::chrono
// duration, absent = for ever, zero or negative = do not wait; they count on the monotonic clock and resume after
// signals. Methods are const because the handle does not change.
// Throws (constructors): OutOfSharedMemory, ResourceExhausted.
//
// Mirrors "Synchronization primitives" of Python's multiprocessing page.

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <mutex>  // std::scoped_lock, std::unique_lock: what these locks are made for
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "mp/call.h"
#include "mp/detail/codec.h"
#include "mp/detail/lockable.h"
#include "mp/detail/options.h"
#include "mp/detail/timeout.h"

namespace mp::telemetry {
class Object;
struct LockState;
struct SemaphoreState;
struct EventState;
struct ConditionState;
struct BarrierState;
}  // namespace mp::telemetry

namespace mp {

class BoundedSemaphore;

// What every constructor of this header takes last.
struct SyncOptions {
    std::string name{};  // for those who watch, at most 31 bytes; "" = they see "lock-3"
};
struct SemaphoreOptions {
    std::int64_t value = 1;
    std::string name{};
};
struct BarrierOptions {
    std::int64_t parties;
    Target action{};
    detail::Timeout timeout{};
    std::string name{};
};

namespace detail {

// What all handles of this header have. Two are equal when they name the same object.
class SyncHandle {
public:
    std::string name() const;
    // The object's number in snapshots.
    std::uint64_t id() const noexcept;
    friend bool operator==(const SyncHandle& a, const SyncHandle& b) noexcept {
        return a.object_ == b.object_ || a.id() == b.id();
    }

protected:
    explicit SyncHandle(std::shared_ptr<telemetry::Object> object) noexcept : object_(std::move(object)) {}
    SyncHandle(const SyncHandle&) = default;
    SyncHandle& operator=(const SyncHandle&) = default;
    ~SyncHandle() = default;

    std::shared_ptr<telemetry::Object> object_;
};

}  // namespace detail

// A non-recursive lock. Any process or thread may release it, as in Python.
class Lock : public detail::SyncHandle, public detail::StandardLockable<Lock> {
public:
    Lock() : Lock(SyncOptions{}) {}
    explicit Lock(const SyncOptions& options);

    // True once the lock is taken; false when it could not be had in time: acquire(true, 2s), acquire(false),
    // acquire({.timeout = 2s}).
    bool acquire() const;
    bool acquire(bool block, detail::Timeout timeout = {}) const;
    bool acquire(const WaitOptions& how) const { return acquire(how.block, how.timeout); }
    bool acquire(detail::PlainNumber auto limit_without_a_unit) const = delete;
    // Throws ValueError "semaphore or lock released too many times" when nobody holds it.
    void release() const;
    bool locked() const noexcept;
    // The holder (you, when you ask while holding it) took it over from a process that died with it: what it protects
    // may be half changed.
    bool owner_died() const noexcept;
    // "<Lock(owner=None)>", "<Lock(owner=MainProcess)>", "<Lock(owner=SomeOtherProcess)>"
    std::string repr() const;

private:
    friend class Condition;
    friend struct detail::Codec<Lock>;
    explicit Lock(std::shared_ptr<telemetry::Object> object) noexcept;
    static Lock open(std::uint64_t id);
    bool acquire_slow(std::int64_t timeout_ns) const;

    telemetry::LockState* state_;
};

// A recursive lock: it belongs to one thread of one process, which may take it again and releases it as many times.
// After a fork the child is not the owner.
class RLock : public detail::SyncHandle, public detail::StandardLockable<RLock> {
public:
    RLock() : RLock(SyncOptions{}) {}
    explicit RLock(const SyncOptions& options);

    bool acquire() const;
    bool acquire(bool block, detail::Timeout timeout = {}) const;
    bool acquire(const WaitOptions& how) const { return acquire(how.block, how.timeout); }
    bool acquire(detail::PlainNumber auto limit_without_a_unit) const = delete;
    // Throws AssertionError "attempt to release recursive lock not owned by thread".
    void release() const;
    bool locked() const noexcept;
    bool owner_died() const noexcept;  // as Lock's
    // "<RLock(None, 0)>", "<RLock(MainProcess, 2)>", "<RLock(SomeOtherProcess, nonzero)>"
    std::string repr() const;

private:
    friend class Condition;
    friend struct detail::Codec<RLock>;
    explicit RLock(std::shared_ptr<telemetry::Object> object) noexcept;
    static RLock open(std::uint64_t id);
    bool acquire_slow(std::int64_t timeout_ns) const;

    telemetry::LockState* state_;
};

// A counter of units that acquire() takes and release() gives, by anybody and beyond the first value too.
// Each process's units are on record: when it dies they come back, but never more than the first value leaves after
// what the living hold. So a semaphore used as a signal (first value 0) is never inflated by a death.
class Semaphore : public detail::SyncHandle, public detail::StandardLockable<Semaphore> {
public:
    // Throws OSError (EINVAL) for a negative value, OverflowError for one of 2^31 or more.
    explicit Semaphore(std::int64_t value = 1, const SyncOptions& options = {});
    explicit Semaphore(const SemaphoreOptions& options) : Semaphore(options.value, SyncOptions{options.name}) {}

    bool acquire() const;
    bool acquire(bool block, detail::Timeout timeout = {}) const;
    bool acquire(const WaitOptions& how) const { return acquire(how.block, how.timeout); }
    bool acquire(detail::PlainNumber auto limit_without_a_unit) const = delete;
    // Throws ValueError "semaphore or lock released too many times" above 2^31 - 1.
    void release() const;
    std::uint32_t get_value() const noexcept;
    bool locked() const noexcept { return get_value() == 0; }
    std::string repr() const;  // "<Semaphore(value=2)>", "<BoundedSemaphore(value=1, maxvalue=1)>"

protected:
    Semaphore(std::int64_t value, bool bounded, const SyncOptions& options);

private:
    friend class Condition;
    friend struct detail::Codec<Semaphore>;
    friend struct detail::Codec<BoundedSemaphore>;
    friend class BoundedSemaphore;
    explicit Semaphore(std::shared_ptr<telemetry::Object> object) noexcept;
    static Semaphore open(std::uint64_t id, bool bounded);

    telemetry::SemaphoreState* state_;
};

// A Semaphore whose release() beyond the first value throws ValueError "semaphore or lock released too many times".
class BoundedSemaphore : public Semaphore {
public:
    explicit BoundedSemaphore(std::int64_t value = 1, const SyncOptions& options = {})
        : Semaphore(value, true, options) {}
    explicit BoundedSemaphore(const SemaphoreOptions& options)
        : BoundedSemaphore(options.value, SyncOptions{options.name}) {}

private:
    friend struct detail::Codec<BoundedSemaphore>;
    explicit BoundedSemaphore(const Semaphore& semaphore) noexcept : Semaphore(semaphore) {}
};

// A flag that processes wait for. set() is a store and a wake-up: no death of a waiter can block it.
class Event : public detail::SyncHandle {
public:
    Event() : Event(SyncOptions{}) {}
    explicit Event(const SyncOptions& options);

    bool is_set() const noexcept;  // a load
    void set() const noexcept;
    void clear() const noexcept;
    // True when the flag was set, even if only for a moment since the call; false when the time is over.
    bool wait(detail::Timeout timeout = {}) const;
    // As wait(), for an event that only these processes would set: throws PeerLost (with the pid) when one of them has
    // ended and the flag is not set.
    bool wait_or_dead(std::initializer_list<int> pids, detail::Timeout timeout = {}) const;
    std::string repr() const;  // "<Event at 0x7f… set>"

private:
    friend struct detail::Codec<Event>;
    explicit Event(std::shared_ptr<telemetry::Object> object) noexcept;
    static Event open(std::uint64_t id);

    telemetry::EventState* state_;
};

// Waiting for something that a lock protects to change.
//
//     mp::Condition cond;
//     { std::unique_lock guard(cond); cond.wait_for([&] { return ready.value(); }, 1s); }
//     { std::unique_lock guard(cond); ready.value() = true; cond.notify(); }
class Condition : public detail::SyncHandle, public detail::StandardLockable<Condition> {
public:
    // Over an RLock of its own, or over the given lock.
    Condition() : Condition(SyncOptions{}) {}
    explicit Condition(const SyncOptions& options);
    explicit Condition(const Lock& lock, const SyncOptions& options = {});
    explicit Condition(const RLock& lock, const SyncOptions& options = {});
    explicit Condition(const Semaphore& lock, const SyncOptions& options = {});

    bool acquire() const { return acquire(true); }
    bool acquire(bool block, detail::Timeout timeout = {}) const;
    bool acquire(const WaitOptions& how) const { return acquire(how.block, how.timeout); }
    bool acquire(detail::PlainNumber auto limit_without_a_unit) const = delete;
    void release() const;

    // Frees the lock, all levels of it, sleeps, and takes it back as it was. True when notified, false when the time
    // was over. Throws AssertionError "must acquire() condition before using wait()".
    bool wait(detail::Timeout timeout = {}) const;
    // Waits until predicate() is true; returns its last value.
    template <class Predicate>
    auto wait_for(Predicate predicate, detail::Timeout timeout = {}) const -> std::decay_t<decltype(predicate())> {
        const std::int64_t deadline = deadline_after(timeout);
        auto result = predicate();
        while (!result && wait_until(deadline)) result = predicate();
        return result;
    }
    // Wakes at most n of those who wait, longest first; the dead are not counted. Never blocks.
    // Throws AssertionError "lock is not owned".
    void notify(std::size_t n = 1) const;
    void notify_all() const;
    std::string repr() const;  // "<Condition(<RLock(None, 0)>, 3)>": the last is the number of waiters

private:
    friend struct detail::Codec<Condition>;
    struct Mutex;  // the lock behind it, of whichever kind
    Condition(std::shared_ptr<telemetry::Object> object, std::shared_ptr<const Mutex> mutex) noexcept;
    Condition(std::shared_ptr<const Mutex> mutex, const SyncOptions& options);
    static Condition open(std::uint64_t id);
    static std::int64_t deadline_after(detail::Timeout timeout) noexcept;
    // False when the deadline has passed and it is not worth another look at the predicate.
    bool wait_until(std::int64_t deadline_ns) const;
    bool sleep(std::int64_t deadline_ns) const;

    telemetry::ConditionState* state_;
    std::shared_ptr<const Mutex> mutex_;
};

// A meeting point of a number of parties (threads or processes).
//
// A process is registered with its first wait(), or before by join(), and leaves when it ends normally or by leave().
// The death of a registered process (a signal, an abort) breaks the barrier: BrokenBarrier with its pid, for all who
// wait and who come, until reset().
class Barrier : public detail::SyncHandle {
public:
    // action is run by the last to arrive, before anybody is let go; to travel to a spawned process it has to be an
    // mp::call.
    explicit Barrier(std::int64_t parties, Target action = {}, detail::Timeout timeout = {},
                     const SyncOptions& options = {});
    Barrier(std::int64_t parties, detail::Timeout timeout) : Barrier(parties, {}, timeout) {}
    explicit Barrier(const BarrierOptions& options)
        : Barrier(options.parties, options.action, options.timeout, SyncOptions{options.name}) {}

    // Waits for all parties; returns 0 … parties - 1, another to each. Without a timeout the barrier's own holds.
    // Throws BrokenBarrierError: broken, reset while waiting, or late (which breaks it for all); BrokenBarrier when a
    // party died. What action throws comes out where it ran and breaks the barrier.
    int wait() const;
    int wait(detail::Timeout timeout) const;
    void reset() const;  // to empty and unbroken; those waiting get BrokenBarrierError
    void abort() const;  // broken until reset()

    // This process will take part: from now on its death breaks the barrier.
    void join() const;
    void leave() const;

    std::int64_t parties() const noexcept;
    int n_waiting() const noexcept;
    bool broken() const noexcept;
    std::string repr() const;  // "<multiprocessing.synchronize.Barrier at 0x7f…: waiters=1/2>"

private:
    friend struct detail::Codec<Barrier>;
    Barrier(std::shared_ptr<telemetry::Object> object, Target action, std::int64_t timeout_ns);
    static Barrier open(std::uint64_t id, Target action, std::int64_t timeout_ns);
    int wait_ns(std::int64_t timeout_ns) const;

    telemetry::BarrierState* state_;
    Target action_;
    std::int64_t timeout_ns_;
};

std::ostream& operator<<(std::ostream& out, const Lock& lock);
std::ostream& operator<<(std::ostream& out, const RLock& lock);
std::ostream& operator<<(std::ostream& out, const Semaphore& semaphore);
std::ostream& operator<<(std::ostream& out, const Condition& condition);
std::ostream& operator<<(std::ostream& out, const Event& event);
std::ostream& operator<<(std::ostream& out, const Barrier& barrier);

namespace detail {

// To a process that is being started an object travels as its number: the child has the same memory.
template <>
struct Codec<Lock> {
    static void encode(Writer& writer, const Lock& lock) {
        (void)writer.starting_parcel("Lock");
        writer.write_value(lock.id());
    }
    static Lock decode(Reader& reader) { return Lock::open(reader.read_value<std::uint64_t>()); }
};
template <>
struct Codec<RLock> {
    static void encode(Writer& writer, const RLock& lock) {
        (void)writer.starting_parcel("RLock");
        writer.write_value(lock.id());
    }
    static RLock decode(Reader& reader) { return RLock::open(reader.read_value<std::uint64_t>()); }
};
template <>
struct Codec<Semaphore> {
    static void encode(Writer& writer, const Semaphore& semaphore) {
        (void)writer.starting_parcel("Semaphore");
        writer.write_value(semaphore.id());
    }
    static Semaphore decode(Reader& reader) { return Semaphore::open(reader.read_value<std::uint64_t>(), false); }
};
template <>
struct Codec<BoundedSemaphore> {
    static void encode(Writer& writer, const BoundedSemaphore& semaphore) {
        (void)writer.starting_parcel("BoundedSemaphore");
        writer.write_value(semaphore.id());
    }
    static BoundedSemaphore decode(Reader& reader) {
        return BoundedSemaphore(Semaphore::open(reader.read_value<std::uint64_t>(), true));
    }
};
template <>
struct Codec<Event> {
    static void encode(Writer& writer, const Event& event) {
        (void)writer.starting_parcel("Event");
        writer.write_value(event.id());
    }
    static Event decode(Reader& reader) { return Event::open(reader.read_value<std::uint64_t>()); }
};
template <>
struct Codec<Condition> {
    static void encode(Writer& writer, const Condition& condition) {
        (void)writer.starting_parcel("Condition");
        writer.write_value(condition.id());
    }
    static Condition decode(Reader& reader) { return Condition::open(reader.read_value<std::uint64_t>()); }
};
template <>
struct Codec<Barrier> {
    static void encode(Writer& writer, const Barrier& barrier) {
        (void)writer.starting_parcel("Barrier");
        writer.write_value(barrier.id());
        writer.write_value(barrier.timeout_ns_);
        Codec<Target>::encode(writer, barrier.action_);
    }
    static Barrier decode(Reader& reader) {
        const auto id = reader.read_value<std::uint64_t>();
        const auto timeout_ns = reader.read_value<std::int64_t>();
        return Barrier::open(id, Codec<Target>::decode(reader), timeout_ns);
    }
};

}  // namespace detail
}  // namespace mp
