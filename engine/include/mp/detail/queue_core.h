// SPDX-License-Identifier: MIT
#pragma once
// What the queues of mp/queues.h have in common, without the type of their items: places to encode into and to decode
// from, and everything that needs no item at all.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "mp/detail/codec.h"
#include "mp/detail/timeout.h"

namespace mp::channel {
class QueueEnd;
}

namespace mp::detail {

enum class QueueKind : std::uint8_t { queue, joinable_queue, simple_queue };

struct QueueSpec {
    QueueKind kind = QueueKind::queue;
    std::int64_t maxsize = 0;
    std::string name{};
    bool redeliver = false;  // a JoinableQueue's
};

// How long a put or get may take: block and timeout of Python's signature in one.
struct Patience {
    std::int64_t ns = Timeout::forever_ns;
    constexpr Patience() noexcept = default;
    constexpr Patience(Timeout timeout) noexcept : ns(timeout.ns()) {}
    constexpr Patience(bool block, Timeout timeout) noexcept : ns(block ? timeout.ns() : 0) {}
};

// A queue as this process has it. Copies are the same queue.
class QueueCore {
public:
    explicit QueueCore(const QueueSpec& spec);
    // The queue that a parcel brought; owns the descriptor from here on.
    static QueueCore open(QueueKind kind, std::uint64_t id, int descriptor);

    std::uint64_t id() const noexcept;
    std::string name() const;
    int descriptor() const noexcept;
    std::string repr() const;
    std::int64_t qsize() const noexcept;
    bool empty() const;
    bool full() const noexcept;
    void close() const noexcept;
    void join_thread() const;
    void cancel_join_thread() const noexcept;
    void task_done() const;
    void join() const;
    bool redelivered() const noexcept;

    friend bool operator==(const QueueCore& a, const QueueCore& b) noexcept { return a.id() == b.id(); }

private:
    friend class PutPlace;
    friend class GetPlace;
    explicit QueueCore(std::shared_ptr<channel::QueueEnd> end) noexcept : end_(std::move(end)) {}
    std::shared_ptr<channel::QueueEnd> end_;
};

// Room for one item of that many bytes; it is in the queue after commit(), and nothing is without.
class PutPlace {
public:
    // Throws Full, ValueError (closed), OutOfSharedMemory.
    PutPlace(const QueueCore& queue, std::size_t size, Patience patience);
    ~PutPlace() {
        if (!committed_) abandon();
    }
    PutPlace(const PutPlace&) = delete;
    PutPlace& operator=(const PutPlace&) = delete;
    std::span<std::byte> room() const noexcept { return {data_, size_}; }
    void commit();

private:
    void abandon() noexcept;
    channel::QueueEnd& end_;
    std::byte* data_ = nullptr;
    std::size_t size_;
    std::int64_t deadline_ns_ = 0;
    bool committed_ = false;
    alignas(16) std::byte storage_[96];
};

// The next item, in place: it is taken when this is gone.
class GetPlace {
public:
    // May stay empty (found() is false) when throw_empty is; throws Empty, PeerLost, ValueError (closed).
    GetPlace(const QueueCore& queue, Patience patience, bool throw_empty = true);
    ~GetPlace() {
        if (data_ != nullptr) done();
    }
    GetPlace(const GetPlace&) = delete;
    GetPlace& operator=(const GetPlace&) = delete;
    bool found() const noexcept { return data_ != nullptr; }
    std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }

private:
    void done() noexcept;
    channel::QueueEnd& end_;
    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
    alignas(16) std::byte storage_[96];
};

[[noreturn]] void fail_size_changed();

template <class T>
void put_value(const QueueCore& queue, const T& value, Patience patience) {
    // The size first: what a type's own code throws is thrown before anything is claimed.
    const std::size_t size = encoded_size(value);
    PutPlace place(queue, size, patience);
    Writer writer(place.room());
    encode(writer, value);
    if (writer.size() != size) fail_size_changed();
    place.commit();
}

template <class T>
T get_value(const GetPlace& place) {
    Reader reader(place.bytes());
    return decode<T>(reader);
}

}  // namespace mp::detail
