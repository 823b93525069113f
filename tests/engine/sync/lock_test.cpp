// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <sstream>
#include <thread>

#include "mp/exceptions.h"
#include "mp/sharedctypes.h"
#include "mp/synchronize.h"
#include "support/child.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::test::Child;

template <class L>
class AnyLock : public testing::Test {};
using LockKinds = testing::Types<mp::Lock, mp::RLock>;
TYPED_TEST_SUITE(AnyLock, LockKinds);

// proves: 0.1.Lock/RLock/Semaphore.acquire, 7.Lock.acquire, 17._TestLock
TYPED_TEST(AnyLock, OneHoldsItAtATime) {
    TypeParam lock;
    ASSERT_TRUE(lock.acquire());
    Child child([&] {
        if (lock.acquire(false)) throw std::runtime_error("acquired a taken lock");
        if (lock.acquire(true, 10ms)) throw std::runtime_error("acquired a taken lock after a while");
        if (lock.acquire(true, 0s) || lock.acquire(true, -1s)) throw std::runtime_error("zero or negative waited");
    });
    EXPECT_EQ(child.join(), 0);
    lock.release();
    EXPECT_FALSE(lock.locked());
}

// proves: 0.1.Lock/RLock/Semaphore.acquire, 7.Lock.acquire
TYPED_TEST(AnyLock, ATimeOutIsKept) {
    TypeParam lock;
    std::scoped_lock guard(lock);
    std::thread other([&] {
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_FALSE(lock.acquire(true, 80ms));
        EXPECT_GE(std::chrono::steady_clock::now() - begin, 80ms);
    });
    other.join();
}

TYPED_TEST(AnyLock, MeetsTheStandardsLockable) {
    TypeParam lock;
    {
        std::unique_lock guard(lock, 10ms);
        EXPECT_TRUE(guard.owns_lock());
    }
    EXPECT_TRUE(lock.try_lock_for(1ms));
    lock.unlock();
    EXPECT_TRUE(lock.try_lock_until(std::chrono::system_clock::now() + 1ms));
    lock.unlock();
    EXPECT_TRUE(lock.try_lock());
    lock.unlock();
}

// proves: 7.Lock.locked
TYPED_TEST(AnyLock, ACopyIsAnotherNameForTheSame) {
    TypeParam lock({.name = "db"});
    const TypeParam copy = lock;
    std::scoped_lock guard(copy);
    EXPECT_TRUE(lock.locked());
    EXPECT_EQ(lock, copy);
    EXPECT_EQ(copy.name(), "db");
    EXPECT_FALSE(lock == TypeParam());
}

TYPED_TEST(AnyLock, KeepsFourProcessesApart) {
    TypeParam lock;
    mp::RawValue<int> count(0);
    {
        std::vector<Child> children;
        for (int i = 0; i < 4; ++i) {
            children.emplace_back([&] {
                for (int k = 0; k < 5000; ++k) {
                    std::scoped_lock guard(lock);
                    count.value() = count.value() + 1;
                }
            });
        }
        for (Child& child : children) EXPECT_EQ(child.join(), 0);
    }
    EXPECT_EQ(count.value(), 20000);
}

TYPED_TEST(AnyLock, KeepsThreadsApart) {
    TypeParam lock;
    int count = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int k = 0; k < 5000; ++k) {
                std::scoped_lock guard(lock);
                ++count;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(count, 20000);
}

// proves: 7.Lock
TEST(Lock, IsNotRecursive) {
    mp::Lock lock;
    EXPECT_TRUE(lock.acquire());
    EXPECT_FALSE(lock.acquire(false));
    lock.release();
}

// proves: 7.Lock.release
TEST(Lock, ReleasedTooOftenIsAnError) {
    mp::Lock lock;
    try {
        lock.release();
        FAIL() << "released a free lock";
    } catch (const mp::ValueError& e) {
        EXPECT_STREQ(e.what(), "semaphore or lock released too many times");
    }
    EXPECT_TRUE(lock.acquire(false));
    lock.release();
}

// proves: 7.Lock, 7.Lock.release
TEST(Lock, AnybodyMayRelease) {
    mp::Lock lock;
    ASSERT_TRUE(lock.acquire());
    Child child([&] { lock.release(); });
    EXPECT_EQ(child.join(), 0);
    EXPECT_TRUE(lock.acquire(false));
    std::thread([&] { lock.release(); }).join();
    EXPECT_FALSE(lock.locked());
}

// proves: 7.Lock.repr
TEST(Lock, PrintsAsPython) {
    mp::Lock lock;
    EXPECT_EQ(lock.repr(), "<Lock(owner=None)>");
    ASSERT_TRUE(lock.acquire());
    std::ostringstream out;
    out << lock;
    EXPECT_EQ(out.str(), "<Lock(owner=MainProcess)>");
    std::thread([&] { EXPECT_EQ(lock.repr(), "<Lock(owner=SomeOtherThread)>"); }).join();
    Child child([&] {
        if (lock.repr() != "<Lock(owner=SomeOtherProcess)>") throw std::runtime_error(lock.repr());
    });
    EXPECT_EQ(child.join(), 0);
    lock.release();
}

// proves: 7.RLock, 7.RLock.repr
TEST(RLock, CountsItsLevels) {
    mp::RLock lock;
    EXPECT_EQ(lock.repr(), "<RLock(None, 0)>");
    EXPECT_TRUE(lock.acquire());
    EXPECT_TRUE(lock.acquire(false));
    EXPECT_EQ(lock.repr(), "<RLock(MainProcess, 2)>");
    lock.release();
    std::thread([&] {
        EXPECT_FALSE(lock.acquire(false));
        EXPECT_EQ(lock.repr(), "<RLock(SomeOtherThread, nonzero)>");
    }).join();
    lock.release();
    EXPECT_FALSE(lock.locked());
}

// proves: 7.RLock.release, 7.RLock.repr
TEST(RLock, OnlyItsOwnerReleases) {
    mp::RLock lock;
    const auto refused = [&] {
        try {
            lock.release();
        } catch (const mp::AssertionError& e) {
            return std::string(e.what()) == "attempt to release recursive lock not owned by thread";
        }
        return false;
    };
    EXPECT_TRUE(refused());
    std::scoped_lock guard(lock);
    std::thread([&] { EXPECT_TRUE(refused()); }).join();
    // A forked child is not the owner of what its parent holds.
    Child child([&] {
        if (!refused()) throw std::runtime_error("released its parent's lock");
        if (lock.acquire(false)) throw std::runtime_error("acquired its parent's lock");
        if (lock.repr() != "<RLock(SomeOtherProcess, nonzero)>") throw std::runtime_error(lock.repr());
    });
    EXPECT_EQ(child.join(), 0);
}

}  // namespace
