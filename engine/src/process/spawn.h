// SPDX-License-Identifier: MIT
#pragma once
// Spawned children of the engine's own.

#include <memory>
#include <string>

#include "mp/call.h"
#include "process/reaper.h"

namespace mp::process {

// A daemonic child that runs target in a slot which the caller has reserved; it is nobody's Process. on_exit runs as
// Reaper::watch says. Throws what Process::start() throws; the slot is then still the caller's.
std::shared_ptr<Child> spawn_worker(Token token, const std::string& name, const Target& target, OnExit on_exit);

}  // namespace mp::process
