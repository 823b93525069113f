// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <sstream>
#include <thread>
#include <vector>

#include "engine/sync/waiters.h"
#include "mp/context.h"
#include "mp/exceptions.h"
#include "mp/sharedctypes.h"
#include "mp/synchronize.h"
#include "support/child.h"
#include "support/error_of.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::test::Child;
using mp::test::has_waiters;
using mp::test::wait_until;

// proves: 7.Condition.wait, 7.Condition.notify
TEST(Condition, WantsItsLockHeld) {
    mp::Condition condition;
    EXPECT_EQ(mp::test::error_of<mp::AssertionError>([&] { condition.wait(0s); }),
              "must acquire() condition before using wait()");
    EXPECT_EQ(mp::test::error_of<mp::AssertionError>([&] { condition.notify(); }), "lock is not owned");
    EXPECT_EQ(mp::test::error_of<mp::AssertionError>([&] { condition.notify_all(); }), "lock is not owned");
    // Held, but by another thread.
    std::unique_lock guard(condition);
    std::thread([&] {
        EXPECT_EQ(mp::test::error_of<mp::AssertionError>([&] { condition.notify(); }), "lock is not owned");
    }).join();
}

// proves: 0.1.Condition.wait, 7.Condition.notify, 7.Condition.wait
TEST(Condition, ANotifyWithNobodyThereIsNotRemembered) {
    mp::Condition condition;
    std::unique_lock guard(condition);
    condition.notify();
    EXPECT_FALSE(condition.wait(20ms));
    EXPECT_FALSE(condition.wait(0s));
}

template <class L>
class ConditionOver : public testing::Test {};
using WaitableKinds = testing::Types<mp::Lock, mp::RLock, mp::Semaphore, mp::BoundedSemaphore>;
TYPED_TEST_SUITE(ConditionOver, WaitableKinds);

// proves: 7.Condition, 7.Condition.notify, 7.Condition.notify_all, 17._TestLock
TYPED_TEST(ConditionOver, WakesAsManyAsAsked) {
    TypeParam lock;
    mp::Condition condition(lock);
    mp::Semaphore woken(0);
    std::vector<Child> children;
    for (int i = 0; i < 4; ++i) {
        children.emplace_back([&] {
            std::unique_lock guard(condition);
            if (condition.wait(20s)) woken.release();
        });
    }
    ASSERT_TRUE(wait_until([&] { return has_waiters(condition, 4); }));
    {
        std::unique_lock guard(condition);
        condition.notify(2);
    }
    ASSERT_TRUE(woken.acquire(true, 10s));
    ASSERT_TRUE(woken.acquire(true, 10s));
    EXPECT_FALSE(woken.acquire(true, 50ms));
    EXPECT_TRUE(has_waiters(condition, 2));
    {
        std::unique_lock guard(condition);
        condition.notify_all();
    }
    ASSERT_TRUE(woken.acquire(true, 10s));
    ASSERT_TRUE(woken.acquire(true, 10s));
    for (Child& child : children) EXPECT_EQ(child.join(), 0);
    EXPECT_TRUE(lock.acquire(false));
    lock.release();
}

// proves: 7.Condition.wait
TEST(Condition, FreesAllLevelsAndTakesThemBack) {
    mp::RLock lock;
    mp::Condition condition(lock);
    lock.acquire();
    lock.acquire();
    lock.acquire();
    std::thread other([&] {
        std::unique_lock guard(condition);
        condition.notify();
    });
    EXPECT_TRUE(condition.wait(10s));
    other.join();
    EXPECT_EQ(lock.repr(), "<RLock(MainProcess, 3)>");
    for (int i = 0; i < 3; ++i) lock.release();
}

// proves: 0.1.Condition.wait_for, 7.Condition.wait_for
TEST(Condition, WaitForReturnsThePredicatesLastValue) {
    mp::Condition condition;
    mp::RawValue<int> state(0);
    std::unique_lock guard(condition);
    int looks = 0;
    EXPECT_FALSE(condition.wait_for([&] { return ++looks > 5; }, 0s));
    EXPECT_EQ(looks, 1);
    EXPECT_FALSE(condition.wait_for([&] { return state.value() == 4; }, 50ms));
    Child child([&] {
        for (int i = 0; i < 4; ++i) {
            std::unique_lock own(condition);
            state.value() = state.value() + 1;
            condition.notify();
        }
    });
    EXPECT_EQ(condition.wait_for([&] { return state.value() == 4 ? 42 : 0; }, 20s), 42);
    guard.unlock();
    EXPECT_EQ(child.join(), 0);
}

TEST(Condition, HasRoomForMoreWaitersThanItsOwnSlot) {
    constexpr int count = 70;
    mp::Condition condition;
    std::atomic<int> woken{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
        threads.emplace_back([&] {
            std::unique_lock guard(condition);
            if (condition.wait(20s)) ++woken;
        });
    }
    ASSERT_TRUE(wait_until([&] { return has_waiters(condition, count); }));
    {
        std::unique_lock guard(condition);
        condition.notify_all();
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(woken, count);
}

TEST(Condition, TheLongestWaiterIsWokenFirst) {
    mp::Condition condition;
    std::vector<int> order;
    std::vector<std::thread> threads;
    for (int i = 0; i < 5; ++i) {
        threads.emplace_back([&, i] {
            std::unique_lock guard(condition);
            condition.wait(20s);
            order.push_back(i);
        });
        ASSERT_TRUE(wait_until([&] { return has_waiters(condition, i + 1); }));
    }
    for (std::size_t i = 0; i < 5; ++i) {
        std::unique_lock guard(condition);
        condition.notify();
        guard.unlock();
        ASSERT_TRUE(wait_until([&] {
            std::unique_lock look(condition);
            return order.size() == i + 1;
        }));
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
}

// proves: 7.Condition.repr
TEST(Condition, PrintsAsPython) {
    std::ostringstream out;
    out << mp::Condition() << mp::Condition(mp::Lock());
    EXPECT_EQ(out.str(), "<Condition(<RLock(None, 0)>, 0)><Condition(<Lock(owner=None)>, 0)>");
}

// proves: 7.Condition
TEST(Condition, OverAnyLockOfAContext) {
    const auto context = mp::get_context("spawn");
    const auto times_out = [](const mp::Condition& condition) {
        EXPECT_THROW(condition.wait(1ms), mp::AssertionError);
        const std::scoped_lock guard(condition);
        EXPECT_FALSE(condition.wait(1ms));
    };
    times_out(context.Condition());
    times_out(context.Condition(context.Lock()));
    times_out(context.Condition(context.RLock()));
    times_out(context.Condition(context.Semaphore(1)));
    times_out(context.Condition(context.BoundedSemaphore(1)));
}

}  // namespace
