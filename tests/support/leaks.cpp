// SPDX-License-Identifier: MIT
#include "support/leaks.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <vector>

#include "support/wait.h"

namespace mp::test {
namespace {

namespace fs = std::filesystem;

using Things = std::map<std::string, std::string>;

Things open_descriptors() {
    Things found;
    // Read into a list first: the iterator's own descriptor is open while it runs, and gone afterwards.
    std::vector<fs::path> entries;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd")) entries.push_back(entry.path());
    for (const auto& path : entries) {
        std::error_code gone;
        const auto target = fs::read_symlink(path, gone);
        if (!gone) found[path.filename().string() + " " + target.string()] = "descriptor";
    }
    return found;
}

std::string state_of(const std::string& pid) {
    std::ifstream file("/proc/" + pid + "/stat");
    std::string line;
    std::getline(file, line);
    const auto name_end = line.rfind(')');
    return name_end != std::string::npos && line.size() > name_end + 2 && line[name_end + 2] == 'Z' ? "zombie"
                                                                                                    : "child";
}

Things all_children() {
    Things found;
    for (const auto& task : fs::directory_iterator("/proc/self/task")) {
        std::ifstream file(task.path() / "children");
        for (std::string pid; file >> pid;) found[pid] = state_of(pid);
    }
    return found;
}

Things all_threads() {
    Things found;
    for (const auto& task : fs::directory_iterator("/proc/self/task")) {
        std::ifstream file(task.path() / "comm");
        std::string name;
        std::getline(file, name);
        found[task.path().filename().string() + " " + name] = "thread";
    }
    return found;
}

Things memory_mappings() {
    Things found;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        const auto at = std::min(line.find("/memfd:"), line.find("/dev/shm/"));
        if (at != std::string::npos) found[line.substr(0, line.find(' ')) + " " + line.substr(at)] = "mapping";
    }
    return found;
}

// True when a process other than this one has the file mapped: then it belongs to a program that runs beside us.
bool used_by_a_stranger(const std::string& path) {
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const auto pid = entry.path().filename().string();
        if (pid.find_first_not_of("0123456789") != std::string::npos || pid == std::to_string(::getpid())) continue;
        std::ifstream maps(entry.path() / "maps");
        for (std::string line; std::getline(maps, line);) {
            if (line.find(path) != std::string::npos) return true;
        }
    }
    return false;
}

Things shared_memory_files() {
    Things found;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator("/dev/shm", absent)) {
        if (!used_by_a_stranger(entry.path().string())) found[entry.path().string()] = "shared memory";
    }
    return found;
}

// What the engine makes with its first use and keeps: one of each is no leak.
std::string kept_kind(const std::string& key) {
    for (const char* kind : {"memfd:lifeguard-registry", "memfd:lifeguard-arena", "anon_inode:[eventpoll]", "mp-reaper",
                             "mp-endpoint", "socket:"}) {
        if (key.find(kind) != std::string::npos) return kind;
    }
    return {};
}

bool has_kind(const Things& things, const std::string& kind) {
    return std::any_of(things.begin(), things.end(), [&](const auto& thing) { return kept_kind(thing.first) == kind; });
}

void append_new(const Things& before, const Things& now, std::ostringstream& out, bool listens) {
    std::set<std::string> excused;
    for (const auto& [key, what] : now) {
        if (before.contains(key)) continue;
        const std::string kind = kept_kind(key);
        const bool may_stay = !kind.empty() && (kind != "socket:" || listens) && !has_kind(before, kind);
        if (may_stay && excused.insert(kind).second) continue;
        out << "  " << what << ' ' << key << '\n';
    }
}

class Listener : public testing::EmptyTestEventListener {
    void OnTestStart(const testing::TestInfo&) override { check_ = std::make_unique<LeakCheck>(); }
    void OnTestEnd(const testing::TestInfo&) override { check_.reset(); }

    std::unique_ptr<LeakCheck> check_;
};

}  // namespace

Holdings holdings() {
    return {open_descriptors(), all_threads(), all_children(), memory_mappings(), shared_memory_files()};
}

std::string leaks_since(const Holdings& before, const Holdings& now) {
    std::ostringstream out;
    const bool listens = has_kind(now.threads, "mp-endpoint");
    append_new(before.descriptors, now.descriptors, out, listens);
    append_new(before.threads, now.threads, out, listens);
    append_new(before.children, now.children, out, listens);
    append_new(before.mappings, now.mappings, out, listens);
    append_new(before.shared_memory, now.shared_memory, out, listens);
    return out.str();
}

std::string settled_leaks_since(const Holdings& before, std::chrono::milliseconds patience) {
    std::string leaks;
    const auto clean = [&] { return (leaks = leaks_since(before, holdings())).empty(); };
    return wait_until(clean, patience) ? std::string() : leaks;
}

LeakCheck::~LeakCheck() {
    const auto leaks = settled_leaks_since(before_);
    EXPECT_TRUE(leaks.empty()) << "left behind:\n" << leaks;
}

bool check_every_test_for_leaks() {
    testing::UnitTest::GetInstance()->listeners().Append(new Listener);
    return true;
}

}  // namespace mp::test
