// SPDX-License-Identifier: MIT
#pragma once
// A crowd of clients on one server, half of them C++ and half Python, killed at random: the suite's length or a soak's.

#include <chrono>

namespace mp::test {

struct Crowd {
    int clients = 0;                          // that work at any time
    int kills = 0;                            // at least so many
    std::chrono::seconds length{0};           // and at least so long
    std::chrono::milliseconds between_kills;  // a new client comes for each
};

// All locks are free at the end, no object is left, what was counted under the lock is what the clients counted, but
// for one at most a kill; the server's descriptors are those of before and its memory does not grow. Prints its
// figures.
void survive(const Crowd& crowd);

}  // namespace mp::test
