// SPDX-License-Identifier: MIT
#pragma once
// Whether a process has ended. Who has ended and is still to be reaped is gone: an orphan's reaper is the machine's
// init, which may take seconds.

#include "os/procfs.h"

namespace mp::test {

inline bool gone(int pid) {
    const auto stat = os::read_process_stat(pid);
    return !stat || stat->state == 'Z' || stat->state == 'X';
}

}  // namespace mp::test
