// SPDX-License-Identifier: MIT
#pragma once
// All that runs in a child before and after the user's function.

#include <functional>

#include "process/current.h"

namespace mp::process {

struct ChildSetting {
    bool dies_with_parent = false;
    // The kernel announces the end of the thread that started the child. Where that was the main thread it is the end
    // of the process, and the child is killed by it (stopped and busy ones too); else a handler looks first.
    bool by_main_thread = true;
    bool by_engine_thread = false;  // which blocks all signals: the child is not to inherit that
    int parent_pid = 0;
};

// Standard input, death signal. Ends the child when the parent is gone already.
void prepare_child(const ChildSetting& setting) noexcept;

// From here on exit() does not run what the process inherited: handlers registered later, then shut_down(), then
// flushed streams and _exit. For forked children.
void set_exit_barrier();
// In a spawned child, whose exit handlers and static objects are all its own: its end is logged after they have shut
// down. To be called before arrange_exit().
void set_exit_announcement();

// Runs the body; an exception is told on standard error as Python does, and gives 1.
int run_guarded(const std::function<int()>& body) noexcept;

// shut_down() and exit().
[[noreturn]] void leave(int code) noexcept;

void flush_output() noexcept;
// Logs Python's warning when this process has threads besides the engine's.
void warn_if_threaded();

}  // namespace mp::process
