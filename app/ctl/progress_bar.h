// SPDX-License-Identifier: MIT
#pragma once
// One line on a terminal's stderr: how far a command pool is, how fast, and how long it will take.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace ctl {

struct ProgressCounts {
    std::uint64_t done = 0;  // ended, well or not
    std::uint64_t failed = 0;
    std::uint64_t running = 0;
    std::optional<std::uint64_t> total;
};

class ProgressBar {
public:
    explicit ProgressBar(bool shown) : shown_(shown) {}
    ~ProgressBar() { clear(); }

    // Draws at most four times a second unless it must.
    void draw(const ProgressCounts& counts, bool must = false);
    // Takes it off the screen, for other output.
    void clear();

    // "[#####.....] 812/2,000  40 %  34.1/s  3 failed  0:35 left"
    static std::string line(const ProgressCounts& counts, std::chrono::duration<double> passed, int width);

private:
    using Clock = std::chrono::steady_clock;
    bool shown_;
    bool visible_ = false;
    Clock::time_point started_ = Clock::now();
    Clock::time_point drawn_{};
};

}  // namespace ctl
