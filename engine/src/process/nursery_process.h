// SPDX-License-Identifier: MIT
#pragma once
// The nursery's own side: what it runs from its fork to its end, and the words between it and its maker.
//
// Requests and answers go over a stream: RequestHeader with the descriptors, then the bytes; Answer with the pidfd.
// Reports go the other way over packets: one ExitReport per child.

#include <cstdint>

#include "os/fd.h"
#include "os/signal.h"
#include "process/current.h"
#include "process/nursery.h"

namespace mp::process {

struct RequestHeader {
    enum class Kind : std::uint32_t { start, end };
    Kind kind = Kind::start;
    Token token = telemetry::nobody;
    std::uint64_t bytes = 0;
    std::uint32_t descriptors = 0;
    std::uint32_t number = 0;  // of the child, in its name's count
};

struct Answer {
    std::int32_t pid = 0;    // 0: the start failed
    std::int32_t error = 0;  // errno then
    std::uint64_t start_ticks = 0;
};

struct ExitReport {
    Token token = telemetry::nobody;
    std::int32_t pid = 0;
    std::int32_t exitcode = 0;
};

struct NurseryPlan {
    os::Fd requests;
    os::Fd reports;
    Nursery::Entry entry;
    ParentIdentity maker;
    os::SignalState signals;  // of the maker, for the children
    std::string thread_name;  // the same
};

[[noreturn]] void run_nursery(NurseryPlan& plan, Token token) noexcept;

}  // namespace mp::process
