// SPDX-License-Identifier: MIT
#pragma once
// One queue as one process has it: the ring, what this process has closed, its feeder, its share in the counts of a
// JoinableQueue. Behind mp::detail::QueueCore.

#include <atomic>
#include <memory>
#include <string>

#include "channel/claims.h"
#include "channel/feeder.h"
#include "channel/per_process.h"
#include "channel/ring.h"
#include "mp/detail/queue_core.h"

namespace mp::channel {

using detail::QueueKind;

class QueueEnd : public std::enable_shared_from_this<QueueEnd> {
public:
    static std::shared_ptr<QueueEnd> create(const detail::QueueSpec& spec);
    static std::shared_ptr<QueueEnd> open(QueueKind kind, telemetry::ObjectId id, os::Fd memory);
    QueueEnd(QueueKind kind, Ring ring);
    ~QueueEnd();

    Ring& ring() noexcept { return ring_; }
    QueueKind kind() const noexcept { return kind_; }
    std::string repr() const;
    std::string name() const;

    // ---- putting. A place is a slot of the ring, or memory for the feeder.
    struct Place {
        Ring::Slot slot;
        Message message;
    };
    void claim(std::size_t size, std::int64_t patience_ns, std::int64_t& deadline_ns, Place& place);
    void commit(Place& place, std::int64_t deadline_ns);

    // ---- getting. False when nothing came in time.
    bool take(std::int64_t patience_ns, Ring::View& view);
    void done(Ring::View& view) noexcept;

    // ---- knowing
    std::int64_t size() noexcept;
    bool empty();
    bool full() noexcept;
    // No other process lives that might have this queue. With a fingerprint: none but those that are stuck here, which
    // it identifies.
    bool nobody_else_left(std::uint64_t* fingerprint = nullptr) noexcept;

    // ---- closing
    void close() noexcept { closed_.store(true, std::memory_order_release); }
    void join_thread();
    void cancel_join_thread() noexcept;
    std::atomic<std::uint64_t>* backlog_share() noexcept;
    void wake_joiners() noexcept;

    // ---- JoinableQueue
    void task_done();
    void join();
    bool redelivered() const noexcept;

private:
    struct Stuck;
    struct Watch;
    struct Shared;  // in the ring's memory
    Shared& shared() const noexcept;
    Feeder* feeder(bool make);
    void check_open();
    bool take_any(std::int64_t patience_ns, Ring::View& view);
    void note_got(const Ring::View& view) noexcept;
    bool hopeless(Watch& watch) noexcept;
    Wait wait(bool for_reading, std::int64_t deadline_ns, bool until_alone);
    bool try_place(std::size_t size, Place& place);
    void note_held(std::int64_t change) noexcept;
    std::uint64_t backlog_of_all() noexcept;
    std::int64_t unfinished() noexcept;
    std::uint64_t lost_count(int& pid) noexcept;

    QueueKind kind_;
    Ring ring_;
    std::int64_t maxsize_ = 0;  // 0: unbounded
    std::atomic<bool> closed_{false};
    std::atomic<bool> used_{false};
    PerProcess<Feeder> feeder_;
    PerProcess<Claims> claims_;  // of a queue with redelivery
    PerProcess<Stuck> stuck_;
};

}  // namespace mp::channel
