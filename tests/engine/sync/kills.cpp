// SPDX-License-Identifier: MIT
#include "engine/sync/kills.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "mp/sharedctypes.h"
#include "mp/synchronize.h"
#include "support/child.h"
#include "support/leaks.h"
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
        const auto before = done.value();
        if (i % unnoticed_every != 0) mp::telemetry::Registry::instance().look_for_deaths();
        ASSERT_TRUE(mp::test::wait_until([&] { return done.value() > before; }, 3s)) << "stuck after kill " << i;
    }
    for (Child& other : others) other.kill();
    for (Child& other : others) other.join();
    EXPECT_TRUE(lock.acquire(true, 1s));
    lock.release();
    EXPECT_TRUE(semaphore.acquire(true, 1s));
    EXPECT_TRUE(semaphore.acquire(true, 1s));
    EXPECT_FALSE(semaphore.acquire(false));
}

}  // namespace mp::sync_test
