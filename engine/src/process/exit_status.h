// SPDX-License-Identifier: MIT
#pragma once
// How a process ended, and by whose doing.

#include <cstdint>
#include <functional>
#include <string>

#include "telemetry/registry.h"

namespace mp::process {

using telemetry::Cause;
using telemetry::Token;

struct ExitInfo {
    int pid = 0;
    Token token = telemetry::nobody;
    int exitcode = 0;  // as Process.exitcode: 0 to 255, or minus the signal's number
    Cause cause = Cause::unknown;
    std::int64_t ended_ns = 0;  // monotonic, when it was noticed
};
using OnExit = std::function<void(const ExitInfo&)>;

// For whoever is about to signal a process on purpose: what observers will be told, should that end it. by_program for
// a wish of the program's (terminate(), kill()), by_lifeguard for the engine's own decision (a time limit, the exit of
// the parent), by_user for a person's.
void note_signal(telemetry::Registry& registry, Token token, Cause cause) noexcept;

// Writes the end of a reaped process into the registry (exit code, cause, swept locks, exit event) and says what became
// of it. Once per process, by whoever reaped it.
ExitInfo record_exit(telemetry::Registry& registry, Token token, int pid, int exitcode) noexcept;

// Notes how many processes the memory limit has ended so far, so that the next one is recognised.
void watch_memory_limit() noexcept;

// "-SIGTERM" for -15, "7" for 7.
std::string exitcode_name(int exitcode);

}  // namespace mp::process
