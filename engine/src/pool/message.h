// SPDX-License-Identifier: MIT
#pragma once
// What goes through a worker's two rings. Both ends are the same executable, so the heads are plain structs; what
// follows them is the typed codec's.

#include <cstdint>

#include "mp/detail/function_registry.h"

namespace mp::pool {

enum class TaskKind : std::uint32_t {
    chunk,  // function is a ChunkFunction
    call,   // function is a TaskFunction
    stop,   // nothing follows: leave
};

// Head of a message to a worker; then shown_bytes of text for observers, then the arguments.
struct TaskHead {
    std::uint64_t id = 0;
    detail::FunctionId function;
    TaskKind kind = TaskKind::stop;
    std::uint32_t count = 0;
    std::uint64_t first = 0;
    std::int64_t queued_ns = 0;
    std::uint32_t name = 0;  // interned
    std::uint16_t attempt = 1;
    std::uint16_t max_attempts = 1;
    std::uint32_t shown_bytes = 0;
    std::uint32_t reserved = 0;
};

enum class ResultKind : std::uint32_t {
    result,
    ready,         // the worker has started and its initializer has run
    start_failed,  // its initializer threw: the exception follows
};

// Head of a message from a worker; then payload_bytes of results, then the failures: index, size, exception each.
struct ResultHead {
    std::uint64_t id = 0;
    ResultKind kind = ResultKind::result;
    std::uint32_t failures = 0;
    std::uint64_t payload_bytes = 0;
    std::int64_t run_ns = 0;
    bool chunk_failed = false;  // one failure that stands for all items
};

// What a worker is told when it starts; its rings' descriptors travel along.
struct WorkerSetup {
    std::uint64_t tasks = 0;  // object ids of the rings
    std::uint64_t results = 0;
    std::uint64_t pool = 0;        // and of the pool
    std::uint32_t owner = 0;       // token of the process that made the pool
    std::uint32_t most_tasks = 0;  // then leave; 0: never
};

}  // namespace mp::pool
