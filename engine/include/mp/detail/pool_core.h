// SPDX-License-Identifier: MIT
#pragma once
// The pool without types: what mp::Pool and its results ask of the engine. One per pool, shared by its handles.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "mp/call.h"
#include "mp/detail/pool_job.h"

namespace mp::detail {

struct PoolSettings {
    std::optional<int> processes;
    Target initializer;
    std::optional<int> maxtasksperchild;
    std::string start_method;  // "fork", "spawn", …
    unsigned retries = 0;
    std::int64_t timeout_ns = 0;
    std::string name;
    std::size_t keep_failed = 0;
    std::size_t keep_failed_bytes = 0;
    bool capture_output = false;
};

class PoolCore {
public:
    // Throws what the constructor of mp::Pool throws; then no process and no descriptor is left.
    static std::shared_ptr<PoolCore> make(const PoolSettings& settings);
    virtual ~PoolCore() = default;
    PoolCore(const PoolCore&) = delete;
    PoolCore& operator=(const PoolCore&) = delete;

    // Throws ValueError "Pool not running" when it is closed or terminated.
    virtual void submit(std::shared_ptr<PoolJob> job) = 0;
    // More chunks of a job that was submitted open; last: none will follow.
    virtual void add_chunks(PoolJob& job, std::uint32_t count, bool last) = 0;

    // Works for the pool until step() says true (true) or the time is up (false; INT64_MAX: never). step() runs under
    // the pool's mutex, first at once.
    template <class Step>
    bool collect(std::int64_t timeout_ns, Step step) {
        return collect_until(
            timeout_ns, [](void* s) { return (*static_cast<Step*>(s))(); }, &step);
    }
    // Sleeps or works until the job is ready, callback included.
    virtual bool wait_ready(PoolJob& job, std::int64_t timeout_ns) = 0;

    // Takes back what has not started; with running, stops what has, by killing its worker. True when nothing of the
    // job ran or will run to its end (it then fails with CancelledError).
    virtual bool cancel(PoolJob& job, bool running) = 0;

    virtual std::uint64_t id() const = 0;  // of the pool, as observers have it
    virtual std::uint32_t size() const = 0;
    virtual std::uint32_t default_chunksize(std::uint64_t items) const = 0;
    virtual std::uint32_t window() const = 0;  // calls that imap keeps under way
    virtual const PoolJob::Rules& default_rules() const = 0;
    virtual PoolProgressCounts progress() const = 0;
    virtual void expect(std::uint64_t total) = 0;

    virtual void close() = 0;
    virtual void terminate() noexcept = 0;
    virtual void join() = 0;
    virtual void resize(int processes) = 0;
    virtual std::string repr() const = 0;

protected:
    PoolCore() = default;
    virtual bool collect_until(std::int64_t timeout_ns, bool (*step)(void*), void* context) = 0;
    // What a job keeps of its own for the core.
    static void mark_ready(PoolJob& job) { job.finish(); }
};

}  // namespace mp::detail
