// SPDX-License-Identifier: MIT
#pragma once
// What a child writes to its standard output and error, taken down for those who watch, and written to where it would
// have gone all the same.
//
// Both streams are pipes whose two ends the child itself holds. A thread of its own writes on what comes through them
// to the original files and tells it in the output ring, so nobody else's pace matters: a parent that is stopped, an
// observer that is slow or gone never makes the child wait, and a ring that is full overwrites its oldest. A child that
// writes faster than its terminal or its reader takes it waits for that as it always did, and one whose reader has gone
// gets the SIGPIPE that it would have got.
// The parent keeps the reading ends too and reads them when the child has died (OutputKeeper): bytes leave the pipe
// only after they have been written on, so that nothing is lost by a death at any moment. Bytes between the two steps
// of one that dies just there may come twice.

#include <array>
#include <cstdint>
#include <mutex>
#include <vector>

#include "os/output.h"
#include "telemetry/output.h"

namespace mp::process {

// For standard output and standard error.
using OutputPipes = std::array<os::Pipe, 2>;

class OutputCapture {
public:
    // Takes both streams over until the end of this process. nullptr where the system refuses; that is logged, and the
    // streams are what they were.
    static OutputCapture* begin(OutputPipes pipes, telemetry::ObjectId pool) noexcept;

    // What is written from now on belongs to that task.
    void begin_task(std::uint64_t task, std::uint16_t attempt) noexcept;
    // Flushes what the C and C++ streams hold and sees to it that all of it is where it belongs. What comes after that
    // belongs to no task.
    void settle() noexcept;

private:
    struct Stream {
        os::Fd reader;
        os::Fd original;  // empty: it was closed
        telemetry::OutputLines lines;
        bool socket = false;
    };

    OutputCapture(OutputPipes& pipes, telemetry::ObjectId pool);
    void run() noexcept;
    bool drain(Stream& stream) noexcept;
    void write_on(Stream& stream, std::span<const std::byte> bytes) noexcept;

    telemetry::Registry& registry_;
    std::mutex mutex_;
    telemetry::OutputSource source_;
    std::array<Stream, 2> streams_;
    os::PipePeek peek_;
    std::vector<std::byte> buffer_;
    std::vector<std::byte> taken_;
};

}  // namespace mp::process
