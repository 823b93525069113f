// SPDX-License-Identifier: MIT
// What block and timeout mean together, and that nothing named is behind these types.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "mp/sharedctypes.h"
#include "mp/synchronize.h"
#include "support/child.h"
#include "support/leaks.h"

namespace {

using namespace std::chrono_literals;

template <class L>
class Timeouts : public testing::Test {};
using Kinds = testing::Types<mp::Lock, mp::RLock, mp::Semaphore, mp::BoundedSemaphore>;
TYPED_TEST_SUITE(Timeouts, Kinds);

// proves: 0.1.acquire, 0.1.Lock/RLock/Semaphore.acquire
TYPED_TEST(Timeouts, WithoutBlockTheTimeIsNotLookedAt) {
    TypeParam lock;
    ASSERT_TRUE(lock.acquire(false, 1h));
    std::thread([&] {
        EXPECT_FALSE(lock.acquire(false, 1h));  // returns at all: the test's own limit is less
        EXPECT_FALSE(lock.acquire(true, 0s));
        EXPECT_FALSE(lock.acquire(true, -1h));
    }).join();
    lock.release();
    EXPECT_TRUE(lock.acquire(true, -1h));
    lock.release();
}

// proves: 0.1.Condition.wait, 0.1.Condition.wait_for
TEST(Timeout, OfAConditionThatIsNegativeGivesTheLockUpOnce) {
    mp::Condition condition;
    const std::scoped_lock guard(condition);
    EXPECT_FALSE(condition.wait(-1s));
    int looks = 0;
    EXPECT_FALSE(condition.wait_for([&] { return ++looks > 1; }, -1s));
    EXPECT_EQ(looks, 1);
    condition.release();  // it has the lock again, once
    EXPECT_THROW(condition.notify(), mp::AssertionError);
    condition.acquire();
}

// proves: G9
TEST(Named, NothingIsLeftByALockOrAnArrayOfAKilledProcess) {
    const mp::test::LeakCheck leaks;
    mp::test::Child child([] {
        const std::vector<mp::Lock> locks(100);
        std::vector<mp::Lock> own;
        for (int i = 0; i < 100; ++i) own.emplace_back();
        const mp::Array<int> array(100'000);
        std::ifstream maps("/proc/self/maps");
        for (std::string line; std::getline(maps, line);)
            if (line.find("/dev/shm/") != std::string::npos) throw std::runtime_error("named: " + line);
        for (const auto& entry : std::filesystem::directory_iterator("/dev/shm"))
            if (entry.path().filename().string().starts_with("sem.mp-")) throw std::runtime_error("a semaphore");
        ::raise(SIGKILL);
    });
    EXPECT_EQ(child.join(), -SIGKILL);
}

}  // namespace
