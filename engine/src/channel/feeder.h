// SPDX-License-Identifier: MIT
#pragma once
// What this process has put into an unbounded queue that was full: kept here in order, and moved into the ring by a
// thread as room appears. The thread exists only while something is kept.
// Threads: all functions from any. A forked child starts with an empty one of its own (QueueEnd sees to that).

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>

#include "channel/ring.h"

namespace mp::channel {

class QueueEnd;

struct Message {
    std::unique_ptr<std::byte[]> data;
    std::size_t size = 0;
};

class Feeder {
public:
    explicit Feeder(QueueEnd& end) noexcept : end_(end) {}

    // Something is kept: whoever puts now must put it behind.
    bool busy() const noexcept { return busy_.load(std::memory_order_acquire); }
    // False when so many processes keep items of this queue that there is no place to publish one more: then it cannot
    // be kept, because nobody would count it.
    bool can_keep() noexcept;
    // Keeps it (after can_keep()); starts the thread. keep_alive is the end this feeder belongs to. Throws
    // ResourceExhausted (no thread).
    void add(Message message, std::shared_ptr<QueueEnd> keep_alive);
    // Waits until nothing is kept; false when told to stop waiting, or when nobody is left who could make room.
    bool flush();
    // flush() at the end of the process returns at once from now on.
    void cancel_flush() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
    void flush_at_exit() noexcept;

private:
    void run();
    void put(const Message& message);

    QueueEnd& end_;
    std::mutex mutex_;
    std::condition_variable emptied_;
    std::deque<Message> kept_;
    std::atomic<std::atomic<std::uint64_t>*> share_{nullptr};  // where this process's backlog is published
    std::atomic<bool> busy_{false};
    std::atomic<bool> cancelled_{false};
    bool running_ = false;
    bool registered_ = false;
};

}  // namespace mp::channel
