// SPDX-License-Identifier: MIT
#pragma once
// The lock word that survives its owner: 0 free, `abandoned`, or the holder's token, with waiters_bit when somebody
// sleeps. Lock, RLock and Barrier are made of it, and so may be anything else in shared memory that needs a mutex.
//
// Taking it is one compare-and-swap, freeing it one exchange. Who finds it taken looks a few times more, then sleeps in
// slices, and before each asks whether the holder lives: a dead one's word is taken over by the same compare-and-swap.
// A woken waiter may be killed before it takes the word; the slices bound what that costs the others.

#include <atomic>
#include <cstdint>

#include "os/futex.h"
#include "telemetry/registry.h"

namespace mp::sync {

using telemetry::ObjectId;
using telemetry::Registry;
using telemetry::Token;

// No sleep on shared memory lasts longer without a look at who still lives.
inline constexpr std::int64_t slice_ns = 50'000'000;
std::int64_t slice_until(std::int64_t deadline_ns) noexcept;

// This process's token. Throws RuntimeError when it has none (all slots were in use when the user's fork made it).
Token require_self(const Registry& registry);

struct Acquired {
    bool taken = false;
    bool from_the_dead = false;
    Token dead = telemetry::nobody;  // whom it was taken from, where known
    std::int64_t slept_ns = 0;       // 0: did not sleep
    std::uint32_t looks = 0;         // spent before it was free, when it did not sleep
};

inline bool try_acquire_word(std::atomic<std::uint32_t>& word, Token self) noexcept {
    std::uint32_t expected = 0;
    return word.compare_exchange_strong(expected, self, std::memory_order_acquire, std::memory_order_relaxed);
}

// For when try_acquire_word failed. shown: the object that observers see this process wait for, looks: how many are
// worth while before sleeping.
Acquired acquire_word_slow(Registry& registry, std::atomic<std::uint32_t>& word, Token self, std::int64_t timeout_ns,
                           telemetry::WaitFor kind, ObjectId shown, std::uint32_t looks) noexcept;

// Returns what the word was: 0 or `abandoned` when nobody held it (it is then unchanged).
inline std::uint32_t release_word(std::atomic<std::uint32_t>& word) noexcept {
    const std::uint32_t old = word.exchange(0, std::memory_order_release);
    if ((old & telemetry::waiters_bit) != 0) [[unlikely]]
        os::futex_wake(word, 1);
    if (old == telemetry::abandoned) [[unlikely]] {
        std::uint32_t expected = 0;
        word.compare_exchange_strong(expected, telemetry::abandoned, std::memory_order_relaxed);
    }
    return old;
}

// For the sweeper: the dead process's hold ends.
void abandon_word(std::atomic<std::uint32_t>& word, Token dead) noexcept;

// How many looks are worth while at most: none on one CPU, where the holder cannot run meanwhile.
std::uint32_t most_looks() noexcept;

}  // namespace mp::sync
