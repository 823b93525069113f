// SPDX-License-Identifier: MIT
// Tasks on their way from jobs to workers, and back from those that have not begun them.
#include <algorithm>
#include <cstring>
#include <new>
#include <typeinfo>

#include "mp/detail/type_name.h"
#include "mp/exceptions.h"
#include "pool/core.h"
#include "pool/counters.h"

namespace mp::pool {

using telemetry::TaskOutcome;

namespace {

constexpr std::size_t most_ahead = 64;  // tasks that a worker holds

// What a type's own code throws is told as what it means here, with the type that it was.
void encode_arguments(detail::PoolJob& job, std::uint32_t chunk, detail::Writer& writer) {
    try {
        job.encode(chunk, writer);
    } catch (const Exception&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        throw SerializationError("the arguments of " + job.function_name() +
                                 " cannot be encoded: " + detail::type_name_of(typeid(error)) + ": " + error.what());
    }
}

}  // namespace

// ---- tasks

Task& Core::new_task(detail::PoolJob& job, std::uint32_t chunk) {
    if (free_tasks_.empty()) {
        all_tasks_.push_back(std::make_unique<Task>());
        free_tasks_.push_back(all_tasks_.back().get());
    }
    Task& task = *free_tasks_.back();
    free_tasks_.pop_back();
    task = Task{.job = &job, .chunk = chunk, .id = object_->registry().next_task_id()};
    ++outstanding_;
    if (job.rules.timeout_ns > 0) ++timed_;
    return task;
}

void Core::free_task(Task& task) {
    if (task.job->rules.timeout_ns > 0) --timed_;
    --outstanding_;
    free_tasks_.push_back(&task);
}

Task* Core::next_chunk() {
    while (!jobs_.empty()) {
        detail::PoolJob& job = *jobs_.front();
        auto& progress = job.progress;
        if (progress.sent < progress.chunks) {
            Task& task = new_task(job, progress.sent++);
            if (progress.sent == progress.chunks) jobs_.pop_front();
            return &task;
        }
        jobs_.pop_front();
    }
    return nullptr;
}

Task* Core::next_task() {
    if (again_.empty()) return next_chunk();
    Task* task = again_.front();
    again_.pop_front();
    return task;
}

// ---- to the workers

// Enough for about a millisecond of work: short tasks are never waited for. Long ones, and those of which nothing is
// known yet, are given one at a time: none waits behind another while its turn has come elsewhere.
std::size_t Core::depth_limit() const {
    if (average_run_ns_ == 0) return 1;
    return static_cast<std::size_t>(std::clamp(1e6 / average_run_ns_, 1.0, static_cast<double>(most_ahead)));
}

bool Core::takes_tasks(const Worker& worker) const {
    const auto most = static_cast<std::uint32_t>(settings_.maxtasksperchild.value_or(0));
    return worker.state == WorkerState::ready && !worker.surplus && (most == 0 || worker.sent < most);
}

// Whether it is through with all it holds, as far as can be known, before another could be woken to help. Nothing new
// for a millisecond: it is stopped, or its tasks are not what they were.
bool Core::soon_done(const Worker& worker) {
    constexpr double waking_ns = 20'000;
    constexpr std::int64_t patience_ns = 1'000'000;
    if (average_run_ns_ == 0 || static_cast<double>(worker.in_flight.size()) * average_run_ns_ > waking_ns ||
        now_ns_ - worker.sent_at_ns > patience_ns)
        return false;
    trusted_ = true;
    return true;
}

// While tasks are so short that a full worker is soon done, the one whose result came last has them all: it is awake,
// and the others do not take the CPU from it and from those who submit.
Worker* Core::next_worker() {
    if (last_worker_ < crew_->workers().size()) {
        Worker& awake = *crew_->workers()[last_worker_];
        const std::size_t limit = depth_limit();
        if (limit == most_ahead && takes_tasks(awake) && soon_done(awake))
            return awake.in_flight.size() < limit ? &awake : nullptr;
    }
    return least_busy();
}

// The idle come first, among them the one whose result came last; then who holds least.
Worker* Core::least_busy() const {
    const std::size_t limit = depth_limit();
    auto& workers = crew_->workers();
    Worker* best = nullptr;
    for (std::size_t i = 0; i < workers.size(); ++i) {
        Worker& worker = *workers[(last_worker_ + i) % workers.size()];
        if (!takes_tasks(worker) || worker.in_flight.size() >= limit) continue;
        if (best == nullptr || worker.in_flight.size() < best->in_flight.size()) best = &worker;
        if (best->in_flight.empty()) break;
    }
    return best;
}

void Core::feed() {
    if (paused_) return;
    for (;;) {
        if (again_.empty() && jobs_.empty()) break;
        Worker* worker = next_worker();
        if (worker == nullptr) return;
        Task* task = next_task();
        if (task == nullptr) break;
        if (!send(*worker, *task)) {
            again_.push_front(task);
            return;
        }
    }
    balance();
}

// False: the ring is full just now.
bool Core::send(Worker& worker, Task& task) {
    detail::PoolJob& job = *task.job;
    const bool call = job.is_task_function();
    TaskHead head{.id = task.id,
                  .function = {},
                  .kind = call ? TaskKind::call : TaskKind::chunk,
                  .count = job.items_in(task.chunk),
                  .first = job.first_item(task.chunk),
                  .queued_ns = job.progress.queued_ns,
                  .name = job.progress.name,
                  .attempt = task.attempt,
                  .max_attempts = static_cast<std::uint16_t>(job.rules.retries + 1)};
    channel::Ring::Slot slot;
    try {
        head.function = job.function();
        const std::string shown = call ? job.shown_arguments() : std::string();
        head.shown_bytes = static_cast<std::uint32_t>(shown.size());
        scratch_.clear();
        encode_arguments(job, task.chunk, scratch_);
        const auto arguments = scratch_.bytes();
        if (!worker.link->tasks.try_claim(sizeof head + shown.size() + arguments.size(), slot)) return false;
        std::memcpy(slot.data, &head, sizeof head);
        if (!shown.empty()) std::memcpy(slot.data + sizeof head, shown.data(), shown.size());
        if (!arguments.empty()) std::memcpy(slot.data + sizeof head + shown.size(), arguments.data(), arguments.size());
    } catch (...) {
        // Arguments that do not encode, or no memory for them: this task's error, nobody has seen it.
        fail_task(task, std::current_exception(), TaskOutcome::failed);
        return true;
    }
    worker.in_flight.push_back(&task);
    worker.sent_at_ns = now_ns_;
    ++worker.sent;
    if (!worker.link->tasks.commit(slot)) {
        worker.link->tasks.abandon(slot);
        worker.in_flight.pop_back();
        --worker.sent;
        return false;
    }
    subtract(counters().queued_count, head.count);
    add(counters().running_count, head.count);
    return true;
}

// Nothing is left to hand out: what the slow hold and have not begun goes to the idle.
void Core::balance() {
    for (;;) {
        Worker* idle_worker = nullptr;
        Worker* richest = nullptr;
        for (auto& worker : crew_->workers()) {
            if (worker->state != WorkerState::ready || worker->surplus) continue;
            if (worker->in_flight.empty()) {
                idle_worker = worker.get();
            } else if (may_lose_tasks(*worker) &&
                       (richest == nullptr || worker->in_flight.size() > richest->in_flight.size())) {
                richest = worker.get();
            }
        }
        if (idle_worker == nullptr || richest == nullptr) return;
        take_back(*richest, (richest->in_flight.size() + 1) / 2);
        if (again_.empty()) return;  // it has begun them meanwhile
        if (!hand_out_again()) return;
    }
}

// One that holds several, or one that has let its only task lie: it is stopped, or gets no CPU.
bool Core::may_lose_tasks(const Worker& worker) {
    if (worker.in_flight.size() > 1) return !soon_done(worker);
    constexpr std::int64_t patience_ns = 50'000'000;
    return now_ns_ - worker.sent_at_ns > patience_ns &&
           object_->registry().slot(worker.token).task.id != worker.in_flight.front()->id;
}

bool Core::hand_out_again() {
    while (!again_.empty()) {
        Worker* worker = least_busy();
        if (worker == nullptr) return false;
        Task* task = again_.front();
        again_.pop_front();
        if (!send(*worker, *task)) {
            again_.push_front(task);
            return false;
        }
    }
    return true;
}

// Up to that many tasks that the worker has not begun, out of its ring.
void Core::take_back(Worker& worker, std::size_t most) {
    channel::Ring::View view;
    std::vector<Task*> taken;
    while (taken.size() < most && worker.link != nullptr && worker.link->tasks.try_take(view)) {
        TaskHead head;
        std::memcpy(&head, view.data, sizeof head);
        worker.link->tasks.done(view);
        auto& held = worker.in_flight;
        const auto found = std::find_if(held.begin(), held.end(), [&](const Task* t) { return t->id == head.id; });
        if (head.kind == TaskKind::stop || found == held.end()) continue;
        taken.push_back(*found);
        held.erase(found);
        --worker.sent;
    }
    for (auto it = taken.rbegin(); it != taken.rend(); ++it) {
        again_.push_front(*it);
        const std::uint64_t items = (*it)->job->items_in((*it)->chunk);
        subtract(counters().running_count, items);
        add(counters().queued_count, items);
    }
}

}  // namespace mp::pool
