// SPDX-License-Identifier: MIT
// What is left of a task and of a worker when they end well, waits that end by time, inputs that fail, and many
// workers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <ranges>
#include <set>

#include "mp/pool.h"
#include "pool_functions.h"
#include "support/leaks.h"
#include "support/stopwatch.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using namespace pool_test;

class PoolEndsBy : public testing::TestWithParam<const char*> {
protected:
    mp::PoolOptions of(int processes) const { return {.processes = processes, .context = mp::get_context(GetParam())}; }
    mp::test::TemporaryDirectory directory;
};
INSTANTIATE_TEST_SUITE_P(StartMethods, PoolEndsBy, testing::Values("fork", "spawn", "forkserver"),
                         [](const auto& each) { return std::string(each.param); });

// The pool's own thread looks after calls that nobody waits for, and may have gone to sleep before a caller does: a
// result that wakes it is not to pass the caller by.
TEST_P(PoolEndsBy, WhoWaitsLaterThanThePoolsThreadIsWokenAsSoon) {
    mp::Pool pool(of(2));
    const std::string gate = directory / "gate";
    auto held = pool.apply_async(mp::fn<wait_for_file>, gate);
    pool.apply(mp::fn<sleep_ms>, 1);
    const mp::test::Stopwatch watch;
    for (int i = 0; i < 20; ++i) {
        std::this_thread::sleep_for(2ms);  // for the thread to fall asleep
        EXPECT_EQ(pool.apply(mp::fn<sleep_ms>, 3), 3);
        auto result = pool.apply_async(mp::fn<sleep_ms>, 6);
        std::this_thread::sleep_for(2ms);
        EXPECT_EQ(result.get(20s), 6);
    }
    EXPECT_LT(watch.fair(), 2s) << "a wait that is passed by lasts 200 ms";
    std::ofstream(gate).put('x');
    held.get(20s);
}

// proves: 0.1.AsyncResult.wait, 0.1.AsyncResult.get, 10.wait, 10.ready
TEST_P(PoolEndsBy, WaitingEndsWithTheTime) {
    mp::Pool pool(of(1));
    const std::string gate = directory / "gate";
    auto result = pool.apply_async(mp::fn<wait_for_file>, gate);
    const auto begin = std::chrono::steady_clock::now();
    result.wait(0s);
    result.wait(-1h);
    result.wait(30ms);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 30ms);
    EXPECT_FALSE(result.ready());
    touch(gate);
    result.wait();
    EXPECT_TRUE(result.ready());
}

// proves: 0.1.IMapIterator.next
TEST_P(PoolEndsBy, NextWithoutTimeOnlyLooks) {
    mp::Pool pool(of(1));
    const std::string gate = directory / "gate";
    auto it = pool.imap(mp::fn<wait_for_file>, std::vector<std::string>{gate});
    EXPECT_THROW(it.next(0s), mp::TimeoutError);
    EXPECT_THROW(it.next(-1h), mp::TimeoutError);
    touch(gate);
    EXPECT_EQ(it.next(20s), 1);
    EXPECT_THROW(it.next(0s), mp::StopIteration);
}

// proves: 10.input-iterable-raises
TEST_P(PoolEndsBy, AnInputThatThrowsComesOutOfMapAsItIs) {
    mp::Pool pool(of(2));
    auto input = std::views::iota(0, 20) | std::views::transform([](int x) {
                     if (x == 11) throw std::logic_error("no more");
                     return x;
                 });
    EXPECT_THROW(pool.map(mp::fn<square>, input), std::logic_error);
    EXPECT_THROW(pool.map_async(mp::fn<square>, input), std::logic_error);
    EXPECT_EQ(pool.progress().submitted, 0U);
    EXPECT_EQ(pool.apply(mp::fn<square>, 3), 9);
}

// proves: 10.map_async
TEST_P(PoolEndsBy, AnEmptyInputCallsNobody) {
    mp::Pool pool(of(1));
    std::atomic<int> calls{0};
    auto result = pool.map_async(mp::fn<square>, std::vector<int>{},
                                 {.callback = [&](const std::vector<int>&) { ++calls; },
                                  .error_callback = [&](std::exception_ptr) { ++calls; }});
    EXPECT_TRUE(result.get(20s).empty());
    EXPECT_EQ(pool.apply(mp::fn<square>, 3), 9);
    EXPECT_EQ(calls, 0);
}

std::string& handlers_file() {
    static std::string path;
    return path;
}
void register_a_handler(const std::string& path) {
    handlers_file() = path;
    std::atexit([] { std::ofstream(handlers_file(), std::ios::app).put('x'); });
}

// proves: 10.worker-s-own-exit, 17._TestPoolWorkerErrors, 17._TestFinalize
TEST_P(PoolEndsBy, AWorkerThatEndsWellRunsItsExitHandlers) {
    const std::string file = directory / "handlers";
    mp::Pool pool(
        {.processes = 2, .initializer = mp::call<register_a_handler>(file), .context = mp::get_context(GetParam())});
    EXPECT_EQ(pool.map(mp::fn<square>, {1, 2, 3}), (std::vector<int>{1, 4, 9}));
    pool.close();
    pool.join();
    ASSERT_TRUE(mp::test::wait_until([&] { return std::filesystem::exists(file); }));
    EXPECT_TRUE(mp::test::wait_until([&] { return std::filesystem::file_size(file) == 2; }));
}

// proves: 3.pool.RemoteTraceback, 10.exception-in-a-worker
TEST_P(PoolEndsBy, AnErrorSaysWhereItComesFrom) {
    mp::Pool pool(of(1));
    try {
        pool.apply(mp::fn<[](int) -> int { throw mp::KeyError("absent"); }>, 1);
        FAIL() << "nothing was thrown";
    } catch (const mp::KeyError& error) {
        EXPECT_STREQ(error.what(), "absent");
        EXPECT_NE(error.remote_traceback(), "");
    }
}

// proves: 10.references
TEST(ThreadPoolEnds, NothingOfATaskIsKept) {
    mp::ThreadPool pool(2);
    auto argument = std::make_shared<int>(1);
    {
        auto result = pool.apply_async([](const std::shared_ptr<int>& p) { return p; }, argument);
        EXPECT_EQ(*result.get(), 1);
        const auto held = pool.map([](const std::shared_ptr<int>& p) { return p; }, std::vector(5, argument));
        EXPECT_EQ(held.size(), 5U);
    }
    EXPECT_TRUE(mp::test::wait_until([&] { return argument.use_count() == 1; })) << argument.use_count();
    auto captured = std::make_shared<int>(2);
    pool.apply([captured] {});
    EXPECT_TRUE(mp::test::wait_until([&] { return captured.use_count() == 1; })) << captured.use_count();
}

// proves: 10.Pool, 17._TestPool
TEST(PoolOfMany, TwoHundredWorkersShareAThousandTasks) {
    { mp::Pool first(1); }
    const mp::test::LeakCheck leaks;
    mp::Pool pool(200);
    const auto pids =
        pool.map(mp::fn<[](int) { return sleep_ms(1), own_pid(0); }>, std::views::iota(0, 1000), {.chunksize = 1});
    EXPECT_EQ(pids.size(), 1000U);
    EXPECT_GT(std::set<int>(pids.begin(), pids.end()).size(), 1U);
    pool.close();
    pool.join();
}

}  // namespace
