// SPDX-License-Identifier: MIT
#pragma once
// What /proc tells of a process.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mp::os {

struct ProcessStat {
    int pid = 0;
    int parent_pid = 0;
    char state = '?';               // R S D Z T t X
    bool ending = false;            // killed or exiting, or a zombie: no instruction of it will run any more
    std::uint64_t start_ticks = 0;  // field 22: with the pid, the identity of a process
    std::int64_t cpu_time_ns = 0;
    std::int64_t memory_bytes = 0;  // resident
    int threads = 0;
    int nice = 0;
    std::string name;  // as the kernel has it, at most 15 bytes
};

// nullopt when there is no such process (any more).
std::optional<ProcessStat> read_process_stat(int pid);
// 0 when there is no such process. Async-signal-safe.
std::uint64_t read_start_ticks(int pid) noexcept;
// How a zombie ended, as waitpid says it; nullopt when there is none of that pid and start time (0: any).
std::optional<int> read_zombie_status(int pid, std::uint64_t start_ticks) noexcept;
std::string read_command_line(int pid);  // "" when unreadable
// The processes that it has for children just now. One that is not stopped may have other ones before this returns.
std::vector<int> read_children(int pid);
std::optional<int> count_open_files(int pid);
std::optional<int> count_threads_of_self();
std::optional<unsigned> read_user_id(int pid);  // effective
// Memory-limit kills counted by the process's cgroup (memory.events oom_kill), where readable.
std::optional<std::uint64_t> read_oom_kill_count(int pid);

// Busy and total time of all CPUs since boot, in ticks.
struct SystemCpu {
    std::uint64_t busy = 0;
    std::uint64_t total = 0;
};
std::optional<SystemCpu> read_system_cpu();

}  // namespace mp::os
