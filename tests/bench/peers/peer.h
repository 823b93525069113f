// SPDX-License-Identifier: MIT
#pragma once
// A peer's program: words in, one number out.

#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "harness.h"

namespace bench {

class Words {
public:
    Words(int argc, char** argv) : words_(argv + 1, argv + argc) {}
    const std::string& mode() const { return words_.at(0); }
    long count(std::size_t at) const { return std::stol(words_.at(at)); }
    std::size_t size(std::size_t at) const { return std::stoul(words_.at(at)); }

private:
    std::vector<std::string> words_;
};

// Prints what measure says; a complaint and status 1 when it throws.
template <class Measure>
int peer(int argc, char** argv, Measure measure) {
    try {
        std::printf("%.9g\n", static_cast<double>(measure(Words(argc, argv))));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
        return 1;
    }
}

// Sends and receives as many as count, never more than the window ahead.
template <class Send, class Receive>
void in_flight(long count, long window, Send send, Receive receive) {
    for (long sent = 0, received = 0; received < count; ++received) {
        for (; sent < count && sent - received < window; ++sent) send();
        receive();
    }
}

}  // namespace bench
