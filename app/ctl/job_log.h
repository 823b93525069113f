// SPDX-License-Identifier: MIT
#pragma once
// The job log in GNU parallel's format: one line a task, written as it ends.

#include <cstdint>
#include <fstream>
#include <string>

namespace ctl {

struct JobLogLine {
    std::uint64_t number = 0;
    std::int64_t started_ns = 0;
    std::int64_t run_ns = 0;
    std::uint64_t output_bytes = 0;
    int exitcode = 0;  // negative: minus the signal
    std::string command;
};

class JobLog {
public:
    // Throws OSError when the file cannot be written.
    explicit JobLog(const std::string& path);
    void add(const JobLogLine& line);

private:
    std::string path_;
    std::ofstream file_;
};

}  // namespace ctl
