// SPDX-License-Identifier: MIT
#include "channel/feeder.h"

#include <chrono>
#include <cstring>
#include <thread>

#include "channel/queue_end.h"
#include "os/clock.h"
#include "os/thread.h"
#include "process/finalize.h"

namespace mp::channel {

namespace {
constexpr int flush_priority = 10;
constexpr std::uint64_t one_item = 1ULL << 32;  // in the upper half of a share
}  // namespace

bool Feeder::can_keep() noexcept {
    if (share_.load(std::memory_order_relaxed) == nullptr)
        share_.store(end_.backlog_share(), std::memory_order_relaxed);
    return share_.load(std::memory_order_relaxed) != nullptr;
}

void Feeder::add(Message message, std::shared_ptr<QueueEnd> keep_alive) {
    const std::lock_guard guard(mutex_);
    if (!running_) {
        os::start_engine_thread("queue-feeder", [this, keep_alive] { run(); });
        running_ = true;
    }
    if (!registered_) {
        // The last user handle may be gone by then: the items are not.
        process::add_finalizer(flush_priority, [this, keep_alive = std::move(keep_alive)] { flush_at_exit(); });
        registered_ = true;
    }
    kept_.push_back(std::move(message));
    busy_.store(true, std::memory_order_release);
    share_.load(std::memory_order_relaxed)->fetch_add(one_item, std::memory_order_acq_rel);
}

// Takes all that is there, so that those who add meet the lock only once in a while.
void Feeder::run() {
    std::deque<Message> batch;
    for (;;) {
        {
            const std::lock_guard guard(mutex_);
            if (kept_.empty()) {
                busy_.store(false, std::memory_order_release);
                running_ = false;
                emptied_.notify_all();
                return;
            }
            batch.swap(kept_);
        }
        for (const Message& message : batch) {
            put(message);
            // After the item is in: whoever counts sees it twice for a moment rather than not at all.
            share_.load(std::memory_order_relaxed)->fetch_sub(one_item, std::memory_order_acq_rel);
        }
        batch.clear();
        end_.wake_joiners();
    }
}

void Feeder::put(const Message& message) {
    Ring& ring = end_.ring();
    Ring::Slot slot;
    for (;;) {
        try {
            if (ring.try_claim(message.size, slot)) break;
            ring.wait_writable({.deadline_ns = os::deadline_after(slice_ns)});
        } catch (const OSError&) {
            // No shared memory just now: readers give it back as they go on.
            std::this_thread::sleep_for(std::chrono::nanoseconds(slice_ns / 20));
        }
    }
    if (message.size != 0) std::memcpy(slot.data, message.data.get(), message.size);
    while (!ring.commit(slot)) ring.wait_writable({.deadline_ns = os::deadline_after(slice_ns)});
}

bool Feeder::flush() {
    std::unique_lock guard(mutex_);
    while (busy()) {
        if (cancelled_.load(std::memory_order_relaxed)) return false;
        emptied_.wait_for(guard, std::chrono::nanoseconds(slice_ns));
        if (busy() && end_.nobody_else_left()) return false;
    }
    return true;
}

void Feeder::flush_at_exit() noexcept {
    try {
        flush();
    } catch (...) {
        // a mutex that cannot be locked any more: nothing can be done for the items
    }
}

}  // namespace mp::channel
