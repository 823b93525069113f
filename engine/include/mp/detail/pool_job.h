// SPDX-License-Identifier: MIT
#pragma once
// What a pool does for one submission: a job of one or more chunks, each of which is one message to a worker and one
// message back. The engine's core knows jobs by this face alone; mp/pool.h makes the typed ones.

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mp/detail/codec.h"
#include "mp/detail/function_registry.h"

namespace mp::detail {

// A worker's view of the chunk that it runs: how many items there are, which of them failed, and what observers see.
class ChunkRun {
public:
    ChunkRun(Reader& from, Writer& to, std::uint32_t items) : arguments(from), results(to), count(items) {}
    virtual ~ChunkRun() = default;

    // Observers see the task from here on, with these arguments; called for a chunk of one item, once decoded.
    virtual void begin(std::string_view shown_arguments) = 0;
    // Item `index` ended with the exception being handled; it has written no result.
    void fail(std::uint32_t index);

    Reader& arguments;
    Writer& results;
    const std::uint32_t count;
    std::string shown_result;  // of a chunk of one
    struct Failure {
        std::uint32_t index;
        std::exception_ptr error;
    };
    std::vector<Failure> failures;
};

// Decodes count items, runs them, appends the results of those that did not fail. A throw out of it fails the chunk.
using ChunkFunction = void(ChunkRun& run);

// One item that failed, as it came back.
struct FailedItem {
    std::uint32_t index;
    std::exception_ptr error;
};

class PoolCore;

// One submission. The core calls the virtual functions one at a time.
class PoolJob {
public:
    virtual ~PoolJob() = default;
    PoolJob(const PoolJob&) = delete;
    PoolJob& operator=(const PoolJob&) = delete;

    virtual FunctionId function() const = 0;
    virtual std::string function_name() const = 0;
    // True when function() is a TaskFunction (one call, mp::Call) instead of a ChunkFunction.
    virtual bool is_task_function() const { return false; }
    // What observers are shown of a TaskFunction's arguments.
    virtual std::string shown_arguments() const { return {}; }
    // The arguments of one chunk; again for each attempt.
    virtual void encode(std::uint32_t chunk, Writer& writer) = 0;
    virtual std::uint32_t items_in(std::uint32_t chunk) const = 0;
    virtual std::uint64_t first_item(std::uint32_t chunk) const = 0;

    // The results of one chunk arrived: those of the items that did not fail, in order.
    virtual void take(std::uint32_t chunk, Reader& results, std::vector<FailedItem>& failures) = 0;
    // The whole chunk failed (its worker died, it could not be sent, …).
    virtual void take_error(std::uint32_t chunk, std::exception_ptr error) = 0;
    // All chunks that will ever come are done: run the callback, then become ready. In the pool's own thread when
    // has_callback().
    virtual void finish() = 0;
    virtual bool has_callback() const { return false; }
    // The same call as a job of its own, with its callbacks: for another attempt that is to be reported to them. None
    // where rules.report_retries is off.
    virtual std::shared_ptr<PoolJob> anew() const { return nullptr; }

    bool ready() const noexcept { return ready_.load(std::memory_order_acquire); }

protected:
    PoolJob() = default;
    void set_ready() noexcept { ready_.store(true, std::memory_order_release); }

private:
    friend class PoolCore;
    std::atomic<bool> ready_{false};

public:
    // How it is to be run; set before it is submitted.
    struct Rules {
        unsigned retries = 0;         // further attempts after a worker's death
        bool retry_errors = false;    // after an exception too
        std::int64_t timeout_ns = 0;  // of one chunk's run; 0: none
        bool somebody_waits = false;  // the submitting thread collects the results itself
        bool report_retries = false;  // callbacks run again for an attempt that a user asks for
        std::string name;             // instead of the function's, for people
    } rules;
    std::string name() const { return rules.name.empty() ? function_name() : rules.name; }

    // The core's own, under its mutex.
    struct Progress {
        std::uint32_t chunks = 0;  // that exist so far
        std::uint32_t sent = 0;    // that have been made into tasks
        std::uint32_t done = 0;
        bool open = false;  // more chunks may come (imap)
        bool submitted = false;
        std::uint32_t name = 0;  // interned
        std::int64_t queued_ns = 0;
        std::shared_ptr<PoolJob> self;  // keeps it alive while the pool works on it
    } progress;
};

// What a pool has done and has to do, in calls (a chunk of a map counts as its items).
struct PoolProgressCounts {
    std::uint64_t submitted = 0;
    std::uint64_t queued = 0;
    std::uint64_t running = 0;
    std::uint64_t done = 0;
    std::uint64_t failed = 0;
    std::int64_t first_submitted_ns = 0;  // monotonic
};

}  // namespace mp::detail
