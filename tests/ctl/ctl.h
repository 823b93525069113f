// SPDX-License-Identifier: MIT
#pragma once
// lifeguardctl as its users run it: with a history, a directory for temporary files and a mark of its own, by which
// whatever it left behind is found.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/program.h"
#include "support/temporary.h"

namespace ctl_test {

using Words = std::vector<std::string>;

class Ctl {
public:
    Ctl();

    std::string path(const std::string& name) const { return (directory_ / name).string(); }
    std::string database() const { return path("history.db"); }
    void write(const std::string& name, const std::string& text) const;
    std::string read(const std::string& name) const;
    bool exists(const std::string& name) const { return std::filesystem::exists(path(name)); }

    Words command(const Words& words) const;  // lifeguardctl in front
    mp::test::RunOptions options(std::string input = {}) const;
    mp::test::RunResult run(const Words& words, std::string input = {}) const;
    // pool with --db and those options, then -- and the rest.
    Words pool(const Words& options, const Words& rest) const;
    nlohmann::json json(const Words& words) const;

    // Processes that we started, or that were started by them, and still live; those whose command line has the text.
    std::vector<int> living(const std::string& text = {}) const;
    bool all_gone() const;  // waits for it
    std::vector<std::string> temporary_files() const;

    // What the history says, once its recorder has ended.
    nlohmann::json last_run() const;
    nlohmann::json tasks() const;
    std::string integrity() const;  // in the words of a stranger's SQLite

private:
    mp::test::TemporaryDirectory directory_;
};

std::string command_of(int pid);
int parent_of(int pid);  // 0 when it is gone
char state_of(int pid);  // as /proc/<pid>/stat has it; 0 when it is gone
bool is_root();
std::size_t lines(const std::string& text);

}  // namespace ctl_test
