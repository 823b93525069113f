// SPDX-License-Identifier: MIT
#include <deque>

#include "mp/detail/dummy_sync.h"
#include "os/self.h"

namespace mp::dummy {

using detail::Timeout;
using detail::wait_until_true;

namespace detail {

bool Units::acquire(bool block, Timeout timeout) {
    std::unique_lock lock(mutex);
    if (!wait_until_true(freed, lock, block, timeout, [this] { return value > 0; })) return false;
    --value;
    return true;
}

void Units::release(const char* error) {
    const std::lock_guard lock(mutex);
    if (value >= limit) throw RuntimeError(error);
    ++value;
    freed.notify_one();
}

}  // namespace detail

// ---- Lock, RLock, Semaphore

bool Lock::locked() const {
    const std::lock_guard lock(units_->mutex);
    return units_->value == 0;
}

bool RLock::acquire(bool block, Timeout timeout) const {
    detail::Units& units = *units_;
    std::unique_lock lock(units.mutex);
    const int self = os::thread_id();
    if (units.owner != self) {
        if (!wait_until_true(units.freed, lock, block, timeout, [&] { return units.owner == 0; })) return false;
        units.owner = self;
    }
    ++units.depth;
    return true;
}

void RLock::release() const {
    detail::Units& units = *units_;
    const std::lock_guard lock(units.mutex);
    if (units.owner != os::thread_id()) throw RuntimeError("cannot release un-acquired lock");
    if (--units.depth > 0) return;
    units.owner = 0;
    units.freed.notify_one();
}

bool RLock::locked() const {
    const std::lock_guard lock(units_->mutex);
    return units_->owner != 0;
}

bool RLock::owned() const {
    const std::lock_guard lock(units_->mutex);
    return units_->owner == os::thread_id();
}

int RLock::release_all() const {
    const std::lock_guard lock(units_->mutex);
    units_->owner = 0;
    units_->freed.notify_one();
    return std::exchange(units_->depth, 0);
}

void RLock::acquire_again(int depth) const {
    acquire();
    const std::lock_guard lock(units_->mutex);
    units_->depth = depth;
}

Semaphore::Semaphore(std::int64_t value, std::int64_t limit) : units_(std::make_shared<detail::Units>()) {
    if (value < 0) throw ValueError("semaphore initial value must be >= 0");
    units_->value = value;
    units_->limit = limit;
}

void Semaphore::release(std::int64_t n) const {
    if (n < 1) throw ValueError("n must be one or more");
    const std::lock_guard lock(units_->mutex);
    if (n > units_->limit - units_->value) throw ValueError("Semaphore released too many times");
    units_->value += n;
    for (; n > 0; --n) units_->freed.notify_one();
}

std::int64_t Semaphore::get_value() const {
    const std::lock_guard lock(units_->mutex);
    return units_->value;
}

// ---- Condition

// Each waiter has a place in the row, so that a notify() wakes those who waited when it was called, longest first.
struct Condition::Waiters {
    struct Place {
        std::condition_variable woken;
        bool notified = false;
    };
    std::mutex mutex;
    std::deque<Place*> row;
};

Condition::Condition(std::variant<Lock, RLock, Semaphore> lock)
    : lock_(std::move(lock)), waiters_(std::make_shared<Waiters>()) {}

bool Condition::acquire(bool block, Timeout timeout) const {
    return std::visit([&](const auto& lock) { return lock.acquire(block, timeout); }, lock_);
}

void Condition::release() const {
    std::visit([](const auto& lock) { lock.release(); }, lock_);
}

// Of a Lock or Semaphore nobody knows whose it is: it is taken, as in Python.
bool Condition::owned() const {
    if (const auto* recursive = std::get_if<RLock>(&lock_)) return recursive->owned();
    if (const auto* lock = std::get_if<Lock>(&lock_)) return lock->locked();
    return std::get<Semaphore>(lock_).get_value() == 0;
}

int Condition::release_all() const {
    if (const auto* recursive = std::get_if<RLock>(&lock_)) return recursive->release_all();
    release();
    return 1;
}

void Condition::acquire_again(int depth) const {
    if (const auto* recursive = std::get_if<RLock>(&lock_)) return recursive->acquire_again(depth);
    acquire();
}

bool Condition::wait(Timeout timeout) const {
    if (!owned()) throw RuntimeError("cannot wait on un-acquired lock");
    Waiters::Place place;
    bool notified = false;
    int depth = 0;
    {
        std::unique_lock lock(waiters_->mutex);
        waiters_->row.push_back(&place);
        depth = release_all();
        notified = wait_until_true(place.woken, lock, true, timeout, [&] { return place.notified; });
        if (!notified) std::erase(waiters_->row, &place);
    }
    acquire_again(depth);
    return notified;
}

void Condition::notify(std::size_t n) const {
    if (!owned()) throw RuntimeError("cannot notify on un-acquired lock");
    const std::lock_guard lock(waiters_->mutex);
    for (; n > 0 && !waiters_->row.empty(); --n) {
        Waiters::Place& place = *waiters_->row.front();
        waiters_->row.pop_front();
        place.notified = true;
        place.woken.notify_one();  // under the mutex: the place is gone as soon as its thread runs
    }
}

void Condition::notify_all() const {
    notify(SIZE_MAX);
}

// ---- Event

bool Event::is_set() const {
    const std::lock_guard lock(state_->mutex);
    return state_->set;
}

void Event::set() const {
    const std::lock_guard lock(state_->mutex);
    state_->set = true;
    ++state_->times;
    state_->changed.notify_all();
}

void Event::clear() const {
    const std::lock_guard lock(state_->mutex);
    state_->set = false;
}

bool Event::wait(Timeout timeout) const {
    std::unique_lock lock(state_->mutex);
    const std::uint64_t before = state_->times;
    return wait_until_true(state_->changed, lock, true, timeout,
                           [&] { return state_->set || state_->times != before; });
}

// ---- Barrier

struct Barrier::State {
    std::mutex mutex;
    std::condition_variable changed;
    std::int64_t parties = 0;
    std::function<void()> action;
    Timeout timeout;
    std::int64_t count = 0;    // that have arrived
    std::uint64_t round = 0;   // of those that were let go
    std::uint64_t breaks = 0;  // by abort, reset, time-out or a failed action
    bool broken = false;
    bool draining = false;  // the action runs

    void break_it() {
        broken = true;
        ++breaks;
        count = 0;
        changed.notify_all();
    }
};

Barrier::Barrier(std::int64_t parties, std::function<void()> action, Timeout timeout)
    : state_(std::make_shared<State>()) {
    if (parties < 1) throw ValueError("parties must be > 0");
    state_->parties = parties;
    state_->action = std::move(action);
    state_->timeout = timeout;
}

int Barrier::wait() const {
    return wait(state_->timeout);
}

int Barrier::wait(Timeout timeout) const {
    State& s = *state_;
    std::unique_lock lock(s.mutex);
    s.changed.wait(lock, [&] { return !s.draining; });
    if (s.broken) throw BrokenBarrierError();
    const std::uint64_t round = s.round;
    const std::uint64_t breaks = s.breaks;
    const std::int64_t index = s.count++;
    if (s.count == s.parties) {
        s.draining = true;
        try {
            lock.unlock();
            if (s.action) s.action();
            lock.lock();
        } catch (...) {
            lock.lock();
            s.draining = false;
            s.break_it();
            throw;
        }
        s.draining = false;
        if (s.breaks == breaks) {
            s.count = 0;
            ++s.round;
        }
        s.changed.notify_all();
        if (s.breaks != breaks) throw BrokenBarrierError();
        return static_cast<int>(index);
    }
    const auto over = [&] { return s.round != round || s.breaks != breaks; };
    if (!wait_until_true(s.changed, lock, true, timeout, over)) s.break_it();
    if (s.round == round) throw BrokenBarrierError();
    return static_cast<int>(index);
}

void Barrier::reset() const {
    const std::lock_guard lock(state_->mutex);
    if (state_->count > 0) state_->break_it();
    state_->broken = false;
}

void Barrier::abort() const {
    const std::lock_guard lock(state_->mutex);
    state_->break_it();
}

std::int64_t Barrier::parties() const noexcept {
    return state_->parties;
}

int Barrier::n_waiting() const {
    const std::lock_guard lock(state_->mutex);
    return static_cast<int>(state_->count);
}

bool Barrier::broken() const {
    const std::lock_guard lock(state_->mutex);
    return state_->broken;
}

}  // namespace mp::dummy
