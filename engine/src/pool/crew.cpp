// SPDX-License-Identifier: MIT
#include "pool/crew.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <iterator>

#include "os/clock.h"
#include "os/command.h"
#include "os/procfs.h"
#include "os/self.h"
#include "pool/starter.h"
#include "process/current.h"
#include "telemetry/writer.h"

namespace mp::pool {

namespace {

constexpr std::uint32_t ring_cells = 128;
constexpr std::int64_t last_words_patience_ns = 2'000'000'000;

channel::Bell bell_of(telemetry::Object& pool) {
    telemetry::PoolState& state = pool.slot().state.pool;
    return channel::Bell(&state.bell_sleepers, &state.bell_word);
}

// What the rest of the program is left with before output is taken down.
constexpr std::size_t descriptors_for_others = 128;

// The worker is dead, and nobody else has had its rings: others go on for as long as the pool does.
void take_down(Link& link) noexcept {
    link.tasks.release();
    link.results.release();
}

// 0, 0.1, 0.2, 0.4 … at most 2 seconds.
std::int64_t pause_before_start(unsigned failed_starts) {
    if (failed_starts < 2) return failed_starts == 0 ? 0 : 100'000'000;
    return std::min<std::int64_t>(100'000'000LL << (failed_starts - 1), 2'000'000'000);
}

}  // namespace

Crew::Crew(const detail::PoolSettings& settings, telemetry::Object& pool, std::function<void()> on_death)
    : settings_(settings),
      pool_(pool),
      on_death_(std::move(on_death)),
      worker_prefix_(worker_name_prefix(settings.start_method)),
      links_(std::make_shared<const std::vector<std::shared_ptr<Link>>>()),
      keeper_(settings.capture_output ? std::make_unique<process::OutputKeeper>() : nullptr),
      starter_(Starter::make(settings.start_method, settings.initializer, settings.name)) {}

Crew::~Crew() {
    end();
}

void Crew::end_workers() noexcept {
    starter_.reset();
    if (keeper_ != nullptr) keeper_->wait_until_written(os::deadline_after(last_words_patience_ns));
}

void Crew::end() noexcept {
    end_workers();
    for (auto& worker : workers_) {
        if (worker->link == nullptr) continue;
        take_down(*worker->link);
        worker->link.reset();
    }
}

void Crew::set_target(std::uint32_t count) {
    target_ = count;
    pool_.slot().state.pool.target_size.store(count, std::memory_order_relaxed);
    auto staying = static_cast<std::uint32_t>(
        std::count_if(workers_.begin(), workers_.end(), [](const auto& w) { return !w->surplus; }));
    // A worker that was to go and has not been told to leave yet may as well stay.
    for (auto& worker : workers_) {
        if (staying < count && worker->surplus && worker->state != WorkerState::leaving) {
            worker->surplus = false;
            ++staying;
        }
    }
    for (; staying < count; ++staying) add_worker();
    // Those with the least to do go first.
    while (staying > count) {
        Worker* least = nullptr;
        for (auto& worker : workers_) {
            if (!worker->surplus && (least == nullptr || worker->in_flight.size() <= least->in_flight.size()))
                least = worker.get();
        }
        least->surplus = true;
        --staying;
    }
}

void Crew::add_worker() {
    workers_.push_back(std::make_unique<Worker>());
}

std::uint32_t Crew::alive() const {
    return static_cast<std::uint32_t>(
        std::count_if(workers_.begin(), workers_.end(), [](const auto& w) { return w->state != WorkerState::vacant; }));
}

void Crew::publish_links() {
    auto links = std::make_shared<std::vector<std::shared_ptr<Link>>>();
    for (const auto& worker : workers_) {
        if (worker->link != nullptr) links->push_back(worker->link);
    }
    links_ = std::move(links);
}

// ---- starting

void Crew::start_all() {
    for (std::size_t i = 0; i < workers_.size(); ++i) start(i);
}

void Crew::postpone(Worker& worker, std::int64_t now_ns, const Exception& why) {
    telemetry::write_log_event(pool_.registry(), 40, std::string("cannot start a worker: ") + why.what());
    worker.start_after_ns = now_ns + 200'000'000;
}

std::int64_t Crew::start_due(std::int64_t now_ns) {
    std::int64_t next_ns = os::forever_ns;
    for (std::size_t i = 0; i < workers_.size(); ++i) {
        Worker& worker = *workers_[i];
        if (worker.state != WorkerState::vacant || worker.surplus) continue;
        if (worker.start_after_ns <= now_ns) {
            try {
                start(i);
                continue;
            } catch (const OSError& e) {
                // No descriptor, no process, no memory just now: that passes, or the user is told by the log.
                postpone(worker, now_ns, e);
            } catch (const ProcessError& e) {
                // The nursery or fork server was killed while it was asked: the next start makes another one.
                postpone(worker, now_ns, e);
            }
        }
        next_ns = std::min(next_ns, worker.start_after_ns);
    }
    return next_ns;
}

// The ends that are kept of a worker's output are descriptors that its rings, and the program, may need more.
bool Crew::may_capture() {
    if (keeper_ == nullptr) return false;
    const auto captured = std::ranges::count_if(
        workers_, [](const auto& worker) { return worker->captured && worker->state != WorkerState::vacant; });
    const std::size_t wanted =
        (2 + starter_->descriptors_per_worker()) * workers_.size() + 2 * (static_cast<std::size_t>(captured) + 1);
    if (wanted + descriptors_for_others <= os::descriptor_limit()) return true;
    if (!std::exchange(told_of_uncaptured_, true)) {
        telemetry::write_log_event(pool_.registry(), 30,
                                   "some workers' output is not taken down: this process may open only " +
                                       std::to_string(os::descriptor_limit()) + " files (`ulimit -n` allows more)");
    }
    return false;
}

void Crew::start(std::size_t index) {
    Worker& worker = *workers_[index];
    telemetry::Registry& registry = pool_.registry();
    auto link = std::make_shared<Link>(
        Link{channel::Ring::create({.cells = ring_cells}), channel::Ring::create({.cells = ring_cells})});
    link->results.use_bell(bell_of(pool_));
    std::vector<os::Pipe> output;  // standard output, standard error; closed here once the worker has them
    if (may_capture()) std::generate_n(std::back_inserter(output), 2, &os::make_pipe);
    if (next_number_.empty()) next_number_ = process::next_child_number();
    const telemetry::Token token = registry.reserve({.name = worker_prefix_ + next_number_,
                                                     .role = telemetry::Role::pool_worker,
                                                     .daemon = true,
                                                     .pool = pool_.id(),
                                                     .replaces_pid = worker.predecessor_pid,
                                                     .replaces_start_ticks = worker.predecessor_start_ticks});
    const WorkerSetup setup{.tasks = link->tasks.id(),
                            .results = link->results.id(),
                            .pool = pool_.id(),
                            .owner = registry.self(),
                            .most_tasks = static_cast<std::uint32_t>(settings_.maxtasksperchild.value_or(0))};
    std::vector<int> descriptors{link->tasks.descriptor(), link->results.descriptor()};
    process::OutputEnds ends;
    for (std::size_t i = 0; i < output.size(); ++i) {
        descriptors.insert(descriptors.end(), {output[i].read.get(), output[i].write.get()});
        ends[i] = output[i].read.duplicate();
    }
    // The rings must be known to whoever looks before the first result can arrive.
    worker.link = link;
    worker.token = token;
    worker.state = WorkerState::starting;
    worker.sent = 0;
    worker.captured = !output.empty();
    worker.start_error.clear();
    publish_links();
    try {
        worker.pid = starter_->start(token, setup, descriptors, on_exit(index, token, std::move(ends)));
    } catch (...) {
        registry.abandon(token);
        take_down(*link);
        worker.link.reset();
        worker.token = telemetry::nobody;
        worker.state = WorkerState::vacant;
        publish_links();
        throw;
    }
    next_number_.clear();
    if (worker.predecessor_pid != 0) {
        telemetry::PoolState& state = pool_.slot().state.pool;
        state.restarts_count.store(state.restarts_count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
    pool_.slot().state.pool.alive_count.store(alive(), std::memory_order_relaxed);
}

// ---- ending

process::OnExit Crew::on_exit(std::size_t index, telemetry::Token token, process::OutputEnds ends) {
    if (!ends[0]) return [this, index](const process::ExitInfo& exit) { note_death(index, exit); };
    return [this, index, token,
            ends = std::make_shared<process::OutputEnds>(std::move(ends))](const process::ExitInfo& exit) {
        const telemetry::TaskPage& task = pool_.registry().slot(token).task;  // nobody writes it any more
        keeper_->take(std::move(*ends),
                      {.worker = token, .pool = pool_.id(), .task = task.id, .attempt = task.attempt});
        note_death(index, exit);
    };
}

void Crew::note_death(std::size_t index, const process::ExitInfo& exit) {
    {
        const std::lock_guard guard(deaths_mutex_);
        deaths_.push_back({index, exit});
        death_count_.fetch_add(1, std::memory_order_release);
    }
    on_death_();
}

std::vector<Death> Crew::take_deaths() {
    const std::lock_guard guard(deaths_mutex_);
    death_count_.store(0, std::memory_order_release);
    return std::exchange(deaths_, {});
}

void Crew::vacate(Worker& worker, std::int64_t now_ns, bool failed_start) {
    take_down(*worker.link);
    worker.link.reset();
    worker.state = WorkerState::vacant;
    worker.predecessor_pid = worker.pid;
    const telemetry::ProcessSlot& slot = pool_.registry().slot(worker.token);
    worker.predecessor_start_ticks = slot.start_ticks.load(std::memory_order_relaxed);
    worker.failed_starts = failed_start ? worker.failed_starts + 1 : 0;
    worker.start_after_ns = now_ns + pause_before_start(worker.failed_starts);
    publish_links();
    pool_.slot().state.pool.alive_count.store(alive(), std::memory_order_relaxed);
}

void Crew::drop_surplus() {
    // Indices name workers in notes of deaths, so a place goes only from the end.
    while (!workers_.empty() && workers_.back()->surplus && workers_.back()->state == WorkerState::vacant)
        workers_.pop_back();
}

void Crew::send_stop(Worker& worker) {
    if (worker.state == WorkerState::vacant || worker.state == WorkerState::leaving) return;
    const TaskHead stop{};
    channel::Ring::Slot slot;
    if (!worker.link->tasks.try_claim(sizeof stop, slot)) return;  // full: asked again at the next look
    std::memcpy(slot.data, &stop, sizeof stop);
    worker.link->tasks.commit(slot);
    worker.state = WorkerState::leaving;
}

void Crew::kill(Worker& worker) noexcept {
    if (worker.state == WorkerState::vacant) return;
    telemetry::Registry& registry = pool_.registry();
    try {
        // Opened first, compared second: from here on the descriptor means this process or none.
        const os::Pidfd process = os::Pidfd::open(worker.pid);
        if (os::read_start_ticks(worker.pid) != registry.slot(worker.token).start_ticks.load(std::memory_order_relaxed))
            return;
        process::note_signal(registry, worker.token, process::Cause::by_lifeguard);
        process.send_signal(SIGKILL);
    } catch (const Exception&) {
        // It has ended by itself.
    }
}

}  // namespace mp::pool
