// SPDX-License-Identifier: MIT
#include "support/child.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace mp::test {

Child::Child(const std::function<void()>& run) : pid_(::fork()) {
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid_ > 0) return;
    int code = 0;
    try {
        run();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "child: %s\n", e.what());
        code = 70;
    }
    ::_exit(code);
}

Child::Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}

Child& Child::operator=(Child&& other) noexcept {
    std::swap(pid_, other.pid_);
    return *this;
}

Child::~Child() {
    if (pid_ > 0) end(SIGKILL);
}

void Child::send_signal(int number) const {
    if (pid_ > 0) ::kill(pid_, number);
}
void Child::kill() const {
    send_signal(SIGKILL);
}

int Child::join() {
    if (pid_ <= 0) throw std::logic_error("the child was joined already");
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

int Child::end(int number) {
    send_signal(number);
    return join();
}

void sleep_for_ever() {
    for (;;) ::pause();
}

}  // namespace mp::test
