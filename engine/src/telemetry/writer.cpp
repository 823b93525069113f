// SPDX-License-Identifier: MIT
#include "telemetry/writer.h"

#include <algorithm>
#include <bit>

#include "os/clock.h"

namespace mp::telemetry {

namespace {

// Several threads of one process may write events: each takes a number of its own.
Event& claim_event(Registry& registry, std::uint64_t& number) noexcept {
    ProcessSlot& self = registry.self_slot();
    number = self.next_event.fetch_add(1, std::memory_order_relaxed);
    Event& event = registry.region().event(token_index(registry.self()), number);
    static_cast<void>(event.sequence.load(std::memory_order_acquire));  // after whoever wrote it a round before
    event.sequence.store(0, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    return event;
}

void publish_event(Event& event, std::uint64_t number) noexcept {
    event.sequence.store(number + 1, std::memory_order_release);
}

void add(std::atomic<std::uint64_t>& counter) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

}  // namespace

WaitScope::WaitScope(Registry& registry, WaitFor kind, ObjectId object) noexcept
    : slot_(registry.self_slot()), since_ns_(os::monotonic_ns()), kind_(kind) {
    slot_.wait_object.store(object, std::memory_order_relaxed);
    slot_.wait_since_ns.store(since_ns_, std::memory_order_relaxed);
    slot_.heartbeat_ns.store(since_ns_, std::memory_order_relaxed);
    slot_.wait_kind.store(kind, std::memory_order_release);
}

WaitScope::~WaitScope() {
    slot_.wait_kind.store(WaitFor::none, std::memory_order_release);
    const std::int64_t now = os::monotonic_ns();
    slot_.heartbeat_ns.store(now, std::memory_order_relaxed);
    const bool queue = kind_ == WaitFor::queue_get || kind_ == WaitFor::queue_put;
    (queue ? slot_.queue_waited_ns : slot_.lock_waited_ns).fetch_add(now - since_ns_, std::memory_order_relaxed);
}

void begin_task(Registry& registry, const TaskStart& task, std::int64_t started_ns) noexcept {
    ProcessSlot& self = registry.self_slot();
    TaskPage& page = self.task;
    begin_write(page.sequence);
    page.function = task.function;
    page.id = task.id;
    page.started_ns = started_ns;
    page.attempt = task.attempt;
    page.max_attempts = task.max_attempts;
    page.items_count = task.items_count;
    write_text(page.arguments, task.arguments.empty() ? 1 : sizeof page.arguments, task.arguments);
    end_write(page.sequence);
    self.activity.store(Activity::busy, std::memory_order_relaxed);
}

void show_arguments(Registry& registry, std::string_view arguments) noexcept {
    TaskPage& page = registry.self_slot().task;
    begin_write(page.sequence);
    write_text(page.arguments, sizeof page.arguments, arguments);
    end_write(page.sequence);
}

void end_task(Registry& registry, const TaskEnd& task) noexcept {
    ProcessSlot& self = registry.self_slot();
    begin_write(self.task.sequence);
    self.task.id = 0;
    end_write(self.task.sequence);
    self.activity.store(Activity::idle, std::memory_order_relaxed);
    self.heartbeat_ns.store(task.ended_ns, std::memory_order_relaxed);
    add(task.outcome == TaskOutcome::done ? self.done_count : self.failed_count);
    const auto lasted =
        static_cast<std::uint64_t>(task.ended_ns > task.started_ns ? task.ended_ns - task.started_ns : 1);
    const std::size_t bucket =
        std::min<std::size_t>(static_cast<std::size_t>(std::bit_width(lasted)) - 1, duration_buckets - 1);
    self.durations[bucket].store(self.durations[bucket].load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    write_task_event(registry, task);
}

void write_task_event(Registry& registry, const TaskEnd& task) noexcept {
    std::uint64_t number = 0;
    Event& event = claim_event(registry, number);
    event.kind = EventKind::task;
    event.outcome = task.outcome;
    event.level = 0;
    event.attempt = task.start.attempt;
    event.max_attempts = task.start.max_attempts;
    event.items_count = task.start.items_count;
    event.function = task.start.function;
    event.id = task.start.id;
    event.pool = task.pool;
    event.worker = task.worker != nobody ? task.worker : registry.self();
    event.exitcode = task.exitcode;
    event.queued_ns = task.queued_ns;
    event.started_ns = task.started_ns;
    event.ended_ns = task.ended_ns;
    write_text(event.text, task.start.arguments.empty() ? 1 : sizeof event.text, task.start.arguments);
    write_text(event.result, task.result.empty() ? 1 : sizeof event.result, task.result);
    publish_event(event, number);
}

void write_exit_event(Registry& registry, Token ended, std::int32_t exitcode) noexcept {
    const ProcessSlot& slot = registry.slot(ended);
    std::uint64_t number = 0;
    Event& event = claim_event(registry, number);
    event.kind = EventKind::exit;
    event.outcome = TaskOutcome::done;
    event.worker = ended;
    event.exitcode = exitcode;
    event.id = slot.task_at_exit.load(std::memory_order_relaxed);
    event.function = event.id != 0 ? slot.task.function : 0;
    event.pool = slot.pool.load(std::memory_order_relaxed);
    event.queued_ns = static_cast<std::int64_t>(slot.start_ticks.load(std::memory_order_relaxed));
    event.started_ns = slot.started_ns;
    event.ended_ns = slot.ended_ns.load(std::memory_order_relaxed);
    event.attempt = static_cast<std::uint16_t>(slot.cause.load(std::memory_order_relaxed));
    event.items_count = static_cast<std::uint32_t>(slot.pid.load(std::memory_order_relaxed));
    write_text(event.text, sizeof event.text, slot.name);
    write_text(event.result, sizeof event.result,
               event.id != 0 ? std::string_view(slot.task.arguments) : std::string_view());
    publish_event(event, number);
}

void write_log_event(Registry& registry, std::uint8_t level, std::string_view text) noexcept {
    std::uint64_t number = 0;
    Event& event = claim_event(registry, number);
    event.kind = EventKind::log;
    event.level = level;
    event.worker = registry.self();
    event.ended_ns = os::monotonic_ns();
    const std::string_view head = text.substr(0, sizeof event.text - 1);
    write_text(event.text, sizeof event.text, head);
    write_text(event.result, sizeof event.result, text.substr(head.size()));
    publish_event(event, number);
}

void set_activity(Registry& registry, Activity activity) noexcept {
    registry.self_slot().activity.store(activity, std::memory_order_relaxed);
}

void beat(Registry& registry) noexcept {
    registry.self_slot().heartbeat_ns.store(os::monotonic_ns(), std::memory_order_relaxed);
}

}  // namespace mp::telemetry
