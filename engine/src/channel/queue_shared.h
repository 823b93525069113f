// SPDX-License-Identifier: MIT
#pragma once
// What a queue has beside its ring's own control words, for all processes that have it.

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

#include "channel/queue_end.h"

namespace mp::channel {

// Processes with their share of a number: token low, number high.
constexpr std::uint64_t make_share(telemetry::Token token, std::uint32_t number) {
    return static_cast<std::uint64_t>(number) << 32 | token;
}
constexpr telemetry::Token token_of(std::uint64_t share) {
    return static_cast<telemetry::Token>(share);
}
constexpr std::uint32_t number_of(std::uint64_t share) {
    return static_cast<std::uint32_t>(share >> 32);
}

// The entry of that process, or a fresh one, or, when all are in use, one of a process that has ended (what it says of
// the dead is lost then); nullptr when all are of the living.
template <class Entries>
std::atomic<std::uint64_t>* share_of(Entries& entries, telemetry::Token self, telemetry::Registry& registry) noexcept {
    for (auto& entry : entries)
        if (token_of(entry.load(std::memory_order_relaxed)) == self) return &entry;
    for (const bool of_the_dead : {false, true}) {
        for (auto& entry : entries) {
            std::uint64_t seen = entry.load(std::memory_order_relaxed);
            const telemetry::Token owner = token_of(seen);
            if (owner != telemetry::nobody && (!of_the_dead || registry.alive(owner))) continue;
            if (entry.compare_exchange_strong(seen, make_share(self, 0), std::memory_order_acq_rel)) return &entry;
        }
    }
    return nullptr;
}

struct QueueEnd::Shared {
    std::int64_t maxsize;
    std::uint64_t start_number;                                    // processes started when the queue was made
    std::uint32_t deaths;                                          // of the registry at that moment
    alignas(64) std::atomic<std::uint64_t> done_count;             // task_done()
    alignas(64) std::array<std::atomic<std::uint64_t>, 256> held;  // items got and not done: process and number
    std::atomic<std::uint32_t> verdicts;  // how often it was found that nobody could put any more
    // Processes all of whose threads wait here for an item, for ever: the number is odd while they do.
    alignas(64) std::array<std::atomic<std::uint64_t>, 512> stuck;
};

// This process's threads that wait here for ever. When all do, the process says so in its entry.
struct QueueEnd::Stuck {
    std::mutex mutex;
    int threads = 0;
    std::atomic<std::uint64_t>* entry = nullptr;
    bool marked = false;

    void mark(bool on) noexcept {
        if (entry != nullptr && marked != on) entry->fetch_add(make_share(0, 1), std::memory_order_seq_cst);
        marked = on && entry != nullptr;
    }
};

}  // namespace mp::channel
