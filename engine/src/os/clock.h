// SPDX-License-Identifier: MIT
#pragma once
// Time, in nanoseconds. The monotonic clock is the same in all processes of one boot.

#include <cstdint>

namespace mp::os {

std::int64_t monotonic_ns() noexcept;
std::int64_t wall_ns() noexcept;  // since the Unix epoch, UTC

// The moment that lies timeout_ns from now, without overflow; "for ever" is forever_ns.
inline constexpr std::int64_t forever_ns = INT64_MAX;
std::int64_t deadline_after(std::int64_t timeout_ns) noexcept;

}  // namespace mp::os
