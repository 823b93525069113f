// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The last lines of each process by itself: what a dead worker said last is found however much others have said since.

#include <deque>
#include <unordered_map>

#include "mp/snapshot.h"

namespace lifeguard {

class LastWords {
public:
    static constexpr std::size_t lines_kept = 100;  // of one process
    static constexpr std::size_t bytes_kept = 8192;
    static constexpr std::size_t talkers_most = 1000;  // with more processes than that that say anything,
    static constexpr std::size_t lines_of_many = 20;   // so many lines of each

    void take(const mp::observe::Snapshot& snapshot);  // at each look, paused or not
    void clear();
    // In order; none: {}.
    std::vector<mp::observe::LogEntry> of(const mp::observe::Identity& process) const;

private:
    struct Tail {
        std::deque<mp::observe::LogEntry> lines;
        std::size_t bytes = 0;
    };
    void add(const mp::observe::LogEntry& entry);
    void forget(const mp::observe::Snapshot& snapshot);

    std::unordered_map<mp::observe::Identity, Tail> m_tails;
    std::uint64_t m_sequence = 0;
};

}  // namespace lifeguard
