// SPDX-License-Identifier: MIT
#pragma once
// Long runs of a pool, in a length of one's choice: the suite's, or a soak's.

#include <cstddef>
#include <cstdint>
#include <string>

namespace pool_test {

struct Chaos {
    int kills = 0;         // workers killed at random moments, ten in each pool
    std::size_t size = 0;  // bytes of each result
    int tasks_ahead = 0;   // tasks that wait while others run
    std::string start_method = "fork";
};

// Every task submitted is answered or reported lost, and is counted once; no more are lost than workers were killed;
// every pool goes on and ends within two seconds; what the process holds does not grow. Prints a line of figures.
void survive(const Chaos& chaos);

// So many tasks through one pool, each result looked at; what the process holds does not grow.
void run_many_tasks(std::uint64_t tasks);

}  // namespace pool_test
