// SPDX-License-Identifier: MIT
#pragma once
// The one mapping between a snapshot's structs and Python's data: the names of each struct's fields in their order.
// The fields themselves are taken from the struct, so that a field without a name does not compile.

#include <array>
#include <string_view>

#include "mp/detail/aggregate.h"
#include "mp/observe.h"

namespace mp::observe {

template <class T>
struct Names;

#define MP_OBSERVE_NAMES(Type, ...)                                                        \
    template <>                                                                            \
    struct Names<Type> {                                                                   \
        static constexpr auto all = std::to_array<std::string_view>({__VA_ARGS__});        \
        static_assert(all.size() == mp::detail::field_count<Type>, "a field has no name"); \
    }

MP_OBSERVE_NAMES(Identity, "pid", "start_ticks");
MP_OBSERVE_NAMES(CurrentTask, "id", "function", "arguments", "started_ns", "attempt", "max_attempts");
MP_OBSERVE_NAMES(Wait, "kind", "object_id", "since_ns");
MP_OBSERVE_NAMES(Histogram, "buckets");
MP_OBSERVE_NAMES(Process, "identity", "parent", "role", "state", "name", "command", "daemon", "pool_id", "task", "wait",
                 "started_ns", "ended_ns", "exitcode", "cause", "cpu_percent", "cpu_time_ns", "memory_bytes", "threads",
                 "open_files", "nice", "done_count", "failed_count", "lock_waited_ns", "queue_waited_ns",
                 "heartbeat_ns");
MP_OBSERVE_NAMES(Pool, "id", "name", "owner", "target_size", "alive_count", "busy_count", "accepting", "paused",
                 "resizable", "submitted_count", "queued_count", "running_count", "done_count", "failed_count",
                 "lost_count", "retried_count", "cancelled_count", "retryable_count", "restarts_count", "total_count",
                 "tasks_per_s", "started_ns", "durations");
MP_OBSERVE_NAMES(Task, "id", "pool_id", "function", "arguments", "state", "worker", "queued_ns", "started_ns",
                 "ended_ns", "attempt", "max_attempts", "items_count", "exitcode", "result");
MP_OBSERVE_NAMES(Queue, "id", "name", "kind", "owner", "depth_count", "capacity_count", "put_count", "got_count",
                 "puts_per_s", "gets_per_s", "unfinished_count", "blocked_putters", "blocked_getters", "oldest_ns",
                 "recovered_count");
MP_OBSERVE_NAMES(Lock, "id", "name", "kind", "owner", "holder", "depth_count", "held_since_ns", "waiters",
                 "acquired_count", "contended_count", "owner_died_count", "waited_ns", "longest_wait_ns",
                 "acquires_per_s", "waits");
MP_OBSERVE_NAMES(Sync, "id", "name", "kind", "owner", "value", "limit", "holders", "waiters");
MP_OBSERVE_NAMES(Exit, "identity", "name", "pool_id", "exitcode", "cause", "started_ns", "ended_ns", "task_id", "task",
                 "replaced_by");
MP_OBSERVE_NAMES(LogEntry, "sequence", "time_ns", "process", "level", "text", "stream", "pool_id", "task_id",
                 "attempt");
MP_OBSERVE_NAMES(Snapshot, "taken_ns", "program_started_ns", "program", "name", "command", "alive",
                 "system_cpu_percent", "processes", "pools", "tasks", "dropped_tasks_count", "queues", "locks", "syncs",
                 "exits", "log");
MP_OBSERVE_NAMES(SessionInfo, "identity", "name", "command", "started_ns", "recorded");
MP_OBSERVE_NAMES(Answer, "accepted", "reason", "count");
MP_OBSERVE_NAMES(TreeMember, "identity", "parent", "name");
#undef MP_OBSERVE_NAMES

}  // namespace mp::observe
