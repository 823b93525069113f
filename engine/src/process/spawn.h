// SPDX-License-Identifier: MIT
#pragma once
// Spawned children of the engine's own.

#include <memory>
#include <string>

#include "mp/call.h"
#include "process/reaper.h"

namespace mp::process {

// Says to a started executable what freeze_support() does in it: run the parcel that came with so many descriptors, or
// be the fork server.
inline constexpr const char* bootstrap_variable = "LIFEGUARD_SPAWN";
inline constexpr const char* forkserver_bootstrap = "forkserver";
// Where it finds the registry.
inline constexpr int registry_descriptor = 3;

// What set_executable() was given, else this program.
std::string executable_or_own();

// A daemonic child that runs target in a slot which the caller has reserved; it is nobody's Process. on_exit runs as
// Reaper::watch says. Throws what Process::start() throws; the slot is then still the caller's.
std::shared_ptr<Child> spawn_worker(Token token, const std::string& name, const Target& target, OnExit on_exit);

}  // namespace mp::process
