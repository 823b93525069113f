// SPDX-License-Identifier: MIT
#include "channel/feeder.h"

#include <chrono>
#include <cstring>

#include "channel/queue_end.h"
#include "os/clock.h"
#include "os/thread.h"
#include "process/finalize.h"

namespace mp::channel {

namespace {
constexpr int flush_priority = 10;
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
    publish_size(kept_.size());
}

std::size_t Feeder::size() const {
    const std::lock_guard guard(mutex_);
    return kept_.size();
}

void Feeder::run() {
    for (;;) {
        const bool put = put_front();
        const std::lock_guard guard(mutex_);
        if (put) {
            kept_.pop_front();
            publish_size(kept_.size());
        }
        if (!kept_.empty()) continue;
        busy_.store(false, std::memory_order_release);
        running_ = false;
        emptied_.notify_all();
        return;
    }
}

// The front stays in the list until it is in the ring: whoever counts sees it twice rather than not at all.
bool Feeder::put_front() {
    const Message* front = nullptr;
    {
        const std::lock_guard guard(mutex_);
        if (kept_.empty()) return false;
        front = &kept_.front();
    }
    Ring& ring = end_.ring();
    Ring::Slot slot;
    try {
        if (!ring.try_claim(front->size, slot)) {
            ring.wait_writable({.deadline_ns = os::deadline_after(slice_ns)});
            return false;
        }
    } catch (const OSError&) {
        // No shared memory just now: readers give it back as they go on.
        ring.wait_writable({.deadline_ns = os::deadline_after(slice_ns / 20)});
        return false;
    }
    std::memcpy(slot.data, front->data.get(), front->size);
    while (!ring.commit(slot)) ring.wait_writable({.deadline_ns = os::deadline_after(slice_ns)});
    return true;
}

bool Feeder::flush() {
    std::unique_lock guard(mutex_);
    while (!kept_.empty()) {
        if (cancelled_.load(std::memory_order_relaxed)) return false;
        emptied_.wait_for(guard, std::chrono::nanoseconds(slice_ns));
        if (!kept_.empty() && end_.nobody_else_left()) return false;
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

void Feeder::publish_size(std::size_t items) noexcept {
    end_.publish_backlog(items);
}

}  // namespace mp::channel
