// SPDX-License-Identifier: MIT
#pragma once
// The start method `forkserver`: a process with one thread, started afresh (exec) at the first use, that forks children
// on request. It is small and has no threads, whatever this program has become, so each start costs the fork of a small
// process and copies nobody's locks.
//
// Life and death: one server per process that starts children this way; it ends with that process (kill -9 too), and
// takes daemonic children along. When the server itself is killed its children live on, and the next start makes a new
// server. How they ended is known all the same: see Child::code_from_server().
//
// Threads: any. A forked child has no server and gets one of its own.

#include <memory>

#include "process/current.h"
#include "process/start.h"

namespace mp::process {

// A daemonic child of the engine's own, nobody's Process, in a slot which the caller has reserved. Throws what
// Process::start() throws; the slot is then still the caller's.
std::shared_ptr<Child> forkserver_worker(Token token, const std::string& name, const Target& target, OnExit on_exit);

// The server's pid; 0 while there is none. For tests and for messages.
int forkserver_pid();

}  // namespace mp::process
