// SPDX-License-Identifier: MIT
#pragma once
// Contenders measured in turn in one run, so that a machine whose speed drifts is fair to all: medians, and each one's
// ratio to ours.

#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

namespace bench {

struct Contender {
    std::string name;
    std::function<double()> run;  // one pass; what it measured, in the contest's unit. Below 0: not to be had here
};

// better: which way is good. Prints a line a contender, ours (the first) on top.
enum class Better { higher, lower };

inline double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

inline void contest(const std::string& title, const std::string& unit, Better better, int passes,
                    const std::vector<Contender>& contenders) {
    std::vector<std::vector<double>> figures(contenders.size());
    for (int pass = 0; pass < passes; ++pass) {
        for (std::size_t i = 0; i < contenders.size(); ++i) {
            const double figure = contenders[i].run();
            if (figure >= 0) figures[i].push_back(figure);
        }
    }
    std::printf("%s (%s, median of %d)\n", title.c_str(), unit.c_str(), passes);
    const double ours = figures[0].empty() ? 0 : median(figures[0]);
    for (std::size_t i = 0; i < contenders.size(); ++i) {
        if (figures[i].empty()) {
            std::printf("  %-34s not to be had here\n", contenders[i].name.c_str());
            continue;
        }
        const double theirs = median(figures[i]);
        if (i == 0) {
            std::printf("  %-34s %12.4g\n", contenders[i].name.c_str(), theirs);
        } else {
            const double ratio = better == Better::higher ? ours / theirs : theirs / ours;
            std::printf("  %-34s %12.4g   ours is %.2f times as good\n", contenders[i].name.c_str(), theirs, ratio);
        }
    }
    std::fflush(stdout);
}

// What a Python program prints as its only line, a number; below 0 when there is no Python.
inline double python(const std::string& program) {
    const std::string command = "/usr/bin/python3 -c '" + program + "' 2>/dev/null";
    FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return -1;
    double value = -1;
    if (std::fscanf(pipe, "%lf", &value) != 1) value = -1;
    ::pclose(pipe);
    return value;
}

}  // namespace bench
