// SPDX-License-Identifier: MIT
#pragma once
// wait_until: how a test waits for another process or thread. It asks again until the condition holds, so a slow
// machine makes a test slow and never wrong; the limit exists only to end a test that has failed.
//
//     ASSERT_TRUE(mp::test::wait_until([&] { return queue.qsize() == 3; }));

#include <algorithm>
#include <chrono>
#include <thread>

namespace mp::test {

// True as soon as condition() is; false when it still is not after limit. The condition is asked at least twice.
template <class Condition>
[[nodiscard]] bool wait_until(Condition&& condition, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
    const auto end = std::chrono::steady_clock::now() + limit;
    auto pause = std::chrono::microseconds(100);
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= end) return static_cast<bool>(condition());
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::microseconds(10'000));
    }
    return true;
}

}  // namespace mp::test
