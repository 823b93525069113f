// SPDX-License-Identifier: MIT
#pragma once
// Queues between processes: many may put, many may get.
//
//     mp::Queue<std::string> q;                       // unbounded; mp::Queue<std::string> q(10): at most ten items
//     mp::Process p({.target = mp::call<worker>(q)});
//     q.put("hello");        q.put("x", 500ms);       // Full when there is no room in time
//     std::string s = q.get();   q.get(1s);           // Empty when nothing comes in time
//     while (auto item = q.try_get()) use(*item);
//
// An item is in the queue as a whole or not at all, whoever is killed at which moment: a process that dies inside put()
// leaves nothing, the item of one that dies inside get() goes to the next. put() copies the item into shared memory and
// returns; no thread, no pipe, no lock is involved (an unbounded queue that has run full keeps the rest in the putting
// process, where a thread feeds it in; such a process waits at its end until that is done, unless
// cancel_join_thread()). Items of one process come in the order they were put.
//
// What cannot be encoded does not compile; what an item's own serialize() throws comes out of put(), and nothing was
// put. This differs from Python, where the feeder prints it and the item is lost.
//
// A get() without a timeout throws PeerLost when the queue is empty, a process has died since it was made, and nobody
// is left that could put: every process that might have the queue waits in such a get() of it too, with all its
// threads. All of them are told, within a second.
//
// Threads and processes: everything may be called from any. Copies of a handle are the same queue. To another process a
// queue travels only as an argument when that is started; elsewhere RuntimeError "Queue objects should only be shared
// between processes through inheritance".
// Mirrors "Pipes and Queues" of Python's multiprocessing page.

#include <chrono>
#include <iosfwd>
#include <optional>
#include <string>

#include "mp/context.h"
#include "mp/detail/codec.h"
#include "mp/detail/options.h"
#include "mp/detail/queue_core.h"

namespace mp {

struct QueueOptions {
    std::int64_t maxsize = 0;  // most items at once; 0 or less: unbounded
    std::string name{};        // for those who watch, at most 31 bytes; "" = they see "queue-3"
};

struct JoinableQueueOptions {
    std::int64_t maxsize = 0;
    std::string name{};
    bool redeliver = false;  // the items of a consumer that ends before task_done() go back into the queue
};

template <class T>
class Queue : public detail::QueueCore {
public:
    using value_type = T;

    explicit Queue(std::int64_t maxsize = 0) : Queue(QueueOptions{.maxsize = maxsize}) {}
    explicit Queue(const QueueOptions& options)
        : Queue(AsSpecified{}, {detail::QueueKind::queue, options.maxsize, options.name, false}) {}

    // Waits for room: put(x), put(x, 2s), put(x, false), put(x, {.timeout = 2s}). A limit without a unit does not
    // compile. Throws Full when there is none in time, ValueError "Queue ... is closed".
    void put(const T& item, detail::Timeout timeout = {}) const { detail::put_value(*this, item, timeout); }
    template <detail::Bool Block>
    void put(const T& item, Block block, detail::Timeout timeout = {}) const {
        detail::put_value(*this, item, {block, timeout});
    }
    void put(const T& item, const WaitOptions& how) const { detail::put_value(*this, item, {how.block, how.timeout}); }
    void put(const T& item, detail::PlainNumber auto limit_without_a_unit) const = delete;
    void put_nowait(const T& item) const { put(item, false); }

    // Waits for an item. Throws Empty when none comes in time, PeerLost (see above), ValueError when closed here, and
    // UnpicklingError or SerializationError when the item cannot be decoded (it is taken all the same).
    T get(detail::Timeout timeout = {}) const { return detail::get_value<T>(detail::GetPlace(*this, timeout)); }
    template <detail::Bool Block>
    T get(Block block, detail::Timeout timeout = {}) const {
        return detail::get_value<T>(detail::GetPlace(*this, {block, timeout}));
    }
    T get(const WaitOptions& how) const {
        return detail::get_value<T>(detail::GetPlace(*this, {how.block, how.timeout}));
    }
    T get(detail::PlainNumber auto limit_without_a_unit) const = delete;
    T get_nowait() const { return get(false); }
    // The next item if there is one, or comes in time.
    std::optional<T> try_get(detail::Timeout timeout = std::chrono::seconds(0)) const {
        const detail::GetPlace place(*this, timeout, false);
        if (!place.found()) return std::nullopt;
        return detail::get_value<T>(place);
    }

    // qsize(), empty(), full(): true at the moment of the look; others may be at work.
    // close(): this process puts and gets no more; what it has put stays. Twice is fine.
    // join_thread(): after close(), waits until all is in that this process has put. cancel_join_thread(): does not.
    using QueueCore::cancel_join_thread;
    using QueueCore::close;
    using QueueCore::empty;
    using QueueCore::full;
    using QueueCore::join_thread;
    using QueueCore::name;
    using QueueCore::qsize;
    using QueueCore::repr;

protected:
    struct AsSpecified {};  // keeps a braced list of options from meaning this
    Queue(AsSpecified, const detail::QueueSpec& spec) : QueueCore(spec) { detail::require_picklable<T>(); }
    explicit Queue(const QueueCore& core) : QueueCore(core) {}

private:
    friend struct detail::Codec<Queue<T>>;
    using QueueCore::join;
    using QueueCore::redelivered;
    using QueueCore::task_done;
};

// A Queue that knows how many of its items are still being worked on.
//
// When a process ends between get() and task_done(), join() throws ConsumerLost within a second (once for each loss:
// the items then count as done) instead of waiting for ever.
//
//     mp::JoinableQueue<Job> jobs({.redeliver = true});
//     Job job = jobs.get();
//     if (jobs.redelivered()) undo_half_done(job);
//     work(job);   jobs.task_done();
//
// With redeliver the item of such a process goes back to the end of the queue instead, once: the second consumer that
// dies with it takes it along, and join() throws. An item stays in shared memory until task_done(), which must then be
// called in the process that got it; it is for the item that the calling thread has had longest.
template <class T>
class JoinableQueue : public Queue<T> {
public:
    explicit JoinableQueue(std::int64_t maxsize = 0) : JoinableQueue(JoinableQueueOptions{.maxsize = maxsize}) {}
    explicit JoinableQueue(const JoinableQueueOptions& options)
        : Queue<T>(typename Queue<T>::AsSpecified{},
                   {detail::QueueKind::joinable_queue, options.maxsize, options.name, options.redeliver}) {}

    // Once for each item got. Throws ValueError "task_done() called too many times".
    void task_done() const { detail::QueueCore::task_done(); }
    // Waits until there have been as many task_done() as put(). Throws ConsumerLost.
    void join() const { detail::QueueCore::join(); }
    // The item that this thread got last, if it came from this queue, was with a process that died.
    bool redelivered() const noexcept { return detail::QueueCore::redelivered(); }

private:
    friend struct detail::Codec<JoinableQueue<T>>;
    explicit JoinableQueue(const detail::QueueCore& core) : Queue<T>(core) {}
};

// The simplest queue: put() waits while a thousand items are in, get() waits for one.
template <class T>
class SimpleQueue : public detail::QueueCore {
public:
    using value_type = T;

    SimpleQueue() : SimpleQueue(std::string()) {}
    explicit SimpleQueue(const std::string& name)
        : QueueCore(detail::QueueSpec{detail::QueueKind::simple_queue, 0, name, false}) {
        detail::require_picklable<T>();
    }

    // After close() all three throw OSError "handle is closed".
    void put(const T& item) const { detail::put_value(*this, item, {}); }
    T get() const { return detail::get_value<T>(detail::GetPlace(*this, {})); }
    using QueueCore::close;
    using QueueCore::empty;
    using QueueCore::name;
    using QueueCore::repr;

private:
    friend struct detail::Codec<SimpleQueue<T>>;
    explicit SimpleQueue(const QueueCore& core) : QueueCore(core) {}
    using QueueCore::cancel_join_thread;
    using QueueCore::full;
    using QueueCore::join;
    using QueueCore::join_thread;
    using QueueCore::qsize;
    using QueueCore::redelivered;
    using QueueCore::task_done;
};

std::ostream& operator<<(std::ostream& out, const detail::QueueCore& queue);

template <class T>
Queue<T> Context::Queue(std::int64_t maxsize) const {
    return mp::Queue<T>(maxsize);
}
template <class T>
JoinableQueue<T> Context::JoinableQueue(std::int64_t maxsize) const {
    return mp::JoinableQueue<T>(maxsize);
}
template <class T>
SimpleQueue<T> Context::SimpleQueue() const {
    return mp::SimpleQueue<T>();
}

namespace detail {

// To a process that is being started a queue travels as its number and a descriptor of its memory.
void encode_queue(Writer& writer, const QueueCore& queue, const char* type);
QueueCore decode_queue(Reader& reader, QueueKind kind, const char* type);

template <class T>
struct Codec<Queue<T>> {
    static void encode(Writer& writer, const Queue<T>& queue) { encode_queue(writer, queue, "Queue"); }
    static Queue<T> decode(Reader& reader) { return Queue<T>(decode_queue(reader, QueueKind::queue, "Queue")); }
};
template <class T>
struct Codec<JoinableQueue<T>> {
    static void encode(Writer& writer, const JoinableQueue<T>& queue) { encode_queue(writer, queue, "JoinableQueue"); }
    static JoinableQueue<T> decode(Reader& reader) {
        return JoinableQueue<T>(decode_queue(reader, QueueKind::joinable_queue, "JoinableQueue"));
    }
};
template <class T>
struct Codec<SimpleQueue<T>> {
    static void encode(Writer& writer, const SimpleQueue<T>& queue) { encode_queue(writer, queue, "SimpleQueue"); }
    static SimpleQueue<T> decode(Reader& reader) {
        return SimpleQueue<T>(decode_queue(reader, QueueKind::simple_queue, "SimpleQueue"));
    }
};

}  // namespace detail
}  // namespace mp
