// SPDX-License-Identifier: MIT
#pragma once
// The items of a queue with redelivery that this process has got and not yet said task_done() for. Only this process
// needs the list: after its death the blocks' own words tell the others.
// Threads: all functions from any.

#include <mutex>
#include <thread>
#include <vector>

#include "channel/heap.h"

namespace mp::channel {

class Claims {
public:
    // Before an item is looked for: room for it, so that keep() needs no memory. Throws std::bad_alloc.
    void promise() {
        const std::lock_guard guard(mutex_);
        held_.push_back({std::this_thread::get_id(), {}});
    }
    // None was found.
    void withdraw() noexcept {
        const std::lock_guard guard(mutex_);
        if (const auto entry = find(true, true); entry != held_.end()) held_.erase(entry);
    }
    void keep(Heap::Block block) noexcept {
        const std::lock_guard guard(mutex_);
        if (const auto entry = find(true, true); entry != held_.end()) entry->block = std::move(block);
    }
    // The one that this thread has had longest, or else any thread of this process. Number 0: there is none.
    Heap::Block oldest() noexcept {
        const std::lock_guard guard(mutex_);
        auto entry = find(true, false);
        if (entry == held_.end()) entry = find(false, false);
        if (entry == held_.end()) return {};
        Heap::Block block = std::move(entry->block);
        held_.erase(entry);
        return block;
    }

private:
    struct Held {
        std::thread::id thread;
        Heap::Block block;  // number 0: promised
    };
    std::vector<Held>::iterator find(bool own, bool promised) noexcept {
        const auto self = std::this_thread::get_id();
        auto at = held_.begin();
        while (at != held_.end() && ((own && at->thread != self) || promised == static_cast<bool>(at->block))) ++at;
        return at;
    }
    std::mutex mutex_;
    std::vector<Held> held_;
};

}  // namespace mp::channel
