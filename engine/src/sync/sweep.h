// SPDX-License-Identifier: MIT
#pragma once
// What a death means to the objects of this room. Waiters find out by themselves within a slice; this makes it at once,
// for the whole program, wherever a death is noticed first (the reaper, mostly).

#include "telemetry/registry.h"

namespace mp::sync {

// Registers the sweeper in this process; any number of times.
void sweep_at_deaths();

// Locks held by the dead become free and marked, its units come back, the waiters of its conditions and barriers look
// again.
void sweep(telemetry::Registry& registry, telemetry::Token dead) noexcept;

}  // namespace mp::sync
