// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ranges>

#include "mp/pool.h"
#include "pool_functions.h"
#include "support/temporary.h"

namespace {

using namespace std::chrono_literals;
using namespace pool_test;

// proves: 10.imap, 10.IMapIterator, 10.imap-chunksize-1
TEST(Imap, GivesResultsInOrder) {
    mp::Pool pool(3);
    for (const int chunksize : {1, 7, 5000}) {
        int next = 0;
        for (const int y : pool.imap(mp::fn<square>, std::views::iota(0, 1000), {.chunksize = chunksize})) {
            ASSERT_EQ(y, next * next);
            ++next;
        }
        EXPECT_EQ(next, 1000);
        auto it = pool.imap(mp::fn<square>, std::views::iota(0, 1000), {.chunksize = chunksize});
        for (int i = 0; i < 1000; ++i) ASSERT_EQ(it.next(), i * i);
        EXPECT_THROW(it.next(), mp::StopIteration);
        EXPECT_THROW(it.next(), mp::StopIteration) << "again and again";
    }
}

// proves: 10.imap_unordered
TEST(Imap, UnorderedGivesEachOnce) {
    mp::Pool pool(3);
    for (const int chunksize : {1, 7, 5000}) {
        std::vector<int> seen;
        for (const int y : pool.imap_unordered(mp::fn<square>, std::views::iota(0, 1000), {.chunksize = chunksize}))
            seen.push_back(y);
        std::sort(seen.begin(), seen.end());
        ASSERT_EQ(seen.size(), 1000U);
        for (int i = 0; i < 1000; ++i) ASSERT_EQ(seen[static_cast<std::size_t>(i)], i * i);
    }
}

TEST(Imap, UnorderedDoesNotWaitForTheSlow) {
    mp::Pool pool(2);
    const mp::test::TemporaryDirectory directory;
    const std::string gate = (directory.path() / "gate").string();
    touch(directory.path() / "open");
    const std::vector<std::string> inputs{gate, (directory.path() / "open").string()};
    auto it = pool.imap_unordered(mp::fn<wait_for_file>, inputs);
    EXPECT_EQ(it.next(), 1);
    EXPECT_THROW(it.next(10ms), mp::TimeoutError);
    touch(gate);
    EXPECT_EQ(it.next(), 1);
}

// proves: 10.imap
TEST(Imap, PullsItsInputAsItGoes) {
    mp::Pool pool(2);
    int pulled = 0;
    auto input = std::views::iota(0) | std::views::transform([&](int x) { return ++pulled, x; });
    auto it = pool.imap(mp::fn<square>, input);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(it.next(), i * i);
    EXPECT_LT(pulled, 1000) << "an endless input must not be drained";
}

// proves: 10.imap, 10.IMapIterator
TEST(Imap, AFailingItemRaisesAtItsPlace) {
    mp::Pool pool(2);
    for (const int chunksize : {1, 3}) {
        auto it = pool.imap(mp::fn<fail_on_seven>, std::views::iota(0, 20), {.chunksize = chunksize});
        for (int i = 0; i < 20; ++i) {
            if (i == 7) {
                EXPECT_THROW(it.next(), std::out_of_range);
            } else {
                EXPECT_EQ(it.next(), i);
            }
        }
        EXPECT_THROW(it.next(), mp::StopIteration);
    }
}

// proves: 10.input-iterable-raises
TEST(Imap, AnInputThatThrowsRaisesAfterTheItemsBeforeIt) {
    mp::Pool pool(2);
    auto input = std::views::iota(0) | std::views::transform([](int x) {
                     if (x == 5) throw std::logic_error("no more");
                     return x;
                 });
    auto it = pool.imap(mp::fn<square>, input);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(it.next(), i * i);
    EXPECT_THROW(it.next(), std::logic_error);
    EXPECT_EQ(pool.apply(mp::fn<square>, 3), 9);
}

TEST(Imap, AnIterationMayBeGivenUp) {
    mp::Pool pool(2);
    {
        auto it = pool.imap(mp::fn<square>, std::views::iota(0));
        EXPECT_EQ(it.next(), 0);
    }
    EXPECT_EQ(pool.apply(mp::fn<square>, 3), 9);
    pool.close();
    pool.join();
}

// proves: 0.1.IMapIterator.next, 3.TimeoutError, 10.IMapIterator
TEST(Imap, NextHasATimeout) {
    mp::Pool pool(1);
    const mp::test::TemporaryDirectory directory;
    const std::string gate = (directory.path() / "gate").string();
    auto it = pool.imap(mp::fn<wait_for_file>, std::vector<std::string>{gate});
    EXPECT_THROW(it.next(20ms), mp::TimeoutError);
    touch(gate);
    EXPECT_EQ(it.next(), 1);
}

}  // namespace
