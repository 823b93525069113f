// SPDX-License-Identifier: MIT
// Kills at random moments, by every start method: of workers (row A8 of the fault table) and of who forks them.
#include <gtest/gtest.h>

#include <csignal>
#include <deque>
#include <ranges>
#include <thread>

#include "killer.h"
#include "pool_faults.h"
#include "pool_functions.h"
#include "support/leaks.h"

namespace {

using namespace std::chrono_literals;
using namespace pool_test;

class PoolChaos : public PoolUnderFaults {};
INSTANTIATE_TEST_SUITE_P(StartMethods, PoolChaos, testing::ValuesIn(mp::test::children::start_methods),
                         [](const auto& each) { return std::string(each.param); });

int short_work(int x) {
    // Long enough that a kill usually falls into a task, short enough for ten thousand.
    const auto end = std::chrono::steady_clock::now() + 100us;
    while (std::chrono::steady_clock::now() < end) {
    }
    return x + 1;
}

// Nothing is lost, nothing comes twice.
TEST_P(PoolChaos, A8_AHundredKillsDuringAMapWithRetriesLoseNothing) {
    mp::Pool pool(of(3, 3));
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

TEST_P(PoolChaos, A8_WithoutRetriesExactlyTheLostOnesRaise) {
    mp::Pool(of(1)).apply(mp::fn<short_work>, 1);  // what stays for the next one, as a fork server, is there now
    const mp::test::LeakCheck leaks;
    int lost = 0;
    int killed = 0;
    for (int round = 0; round < 3; ++round) {
        mp::Pool pool(of(3));
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

// One worker killed at a random moment in each pool, while results of that size are on their way.
void kill_in_many_pools(const mp::PoolOptions& options, int pools, int tasks, std::size_t size) {
    int killed = 0;
    int lost = 0;
    std::chrono::nanoseconds longest_end{0};
    for (int round = 0; round < pools; ++round) {
        mp::Pool pool(options);
        EXPECT_EQ(pool.apply(mp::fn<square>, 7), 49);
        RandomKiller killer(1, static_cast<unsigned>(round), 20'000);
        int lost_here = 0;
        std::deque<mp::AsyncResult<std::string>> results;
        for (int i = 0; i < tasks; ++i) results.push_back(pool.apply_async(mp::fn<text_of>, i, size));
        for (int i = 0; i < tasks; ++i) {
            try {
                ASSERT_EQ(results.front().get(30s), text_of(i, size)) << "pool " << round;
            } catch (const mp::WorkerLost&) {
                ++lost_here;
            }
            results.pop_front();
        }
        const int killed_here = killer.stop();
        EXPECT_LE(lost_here, killed_here);
        killed += killed_here;
        lost += lost_here;
        EXPECT_EQ(pool.apply(mp::fn<square>, 8), 64);
        const mp::PoolProgress progress = pool.progress();
        EXPECT_EQ(progress.done + progress.failed, static_cast<std::uint64_t>(tasks) + 2);
        const mp::test::Stopwatch watch;
        pool.terminate();
        pool.join();
        longest_end = std::max(longest_end, watch.fair());
    }
    std::printf("%d pools, %d kills, %d tasks lost; the longest end took %.1f ms\n", pools, killed, lost,
                mp::test::milliseconds(longest_end));
    EXPECT_LT(longest_end, 2s);
}

TEST_P(PoolChaos, A8_ChaosLosesNoAnswerAndWedgesNoPool) {
    const bool soak = std::getenv("LIFEGUARD_SOAK") != nullptr;
    const int often = soak ? 60 : 1;
    for (const auto& [pools, tasks, size] :
         {std::tuple{20, 300, std::size_t{0}}, std::tuple{30, 300, std::size_t{20'000}},
          std::tuple{5, 12, std::size_t{10'000'000}}})
        ASSERT_NO_FATAL_FAILURE(kill_in_many_pools(of(3), pools * often, tasks, size));
}

// The nursery or the fork server is killed while it is asked for a worker: another one is asked.
TEST_P(PoolChaos, WhoeverForksTheWorkersMayBeKilled) {
    mp::Pool pool(of(2, 1000));
    EXPECT_EQ(pool.apply(mp::fn<square>, 2), 4);
    std::size_t killed = 0;
    for (int i = 0; i < 20; ++i) {
        std::vector<mp::observe::Process> crew;
        ASSERT_TRUE(mp::test::wait_until([&] {
            crew = workers();
            return crew.size() == 2;
        }));
        std::vector<int> helpers;  // a fork server is made again only for the next start
        for (const auto& process : mp::observe::attach(::getpid()).snapshot().processes) {
            if (process.role == mp::observe::ProcessRole::helper && !process.ended_ns)
                helpers.push_back(process.identity.pid);
        }
        const auto results = pool.map_async(mp::fn<square>, {1, 2, 3});  // the pool's own thread works now
        ::kill(crew.front().identity.pid, SIGKILL);
        std::this_thread::sleep_for(std::chrono::microseconds(i * 100));  // another moment in each round
        for (const int helper : helpers) ::kill(helper, SIGKILL);
        killed += helpers.size();
        ASSERT_TRUE(mp::test::wait_until([&] { return results.ready(); }));
        ASSERT_EQ(results.get(), (std::vector<int>{1, 4, 9}));
    }
    EXPECT_TRUE(killed >= 5 || std::string(GetParam()) == "spawn") << killed;
}

}  // namespace
