// SPDX-License-Identifier: MIT
#pragma once
// What a process knows of itself and of the machine.

#include <cstdint>
#include <string>

namespace mp::os {

int process_id() noexcept;
int thread_id() noexcept;              // cached per thread, right again after fork
unsigned cpu_count() noexcept;         // online on the machine
unsigned usable_cpu_count() noexcept;  // that this process may run on
unsigned user_id() noexcept;
void pause_cpu() noexcept;  // inside a spin
void yield_cpu() noexcept;
// Runs the three around every fork() of this process, by whomever. Once per triple; nullptr = nothing.
void at_fork(void (*before)(), void (*in_parent)(), void (*in_child)());
[[noreturn]] void exit_now(int code) noexcept;  // _exit
std::string environment(const char* name);      // "" when unset
std::string executable_path();

}  // namespace mp::os
