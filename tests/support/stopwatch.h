// SPDX-License-Identifier: MIT
#pragma once
// How long something took that has a bound in the contract. What the machine kept from us is not ours: fair() leaves
// out the time for which a thread that takes part was ready to run and had no CPU, as the kernel counts it. Who sleeps
// where he should not, or waits for the dead, is never ready, so that no hang hides behind a busy machine.
//
//     const mp::test::Stopwatch watch({child.pid()});
//     ...
//     EXPECT_LT(watch.fair(), 1s);

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace mp::test {

class Stopwatch {
public:
    // Besides the calling thread, the main threads of these processes (or threads, by their ids) take part.
    explicit Stopwatch(const std::vector<int>& pids = {}) {
        paths_.emplace_back("/proc/thread-self/schedstat", 0);
        for (const int pid : pids) paths_.emplace_back("/proc/" + std::to_string(pid) + "/schedstat", 0);
        for (auto& [path, before] : paths_) before = delay_ns(path);
        begin_ = Clock::now();
    }
    std::chrono::nanoseconds elapsed() const { return Clock::now() - begin_; }
    std::chrono::nanoseconds fair() const {
        const auto all = elapsed();
        std::int64_t longest = 0;
        for (const auto& [path, before] : paths_) longest = std::max(longest, delay_ns(path) - before);
        return all - std::chrono::nanoseconds(longest);
    }
    // Of threads that take turns, each waiting for the other: what any of them was kept from adds up.
    std::chrono::nanoseconds fair_in_turns() const {
        const auto all = elapsed();
        std::int64_t delays = 0;
        for (const auto& [path, before] : paths_) delays += std::max<std::int64_t>(delay_ns(path) - before, 0);
        return all - std::chrono::nanoseconds(delays);
    }

private:
    using Clock = std::chrono::steady_clock;
    // Second of the three numbers: nanoseconds on a run queue. 0 for a thread that has ended.
    static std::int64_t delay_ns(const std::string& path) {
        std::ifstream file(path);
        std::int64_t ran = 0;
        std::int64_t delayed = 0;
        return file >> ran >> delayed ? delayed : 0;
    }

    std::vector<std::pair<std::string, std::int64_t>> paths_;
    Clock::time_point begin_;
};

inline double milliseconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace mp::test
