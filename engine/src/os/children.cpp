// SPDX-License-Identifier: MIT
// read_children(), declared in procfs.h.
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "os/procfs.h"

namespace mp::os {

namespace {

int number_of(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    int number = 0;
    const auto end = std::from_chars(name.data(), name.data() + name.size(), number);
    return end.ec == std::errc() && end.ptr == name.data() + name.size() ? number : 0;
}

// A kernel without CONFIG_PROC_CHILDREN: everybody is asked for its parent.
std::vector<int> children_by_parents(int pid) {
    std::vector<int> out;
    std::error_code failed;
    for (std::filesystem::directory_iterator it("/proc", failed), end; !failed && it != end; it.increment(failed)) {
        const int candidate = number_of(it->path());
        if (candidate == 0) continue;
        const auto stat = read_process_stat(candidate);
        if (stat && stat->parent_pid == pid) out.push_back(candidate);
    }
    return out;
}

}  // namespace

std::vector<int> read_children(int pid) {
    std::vector<int> out;
    const std::string tasks = "/proc/" + std::to_string(pid) + "/task";
    std::error_code failed;
    for (std::filesystem::directory_iterator it(tasks, failed), end; !failed && it != end; it.increment(failed)) {
        std::ifstream list(it->path() / "children");
        if (!list) {
            // This thread has just ended, or the kernel has no such files.
            if (std::filesystem::exists(it->path() / "stat", failed)) return children_by_parents(pid);
            continue;
        }
        std::copy(std::istream_iterator<int>(list), std::istream_iterator<int>(), std::back_inserter(out));
    }
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace mp::os
