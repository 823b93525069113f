// SPDX-License-Identifier: MIT
#include "os/signal.h"

#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cstring>

#include "os/error.h"

namespace mp::os {

const int signal_interrupt = SIGINT;
const int signal_terminate = SIGTERM;
const int signal_kill = SIGKILL;
const int signal_continue = SIGCONT;
const int signal_child = SIGCHLD;
const int signal_parent_end = SIGRTMAX - 5;

const char* signal_name(int number) noexcept {
    // sigabbrev_np has "TERM"; the engine says "SIGTERM", as Python does.
    struct Name {
        char text[16] = "SIG";
    };
    static const auto names = [] {
        std::array<Name, 65> table{};
        for (int i = 1; i < 65; ++i) {
            const char* abbreviation = ::sigabbrev_np(i);
            auto& name = table[static_cast<std::size_t>(i)];
            if (abbreviation == nullptr) {
                name.text[0] = '\0';
            } else {
                std::strncat(name.text, abbreviation, sizeof name.text - 4);
            }
        }
        return table;
    }();
    if (number <= 0 || number >= 65 || names[static_cast<std::size_t>(number)].text[0] == '\0') return nullptr;
    return names[static_cast<std::size_t>(number)].text;
}

struct SignalState::Saved {
    struct sigaction actions[65];
    bool valid[65];
    sigset_t mask;
};

SignalState::SignalState() : saved_(std::make_unique<Saved>()) {
    save();
}
SignalState::~SignalState() = default;

void SignalState::save() noexcept {
    for (int i = 1; i < 65; ++i) saved_->valid[i] = ::sigaction(i, nullptr, &saved_->actions[i]) == 0;
    pthread_sigmask(SIG_SETMASK, nullptr, &saved_->mask);
}

void SignalState::restore() const noexcept {
    for (int i = 1; i < 65; ++i) {
        if (saved_->valid[i] && i != SIGKILL && i != SIGSTOP) ::sigaction(i, &saved_->actions[i], nullptr);
    }
    pthread_sigmask(SIG_SETMASK, &saved_->mask, nullptr);
}

void SignalState::unblock_all() noexcept {
    sigemptyset(&saved_->mask);
}

void ignore_signal(int number) noexcept {
    set_signal_handler(number, SIG_IGN);
}

void default_signal(int number) noexcept {
    set_signal_handler(number, SIG_DFL);
}

void set_signal_handler(int number, void (*handler)(int)) noexcept {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigaction(number, &action, nullptr);
}

void repeat_signal(int number, std::int64_t every_ns) noexcept {
    // By the system calls themselves: a library may take a lock, and this runs in a signal handler.
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = number;
    int timer = 0;
    if (::syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer) != 0) return;
    itimerspec when{};
    when.it_value = {every_ns / 1'000'000'000, every_ns % 1'000'000'000};
    when.it_interval = when.it_value;
    ::syscall(SYS_timer_settime, timer, 0, &when, nullptr);
}

void ignore_terminal_signals() noexcept {
    for (const int number : {SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU}) ignore_signal(number);
}

void leave_terminal() noexcept {
    ::setsid();
    ignore_terminal_signals();
    ignore_signal(SIGTERM);
    ignore_signal(SIGPIPE);
}

void unblock_signal(int number) noexcept {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void unblock_all_signals() noexcept {
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

Fd child_signal_descriptor() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    Fd file(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!file) throw_errno("create a signalfd");
    return file;
}

void drain_signal_descriptor(const Fd& file) noexcept {
    signalfd_siginfo info[8];
    while (::read(file.get(), info, sizeof info) > 0) {
    }
}

}  // namespace mp::os
