// SPDX-License-Identifier: MIT
#include "os/clock.h"

#include <time.h>

namespace mp::os {

namespace {
std::int64_t read_clock(clockid_t clock) noexcept {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}
}  // namespace

std::int64_t monotonic_ns() noexcept {
    return read_clock(CLOCK_MONOTONIC);
}
std::int64_t wall_ns() noexcept {
    return read_clock(CLOCK_REALTIME);
}

std::int64_t deadline_after(std::int64_t timeout_ns) noexcept {
    if (timeout_ns == forever_ns) return forever_ns;
    const std::int64_t now = monotonic_ns();
    if (timeout_ns <= 0) return now;
    return timeout_ns > forever_ns - now ? forever_ns : now + timeout_ns;
}

}  // namespace mp::os
