// SPDX-License-Identifier: MIT
#include "process/nursery_process.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>

#include "os/clock.h"
#include "os/poll.h"
#include "os/procfs.h"
#include "os/self.h"
#include "os/socket.h"
#include "os/spawn.h"
#include "os/thread.h"
#include "process/child.h"
#include "process/start.h"

namespace mp::process {

namespace {

constexpr std::int64_t grace_ns = 1'000'000'000;  // between SIGTERM and SIGKILL at the end

class NurseryProcess {
public:
    explicit NurseryProcess(NurseryPlan& plan)
        : plan_(plan), maker_(os::Pidfd::open(plan.maker.pid)), child_signals_(os::child_signal_descriptor()) {
        // The pid was the maker's only if the maker is still our parent.
        if (os::parent_id() != plan_.maker.pid) os::exit_now(0);
    }

    [[noreturn]] void run() {
        try {
            look_after_children();
        } catch (const ConnectionError&) {
            abandon();  // the maker has ended since it was looked at
        }
    }

private:
    [[noreturn]] void look_after_children() {
        for (;;) {
            std::array<os::Polled, 4> wait{
                {{maker_.get()}, {child_signals_.get()}, {plan_.requests.get()}, {-1, true}}};
            if (!unsent_.empty()) wait[3].descriptor = plan_.reports.get();
            os::wait_any(wait, kill_at_ns_);
            if (wait[0].ready) abandon();
            if (wait[1].ready) reap();
            if (wait[2].ready && !ending_) serve();
            send_reports();
            if (ending_ && children_.empty() && unsent_.empty()) os::exit_now(0);
            if (os::monotonic_ns() >= kill_at_ns_) {
                kill_at_ns_ = os::forever_ns;
                signal_all(os::signal_kill);
            }
        }
    }

    // The maker has ended. The kernel ends our children with us, but for one that has not come to ask for it yet.
    [[noreturn]] void abandon() {
        signal_all(os::signal_kill);
        os::exit_now(0);
    }

    // All of it, or the end of this process when the maker has ended in the middle: others may hold its socket open.
    void receive(std::span<std::byte> buffer, std::vector<os::Fd>& descriptors) {
        while (!buffer.empty()) {
            std::array<os::Polled, 2> wait{{{maker_.get()}, {plan_.requests.get()}}};
            os::wait_any(wait, os::forever_ns);
            if (wait[0].ready) abandon();
            auto received = os::receive_some(plan_.requests, buffer, false);
            if (!received) continue;
            if (received->size == 0) abandon();
            std::ranges::move(received->descriptors, std::back_inserter(descriptors));
            buffer = buffer.subspan(received->size);
        }
    }

    void serve() {
        RequestHeader header;
        Parcel parcel;
        receive(std::as_writable_bytes(std::span(&header, 1)), parcel.descriptors);
        if (header.kind == RequestHeader::Kind::end) {
            ending_ = true;
            kill_at_ns_ = os::deadline_after(grace_ns);
            signal_all(os::signal_terminate);
            return;
        }
        Answer answer;
        os::ForkResult child;
        try {
            parcel.bytes.resize(header.bytes);
            receive(parcel.bytes, parcel.descriptors);
            child = fork_for_slot();
        } catch (const OSError& error) {
            answer.error = error.code();
        }
        if (answer.error == 0 && child.pid == 0) run_child(header, std::move(parcel));
        answer.pid = child.pid;
        if (child.pid != 0) {
            children_.emplace(child.pid, header.token);
            answer.start_ticks = os::read_start_ticks(child.pid);
        }
        const int pidfd = child.pidfd.get();
        os::send_all(plan_.requests, std::as_bytes(std::span(&answer, 1)),
                     {&pidfd, child.pid != 0 ? std::size_t{1} : 0});
    }

    [[noreturn]] void run_child(const RequestHeader& header, Parcel parcel) noexcept {
        plan_.requests.reset();
        plan_.reports.reset();
        maker_.reset();
        child_signals_.reset();
        auto& registry = telemetry::Registry::instance();
        registry.enter(header.token);
        plan_.signals.restore();
        os::ignore_signal(os::signal_interrupt);
        os::name_this_thread(plan_.thread_name);
        if (!os::set_death_signal(os::signal_kill, own_pid_)) os::exit_now(os::unknown_exitcode);
        const int code = run_guarded([&] {
            take_identity(registry, header);
            set_exit_barrier();
            return plan_.entry(std::move(parcel));
        });
        leave(code);
    }

    void take_identity(telemetry::Registry& registry, const RequestHeader& header) const {
        const telemetry::ProcessSlot& slot = registry.slot(header.token);
        auto state = std::make_shared<ProcessState>();
        state->class_name = "ForkProcess";
        state->method = StartMethod::fork;
        state->name = telemetry::read_text(slot.name, sizeof slot.name);
        state->daemon = slot.daemon;
        state->creator_pid = plan_.maker.pid;
        state->token = header.token;
        {
            const Table table;
            state->identity = table->state->identity;
            state->identity.push_back(header.number);
            state->authkey = table->state->authkey;
        }
        become_child(std::move(state), nullptr, plan_.maker);
    }

    void reap() {
        os::drain_signal_descriptor(child_signals_);
        while (const auto ended = os::reap_any()) {
            const auto found = children_.find(ended->pid);
            if (found == children_.end()) continue;
            unsent_.push_back({found->second, ended->pid, ended->exitcode});
            children_.erase(found);
        }
    }

    void send_reports() {
        while (!unsent_.empty()) {
            const auto bytes = std::as_bytes(std::span(&unsent_.front(), 1));
            if (!os::send_some(plan_.reports, bytes, {}, false)) return;
            unsent_.pop_front();
        }
    }

    void signal_all(int number) {
        for (const auto& [pid, token] : children_) {
            note_signal(telemetry::Registry::instance(), token, Cause::by_lifeguard);
            os::send_signal_to(pid, number);
        }
    }

    NurseryPlan& plan_;
    const int own_pid_ = os::process_id();
    os::Pidfd maker_;
    os::Fd child_signals_;
    std::map<int, Token> children_;  // living ones, by pid: nobody else reaps them
    std::deque<ExitReport> unsent_;
    bool ending_ = false;
    std::int64_t kill_at_ns_ = os::forever_ns;
};

}  // namespace

void run_nursery(NurseryPlan& plan, Token token) noexcept {
    try {
        telemetry::Registry::instance().enter(token);
        os::name_this_thread("mp-nursery");
        os::close_standard_input();
        os::ignore_terminal_signals();
        os::default_signal(os::signal_terminate);
        os::default_signal(os::signal_child);
        // Should it be stopped when its maker ends, it is to go on and end its children, some of which may be stopped
        // themselves before they could ask the kernel for their end. (Sent at the end of a mere thread it does no
        // harm.)
        if (!os::set_death_signal(os::signal_continue, plan.maker.pid)) os::exit_now(0);
        NurseryProcess(plan).run();
    } catch (const std::exception& error) {
        // Its maker sees the end, and the children's; why, stands here.
        const std::string text = std::string("nursery: ") + error.what() + "\n";
        os::write_to_stderr(text.data(), text.size());
        os::exit_now(1);
    }
}

}  // namespace mp::process
