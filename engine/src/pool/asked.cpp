// SPDX-License-Identifier: MIT
// What can be asked of a pool from outside: another size, another attempt, a pause; each answer is for people.
#include <algorithm>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "pool/core.h"
#include "pool/counters.h"
#include "telemetry/writer.h"

namespace mp::pool {

using telemetry::ActionResult;

ActionResult Core::act(std::string_view verb, std::span<const std::uint64_t> arguments) {
    const Lock lock(mutex_);
    if (state_ == State::terminate) return {false, "the pool does not run any more"};
    const std::size_t given = arguments.size();
    if (verb == "pause" && given == 0) return pause(true);
    if (verb == "unpause" && given == 0) return pause(false);
    if (verb == "cancel" && given == 1) return stop_task(arguments[0]);
    if (verb == "restart" && given == 2) return leave(verb, arguments[0], arguments[1]);
    if (verb == "retry" && given == 1) return retry(arguments[0]);
    if (verb == "retry_failed" && given == 0) return retry_all();
    if (verb != "resize" && verb != "drain") return {false, "a pool cannot " + std::string(verb)};
    if (state_ != State::run) return {false, "the pool is closed: it ends with the tasks that it has"};
    if (verb == "resize" && given == 1) return set_target(arguments[0]);
    if (verb == "drain" && given == 2) return leave(verb, arguments[0], arguments[1]);
    return {false, "a pool's " + std::string(verb) + " needs other arguments"};
}

ActionResult Core::set_target(std::uint64_t workers) {
    if (workers < 1 || workers > 4096) return {false, "a pool has 1 to 4096 workers"};
    crew_->set_target(static_cast<std::uint32_t>(workers));
    tend_workers();
    wake_thread();
    return {};
}

ActionResult Core::stop_task(std::uint64_t id) {
    for (auto& worker : crew_->workers()) {
        for (Task* task : worker->in_flight) {
            if (task->id != id) continue;
            task->cancelled = true;
            crew_->kill(*worker);
            return {};
        }
    }
    return {false, "task " + std::to_string(id) + " does not run any more"};
}

// A worker that finishes what it runs and goes, with a successor (restart) or without (drain).
ActionResult Core::leave(std::string_view verb, std::uint64_t pid, std::uint64_t start_ticks) {
    for (auto& worker : crew_->workers()) {
        const auto& slot = object_->registry().slot(worker->token);
        if (worker->pid != static_cast<int>(pid) || worker->state == WorkerState::vacant ||
            slot.start_ticks.load(std::memory_order_relaxed) != start_ticks)
            continue;
        if (verb == "drain") {
            if (crew_->target() < 2) return {false, "this is the pool's last worker; terminate the pool instead"};
            worker->surplus = true;
            crew_->set_target(crew_->target() - 1);
            tend_workers();
        } else {
            take_back(*worker, worker->in_flight.size());
            crew_->send_stop(*worker);
            feed();
        }
        wake_thread();
        return {};
    }
    return {false, "process " + std::to_string(pid) + " is no worker of this pool any more"};
}

// ---- the intake

// What the workers have not begun comes back, so that nothing begins after the answer; callers may go on submitting.
ActionResult Core::pause(bool paused) {
    if (paused_ == paused) return {false, paused ? "the pool is paused already" : "the pool is not paused"};
    paused_ = paused;
    counters().paused.store(paused ? 1 : 0, std::memory_order_relaxed);
    if (paused) {
        for (auto& worker : crew_->workers()) take_back(*worker, worker->in_flight.size());
    } else {
        now_ns_ = os::monotonic_ns();
        feed();
    }
    const std::string pool = settings_.name.empty() ? "the pool" : "the pool " + settings_.name;
    telemetry::write_log_event(object_->registry(), 20,
                               pool + (paused ? " was paused: its workers finish what they run"
                                              : " was unpaused: its workers begin tasks again"));
    wake_thread();
    return {};
}

// ---- further attempts

// Of a task that has come to a bad end. Arguments that do not encode any more, or no memory for them: it cannot be
// tried again, and whoever asks is told that it is not kept.
void Core::keep_call(const Task& task) noexcept {
    if (!kept_.keeps()) return;
    try {
        kept_.add(task);
    } catch (...) {
        return;
    }
    counters().kept_count.store(static_cast<std::uint32_t>(kept_.size()), std::memory_order_relaxed);
}

// Under the number that it had: observers see one task with several attempts.
void Core::attempt_again(KeptCall call) {
    const std::uint64_t id = call.id;
    const auto attempt = static_cast<std::uint16_t>(call.attempt + 1);
    const std::uint64_t items = call.items;
    auto job = job_of(std::move(call));
    auto& progress = job->progress;
    progress.name = object_->registry().intern(job->name());
    progress.queued_ns = now_ns_ = os::monotonic_ns();
    progress.submitted = true;
    progress.chunks = progress.sent = 1;
    detail::PoolJob& raw = *job;
    progress.self = std::move(job);
    open_jobs_.insert(&raw);
    ++waiting_jobs_;
    Task& task = new_task(raw, 0);
    task.id = id;
    task.attempt = attempt;
    again_.push_back(&task);
    // Its end counts once more, so it was submitted once more.
    add(counters().submitted_count, items);
    add(counters().queued_count, items);
    add(counters().retried_count, items);
    if (counters().total_count.load(std::memory_order_relaxed) != 0) add(counters().total_count, items);
}

std::string Core::why_not_retried(std::uint64_t id) const {
    const std::string task = "task " + std::to_string(id);
    const auto is_it = [&](const Task* t) { return t->id == id; };
    for (const auto& worker : crew_->workers()) {
        if (std::any_of(worker->in_flight.begin(), worker->in_flight.end(), is_it)) return task + " is running";
    }
    if (std::any_of(again_.begin(), again_.end(), is_it)) return task + " waits for its next attempt already";
    if (!kept_.keeps()) return "the pool keeps no failed calls: its program has set keep_failed to 0";
    return "the pool does not have the call of " + task + ": it has not failed, or has been dropped since (it keeps " +
           kept_.bounds() + ")";
}

ActionResult Core::retry(std::uint64_t id) {
    if (state_ != State::run) return {false, "the pool is closed and takes no further attempts"};
    if (broken_ != nullptr) return {false, "no worker of the pool survives its start"};
    auto call = kept_.take(id);
    if (!call) return {false, why_not_retried(id)};
    attempt_again(std::move(*call));
    counters().kept_count.store(static_cast<std::uint32_t>(kept_.size()), std::memory_order_relaxed);
    feed();
    wake_thread();
    return {true, {}, 1};
}

ActionResult Core::retry_all() {
    if (state_ != State::run) return {false, "the pool is closed and takes no further attempts"};
    if (broken_ != nullptr) return {false, "no worker of the pool survives its start"};
    ActionResult result;
    while (auto call = kept_.take_oldest()) {
        attempt_again(std::move(*call));
        ++result.count;
    }
    if (result.count == 0) return {false, "the pool keeps no failed call"};
    counters().kept_count.store(0, std::memory_order_relaxed);
    feed();
    wake_thread();
    return result;
}

}  // namespace mp::pool
