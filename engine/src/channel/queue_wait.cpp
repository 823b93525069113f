// SPDX-License-Identifier: MIT
// How a queue's end waits, and how it learns that it would wait for ever: some process that had the queue has died, and
// every other one that could put into it waits in get() itself. README.md, "Nobody left to put".
#include "channel/queue_shared.h"
#include "os/clock.h"
#include "os/thread.h"

namespace mp::channel {

using telemetry::Token;

namespace {
// How long nothing may have changed: a process that another one of the program forked itself shows up only when it has
// entered the registry.
constexpr std::int64_t patience_ns = 300'000'000;

constexpr std::uint64_t mixed(std::uint64_t fingerprint, std::uint64_t entry) {
    return (fingerprint ^ entry) * 0x100000001b3ULL;  // FNV's step
}
}  // namespace

// One get() while it sleeps.
struct QueueEnd::Watch {
    QueueEnd* end;
    Stuck* stuck = nullptr;
    std::int64_t since_ns = 0;
    std::uint64_t fingerprint = 0;
    std::uint32_t verdicts = 0;

    explicit Watch(QueueEnd& of) noexcept : end(&of) {}
    Watch(const Watch&) = delete;
    // The mark goes before the queue is looked at again: whoever finds it empty after that look finds no mark.
    ~Watch() {
        if (stuck == nullptr) return;
        const std::lock_guard guard(stuck->mutex);
        --stuck->threads;
        stuck->mark(false);
    }

    // True when no thread of this process does anything but wait here.
    bool mark() noexcept {
        Shared& shared = end->shared();
        if (stuck == nullptr) {
            stuck = &end->stuck_.get_or_make();
            verdicts = shared.verdicts.load(std::memory_order_acquire);
            const std::lock_guard guard(stuck->mutex);
            ++stuck->threads;
        }
        const std::lock_guard guard(stuck->mutex);
        const int threads = os::thread_count();
        const Feeder* feeding = end->feeder(false);
        const bool all = threads != 0 && threads - os::engine_thread_count() <= stuck->threads &&
                         (feeding == nullptr || !feeding->busy());
        if (stuck->entry == nullptr) {
            telemetry::Registry& registry = telemetry::Registry::instance();
            stuck->entry = share_of(shared.stuck, registry.self(), registry);
        }
        stuck->mark(all);
        return all;
    }
};

Wait QueueEnd::wait(bool for_reading, std::int64_t deadline_ns, bool for_ever) {
    Watch watch(*this);
    WaitOptions options{.deadline_ns = deadline_ns,
                        .context = &watch,
                        .kind = for_reading ? telemetry::WaitFor::queue_get : telemetry::WaitFor::queue_put,
                        .object = ring_.id()};
    if (for_ever)
        options.stop = [](void* context) {
            Watch& w = *static_cast<Watch*>(context);
            return w.end->hopeless(w);
        };
    return for_reading ? ring_.wait_readable(options) : ring_.wait_writable(options);
}

// Nobody can put any more. What one process has found out holds for all that were stuck then: each is told, though the
// first to be told may do something about it.
bool QueueEnd::hopeless(Watch& watch) noexcept {
    if (telemetry::Registry::instance().deaths() == shared().deaths) return false;
    const bool was_stuck = watch.stuck != nullptr;
    if (!watch.mark()) {
        watch.since_ns = 0;
        return false;
    }
    if (was_stuck && shared().verdicts.load(std::memory_order_acquire) != watch.verdicts) return true;
    std::uint64_t fingerprint = 0;
    if (!nobody_else_left(&fingerprint)) {
        watch.since_ns = 0;
        return false;
    }
    const std::int64_t now_ns = os::monotonic_ns();
    if (watch.since_ns == 0 || fingerprint != watch.fingerprint) {
        watch.since_ns = now_ns;
        watch.fingerprint = fingerprint;
    }
    if (now_ns - watch.since_ns < patience_ns || ring_.readable()) return false;
    // All were stuck before that look at the queue and are after it.
    if (!nobody_else_left(&fingerprint) || fingerprint != watch.fingerprint) return false;
    shared().verdicts.fetch_add(1, std::memory_order_seq_cst);
    Bell(&ring_.state().getters_sleep, &ring_.state().getters_word).ring_all();
    return true;
}

bool QueueEnd::nobody_else_left(std::uint64_t* fingerprint) noexcept {
    telemetry::Registry& registry = telemetry::Registry::instance();
    if (registry.strangers_expected()) return false;
    const telemetry::Region& region = registry.region();
    const Token creator = registry.object(ring_.id()).header.creator.load(std::memory_order_relaxed);
    const std::uint32_t high = registry.header().process_high.load(std::memory_order_acquire);
    if (fingerprint != nullptr) *fingerprint = 0;
    const auto is_stuck = [&](Token token) {
        for (const auto& entry : shared().stuck) {
            const std::uint64_t seen = entry.load(std::memory_order_seq_cst);
            if (token_of(seen) != token) continue;
            *fingerprint = mixed(*fingerprint, seen);
            return number_of(seen) % 2 == 1;
        }
        return false;
    };
    for (std::uint32_t i = 0; i < high; ++i) {
        const telemetry::ProcessSlot& slot = region.process(i);
        const telemetry::ProcessPhase phase = slot.phase.load(std::memory_order_acquire);
        if (phase == telemetry::ProcessPhase::free || phase == telemetry::ProcessPhase::ended) continue;
        const Token token = telemetry::make_token(i, slot.generation.load(std::memory_order_acquire));
        if (token == registry.self() || slot.role == telemetry::Role::helper) continue;
        // Who was started before the queue was made cannot have it, unless he made it.
        if (phase != telemetry::ProcessPhase::reserved && token != creator &&
            slot.start_number <= shared().start_number)
            continue;
        if (registry.alive(token) && (fingerprint == nullptr || !is_stuck(token))) return false;
    }
    return true;
}

}  // namespace mp::channel
