// SPDX-License-Identifier: MIT
#pragma once
// Signals: their names, what a process does on them, and a descriptor to read them from.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "os/fd.h"

namespace mp::os {

extern const int signal_interrupt;   // SIGINT
extern const int signal_terminate;   // SIGTERM
extern const int signal_kill;        // SIGKILL
extern const int signal_child;       // SIGCHLD
extern const int signal_continue;    // SIGCONT
extern const int signal_parent_end;  // of the engine's own, for daemonic children: a real-time signal

// "SIGTERM"; nullptr for numbers without a name. Static storage.
const char* signal_name(int number) noexcept;

// What this process does on each signal and which ones the calling thread blocks: kept, and put back in a descendant.
// Copies nothing that is shared; the two functions are async-signal-safe.
class SignalState {
public:
    SignalState();
    ~SignalState();
    SignalState(const SignalState&) = delete;
    SignalState& operator=(const SignalState&) = delete;
    void save() noexcept;
    void restore() const noexcept;
    void unblock_all() noexcept;  // in what is kept

private:
    struct Saved;
    std::unique_ptr<Saved> saved_;
};

void ignore_signal(int number) noexcept;
void default_signal(int number) noexcept;
void set_signal_handler(int number, void (*handler)(int)) noexcept;
// Sends this process the signal again and again. Async-signal-safe.
void repeat_signal(int number, std::int64_t every_ns) noexcept;
void ignore_terminal_signals() noexcept;  // SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU
// For a process that is nobody's job: a session of its own, and only SIGKILL ends it.
void leave_terminal() noexcept;
void unblock_signal(int number) noexcept;
void unblock_all_signals() noexcept;

// Blocks SIGCHLD in the calling thread and returns a descriptor that is readable when a child has ended.
Fd child_signal_descriptor();
void drain_signal_descriptor(const Fd& file) noexcept;

}  // namespace mp::os
