// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Turns counters into rates over whole sample intervals. The engine's own rates are "since the snapshot before"; polled
// four times a second they would flicker, so they are made anew here from sample to sample and hold in between.

#include <unordered_map>

#include "mp/snapshot.h"

namespace lifeguard {

class SampleRates {
public:
    // A sample: rates are taken since the sample before, and remembered.
    void sample(mp::observe::Snapshot& snapshot);
    // A poll between samples: the remembered rates are put in.
    void apply(mp::observe::Snapshot& snapshot) const;

private:
    struct ProcessRate {
        std::optional<std::int64_t> cpu_time_ns;
        std::optional<double> cpu_percent;
    };
    struct PoolRate {
        std::uint64_t finished = 0;
        std::optional<double> tasks_per_s;
    };
    struct QueueRate {
        std::uint64_t put = 0, got = 0;
        std::optional<double> puts_per_s, gets_per_s;
    };
    struct LockRate {
        std::uint64_t acquired = 0;
        std::optional<double> acquires_per_s;
    };
    std::int64_t m_time_ns = 0;
    std::unordered_map<mp::observe::Identity, ProcessRate> m_processes;
    std::unordered_map<std::uint64_t, PoolRate> m_pools;
    std::unordered_map<std::uint64_t, QueueRate> m_queues;
    std::unordered_map<std::uint64_t, LockRate> m_locks;
};

}  // namespace lifeguard
