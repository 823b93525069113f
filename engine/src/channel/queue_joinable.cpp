// SPDX-License-Identifier: MIT
// The JoinableQueue's part of a queue's end: counting, and what happens to the items of consumers that die.
#include "channel/queue_shared.h"
#include "mp/exceptions.h"
#include "os/clock.h"

namespace mp::channel {

namespace {
// How long a loss must have been there before it is believed: it is counted while others are at work.
constexpr std::int64_t suspicion_ns = 20'000'000;

struct Got {
    telemetry::ObjectId queue = 0;
    bool again = false;
};
thread_local Got last_got;
}  // namespace

void QueueEnd::note_got(const Ring::View& view) noexcept {
    last_got = {ring_.id(), view.again};
    if (!ring_.keeps()) note_held(1);
}

bool QueueEnd::redelivered() const noexcept {
    return last_got.queue == ring_.id() && last_got.again;
}

void QueueEnd::note_held(std::int64_t change) noexcept {
    telemetry::Registry& registry = telemetry::Registry::instance();
    std::atomic<std::uint64_t>* entry = share_of(shared().held, registry.self(), registry);
    if (entry == nullptr) return;
    std::uint64_t seen = entry->load(std::memory_order_relaxed);
    for (;;) {
        const std::int64_t number = static_cast<std::int64_t>(number_of(seen)) + change;
        if (number < 0) return;  // another process's item: any process may say that it is done
        if (entry->compare_exchange_weak(seen, make_share(registry.self(), static_cast<std::uint32_t>(number)),
                                         std::memory_order_acq_rel))
            return;
    }
}

// What has been put is what the ring has seen and what feeders still keep.
std::int64_t QueueEnd::unfinished() noexcept {
    const std::uint64_t done = shared().done_count.load(std::memory_order_acquire);
    return static_cast<std::int64_t>(backlog_of_all() + ring_.put_count() - done);
}

void QueueEnd::task_done() {
    bool released = false;
    std::uint64_t done = shared().done_count.load(std::memory_order_acquire);
    do {
        if (static_cast<std::int64_t>(backlog_of_all() + ring_.put_count() - done) <= 0)
            throw ValueError("task_done() called too many times");
        // Before it is counted: a death in between is a loss that join() tells, and not an item that comes again.
        if (ring_.keeps() && !released) {
            if (Claims* claims = claims_.get())
                if (Heap::Block block = claims->oldest()) ring_.release(block);
            released = true;
        }
    } while (!shared().done_count.compare_exchange_weak(done, done + 1, std::memory_order_seq_cst));
    if (!ring_.keeps()) note_held(-1);
    telemetry::QueueState& state = ring_.state();
    const std::int64_t left = unfinished();
    state.unfinished.store(static_cast<std::uint64_t>(std::max<std::int64_t>(left, 0)), std::memory_order_relaxed);
    if (left <= 0) Bell(&state.join_waiters, &state.finished_word).ring_all();
}

// Items that processes had got when they ended: all that is unfinished, and neither in the queue nor with the living.
std::uint64_t QueueEnd::lost_count(int& pid) noexcept {
    telemetry::Registry& registry = telemetry::Registry::instance();
    if (registry.deaths() == shared().deaths) return 0;
    if (ring_.keeps()) {
        // Every item lies in a block; what the dead had has been put back by now, or is lost.
        pid = ring_.lost_with();
        const std::int64_t gone = unfinished() - static_cast<std::int64_t>(backlog_of_all() + ring_.blocks_in_use());
        return gone > 0 ? static_cast<std::uint64_t>(gone) : 0;
    }
    std::int64_t lost = unfinished() - static_cast<std::int64_t>(backlog_of_all() + ring_.occupied());
    for (auto& entry : shared().held) {
        const std::uint64_t share = entry.load(std::memory_order_acquire);
        if (number_of(share) == 0) continue;
        if (registry.alive(token_of(share))) {
            lost -= number_of(share);
        } else {
            pid = registry.pid_of(token_of(share));
        }
    }
    return lost > 0 ? static_cast<std::uint64_t>(lost) : 0;
}

void QueueEnd::join() {
    telemetry::QueueState& state = ring_.state();
    const Bell bell(&state.join_waiters, &state.finished_word);
    std::uint64_t suspected = 0;
    std::uint64_t done_then = 0;
    while (unfinished() > 0) {
        telemetry::Registry::instance().look_for_deaths();
        ring_.repair();
        // Counted while others work, so it is believed only when it stays the same while nothing is finished.
        int pid = 0;
        const std::uint64_t lost = lost_count(pid);
        std::uint64_t done = shared().done_count.load(std::memory_order_acquire);
        if (lost != 0 && lost == suspected && done == done_then) {
            if (!shared().done_count.compare_exchange_strong(done, done + lost, std::memory_order_seq_cst)) continue;
            bell.ring_all();
            throw ConsumerLost("join " + repr() + ": " + std::to_string(lost) +
                                   " item(s) were with a process that ended before task_done()" +
                                   (pid != 0 ? " (process " + std::to_string(pid) + ")" : std::string()),
                               pid);
        }
        suspected = lost;
        done_then = done;
        bell.wait({.deadline_ns = os::deadline_after(lost != 0 ? suspicion_ns : slice_ns),
                   .kind = telemetry::WaitFor::join,
                   .object = ring_.id()},
                  [this] { return unfinished() <= 0; });
    }
}

}  // namespace mp::channel
