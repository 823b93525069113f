// SPDX-License-Identifier: MIT
// Each waiter sleeps on an entry of its own, so that a notify wakes the one it means and never waits for anybody.
#include "sync/condition.h"

#include <ostream>
#include <variant>

#include "mp/exceptions.h"
#include "mp/synchronize.h"
#include "os/clock.h"
#include "sync/entries.h"
#include "sync/ledger.h"
#include "sync/lock_state.h"
#include "sync/semaphore.h"
#include "sync/sweep.h"
#include "telemetry/handle.h"
#include "telemetry/writer.h"

namespace mp {

using telemetry::ConditionState;
using telemetry::Object;
using telemetry::ObjectKind;
using telemetry::ObjectSlot;
using telemetry::Registry;
using telemetry::Token;

namespace sync {

namespace {

using telemetry::entry_high;
using telemetry::entry_token;
using telemetry::make_entry;

// The high half of a waiter's entry: its ticket, so that the longest waiter is woken first, and its state.
constexpr std::uint32_t waits = 1;
constexpr std::uint32_t notified = 2;
constexpr std::uint32_t state_mask = 3;

bool is_waiting(std::uint64_t entry) {
    return (entry_high(entry) & state_mask) == waits;
}
bool comes_before(std::uint64_t a, std::uint64_t b) {
    return static_cast<std::int32_t>((entry_high(a) & ~state_mask) - (entry_high(b) & ~state_mask)) < 0;
}

bool wake(Entry& entry, std::uint64_t seen) noexcept {
    const std::uint64_t woken = make_entry(entry_token(seen), (entry_high(seen) & ~state_mask) | notified);
    if (!entry.compare_exchange_strong(seen, woken, std::memory_order_acq_rel)) return false;
    os::futex_wake(futex_word(entry), 1);
    return true;
}

// False when nobody living waits. The dead met on the way are forgotten.
bool wake_longest(Registry& registry, const Entries& waiters) noexcept {
    for (;;) {
        Entry* longest = nullptr;
        std::uint64_t seen = 0;
        waiters.each([&](Entry& entry) {
            const std::uint64_t value = entry.load(std::memory_order_acquire);
            if (!is_waiting(value) || (longest != nullptr && !comes_before(value, seen))) return;
            longest = &entry;
            seen = value;
        });
        if (longest == nullptr) return false;
        if (!registry.alive(entry_token(seen))) {
            longest->compare_exchange_strong(seen, 0, std::memory_order_acq_rel);
        } else if (wake(*longest, seen)) {
            return true;
        }
    }
}

template <class IsDead>
void forget(Registry& registry, const Entries& waiters, IsDead is_dead) noexcept {
    waiters.each([&](Entry& entry) {
        std::uint64_t seen = entry.load(std::memory_order_acquire);
        if (seen == 0 || !is_dead(entry_token(seen))) return;
        if (entry.compare_exchange_strong(seen, 0, std::memory_order_acq_rel) && !is_waiting(seen))
            wake_longest(registry, waiters);
    });
}

// Sleeps until notified: true; or until the deadline: false, and the entry is gone.
bool sleep_on(Registry& registry, const Entries& waiters, Entry& entry, std::uint64_t mine, std::int64_t deadline_ns) {
    for (;;) {
        std::uint64_t seen = entry.load(std::memory_order_acquire);
        if (!is_waiting(seen)) return true;
        if (os::monotonic_ns() >= deadline_ns) {
            if (entry.compare_exchange_strong(seen, 0, std::memory_order_acq_rel)) return false;
            continue;
        }
        if (os::futex_wait(futex_word(entry), entry_high(mine), slice_until(deadline_ns))) continue;
        forget(registry, waiters, [&](Token token) { return !registry.alive(token); });
    }
}

}  // namespace

void forget_waiter(Registry& registry, ObjectSlot& condition, Token dead) noexcept {
    forget(registry, waiters_of(registry, condition), [dead](Token token) { return token == dead; });
}

}  // namespace sync

// ---- the lock behind a condition

struct Condition::Mutex {
    std::variant<Lock, RLock, Semaphore> lock;

    Object& object() const {
        return std::visit([](const auto& one) -> Object& { return *one.object_; }, lock);
    }
    bool acquire(bool block, detail::Timeout timeout) const {
        return std::visit([&](const auto& one) { return one.acquire(block, timeout); }, lock);
    }
    void release() const {
        std::visit([](const auto& one) { one.release(); }, lock);
    }
    std::string repr() const {
        return std::visit([](const auto& one) { return one.repr(); }, lock);
    }
    // How often this thread (of a semaphore: this process) holds it; 0: not at all.
    std::uint32_t levels() const {
        Object& held = object();
        const Token self = held.registry().self();
        if (std::holds_alternative<Semaphore>(lock)) return sync::Ledger(held.registry(), held.slot()).units_of(self);
        const telemetry::LockState& state = held.slot().state.lock;
        if (!sync::owned_by_this_thread(state, self)) return 0;
        return std::holds_alternative<RLock>(lock) ? state.depth.load(std::memory_order_relaxed) : 1;
    }
    void release_levels(std::uint32_t levels) const {
        for (; levels > 0; --levels) release();
    }
    void acquire_levels(std::uint32_t levels) const {
        for (; levels > 0; --levels) (void)acquire(true, {});
    }

    static Mutex open(std::uint64_t id) {
        switch (Registry::instance().object(id).header.kind) {
            case ObjectKind::lock:
                return {Lock::open(id)};
            case ObjectKind::semaphore:
                return {Semaphore::open(id, false)};
            case ObjectKind::bounded_semaphore:
                return {Semaphore::open(id, true)};
            default:
                return {RLock::open(id)};
        }
    }
};

namespace {

void drop_waiters(Registry& registry, ObjectSlot& slot) noexcept {
    sync::Entries::drop_chain(registry, slot.state.condition.more);
}

}  // namespace

Condition::Condition(const SyncOptions& options)
    : Condition(std::make_shared<const Mutex>(Mutex{RLock(options)}), options) {}
Condition::Condition(const Lock& lock, const SyncOptions& options)
    : Condition(std::make_shared<const Mutex>(Mutex{lock}), options) {}
Condition::Condition(const RLock& lock, const SyncOptions& options)
    : Condition(std::make_shared<const Mutex>(Mutex{lock}), options) {}
Condition::Condition(const Semaphore& lock, const SyncOptions& options)
    : Condition(std::make_shared<const Mutex>(Mutex{lock}), options) {}
Condition::Condition(std::shared_ptr<const Mutex> mutex, const SyncOptions& options)
    : Condition(Object::create(
                    ObjectKind::condition, options.name,
                    [&](ObjectSlot& slot) { slot.state.condition.lock = mutex->object().id(); }, &drop_waiters),
                mutex) {
    sync::sweep_at_deaths();
}
Condition::Condition(std::shared_ptr<Object> object, std::shared_ptr<const Mutex> mutex) noexcept
    : SyncHandle(std::move(object)), state_(&object_->slot().state.condition), mutex_(std::move(mutex)) {}

Condition Condition::open(std::uint64_t id) {
    auto object = Object::open(id, ObjectKind::condition);
    auto mutex = std::make_shared<const Mutex>(Mutex::open(object->slot().state.condition.lock));
    return {std::move(object), std::move(mutex)};
}

bool Condition::acquire(bool block, detail::Timeout timeout) const {
    return mutex_->acquire(block, timeout);
}
void Condition::release() const {
    mutex_->release();
}

bool Condition::sleep(std::int64_t deadline_ns) const {
    const std::uint32_t levels = mutex_->levels();
    if (levels == 0) throw AssertionError("must acquire() condition before using wait()");
    Registry& registry = object_->registry();
    const sync::Entries waiters = sync::waiters_of(registry, object_->slot());
    const std::uint32_t ticket = state_->next_ticket.fetch_add(1, std::memory_order_relaxed) << 2;
    const std::uint64_t mine = telemetry::make_entry(registry.self(), ticket | sync::waits);
    telemetry::Entry& entry = waiters.claim(mine);
    mutex_->release_levels(levels);
    bool woken = false;
    {
        const telemetry::WaitScope waiting(registry, telemetry::WaitFor::condition, object_->id());
        woken = sync::sleep_on(registry, waiters, entry, mine, deadline_ns);
    }
    mutex_->acquire_levels(levels);
    // Freed only now: who dies on the way back to the lock leaves a notification that somebody else gets.
    if (woken) entry.store(0, std::memory_order_release);
    return woken;
}

bool Condition::wait(detail::Timeout timeout) const {
    return sleep(os::deadline_after(timeout.ns()));
}

std::int64_t Condition::deadline_after(detail::Timeout timeout) noexcept {
    return os::deadline_after(timeout.ns());
}

bool Condition::wait_until(std::int64_t deadline_ns) const {
    if (os::monotonic_ns() >= deadline_ns) return false;
    (void)sleep(deadline_ns);
    return true;
}

void Condition::notify(std::size_t n) const {
    if (mutex_->levels() == 0) throw AssertionError("lock is not owned");
    const sync::Entries waiters = sync::waiters_of(object_->registry(), object_->slot());
    for (; n > 0 && sync::wake_longest(object_->registry(), waiters); --n) {
        state_->notified_count.fetch_add(1, std::memory_order_relaxed);
    }
}

void Condition::notify_all() const {
    notify(SIZE_MAX);
}

std::string Condition::repr() const {
    std::size_t count = 0;
    sync::waiters_of(object_->registry(), object_->slot()).each([&](telemetry::Entry& entry) {
        const std::uint64_t seen = entry.load(std::memory_order_acquire);
        if (sync::is_waiting(seen) && object_->registry().alive(telemetry::entry_token(seen))) ++count;
    });
    return "<Condition(" + mutex_->repr() + ", " + std::to_string(count) + ")>";
}

std::ostream& operator<<(std::ostream& out, const Condition& condition) {
    return out << condition.repr();
}

}  // namespace mp
