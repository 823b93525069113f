// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <sstream>
#include <thread>
#include <vector>

#include "mp/exceptions.h"
#include "mp/synchronize.h"
#include "support/child.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::test::Child;

// proves: 0.1.Lock/RLock/Semaphore.acquire, 7.Semaphore, 7.Semaphore.acquire, 7.Semaphore.get_value, 17._TestLock
TEST(Semaphore, CountsDownAndUp) {
    mp::Semaphore semaphore(2);
    EXPECT_EQ(semaphore.get_value(), 2U);
    EXPECT_TRUE(semaphore.acquire());
    EXPECT_TRUE(semaphore.acquire(true, 1s));
    EXPECT_FALSE(semaphore.acquire(false));
    EXPECT_FALSE(semaphore.acquire(true, 20ms));
    EXPECT_TRUE(semaphore.locked());
    semaphore.release();
    semaphore.release();
    EXPECT_EQ(semaphore.get_value(), 2U);
}

// proves: 7.Semaphore.acquire
TEST(Semaphore, MayBeReleasedBeyondItsFirstValueAndByAnybody) {
    mp::Semaphore semaphore(0);
    Child child([&] {
        for (int i = 0; i < 3; ++i) semaphore.release();
    });
    EXPECT_EQ(child.join(), 0);
    EXPECT_EQ(semaphore.get_value(), 3U);
}

// proves: 7.Semaphore, 7.Semaphore.acquire
TEST(Semaphore, RefusesImpossibleValues) {
    try {
        mp::Semaphore semaphore(-1);
        FAIL() << "made a semaphore of -1";
    } catch (const mp::OSError& e) {
        EXPECT_EQ(e.code(), EINVAL);
    }
    EXPECT_THROW(mp::Semaphore(std::int64_t{1} << 31), mp::OverflowError);
    mp::Semaphore most((std::int64_t{1} << 31) - 1);
    EXPECT_THROW(most.release(), mp::ValueError);
}

// proves: 7.BoundedSemaphore
TEST(BoundedSemaphore, IsNotReleasedBeyondItsFirstValue) {
    mp::BoundedSemaphore semaphore(1);
    try {
        semaphore.release();
        FAIL() << "released beyond the bound";
    } catch (const mp::ValueError& e) {
        EXPECT_STREQ(e.what(), "semaphore or lock released too many times");
    }
    EXPECT_TRUE(semaphore.acquire(false));
    semaphore.release();
    EXPECT_EQ(semaphore.get_value(), 1U);
}

// proves: 7.Semaphore.repr, 7.BoundedSemaphore
TEST(Semaphore, PrintsAsPython) {
    std::ostringstream out;
    out << mp::Semaphore(2) << mp::BoundedSemaphore(1);
    EXPECT_EQ(out.str(), "<Semaphore(value=2)><BoundedSemaphore(value=1, maxvalue=1)>");
}

TEST(Semaphore, NeverLetsInMoreThanItsValue) {
    mp::Semaphore semaphore(3);
    std::atomic<int> inside{0};
    std::atomic<int> most{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
        threads.emplace_back([&] {
            for (int k = 0; k < 1000; ++k) {
                ASSERT_TRUE(semaphore.acquire());
                const int now = ++inside;
                int seen = most;
                while (now > seen && !most.compare_exchange_weak(seen, now)) {
                }
                --inside;
                semaphore.release();
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_LE(most, 3);
    EXPECT_EQ(semaphore.get_value(), 3U);
}

TEST(Semaphore, EveryReleaseWakesSomebodyWhoSleeps) {
    mp::Semaphore start(0);
    mp::Semaphore done(0);
    std::vector<Child> children;
    for (int i = 0; i < 5; ++i) {
        children.emplace_back([&] {
            start.acquire();
            done.release();
        });
    }
    for (int i = 0; i < 5; ++i) start.release();
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(done.acquire(true, 10s));
    for (Child& child : children) EXPECT_EQ(child.join(), 0);
}

TEST(Semaphore, RemembersMoreHoldersThanItsOwnSlotHasRoomFor) {
    constexpr int holders = 60;
    mp::Semaphore semaphore(holders);
    mp::Semaphore took(0);
    {
        std::vector<Child> children;
        for (int i = 0; i < holders; ++i) {
            children.emplace_back([&] {
                semaphore.acquire();
                took.release();
                mp::test::sleep_for_ever();
            });
        }
        for (int i = 0; i < holders; ++i) ASSERT_TRUE(took.acquire(true, 10s));
        EXPECT_EQ(semaphore.get_value(), 0U);
    }
    for (int i = 0; i < holders; ++i) ASSERT_TRUE(semaphore.acquire(true, 1s)) << i;
    EXPECT_FALSE(semaphore.acquire(false));
}

}  // namespace
