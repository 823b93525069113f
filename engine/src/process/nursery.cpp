// SPDX-License-Identifier: MIT
#include "process/nursery.h"

#include <array>
#include <condition_variable>
#include <unordered_map>

#include "os/clock.h"
#include "os/error.h"
#include "os/poll.h"
#include "os/procfs.h"
#include "os/self.h"
#include "os/signal.h"
#include "os/socket.h"
#include "os/spawn.h"
#include "os/thread.h"
#include "process/child.h"
#include "process/nursery_process.h"
#include "process/reaper.h"
#include "process/start.h"

namespace mp::process {

namespace {

constexpr std::int64_t nursery_end_patience_ns = 1'500'000'000;
constexpr std::int64_t death_patience_ns = 1'000'000'000;
constexpr std::int64_t nursery_answer_patience_ns = 30'000'000'000;

// After SIGKILL: gone, or a zombie that is somebody else's to reap.
bool is_dead(int pid, std::uint64_t start_ticks) {
    const auto stat = os::read_process_stat(pid);
    return !stat || stat->state == 'Z' || stat->state == 'X' || (start_ticks != 0 && stat->start_ticks != start_ticks);
}

void kill_if_same(int pid, std::uint64_t start_ticks) noexcept {
    try {
        const os::Pidfd pidfd = os::Pidfd::open(pid);
        if (os::read_start_ticks(pid) == start_ticks) pidfd.send_signal(os::signal_kill);
    } catch (const OSError&) {
        // It is gone, which is all that is wanted.
    }
}

void wait_for_death(int pid, std::uint64_t start_ticks, std::int64_t deadline_ns) {
    while (!is_dead(pid, start_ticks) && os::monotonic_ns() < deadline_ns)
        os::wait_any({}, os::deadline_after(200'000));
}

}  // namespace

struct Nursery::State {
    struct Record {
        OnExit on_exit;
        int pid = 0;
        std::uint64_t start_ticks = 0;
        bool confirmed = false;  // start() has answered its caller
        bool ended = false;
    };

    int owner_pid = 0;
    std::mutex requests_mutex;  // one request at a time
    os::Fd requests;
    os::Fd reports;
    os::Fd end;  // readable once the nursery has ended
    std::shared_ptr<Child> child;
    std::atomic<Reaper::SourceId> source{0};
    std::uint32_t children_count = 0;

    std::mutex mutex;  // guards what follows
    std::condition_variable changed;
    std::unordered_map<Token, Record> children;
    bool ended = false;

    void take_reports() noexcept;
    void settle(const ExitReport& report);
    void on_nursery_end() noexcept;
    Answer exchange(const RequestHeader& header, const ParcelView& parcel, os::Pidfd& pidfd);
    void send(std::span<const std::byte> bytes, std::span<const int> descriptors, std::int64_t deadline_ns);
    void wait(bool for_writing, std::int64_t deadline_ns);
};

// ---- news of children, in the reaper's thread

void Nursery::State::take_reports() noexcept {
    try {
        ExitReport report;
        for (;;) {
            const auto received = os::receive_some(reports, std::as_writable_bytes(std::span(&report, 1)), false);
            if (!received) return;
            if (received->size != sizeof report) break;
            settle(report);
        }
    } catch (const OSError&) {
        // The nursery was killed with reports unread at its side: its end tells the rest.
    }
    Reaper::instance().remove_source(source);
}

void Nursery::State::settle(const ExitReport& report) {
    OnExit on_exit;
    {
        const std::lock_guard guard(mutex);
        const auto found = children.find(report.token);
        if (found == children.end() || found->second.ended) return;
        on_exit = std::move(found->second.on_exit);
        found->second.ended = true;
        found->second.pid = report.pid;
    }
    const ExitInfo info = record_exit(telemetry::Registry::instance(), report.token, report.pid, report.exitcode);
    if (on_exit) on_exit(info);
    const std::lock_guard guard(mutex);
    const auto found = children.find(report.token);
    // An unconfirmed one is left for its start() to find.
    if (found != children.end() && found->second.confirmed && found->second.ended) children.erase(found);
    changed.notify_all();
}

void Nursery::State::on_nursery_end() noexcept {
    {
        const std::lock_guard guard(mutex);
        ended = true;
    }
    take_reports();
    std::vector<std::pair<Token, Record>> lost;
    {
        const std::lock_guard guard(mutex);
        for (const auto& [token, record] : children) {
            if (record.confirmed && !record.ended) lost.emplace_back(token, Record{{}, record.pid, record.start_ticks});
        }
    }
    // The kernel kills them with the nursery, but for one that has not come to ask for it yet; a moment later they are
    // gone.
    const std::int64_t deadline = os::deadline_after(death_patience_ns);
    for (const auto& [token, record] : lost) {
        kill_if_same(record.pid, record.start_ticks);
        wait_for_death(record.pid, record.start_ticks, deadline);
        settle({token, record.pid, -os::signal_kill});
    }
    changed.notify_all();
}

// ---- requests

void Nursery::State::wait(bool for_writing, std::int64_t deadline_ns) {
    std::array<os::Polled, 2> wait{{{end.get()}, {requests.get(), for_writing}}};
    if (os::wait_any(wait, deadline_ns) == 0) {
        child->send_signal(os::signal_kill, Cause::by_lifeguard);
        throw ProcessError("start a process: the nursery (pid " + std::to_string(child->pid()) +
                           ") did not answer for 30 s and was killed");
    }
    if (wait[0].ready && !wait[1].ready) throw ProcessError("start a process: the nursery has ended");
}

void Nursery::State::send(std::span<const std::byte> bytes, std::span<const int> descriptors,
                          std::int64_t deadline_ns) {
    while (!bytes.empty()) {
        const auto sent = os::send_some(requests, bytes, descriptors, false);
        if (!sent) {
            wait(true, deadline_ns);
            continue;
        }
        bytes = bytes.subspan(*sent);
        descriptors = {};
    }
}

Answer Nursery::State::exchange(const RequestHeader& header, const ParcelView& parcel, os::Pidfd& pidfd) {
    const std::int64_t deadline = os::deadline_after(nursery_answer_patience_ns);
    try {
        send(std::as_bytes(std::span(&header, 1)), parcel.descriptors, deadline);
        send(parcel.bytes, {}, deadline);
        Answer answer;
        for (auto rest = std::as_writable_bytes(std::span(&answer, 1)); !rest.empty();) {
            auto received = os::receive_some(requests, rest, false);
            if (!received) {
                wait(false, deadline);
                continue;
            }
            if (received->size == 0) throw ProcessError("start a process: the nursery has ended");
            for (auto& file : received->descriptors) pidfd = os::Pidfd(std::move(file));
            rest = rest.subspan(received->size);
        }
        return answer;
    } catch (const ConnectionError&) {
        throw ProcessError("start a process: the nursery has ended");
    }
}

// ---- Nursery

Nursery::Nursery(Entry entry, const std::string& name) : state_(std::make_shared<State>()) {
    check_not_bootstrapping();
    {
        const Table table;
        if (table->state->daemon) throw AssertionError("daemonic processes are not allowed to have children");
    }
    State& state = *state_;
    state.owner_pid = os::process_id();
    NurseryPlan plan{.requests = {},
                     .reports = {},
                     .entry = std::move(entry),
                     .maker = describe_self(),
                     .signals = {},
                     .thread_name = os::name_of_this_thread()};
    if (os::in_engine_thread()) plan.signals.unblock_all();
    std::tie(state.requests, plan.requests) = os::socket_pair(os::SocketKind::stream);
    std::tie(state.reports, plan.reports) = os::socket_pair(os::SocketKind::packets);
    flush_output();
    Reservation slot({.name = name, .role = telemetry::Role::helper, .daemon = true});
    os::ForkResult child = fork_for_slot();
    if (child.pid == 0) {
        state.requests.reset();
        state.reports.reset();
        run_nursery(plan, slot.token());
    }
    std::weak_ptr<State> weak = state_;
    state.child = slot.watch(std::move(child), [weak](const ExitInfo&) {
        if (const auto alive = weak.lock()) alive->on_nursery_end();
    });
    try {
        state.end = state.child->sentinel();
        state.source = Reaper::instance().add_source(state.reports.get(), [weak] {
            if (const auto alive = weak.lock()) alive->take_reports();
        });
    } catch (...) {
        state.child->send_signal(os::signal_kill, Cause::by_lifeguard);
        state.child->wait_until(os::deadline_after(death_patience_ns));
        throw;
    }
}

Nursery::~Nursery() {
    if (!state_) return;
    State& state = *state_;
    if (os::process_id() != state.owner_pid) {
        // A forked child's copy: what it holds belongs to the owner; even its functions are not run down here.
        static_cast<void>(new std::shared_ptr<State>(std::move(state_)));
        return;
    }
    {
        const std::lock_guard guard(state.requests_mutex);
        const RequestHeader header{.kind = RequestHeader::Kind::end};
        try {
            os::send_some(state.requests, std::as_bytes(std::span(&header, 1)), {}, false);
        } catch (const OSError&) {
            // It has ended already.
        }
    }
    if (!state.child->wait_until(os::deadline_after(nursery_end_patience_ns))) {
        state.child->send_signal(os::signal_kill, Cause::by_lifeguard);
        state.child->wait_until(os::deadline_after(death_patience_ns));
    }
    {
        std::unique_lock lock(state.mutex);
        state.changed.wait_for(lock, std::chrono::nanoseconds(death_patience_ns),
                               [&] { return state.children.empty(); });
    }
    Reaper::instance().remove_source(state.source);
}

Nursery::Started Nursery::start(Token token, const ParcelView& request, OnExit on_exit) {
    State& state = *state_;
    const std::lock_guard one_at_a_time(state.requests_mutex);
    {
        const std::lock_guard guard(state.mutex);
        if (state.ended) throw ProcessError("start a process: the nursery has ended");
        state.children[token] = {.on_exit = std::move(on_exit)};
    }
    Started started;
    bool missed = false;
    const auto settle = [&](const Answer& answer) {
        const std::lock_guard guard(state.mutex);
        State::Record& record = state.children[token];
        started.pid = answer.pid != 0 ? answer.pid : record.pid;
        started.start_ticks = record.start_ticks = answer.start_ticks;
        record.confirmed = started.pid != 0;
        record.pid = started.pid;
        missed = state.ended && record.confirmed && !record.ended;  // confirmed after the nursery's end was settled
        if (record.ended || !record.confirmed) state.children.erase(token);
        state.changed.notify_all();
        return started.pid != 0;
    };
    try {
        const RequestHeader header{.token = token,
                                   .bytes = request.bytes.size(),
                                   .descriptors = static_cast<std::uint32_t>(request.descriptors.size()),
                                   .number = ++state.children_count};
        const Answer answer = state.exchange(header, request, started.pidfd);
        if (!settle(answer)) os::throw_error(answer.error, "start a process");
        telemetry::Registry::instance().note_born(token, answer.pid);
        if (missed) {
            kill_if_same(started.pid, started.start_ticks);
            wait_for_death(started.pid, started.start_ticks, os::deadline_after(death_patience_ns));
            state.settle({token, started.pid, -os::signal_kill});
        }
        return started;
    } catch (const ProcessError&) {
        if (settle({})) return started;  // it had ended before the nursery did
        // The nursery may have forked it and died before it said so: the slot is the caller's again after its end.
        const int pid = telemetry::Registry::instance().slot(token).pid.load(std::memory_order_relaxed);
        if (pid != 0) wait_for_death(pid, 0, os::deadline_after(death_patience_ns));
        throw;
    }
}

bool Nursery::alive() const noexcept {
    const std::lock_guard guard(state_->mutex);
    return !state_->ended;
}

int Nursery::pid() const noexcept {
    return state_->child->pid();
}

}  // namespace mp::process
