// SPDX-License-Identifier: MIT
#pragma once
// The first page of a ring's memory file.

#include "channel/ring.h"

namespace mp::channel {

struct Ring::Control {
    std::uint64_t magic;
    telemetry::ObjectId id;
    std::uint64_t cells_count;
    std::uint64_t cell_bytes;
    std::uint32_t keeps;                             // RingOptions::keeps
    alignas(64) std::atomic<std::uint32_t> orphans;  // counts searches that found items of dead getters
    std::atomic<std::int32_t> lost_with;             // pid of the last getter whose death lost an item for good
    alignas(64) std::byte extra[extra_bytes];
};

}  // namespace mp::channel
