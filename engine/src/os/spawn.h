// SPDX-License-Identifier: MIT
#pragma once
// Starting processes: a copy of this one (fork), or another program (posix_spawn, which vforks).

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "os/fd.h"
#include "os/pidfd.h"

namespace mp::os {

struct ForkResult {
    int pid = 0;  // 0: this is the child
    Pidfd pidfd;  // in the parent
};
// fork() with its handlers. A descriptor for the pidfd is set aside before, so that a child whose parent has no room
// for it never exists. Throws ResourceExhausted.
ForkResult fork_process();

struct SpawnRequest {
    std::string program;
    std::vector<std::string> arguments;    // the program's name included
    std::vector<std::string> environment;  // "NAME=value", besides those inherited, of which they replace any
    bool unblock_signals = false;          // by default the calling thread's mask is inherited
    std::vector<int> descriptors;          // appear in the child as 3, 4, 5 …; all others are closed there
};
// Starts a program with /dev/null as its standard input. Throws FileNotFoundError, PermissionError,
// ResourceExhausted; then nothing is left behind.
ForkResult spawn_process(const SpawnRequest& request);

// For a child of this process that cannot be kept.
void kill_and_reap(int pid) noexcept;

// The next child of this process that has ended, reaped; nullopt when none has. For a process that owns all its
// children.
struct Reaped {
    int pid = 0;
    int exitcode = 0;
};
std::optional<Reaped> reap_any() noexcept;
// For a child that nobody but the caller reaps.
void send_signal_to(int pid, int number) noexcept;

// The kernel sends the calling process this signal when the thread that forked it ends; 0: none. False when the parent
// is not the expected one any more. Async-signal-safe.
bool set_death_signal(int number, int expected_parent) noexcept;
int parent_id() noexcept;

// Replaces standard input by /dev/null. Async-signal-safe.
void close_standard_input() noexcept;

// One write(2) to standard error.
void write_to_stderr(const char* text, std::size_t size) noexcept;

// Runs the function when the process calls exit() or returns from main, with the code, before the handlers that have
// been registered earlier.
void on_exit(void (*function)(int code));

void remove_environment(const char* name) noexcept;
std::vector<std::byte> random_bytes(std::size_t count);
std::string random_hex(std::size_t bytes);  // two digits for each

}  // namespace mp::os
