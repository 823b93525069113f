// SPDX-License-Identifier: MIT
#include "os/terminal.h"

#include <pthread.h>
#include <signal.h>

#include <initializer_list>

namespace mp::os {

struct ServerSignals::Saved {
    sigset_t mask;
    struct sigaction on_child;
};

ServerSignals::ServerSignals() : saved_(std::make_unique<Saved>()) {
    sigset_t kept;
    sigemptyset(&kept);
    for (const int number : {SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU}) sigaddset(&kept, number);
    pthread_sigmask(SIG_BLOCK, &kept, &saved_->mask);
    struct sigaction by_default {};  // where it is ignored the kernel reaps the children itself
    by_default.sa_handler = SIG_DFL;
    ::sigaction(SIGCHLD, &by_default, &saved_->on_child);
}
ServerSignals::~ServerSignals() = default;

void ServerSignals::put_back() const noexcept {
    ::sigaction(SIGCHLD, &saved_->on_child, nullptr);
    pthread_sigmask(SIG_SETMASK, &saved_->mask, nullptr);
}

}  // namespace mp::os
