// SPDX-License-Identifier: MIT
#pragma once
// The seven synchronisation types for the threads of one process: part of mp/dummy.h, with the interface of
// mp/synchronize.h and the errors of Python's threading module.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <variant>

#include "mp/detail/lockable.h"
#include "mp/detail/timeout.h"
#include "mp/exceptions.h"

namespace mp::dummy {

namespace detail {

using mp::detail::StandardLockable;
using mp::detail::Timeout;

// True once condition() is; false when it is not in time.
template <class Variable, class Lock, class Condition>
bool wait_until_true(Variable& variable, Lock& lock, bool block, Timeout timeout, Condition condition) {
    if (condition()) return true;
    if (!block || timeout.ns() == 0) return false;
    if (timeout.is_forever()) {
        variable.wait(lock, condition);
        return true;
    }
    return variable.wait_for(lock, std::chrono::nanoseconds(timeout.ns()), condition);
}

// Counts down to nothing; the one mechanism behind locks and semaphores.
struct Units {
    mutable std::mutex mutex;
    std::condition_variable freed;
    std::int64_t value = 1;
    std::int64_t limit = 1;
    int owner = 0;  // of an RLock: its thread
    int depth = 0;

    bool acquire(bool block, Timeout timeout);
    void release(const char* error);
};

}  // namespace detail

class Lock : public detail::StandardLockable<Lock> {
public:
    Lock() : units_(std::make_shared<detail::Units>()) {}
    bool acquire(bool block = true, detail::Timeout timeout = {}) const { return units_->acquire(block, timeout); }
    // Throws RuntimeError "release unlocked lock".
    void release() const { units_->release("release unlocked lock"); }
    bool locked() const;

private:
    friend class Condition;
    std::shared_ptr<detail::Units> units_;
};

class RLock : public detail::StandardLockable<RLock> {
public:
    RLock() : units_(std::make_shared<detail::Units>()) {}
    bool acquire(bool block = true, detail::Timeout timeout = {}) const;
    // Throws RuntimeError "cannot release un-acquired lock".
    void release() const;
    bool locked() const;

private:
    friend class Condition;
    bool owned() const;
    int release_all() const;
    void acquire_again(int depth) const;

    std::shared_ptr<detail::Units> units_;
};

class Semaphore : public detail::StandardLockable<Semaphore> {
public:
    // Throws ValueError "semaphore initial value must be >= 0".
    explicit Semaphore(std::int64_t value = 1) : Semaphore(value, INT64_MAX) {}
    bool acquire(bool block = true, detail::Timeout timeout = {}) const { return units_->acquire(block, timeout); }
    // BoundedSemaphore: ValueError "Semaphore released too many times".
    void release(std::int64_t n = 1) const;
    std::int64_t get_value() const;

protected:
    Semaphore(std::int64_t value, std::int64_t limit);

private:
    friend class Condition;
    std::shared_ptr<detail::Units> units_;
};

class BoundedSemaphore : public Semaphore {
public:
    explicit BoundedSemaphore(std::int64_t value = 1) : Semaphore(value, value) {}
};

class Condition : public detail::StandardLockable<Condition> {
public:
    Condition() : Condition(RLock()) {}
    explicit Condition(RLock lock) : Condition(std::variant<Lock, RLock, Semaphore>(std::move(lock))) {}
    explicit Condition(Lock lock) : Condition(std::variant<Lock, RLock, Semaphore>(std::move(lock))) {}
    explicit Condition(Semaphore lock) : Condition(std::variant<Lock, RLock, Semaphore>(std::move(lock))) {}
    bool acquire(bool block = true, detail::Timeout timeout = {}) const;
    void release() const;
    // Throws RuntimeError "cannot wait on un-acquired lock".
    bool wait(detail::Timeout timeout = {}) const;
    template <class Predicate>
    auto wait_for(Predicate predicate, detail::Timeout timeout = {}) const {
        return mp::detail::wait_for_predicate(*this, predicate, timeout);
    }
    // Throws RuntimeError "cannot notify on un-acquired lock".
    void notify(std::size_t n = 1) const;
    void notify_all() const;

private:
    struct Waiters;
    explicit Condition(std::variant<Lock, RLock, Semaphore> lock);
    bool owned() const;
    int release_all() const;
    void acquire_again(int depth) const;

    std::variant<Lock, RLock, Semaphore> lock_;
    std::shared_ptr<Waiters> waiters_;
};

class Event {
public:
    Event() : state_(std::make_shared<State>()) {}
    bool is_set() const;
    void set() const;
    void clear() const;
    // True when it was set, even if only for a moment; false when the time is over.
    bool wait(detail::Timeout timeout = {}) const;

private:
    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        bool set = false;
        std::uint64_t times = 0;
    };
    std::shared_ptr<State> state_;
};

class Barrier {
public:
    // action is run by the last to arrive, before anybody is let go. Throws ValueError "parties must be > 0".
    explicit Barrier(std::int64_t parties, std::function<void()> action = {}, detail::Timeout timeout = {});
    // As mp::Barrier::wait().
    int wait() const;
    int wait(detail::Timeout timeout) const;
    void reset() const;
    void abort() const;
    std::int64_t parties() const noexcept;
    int n_waiting() const;
    bool broken() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace mp::dummy
