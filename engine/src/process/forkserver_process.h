// SPDX-License-Identifier: MIT
#pragma once
// The fork server's own side, and the words between it and the process that it serves: over one stream socket, a
// Request with its descriptors and then its bytes; an Answer for each, the child's pidfd with it.

#include <cstdint>
#include <vector>

#include "mp/call.h"
#include "process/current.h"

namespace mp::process {

// Set in the server's environment by the program, taken away there: all functions are bound once, by the server, and
// not by each child at their first use.
inline constexpr const char* bind_variable = "LD_BIND_NOW";

struct ForkServerRequest {
    Token token = telemetry::nobody;  // nobody: not a child, but what the server has to know (ForkServerOpening)
    std::uint32_t descriptors = 0;
    std::uint64_t bytes = 0;
};

struct ForkServerAnswer {
    std::int32_t pid = 0;    // of the child; of the server itself in its first two answers. 0: the start failed
    std::int32_t error = 0;  // errno then
};

struct ForkServerOpening {
    int program_pid = 0;
    bool by_main_thread = true;
    int log_level = 0;
    bool log_to_stderr = false;
    std::vector<Target> preload;
};

// In the server: what freeze_support() does there.
[[noreturn]] void run_fork_server() noexcept;

}  // namespace mp::process
