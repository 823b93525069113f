// SPDX-License-Identifier: MIT
#include "engine/sync/kills.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "mp/sharedctypes.h"
#include "mp/synchronize.h"
#include "support/child.h"
#include "support/leaks.h"
#include "support/stopwatch.h"
#include "support/wait.h"
#include "telemetry/registry.h"

namespace mp::sync_test {

using namespace std::chrono_literals;
using mp::test::Child;

void kill_holders(int kills, int unnoticed_every) {
    const mp::RawValue<int> first;  // the arena that is kept
    mp::test::LeakCheck leaks;
    mp::Lock lock;
    mp::Semaphore semaphore(2);
    mp::RawValue<std::uint64_t> done(0);
    std::vector<Child> others;
    for (int i = 0; i < 2; ++i) {
        others.emplace_back([&] {
            for (;;) {
                semaphore.acquire();
                {
                    std::scoped_lock guard(lock);
                    done.value() = done.value() + 1;
                }
                semaphore.release();
            }
        });
    }
    std::mt19937 random(20240607);
    std::uniform_int_distribution<int> microseconds(0, 1500);
    const std::vector<int> pids{others[0].pid(), others[1].pid()};
    std::chrono::nanoseconds worst{0};
    for (int i = 0; i < kills; ++i) {
        Child victim([&] {
            for (;;) {
                semaphore.acquire();
                lock.acquire();
                lock.release();
                semaphore.release();
            }
        });
        std::this_thread::sleep_for(std::chrono::microseconds(microseconds(random)));
        victim.kill();
        ASSERT_EQ(victim.join(), -SIGKILL);
        const mp::test::Stopwatch watch(pids);
        const auto before = done.value();
        if (i % unnoticed_every != 0) mp::telemetry::Registry::instance().look_for_deaths();
        ASSERT_TRUE(mp::test::wait_until([&] { return done.value() > before; })) << "stuck after kill " << i;
        ASSERT_LT(watch.fair(), 1s) << "kill " << i;
        worst = std::max(worst, watch.fair());
    }
    const auto& state = mp::telemetry::Registry::instance().object(lock.id()).state.lock;
    const auto holders = static_cast<unsigned long>(state.owner_died_count.load());
    std::printf("%d kills, %lu of them of the lock's holder; the others went on after %.1f ms at worst\n", kills,
                holders, mp::test::milliseconds(worst));
    EXPECT_GT(holders, 0U) << "no kill has met the lock's holder: nothing was tested";
    for (Child& other : others) other.kill();
    for (Child& other : others) other.join();
    EXPECT_TRUE(lock.acquire(true, 1s));
    lock.release();
    EXPECT_TRUE(semaphore.acquire(true, 1s));
    EXPECT_TRUE(semaphore.acquire(true, 1s));
    EXPECT_FALSE(semaphore.acquire(false));
}

}  // namespace mp::sync_test
