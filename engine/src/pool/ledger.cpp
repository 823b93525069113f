// SPDX-License-Identifier: MIT
// The end of tasks and jobs: done, failed, lost, cancelled.
#include <algorithm>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "pool/core.h"
#include "pool/counters.h"
#include "telemetry/writer.h"

namespace mp::pool {

using telemetry::TaskOutcome;

// ---- to the end

void Core::finish_task(Task& task, std::uint64_t done_items, std::uint64_t failed_items) {
    detail::PoolJob& job = *task.job;
    subtract(counters().running_count, done_items + failed_items);
    add(counters().done_count, done_items);
    add(counters().failed_count, failed_items);
    free_task(task);
    ++job.progress.done;
    if (job.progress.done == job.progress.chunks && !job.progress.open) {
        complete(job);
    } else if (sleepers_ > 0) {
        announce_completion();  // a lazy map's consumer waits for single results
    }
}

// Observers hear of an attempt that no worker ran to its end from here. What a worker held and had not begun has
// neither a beginning nor a worker.
void Core::tell_end(const Task& task, TaskOutcome outcome, telemetry::Token worker, int exitcode) {
    const detail::PoolJob& job = *task.job;
    const telemetry::TaskPage& page = object_->registry().slot(worker).task;
    const bool begun = worker != telemetry::nobody && page.id == task.id;
    telemetry::write_task_event(object_->registry(),
                                {.start = {.id = task.id,
                                           .function = job.progress.name,
                                           .items_count = static_cast<std::uint32_t>(job.items_in(task.chunk)),
                                           .attempt = task.attempt,
                                           .max_attempts = static_cast<std::uint16_t>(job.rules.retries + 1),
                                           .arguments = begun ? std::string_view(page.arguments) : std::string_view()},
                                 .pool = object_->id(),
                                 .outcome = outcome,
                                 .worker = begun ? worker : telemetry::nobody,
                                 .exitcode = begun ? exitcode : 0,
                                 .queued_ns = job.progress.queued_ns,
                                 .started_ns = begun ? page.started_ns : 0,
                                 .ended_ns = os::monotonic_ns(),
                                 .result = {}});
}

// A task's end that is not its function's.
void Core::fail_task(Task& task, std::exception_ptr error, TaskOutcome outcome, telemetry::Token worker, int exitcode) {
    detail::PoolJob& job = *task.job;
    const std::uint64_t items = job.items_in(task.chunk);
    const bool was_running = worker != telemetry::nobody;
    subtract(was_running ? counters().running_count : counters().queued_count, items);
    add(outcome == TaskOutcome::lost        ? counters().lost_count
        : outcome == TaskOutcome::cancelled ? counters().cancelled_count
                                            : counters().failed_count,
        items);
    tell_end(task, outcome, worker, exitcode);
    if (was_running && outcome != TaskOutcome::cancelled) keep_call(task);
    job.take_error(task.chunk, std::move(error));
    free_task(task);
    if (++job.progress.done == job.progress.chunks && !job.progress.open) {
        complete(job);
    } else if (sleepers_ > 0) {
        announce_completion();
    }
}

// Another attempt, under the same number.
void Core::run_again(Task& task) {
    const std::uint64_t items = task.job->items_in(task.chunk);
    ++task.attempt;
    task.timed_out = false;
    subtract(counters().running_count, items);
    add(counters().queued_count, items);
    add(counters().retried_count, items);
    again_.push_front(&task);
}

// Its worker died while it ran: another attempt, or its end.
void Core::lose_task(Task& task, const Worker& worker, const process::ExitInfo& exit) {
    detail::PoolJob& job = *task.job;
    const std::uint64_t items = job.items_in(task.chunk);
    if (!task.cancelled && task.attempt <= job.rules.retries) {
        tell_end(task, task.timed_out ? TaskOutcome::timed_out : TaskOutcome::lost, worker.token, exit.exitcode);
        run_again(task);
        return;
    }
    if (task.cancelled) {
        fail_task(task, std::make_exception_ptr(CancelledError("the task was cancelled while it ran")),
                  TaskOutcome::cancelled, worker.token, exit.exitcode);
    } else if (task.timed_out) {
        const double limit_s = static_cast<double>(job.rules.timeout_ns) / 1e9;
        fail_task(task,
                  std::make_exception_ptr(TimeoutError(job.name() + " ran longer than its limit of " +
                                                       std::to_string(limit_s) + " s; its worker was killed")),
                  TaskOutcome::timed_out, worker.token, exit.exitcode);
    } else {
        const std::uint64_t first = job.first_item(task.chunk);
        std::string text = "worker " + std::to_string(exit.pid) + " ended with exit code " +
                           process::exitcode_name(exit.exitcode) + " while it ran " + job.name();
        if (items > 1) text += ", items " + std::to_string(first) + " to " + std::to_string(first + items - 1);
        fail_task(task,
                  std::make_exception_ptr(WorkerLost(text, exit.pid, exit.exitcode, task.id, first, first + items)),
                  TaskOutcome::lost, worker.token, exit.exitcode);
    }
}

void Core::complete(detail::PoolJob& job) {
    std::shared_ptr<detail::PoolJob> keep = std::move(job.progress.self);
    if (keep == nullptr) return;
    open_jobs_.erase(&job);
    if (!job.rules.somebody_waits) --waiting_jobs_;
    if (job.has_callback()) {
        finished_.push_back(std::move(keep));
        wake_thread();
        return;
    }
    job.finish();
    announce_completion();
}

void Core::fail_everything(const std::exception_ptr& error) {
    for (auto& worker : crew_->workers()) {
        for (Task* task : std::exchange(worker->in_flight, {}))
            fail_task(*task, error, TaskOutcome::cancelled, worker->token);
    }
    for (Task* task : std::exchange(again_, {})) fail_task(*task, error, TaskOutcome::cancelled);
    while (Task* task = next_chunk()) fail_task(*task, error, TaskOutcome::cancelled);
    // Lazy maps whose input has not ended: what they have is all there will be.
    for (detail::PoolJob* job : std::vector<detail::PoolJob*>(open_jobs_.begin(), open_jobs_.end())) {
        job->progress.open = false;
        complete(*job);
    }
}

bool Core::cancel(detail::PoolJob& job, bool running) {
    require_owner();
    const Lock lock(mutex_);
    if (job.ready() || job.progress.self == nullptr) return false;
    const auto keep = job.progress.self;
    const auto cancelled = std::make_exception_ptr(CancelledError("the task was cancelled before it started"));
    for (auto& worker : crew_->workers()) {
        const bool holds = std::any_of(worker->in_flight.begin(), worker->in_flight.end(),
                                       [&](const Task* t) { return t->job == &job; });
        if (holds) take_back(*worker, worker->in_flight.size());
    }
    for (auto it = again_.begin(); it != again_.end();) {
        Task* task = *it;
        if (task->job != &job) {
            ++it;
            continue;
        }
        it = again_.erase(it);
        fail_task(*task, cancelled, TaskOutcome::cancelled);
    }
    std::erase(jobs_, &job);
    while (job.progress.sent < job.progress.chunks)
        fail_task(new_task(job, job.progress.sent++), cancelled, TaskOutcome::cancelled);
    if (job.progress.open) {
        job.progress.open = false;
        if (job.progress.done == job.progress.chunks) complete(job);
    }
    bool stopped = job.progress.done == job.progress.chunks;
    if (!stopped && running) {
        stopped = true;
        for (auto& worker : crew_->workers()) {
            for (Task* task : worker->in_flight) {
                if (task->job != &job) continue;
                task->cancelled = true;
                crew_->kill(*worker);
            }
        }
    }
    feed();
    return stopped;
}

}  // namespace mp::pool
