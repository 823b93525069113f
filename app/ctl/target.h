// SPDX-License-Identifier: MIT
#pragma once
// From what a user typed to a program, a process, a pool or a run.

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "mp/history.h"
#include "mp/observe.h"

namespace ctl {

// Where programs are looked for: on this machine, or where an agent serves them.
struct Place {
    std::string agent;  // its address; "": here
    std::string key_file;
};
// --agent and --authkey-file.
void add_place(CLI::App& verb, Place& place);

// Programs that run on the engine there, oldest first.
std::vector<mp::observe::SessionInfo> find_sessions(const Place& place);
// The program with that pid, or that pid as a member; with no pid the only one there is. Throws ProcessLookupError,
// PermissionError (also of an agent's key), UsageError, ValueError, RuntimeError (the agent cannot be reached), each
// with a sentence.
mp::observe::Session find_session(const std::string& pid, const Place& place = {});
int parse_pid(const std::string& text);  // throws UsageError

// The pool of that name or id; with "" the only one. Throws KeyError.
const mp::observe::Pool& find_pool(const mp::observe::Snapshot& snap, const std::string& pool);

// The number of a run. Throws UsageError.
std::int64_t find_number(const std::string& run);
// A run by its number, or "last". Throws KeyError, UsageError.
mp::history::RunInfo find_run(mp::history::Database& db, const std::string& run);

// The history, for reading. A run whose program has just ended is waited for, up to two seconds, so that what is shown
// of it is whole. Throws FileNotFoundError when nothing has ever been recorded.
mp::history::Database open_history(const std::string& named);

// The history, for writing. Throws CannotCreate; FileNotFoundError when it is an error that there is none yet.
enum class Missing : std::uint8_t { is_made, is_an_error };
mp::history::Database writable_history(const std::string& named, Missing missing);

// The database that was named, or the user's.
std::string database_path(const std::string& named);

}  // namespace ctl
