// SPDX-License-Identifier: MIT
#pragma once
// What Lock, RLock and Condition do with a LockState.

#include "os/self.h"
#include "sync/robust_mutex.h"
#include "telemetry/handle.h"

namespace mp::sync {

// Counters have one writer at a time, the holder, so they need no atomic addition.
inline void bump(std::atomic<std::uint64_t>& counter) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

// By the new holder, right after its compare-and-swap.
inline void took(telemetry::LockState& state) noexcept {
    state.owner_thread.store(static_cast<std::uint32_t>(os::thread_id()), std::memory_order_relaxed);
    bump(state.acquired_count);
    if (state.owner_died.load(std::memory_order_relaxed) != 0) state.owner_died.store(0, std::memory_order_relaxed);
}

// The thread is cleared before the word, so a thread that finds its own number under its process's token owns it.
inline bool owned_by_this_thread(const telemetry::LockState& state, Token self) noexcept {
    return (state.word.load(std::memory_order_relaxed) & telemetry::token_mask) == self && self != telemetry::nobody &&
           state.owner_thread.load(std::memory_order_relaxed) == static_cast<std::uint32_t>(os::thread_id());
}

// For when the word is not free. False when the time is over.
bool acquire_lock_slow(telemetry::Object& object, telemetry::LockState& state, std::int64_t timeout_ns);

}  // namespace mp::sync
