// SPDX-License-Identifier: MIT
#pragma once
// What a process publishes of itself: its task, its waits, its events. A few stores each; no locks, no system calls
// beside the clock. Every function is safe in a process without a registry: it does nothing.

#include <string_view>

#include "telemetry/registry.h"

namespace mp::telemetry {

// While it lives, observers see this process wait for that object. For paths that are about to sleep.
class WaitScope {
public:
    WaitScope(Registry& registry, WaitFor kind, ObjectId object) noexcept;
    ~WaitScope();
    WaitScope(const WaitScope&) = delete;
    WaitScope& operator=(const WaitScope&) = delete;

private:
    ProcessSlot& slot_;
    std::int64_t since_ns_;
    WaitFor kind_;
};

struct TaskStart {
    std::uint64_t id = 0;
    std::uint32_t function = 0;  // interned name
    std::uint32_t items_count = 1;
    std::uint16_t attempt = 1;
    std::uint16_t max_attempts = 1;
    std::string_view arguments;
};
// This process runs that task from now on (started_ns: the moment, monotonic).
void begin_task(Registry& registry, const TaskStart& task, std::int64_t started_ns) noexcept;

// Its arguments, once they are known.
void show_arguments(Registry& registry, std::string_view arguments) noexcept;

struct TaskEnd {
    TaskStart start;
    ObjectId pool = 0;
    TaskOutcome outcome = TaskOutcome::done;
    Token worker = nobody;
    std::int32_t exitcode = 0;
    std::int64_t queued_ns = 0;
    std::int64_t started_ns = 0;
    std::int64_t ended_ns = 0;
    std::string_view result;
};
// It has ended: counters, histogram, event.
void end_task(Registry& registry, const TaskEnd& task) noexcept;
// The event alone, for whoever reports a task that another process ran or that never ran (lost, cancelled).
void write_task_event(Registry& registry, const TaskEnd& task) noexcept;
void write_exit_event(Registry& registry, Token ended, std::int32_t exitcode) noexcept;
void write_log_event(Registry& registry, std::uint8_t level, std::string_view text) noexcept;

void set_activity(Registry& registry, Activity activity) noexcept;
void beat(Registry& registry) noexcept;  // "I live": stamps the heartbeat

}  // namespace mp::telemetry
