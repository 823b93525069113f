// SPDX-License-Identifier: MIT
#pragma once
// A long run in ten parts: what the process holds is noted at the end of each, and the last may not hold more than the
// first. What the engine makes with its first use is made by then.
//
//     mp::test::Tenths tenths("tasks", 1'000'000);
//     for (…) { …; tenths.done(1); }
//     tenths.expect_no_growth();

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace mp::test {

class Tenths {
public:
    Tenths(std::string unit, std::uint64_t total);
    void done(std::uint64_t more);
    // Prints rate and holdings of the first and the last tenth; fails the test where memory in use (beyond slack_kib),
    // descriptors, threads, children, mapped memory files or names in /dev/shm have grown.
    void expect_no_growth(std::int64_t slack_kib = 4096) const;

private:
    struct Held {
        // Of its heaps and of shared memory. What is resident says little: each thread's heap keeps for itself what it
        // once needed, free or not.
        std::int64_t in_use_kib = 0;
        std::int64_t resident_kib = 0;
        std::size_t descriptors = 0;
        std::size_t threads = 0;
        std::size_t children = 0;
        std::size_t mappings = 0;
        std::size_t shared_memory = 0;
    };
    static Held now();
    static std::string text_of(const Held& held);

    std::string unit_;
    std::uint64_t total_;
    std::uint64_t done_ = 0;
    std::vector<Held> noted_;
    std::chrono::steady_clock::time_point begin_;
};

}  // namespace mp::test
