// SPDX-License-Identifier: MIT
#include "pool/thread_core.h"

#include <algorithm>
#include <system_error>
#include <thread>
#include <utility>

#include "mp/detail/exception_codec.h"
#include "mp/exceptions.h"
#include "mp/logging.h"
#include "os/clock.h"
#include "os/thread.h"

namespace mp::pool {

namespace {

thread_local const ThreadCore* core_of_this_thread = nullptr;

detail::LocalJob& local(detail::PoolJob& job) {
    return dynamic_cast<detail::LocalJob&>(job);
}

bool has_chunk(const detail::PoolJob& job) {
    return job.progress.sent < job.progress.chunks;
}

bool is_complete(const detail::PoolJob& job) {
    return !job.progress.open && job.progress.done == job.progress.chunks;
}

void start_thread(const char* what, std::function<void()> body) {
    try {
        std::thread(std::move(body)).detach();
    } catch (const std::system_error& error) {
        throw ResourceExhausted(std::string("start ") + what + ": " + error.what(), error.code().value());
    }
}

}  // namespace

ThreadCore::ThreadCore(int threads, std::function<void()> initializer)
    : OwnedCore("ThreadPool",
                telemetry::Object::create(telemetry::ObjectKind::pool, "", [](telemetry::ObjectSlot&) {})),
      initializer_(std::move(initializer)),
      target_(static_cast<std::uint32_t>(threads)) {}

void ThreadCore::start() {
    const Lock lock(mutex_);
    try {
        start_thread("a pool's thread", [self = shared_from_this()] { self->run_callbacks(); });
        teller_runs_ = true;
        while (threads_ < target_) add_thread();
    } catch (...) {
        state_ = State::terminate;  // those that run end at once
        throw;
    }
}

// What observers see of it. After each change, under the mutex: one writer.
void ThreadCore::publish() noexcept {
    telemetry::PoolState& state = object_->slot().state.pool;
    const auto put = [](auto& field, auto value) { field.store(value, std::memory_order_relaxed); };
    put(state.target_size, target_);
    put(state.alive_count, threads_);
    put(state.accepting, state_ == State::run ? 1U : 0U);
    put(state.submitted_count, counts_.submitted);
    put(state.queued_count, counts_.queued);
    put(state.running_count, counts_.running);
    put(state.done_count, counts_.done);
    put(state.failed_count, counts_.failed);
}

void ThreadCore::add_thread() {
    start_thread("a pool's thread", [self = shared_from_this(), number = next_number_++] { self->run_worker(number); });
    ++threads_;
    publish();
}

void ThreadCore::end() noexcept {
    terminate();
    if (core_of_this_thread == this || !is_owner()) return;
    Lock lock(mutex_);
    changed_.wait(lock, [this] { return threads_ == 0 && !teller_runs_; });
}

// ---- threads

void ThreadCore::run_worker(unsigned number) noexcept {
    core_of_this_thread = this;
    os::name_this_thread("ThreadPool-" + std::to_string(number));
    try {
        if (initializer_) initializer_();
    } catch (...) {
        // As Python's: the thread is of no use, but the pool goes on with those that are.
        const auto error = detail::describe_exception(std::current_exception());
        get_logger().error("the initializer of a ThreadPool raised " + error.type + ": " + error.message);
    }
    Lock lock(mutex_);
    for (;;) {
        work_.wait(lock, [this] { return next_job() != nullptr || threads_ > target_ || state_ != State::run; });
        if (threads_ > target_ || state_ == State::terminate) break;
        if (next_job() != nullptr) {
            run_chunk(lock);
        } else if (jobs_.empty()) {
            break;  // closed, and all is done
        } else {
            work_.wait(lock);  // closed, but an iteration may still bring more
        }
    }
    --threads_;
    publish();
    work_.notify_all();
    finished_.notify_all();
    changed_.notify_all();
}

std::shared_ptr<detail::PoolJob> ThreadCore::next_job() const {
    const auto found = std::find_if(jobs_.begin(), jobs_.end(), [](const auto& job) { return has_chunk(*job); });
    return found == jobs_.end() ? nullptr : *found;
}

void ThreadCore::run_chunk(Lock& lock) {
    const std::shared_ptr<detail::PoolJob> job = next_job();
    const std::uint32_t number = job->progress.sent++;
    const std::uint32_t items = job->items_in(number);
    auto chunk = local(*job).take_chunk(number);
    counts_.queued -= items;
    counts_.running += items;
    const std::pair<detail::PoolJob*, std::uint32_t> here(job.get(), number);
    under_way_.push_back(here);
    publish();
    lock.unlock();
    std::exception_ptr error;
    try {
        chunk->run();
    } catch (...) {
        error = std::current_exception();
    }
    lock.lock();
    if (state_ == State::terminate) return;  // it has failed already
    std::erase(under_way_, here);
    counts_.running -= items;
    if (error == nullptr) chunk->store();
    if (error != nullptr) job->take_error(number, error);
    end_chunk(*job, items, error != nullptr);
    if (is_complete(*job)) complete(job);
    changed_.notify_all();
}

void ThreadCore::end_chunk(detail::PoolJob& job, std::uint64_t items, bool failed) {
    ++job.progress.done;
    (failed ? counts_.failed : counts_.done) += items;
    publish();
}

// ---- the ends of jobs

void ThreadCore::complete(std::shared_ptr<detail::PoolJob> job) {
    std::erase(jobs_, job);
    if (job->has_callback()) {
        to_tell_.push_back(std::move(job));
        finished_.notify_one();
    } else {
        mark_ready(*job);
    }
    work_.notify_all();
    changed_.notify_all();
}

void ThreadCore::run_callbacks() noexcept {
    core_of_this_thread = this;
    os::name_this_thread("ThreadPool-call");
    Lock lock(mutex_);
    for (;;) {
        finished_.wait(lock, [this] { return !to_tell_.empty() || (state_ != State::run && threads_ == 0); });
        if (to_tell_.empty()) break;
        const auto job = std::move(to_tell_.front());
        to_tell_.pop_front();
        lock.unlock();
        mark_ready(*job);
        lock.lock();
        changed_.notify_all();
    }
    teller_runs_ = false;
    changed_.notify_all();
}

void ThreadCore::drop_chunks(detail::PoolJob& job, const std::exception_ptr& error) {
    job.progress.open = false;
    while (has_chunk(job)) {
        const std::uint32_t number = job.progress.sent++;
        counts_.queued -= job.items_in(number);
        job.take_error(number, error);
        end_chunk(job, job.items_in(number), true);
    }
}

// ---- what the pool is asked for

void ThreadCore::submit(std::shared_ptr<detail::PoolJob> job) {
    require_owner();
    const Lock lock(mutex_);
    if (state_ != State::run) throw ValueError("Pool not running");
    if (counts_.submitted == 0) counts_.first_submitted_ns = os::monotonic_ns();
    job->progress.submitted = true;
    for (std::uint32_t i = 0; i < job->progress.chunks; ++i) counts_.queued += job->items_in(i);
    counts_.submitted = counts_.queued + counts_.running + counts_.done + counts_.failed;
    if (is_complete(*job)) {
        mark_ready(*job);  // of nothing: no callback, as in Python
        return;
    }
    jobs_.push_back(std::move(job));
    publish();
    work_.notify_all();
}

void ThreadCore::add_chunks(detail::PoolJob& job, std::uint32_t count, bool last) {
    const Lock lock(mutex_);
    if (state_ == State::terminate) return;
    for (std::uint32_t i = 0; i < count; ++i) counts_.queued += job.items_in(job.progress.chunks + i);
    counts_.submitted = counts_.queued + counts_.running + counts_.done + counts_.failed;
    job.progress.chunks += count;
    job.progress.open = job.progress.open && !last;
    publish();
    if (is_complete(job)) {
        const auto found =
            std::find_if(jobs_.begin(), jobs_.end(), [&](const auto& each) { return each.get() == &job; });
        if (found != jobs_.end()) complete(std::shared_ptr<detail::PoolJob>(*found));
    }
    work_.notify_all();
}

bool ThreadCore::wait_ready(detail::PoolJob& job, std::int64_t timeout_ns) {
    return collect_until(
        timeout_ns, [](void* what) { return static_cast<detail::PoolJob*>(what)->ready(); }, &job);
}

bool ThreadCore::collect_until(std::int64_t timeout_ns, bool (*step)(void*), void* context) {
    require_owner();
    Lock lock(mutex_);
    const auto ready = [&] { return step(context); };
    if (ready()) return true;
    if (timeout_ns == 0) return false;
    if (timeout_ns == INT64_MAX) {
        changed_.wait(lock, ready);
        return true;
    }
    return changed_.wait_for(lock, std::chrono::nanoseconds(timeout_ns), ready);
}

bool ThreadCore::cancel(detail::PoolJob& job, bool) {
    if (!is_owner()) return false;
    const Lock lock(mutex_);
    const auto found = std::find_if(jobs_.begin(), jobs_.end(), [&](const auto& each) { return each.get() == &job; });
    if (found == jobs_.end()) return false;
    const std::shared_ptr<detail::PoolJob> kept = *found;
    const bool begun = job.progress.sent > 0;
    drop_chunks(job, std::make_exception_ptr(CancelledError("the task was cancelled before it ran")));
    if (is_complete(job)) complete(kept);
    return !begun;
}

std::uint32_t ThreadCore::size() const {
    const Lock lock(mutex_);
    return target_;
}

std::uint32_t ThreadCore::window() const {
    return 4 * size();
}

detail::PoolProgressCounts ThreadCore::progress() const {
    const Lock lock(mutex_);
    return counts_;
}

void ThreadCore::close() {
    require_owner();
    const Lock lock(mutex_);
    if (state_ == State::run) state_ = State::close;
    publish();
    work_.notify_all();
    finished_.notify_all();
}

void ThreadCore::terminate() noexcept {
    if (!is_owner()) return;
    const Lock lock(mutex_);
    if (state_ == State::terminate) return;
    state_ = State::terminate;
    const auto error = std::make_exception_ptr(CancelledError("the pool was terminated"));
    for (const auto& [job, chunk] : std::exchange(under_way_, {})) {
        job->take_error(chunk, error);
        counts_.running -= job->items_in(chunk);
        end_chunk(*job, job->items_in(chunk), true);
    }
    for (auto& job : std::exchange(jobs_, {})) {
        drop_chunks(*job, error);
        complete(job);
    }
    publish();
    work_.notify_all();
    finished_.notify_all();
    changed_.notify_all();
}

void ThreadCore::join() {
    require_owner();
    Lock lock(mutex_);
    if (state_ == State::run) throw ValueError("Pool is still running");
    changed_.wait(lock, [this] { return threads_ == 0 && !teller_runs_; });
}

void ThreadCore::resize(int threads) {
    require_owner();
    if (threads < 1) throw ValueError("Number of processes must be at least 1");
    const Lock lock(mutex_);
    if (state_ != State::run) throw ValueError("Pool not running");
    target_ = static_cast<std::uint32_t>(threads);
    while (threads_ < target_) add_thread();
    publish();
    work_.notify_all();
}

}  // namespace mp::pool
