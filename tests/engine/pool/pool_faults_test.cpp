// SPDX-License-Identifier: MIT
// What a pool does when its workers die: the rows A1 to A8, A11, A12, A15, A19, G1 and G2 of the fault table, by every
// start method. pool_limits_test.cpp has the other rows of A, pool_values_test.cpp those of B.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <deque>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "engine/process/process_children.h"
#include "mp/observe.h"
#include "mp/pool.h"
#include "os/procfs.h"
#include "pool_functions.h"
#include "support/child.h"
#include "support/leaks.h"
#include "support/stopwatch.h"
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

// Full strength is to be reached within a second; a spawned worker needs some of it to start.
bool is_at_strength(std::size_t count) {
    const mp::test::Stopwatch watch;
    return mp::test::wait_until([&] { return workers().size() == count; }) && watch.fair() < 1s;
}

bool has_ended(int pid) {
    const auto stat = mp::os::read_process_stat(pid);
    return !stat || stat->state == 'Z';
}

class PoolFaults : public testing::TestWithParam<const char*> {
protected:
    PoolFaults() : gate((directory.path() / "gate").string()) {}
    mp::PoolOptions of(int processes, unsigned retries = 0) const {
        return {.processes = processes, .context = mp::get_context(GetParam()), .retries = retries};
    }
    mp::test::TemporaryDirectory directory;
    std::string gate;
};
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

// Kills a worker of this process's pools, at random moments, until stopped or `most` have died.
class RandomKiller {
public:
    explicit RandomKiller(int most, unsigned seed = 12345, unsigned pause_us = 8000)
        : thread_([this, most, seed, pause_us] { run(most, seed, pause_us); }) {}
    int stop() {
        stop_ = true;
        if (thread_.joinable()) thread_.join();
        return killed_;
    }
    ~RandomKiller() { stop(); }

private:
    void run(int most, unsigned seed, unsigned pause_us) {
        std::mt19937 random(seed);
        auto session = mp::observe::attach(::getpid());
        while (!stop_ && killed_ < most) {
            std::vector<mp::observe::Identity> alive;
            for (const auto& p : session.snapshot().processes) {
                if (p.role == mp::observe::ProcessRole::pool_worker && !p.ended_ns) alive.push_back(p.identity);
            }
            std::this_thread::sleep_for(std::chrono::microseconds(random() % pause_us));
            if (!alive.empty() && session.kill(alive[random() % alive.size()])) ++killed_;
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

// Nothing is lost, nothing comes twice.
TEST_P(PoolFaults, A8_AHundredKillsDuringAMapWithRetriesLoseNothing) {
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

TEST_P(PoolFaults, A8_WithoutRetriesExactlyTheLostOnesRaise) {
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

TEST_P(PoolFaults, A8_ChaosLosesNoAnswerAndWedgesNoPool) {
    const bool soak = std::getenv("LIFEGUARD_SOAK") != nullptr;
    const int often = soak ? 60 : 1;
    for (const auto& [pools, tasks, size] :
         {std::tuple{20, 300, std::size_t{0}}, std::tuple{30, 300, std::size_t{20'000}},
          std::tuple{5, 12, std::size_t{10'000'000}}})
        ASSERT_NO_FATAL_FAILURE(kill_in_many_pools(of(3), pools * often, tasks, size));
}

// kill -9 of the process that has the pool: two seconds later nothing of it lives, be it idle, busy, or stopped.
// proves: 16.main-killed-by-sigkill
TEST_P(PoolFaults, G1_G2_NothingSurvivesTheOwner) {
    mp::test::children::Shared page;
    mp::test::Child owner([&] {
        mp::Pool pool(of(3));
        const auto held = pool.apply_async(mp::fn<wait_for_file>, gate);
        if (!mp::test::wait_until([&] { return busy_workers() == 1 && workers().size() == 3; })) ::_exit(1);
        std::string pids;
        std::set<int> own{::getpid()};  // not what earlier tests of this program left, as their fork server
        for (const auto& process : mp::observe::attach(::getpid()).snapshot().processes) {
            if (!own.contains(process.parent.pid) || process.ended_ns) continue;
            own.insert(process.identity.pid);
            pids += std::to_string(process.identity.pid) + " ";
            if (process.role == mp::observe::ProcessRole::pool_worker && !process.task)
                ::kill(process.identity.pid, SIGSTOP);
        }
        page.text(pids);
        page.store(1);
        mp::test::sleep_for_ever();
    });
    ASSERT_TRUE(mp::test::wait_until([&] { return page.load() == 1; }));
    std::istringstream text(page.text());
    const std::vector<int> pids{std::istream_iterator<int>(text), {}};
    ASSERT_GE(pids.size(), 3U);
    const mp::test::Stopwatch watch;
    owner.kill();
    owner.join();
    EXPECT_TRUE(mp::test::wait_until([&] { return std::ranges::all_of(pids, has_ended); })) << page.text();
    EXPECT_LT(watch.fair(), 2s);
}

// The nursery or the fork server is killed while it is asked for a worker: another one is asked.
TEST_P(PoolFaults, WhoeverForksTheWorkersMayBeKilled) {
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

TEST_P(PoolFaults, A11_AnInitializerThatExitsBreaksThePool) {
    mp::Pool pool({.processes = 2, .initializer = mp::call<exit_with>(7), .context = mp::get_context(GetParam())});
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

// proves: 10.initializer-raises
TEST_P(PoolFaults, A12_AnInitializerThatThrowsIsQuoted) {
    mp::Pool pool({.processes = 2,
                   .initializer = mp::call<fail_to_start>(std::string("no such model")),
                   .context = mp::get_context(GetParam())});
    try {
        pool.apply_async(mp::fn<square>, 1).get(10s);
        FAIL() << "nothing was thrown";
    } catch (const mp::PoolBroken& e) {
        EXPECT_THAT(e.what(), testing::HasSubstr("no such model"));
    }
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

TEST_P(PoolFaults, A19_PoolsClosedTerminatedOrDroppedLeaveNothing) {
    { mp::Pool first(of(1)); }
    const mp::test::LeakCheck leaks;
    for (int i = 0; i < 30; ++i) {
        mp::Pool pool(of(2));
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
