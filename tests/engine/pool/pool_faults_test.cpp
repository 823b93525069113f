// SPDX-License-Identifier: MIT
// What a pool does when its workers die: the rows A1 to A8, A11, A12 and A19 of the fault table.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <random>
#include <set>
#include <thread>

#include "mp/observe.h"
#include "mp/pool.h"
#include "pool_functions.h"
#include "support/leaks.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using namespace pool_test;

// The living workers of this process's pools, as an observer sees them.
std::vector<mp::observe::Process> workers() {
    auto session = mp::observe::attach(::getpid());
    std::vector<mp::observe::Process> out;
    for (const auto& process : session.snapshot().processes) {
        if (process.role == mp::observe::ProcessRole::pool_worker && !process.ended_ns) out.push_back(process);
    }
    return out;
}

std::size_t busy_workers() {
    const auto all = workers();
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const auto& w) { return w.task.has_value(); }));
}

bool is_at_strength(std::size_t count) {
    return mp::test::wait_until([&] { return workers().size() == count; }, 1s);
}

class PoolFaults : public testing::Test {
protected:
    PoolFaults() : gate((directory.path() / "gate").string()) {}
    mp::test::TemporaryDirectory directory;
    std::string gate;
};

// A1
TEST_F(PoolFaults, AKilledWorkerTakesOnlyItsTaskAlong) {
    mp::Pool pool(2);
    auto held = pool.apply_async(mp::fn<wait_for_file>, gate);
    ASSERT_TRUE(mp::test::wait_until([&] { return busy_workers() == 1; }));
    mp::observe::Process victim;
    for (const auto& worker : workers()) {
        if (worker.task) victim = worker;
    }
    EXPECT_EQ(victim.task->function, "pool_test::wait_for_file");
    std::vector<mp::AsyncResult<int>> others;
    for (int i = 0; i < 7; ++i) others.push_back(pool.apply_async(mp::fn<square>, i));
    ::kill(victim.identity.pid, SIGKILL);
    try {
        held.get(1s);
        FAIL() << "nothing was thrown";
    } catch (const mp::WorkerLost& e) {
        EXPECT_EQ(e.pid(), victim.identity.pid);
        EXPECT_EQ(e.exitcode(), -SIGKILL);
        EXPECT_EQ(e.task(), victim.task->id);
        EXPECT_THAT(e.what(), testing::HasSubstr("-SIGKILL"));
    }
    for (int i = 0; i < 7; ++i) EXPECT_EQ(others[static_cast<std::size_t>(i)].get(10s), i * i);
    EXPECT_TRUE(is_at_strength(2));
    pool.close();
    pool.join();
}

// A2
TEST_F(PoolFaults, AMapSaysWhichItemsAreLost) {
    mp::Pool pool(2);
    std::vector<std::string> inputs(8, (directory.path() / "open").string());
    touch(inputs.front());
    inputs[4] = gate;
    auto result = pool.map_async(mp::fn<wait_for_file>, inputs, {.chunksize = 2});
    ASSERT_TRUE(mp::test::wait_until([&] { return pool.progress().done == 6; }));
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

TEST_F(PoolFaults, RetriesRunTheLostChunkAgain) {
    mp::Pool pool(2);
    const std::vector<std::string> inputs(4, gate);
    auto result = pool.map_async(mp::fn<wait_for_file>, inputs, {.chunksize = 1, .retries = 1});
    ASSERT_TRUE(mp::test::wait_until([&] { return busy_workers() == 2; }));
    ::kill(workers().front().identity.pid, SIGKILL);
    ASSERT_TRUE(mp::test::wait_until([&] { return busy_workers() == 2; }));
    touch(gate);
    EXPECT_EQ(result.get(10s), std::vector<int>(4, 1));
}

// A3
TEST_F(PoolFaults, ImapThrowsAtTheLostPositionOnly) {
    mp::Pool pool(2);
    std::vector<std::string> inputs(8, (directory.path() / "open").string());
    touch(inputs.front());
    inputs[3] = gate;
    auto it = pool.imap(mp::fn<wait_for_file>, inputs);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(it.next(10s), 1);
    ASSERT_TRUE(mp::test::wait_until([&] { return busy_workers() == 1; }));
    for (const auto& worker : workers()) {
        if (worker.task) ::kill(worker.identity.pid, SIGKILL);
    }
    EXPECT_THROW(it.next(10s), mp::WorkerLost);
    for (int i = 4; i < 8; ++i) EXPECT_EQ(it.next(10s), 1) << i;
    EXPECT_THROW(it.next(), mp::StopIteration);
}

// A4, A5
TEST_F(PoolFaults, EveryWayToDieIsToldByItsExitCode) {
    const int codes[] = {3, -SIGSEGV, -SIGABRT, -SIGTERM, -SIGKILL, 5};
    for (int how = 0; how < 6; ++how) {
        mp::Pool pool(2);
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

TEST_F(PoolFaults, WorkersIgnoreTheInterruptKey) {
    mp::Pool pool(2);
    auto held = pool.apply_async(mp::fn<wait_for_file>, gate);
    ASSERT_TRUE(mp::test::wait_until([&] { return busy_workers() == 1; }));
    for (const auto& worker : workers()) ::kill(worker.identity.pid, SIGINT);
    touch(gate);
    EXPECT_EQ(held.get(10s), 1);
}

// A6, A7
TEST_F(PoolFaults, KilledIdleWorkersAreReplacedWithoutAnError) {
    mp::Pool pool(3);
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

// Kills a worker of this process's pools, at random moments, until stopped or `most` have died.
class RandomKiller {
public:
    explicit RandomKiller(int most) : thread_([this, most] { run(most); }) {}
    int stop() {
        stop_ = true;
        if (thread_.joinable()) thread_.join();
        return killed_;
    }
    ~RandomKiller() { stop(); }

private:
    void run(int most) {
        std::mt19937 random(12345);
        auto session = mp::observe::attach(::getpid());
        while (!stop_ && killed_ < most) {
            std::vector<mp::observe::Identity> alive;
            for (const auto& p : session.snapshot().processes) {
                if (p.role == mp::observe::ProcessRole::pool_worker && !p.ended_ns) alive.push_back(p.identity);
            }
            if (!alive.empty() && session.kill(alive[random() % alive.size()])) ++killed_;
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 8000));
        }
    }
    std::atomic<bool> stop_{false};
    std::atomic<int> killed_{0};
    std::thread thread_;
};

int short_work(int x) {
    // Long enough that a kill usually falls into a task, short enough for ten thousand.
    const auto end = std::chrono::steady_clock::now() + 100us;
    while (std::chrono::steady_clock::now() < end) {
    }
    return x + 1;
}

// The hundred kills of the first issue: nothing is lost, nothing comes twice.
TEST_F(PoolFaults, AHundredKillsDuringAMapWithRetriesLoseNothing) {
    mp::Pool pool({.processes = 3, .retries = 3});
    int killed = 0;
    int rounds = 0;
    while (killed < 100) {
        RandomKiller killer(100 - killed);
        const std::vector<int> out = pool.map(mp::fn<short_work>, std::views::iota(0, 10'000), {.chunksize = 1});
        killed += killer.stop();
        ++rounds;
        ASSERT_EQ(out.size(), 10'000U);
        for (int i = 0; i < 10'000; ++i) ASSERT_EQ(out[static_cast<std::size_t>(i)], i + 1);
    }
    EXPECT_EQ(killed, 100);
    const mp::PoolProgress progress = pool.progress();
    EXPECT_EQ(progress.done, static_cast<std::uint64_t>(rounds) * 10'000U);
    EXPECT_EQ(progress.failed, 0U);
}

// A8
TEST_F(PoolFaults, WithoutRetriesExactlyTheLostOnesRaise) {
    const mp::test::LeakCheck leaks;
    int lost = 0;
    int killed = 0;
    for (int round = 0; round < 3; ++round) {
        mp::Pool pool(3);
        RandomKiller killer(40);
        auto it = pool.imap(mp::fn<short_work>, std::views::iota(0, 3000));
        for (int i = 0; i < 3000; ++i) {
            try {
                ASSERT_EQ(it.next(20s), i + 1);
            } catch (const mp::WorkerLost& e) {
                EXPECT_EQ(e.exitcode(), -SIGKILL);
                ++lost;
            }
        }
        EXPECT_THROW(it.next(), mp::StopIteration);
        killed += killer.stop();
    }
    EXPECT_GT(killed, 10);
    EXPECT_LE(lost, killed) << "a kill costs at most the task that the worker was running";
}

// A11
TEST_F(PoolFaults, AnInitializerThatExitsBreaksThePool) {
    mp::Pool pool({.processes = 2, .initializer = [] { ::_exit(7); }});
    auto result = pool.apply_async(mp::fn<square>, 1);
    try {
        result.get(10s);
        FAIL() << "nothing was thrown";
    } catch (const mp::PoolBroken& e) {
        EXPECT_EQ(e.exitcode(), 7);
    }
    EXPECT_THROW(pool.apply(mp::fn<square>, 1), mp::PoolBroken);
    pool.close();
    pool.join();
}

// A12
TEST_F(PoolFaults, AnInitializerThatThrowsIsQuoted) {
    mp::Pool pool({.processes = 2, .initializer = [] { throw std::invalid_argument("no such model"); }});
    try {
        pool.apply_async(mp::fn<square>, 1).get(10s);
        FAIL() << "nothing was thrown";
    } catch (const mp::PoolBroken& e) {
        EXPECT_THAT(e.what(), testing::HasSubstr("no such model"));
    }
}

// A15
TEST_F(PoolFaults, AStoppedWorkerDelaysOnlyItself) {
    mp::Pool pool(2);
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

// A19
TEST_F(PoolFaults, PoolsClosedTerminatedOrDroppedLeaveNothing) {
    { mp::Pool first(1); }
    const mp::test::LeakCheck leaks;
    for (int i = 0; i < 30; ++i) {
        mp::Pool pool(2);
        EXPECT_EQ(pool.apply(mp::fn<square>, i), i * i);
        if (i % 3 == 0) {
            pool.close();
            pool.join();
        } else if (i % 3 == 1) {
            pool.terminate();
            pool.join();
        }
    }
}

}  // namespace
