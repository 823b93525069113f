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

// On one CPU the other one runs when this one steps aside: that is cheaper than to sleep and to be woken. But where
// somebody else takes the CPU then, for milliseconds, sleepers are back on it sooner: so it is tried ever more rarely.
constexpr int most_yields = 2;
constexpr int longest_pause = 1 << 16;
constexpr unsigned pays_back = 64;

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
    if (alone_on_one_cpu()) return yield(ready, context);
    const bool paid = spin_for(budget_ns_, ready, context);
    budget_ns_ = paid ? std::min(budget_ns_ * 2, longest_ns) : std::max(budget_ns_ / 2, shortest_ns);
    return paid;
}

bool SpinBudget::yield(bool (*ready)(void*), void* context) {
    if (skip_ != 0) {
        --skip_;
        return false;
    }
    const std::int64_t start_ns = os::monotonic_ns();
    bool is_ready = false;
    for (int i = 0; i < most_yields && !is_ready; ++i) {
        os::yield_cpu();
        is_ready = ready(context);
    }
    if (is_ready && os::monotonic_ns() - start_ns < longest_ns) {
        if (++paid_ % pays_back == 0) pause_ = std::max(pause_ / 2, shortest_pause);
    } else {
        skip_ = pause_;
        pause_ = std::min(pause_ * 2, longest_pause);
    }
    return is_ready;
}

}  // namespace mp::channel
