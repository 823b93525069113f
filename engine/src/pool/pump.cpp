// SPDX-License-Identifier: MIT
// One round of the owner's work: results in, the dead buried, time limits kept, workers tended.
#include <algorithm>
#include <cstring>

#include "mp/detail/exception_codec.h"
#include "os/clock.h"
#include "os/signal.h"
#include "pool/core.h"
#include "pool/counters.h"
#include "telemetry/writer.h"

namespace mp::pool {

using telemetry::TaskOutcome;

namespace {

// What ends by itself at its start will do so again. Whom somebody killed there may have better luck, unless it was for
// want of memory.
unsigned most_failed_starts(const process::ExitInfo& exit) noexcept {
    return exit.exitcode == -os::signal_kill || exit.exitcode == -os::signal_terminate ? 6 : 3;
}

}  // namespace

void Core::pump() {
    now_ns_ = os::monotonic_ns();
    take_results();
    if (crew_->has_deaths()) bury_dead();
    if (timed_ > 0) keep_time();
    if (next_start_ns_ != os::forever_ns || state_ == State::close) tend_workers();
    feed();
}

// ---- results

void Core::take_results() {
    auto& workers = crew_->workers();
    for (std::size_t i = 0; i < workers.size(); ++i) {
        Worker& worker = *workers[i];
        if (worker.link == nullptr) continue;
        channel::Ring::View view;
        while (worker.link->results.try_take(view)) {
            take_message(worker, view);
            worker.link->results.done(view);
            last_worker_ = i;
        }
    }
}

void Core::take_message(Worker& worker, const channel::Ring::View& view) {
    ResultHead head;
    if (view.size < sizeof head) return;  // cannot be: both ends are this program
    std::memcpy(&head, view.data, sizeof head);
    const std::span<const std::byte> rest(view.data + sizeof head, view.size - sizeof head);
    switch (head.kind) {
        case ResultKind::ready:
            if (worker.state == WorkerState::starting) worker.state = WorkerState::ready;
            worker.failed_starts = 0;
            break;
        case ResultKind::start_failed: {
            const auto error = detail::decode_exception(rest);
            const auto text = detail::describe_exception(error);
            worker.start_error = text.type + ": " + text.message;
            break;
        }
        case ResultKind::result:
            take_result(worker, head, rest);
            break;
    }
}

void Core::take_result(Worker& worker, const ResultHead& head, std::span<const std::byte> rest) {
    // Results come in the order of the tasks, but a task may have been taken back and run elsewhere meanwhile.
    auto& held = worker.in_flight;
    const auto found = std::find_if(held.begin(), held.end(), [&](const Task* t) { return t->id == head.id; });
    if (found == held.end()) return;
    Task& task = **found;
    held.erase(found);
    const auto run_ns = static_cast<double>(std::max<std::int64_t>(head.run_ns, 1));
    average_run_ns_ = average_run_ns_ == 0 ? run_ns : average_run_ns_ + (run_ns - average_run_ns_) / 16;

    detail::PoolJob& job = *task.job;
    if (head.failures > 0 && job.rules.retry_errors && task.attempt <= job.rules.retries) {
        run_again(task);
        return;
    }
    const std::uint64_t items = job.items_in(task.chunk);
    std::uint64_t failed = 0;
    if (head.failures > 0) keep_call(task);
    try {
        const std::size_t payload = std::min<std::size_t>(head.payload_bytes, rest.size());
        detail::Reader results(rest.first(payload));
        std::vector<detail::FailedItem> failures;
        detail::Reader errors(rest.subspan(payload));
        for (std::uint32_t i = 0; i < head.failures; ++i) {
            const auto index = errors.read_value<std::uint32_t>();
            const std::size_t size = errors.read_length(1);
            failures.push_back({index, detail::decode_exception({errors.take(size), size})});
        }
        if (head.chunk_failed) {
            failed = items;
            job.take_error(task.chunk, failures.at(0).error);
        } else {
            failed = failures.size();
            job.take(task.chunk, results, failures);
        }
    } catch (...) {
        // A result that does not decode is that task's error and nobody else's.
        failed = items;
        job.take_error(task.chunk, std::current_exception());
    }
    finish_task(task, items - failed, failed);
}

// ---- deaths

void Core::bury_dead() {
    for (const Death& death : crew_->take_deaths()) {
        auto& workers = crew_->workers();
        if (death.worker >= workers.size()) continue;
        Worker& worker = *workers[death.worker];
        if (worker.token == death.exit.token && worker.state != WorkerState::vacant) bury(worker, death.exit);
    }
    crew_->drop_surplus();
    next_start_ns_ = 0;  // its place is to be filled
    tend_workers();
    announce_completion();  // whoever waits for the workers' end, in another thread
}

void Core::bury(Worker& worker, const process::ExitInfo& exit) {
    // What it had sent counts, however it died.
    channel::Ring::View view;
    worker.link->results.repair();
    while (worker.link->results.try_take(view)) {
        take_message(worker, view);
        worker.link->results.done(view);
    }
    const bool failed_start = worker.state == WorkerState::starting;
    const std::uint64_t begun = object_->registry().slot(exit.token).task.id;
    std::deque<Task*> held = std::exchange(worker.in_flight, {});
    for (auto it = held.rbegin(); it != held.rend(); ++it) {
        Task& task = **it;
        if (task.id == begun) {
            lose_task(task, worker, exit);
        } else {
            again_.push_front(&task);  // had not begun
            subtract(counters().running_count, task.job->items_in(task.chunk));
            add(counters().queued_count, task.job->items_in(task.chunk));
        }
    }
    crew_->vacate(worker, os::monotonic_ns(), failed_start);
    if (failed_start && worker.failed_starts >= most_failed_starts(exit)) break_pool(worker, exit);
}

void Core::break_pool(const Worker& worker, const process::ExitInfo& exit) {
    if (broken_ != nullptr) return;
    std::string text = "no worker of the pool survives its start: " + std::to_string(worker.failed_starts) +
                       " in a row ended with exit code " + process::exitcode_name(exit.exitcode);
    if (!worker.start_error.empty()) text += "; the initializer raised " + worker.start_error;
    broken_ = std::make_exception_ptr(PoolBroken(text, exit.exitcode));
    telemetry::write_log_event(object_->registry(), 40, text);
    fail_everything(broken_);
    // No further starts: the pool is no use any more.
    for (auto& other : crew_->workers()) {
        other->surplus = true;
        crew_->send_stop(*other);
    }
}

// ---- time limits

void Core::keep_time() {
    for (auto& worker : crew_->workers()) {
        if (worker->in_flight.empty()) continue;
        const telemetry::TaskPage& page = object_->registry().slot(worker->token).task;
        std::uint64_t id = 0;
        std::int64_t started_ns = 0;
        if (!telemetry::read_consistent(page.sequence, [&] {
                id = page.id;
                started_ns = page.started_ns;
            }))
            continue;
        for (Task* task : worker->in_flight) {
            const std::int64_t limit_ns = task->job->rules.timeout_ns;
            if (task->id != id || limit_ns == 0 || task->timed_out || now_ns_ - started_ns < limit_ns) continue;
            task->timed_out = true;
            crew_->kill(*worker);
        }
    }
}

// ---- workers

void Core::tend_workers() {
    const std::int64_t now_ns = os::monotonic_ns();
    const bool leave = (state_ == State::close && idle()) || broken_ != nullptr;
    for (auto& worker : crew_->workers()) {
        if (!worker->surplus && !leave) continue;
        if (worker->surplus && worker->state == WorkerState::ready) take_back(*worker, worker->in_flight.size());
        // A stop goes behind what the worker has begun; one that still starts hears it when it is ready.
        crew_->send_stop(*worker);
    }
    if (broken_ != nullptr || leave) {
        next_start_ns_ = os::forever_ns;
        return;
    }
    next_start_ns_ = crew_->start_due(now_ns);
}

}  // namespace mp::pool
