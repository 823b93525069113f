// SPDX-License-Identifier: MIT
#pragma once
// Start methods, and contexts: the whole API with one start method built in.
//
//     mp::set_start_method("spawn");                    // a second time: RuntimeError "context has already been set"
//     auto ctx = mp::get_context("spawn");              // unknown: ValueError "cannot find context for 'foo'"
//     auto q = ctx.Queue<std::string>();                // needs mp/queues.h
//     auto p = ctx.Process({.target = mp::call<foo>(q)});
//
// What a context makes is declared here and defined by the header of the module that it belongs to: include that
// header (or mp/multiprocessing.h) to use it.
//
// Threads: any function from any thread. Mirrors "Contexts and start methods" of Python's multiprocessing page.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mp/process.h"

namespace mp {

class Logger;
class Lock;
class RLock;
class Semaphore;
class BoundedSemaphore;
class Condition;
class Event;
class Barrier;
class Pool;
struct PoolOptions;
struct SharedOptions;
template <class T>
class Queue;
template <class T>
class JoinableQueue;
template <class T>
class SimpleQueue;
namespace connection {
class Connection;
}
namespace managers {
class SyncManager;
}

class Context {
public:
    // "fork", "spawn", "forkserver"; of the default context the one that is set, which is fixed by asking.
    std::string get_start_method() const;
    // Of the default context only: ValueError "cannot set start method of concrete context".
    void set_start_method(std::string_view method, bool force = false) const;
    Context get_context() const { return *this; }
    Context get_context(std::string_view method) const;

    mp::Process Process(ProcessOptions options = {}) const;
    mp::Process& current_process() const { return mp::current_process(); }
    std::optional<mp::Process> parent_process() const { return mp::parent_process(); }
    std::vector<mp::Process> active_children() const { return mp::active_children(); }
    int cpu_count() const { return mp::cpu_count(); }
    void freeze_support(int argc = 0, char** argv = nullptr) const { mp::freeze_support(argc, argv); }
    void set_executable(std::string path) const { mp::set_executable(std::move(path)); }
    void set_forkserver_preload(std::vector<Target> functions) const {
        mp::set_forkserver_preload(std::move(functions));
    }
    Logger& get_logger() const;
    Logger& log_to_stderr(std::optional<int> level = {}) const;

    // mp/synchronize.h
    mp::Lock Lock() const;
    mp::RLock RLock() const;
    mp::Semaphore Semaphore(std::int64_t value = 1) const;
    mp::BoundedSemaphore BoundedSemaphore(std::int64_t value = 1) const;
    mp::Condition Condition() const;
    mp::Condition Condition(const mp::Lock& lock) const;
    mp::Condition Condition(const mp::RLock& lock) const;
    mp::Condition Condition(const mp::Semaphore& lock) const;
    mp::Event Event() const;
    mp::Barrier Barrier(std::int64_t parties, Target action = {}, detail::Timeout timeout = {}) const;

    // mp/queues.h
    template <class T>
    mp::Queue<T> Queue(std::int64_t maxsize = 0) const;
    template <class T>
    mp::JoinableQueue<T> JoinableQueue(std::int64_t maxsize = 0) const;
    template <class T>
    mp::SimpleQueue<T> SimpleQueue() const;

    // mp/connection.h
    std::pair<connection::Connection, connection::Connection> Pipe(bool duplex = true) const;
    void allow_connection_pickling() const noexcept {}

    // mp/sharedctypes.h; arguments as the constructors of mp::Value and its like have them, T always named.
    template <class T, class... A>
    auto Value(A&&... arguments) const;
    template <class T, class... A>
    auto RawValue(A&&... arguments) const;
    template <class T, class... A>
    auto Array(A&&... arguments) const;
    template <class T, class... A>
    auto RawArray(A&&... arguments) const;
    // The same for what braces say: ctx.Array<double>({1.5, 2.5}), ctx.Value<int>(0, {.lock = false}).
    template <class T, class V>
    auto Value(V&& initial, const SharedOptions& options) const;
    template <class T, class V>
    auto Array(V&& what, const SharedOptions& options) const;
    template <class T>
    auto Array(std::initializer_list<T> items) const;
    template <class T>
    auto Array(std::initializer_list<T> items, const SharedOptions& options) const;
    template <class T>
    auto RawArray(std::initializer_list<T> items) const;

    // mp/pool.h
    mp::Pool Pool() const;
    mp::Pool Pool(int processes) const;
    mp::Pool Pool(const PoolOptions& options) const;

    // mp/managers.h: a started one.
    managers::SyncManager Manager() const;

    // For the engine.
    detail::StartMethod start_method() const noexcept { return method_; }

private:
    friend Context get_context();
    friend Context get_context(std::string_view method);
    explicit Context(detail::StartMethod method) : method_(method) {}
    detail::StartMethod method_;
};

// The default context; fixes the start method if none was set.
Context get_context();
// Throws ValueError "cannot find context for 'foo'".
Context get_context(std::string_view method);

// {"fork", "spawn", "forkserver"}: the first is the default.
std::vector<std::string> get_all_start_methods();
// The start method of the default context; fixes it if none was set.
std::string get_start_method();
// The same without fixing: nullopt when none was set.
std::optional<std::string> get_start_method(bool allow_none);
// Throws RuntimeError "context has already been set" (unless force), ValueError "cannot find context for 'foo'".
void set_start_method(std::string_view method, bool force = false);
// set_start_method("spawn", {.force = true})
struct StartMethodOptions {
    bool force = false;
};
inline void set_start_method(std::string_view method, const StartMethodOptions& options) {
    set_start_method(method, options.force);
}
// Python's; connections always travel here, so there is nothing left to allow.
inline void allow_connection_pickling() {}
// Back to unset; only with force = true, as in Python.
void set_start_method(std::nullopt_t none, bool force);

}  // namespace mp
