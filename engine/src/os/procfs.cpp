// SPDX-License-Identifier: MIT
#include "os/procfs.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "os/fd.h"
#include "os/self.h"

namespace mp::os {

namespace {

// Reads at most size - 1 bytes and ends them with a NUL; -1 when the file cannot be read. Async-signal-safe.
ssize_t read_file(const char* path, char* buffer, std::size_t size) noexcept {
    const int file = ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    std::size_t used = 0;
    while (used + 1 < size) {
        const ssize_t got = ::read(file, buffer + used, size - 1 - used);
        if (got <= 0) break;
        used += static_cast<std::size_t>(got);
    }
    ::close(file);
    buffer[used] = '\0';
    return static_cast<ssize_t>(used);
}

// "/proc/<pid>/<name>" without snprintf, which is not async-signal-safe by the letter.
void make_path(char (&path)[64], int pid, const char* name) noexcept {
    char* out = path;
    for (const char* c = "/proc/"; *c != '\0'; ++c) *out++ = *c;
    out = std::to_chars(out, path + 32, pid).ptr;
    *out++ = '/';
    while (*name != '\0') *out++ = *name++;
    *out = '\0';
}

struct StatFields {
    const char* name = nullptr;
    std::size_t name_length = 0;
    std::array<const char*, 53> field{};  // numbered as in proc(5), from 3
};

// The name stands in parentheses and may hold anything, so the fields start after the last ')'.
bool split_stat(char* text, StatFields& out) noexcept {
    char* open = std::strchr(text, '(');
    char* close = std::strrchr(text, ')');
    if (open == nullptr || close == nullptr || close < open) return false;
    out.name = open + 1;
    out.name_length = static_cast<std::size_t>(close - open - 1);
    char* at = close + 1;
    for (std::size_t number = 3; number < out.field.size(); ++number) {
        while (*at == ' ') ++at;
        if (*at == '\0' || *at == '\n') break;
        out.field[number] = at;
        while (*at != ' ' && *at != '\0' && *at != '\n') ++at;
    }
    return out.field[24] != nullptr;
}

long long number_at(const char* text) noexcept {
    return text != nullptr ? std::strtoll(text, nullptr, 10) : 0;
}

}  // namespace

std::optional<ProcessStat> read_process_stat(int pid) {
    static const std::int64_t tick_ns = 1'000'000'000 / ::sysconf(_SC_CLK_TCK);
    static const std::int64_t page_bytes = ::sysconf(_SC_PAGESIZE);
    char path[64];
    make_path(path, pid, "stat");
    char text[1024];
    StatFields fields;
    if (read_file(path, text, sizeof text) <= 0 || !split_stat(text, fields)) return std::nullopt;
    ProcessStat stat;
    stat.pid = pid;
    stat.name.assign(fields.name, fields.name_length);
    stat.state = *fields.field[3];
    stat.parent_pid = static_cast<int>(number_at(fields.field[4]));
    constexpr long long exiting = 0x4;  // PF_EXITING of linux/sched.h: it is past its last instruction
    stat.ending = stat.state == 'Z' || stat.state == 'X' || (number_at(fields.field[9]) & exiting) != 0;
    stat.cpu_time_ns = (number_at(fields.field[14]) + number_at(fields.field[15])) * tick_ns;
    stat.nice = static_cast<int>(number_at(fields.field[19]));
    stat.threads = static_cast<int>(number_at(fields.field[20]));
    stat.start_ticks = static_cast<std::uint64_t>(number_at(fields.field[22]));
    stat.memory_bytes = number_at(fields.field[24]) * page_bytes;
    return stat;
}

std::uint64_t read_start_ticks(int pid) noexcept {
    char path[64];
    make_path(path, pid, "stat");
    char text[1024];
    StatFields fields;
    if (read_file(path, text, sizeof text) <= 0 || !split_stat(text, fields)) return 0;
    return static_cast<std::uint64_t>(number_at(fields.field[22]));
}

std::optional<int> read_zombie_status(int pid, std::uint64_t start_ticks) noexcept {
    char path[64];
    make_path(path, pid, "stat");
    char text[1024];
    StatFields fields;
    if (read_file(path, text, sizeof text) <= 0 || !split_stat(text, fields) || *fields.field[3] != 'Z')
        return std::nullopt;
    if (start_ticks != 0 && static_cast<std::uint64_t>(number_at(fields.field[22])) != start_ticks) return std::nullopt;
    if (fields.field[52] == nullptr) return std::nullopt;
    return static_cast<int>(number_at(fields.field[52]));
}

std::string read_command_line(int pid) {
    char path[64];
    make_path(path, pid, "cmdline");
    std::string text(4096, '\0');
    const ssize_t size = read_file(path, text.data(), text.size());
    if (size <= 0) return {};
    text.resize(static_cast<std::size_t>(size));
    while (!text.empty() && text.back() == '\0') text.pop_back();
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    }
    return text;
}

std::optional<int> count_open_files(int pid) {
    char path[64];
    make_path(path, pid, "fd");
    // Since Linux 6.2 the directory's size is their number.
    struct stat status {};
    if (::stat(path, &status) == 0 && status.st_size > 0) return static_cast<int>(status.st_size);
    DIR* directory = ::opendir(path);
    if (directory == nullptr) return std::nullopt;
    int count = 0;
    while (const dirent* entry = ::readdir(directory)) {
        if (entry->d_name[0] != '.') ++count;
    }
    ::closedir(directory);
    return count;
}

std::optional<int> count_threads_of_self() {
    const auto stat = read_process_stat(process_id());
    return stat ? std::optional<int>(stat->threads) : std::nullopt;
}

std::optional<unsigned> read_user_id(int pid) {
    char path[64];
    make_path(path, pid, "");
    struct stat status {};
    if (::stat(path, &status) < 0) return std::nullopt;
    return status.st_uid;
}

std::optional<std::uint64_t> read_oom_kill_count(int pid) {
    char path[64];
    make_path(path, pid, "cgroup");
    char text[4096];
    if (read_file(path, text, sizeof text) <= 0) return std::nullopt;
    const char* unified = std::strstr(text, "0::");
    if (unified == nullptr) return std::nullopt;
    std::string group(unified + 3, std::strcspn(unified + 3, "\n"));
    const std::string events = "/sys/fs/cgroup" + group + "/memory.events";
    if (read_file(events.c_str(), text, sizeof text) <= 0) return std::nullopt;
    const char* line = std::strstr(text, "oom_kill ");
    if (line == nullptr) return std::nullopt;
    return static_cast<std::uint64_t>(number_at(line + std::strlen("oom_kill ")));
}

std::optional<SystemCpu> read_system_cpu() {
    char text[512];
    if (read_file("/proc/stat", text, sizeof text) <= 0) return std::nullopt;
    std::uint64_t value[8]{};
    if (std::sscanf(text, "cpu %lu %lu %lu %lu %lu %lu %lu %lu", &value[0], &value[1], &value[2], &value[3], &value[4],
                    &value[5], &value[6], &value[7]) != 8)
        return std::nullopt;
    SystemCpu cpu;
    for (const std::uint64_t v : value) cpu.total += v;
    cpu.busy = cpu.total - value[3] - value[4];  // idle and iowait
    return cpu;
}

}  // namespace mp::os
