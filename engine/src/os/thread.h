// SPDX-License-Identifier: MIT
#pragma once
// Threads of the engine's own: named, with every signal blocked (signals are the program's business), counted, so that
// "this program has other threads" can be told from "the engine has a reaper". Not joined: each runs for as long as its
// process, or until its function returns.

#include <functional>
#include <string>

namespace mp::os {

// Name: at most 15 bytes, as ps -T shows it. body must not throw. Throws ResourceExhausted.
void start_engine_thread(const char* name, std::function<void()> body);

// True in a thread started by that.
bool in_engine_thread() noexcept;
std::string name_of_this_thread();
void name_this_thread(const std::string& name) noexcept;  // its first 15 bytes

// Engine threads that run in this process now.
int engine_thread_count() noexcept;
// All threads of this process; 0 where /proc cannot be read.
int thread_count() noexcept;

}  // namespace mp::os
