// SPDX-License-Identifier: MIT
#include "channel/spin.h"

#include <algorithm>

#include "os/clock.h"
#include "os/self.h"

namespace mp::channel {

namespace {

bool alone_on_one_cpu() noexcept {
    thread_local std::uint32_t uses = 0;
    thread_local bool alone = false;
    if (uses++ % 64 == 0) alone = os::usable_cpu_count() < 2;
    return alone;
}

// Looks grow rarer up to that many pauses (some 50 ns each): each look takes the line from whoever is about to write
// it.
constexpr int most_pauses = 8;

}  // namespace

bool spin_for(std::int64_t most_ns, bool (*ready)(void*), void* context) {
    if (alone_on_one_cpu()) return false;
    const std::int64_t end_ns = os::monotonic_ns() + most_ns;
    int pauses = 1;
    do {
        for (int i = 0; i < pauses; ++i) os::pause_cpu();
        if (ready(context)) return true;
        pauses = std::min(pauses * 2, most_pauses);
    } while (os::monotonic_ns() < end_ns);
    return false;
}

bool SpinBudget::spin(bool (*ready)(void*), void* context) {
    if (alone_on_one_cpu()) return false;
    const bool paid = spin_for(budget_ns_, ready, context);
    budget_ns_ = paid ? std::min(budget_ns_ * 2, longest_ns) : std::max(budget_ns_ / 2, shortest_ns);
    return paid;
}

}  // namespace mp::channel
