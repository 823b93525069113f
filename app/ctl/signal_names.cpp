// SPDX-License-Identifier: MIT
#include "signal_names.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <csignal>
#include <cstring>

#include "verb.h"

namespace ctl {

namespace {

// All of it as a number from low to high; 0 when it is none.
int number_in(const std::string& text, int low, int high) {
    int number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = end.ec == std::errc() && end.ptr == text.data() + text.size();
    return whole && number >= low && number <= high ? number : 0;
}

}  // namespace

int parse_signal(const std::string& text) {
    if (const int number = number_in(text, 1, SIGRTMAX); number != 0) return number;
    std::string name = text;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
    if (name.starts_with("SIG")) name.erase(0, 3);
    for (const int number : named_signals())
        if (name == sigabbrev_np(number)) return number;
    if (name == "RTMIN") return SIGRTMIN;
    if (name == "RTMAX") return SIGRTMAX;
    const int count = SIGRTMAX - SIGRTMIN;
    if (name.starts_with("RTMIN+"))
        if (const int above = number_in(name.substr(6), 1, count); above != 0) return SIGRTMIN + above;
    if (name.starts_with("RTMAX-"))
        if (const int below = number_in(name.substr(6), 1, count); below != 0) return SIGRTMAX - below;
    throw UsageError("'" + text + "' is no signal ('lifeguardctl signal --list' names them)");
}

std::string signal_name(int number) {
    const char* name = sigabbrev_np(number);
    return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(number);
}

std::vector<int> named_signals() {
    std::vector<int> out;
    for (int number = 1; number < SIGRTMIN; ++number)
        if (sigabbrev_np(number) != nullptr) out.push_back(number);
    return out;
}

}  // namespace ctl
