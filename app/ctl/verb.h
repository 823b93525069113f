// SPDX-License-Identifier: MIT
#pragma once
// A verb of lifeguardctl: it describes its arguments to the parser and leaves what is to be done.

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mp/exceptions.h"

namespace ctl {

// What main runs once the arguments have been read; its value is the exit status.
using Action = std::function<int()>;

void add_ps(CLI::App& app, Action& action);
void add_logs(CLI::App& app, Action& action);
void add_top(CLI::App& app, Action& action);
void add_signals(CLI::App& app, Action& action);  // terminate, kill, suspend, resume
void add_signal(CLI::App& app, Action& action);
void add_resize(CLI::App& app, Action& action);
void add_workers(CLI::App& app, Action& action);  // restart, drain, cancel
void add_intake(CLI::App& app, Action& action);   // pause, unpause
void add_retry(CLI::App& app, Action& action);
void add_run(CLI::App& app, Action& action);
void add_pool(CLI::App& app, Action& action);
void add_record(CLI::App& app, Action& action);
void add_runs(CLI::App& app, Action& action);
void add_export(CLI::App& app, Action& action);
void add_import(CLI::App& app, Action& action);
void add_manager(CLI::App& app, Action& action);
void add_agent(CLI::App& app, Action& action);

// A file that was to be written cannot be made: its own exit status.
class CannotCreate : public mp::OSError {
public:
    using OSError::OSError;
};

// An argument that cannot be read.
class UsageError : public mp::ValueError {
public:
    using ValueError::ValueError;
};

// What asks another program or machine, which may not be there: says so, after whom ("no agent at host:7000"). A
// refusal, a program that has gone and want of room stay what they are.
template <class Ask>
auto reaching(const std::string& whom, Ask ask) {
    try {
        return ask();
    } catch (const mp::ProcessLookupError&) {
        throw;
    } catch (const mp::PermissionError&) {
        throw;
    } catch (const mp::ResourceExhausted&) {
        throw;
    } catch (const mp::OSError& error) {
        throw mp::RuntimeError(whom + ": " + error.what());
    }
}

// The command of `run` and `pool`, taken away from the parser.
const std::vector<std::string>& command_words();
void set_command_words(std::vector<std::string> words);

// One sentence on stderr with the program's name in front; returns the status.
int fail(int status, const std::string& sentence);
// Runs it and turns an exception into its sentence and exit status.
int guarded(const Action& action);

// Whether what was printed so far has come out, or its reader has gone and wants no more of it.
bool is_printed();
int printing_failed();  // says so, and returns the status
// For the end: the status, unless all went well so far but what was printed does not come out.
int printed(int status);

// Seconds with an optional unit: "1.5", "90s", "2m", "1h". Throws UsageError.
double parse_seconds(const std::string& text);
// For options: digits alone. The parser itself takes -1 for a huge number.
CLI::Validator whole_number();
inline constexpr int no_limit = 1'000'000'000;  // of numbers that may be large

}  // namespace ctl
