// SPDX-License-Identifier: MIT
#include "command_task.h"

#include <csignal>

#include "mp/columns.h"
#include "mp/pool.h"
#include "mp/process.h"

MP_EXCEPTION(ctl::CommandFailed)

namespace ctl {

namespace {
const mp::CommandSpool* the_spool = nullptr;
}

void set_spool(const mp::CommandSpool* spool) {
    the_spool = spool;
}

void start_worker() {
    // Only the pool itself takes the user's signals for a word to it; a worker ends by them.
    for (const int number : {SIGTERM, SIGHUP}) std::signal(number, SIG_DFL);
}

std::string describe(const mp::CommandResult& result) {
    if (!result.failure.empty()) return "could not be started: " + result.failure;
    if (result.timed_out) return "ran longer than its limit";
    if (result.exitcode >= 0) return "exit " + std::to_string(result.exitcode);
    return "ended by " + mp::columns::exit_text(result.exitcode);
}

CommandOutcome run_command_task(const CommandTask& task) {
    mp::CommandOptions options{.arguments = task.arguments, .directory = task.directory, .spool = the_spool};
    if (task.timeout_ns > 0) options.timeout = std::chrono::nanoseconds(task.timeout_ns);
    const mp::TaskIdentity task_now = mp::current_task();
    CommandOutcome outcome{mp::run_command(options), task_now.id, task_now.attempt, mp::current_process().pid()};
    if (outcome.result.exitcode != 0 || outcome.result.timed_out) {
        const std::string message = describe(outcome.result);
        if (task_now.attempt < task.tries && the_spool != nullptr) {
            // There will be another try, and nobody hears of this one's output.
            the_spool->release(outcome.result.output_rest);
            the_spool->release(outcome.result.error_rest);
        }
        throw CommandFailed(message, std::move(outcome));
    }
    return outcome;
}

}  // namespace ctl
