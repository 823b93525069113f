// SPDX-License-Identifier: MIT
#include "process/forkserver_process.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>

#include "mp/detail/codec_std.h"
#include "mp/detail/exception_codec.h"
#include "mp/logging.h"
#include "os/clock.h"
#include "os/error.h"
#include "os/poll.h"
#include "os/self.h"
#include "os/signal.h"
#include "os/socket.h"
#include "os/spawn.h"
#include "os/terminal.h"
#include "os/thread.h"
#include "process/child.h"
#include "process/logging_state.h"
#include "process/preparation.h"
#include "process/start.h"

namespace mp::process {

namespace {

constexpr int requests_descriptor = 4;
constexpr std::int64_t orphan_look_ns = 500'000'000;

// ---- in a daemonic child: its program must not end without it, nor need it end with its server

std::atomic<int> program_descriptor{-1};
std::atomic<bool> orphaned{false};

void look_for_program(int) {
    const int kept = errno;
    if (os::wait_readable(program_descriptor, 0)) os::exit_now(os::unknown_exitcode);
    // The server is gone, which would have told us of the program's end: from now on the process looks itself.
    if (!orphaned.exchange(true)) os::repeat_signal(os::signal_parent_end, orphan_look_ns);
    errno = kept;
}

void end_with_program(os::Pidfd program, int server_pid) noexcept {
    static os::Pidfd kept;
    kept = std::move(program);
    program_descriptor = kept.get();
    os::set_signal_handler(os::signal_parent_end, &look_for_program);
    os::unblock_signal(os::signal_parent_end);
    if (!os::set_death_signal(os::signal_parent_end, server_pid)) look_for_program(0);
}

// ---- the server

class ForkServerProcess {
public:
    ForkServerProcess() : requests_(requests_descriptor) { os::set_close_on_exec(requests_.get(), true); }

    [[noreturn]] void run() {
        os::remove_environment(bind_variable);
        answer();
        open();
        answer();
        child_signals_ = os::child_signal_descriptor();
        // A stopped server is woken by the end of its program, and then sees it.
        os::set_death_signal(os::signal_continue, os::parent_id());
        for (;;) {
            std::array<os::Polled, 3> wait{{{program_.get()}, {child_signals_.get()}, {requests_.get()}}};
            os::wait_any(wait, os::forever_ns);
            if (wait[0].ready) leave_with_program();
            if (wait[1].ready) reap();
            if (wait[2].ready) serve();
        }
    }

private:
    struct Born {
        Token token = telemetry::nobody;
        bool daemon = false;
    };

    // First: that it has come as far as freeze_support(). Second: that it is ready.
    void answer() {
        const ForkServerAnswer words{.pid = own_pid_};
        os::send_all(requests_, std::as_bytes(std::span(&words, 1)));
    }

    // The first request says whom to serve; then the preloaded functions run.
    void open() {
        receive();
        detail::Reader reader(body());
        const auto opening = detail::decode<ForkServerOpening>(reader);
        program_ = os::Pidfd::open(opening.program_pid);
        inherit_logging(opening.log_level, opening.log_to_stderr);
        thread_name_ = os::name_of_this_thread();
        prepare_child(
            {.dies_with_parent = true, .by_main_thread = opening.by_main_thread, .parent_pid = opening.program_pid});
        os::name_this_thread("mp-forkserver");
        for (const Target& function : opening.preload) preload(function);
        flush_output();  // or each child would write it again
        signals_.emplace();
        const Table table;  // made here once, and not by each child
    }

    // As Python's fork server, it goes on without what could not be loaded: the children will say what they miss.
    static void preload(const Target& function) {
        try {
            function();
        } catch (...) {
            const auto error = detail::describe_exception(std::current_exception());
            get_logger().warning("forkserver: preloading " + function.name() + " failed: " + error.type + ": " +
                                 error.message);
        }
    }

    // The program has ended: daemonic children go with it, the others are on their own.
    [[noreturn]] void leave_with_program() {
        for (const auto& [pid, born] : children_) {
            if (born.daemon) os::send_signal_to(pid, os::signal_kill);
        }
        os::exit_now(0);
    }

    // One request, whole, and nothing after it: the program waits for the answer. Most come in one piece.
    void receive() {
        constexpr std::size_t usual_bytes = 32768;
        descriptors_.clear();
        buffer_.resize(usual_bytes);
        filled_ = 0;
        refused_ = 0;
        while (filled_ < sizeof request_) receive_some();
        std::memcpy(&request_, buffer_.data(), sizeof request_);
        const std::size_t whole = sizeof request_ + request_.bytes;
        if (whole > buffer_.size()) buffer_.resize(whole);
        while (filled_ < whole) receive_some();
        if (refused_ == 0 && descriptors_.size() != request_.descriptors) refused_ = EMFILE;
    }

    void receive_some() {
        for (;;) {
            std::array<os::Polled, 2> wait{{{program_.get()}, {requests_.get()}}};
            os::wait_any(wait, os::forever_ns);
            if (wait[0].ready) leave_with_program();
            bool lost = false;
            auto received = os::receive_some(requests_, std::span(buffer_).subspan(filled_), false, &lost);
            if (!received) continue;
            if (lost) refused_ = EMFILE;
            if (received->size == 0) leave_with_program();
            std::ranges::move(received->descriptors, std::back_inserter(descriptors_));
            filled_ += received->size;
            return;
        }
    }

    std::span<const std::byte> body() const { return std::span(buffer_).subspan(sizeof request_, request_.bytes); }

    void serve() {
        receive();
        ForkServerAnswer answer{.error = refused_};
        os::ForkResult child;
        try {
            if (answer.error == 0) child = fork_for_slot();
        } catch (const OSError& error) {
            answer.error = error.code();
        }
        if (answer.error == 0 && child.pid == 0) run_child();
        if (child.pid != 0) {
            answer.pid = child.pid;
            children_[child.pid] = {request_.token, telemetry::Registry::instance().slot(request_.token).daemon};
        }
        const int pidfd = child.pidfd.get();
        os::send_all(requests_, std::as_bytes(std::span(&answer, 1)), {&pidfd, child.pid != 0 ? 1U : 0U});
        descriptors_.clear();
    }

    void reap() {
        os::drain_signal_descriptor(child_signals_);
        while (const auto ended = os::reap_any()) {
            const auto found = children_.find(ended->pid);
            if (found == children_.end()) continue;
            telemetry::Registry::instance().declare_exit(found->second.token, ended->pid, ended->exitcode);
            children_.erase(found);
        }
    }

    [[noreturn]] void run_child() noexcept {
        if (!telemetry::Registry::instance().enter(request_.token)) os::exit_now(0);
        requests_.reset();
        child_signals_.reset();
        signals_->put_back();
        os::name_this_thread(thread_name_);
        const int code = run_guarded([this] {
            set_exit_barrier();
            Target target;
            {
                std::vector<int> numbers;
                for (os::Fd& file : descriptors_) numbers.push_back(file.release());
                Arrived arrived(std::move(numbers));
                target = open_parcel(body(), arrived, [this](const Preparation& given) {
                    if (given.daemon) end_with_program(std::move(program_), own_pid_);
                });
            }
            program_.reset();
            std::vector<std::byte>().swap(buffer_);
            get_logger().info("child process calling self.run()");
            target();
            return 0;
        });
        leave(code);
    }

    const int own_pid_ = os::process_id();
    os::Fd requests_;
    os::Fd child_signals_;
    os::Pidfd program_;
    std::optional<os::ServerSignals> signals_;
    std::string thread_name_;
    std::map<int, Born> children_;  // living ones, by pid: nobody else reaps them

    // The request under way.
    ForkServerRequest request_;
    std::vector<std::byte> buffer_;
    std::size_t filled_ = 0;
    std::vector<os::Fd> descriptors_;
    int refused_ = 0;  // errno
};

}  // namespace

void run_fork_server() noexcept {
    try {
        ForkServerProcess().run();
    } catch (const ConnectionError&) {
        os::exit_now(0);  // the program ended while it was being answered
    } catch (const std::exception& error) {
        const std::string text = std::string("forkserver: ") + error.what() + "\n";
        os::write_to_stderr(text.data(), text.size());
        os::exit_now(1);
    }
}

}  // namespace mp::process
