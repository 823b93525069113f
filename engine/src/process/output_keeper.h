// SPDX-License-Identifier: MIT
#pragma once
// What children have written and had no time to tell: the parent's half of OutputCapture. It reads the pipes of those
// that have died, tells what lies there as the last words of their task and writes it on to its own streams, and stays
// with a pipe that what they have started still writes to.

#include <array>
#include <memory>

#include "os/fd.h"
#include "telemetry/output.h"

namespace mp::process {

// Reading ends: standard output, standard error.
using OutputEnds = std::array<os::Fd, 2>;

class OutputKeeper {
public:
    OutputKeeper();
    // Its thread stays for the pipes that others still write to, until their end.
    ~OutputKeeper();
    OutputKeeper(const OutputKeeper&) = delete;
    OutputKeeper& operator=(const OutputKeeper&) = delete;

    // The process has died. From any thread; never waits.
    void take(OutputEnds ends, const telemetry::OutputSource& source) noexcept;
    // Until all that the dead left has been written on.
    void wait_until_written(std::int64_t deadline_ns) noexcept;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace mp::process
