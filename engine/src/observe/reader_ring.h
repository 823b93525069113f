// SPDX-License-Identifier: MIT
#pragma once
// Reading a ring that its writer overwrites meanwhile.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace mp::observe {

// Hands take() a copy of each entry from cursor to next, and moves the cursor there. at(number) is the entry's place;
// more than `most` are not looked back for. Returns how many were overwritten before they were read.
template <class Entry, class At, class Take>
std::uint64_t read_ring(std::uint64_t next, std::uint64_t& cursor, std::uint64_t most, At at, Take take) {
    std::uint64_t dropped = 0;
    if (cursor > next) cursor = next;
    if (next - cursor > most) {
        if (cursor != 0) dropped = next - cursor - most;
        cursor = next - most;
    }
    for (; cursor < next; ++cursor) {
        const Entry& entry = at(cursor);
        alignas(Entry) std::byte copy[sizeof(Entry)];
        const std::uint64_t before = entry.sequence.load(std::memory_order_acquire);
        // 0: claimed and not written yet (or its writer died there). The latest few may still come: look again
        // next time, older ones never will.
        if (before < cursor + 1) {
            if (next - cursor <= 4) break;
            continue;
        }
        std::memcpy(copy, static_cast<const void*>(&entry), sizeof copy);
        std::atomic_thread_fence(std::memory_order_acquire);
        if (before != cursor + 1 || entry.sequence.load(std::memory_order_relaxed) != before) {
            ++dropped;
            continue;
        }
        take(*reinterpret_cast<const Entry*>(copy));
    }
    return dropped;
}

}  // namespace mp::observe
