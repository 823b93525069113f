// SPDX-License-Identifier: MIT
#pragma once
// Starting another program as a child that this process listens to.

#include <string>
#include <vector>

#include "os/fd.h"
#include "os/pidfd.h"

namespace mp::os {

struct CommandSpawn {
    std::vector<std::string> arguments;    // the program first; looked for in PATH
    std::vector<std::string> environment;  // "NAME=value", besides those inherited
    std::string directory;                 // "": this process's
    int output = -1;                       // become its standard output and error; -1: /dev/null
    int error = -1;
};

struct StartedCommand {
    int pid = 0;
    Pidfd pidfd;
};

// Starts it in a process group of its own, with /dev/null as standard input and default signals; it is killed when the
// calling thread ends. Throws FileNotFoundError and PermissionError for a program or directory that cannot be used,
// ResourceExhausted; nothing is left behind then.
StartedCommand start_command(const CommandSpawn& command);

// To the whole group; nothing when it is gone.
void signal_group(int pid, int number) noexcept;

struct Pipe {
    Fd read;
    Fd write;
};
Pipe make_pipe();

// A new file of a unique name in the directory for temporary files, mode 0600, open for writing.
struct TemporaryFile {
    Fd file;
    std::string path;
};
TemporaryFile make_temporary_file(const char* prefix);

bool is_terminal(int descriptor) noexcept;
// Columns of the terminal behind the descriptor; 0 where it is none.
int terminal_columns(int descriptor) noexcept;

}  // namespace mp::os
