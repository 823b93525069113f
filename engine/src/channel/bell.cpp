// SPDX-License-Identifier: MIT
#include "channel/bell.h"

#include <optional>

#include "channel/spin.h"
#include "os/clock.h"
#include "os/futex.h"
#include "telemetry/writer.h"

namespace mp::channel {

namespace {

constexpr std::uint32_t one_sleeper = 1;
constexpr std::uint32_t several_sleepers = 2;
constexpr std::uint32_t version_step = 4;

thread_local SpinBudget spin_budget;

}  // namespace

// Says "somebody may sleep". Pairs with the load in ring(): either the ringer sees it, or we see what was published.
void Bell::announce() const noexcept {
    std::uint32_t old = sleepers_->load(std::memory_order_relaxed);
    std::uint32_t next = 0;
    do {
        next = ((old & ~state_mask) + version_step) | ((old & state_mask) == 0 ? one_sleeper : several_sleepers);
    } while (!sleepers_->compare_exchange_weak(old, next, std::memory_order_seq_cst, std::memory_order_relaxed));
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

void Bell::wake() const noexcept {
    for (;;) {
        std::uint32_t seen = sleepers_->load(std::memory_order_seq_cst);
        const std::uint32_t none = seen & ~state_mask;
        if (seen == none) return;
        const bool one = (seen & state_mask) == one_sleeper;
        if (one && !sleepers_->compare_exchange_strong(seen, none, std::memory_order_seq_cst)) continue;
        word_->fetch_add(1, std::memory_order_seq_cst);
        const int woken = os::futex_wake(*word_, 1);
        // Nobody was there any more. The version keeps us from wiping out somebody who announced himself meanwhile.
        if (!one && woken == 0) sleepers_->compare_exchange_strong(seen, none, std::memory_order_seq_cst);
        return;
    }
}

void Bell::ring_all() const noexcept {
    if ((sleepers_->load(std::memory_order_seq_cst) & state_mask) == 0) return;
    word_->fetch_add(1, std::memory_order_seq_cst);
    os::futex_wake(*word_, INT32_MAX);
}

Wait Bell::wait_for(const WaitOptions& options, bool (*ready)(void*), void* context) const {
    if (ready(context)) return Wait::ready;
    if (options.deadline_ns <= 0) return Wait::timed_out;
    if (options.deadline_ns != os::forever_ns && os::monotonic_ns() >= options.deadline_ns) return Wait::timed_out;
    if (spin_budget.spin(ready, context)) return Wait::ready;
    std::optional<telemetry::WaitScope> shown;
    for (;;) {
        const std::uint32_t word = word_->load(std::memory_order_seq_cst);
        announce();
        const bool peer_gone =
            options.peer != telemetry::nobody && !telemetry::Registry::existing()->alive(options.peer);
        const bool stop = options.stop != nullptr && options.stop(options.context);
        if (ready(context)) return Wait::ready;
        if (peer_gone) return Wait::peer_gone;
        if (stop) return Wait::stopped;
        const std::int64_t now_ns = os::monotonic_ns();
        if (now_ns >= options.deadline_ns) return Wait::timed_out;
        if (!shown && options.kind != telemetry::WaitFor::none)
            shown.emplace(telemetry::Registry::instance(), options.kind, options.object);
        os::futex_wait(*word_, word, std::min(options.deadline_ns, now_ns + slice_ns));
        if (ready(context)) return Wait::ready;
    }
}

}  // namespace mp::channel
