// SPDX-License-Identifier: MIT
#pragma once
// Sleeping on a 32-bit word in shared memory.

#include <atomic>
#include <cstdint>

namespace mp::os {

// Sleeps while *word == expected, until somebody wakes the word or the moment (monotonic clock, ns) has passed.
// False when the moment has passed. May return true for no reason: look at the word again.
bool futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected, std::int64_t deadline_ns) noexcept;

// Wakes at most count sleepers; returns how many woke.
int futex_wake(std::atomic<std::uint32_t>& word, int count) noexcept;

}  // namespace mp::os
