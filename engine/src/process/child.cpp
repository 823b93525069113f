// SPDX-License-Identifier: MIT
#include "process/child.h"

#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "mp/detail/exception_codec.h"
#include "mp/logging.h"
#include "os/self.h"
#include "os/signal.h"
#include "os/spawn.h"
#include "os/thread.h"
#include "process/finalize.h"
#include "process/logging_state.h"

namespace mp::process {

namespace {

std::atomic<int> recorded_parent{0};
int barrier_pid = 0;

// The thread that started us has ended; its process may well go on, and then we do.
void on_parent_thread_end(int) {
    if (os::parent_id() != recorded_parent.load()) os::exit_now(os::unknown_exitcode);
}

void announce_exit(int code) {
    get_logger().info("process exiting with exitcode " + std::to_string(code & 0xff));
}

}  // namespace

void prepare_child(const ChildSetting& setting) noexcept {
    os::close_standard_input();
    if (setting.by_engine_thread) os::unblock_all_signals();
    if (!setting.dies_with_parent) return;
    recorded_parent = setting.parent_pid;
    int signal = os::signal_kill;
    if (!setting.by_main_thread) {
        signal = os::signal_parent_end;
        os::set_signal_handler(signal, &on_parent_thread_end);
        os::unblock_signal(signal);
    }
    if (!os::set_death_signal(signal, setting.parent_pid)) os::exit_now(os::unknown_exitcode);
}

void set_exit_barrier() {
    barrier_pid = os::process_id();
    os::on_exit([](int code) {
        if (os::process_id() != barrier_pid) return;  // a fork of the user's own: none of our business
        shut_down();
        announce_exit(code);
        flush_output();
        auto& registry = telemetry::Registry::instance();
        registry.declare_exit(registry.self(), barrier_pid, code & 0xff);
        os::exit_now(code);
    });
}

void set_exit_announcement() {
    barrier_pid = os::process_id();
    os::on_exit([](int code) {
        if (os::process_id() == barrier_pid) announce_exit(code);
    });
}

int run_guarded(const std::function<int()>& body) noexcept {
    try {
        return body();
    } catch (...) {
        flush_output();
        const auto error = std::current_exception();
        std::string name;
        {
            const Table table;
            name = table->state->name;
        }
        write_whole("Process " + name + ":\n" + detail::traceback_text(error, "run", name, os::process_id()));
        return 1;
    }
}

void leave(int code) noexcept {
    shut_down();
    std::exit(code);
}

void flush_output() noexcept {
    try {
        std::cout.flush();
        std::clog.flush();
        std::cerr.flush();
    } catch (...) {
        // A stream told to throw on failure: a broken standard output does not change how the child ends.
    }
    std::fflush(stdout);
    std::fflush(stderr);
}

void warn_if_threaded() {
    if (os::thread_count() - os::engine_thread_count() <= 1) return;
    get_logger().warning("This process (pid=" + std::to_string(os::process_id()) +
                         ") is multi-threaded, use of fork() may lead to deadlocks in the child.");
}

}  // namespace mp::process
