// SPDX-License-Identifier: MIT
#pragma once
// A pool's counters in the registry have one writer, whoever holds the core's mutex, and need no locked addition.

#include <atomic>
#include <cstdint>

namespace mp::pool {

inline void add(std::atomic<std::uint64_t>& counter, std::uint64_t amount) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

inline void subtract(std::atomic<std::uint64_t>& counter, std::uint64_t amount) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) - amount, std::memory_order_relaxed);
}

}  // namespace mp::pool
