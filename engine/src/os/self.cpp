// SPDX-License-Identifier: MIT
#include "os/self.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "os/error.h"
#include "os/forks.h"

namespace mp::os {

namespace detail {
constinit thread_local int cached_thread_id = 0;
namespace {
constinit std::uint32_t fork_count = 0;
const int heed_forks = pthread_atfork(nullptr, nullptr, [] {
    cached_thread_id = 0;
    ++fork_count;
});
}  // namespace

int read_thread_id() noexcept {
    (void)heed_forks;
    return cached_thread_id = ::gettid();
}
}  // namespace detail

int process_id() noexcept {
    return ::getpid();
}

std::uint32_t forks() noexcept {
    (void)detail::heed_forks;
    return detail::fork_count;
}

unsigned cpu_count() noexcept {
    const long count = ::sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1U : static_cast<unsigned>(count);
}

unsigned usable_cpu_count() noexcept {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) < 0) return cpu_count();
    const int count = CPU_COUNT(&set);
    return count < 1 ? 1U : static_cast<unsigned>(count);
}

std::size_t descriptor_limit() noexcept {
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

unsigned user_id() noexcept {
    return ::geteuid();
}

void pause_cpu() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

void yield_cpu() noexcept {
    ::sched_yield();
}

void at_fork(void (*before)(), void (*in_parent)(), void (*in_child)()) {
    const int code = ::pthread_atfork(before, in_parent, in_child);
    if (code != 0) throw_error(code, "register fork handlers");
}

void exit_now(int code) noexcept {
    ::_exit(code);
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

std::string executable_path() {
    return std::filesystem::read_symlink("/proc/self/exe").string();
}

}  // namespace mp::os
