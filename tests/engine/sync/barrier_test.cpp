// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <set>
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
using mp::test::wait_until;

template <class Run>
void in_threads(int count, Run run) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back([&run, i] { run(i); });
    for (auto& thread : threads) thread.join();
}

TEST(Barrier, LetsNobodyThroughBeforeAllAreThere) {
    constexpr int parties = 5;
    mp::Barrier barrier(parties);
    std::atomic<int> arrived{0};
    in_threads(parties, [&](int) {
        for (int round = 1; round <= 200; ++round) {
            ++arrived;
            barrier.wait();
            EXPECT_GE(arrived, round * parties);
            barrier.wait();
        }
    });
    EXPECT_FALSE(barrier.broken());
    EXPECT_EQ(barrier.n_waiting(), 0);
}

// proves: 7.Barrier.wait
TEST(Barrier, GivesEachAnotherIndex) {
    mp::Barrier barrier(4);
    std::array<int, 4> index{};
    in_threads(4, [&](int i) { index[static_cast<std::size_t>(i)] = barrier.wait(); });
    EXPECT_EQ(std::set<int>(index.begin(), index.end()), (std::set<int>{0, 1, 2, 3}));
}

TEST(Barrier, MeetsAcrossProcesses) {
    mp::Barrier barrier(3);
    mp::Semaphore through(0);
    std::vector<Child> children;
    for (int i = 0; i < 2; ++i) {
        children.emplace_back([&] {
            for (int round = 0; round < 100; ++round) barrier.wait(20s);
            barrier.leave();
            through.release();
        });
    }
    for (int round = 0; round < 100; ++round) barrier.wait(20s);
    for (Child& child : children) EXPECT_EQ(child.join(), 0);
    EXPECT_EQ(through.get_value(), 2U);
}

// proves: 7.Barrier.wait, 17._TestLock
TEST(Barrier, RunsItsActionOnceBeforeAnybodyGoesOn) {
    std::atomic<int> runs{0};
    mp::Barrier barrier(3, [&] { ++runs; });
    in_threads(3, [&](int) {
        for (int round = 1; round <= 50; ++round) {
            barrier.wait();
            EXPECT_GE(runs, round);
            barrier.wait();
        }
    });
    EXPECT_EQ(runs, 100);
}

// proves: 3.threading.BrokenBarrierError, 7.Barrier.wait
TEST(Barrier, AnActionThatThrowsBreaksIt) {
    mp::Barrier barrier(3, [] { throw std::domain_error("no"); });
    std::atomic<int> broken{0};
    std::atomic<int> domain{0};
    in_threads(3, [&](int) {
        try {
            barrier.wait();
        } catch (const mp::BrokenBarrierError&) {
            ++broken;
        } catch (const std::domain_error&) {
            ++domain;
        }
    });
    EXPECT_EQ(broken, 2);
    EXPECT_EQ(domain, 1);
    EXPECT_TRUE(barrier.broken());
    EXPECT_THROW(barrier.wait(), mp::BrokenBarrierError);
}

// proves: 0.1.Barrier.wait, 3.threading.BrokenBarrierError, 7.Barrier, 7.Barrier.wait
TEST(Barrier, OneWhoIsLateBreaksItForAll) {
    mp::Barrier barrier(3, nullptr, 60ms);
    in_threads(2, [&](int) { EXPECT_THROW(barrier.wait(), mp::BrokenBarrierError); });
    EXPECT_TRUE(barrier.broken());
    barrier.reset();
    EXPECT_FALSE(barrier.broken());
    EXPECT_THROW(barrier.wait(0s), mp::BrokenBarrierError);
}

// proves: 7.Barrier.abort, 7.Barrier.reset
TEST(Barrier, AbortBreaksItUntilReset) {
    mp::Barrier barrier(2);
    std::thread waiter([&] { EXPECT_THROW(barrier.wait(), mp::BrokenBarrierError); });
    ASSERT_TRUE(wait_until([&] { return barrier.n_waiting() == 1; }));
    barrier.abort();
    barrier.abort();
    waiter.join();
    EXPECT_TRUE(barrier.broken());
    EXPECT_THROW(barrier.wait(), mp::BrokenBarrierError);
    barrier.reset();
    in_threads(2, [&](int) { EXPECT_NO_THROW(barrier.wait(10s)); });
}

// proves: 7.Barrier.reset, 7.Barrier.parties
TEST(Barrier, ResetSendsAwayThoseWhoWait) {
    mp::Barrier barrier(2);
    std::thread waiter([&] { EXPECT_THROW(barrier.wait(), mp::BrokenBarrierError); });
    ASSERT_TRUE(wait_until([&] { return barrier.n_waiting() == 1; }));
    barrier.reset();
    waiter.join();
    EXPECT_FALSE(barrier.broken());
    EXPECT_EQ(barrier.n_waiting(), 0);
}

// proves: 7.Barrier.parties
TEST(Barrier, OfOnePartyLetsItThrough) {
    mp::Barrier barrier(1);
    EXPECT_EQ(barrier.wait(), 0);
    EXPECT_EQ(barrier.parties(), 1);
}

// proves: 7.Barrier
TEST(Barrier, OfNoPartyNeverMeets) {
    mp::Barrier barrier(0);
    EXPECT_THROW(barrier.wait(20ms), mp::BrokenBarrierError);
}

// proves: 7.Barrier.repr
TEST(Barrier, PrintsAsPython) {
    mp::Barrier barrier(2);
    std::ostringstream out;
    out << barrier;
    EXPECT_TRUE(out.str().starts_with("<multiprocessing.synchronize.Barrier at 0x"));
    EXPECT_TRUE(out.str().ends_with(": waiters=0/2>"));
    barrier.abort();
    EXPECT_TRUE(barrier.repr().ends_with(": broken>"));
}

}  // namespace
