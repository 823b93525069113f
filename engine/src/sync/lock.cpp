// SPDX-License-Identifier: MIT
// Lock and RLock. The way through a free lock reads no clock and calls nothing; its counters are plain stores of the
// holder into the line that it owns anyway.
#include <algorithm>
#include <bit>
#include <ostream>

#include "mp/exceptions.h"
#include "mp/synchronize.h"
#include "os/self.h"
#include "sync/lock_state.h"
#include "sync/owner_text.h"
#include "sync/robust_mutex.h"
#include "sync/sweep.h"
#include "telemetry/handle.h"
#include "telemetry/writer.h"

namespace mp {

using sync::Acquired;
using sync::require_self;
using telemetry::LockState;
using telemetry::Object;
using telemetry::ObjectKind;
using telemetry::Registry;
using telemetry::Token;

namespace sync {

namespace {

std::uint32_t looks_for(const LockState& state) noexcept {
    const std::uint32_t most = most_looks();
    return most == 0 ? 0 : std::min(most, 2 * state.spin.load(std::memory_order_relaxed) + 20);
}

void tell_of_the_dead(const Object& object, Token dead) noexcept {
    const Registry& registry = object.registry();
    char text[112];
    write_owner_died(text, sizeof text, object, dead != telemetry::nobody ? registry.pid_of(dead) : 0);
    telemetry::write_log_event(object.registry(), 30, text);
}

// By the new holder, after a wait.
void count_wait(LockState& state, const Acquired& got) noexcept {
    bump(state.contended_count);
    if (got.slept_ns == 0) {
        const std::uint32_t spin = state.spin.load(std::memory_order_relaxed);
        state.spin.store(spin - spin / 8 + got.looks / 8, std::memory_order_relaxed);
        return;
    }
    state.waited_ns.store(state.waited_ns.load(std::memory_order_relaxed) + got.slept_ns, std::memory_order_relaxed);
    if (got.slept_ns > state.longest_wait_ns.load(std::memory_order_relaxed))
        state.longest_wait_ns.store(got.slept_ns, std::memory_order_relaxed);
    const auto bucket =
        std::min<std::size_t>(static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(got.slept_ns))) - 1,
                              telemetry::wait_buckets - 1);
    auto& count = state.waits[bucket];
    count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

}  // namespace

bool acquire_lock_slow(Object& object, LockState& state, std::int64_t timeout_ns) {
    Registry& registry = object.registry();
    const Acquired got = acquire_word_slow(registry, state.word, require_self(registry), timeout_ns,
                                           telemetry::WaitFor::lock, object.id(), looks_for(state));
    if (!got.taken) return false;
    took(state);
    if (timeout_ns > 0) count_wait(state, got);
    if (got.from_the_dead) {
        state.owner_died.store(1, std::memory_order_relaxed);
        bump(state.owner_died_count);
        tell_of_the_dead(object, got.dead);
    }
    return true;
}

}  // namespace sync

namespace {

std::shared_ptr<Object> make_lock(ObjectKind kind, const SyncOptions& options) {
    sync::sweep_at_deaths();
    return Object::create(kind, options.name, [](telemetry::ObjectSlot&) {});
}

bool held(const LockState& state) noexcept {
    const std::uint32_t holder = state.word.load(std::memory_order_acquire) & telemetry::token_mask;
    return holder != telemetry::nobody && holder != telemetry::abandoned;
}

}  // namespace

// ---- Lock

Lock::Lock(const SyncOptions& options) : Lock(make_lock(ObjectKind::lock, options)) {}
Lock::Lock(std::shared_ptr<Object> object) noexcept
    : SyncHandle(std::move(object)), state_(&object_->slot().state.lock) {}

Lock Lock::open(std::uint64_t id) {
    sync::sweep_at_deaths();
    return Lock(Object::open(id, ObjectKind::lock));
}

bool Lock::acquire() const {
    const Token self = require_self(*Registry::existing());
    if (sync::try_acquire_word(state_->word, self)) [[likely]] {
        sync::took(*state_);
        return true;
    }
    return acquire_slow(detail::Timeout::forever_ns);
}

bool Lock::acquire(bool block, detail::Timeout timeout) const {
    if (sync::try_acquire_word(state_->word, require_self(*Registry::existing()))) [[likely]] {
        sync::took(*state_);
        return true;
    }
    return acquire_slow(block ? timeout.ns() : 0);
}

bool Lock::acquire_slow(std::int64_t timeout_ns) const {
    return sync::acquire_lock_slow(*object_, *state_, timeout_ns);
}

void Lock::release() const {
    state_->owner_thread.store(0, std::memory_order_relaxed);
    const std::uint32_t old = sync::release_word(state_->word);
    if (old == 0 || old == telemetry::abandoned) [[unlikely]]
        throw ValueError("semaphore or lock released too many times");
}

bool Lock::locked() const noexcept {
    return held(*state_);
}
bool Lock::owner_died() const noexcept {
    return held(*state_) && state_->owner_died.load(std::memory_order_relaxed) != 0;
}
std::string Lock::repr() const {
    return "<Lock(owner=" + sync::owner_text(object_->registry(), *state_) + ")>";
}

// ---- RLock

RLock::RLock(const SyncOptions& options) : RLock(make_lock(ObjectKind::rlock, options)) {}
RLock::RLock(std::shared_ptr<Object> object) noexcept
    : SyncHandle(std::move(object)), state_(&object_->slot().state.lock) {}

RLock RLock::open(std::uint64_t id) {
    sync::sweep_at_deaths();
    return RLock(Object::open(id, ObjectKind::rlock));
}

bool RLock::acquire() const {
    return acquire(true);
}

bool RLock::acquire(bool block, detail::Timeout timeout) const {
    const Token self = require_self(*Registry::existing());
    if (sync::try_acquire_word(state_->word, self)) [[likely]] {
        sync::took(*state_);
        state_->depth.store(1, std::memory_order_relaxed);
        return true;
    }
    if (sync::owned_by_this_thread(*state_, self)) {
        const std::uint32_t depth = state_->depth.load(std::memory_order_relaxed);
        if (depth == UINT32_MAX) throw OverflowError("acquire RLock: it is taken 2^32 - 1 times already");
        state_->depth.store(depth + 1, std::memory_order_relaxed);
        return true;
    }
    return acquire_slow(block ? timeout.ns() : 0);
}

bool RLock::acquire_slow(std::int64_t timeout_ns) const {
    if (!sync::acquire_lock_slow(*object_, *state_, timeout_ns)) return false;
    state_->depth.store(1, std::memory_order_relaxed);
    return true;
}

void RLock::release() const {
    if (!sync::owned_by_this_thread(*state_, Registry::existing()->self())) [[unlikely]]
        throw AssertionError("attempt to release recursive lock not owned by thread");
    const std::uint32_t depth = state_->depth.load(std::memory_order_relaxed);
    state_->depth.store(depth - 1, std::memory_order_relaxed);
    if (depth > 1) return;
    state_->owner_thread.store(0, std::memory_order_relaxed);
    sync::release_word(state_->word);
}

bool RLock::locked() const noexcept {
    return held(*state_);
}
bool RLock::owner_died() const noexcept {
    return held(*state_) && state_->owner_died.load(std::memory_order_relaxed) != 0;
}
std::string RLock::repr() const {
    const Token self = object_->registry().self();
    const std::string depth = sync::owned_by_this_thread(*state_, self)
                                  ? std::to_string(state_->depth.load(std::memory_order_relaxed))
                                  : (held(*state_) ? "nonzero" : "0");
    return "<RLock(" + sync::owner_text(object_->registry(), *state_) + ", " + depth + ")>";
}

std::ostream& operator<<(std::ostream& out, const Lock& lock) {
    return out << lock.repr();
}
std::ostream& operator<<(std::ostream& out, const RLock& lock) {
    return out << lock.repr();
}

// ---- what all handles have

namespace detail {
std::string SyncHandle::name() const {
    return object_->name();
}
std::uint64_t SyncHandle::id() const noexcept {
    return object_->id();
}
}  // namespace detail

}  // namespace mp
