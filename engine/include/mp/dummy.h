// SPDX-License-Identifier: MIT
#pragma once
// The same API over threads: for work that waits, for trying a program out, and where processes would cost too much.
//
//     mp::dummy::Process p({.target = [&] { total += 1; }});     // a thread; any callable
//     p.start();
//     p.join();
//     mp::dummy::Queue<int> q;  mp::dummy::Lock lock;  mp::dummy::Event done;
//     mp::dummy::Pool pool(4);                                   // mp::ThreadPool
//
// Everything is an object of this process: nothing travels, nothing is seen by observers, and what an argument refers
// to has to live long enough. Copies of a handle are names of the same object. In a forked child the threads are not
// there; do not use what they used.
//
// Threads: any function from any thread. Mirrors "multiprocessing.dummy": the locks are those of Python's threading,
// the queues those of its queue module, and their errors are the same. A value is a type parameter (Value<int>(7),
// Queue<int>); where a program is to run over a manager as well, Manager() makes what mp::Manager() makes, here:
//
//     auto m = mp::dummy::Manager();
//     auto d = m.dict();  d["x"] = 1;  auto ns = m.Namespace();  ns["y"] = d["x"];  std::cout << d << ns;

#include <any>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "mp/detail/dummy_containers.h"
#include "mp/detail/dummy_sync.h"
#include "mp/detail/timeout.h"
#include "mp/exceptions.h"
#include "mp/object.h"
#include "mp/pool.h"

namespace mp::dummy {

// ---- processes that are threads ------------------------------------------------------------------------------------

struct ProcessOptions {
    std::function<void()> target = {};
    std::string name = {};  // "Thread-1", "Thread-2" … by default
    std::optional<bool> daemon = {};
};

class Process {
public:
    Process() : Process(ProcessOptions{}) {}
    Process(ProcessOptions options);
    Process(const Process&) = default;
    Process(Process&&) = default;
    Process& operator=(const Process&) = default;
    Process& operator=(Process&&) = default;
    virtual ~Process() = default;

    // Calls the target unless overridden; a subclass has to outlive its run().
    virtual void run();
    // Throws RuntimeError "threads can only be started once". A thread that is not daemonic is joined at the end of the
    // program.
    void start();
    // Throws RuntimeError "cannot join thread before it is started", "cannot join current thread".
    void join(detail::Timeout timeout = {});
    bool is_alive() const;
    // nullopt before the start and while it runs, then 0, also after an exception (which is told on standard error).
    std::optional<int> exitcode() const;
    std::string name() const;
    void name(std::string name);
    bool daemon() const;
    void daemon(bool daemonic);  // before the start only: RuntimeError
    int ident() const;           // the thread's number in the system; 0 before the start
    std::string repr() const;    // <DummyProcess(Thread-1, started 1234)>

    struct State;

private:
    friend std::vector<Process> active_children();
    friend Process current_process();
    explicit Process(std::shared_ptr<State> state) : state_(std::move(state)) {}

    std::shared_ptr<State> state_;
};

std::ostream& operator<<(std::ostream& out, const Process& process);

// The threads that this one has started and that run.
std::vector<Process> active_children();
// The one that this thread is; in the main thread "MainThread".
Process current_process();
inline void freeze_support() {}

// ---- queues --------------------------------------------------------------------------------------------------------

// Python's queue.Queue: first in, first out; any type that can be moved.
template <class T>
class JoinableQueue {
public:
    using value_type = T;
    explicit JoinableQueue(std::int64_t maxsize = 0) : state_(std::make_shared<State>()) {
        state_->maxsize = maxsize > 0 ? static_cast<std::size_t>(maxsize) : 0;
    }

    // Throws Full when there is no room in time.
    void put(T item, detail::Timeout timeout = {}) const { put(std::move(item), true, timeout); }
    void put(T item, bool block, detail::Timeout timeout = {}) const {
        std::unique_lock lock(state_->mutex);
        State& s = *state_;
        if (!detail::wait_until_true(s.room, lock, block, timeout,
                                     [&] { return s.maxsize == 0 || s.items.size() < s.maxsize; }))
            throw Full();
        s.items.push_back(std::move(item));
        ++s.unfinished;
        s.there.notify_one();
    }
    void put_nowait(T item) const { put(std::move(item), false); }

    // Throws Empty when none comes in time.
    T get(detail::Timeout timeout = {}) const { return get(true, timeout); }
    T get(bool block, detail::Timeout timeout = {}) const {
        std::unique_lock lock(state_->mutex);
        State& s = *state_;
        if (!detail::wait_until_true(s.there, lock, block, timeout, [&] { return !s.items.empty(); })) throw Empty();
        T item = std::move(s.items.front());
        s.items.pop_front();
        s.room.notify_one();
        return item;
    }
    T get_nowait() const { return get(false); }
    std::optional<T> try_get() const {
        const std::lock_guard lock(state_->mutex);
        if (state_->items.empty()) return std::nullopt;
        std::optional<T> item(std::move(state_->items.front()));
        state_->items.pop_front();
        state_->room.notify_one();
        return item;
    }

    std::size_t qsize() const {
        const std::lock_guard lock(state_->mutex);
        return state_->items.size();
    }
    bool empty() const { return qsize() == 0; }
    // An item is there, or comes in time; it stays where it is.
    bool wait_for_item(detail::Timeout timeout = {}) const {
        std::unique_lock lock(state_->mutex);
        return detail::wait_until_true(state_->there, lock, true, timeout, [this] { return !state_->items.empty(); });
    }
    bool full() const { return state_->maxsize != 0 && qsize() >= state_->maxsize; }
    std::uint64_t unfinished_tasks() const {
        const std::lock_guard lock(state_->mutex);
        return state_->unfinished;
    }
    // The queue that this is a name of.
    const void* identity() const noexcept { return state_.get(); }
    std::string repr() const {  // <queue.Queue object at 0x7f…>
        std::ostringstream out;
        out << "<queue.Queue object at " << identity() << '>';
        return out.str();
    }

    // Once for each item got. Throws ValueError "task_done() called too many times".
    void task_done() const {
        const std::lock_guard lock(state_->mutex);
        if (state_->unfinished == 0) throw ValueError("task_done() called too many times");
        if (--state_->unfinished == 0) state_->done.notify_all();
    }
    // Waits until there have been as many task_done() as put().
    void join() const {
        std::unique_lock lock(state_->mutex);
        state_->done.wait(lock, [this] { return state_->unfinished == 0; });
    }

private:
    struct State {
        std::mutex mutex;
        std::condition_variable room;
        std::condition_variable there;
        std::condition_variable done;
        std::deque<T> items;
        std::size_t maxsize = 0;
        std::uint64_t unfinished = 0;
    };
    std::shared_ptr<State> state_;
};

template <class T>
using Queue = JoinableQueue<T>;
template <class T>
using SimpleQueue = JoinableQueue<T>;

// ---- pipes ---------------------------------------------------------------------------------------------------------

namespace connection {

// What is on its way through a pipe: a value of any type, and the Object that it is where it can be one.
struct Sent {
    template <class T>
    explicit Sent(T of) : value(std::move(of)) {
        if constexpr (std::is_same_v<T, Object> || ObjectConvertible<T>)
            as_object = [](const std::any& any) { return Object(std::any_cast<const T&>(any)); };
    }
    Object object() const {
        if (as_object == nullptr) throw TypeError("recv: the object is none of Python's; recv<T>() takes it");
        return as_object(value);
    }

    std::any value;
    Object (*as_object)(const std::any& value) = nullptr;
};

// One end of a pipe inside this process; what is sent is any value, and comes out as what it was.
class Connection {
public:
    Connection(Queue<Sent> in, Queue<Sent> out) : in_(std::move(in)), out_(std::move(out)) {}

    template <class T>
    void send(T&& object) const {
        using Value = std::decay_t<T>;
        if constexpr (mp::detail::is_text_like<Value>) {  // no view of what may be gone when it comes out
            out_.put(Sent(std::string(std::string_view(object))));
        } else {
            out_.put(Sent(Value(std::forward<T>(object))));
        }
    }
    // As mp::Connection's, where the object can be one of Python's. Throws TypeError when it cannot, and recv<T>() when
    // the next object is of another type that does not become a T either (it is taken all the same).
    Object recv() const { return in_.get().object(); }
    template <class T>
    T recv() const {
        Sent sent = in_.get();
        if (T* value = std::any_cast<T>(&sent.value)) return std::move(*value);
        if constexpr (ObjectConvertible<T>) {
            if (sent.as_object != nullptr) return sent.object().as<T>();
        }
        throw TypeError("recv: the object is of another type");
    }
    void send_bytes(Bytes bytes) const { send(std::move(bytes)); }
    Bytes recv_bytes() const { return recv<Bytes>(); }
    // An object is there, or comes in time. Without an argument it only looks.
    bool poll(mp::detail::Timeout timeout = std::chrono::seconds(0)) const;
    void close() const noexcept {}

private:
    Queue<Sent> in_;
    Queue<Sent> out_;
};

// Connects two ends with another one's thread: the address is the listener itself.
class Listener {
public:
    explicit Listener(std::int64_t backlog = 1) : waiting_(backlog) {}
    Connection accept() const { return waiting_.get(); }
    const Listener& address() const noexcept { return *this; }
    void close() const noexcept {}

private:
    friend Connection Client(const Listener& address);
    Queue<Connection> waiting_;
};

// Waits while the listener's backlog is full.
Connection Client(const Listener& address);

std::pair<Connection, Connection> Pipe(bool duplex = true);

}  // namespace connection

using connection::Connection;
using connection::Pipe;

// ---- values, pools -------------------------------------------------------------------------------------------------

namespace detail {

// The letter that Python's array module has for a C++ type; '?' for others.
template <class T>
constexpr char typecode_of() {
    if constexpr (std::is_same_v<T, float>) return 'f';
    if constexpr (std::is_same_v<T, double>) return 'd';
    if constexpr (std::is_same_v<T, char>) return 'c';
    if constexpr (!std::is_integral_v<T> || std::is_same_v<T, bool>) return '?';
    const char letter = sizeof(T) == 1 ? 'b' : sizeof(T) == 2 ? 'h' : sizeof(T) == 4 ? 'i' : 'q';
    return std::is_unsigned_v<T> ? static_cast<char>(letter - 'a' + 'A') : letter;
}

}  // namespace detail

// A plain value that its handles share; no lock.
template <class T>
class Value {
public:
    explicit Value(T value = {}) : Value(detail::typecode_of<T>(), std::move(value)) {}
    // The letter is only printed, as in Python.
    Value(char typecode, T value) : value_(std::make_shared<T>(std::move(value))), typecode_(typecode) {}
    T& value() const noexcept { return *value_; }
    T& get() const noexcept { return *value_; }
    void set(T value) const { *value_ = std::move(value); }
    // <Value('i', 3)>
    friend std::ostream& operator<<(std::ostream& out, const Value& value) {
        return out << "<Value('" << value.typecode_ << "', " << mp::repr(Object(*value.value_)) << ")>";
    }

private:
    std::shared_ptr<T> value_;
    char typecode_;
};

// A plain list that its handles share; no lock.
template <class T>
class Array {
public:
    using value_type = T;
    using iterator = typename std::vector<T>::iterator;
    using const_iterator = iterator;
    explicit Array(std::vector<T> items) : Array(detail::typecode_of<T>(), std::move(items)) {}
    Array(std::initializer_list<T> items) : Array(std::vector<T>(items)) {}
    Array(char typecode, std::vector<T> items)
        : items_(std::make_shared<std::vector<T>>(std::move(items))), typecode_(typecode) {}
    decltype(auto) operator[](std::size_t index) const { return items_->at(index); }
    std::size_t size() const noexcept { return items_->size(); }
    auto begin() const noexcept { return items_->begin(); }
    auto end() const noexcept { return items_->end(); }
    // array('i', [1, 2])
    friend std::ostream& operator<<(std::ostream& out, const Array& array) {
        return out << "array('" << array.typecode_ << "', " << mp::repr(Object(*array.items_)) << ")";
    }

private:
    std::shared_ptr<std::vector<T>> items_;
    char typecode_;
};

using Pool = ThreadPool;

// Python's dummy.Manager() is the module itself: what it makes is local. Queues, values and arrays are of mp::Object,
// as a manager's; shutdown() has nothing to do.
class Manager {
public:
    dummy::dict dict(std::vector<std::pair<Object, Object>> items = {}) const { return dummy::dict(std::move(items)); }
    dummy::list list(std::vector<Object> items = {}) const { return dummy::list(std::move(items)); }
    dummy::Namespace Namespace(std::vector<std::pair<std::string, Object>> attributes = {}) const {
        return dummy::Namespace(std::move(attributes));
    }
    dummy::Value<Object> Value(char typecode, const Object& value) const {
        return dummy::Value<Object>(typecode, value);
    }
    dummy::Array<Object> Array(char typecode, const std::vector<Object>& items) const {
        return dummy::Array<Object>(typecode, items);
    }
    dummy::Queue<Object> Queue(std::int64_t maxsize = 0) const { return dummy::Queue<Object>(maxsize); }
    dummy::JoinableQueue<Object> JoinableQueue(std::int64_t maxsize = 0) const { return Queue(maxsize); }
    dummy::Lock Lock() const { return {}; }
    dummy::RLock RLock() const { return {}; }
    dummy::Semaphore Semaphore(std::int64_t value = 1) const { return dummy::Semaphore(value); }
    dummy::BoundedSemaphore BoundedSemaphore(std::int64_t value = 1) const { return dummy::BoundedSemaphore(value); }
    template <class... L>
    dummy::Condition Condition(const L&... lock) const {
        return dummy::Condition(lock...);
    }
    dummy::Event Event() const { return {}; }
    dummy::Barrier Barrier(std::int64_t parties, std::function<void()> action = {},
                           mp::detail::Timeout timeout = {}) const {
        return dummy::Barrier(parties, std::move(action), timeout);
    }
    template <class... P>
    dummy::Pool Pool(const P&... options) const {
        return dummy::Pool(options...);
    }
    void shutdown() const noexcept {}
};

inline void shutdown() noexcept {}

}  // namespace mp::dummy
