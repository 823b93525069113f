// SPDX-License-Identifier: MIT
#include "mp/pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <list>
#include <numeric>
#include <set>

#include "pool_functions.h"
#include "support/leaks.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using namespace pool_test;
using testing::ElementsAre;

// proves: 10.map, 17._TestPool
TEST(Pool, MapKeepsTheOrderOfItsInput) {
    mp::Pool pool(3);
    std::vector<int> expected(1000);
    for (int i = 0; i < 1000; ++i) expected[static_cast<std::size_t>(i)] = i * i;
    EXPECT_EQ(pool.map(mp::fn<square>, std::views::iota(0, 1000)), expected);
    EXPECT_EQ(pool.map(mp::fn<square>, std::views::iota(0, 1000), {.chunksize = 1}), expected);
    EXPECT_EQ(pool.map(mp::fn<square>, std::views::iota(0, 1000), {.chunksize = 5000}), expected);
    EXPECT_THAT(pool.map(mp::fn<square>, {1, 2, 3}), ElementsAre(1, 4, 9));
}

// proves: 10.map
TEST(Pool, MapTakesAnyRangeAndAnyTravellingType) {
    mp::Pool pool(2);
    const std::list<std::string> names{"ada", "grace"};
    EXPECT_THAT(pool.map(mp::fn<greet>, names), ElementsAre("hello ada", "hello grace"));
    EXPECT_THAT(pool.map(mp::fn<greet>, {"x"}), ElementsAre("hello x"));
    EXPECT_THAT(pool.map(mp::fn<[](auto x) { return x + 0.5; }>, {1.0, 2.0}), ElementsAre(1.5, 2.5));
    EXPECT_EQ(pool.map(mp::fn<nothing>, {1, 2}).size(), 2U);
    EXPECT_TRUE(pool.map(mp::fn<square>, std::vector<int>{}).empty());
}

// proves: 10.starmap
TEST(Pool, StarmapSpreadsTuples) {
    mp::Pool pool(2);
    EXPECT_THAT(pool.starmap(mp::fn<multiply>, {std::pair{2, 3}, std::pair{4, 5}}), ElementsAre(6, 20));
    const std::vector<std::tuple<int, int>> items{{1, 2}, {3, 4}};
    EXPECT_THAT(pool.starmap_async(mp::fn<multiply>, items).get(), ElementsAre(2, 12));
}

// proves: 10.apply, 10.apply_async, 10.get, 17._TestPool
TEST(Pool, ApplyAndItsCalls) {
    mp::Pool pool(2);
    EXPECT_EQ(pool.apply(mp::fn<multiply>, 6, 7), 42);
    EXPECT_EQ(pool.apply(mp::call<multiply>(6, 7)), 42);
    auto result = pool.apply_async(mp::fn<square>, 12);
    EXPECT_EQ(result.get(10s), 144);
    EXPECT_EQ(result.get(), 144);
    EXPECT_TRUE(result.ready());
    EXPECT_TRUE(result.successful());
}

TEST(Pool, WorkIsSharedAmongProcesses) {
    mp::Pool pool(3);
    // Each call holds its worker until all have been seen.
    std::set<int> pids;
    ASSERT_TRUE(mp::test::wait_until([&] {
        for (const int pid : pool.map(mp::fn<own_pid>, std::views::iota(0, 300), {.chunksize = 1})) pids.insert(pid);
        return pids.size() == 3;
    }));
    EXPECT_EQ(pids.count(::getpid()), 0U);
}

// proves: 0.1.AsyncResult.get, 3.TimeoutError, 10.get, 10.ready, 10.successful
TEST(Pool, GetTimesOutAndCanBeAskedAgain) {
    mp::Pool pool(1);
    const mp::test::TemporaryDirectory directory;
    const std::string gate = (directory.path() / "gate").string();
    auto result = pool.apply_async(mp::fn<wait_for_file>, gate);
    EXPECT_THROW(result.get(10ms), mp::TimeoutError);
    EXPECT_THROW(result.get(-1s), mp::TimeoutError);
    EXPECT_FALSE(result.ready());
    EXPECT_THROW(static_cast<void>(result.successful()), mp::ValueError);
    touch(gate);
    EXPECT_EQ(result.get(), 1);
}

// proves: 10.exception-in-a-worker, 10.get, 17._TestPoolWorkerErrors
TEST(Pool, ExceptionsKeepTheirType) {
    mp::Pool pool(2);
    auto result = pool.apply_async(mp::fn<fail_on_seven>, 7);
    EXPECT_THROW(result.get(), std::out_of_range);
    EXPECT_THROW(result.get(), std::out_of_range) << "each time";
    EXPECT_FALSE(result.successful());
    try {
        pool.apply(mp::fn<fail_on_seven>, 7);
        FAIL() << "nothing was thrown";
    } catch (const std::out_of_range& e) {
        EXPECT_STREQ(e.what(), "seven is bad");
    }
    EXPECT_EQ(pool.apply(mp::fn<fail_on_seven>, 8), 8) << "the pool goes on";
}

// proves: 10.map
TEST(Pool, AMapWithAFailureRaisesAfterAllChunksHaveRun) {
    mp::Pool pool(2);
    const mp::test::TemporaryDirectory directory;
    static std::string path;
    path = directory.path();
    EXPECT_THROW(pool.map(mp::fn<fail_on_seven>, std::views::iota(0, 100), {.chunksize = 3}), std::out_of_range);
    const mp::PoolProgress progress = pool.progress();
    EXPECT_EQ(progress.submitted, 100U);
    EXPECT_EQ(progress.failed, 1U);
    EXPECT_EQ(progress.done, 99U);
}

// proves: 10.map_async, 10.callback, 10.wait
TEST(Pool, CallbacksRunBeforeReady) {
    mp::Pool pool(2);
    std::atomic<int> sum{0};
    std::atomic<bool> ready_inside{false};
    mp::AsyncResult<int>* handle = nullptr;
    auto result = pool.apply_async(mp::call<multiply>(2, 3), {.callback = [&](int v) { sum += v; }});
    handle = &result;
    result.wait();
    EXPECT_EQ(sum, 6);
    auto failing = pool.apply_async(
        mp::call<fail_on_seven>(7),
        {.callback = [&](int) { sum += 1000; }, .error_callback = [&](std::exception_ptr) { sum += 10; }});
    failing.wait();
    EXPECT_EQ(sum, 16);
    auto mapped =
        pool.map_async(mp::fn<square>, {1, 2},
                       {.callback = [&](const std::vector<int>& v) { sum += static_cast<int>(v.size()) * 100; }});
    mapped.wait();
    EXPECT_EQ(sum, 216);
    EXPECT_FALSE(ready_inside);
    EXPECT_NE(handle, nullptr);
}

// proves: 10.callback
TEST(Pool, ACallbackThatThrowsHarmsNobody) {
    mp::Pool pool(1);
    auto result = pool.apply_async(mp::call<square>(3), {.callback = [](int) { throw std::runtime_error("mine"); }});
    EXPECT_EQ(result.get(), 9);
    EXPECT_EQ(pool.apply(mp::fn<square>, 4), 16);
}

TEST(Pool, CallbacksRunWithoutAnybodyWaiting) {
    mp::Pool pool(1);
    std::atomic<int> seen{0};
    pool.apply_async(mp::call<square>(3), {.callback = [&](int v) { seen = v; }});
    EXPECT_TRUE(mp::test::wait_until([&] { return seen == 9; }));
}

// proves: 10.Pool, 10.chunksize-0-in-map, 10.imap
TEST(Pool, WrongSettingsAreNamed) {
    EXPECT_THROW(mp::Pool(0), mp::ValueError);
    EXPECT_THROW(mp::Pool(-2), mp::ValueError);
    EXPECT_THROW(mp::Pool({.processes = 1, .maxtasksperchild = 0}), mp::ValueError);
    mp::Pool pool(1);
    EXPECT_THROW(pool.map(mp::fn<square>, {1}, {.chunksize = 0}), mp::ValueError);
    EXPECT_THROW(pool.imap(mp::fn<square>, {1}, {.chunksize = -1}), mp::ValueError);
    EXPECT_THROW(pool.resize(0), mp::ValueError);
}

// proves: 10.apply_async, 10.close, 10.join
TEST(Pool, CloseLetsTheRestRunAndRefusesMore) {
    mp::Pool pool(2);
    std::vector<mp::AsyncResult<int>> results;
    for (int i = 0; i < 20; ++i) results.push_back(pool.apply_async(mp::fn<square>, i));
    EXPECT_THROW(pool.join(), mp::ValueError);
    pool.close();
    pool.close();
    EXPECT_THROW(pool.apply(mp::fn<square>, 1), mp::ValueError);
    pool.join();
    pool.join();
    for (int i = 0; i < 20; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)].get(0s), i * i);
}

// proves: 10.terminate
TEST(Pool, TerminateEndsWhatRuns) {
    auto pool = std::make_unique<mp::Pool>(2);
    auto result = pool->apply_async(mp::fn<sleep_ms>, 600'000);
    pool->terminate();
    pool->join();
    EXPECT_THROW(result.get(), mp::CancelledError);
    EXPECT_THROW(pool->apply(mp::fn<square>, 1), mp::ValueError);
    pool->terminate();
}

// proves: 10.with, 10.dropped-while-running, 16.with-a-running-pool
TEST(Pool, TheDestructorLeavesNothing) {
    { mp::Pool first(1); }  // what the engine makes once
    const mp::test::LeakCheck leaks;
    for (int i = 0; i < 5; ++i) {
        mp::Pool pool(2);
        EXPECT_EQ(pool.apply(mp::fn<square>, i), i * i);
        static_cast<void>(pool.apply_async(mp::fn<sleep_ms>, 600'000));
    }
}

// proves: 10.Pool, 17.TestInitializers
TEST(Pool, InitializersRunInEachWorker) {
    static int value = 0;
    mp::Pool pool({.processes = 2, .initializer = [] { value = 17; }});
    EXPECT_EQ(pool.apply(mp::fn<[](int x) { return value + x; }>, 1), 18);
    EXPECT_EQ(value, 0);
}

// proves: 10.maxtasksperchild, 17._TestPoolWorkerErrors
TEST(Pool, MaxtasksperchildReplacesWorkers) {
    mp::Pool pool({.processes = 2, .maxtasksperchild = 3});
    const std::vector<int> pids = pool.map(mp::fn<own_pid>, std::views::iota(0, 60), {.chunksize = 1});
    std::map<int, int> tasks;
    for (const int pid : pids) ++tasks[pid];
    EXPECT_GE(tasks.size(), 20U);
    for (const auto& [pid, count] : tasks) EXPECT_LE(count, 3);
    pool.close();
    pool.join();
}

TEST(Pool, BigArgumentsAndResults) {
    mp::Pool pool(2);
    EXPECT_EQ(pool.apply(mp::fn<size_of>, std::vector<int>(5'000'000, 1)), 5'000'000U);
    EXPECT_EQ(pool.apply(mp::fn<make_items>, std::size_t{5'000'000}), std::vector<int>(5'000'000, 5));
}

TEST(Pool, ManySmallTasks) {
    mp::Pool pool(2);
    const std::vector<int> out = pool.map(mp::fn<square>, std::views::iota(0, 20'000), {.chunksize = 1});
    for (int i = 0; i < 20'000; ++i) ASSERT_EQ(out[static_cast<std::size_t>(i)], i * i) << i;
    const mp::PoolProgress progress = pool.progress();
    EXPECT_EQ(progress.done, 20'000U);
    EXPECT_EQ(progress.queued, 0U);
    EXPECT_EQ(progress.running, 0U);
}

TEST(Pool, ResizeGrowsAndShrinks) {
    mp::Pool pool(1);
    const auto pids_seen = [&] {
        const auto pids =
            pool.map(mp::fn<[](int x) { return sleep_ms(1), own_pid(x); }>, std::views::iota(0, 60), {.chunksize = 1});
        return std::set<int>(pids.begin(), pids.end()).size();
    };
    pool.resize(3);
    EXPECT_EQ(pool.processes(), 3);
    EXPECT_TRUE(mp::test::wait_until([&] { return pids_seen() == 3; }));
    pool.resize(1);
    EXPECT_TRUE(mp::test::wait_until([&] { return pids_seen() == 1; }));
    pool.close();
    pool.join();
}

TEST(Pool, CancelTakesBackWhatHasNotStarted) {
    mp::Pool pool(1);
    const mp::test::TemporaryDirectory directory;
    const std::string gate = (directory.path() / "gate").string();
    auto first = pool.apply_async(mp::fn<wait_for_file>, gate);
    auto second = pool.apply_async(mp::fn<square>, 5);
    auto third = pool.apply_async(mp::fn<square>, 6);
    ASSERT_TRUE(mp::test::wait_until([&] { return pool.progress().running > 0; }));
    EXPECT_TRUE(second.cancel());
    EXPECT_THROW(second.get(), mp::CancelledError);
    touch(gate);
    EXPECT_EQ(first.get(), 1);
    EXPECT_EQ(third.get(), 36);
    EXPECT_FALSE(third.cancel());
}

TEST(Pool, CancelStopsWhatRuns) {
    mp::Pool pool(1);
    auto running = pool.apply_async(mp::fn<sleep_ms>, 600'000);
    ASSERT_TRUE(mp::test::wait_until([&] { return pool.progress().running == 1; }));
    EXPECT_TRUE(running.cancel({.running = true}));
    EXPECT_THROW(running.get(), mp::CancelledError);
    EXPECT_EQ(pool.apply(mp::fn<square>, 3), 9);
}

TEST(Pool, ATaskBeyondItsTimeIsStopped) {
    mp::Pool pool(2);
    auto slow = pool.apply_async(mp::call<sleep_ms>(600'000), {.timeout = 50ms});
    EXPECT_THROW(slow.get(), mp::TimeoutError);
    EXPECT_EQ(pool.apply(mp::fn<square>, 3), 9);
}

// proves: 10.pool-in-a-worker-a-daemon
TEST(Pool, ChildrenOfWorkersAreRefused) {
    mp::Pool pool(1);
    EXPECT_THROW(pool.apply(mp::fn<[](int n) {
                                mp::Pool inner(n);
                                return n;
                            }>,
                            1),
                 mp::AssertionError);
}

TEST(Pool, ManyThreadsMayUseOne) {
    mp::Pool pool(2);
    std::vector<std::thread> threads;
    std::atomic<int> wrong{0};
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&pool, &wrong, t] {
            for (int i = 0; i < 300; ++i) {
                if (pool.apply(mp::fn<multiply>, t, i) != t * i) ++wrong;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

void set_spawned_value(int value) {
    spawned_value() = value;
}
int get_spawned_value(int) {
    return spawned_value();
}

class PoolBy : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(StartMethods, PoolBy, testing::Values("spawn", "forkserver"),
                         [](const auto& each) { return std::string(each.param); });

TEST_P(PoolBy, WorkersDoTheSame) {
    const auto context = mp::get_context(GetParam());
    mp::Pool pool({.processes = 2, .initializer = mp::call<set_spawned_value>(17), .context = context});
    EXPECT_THAT(pool.map(mp::fn<square>, {1, 2, 3}), ElementsAre(1, 4, 9));
    EXPECT_EQ(pool.apply(mp::fn<get_spawned_value>, 0), 17);
    EXPECT_EQ(spawned_value(), 0);
    EXPECT_THROW(pool.apply(mp::fn<fail_on_seven>, 7), std::out_of_range);
    EXPECT_THROW(pool.apply(mp::fn<die>, 4), mp::WorkerLost);
    EXPECT_EQ(pool.apply(mp::fn<square>, 5), 25);
    EXPECT_THROW(mp::Pool({.processes = 1, .initializer = [] {}, .context = context}), mp::PicklingError);
    pool.close();
    pool.join();
}

TEST(Pool, ErrorsAreTriedAgainWhereAskedFor) {
    mp::Pool pool(1);
    const mp::test::TemporaryDirectory directory;
    const std::string file = (directory.path() / "tries").string();
    const auto call = mp::call<fail_twice>(file);
    EXPECT_THROW(pool.apply_async(call, {.retries = 1, .retry_errors = true}).get(), std::runtime_error);
    std::filesystem::remove(file);
    EXPECT_EQ(pool.apply_async(call, {.retries = 2, .retry_errors = true}).get(), 3);
}

// proves: 10.Pool.repr
TEST(Pool, PrintsAsPythonDoes) {
    mp::Pool pool(2);
    EXPECT_EQ(pool.repr(), "<multiprocessing.pool.Pool state=RUN pool_size=2>");
    pool.close();
    EXPECT_EQ(pool.repr(), "<multiprocessing.pool.Pool state=CLOSE pool_size=2>");
}

}  // namespace
