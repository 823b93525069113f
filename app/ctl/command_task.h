// SPDX-License-Identifier: MIT
#pragma once
// What a worker of a command pool does: one command, run to its end.

#include <cstdint>
#include <string>
#include <vector>

#include "mp/command.h"
#include "mp/exceptions.h"
#include "mp/pickle.h"

namespace ctl {

struct CommandTask {
    std::vector<std::string> arguments;
    std::string line;  // for people
    std::string directory;
    std::int64_t timeout_ns = 0;  // 0: none
    unsigned tries = 1;           // in all

    std::string brief() const { return line; }  // what observers are shown
};

struct CommandOutcome {
    mp::CommandResult result;
    std::uint64_t task = 0;  // the pool's number
    unsigned attempt = 1;
    int worker = 0;  // pid
};

// The command ended otherwise than with 0; for the pool, and for whoever watches it, the task has failed.
class CommandFailed : public mp::RuntimeError {
public:
    CommandFailed() = default;
    explicit CommandFailed(const std::string& message) : RuntimeError(message) {}
    CommandFailed(const std::string& message, CommandOutcome what_came)
        : RuntimeError(message), outcome(std::move(what_came)) {}
    const char* type_name() const noexcept override { return "CommandFailed"; }
    template <class Archive>
    void serialize(Archive& archive) {
        archive(outcome);
    }

    CommandOutcome outcome;
};

// Where the workers put what is too long for memory: set before the pool is made, whose workers are forked with it.
void set_spool(const mp::CommandSpool* spool);
// What each worker runs as it starts.
void start_worker();

// Throws CommandFailed.
CommandOutcome run_command_task(const CommandTask& task);

// "exit 3", "killed by SIGSEGV", "ran longer than its limit", "could not be started: …".
std::string describe(const mp::CommandResult& result);

}  // namespace ctl
