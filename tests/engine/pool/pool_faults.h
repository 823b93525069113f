// SPDX-License-Identifier: MIT
#pragma once
// What the tests of a pool's faults share: its workers as an observer sees them, and a pool by each start method.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "engine/process/process_children.h"
#include "killer.h"
#include "mp/observe.h"
#include "mp/pool.h"
#include "support/stopwatch.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace pool_test {

// Of this process's pools.
inline std::vector<mp::observe::Process> workers() {
    auto session = mp::observe::attach(::getpid());
    return living_workers(session);
}

inline std::size_t busy_workers() {
    const auto all = workers();
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const auto& w) { return w.task.has_value(); }));
}

inline std::size_t ready_workers() {
    const auto all = workers();
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [](const auto& w) { return w.state != mp::observe::ProcessState::starting; }));
}

// Full strength is to be reached within a second; a spawned worker needs some of it to start.
inline bool is_at_strength(std::size_t count) {
    const mp::test::Stopwatch watch;
    return mp::test::wait_until([&] { return workers().size() == count; }) && watch.fair() < std::chrono::seconds(1);
}

// A pool by one of the start methods, and a file that tasks wait for.
class PoolUnderFaults : public testing::TestWithParam<const char*> {
protected:
    PoolUnderFaults() : gate((directory.path() / "gate").string()) {}
    mp::PoolOptions of(int processes, unsigned retries = 0) const {
        return {.processes = processes, .context = mp::get_context(GetParam()), .retries = retries};
    }
    mp::test::TemporaryDirectory directory;
    std::string gate;
};

}  // namespace pool_test
