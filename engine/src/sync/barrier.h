// SPDX-License-Identifier: MIT
#pragma once
// What deaths and ends mean to barriers.

#include "telemetry/registry.h"

namespace mp::sync {

// The parties that wait beside the dead one look at once instead of at the end of their slice.
void wake_parties_of(telemetry::Registry& registry, telemetry::ObjectSlot& barrier, telemetry::Token dead) noexcept;

// This process ends in good order: it is no party of any barrier any more, so its end breaks none. For whoever ends a
// process without exit(); exit() does it by itself.
void leave_barriers() noexcept;

}  // namespace mp::sync
