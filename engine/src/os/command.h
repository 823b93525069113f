// SPDX-License-Identifier: MIT
#pragma once
// Starting another program as a child that this process listens to.

#include <string>
#include <vector>

#include "os/fd.h"
#include "os/guardian.h"
#include "os/pidfd.h"

namespace mp::os {

struct CommandSpawn {
    std::vector<std::string> arguments;    // the program first; looked for in PATH
    std::vector<std::string> environment;  // "NAME=value", besides those inherited
    std::string directory;                 // "": this process's
    int input = -1;                        // become its standard streams; -1: /dev/null
    int output = -1;
    int error = -1;
    bool own_group = true;     // a process group of its own
    bool own_session = false;  // a session of its own, which is a group too
    bool die_with_us = true;   // killed when the calling thread ends; a group of its own with it, when the process does
};

struct StartedCommand {
    int pid = 0;
    Pidfd pidfd;
    GroupGuard guard;  // to be let go of once pid has been reaped
};

// Starts it with default signals. Throws FileNotFoundError and PermissionError for a program or directory that cannot
// be used, ResourceExhausted; nothing is left behind then.
StartedCommand start_command(const CommandSpawn& command);

// To the whole group; nothing when it is gone.
void signal_group(int pid, int number) noexcept;

struct Pipe {
    Fd read;
    Fd write;
};
Pipe make_pipe();

// A new file without a name in the directory for temporary files, open for reading and writing: gone with its last
// user.
Fd make_unnamed_file();

bool is_terminal(int descriptor) noexcept;
// Columns of the terminal behind the descriptor; 0 where it is none.
int terminal_columns(int descriptor) noexcept;
// Whether whoever read what is written there has closed it.
bool reader_is_gone(int descriptor) noexcept;
// /dev/null in the place of each of 0, 1 and 2 that is closed.
void open_standard_streams() noexcept;

}  // namespace mp::os
