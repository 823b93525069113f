// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One look at the watched session, as it travels from the feed's thread to the window: const, shared, by queued signal.

#include <QMetaType>
#include <cstdint>
#include <memory>
#include <optional>

#include "mp/snapshot.h"

namespace lifeguard {

using SnapshotPtr = std::shared_ptr<const mp::observe::Snapshot>;

// Snapshot::tasks holds what finished since the frame before. Rates and CPU shares are those of the last sample
// interval, so that they do not flicker between the polls inside one.
struct Frame {
    SnapshotPtr snapshot;
    bool sample = false;  // a sample interval is over: charts and sparklines take a point
    std::int64_t generation = 0;

    // What the window itself costs; measured with each sample.
    std::optional<double> self_cpu_percent;
    std::optional<std::int64_t> self_memory_bytes;
};

}  // namespace lifeguard
Q_DECLARE_METATYPE(lifeguard::Frame)
