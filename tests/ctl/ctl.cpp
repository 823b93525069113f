// SPDX-License-Identifier: MIT
#include "ctl.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "support/wait.h"

namespace ctl_test {

namespace fs = std::filesystem;

namespace {

std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}

}  // namespace

Ctl::Ctl() {
    fs::create_directory(directory_ / "tmp");
}

void Ctl::write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
}

std::string Ctl::read(const std::string& name) const {
    return contents(path(name));
}

Words Ctl::command(const Words& words) const {
    Words out{mp::test::built("lifeguardctl")};
    out.insert(out.end(), words.begin(), words.end());
    return out;
}

mp::test::RunOptions Ctl::options(std::string input) const {
    return {.input = std::move(input),
            .environment = {{"TMPDIR", path("tmp")}, {"CTL_TEST", directory_.path().string()}, {"SHELL", ""}},
            .directory = directory_.path().string()};
}

mp::test::RunResult Ctl::run(const Words& words, std::string input) const {
    auto result = mp::test::run(command(words), options(std::move(input)));
    EXPECT_FALSE(result.timed_out) << result.err;
    return result;
}

Words Ctl::pool(const Words& options, const Words& rest) const {
    Words out{"pool", "--db", database()};
    out.insert(out.end(), options.begin(), options.end());
    out.emplace_back("--");
    out.insert(out.end(), rest.begin(), rest.end());
    return out;
}

nlohmann::json Ctl::json(const Words& words) const {
    const auto result = run(words);
    EXPECT_EQ(result.code, 0) << result.err;
    auto out = nlohmann::json::parse(result.out, nullptr, false);
    EXPECT_FALSE(out.is_discarded()) << result.out;
    return out;
}

std::vector<int> Ctl::living(const std::string& text) const {
    const std::string mark = "CTL_TEST=" + directory_.path().string() + '\0';
    std::vector<int> out;
    std::error_code gone;  // processes come and go while we look
    for (fs::directory_iterator it("/proc", gone), end; it != end; it.increment(gone)) {
        const std::string name = it->path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const int pid = std::stoi(name);
        if (contents(it->path() / "environ").find(mark) == std::string::npos || state_of(pid) == 'Z') continue;
        if (command_of(pid).find(text) != std::string::npos) out.push_back(pid);
    }
    return out;
}

bool Ctl::all_gone() const {
    const bool gone = mp::test::wait_until([this] { return living().empty(); });
    for (const int pid : living()) ADD_FAILURE() << pid << " lives: " << command_of(pid);
    return gone;
}

std::vector<std::string> Ctl::temporary_files() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(path("tmp"))) out.push_back(entry.path().string());
    return out;
}

nlohmann::json Ctl::last_run() const {
    EXPECT_TRUE(all_gone());
    const auto runs = json({"runs", "--db", database(), "--json"});
    EXPECT_FALSE(runs.empty());
    return runs.empty() ? nlohmann::json::object() : runs.front();
}

nlohmann::json Ctl::tasks() const {
    return json({"runs", "--db", database(), "tasks", "last", "--json"});
}

std::string Ctl::integrity() const {
    const auto judged = mp::test::run(
        {"python3", "-c",
         "import sqlite3, sys\nprint(*[r[0] for r in sqlite3.connect(sys.argv[1]).execute('PRAGMA integrity_check')])",
         database()});
    return judged.out + judged.err;
}

std::string command_of(int pid) {
    std::string out = contents(fs::path("/proc") / std::to_string(pid) / "cmdline");
    std::replace(out.begin(), out.end(), '\0', ' ');
    return out;
}

char state_of(int pid) {
    const std::string stat = contents(fs::path("/proc") / std::to_string(pid) / "stat");
    const auto end = stat.rfind(')');
    return end == std::string::npos || end + 2 >= stat.size() ? '\0' : stat[end + 2];
}

int parent_of(int pid) {
    const std::string stat = contents(fs::path("/proc") / std::to_string(pid) / "stat");
    const auto end = stat.rfind(')');
    return end == std::string::npos || end + 4 >= stat.size() ? 0 : std::stoi(stat.substr(end + 4));
}

bool is_root() {
    return ::geteuid() == 0;
}

std::size_t lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace ctl_test
