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
    alignas(64) std::atomic<std::uint32_t> orphans;  // counts searches that found items of dead getters
    alignas(64) std::byte extra[extra_bytes];
};

}  // namespace mp::channel
