// SPDX-License-Identifier: MIT
// run: a program that runs on the engine, started and recorded.
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "exit_codes.h"
#include "mp/command.h"
#include "mp/exceptions.h"
#include "mp/observe.h"
#include "recording.h"
#include "verb.h"

namespace ctl {

namespace {

struct RunWords {
    std::string name;
    std::string database;
    bool no_record = false;
    bool no_capture = false;
};

// A program's session appears with its first engine object; one that never makes any is run all the same.
bool has_session(int pid) {
    for (const auto& session : mp::observe::sessions()) {
        if (session.identity.pid == pid) return true;
    }
    return false;
}

int run(RunWords options) {
    const auto& command = command_words();
    if (command.empty()) return fail(usage, "say what to run: lifeguardctl run [options] PROGRAM ARGUMENTS");
    options.no_record = options.no_record || !can_record(options.database);
    // The terminal's interrupt goes to the program as well; we stay until it has ended.
    std::signal(SIGINT, SIG_IGN);
    // Pools that do not say themselves whether what their workers print is taken down do so; the user's own word goes
    // before ours.
    if (!options.no_capture) ::setenv("LIFEGUARD_CAPTURE_OUTPUT", "1", 0);
    mp::Program program({.arguments = command});
    std::optional<Recording> recording;
    std::optional<int> exitcode;
    while (!(exitcode = program.wait(std::chrono::milliseconds(recording || options.no_record ? 1000 : 50)))) {
        if (!recording && !options.no_record && has_session(program.pid()))
            recording.emplace(program.pid(), RecordingOptions{.name = options.name, .database = options.database});
    }
    return *exitcode < 0 ? 128 - *exitcode : *exitcode;
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
    auto options = std::make_shared<RunWords>();
    CLI::App* verb = app.add_subcommand("run", "Start a program that runs on the engine, and record it");
    verb->add_option("--name", options->name, "Name of the run (default: the program's)");
    verb->add_option("--db", options->database, "The history's file (default: the user's)");
    verb->add_flag("--no-record", options->no_record, "Do not record it");
    verb->add_flag("--no-capture", options->no_capture, "Do not take down what its pools' workers print");
    verb->footer(
        "The exit status is the program's; 128 + N when signal N ended it.\n"
        "Example: lifeguardctl run --name nightly ./render --all");
    verb->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace ctl
