// SPDX-License-Identifier: MIT
#pragma once
// What a death means to a condition.

#include "telemetry/registry.h"

namespace mp::sync {

// Its entries go; a notification that it had not taken up yet goes to the next.
void forget_waiter(telemetry::Registry& registry, telemetry::ObjectSlot& condition, telemetry::Token dead) noexcept;

}  // namespace mp::sync
