// SPDX-License-Identifier: MIT
#pragma once
// Exit statuses, as sysexits.h names them.

namespace ctl {

enum ExitCode : int {
    ok = 0,
    usage = 64,          // wrong arguments
    data_error = 65,     // an input file is not what it should be
    no_input = 66,       // an input file cannot be read; no such process or run
    unavailable = 69,    // the program refused or cannot be reached
    software = 70,       // an error of ours
    os_error = 71,       // the system refused (no process, no descriptor)
    cannot_create = 73,  // an output file cannot be written
    io_error = 74,
    no_permission = 77,
};

}  // namespace ctl
