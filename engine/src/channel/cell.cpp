// SPDX-License-Identifier: MIT
#include "channel/cell.h"

#include "os/procfs.h"

namespace mp::channel {

bool Gone::operator()(telemetry::Token token) noexcept {
    if (token == last_gone_) return true;
    if (registry_.alive(token)) return false;
    if (const int pid = registry_.pid_of(token); pid != 0) {
        try {
            const auto stat = os::read_process_stat(pid);
            const std::uint64_t started = registry_.slot(token).start_ticks.load(std::memory_order_relaxed);
            const bool same = stat && (started == 0 || stat->start_ticks == started);
            const bool ended = same && (stat->state == 'Z' || stat->state == 'X') && stat->threads <= 1;
            if (same && !ended) {
                uncertain_ = true;
                return false;
            }
        } catch (...) {
            uncertain_ = true;  // no descriptor or no memory to look with: look again later
            return false;
        }
    }
    last_gone_ = token;
    return true;
}

}  // namespace mp::channel
