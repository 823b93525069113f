// SPDX-License-Identifier: MIT
// What a pool does when a worker dies or stops: the rows A1 to A7 and A15 of the fault table, by every start method.
// Rows A8: pool_chaos_test.cpp; A9, A10, A13, A14, A16 to A18: pool_limits_test.cpp; A11, A12, A19, G1, G2:
// pool_life_test.cpp; B: pool_values_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "pool_faults.h"
#include "pool_functions.h"

namespace {

using namespace std::chrono_literals;
using namespace pool_test;

class PoolFaults : public PoolUnderFaults {};
INSTANTIATE_TEST_SUITE_P(StartMethods, PoolFaults, testing::ValuesIn(mp::test::children::start_methods),
                         [](const auto& each) { return std::string(each.param); });

// proves: 10.worker-killed-os-_exit-sys-exit, 16.worker-killed-in-a-task
TEST_P(PoolFaults, A1_AKilledWorkerTakesOnlyItsTaskAlong) {
    mp::Pool pool(of(2));
    auto held = pool.apply_async(mp::fn<wait_for_file>, gate);
    ASSERT_TRUE(mp::test::wait_until([&] { return busy_workers() == 1; }));
    mp::observe::Process victim;
    for (const auto& worker : workers()) {
        if (worker.task) victim = worker;
    }
    EXPECT_EQ(victim.task->function, "pool_test::wait_for_file");
    std::vector<mp::AsyncResult<int>> others;
    for (int i = 0; i < 7; ++i) others.push_back(pool.apply_async(mp::fn<square>, i));
    const mp::test::Stopwatch watch;
    ::kill(victim.identity.pid, SIGKILL);
    try {
        held.get(20s);
        FAIL() << "nothing was thrown";
    } catch (const mp::WorkerLost& e) {
        EXPECT_LT(watch.fair(), 1s);
        EXPECT_EQ(e.pid(), victim.identity.pid);
        EXPECT_EQ(e.exitcode(), -SIGKILL);
        EXPECT_EQ(e.task(), victim.task->id);
        EXPECT_THAT(e.what(), testing::HasSubstr("-SIGKILL"));
    }
    EXPECT_TRUE(is_at_strength(2));
    for (int i = 0; i < 7; ++i) EXPECT_EQ(others[static_cast<std::size_t>(i)].get(10s), i * i);
    pool.close();
    pool.join();
}

TEST_P(PoolFaults, A2_AMapSaysWhichItemsAreLost) {
    mp::Pool pool(of(2));
    std::vector<std::string> inputs(8, (directory.path() / "open").string());
    touch(inputs.front());
    inputs[4] = gate;
    auto result = pool.map_async(mp::fn<wait_for_file>, inputs, {.chunksize = 2});
    // The six may be done before the one that waits has begun.
    ASSERT_TRUE(mp::test::wait_until([&] { return pool.progress().done == 6 && busy_workers() == 1; }));
    for (const auto& worker : workers()) {
        if (worker.task) ::kill(worker.identity.pid, SIGKILL);
    }
    try {
        result.get(10s);
        FAIL() << "nothing was thrown";
    } catch (const mp::WorkerLost& e) {
        EXPECT_EQ(e.first(), 4U);
        EXPECT_EQ(e.last(), 6U);
    }
}

TEST_P(PoolFaults, A2_RetriesRunTheLostChunkAgain) {
    mp::Pool pool(of(2));
    const std::vector<std::string> inputs(4, gate);
    auto result = pool.map_async(mp::fn<wait_for_file>, inputs, {.chunksize = 1, .retries = 1});
    ASSERT_TRUE(mp::test::wait_until([&] { return busy_workers() == 2; }));
    ::kill(workers().front().identity.pid, SIGKILL);
    ASSERT_TRUE(mp::test::wait_until([&] { return busy_workers() == 2; }));
    touch(gate);
    EXPECT_EQ(result.get(10s), std::vector<int>(4, 1));
}

TEST_P(PoolFaults, A3_ImapThrowsAtTheLostPositionOnly) {
    mp::Pool pool(of(2));
    std::vector<std::string> inputs(8, (directory.path() / "open").string());
    touch(inputs.front());
    inputs[3] = gate;
    auto it = pool.imap(mp::fn<wait_for_file>, inputs);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(it.next(10s), 1);
    int victim = 0;
    ASSERT_TRUE(mp::test::wait_until([&] {
        for (const auto& worker : workers()) {
            if (worker.task && worker.task->arguments.find("/gate") != std::string::npos) victim = worker.identity.pid;
        }
        return victim != 0;
    }));
    ::kill(victim, SIGKILL);
    EXPECT_THROW(it.next(10s), mp::WorkerLost);
    for (int i = 4; i < 8; ++i) EXPECT_EQ(it.next(10s), 1) << i;
    EXPECT_THROW(it.next(), mp::StopIteration);
}

// proves: 10.worker-killed-os-_exit-sys-exit
TEST_P(PoolFaults, A4_A5_EveryWayToDieIsToldByItsExitCode) {
    const int codes[] = {3, -SIGSEGV, -SIGABRT, -SIGTERM, -SIGKILL, 5};
    for (int how = 0; how < 6; ++how) {
        mp::Pool pool(of(2));
        std::vector<mp::AsyncResult<int>> results;
        for (int i = 0; i < 8; ++i) results.push_back(pool.apply_async(mp::fn<die>, i == 2 ? how : 100 + i));
        for (int i = 0; i < 8; ++i) {
            auto& result = results[static_cast<std::size_t>(i)];
            if (i != 2) {
                EXPECT_EQ(result.get(10s), 100 + i);
                continue;
            }
            try {
                result.get(10s);
                ADD_FAILURE() << "nothing was thrown for way " << how;
            } catch (const mp::WorkerLost& e) {
                EXPECT_EQ(e.exitcode(), codes[how]);
            }
        }
    }
}

// proves: 16.ctrl-c-at-the-terminal
TEST_P(PoolFaults, A5_WorkersIgnoreTheInterruptKey) {
    mp::Pool pool(of(2));
    auto held = pool.apply_async(mp::fn<wait_for_file>, gate);
    ASSERT_TRUE(mp::test::wait_until([&] { return busy_workers() == 1; }));
    for (const auto& worker : workers()) ::kill(worker.identity.pid, SIGINT);
    touch(gate);
    EXPECT_EQ(held.get(10s), 1);
}

// proves: 16.idle-worker-killed
TEST_P(PoolFaults, A6_A7_KilledIdleWorkersAreReplacedWithoutAnError) {
    mp::Pool pool(of(3));
    ASSERT_TRUE(is_at_strength(3));
    EXPECT_EQ(pool.apply(mp::fn<square>, 2), 4);
    for (int round = 0; round < 5; ++round) {
        const auto before = workers();
        ASSERT_FALSE(before.empty());
        ::kill(before[static_cast<std::size_t>(round) % before.size()].identity.pid, SIGKILL);
        EXPECT_EQ(pool.map(mp::fn<square>, {1, 2, 3}), (std::vector<int>{1, 4, 9}));
        ASSERT_TRUE(is_at_strength(3));
    }
    pool.close();
    pool.join();
}

// proves: 16.sigstop
TEST_P(PoolFaults, A15_AStoppedWorkerDelaysOnlyItself) {
    mp::Pool pool(of(2));
    EXPECT_EQ(pool.map(mp::fn<square>, {1, 2, 3, 4}), (std::vector<int>{1, 4, 9, 16}));
    ASSERT_TRUE(is_at_strength(2));
    const int stopped = workers().front().identity.pid;
    ::kill(stopped, SIGSTOP);
    std::vector<mp::AsyncResult<int>> results;
    for (int i = 0; i < 12; ++i) results.push_back(pool.apply_async(mp::fn<square>, i));
    std::size_t served = 0;
    EXPECT_TRUE(mp::test::wait_until([&] {
        served = static_cast<std::size_t>(
            std::count_if(results.begin(), results.end(), [](const auto& r) { return r.ready(); }));
        return served == 12;
    })) << served
        << " of 12 while one worker is stopped";
    ::kill(stopped, SIGCONT);
}

}  // namespace
