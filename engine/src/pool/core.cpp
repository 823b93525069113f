// SPDX-License-Identifier: MIT
#include "pool/core.h"

#include <algorithm>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "os/self.h"
#include "os/thread.h"
#include "pool/counters.h"
#include "pool/starter.h"
#include "process/interrupt.h"
#include "telemetry/writer.h"

namespace mp::detail {

std::shared_ptr<PoolCore> PoolCore::make(const PoolSettings& settings) {
    auto core = std::make_shared<pool::Core>(settings);
    core->start();
    return core;
}

}  // namespace mp::detail

namespace mp::pool {

namespace {

std::shared_ptr<telemetry::Object> make_object(const detail::PoolSettings& settings) {
    return telemetry::Object::create(telemetry::ObjectKind::pool, settings.name, [](telemetry::ObjectSlot& slot) {
        slot.state.pool.accepting.store(1, std::memory_order_relaxed);
        slot.state.pool.resizable.store(1, std::memory_order_relaxed);
    });
}

}  // namespace

Core::Core(const detail::PoolSettings& settings)
    : OwnedCore("Pool", make_object(settings)),
      settings_(settings),
      bell_(&counters().bell_sleepers, &counters().bell_word),
      kept_(settings.keep_failed, settings.keep_failed_bytes) {
    default_rules_.retries = settings.retries;
    default_rules_.timeout_ns = settings.timeout_ns;
    crew_ = std::make_unique<Crew>(settings_, *object_, [this] {
        bell_.ring_all();
        wake_thread();
    });
    crew_->set_target(static_cast<std::uint32_t>(settings_.processes.value_or(1)));
}

void Core::start() {
    try {
        crew_->start_all();
        thread_ended_ = false;
        os::start_engine_thread("mp-pool", [self = shared_from_this()] { self->run_thread(); });
    } catch (...) {
        thread_ended_ = true;
        crew_->end();
        throw;
    }
    telemetry::offer_actions(object_->id(), [weak = weak_from_this()](std::string_view verb, auto arguments) {
        const auto self = weak.lock();
        return self ? self->act(verb, arguments) : telemetry::ActionResult{false, "the pool is gone"};
    });
}

// In a forked child the pool is the parent's: nothing here may be taken down but the memory.
Core::~Core() {
    if (!is_owner()) (void)crew_.release();
}

// ---- submitting

void Core::submit(std::shared_ptr<detail::PoolJob> job) {
    require_owner();
    const Lock lock(mutex_);
    if (broken_ != nullptr) std::rethrow_exception(broken_);
    if (state_ != State::run) throw ValueError("Pool not running");
    auto& progress = job->progress;
    progress.name = object_->registry().intern(job->name());
    progress.queued_ns = now_ns_ = os::monotonic_ns();
    progress.submitted = true;
    if (first_submitted_ns_ == 0) first_submitted_ns_ = progress.queued_ns;
    std::uint64_t items = 0;
    for (std::uint32_t chunk = 0; chunk < progress.chunks; ++chunk) items += job->items_in(chunk);
    add(counters().submitted_count, items);
    add(counters().queued_count, items);
    detail::PoolJob* raw = job.get();
    progress.self = std::move(job);
    open_jobs_.insert(raw);
    if (!raw->rules.somebody_waits) ++waiting_jobs_;
    if (progress.chunks == 0 && !progress.open) {
        complete(*raw);  // an empty map is ready at once
        return;
    }
    if (progress.chunks > 0) jobs_.push_back(raw);
    feed();
    if (!raw->rules.somebody_waits && pumpers_ == 0) wake_thread();
}

void Core::add_chunks(detail::PoolJob& job, std::uint32_t count, bool last) {
    const Lock lock(mutex_);
    auto& progress = job.progress;
    if (progress.self == nullptr) throw CancelledError("the pool was terminated before this map had ended");
    std::uint64_t items = 0;
    const bool listed = progress.sent < progress.chunks;
    for (std::uint32_t chunk = progress.chunks; chunk < progress.chunks + count; ++chunk) items += job.items_in(chunk);
    progress.chunks += count;
    progress.open = !last;
    progress.queued_ns = now_ns_ = os::monotonic_ns();
    add(counters().submitted_count, items);
    add(counters().queued_count, items);
    if (!listed && count > 0) jobs_.push_back(&job);
    if (last && progress.done == progress.chunks) complete(job);
    feed();
}

// ---- waiting

void Core::sleep_on_bell(Lock& lock, std::int64_t deadline_ns) {
    // In slices: time limits and tasks that lie with a stopped worker are looked at between them, and soon when a
    // worker was trusted to be through with its own.
    const std::int64_t slice_ns = std::exchange(trusted_, false) ? 2'000'000 : timed_ > 0 ? 20'000'000 : 200'000'000;
    deadline_ns = std::min(deadline_ns, os::monotonic_ns() + slice_ns);
    deadline_ns = std::min(deadline_ns, next_start_ns_);
    const auto links = crew_->links();
    const Crew& crew = *crew_;
    const std::uint64_t completions = completions_.load(std::memory_order_relaxed);
    ++sleepers_;
    lock.unlock();
    bell_.wait({.deadline_ns = deadline_ns}, [&] {
        if (crew.has_deaths() || completions_.load(std::memory_order_relaxed) != completions) return true;
        return std::any_of(links->begin(), links->end(), [](const auto& link) { return link->results.readable(); });
    });
    lock.lock();
    --sleepers_;
}

bool Core::collect_until(std::int64_t timeout_ns, bool (*step)(void*), void* context) {
    require_owner();
    Lock lock(mutex_);
    if (step(context)) return true;
    const std::int64_t deadline_ns = os::deadline_after(timeout_ns);
    ++pumpers_;
    bool said_yes = false;
    bool interrupted = false;
    for (;;) {
        if (state_ != State::terminate) pump();
        said_yes = step(context);
        if (said_yes || os::monotonic_ns() >= deadline_ns) break;
        if ((interrupted = process::take_interrupt())) break;
        if (state_ == State::terminate) {
            // Everything has failed already; callbacks may still have to run in the pool's thread.
            lock.unlock();
            os::yield_cpu();
            lock.lock();
            continue;
        }
        sleep_on_bell(lock, process::interrupt_slice(deadline_ns));
    }
    --pumpers_;
    // Somebody else's work would lie still otherwise.
    if (pumpers_ == 0 && thread_has_work()) wake_thread();
    if (interrupted) process::throw_interrupted();
    return said_yes;
}

bool Core::wait_ready(detail::PoolJob& job, std::int64_t timeout_ns) {
    if (job.ready()) return true;
    return collect_until(
        timeout_ns, [](void* j) { return static_cast<detail::PoolJob*>(j)->ready(); }, &job);
}

// Whoever waits for what has just become ready may sleep on the bell.
void Core::announce_completion() noexcept {
    completions_.fetch_add(1, std::memory_order_seq_cst);
    bell_.ring_all();
}

// ---- the pool's thread

void Core::wake_thread() noexcept {
    thread_word_.fetch_add(1, std::memory_order_release);
    thread_word_.notify_one();
}

bool Core::thread_has_work() const {
    if (!finished_.empty() || crew_->has_deaths()) return true;
    if (pumpers_ > 0) return false;
    return waiting_jobs_ > 0 || timed_ > 0 || next_start_ns_ != os::forever_ns ||
           (state_ == State::close && crew_->alive() > 0);
}

void Core::run_thread() noexcept {
    thread_id_ = os::thread_id();
    Lock lock(mutex_);
    while (!stop_thread_) {
        const std::uint32_t word = thread_word_.load(std::memory_order_acquire);
        if (!thread_has_work()) {
            lock.unlock();
            thread_word_.wait(word, std::memory_order_acquire);
            lock.lock();
            continue;
        }
        if (state_ == State::terminate) {
            if (finished_.empty()) break;
        } else {
            pump();
        }
        if (!finished_.empty()) {
            run_callbacks(lock);
        } else if (!stop_thread_ && state_ != State::terminate && pumpers_ == 0 && !crew_->has_deaths()) {
            sleep_on_bell(lock, os::forever_ns);
            // Whoever has begun to wait meanwhile does the work, and may have slept through a ring that woke this
            // thread.
            if (pumpers_ > 0 && sleepers_ > 0) bell_.ring_all();
        }
    }
    run_callbacks(lock);
    lock.unlock();
    thread_ended_.store(true, std::memory_order_release);
    thread_ended_.notify_all();
}

void Core::run_callbacks(Lock& lock) {
    while (!finished_.empty()) {
        const auto job = std::move(finished_.front());
        finished_.pop_front();
        lock.unlock();
        job->finish();
        announce_completion();
        lock.lock();
    }
}

// ---- the pool itself

std::uint32_t Core::size() const {
    const Lock lock(mutex_);
    return crew_->target();
}

std::uint32_t Core::window() const {
    return std::max<std::uint32_t>(128, 64 * size());
}

detail::PoolProgressCounts Core::progress() const {
    const Lock lock(mutex_);
    const auto get = [](const auto& counter) { return counter.load(std::memory_order_relaxed); };
    const telemetry::PoolState& state = counters();
    return {.submitted = get(state.submitted_count),
            .queued = get(state.queued_count),
            .running = get(state.running_count),
            .done = get(state.done_count),
            .failed = get(state.failed_count) + get(state.lost_count) + get(state.cancelled_count),
            .first_submitted_ns = first_submitted_ns_};
}

void Core::expect(std::uint64_t total) {
    counters().total_count.store(total, std::memory_order_relaxed);
}

void Core::close() {
    require_owner();
    const Lock lock(mutex_);
    if (state_ != State::run) return;
    state_ = State::close;
    counters().accepting.store(0, std::memory_order_relaxed);
    wake_thread();
}

void Core::terminate() noexcept {
    if (!is_owner()) return;
    {
        const Lock lock(mutex_);
        joined_ = false;
    }
    end();
}

void Core::end() noexcept {
    std::unique_ptr<Crew> ended;
    {
        const Lock lock(mutex_);
        if (state_ == State::terminate) return;
        state_ = State::terminate;
        counters().accepting.store(0, std::memory_order_relaxed);
        fail_everything(std::make_exception_ptr(CancelledError("the pool was terminated before this task had ended")));
        counters().target_size.store(0, std::memory_order_relaxed);
    }
    telemetry::withdraw_actions(object_->id());
    crew_->end_workers();
    stop_thread_ = true;
    bell_.ring_all();
    wake_thread();
    // A callback may terminate its own pool; the thread then ends after it.
    if (thread_id_.load() == os::thread_id()) return;
    while (!thread_ended_.load(std::memory_order_acquire)) thread_ended_.wait(false, std::memory_order_acquire);
    crew_->end();
}

void Core::join() {
    require_owner();
    {
        const Lock lock(mutex_);
        if (state_ == State::run) throw ValueError("Pool is still running");
        if (state_ == State::terminate) return;
    }
    collect(os::forever_ns, [this] {
        joined_ = state_ != State::terminate && idle() && crew_->alive() == 0;
        return joined_ || state_ == State::terminate;
    });
    end();
}

void Core::resize(int processes) {
    require_owner();
    if (processes < 1) throw ValueError("Number of processes must be at least 1");
    const Lock lock(mutex_);
    if (state_ != State::run) throw ValueError("Pool not running");
    crew_->set_target(static_cast<std::uint32_t>(processes));
    tend_workers();
    wake_thread();
}

}  // namespace mp::pool
