// SPDX-License-Identifier: MIT
#pragma once
// At most one recorder a program: a locked file beside the program's entry in the runtime directory,
// "<pid>-<start_ticks>.recorder", that says who records. The kernel takes the lock back when the recorder dies.

#include <optional>
#include <string>

#include "mp/snapshot.h"
#include "os/fd.h"

namespace mp::observe {

class RecordingLock {
public:
    // Throws RuntimeError, naming the other one, where the program is recorded already.
    RecordingLock(const Identity& program, const std::string& name);
    ~RecordingLock();
    RecordingLock(const RecordingLock&) = delete;
    RecordingLock& operator=(const RecordingLock&) = delete;

private:
    std::string path_;
    os::Fd file_;
};

// Who records that program now.
std::optional<Identity> recorder_of(const Identity& program);

}  // namespace mp::observe
