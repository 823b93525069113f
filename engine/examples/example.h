// SPDX-License-Identifier: MIT
#pragma once
// What the examples share: the option --start-method, and lines that do not mix.

#include <mp/multiprocessing.h>

#include <iostream>
#include <sstream>
#include <string>
#include <string_view>

namespace example {

// Reads `--start-method NAME`; without it the default one stays. To be called after mp::freeze_support.
inline void choose_start_method(int argc, char** argv) {
    for (int i = 1; i + 1 < argc; ++i) {
        if (std::string_view(argv[i]) == "--start-method") mp::set_start_method(argv[i + 1]);
    }
}

// Prints one line in one piece, so that the lines of several processes cannot tear each other apart.
template <class... Parts>
void say(const Parts&... parts) {
    std::ostringstream line;
    line << std::boolalpha;
    (line << ... << parts) << '\n';
    std::cout << line.str() << std::flush;
}

// "[1, 4, 9]"
template <class Range>
std::string list(const Range& items) {
    std::ostringstream text;
    text << '[';
    for (const char* separator = ""; const auto& item : items) {
        text << separator << item;
        separator = ", ";
    }
    text << ']';
    return text.str();
}

}  // namespace example
