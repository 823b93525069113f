// SPDX-License-Identifier: MIT
#pragma once
// What a terminal, or its end, sends to all processes of a program at once.

namespace mp::os {

// Keeps SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGTTIN and SIGTTOU from the calling thread. Other than an ignored signal,
// one that a forked child is sent before it has unblocked them waits for it.
void block_terminal_signals() noexcept;

}  // namespace mp::os
