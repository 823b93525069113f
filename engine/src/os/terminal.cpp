// SPDX-License-Identifier: MIT
#include "os/terminal.h"

#include <pthread.h>
#include <signal.h>

#include <initializer_list>

namespace mp::os {

void block_terminal_signals() noexcept {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU}) sigaddset(&set, number);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

}  // namespace mp::os
