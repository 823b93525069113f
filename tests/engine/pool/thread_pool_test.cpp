// SPDX-License-Identifier: MIT
// mp::ThreadPool: what mp::Pool promises, over threads, for any callable.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <latch>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

#include "mp/observe.h"
#include "mp/pool.h"
#include "support/leaks.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

int square(int x) {
    return x * x;
}
int multiply(int x, int y) {
    return x * y;
}

// proves: 10.pool.ThreadPool
TEST(ThreadPool, CallsAnything) {
    mp::ThreadPool pool(3);
    int base = 100;
    EXPECT_EQ(pool.apply(square, 7), 49);
    EXPECT_EQ(pool.apply(mp::fn<multiply>, 6, 7), 42);
    EXPECT_EQ(pool.apply(mp::call<multiply>(6, 7)), 42);
    EXPECT_EQ(pool.apply([&](int x) { return base + x; }, 1), 101);
    pool.apply([&] { base = 5; });
    EXPECT_EQ(base, 5);
    auto owned = std::make_unique<int>(9);
    EXPECT_EQ(pool.apply([](std::unique_ptr<int> p) { return *p; }, std::move(owned)), 9);
}

TEST(ThreadPool, MapsInOrder) {
    mp::ThreadPool pool(4);
    std::vector<int> expected(1000);
    for (int i = 0; i < 1000; ++i) expected[static_cast<std::size_t>(i)] = i * i;
    EXPECT_EQ(pool.map(square, std::views::iota(0, 1000)), expected);
    EXPECT_EQ(pool.map(square, std::views::iota(0, 1000), {.chunksize = 1}), expected);
    EXPECT_EQ(pool.map_async(square, std::views::iota(0, 1000)).get(), expected);
    EXPECT_THAT(pool.map(square, {1, 2, 3}), ElementsAre(1, 4, 9));
    EXPECT_TRUE(pool.map(square, std::vector<int>{}).empty());
    EXPECT_EQ(pool.map([](int) {}, {1, 2}).size(), 2U);
    EXPECT_THAT(pool.map([](int x) { return x > 1; }, {1, 2}), ElementsAre(false, true));
    EXPECT_THAT(pool.starmap(multiply, {std::pair{2, 3}, std::pair{4, 5}}), ElementsAre(6, 20));
    const std::vector<std::tuple<int, int>> items{{1, 2}, {3, 4}};
    EXPECT_THAT(pool.starmap_async(multiply, items).get(), ElementsAre(2, 12));
}

TEST(ThreadPool, UsesAllItsThreads) {
    mp::ThreadPool pool({.processes = 4});
    std::latch all(4);
    const auto ids = pool.map(
        [&](int) {
            all.arrive_and_wait();
            return std::this_thread::get_id();
        },
        {0, 1, 2, 3}, {.chunksize = 1});
    EXPECT_EQ(std::set<std::thread::id>(ids.begin(), ids.end()).size(), 4U);
    EXPECT_FALSE(std::find(ids.begin(), ids.end(), std::this_thread::get_id()) != ids.end());
}

TEST(ThreadPool, ExceptionsComeOutAsTheyAre) {
    mp::ThreadPool pool(2);
    struct Own {
        int value;
    };
    try {
        pool.apply([] { throw Own{7}; });
        FAIL();
    } catch (const Own& own) {
        EXPECT_EQ(own.value, 7);
    }
    std::atomic<int> runs{0};
    const auto failing = [&](int x) {
        ++runs;
        if (x == 3) throw std::out_of_range("three");
        return x;
    };
    EXPECT_THROW(pool.map(failing, std::views::iota(0, 20)), std::out_of_range);
    EXPECT_EQ(runs, 20);
    auto result = pool.apply_async(failing, 3);
    EXPECT_THROW(result.get(), std::out_of_range);
    EXPECT_THROW(result.get(), std::out_of_range) << "each time";
    EXPECT_FALSE(result.successful());
}

TEST(ThreadPool, ResultsAreWaitedFor) {
    mp::ThreadPool pool(1);
    std::latch gate(1);
    auto result = pool.apply_async([&] {
        gate.wait();
        return 1;
    });
    EXPECT_FALSE(result.ready());
    EXPECT_THROW(result.get(10ms), mp::TimeoutError);
    EXPECT_THROW(static_cast<void>(result.successful()), mp::ValueError);
    gate.count_down();
    EXPECT_EQ(result.get(20s), 1);
    EXPECT_TRUE(result.successful());
}

TEST(ThreadPool, CallbacksRunBeforeItIsReady) {
    mp::ThreadPool pool(2);
    int seen = 0;
    auto good = pool.apply_async([] { return 5; }, {.callback = [&](int v) { seen = v; }});
    good.wait();
    EXPECT_EQ(seen, 5);
    std::string error;
    auto bad =
        pool.apply_async([]() -> int { throw std::runtime_error("no"); }, {.error_callback = [&](std::exception_ptr e) {
                             try {
                                 std::rethrow_exception(e);
                             } catch (const std::exception& what) {
                                 error = what.what();
                             }
                         }});
    bad.wait();
    EXPECT_EQ(error, "no");
    std::vector<int> list;
    pool.map_async(square, std::vector<int>{1, 2}, {.callback = [&](const std::vector<int>& all) { list = all; }})
        .wait();
    EXPECT_THAT(list, ElementsAre(1, 4));
    auto rude = pool.apply_async([] { return 1; }, {.callback = [](int) { throw std::runtime_error("rude"); }});
    EXPECT_EQ(rude.get(20s), 1);
    EXPECT_EQ(pool.apply(square, 3), 9);  // and it goes on
}

TEST(ThreadPool, IteratesLazily) {
    mp::ThreadPool pool(2);
    int pulled = 0;
    auto endless = std::views::iota(0) | std::views::transform([&](int i) {
                       pulled = i;
                       return i;
                   });
    {
        auto results = pool.imap(square, endless);
        for (int i = 0; i < 100; ++i) EXPECT_EQ(results.next(20s), i * i);
        EXPECT_LT(pulled, 200);
    }
    std::multiset<int> found;
    for (const int y : pool.imap_unordered(square, {1, 2, 3}, {.chunksize = 2})) found.insert(y);
    EXPECT_THAT(found, ElementsAre(1, 4, 9));
    auto some = pool.imap([](int x) { return x == 1 ? throw std::range_error("one") : x; }, {0, 1, 2});
    EXPECT_EQ(some.next(), 0);
    EXPECT_THROW(some.next(), std::range_error);
    EXPECT_EQ(some.next(), 2);
    EXPECT_THROW(some.next(), mp::StopIteration);
    EXPECT_THROW(some.next(), mp::StopIteration);
}

TEST(ThreadPool, InputsThatThrow) {
    mp::ThreadPool pool(2);
    auto bad =
        std::views::iota(0, 10) | std::views::transform([](int i) { return i == 5 ? throw mp::KeyError("5") : i; });
    EXPECT_THROW(pool.map(square, bad), mp::KeyError);
    auto results = pool.imap(square, bad);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(results.next(), i * i);
    EXPECT_THROW(results.next(), mp::KeyError);
    EXPECT_EQ(pool.apply(square, 3), 9);
}

// proves: 10.pool.ThreadPool
TEST(ThreadPool, ClosesAndJoins) {
    mp::ThreadPool pool(2);
    EXPECT_EQ(pool.repr(), "<multiprocessing.pool.ThreadPool state=RUN pool_size=2>");
    EXPECT_THROW(pool.join(), mp::ValueError);
    std::atomic<int> done{0};
    for (int i = 0; i < 50; ++i) pool.apply_async([&] { ++done; });
    pool.close();
    pool.close();
    EXPECT_THROW(pool.apply(square, 1), mp::ValueError);
    pool.join();
    pool.join();
    EXPECT_EQ(done, 50);
    std::ostringstream out;
    out << pool;
    EXPECT_EQ(out.str(), "<multiprocessing.pool.ThreadPool state=CLOSE pool_size=2>");
    EXPECT_EQ(pool.progress().done, 50U);
}

TEST(ThreadPool, TerminatesAndCancels) {
    std::latch begun(1);
    std::latch gate(1);
    mp::ThreadPool pool(1);
    auto running = pool.apply_async([&] {
        begun.count_down();
        gate.wait();
        return 1;
    });
    auto waiting = pool.apply_async([] { return 2; });
    auto cancelled = pool.apply_async([] { return 3; });
    begun.wait();
    EXPECT_TRUE(cancelled.cancel());
    EXPECT_THROW(cancelled.get(20s), mp::CancelledError);
    EXPECT_FALSE(running.cancel({.running = true}));  // a thread cannot be stopped
    pool.terminate();
    EXPECT_THROW(waiting.get(20s), mp::CancelledError);
    EXPECT_THROW(running.get(20s), mp::CancelledError);
    gate.count_down();
    pool.join();
}

TEST(ThreadPool, LeavesNothing) {
    mp::ThreadPool(1).apply(square, 1);
    const mp::test::LeakCheck leaks;
    for (int i = 0; i < 50; ++i) {
        mp::ThreadPool pool(3);
        for (int k = 0; k < 20; ++k) pool.apply_async(square, k);
    }
}

TEST(ThreadPool, Resizes) {
    mp::ThreadPool pool(1);
    pool.resize(3);
    EXPECT_EQ(pool.processes(), 3);
    std::latch all(3);
    pool.map([&](int) { all.arrive_and_wait(); }, {0, 1, 2}, {.chunksize = 1});
    pool.resize(1);
    EXPECT_EQ(pool.apply(square, 2), 4);
    EXPECT_THROW(pool.resize(0), mp::ValueError);
}

TEST(ThreadPool, RefusesWhatMakesNoSense) {
    EXPECT_THROW(mp::ThreadPool(0), mp::ValueError);
    mp::ThreadPool pool(1);
    EXPECT_THROW(pool.map(square, {1}, {.chunksize = 0}), mp::ValueError);
    EXPECT_THROW(pool.map(square, {1}, {.retries = 1}), mp::ValueError);
    EXPECT_THROW(pool.apply_async([] { return 1; }, {.timeout = 1s}), mp::ValueError);
}

TEST(ThreadPool, RunsItsInitializerInEachThread) {
    std::atomic<int> started{0};
    thread_local int prepared = 0;
    mp::ThreadPool pool({.processes = 3, .initializer = [&] {
                             prepared = 1;
                             ++started;
                         }});
    EXPECT_EQ(pool.apply([] { return prepared; }), 1);
    EXPECT_TRUE(mp::test::wait_until([&] { return started == 3; }));
}

TEST(ThreadPool, IsSeenByObservers) {
    const auto pools = [] { return mp::observe::attach(::getpid()).snapshot().pools; };
    const mp::ThreadPool other(1);
    const auto before = pools().size();
    std::latch begun(2);
    std::latch over(1);
    mp::ThreadPool pool(2);
    std::vector<mp::AsyncResult<int>> results;
    for (int i = 0; i < 3; ++i) {
        results.push_back(pool.apply_async([&, i] {
            if (i < 2) begun.count_down();
            over.wait();
            return i;
        }));
    }
    begun.wait();
    ASSERT_EQ(pools().size(), before + 1);
    const auto seen = pools().back();
    EXPECT_EQ(seen.target_size, 2U);
    EXPECT_EQ(seen.alive_count, 2U);
    EXPECT_EQ(seen.busy_count, 2U);
    EXPECT_EQ(seen.submitted_count, 3U);
    EXPECT_EQ(seen.running_count, 2U);
    EXPECT_EQ(seen.queued_count, 1U);
    EXPECT_TRUE(seen.accepting);
    over.count_down();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)].get(20s), i);
    EXPECT_EQ(pools().back().done_count, 3U);
    pool.close();
    pool.join();
    EXPECT_EQ(pools().back().alive_count, 0U);
    EXPECT_FALSE(pools().back().accepting);
}

// Many threads submit, wait, iterate and cancel at once.
TEST(ThreadPool, IsSharedByThreads) {
    mp::ThreadPool pool(4);
    std::atomic<int> wrong{0};
    std::vector<std::jthread> users;
    for (int t = 0; t < 4; ++t) {
        users.emplace_back([&, t] {
            for (int i = 0; i < 100; ++i) {
                if (pool.apply(multiply, t, i) != t * i) ++wrong;
                auto some = pool.imap_unordered(square, std::views::iota(0, 10));
                if (i % 3 != 0) {
                    int sum = 0;
                    for (const int y : some) sum += y;
                    if (sum != 285) ++wrong;
                }
                auto maybe = pool.apply_async(square, i);
                if (!maybe.cancel() && maybe.get(20s) != i * i) ++wrong;
            }
        });
    }
    users.clear();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
