// SPDX-License-Identifier: MIT
#pragma once
// What a process holds of the system, counted before and after: descriptors, threads, children (zombies too), mapped
// memory files, and files in /dev/shm. Around a scope:
//
//     { mp::test::LeakCheck leaks; mp::Queue<int> queue; … }      // fails the test, and names what stayed
//
// or around every test of a program, by one line in a source file of it:
//
//     const bool leaks_checked = mp::test::check_every_test_for_leaks();
//
// What the engine makes with its first use and keeps (its registry, its reaper's thread, one arena, the endpoint) is no
// leak: one of each may come. Ends that come a moment later (a child being reaped) are waited for.

#include <chrono>
#include <map>
#include <string>

namespace mp::test {

// One kind of thing each; the key identifies it, the value says what it is.
struct Holdings {
    std::map<std::string, std::string> descriptors;    // number + target
    std::map<std::string, std::string> threads;        // id
    std::map<std::string, std::string> children;       // pid; the value says "zombie" for one not yet waited for
    std::map<std::string, std::string> mappings;       // memfd and /dev/shm regions, by address
    std::map<std::string, std::string> shared_memory;  // names in /dev/shm that no stranger uses
};

// What this process holds now.
Holdings holdings();

// What is in now and was not in before, a line each; empty when nothing.
std::string leaks_since(const Holdings& before, const Holdings& now);

// Waits until nothing has leaked since before, and returns what still has when patience ends.
std::string settled_leaks_since(const Holdings& before, std::chrono::milliseconds patience = std::chrono::seconds(3));

// Fails the current test at the end of the scope when something stayed.
class LeakCheck {
public:
    LeakCheck() : before_(holdings()) {}
    ~LeakCheck();
    LeakCheck(const LeakCheck&) = delete;
    LeakCheck& operator=(const LeakCheck&) = delete;

private:
    Holdings before_;
};

// A LeakCheck around every test of this program. Returns true, so that it can initialise a constant.
bool check_every_test_for_leaks();

}  // namespace mp::test
