// SPDX-License-Identifier: MIT
#pragma once
// What a process knows of itself and of the machine.

#include <cstddef>
#include <cstdint>
#include <string>

namespace mp::os {

namespace detail {
// The initial-exec model makes it one load instead of a call: every lock looks at it.
[[gnu::tls_model("initial-exec")]] extern constinit thread_local int cached_thread_id;
int read_thread_id() noexcept;
}  // namespace detail

int process_id() noexcept;
// Cached per thread; right again after fork.
inline int thread_id() noexcept {
    const int id = detail::cached_thread_id;
    return id != 0 ? id : detail::read_thread_id();
}
unsigned cpu_count() noexcept;         // online on the machine
unsigned usable_cpu_count() noexcept;  // that this process may run on
unsigned user_id() noexcept;
std::size_t descriptor_limit() noexcept;  // how many this process may have open; `ulimit -n`
void pause_cpu() noexcept;                // inside a spin
// Asks for a cache line that is about to be written, so that it comes from another processor meanwhile. Any address.
inline void fetch_to_write(const void* line) noexcept {
#if defined(__x86_64__)
    asm volatile("prefetchw %0" : : "m"(*static_cast<const char*>(line)));  // the builtin is a read's without -mprfchw
#else
    __builtin_prefetch(line, 1);
#endif
}
void yield_cpu() noexcept;
// Runs the three around every fork() of this process, by whomever. Once per triple; nullptr = nothing.
void at_fork(void (*before)(), void (*in_parent)(), void (*in_child)());
[[noreturn]] void exit_now(int code) noexcept;  // _exit
std::string environment(const char* name);      // "" when unset
std::string executable_path();

}  // namespace mp::os
