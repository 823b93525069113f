// SPDX-License-Identifier: MIT
#include "support/crash_point.h"

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace mp::test {
namespace {

// One step further; the status it stopped with. Signals on their way are delivered with the step.
bool advance(pid_t pid, Step step, int& status) {
    const auto request = step == Step::instruction ? PTRACE_SINGLESTEP : PTRACE_SYSCALL;
    long signal = 0;
    for (;;) {
        if (::ptrace(request, pid, nullptr, signal) != 0) return false;
        if (::waitpid(pid, &status, __WALL) != pid || !WIFSTOPPED(status)) return false;
        signal = WSTOPSIG(status) & 0x7f;
        if (signal == SIGTRAP || signal == SIGSTOP) return true;
    }
}

}  // namespace

End kill_at(int steps, Step step, const std::function<void()>& prepare, const std::function<void()>& operation) {
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("fork failed");
    if (child == 0) {
        prepare();
        if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(99);
        ::raise(SIGSTOP);
        operation();
        ::raise(SIGSTOP);
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status) || WIFSIGNALED(status)) return End::impossible;
    End end = End::killed;
    for (int i = 0; i < steps; ++i) {
        if (advance(child, step, status) && WSTOPSIG(status) != SIGSTOP) continue;
        end = End::finished;  // its second SIGSTOP
        break;
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    return end;
}

int stride(int usual, int soak) {
#if defined(__SANITIZE_ADDRESS__)
    usual *= 11;
#elif defined(__SANITIZE_THREAD__)
    usual *= 41;
#endif
    return std::getenv("LIFEGUARD_SOAK") != nullptr ? soak : usual;
}

Stepper::Stepper(pid_t pid) : pid_(pid) {
    int status = 0;
    held_ = ::ptrace(PTRACE_SEIZE, pid, nullptr, nullptr) == 0;
    if (!held_) return;
    held_ = ::ptrace(PTRACE_INTERRUPT, pid, nullptr, nullptr) == 0 && ::waitpid(pid, &status, __WALL) == pid &&
            WIFSTOPPED(status);
}

Stepper::~Stepper() {
    if (held_) ::ptrace(PTRACE_DETACH, pid_, nullptr, nullptr);
}

bool Stepper::step(Step step) {
    int status = 0;
    held_ = held_ && advance(pid_, step, status);
    return held_;
}

void Stepper::kill() {
    int status = 0;
    ::kill(pid_, SIGKILL);
    while (held_ && ::waitpid(pid_, &status, __WALL) == pid_ && WIFSTOPPED(status)) {
    }
    held_ = false;
}

}  // namespace mp::test
