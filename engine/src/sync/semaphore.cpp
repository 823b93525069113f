// SPDX-License-Identifier: MIT
#include "sync/semaphore.h"

#include <cerrno>
#include <ostream>

#include "mp/exceptions.h"
#include "mp/synchronize.h"
#include "os/clock.h"
#include "os/error.h"
#include "os/self.h"
#include "sync/ledger.h"
#include "sync/robust_mutex.h"
#include "sync/sweep.h"
#include "telemetry/handle.h"
#include "telemetry/writer.h"

namespace mp {

using telemetry::Object;
using telemetry::ObjectKind;
using telemetry::ObjectSlot;
using telemetry::Registry;
using telemetry::SemaphoreState;
using telemetry::Token;

namespace sync {

namespace {

std::atomic<std::uint32_t>& futex_word(SemaphoreState& state) noexcept {
    return *reinterpret_cast<std::atomic<std::uint32_t>*>(&state);
}

// Waking one is enough because the woken one wakes the next when there is more (a flag, not a count: a waiter that is
// killed leaves nothing behind that would have to be counted down).
void wake_next(SemaphoreState& state) noexcept {
    if (state.waiters.exchange(0, std::memory_order_seq_cst) != 0) os::futex_wake(futex_word(state), 1);
}

bool look_a_while(Ledger& ledger, SemaphoreState& state, Token self) {
    for (std::uint32_t i = 0, looks = most_looks(); i < looks; ++i) {
        os::pause_cpu();
        if (state.value() != 0 && ledger.take_unit(self)) return true;
    }
    return false;
}

bool sleep_for_unit(Object& object, Ledger& ledger, SemaphoreState& state, Token self, std::int64_t timeout_ns) {
    const std::int64_t deadline_ns = os::deadline_after(timeout_ns);
    const telemetry::WaitScope waiting(object.registry(), telemetry::WaitFor::semaphore, object.id());
    bool taken = false;
    for (;;) {
        state.waiters.store(1, std::memory_order_seq_cst);
        taken = ledger.take_unit(self);
        if (!taken) {
            ledger.return_units_of_the_dead();
            taken = ledger.take_unit(self);
        }
        if (taken || os::monotonic_ns() >= deadline_ns) break;
        os::futex_wait(futex_word(state), 0, slice_until(deadline_ns));
    }
    // The wake-up that brought us here took the flag down; others may sleep still, and there may be units for them.
    state.waiters.store(1, std::memory_order_seq_cst);
    if (state.value() != 0) wake_next(state);
    return taken;
}

}  // namespace

void wake_all(SemaphoreState& state) noexcept {
    state.waiters.store(0, std::memory_order_seq_cst);
    os::futex_wake(futex_word(state), INT32_MAX);
}

bool acquire_semaphore(Object& object, std::int64_t timeout_ns) {
    SemaphoreState& state = object.slot().state.semaphore;
    const Token self = require_self(object.registry());
    Ledger ledger(object.registry(), object.slot());
    if (ledger.take_unit(self)) return true;
    if (timeout_ns <= 0) return ledger.return_units_of_the_dead() && ledger.take_unit(self);
    state.contended_count.fetch_add(1, std::memory_order_relaxed);
    return look_a_while(ledger, state, self) || sleep_for_unit(object, ledger, state, self, timeout_ns);
}

void release_semaphore(Object& object) {
    SemaphoreState& state = object.slot().state.semaphore;
    Ledger ledger(object.registry(), object.slot());
    if (!ledger.give_unit(require_self(object.registry())))
        throw ValueError("semaphore or lock released too many times");
    if (state.waiters.load(std::memory_order_seq_cst) != 0) wake_next(state);
}

}  // namespace sync

namespace {

constexpr std::uint32_t most_units = INT32_MAX;

void drop_ledger(Registry& registry, ObjectSlot& slot) noexcept {
    sync::Entries::drop_chain(registry, slot.state.semaphore.more);
}

std::shared_ptr<Object> make_semaphore(std::int64_t value, bool bounded, const SyncOptions& options) {
    if (value < 0) os::throw_error(EINVAL, "create semaphore", "value " + std::to_string(value));
    if (value > most_units) throw OverflowError("signed integer is greater than maximum");
    sync::sweep_at_deaths();
    const auto prepare = [&](ObjectSlot& slot) {
        SemaphoreState& state = slot.state.semaphore;
        state.value_and_version.store(static_cast<std::uint64_t>(value), std::memory_order_relaxed);
        state.initial = static_cast<std::uint32_t>(value);
        state.limit = bounded ? state.initial : most_units;
    };
    return Object::create(bounded ? ObjectKind::bounded_semaphore : ObjectKind::semaphore, options.name, prepare,
                          &drop_ledger);
}

}  // namespace

Semaphore::Semaphore(std::int64_t value, const SyncOptions& options) : Semaphore(value, false, options) {}
Semaphore::Semaphore(std::int64_t value, bool bounded, const SyncOptions& options)
    : Semaphore(make_semaphore(value, bounded, options)) {}
Semaphore::Semaphore(std::shared_ptr<Object> object) noexcept
    : SyncHandle(std::move(object)), state_(&object_->slot().state.semaphore) {}

Semaphore Semaphore::open(std::uint64_t id, bool bounded) {
    sync::sweep_at_deaths();
    return Semaphore(Object::open(id, bounded ? ObjectKind::bounded_semaphore : ObjectKind::semaphore));
}

bool Semaphore::acquire() const {
    return sync::acquire_semaphore(*object_, detail::Timeout::forever_ns);
}
bool Semaphore::acquire(bool block, detail::Timeout timeout) const {
    return sync::acquire_semaphore(*object_, block ? timeout.ns() : 0);
}
void Semaphore::release() const {
    sync::release_semaphore(*object_);
}
std::uint32_t Semaphore::get_value() const noexcept {
    return state_->value();
}
std::string Semaphore::repr() const {
    const std::string value = std::to_string(get_value());
    if (object_->slot().header.kind == ObjectKind::bounded_semaphore)
        return "<BoundedSemaphore(value=" + value + ", maxvalue=" + std::to_string(state_->limit) + ")>";
    return "<Semaphore(value=" + value + ")>";
}

std::ostream& operator<<(std::ostream& out, const Semaphore& semaphore) {
    return out << semaphore.repr();
}

}  // namespace mp
