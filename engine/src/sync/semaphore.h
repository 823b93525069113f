// SPDX-License-Identifier: MIT
#pragma once
// A semaphore's two acts, for Semaphore and for a Condition over one.

#include "telemetry/handle.h"

namespace mp::sync {

bool acquire_semaphore(telemetry::Object& object, std::int64_t timeout_ns);
// Throws ValueError beyond the limit.
void release_semaphore(telemetry::Object& object);
void wake_all(telemetry::SemaphoreState& state) noexcept;

}  // namespace mp::sync
