// SPDX-License-Identifier: MIT
#pragma once
// Forked children for tests of the channel room: a child runs a function and leaves at once; its end is waited for,
// with a signal or without one.

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <utility>

namespace mp::test {

class Child {
public:
    template <class Function>
    explicit Child(Function function) {
        pid_ = ::fork();
        if (pid_ < 0) {
            pid_ = 0;  // never a number that kill() would take for everybody
            throw std::runtime_error("fork failed");
        }
        if (pid_ != 0) return;
        int code = 1;
        try {
            function();
            code = 0;
        } catch (const std::exception& error) {
            std::fprintf(stderr, "child: %s\n", error.what());
        }
        ::_exit(code);
    }
    Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}
    Child& operator=(Child&& other) noexcept {
        std::swap(pid_, other.pid_);  // the old one ends with the other object
        return *this;
    }
    ~Child() {
        if (pid_ > 0) end(SIGKILL);
    }

    int pid() const { return pid_; }
    void signal(int number) const {
        if (pid_ > 0) ::kill(pid_, number);
    }
    // Waits for the end: the exit code, or minus the signal.
    int wait() {
        if (pid_ <= 0) throw std::logic_error("the child was waited for already");
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0) {
        }
        pid_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }
    int end(int number) {
        signal(number);
        return wait();
    }

private:
    pid_t pid_ = 0;
};

}  // namespace mp::test
