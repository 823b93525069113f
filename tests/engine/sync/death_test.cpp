// SPDX-License-Identifier: MIT
// Faults C1 to C7: whoever holds or waits is killed, and the others go on within a second.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "engine/sync/kills.h"
#include "engine/sync/waiters.h"
#include "mp/exceptions.h"
#include "mp/sharedctypes.h"
#include "mp/synchronize.h"
#include "support/child.h"
#include "support/stopwatch.h"
#include "support/wait.h"
#include "telemetry/registry.h"

namespace {

using namespace std::chrono_literals;
using mp::test::Child;
using mp::test::has_waiters;
using mp::test::sleep_for_ever;
using mp::test::Stopwatch;
using mp::test::wait_until;

template <class L>
class Holder : public testing::Test {};
using HeldKinds = testing::Types<mp::Lock, mp::RLock, mp::Semaphore, mp::BoundedSemaphore, mp::Condition>;
TYPED_TEST_SUITE(Holder, HeldKinds);

// proves: 16.lock-holder-killed
TYPED_TEST(Holder, C1_ItsDeathPassesTheLockOn) {
    TypeParam lock;
    mp::Event holds;
    Child child([&] {
        lock.acquire();
        holds.set();
        sleep_for_ever();
    });
    ASSERT_TRUE(holds.wait(10s));
    EXPECT_FALSE(lock.acquire(false));
    // One waits already when it happens, one comes later.
    std::thread waiter([&] {
        ASSERT_TRUE(lock.acquire(true, 20s));
        lock.release();
    });
    const auto& self = mp::telemetry::Registry::instance().self_slot();
    ASSERT_TRUE(wait_until([&] { return self.wait_kind.load() != mp::telemetry::WaitFor::none; }));
    const Stopwatch watch;
    child.kill();
    EXPECT_EQ(child.join(), -SIGKILL);
    waiter.join();
    EXPECT_TRUE(lock.acquire(true, 20s));
    EXPECT_LT(watch.fair(), 1s);
    lock.release();
}

TEST(Death, C1_OfTheHolderOfAValuesLockPassesItOn) {
    mp::Value<int> value(1);
    mp::Event holds;
    Child child([&] {
        value.get_lock().acquire();
        holds.set();
        sleep_for_ever();
    });
    ASSERT_TRUE(holds.wait(10s));
    const Stopwatch watch;
    child.kill();
    EXPECT_EQ(child.join(), -SIGKILL);
    EXPECT_TRUE(value.get_lock().acquire(true, 20s));
    EXPECT_LT(watch.fair(), 1s);
    EXPECT_TRUE(value.get_lock().owner_died());
    value.get_lock().release();
}

template <class L>
class DeadOwner : public testing::Test {};
using LockKinds = testing::Types<mp::Lock, mp::RLock>;
TYPED_TEST_SUITE(DeadOwner, LockKinds);

TYPED_TEST(DeadOwner, IsToldToTheNextOneOnly) {
    TypeParam lock({.name = "db"});
    Child child([&] {
        lock.acquire();
        ::raise(SIGKILL);
    });
    EXPECT_EQ(child.join(), -SIGKILL);
    EXPECT_TRUE(lock.acquire(false));
    EXPECT_TRUE(lock.owner_died());
    lock.release();
    EXPECT_FALSE(lock.owner_died());
    EXPECT_TRUE(lock.acquire());
    EXPECT_FALSE(lock.owner_died());
    lock.release();
}

TYPED_TEST(DeadOwner, IsSweptWhenItsDeathIsNoticed) {
    TypeParam lock;
    mp::Semaphore semaphore(2);
    Child child([&] {
        lock.acquire();
        semaphore.acquire();
        ::raise(SIGKILL);
    });
    EXPECT_EQ(child.join(), -SIGKILL);
    EXPECT_EQ(semaphore.get_value(), 1U);
    mp::telemetry::Registry::instance().look_for_deaths();
    EXPECT_FALSE(lock.locked());
    EXPECT_EQ(semaphore.get_value(), 2U);
    // A swept lock is still nobody's to release, and still says what happened.
    if constexpr (std::is_same_v<TypeParam, mp::Lock>) {
        EXPECT_THROW(lock.release(), mp::ValueError);
    }
    EXPECT_TRUE(lock.acquire(false));
    EXPECT_TRUE(lock.owner_died());
    lock.release();
}

TEST(Death, C2_OfAWaiterForALockHarmsNobody) {
    mp::Lock lock;
    mp::Event waits;
    lock.acquire();
    Child child([&] {
        waits.set();
        lock.acquire();
    });
    ASSERT_TRUE(waits.wait(10s));
    std::this_thread::sleep_for(20ms);
    child.kill();
    EXPECT_EQ(child.join(), -SIGKILL);
    lock.release();
    EXPECT_TRUE(lock.acquire(true, 1s));
    EXPECT_FALSE(lock.owner_died());
    lock.release();
}

// Two processes that wait on a condition, the first for longer.
class TwoWaiters : public testing::Test {
protected:
    void SetUp() override {
        const auto wait = [this] {
            std::unique_lock guard(condition);
            if (condition.wait(20s)) woken.release();
        };
        first.emplace(wait);
        ASSERT_TRUE(wait_until([&] { return has_waiters(condition, 1); }));
        second.emplace(wait);
        ASSERT_TRUE(wait_until([&] { return has_waiters(condition, 2); }));
    }
    // Whoever is meant wakes within the second of the contract.
    void expect_the_second_woken(const Stopwatch& watch) {
        EXPECT_TRUE(woken.acquire(true, 10s));
        EXPECT_LT(watch.fair(), 1s);
        std::unique_lock guard(condition);
        condition.notify_all();
        guard.unlock();
        EXPECT_EQ(second->join(), 0);
    }
    mp::Condition condition;
    mp::Semaphore woken{0};
    std::optional<Child> first;
    std::optional<Child> second;
};

// proves: 16.waiter-of-condition-event-killed
TEST_F(TwoWaiters, C3_ADeadOneIsNotCounted) {
    first->kill();
    EXPECT_EQ(first->join(), -SIGKILL);
    const Stopwatch watch({second->pid()});
    {
        std::unique_lock guard(condition);
        condition.notify();
    }
    EXPECT_LT(watch.fair(), 1s);
    expect_the_second_woken(watch);
}

TEST_F(TwoWaiters, C3_TheNotificationOfADeadOneIsPassedOn) {
    const Stopwatch watch({second->pid()});
    {
        std::unique_lock guard(condition);
        first->send_signal(SIGSTOP);
        condition.notify();
        first->kill();
        EXPECT_EQ(first->join(), -SIGKILL);
    }
    expect_the_second_woken(watch);
}

// proves: 16.waiter-of-condition-event-killed
TEST(Death, C4_OfAWaiterForAnEventDoesNotBlockTheSetter) {
    mp::Event event;
    mp::Event waits;
    Child child([&] {
        waits.set();
        event.wait();
    });
    ASSERT_TRUE(waits.wait(10s));
    std::this_thread::sleep_for(20ms);
    child.kill();
    EXPECT_EQ(child.join(), -SIGKILL);
    Child living([&] {
        if (!event.wait(10s)) throw std::runtime_error("not woken");
    });
    const Stopwatch watch;
    event.set();
    EXPECT_LT(watch.fair(), 1s);
    EXPECT_TRUE(event.is_set());
    EXPECT_TRUE(event.wait(500ms));
    EXPECT_EQ(living.join(), 0);
}

// proves: 16.party-of-a-barrier-killed
TEST(Death, C6_OfARegisteredPartyBreaksTheBarrier) {
    mp::Barrier barrier(3);
    mp::Event joined;
    Child party([&] {
        barrier.join();
        joined.set();
        sleep_for_ever();
    });
    ASSERT_TRUE(joined.wait(10s));
    std::thread waiter([&] { EXPECT_THROW(barrier.wait(), mp::BrokenBarrier); });
    ASSERT_TRUE(wait_until([&] { return barrier.n_waiting() == 1; }));
    party.kill();
    const Stopwatch watch;
    try {
        barrier.wait();
        ADD_FAILURE() << "the barrier let somebody through";
    } catch (const mp::BrokenBarrier& e) {
        EXPECT_EQ(e.pid(), party.pid());
    }
    waiter.join();
    EXPECT_LT(watch.fair(), 1s);
    EXPECT_TRUE(barrier.broken());
}

// proves: 16.party-of-a-barrier-killed
TEST(Death, C7_OfAPartyThatWaitsBreaksTheBarrier) {
    mp::Barrier barrier(3);
    Child party([&] { barrier.wait(); });
    ASSERT_TRUE(wait_until([&] { return barrier.n_waiting() == 1; }));
    std::thread waiter([&] { EXPECT_THROW(barrier.wait(20s), mp::BrokenBarrier); });
    ASSERT_TRUE(wait_until([&] { return barrier.n_waiting() == 2; }));
    party.kill();
    const Stopwatch watch;
    waiter.join();
    EXPECT_LT(watch.fair(), 1s);
    EXPECT_EQ(party.join(), -SIGKILL);
    barrier.abort();
    barrier.reset();
    EXPECT_FALSE(barrier.broken());
}

TEST(Death, OfAConsumerDoesNotInflateASignal) {
    mp::Semaphore signal(0);
    for (int i = 0; i < 5; ++i) {
        Child consumer([&] {
            signal.acquire();
            ::raise(SIGKILL);
        });
        signal.release();
        EXPECT_EQ(consumer.join(), -SIGKILL);
        mp::telemetry::Registry::instance().look_for_deaths();
        EXPECT_FALSE(signal.acquire(true, 20ms));
    }
}

TEST(Death, C5_OfTheOnlySetterOfAnEvent) {
    mp::Event event;
    Child setter([] { sleep_for_ever(); });
    setter.kill();
    // Without knowing who sets it, waiting ends with the time; with that knowledge it ends with the setter.
    EXPECT_FALSE(event.wait(50ms));
    const Stopwatch watch;
    try {
        event.wait_or_dead({setter.pid()}, 20s);
        ADD_FAILURE() << "waited for the dead";
    } catch (const mp::PeerLost& e) {
        EXPECT_EQ(e.pid(), setter.pid());
    }
    EXPECT_LT(watch.fair(), 1s);
    EXPECT_EQ(setter.join(), -SIGKILL);
    event.set();
    EXPECT_TRUE(event.wait_or_dead({setter.pid()}, 1s));
}

TEST(Death, C1_AThousandKillsOfAHolderLeaveTheOthersGoing) {
    mp::sync_test::kill_holders(1000, 20);
}

}  // namespace
