// SPDX-License-Identifier: MIT
#include "mp/queues.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "mp/exceptions.h"
#include "support/child.h"
#include "support/stopwatch.h"
#include "support/wait.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::Child;
using test::wait_until;

TEST(Queue, PutAndGet) {
    Queue<std::tuple<int, std::string>> q;
    q.put({42, "hello"});
    EXPECT_EQ(q.get(), (std::tuple{42, std::string("hello")}));
    EXPECT_TRUE(q.empty());
}

// proves: 0.1.Queue.get, 0.1.queue-get-false-t-put-x-false-t, 3.queue.Empty, 4.1.put, 4.1.put_nowait, 4.1.qsize
// proves: 4.1.full
TEST(Queue, PutRaisesFullOnlyWhenFull) {
    Queue<int> q(6);
    for (int i = 0; i < 6; ++i) {
        EXPECT_FALSE(q.full());
        q.put(i, 0s);
    }
    EXPECT_TRUE(q.full());
    EXPECT_EQ(q.qsize(), 6);
    EXPECT_THROW(q.put_nowait(7), Full);
    EXPECT_THROW(q.put(7, false), Full);
    EXPECT_THROW(q.put(7, false, 10s), Full);
    EXPECT_THROW(q.put(7, 20ms), Full);
    EXPECT_THROW(q.put(7, true, -1s), Full);
    EXPECT_EQ(q.get(), 0);
    EXPECT_FALSE(q.full());
    q.put_nowait(7);
    for (int expected : {1, 2, 3, 4, 5, 7}) EXPECT_EQ(q.get(), expected);
}

// proves: 0.1.Queue.get, 0.1.queue-get-false-t-put-x-false-t, 3.queue.Empty, 4.1.get, 4.1.get_nowait
TEST(Queue, GetRaisesEmptyInTime) {
    Queue<int> q;
    EXPECT_THROW(q.get_nowait(), Empty);
    EXPECT_THROW(q.get(false, 10s), Empty);
    EXPECT_THROW(q.get(-1s), Empty);
    EXPECT_EQ(q.try_get(), std::nullopt);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_THROW(q.get(100ms), Empty);
    EXPECT_GE(std::chrono::steady_clock::now() - start, 100ms);
    q.put(1);
    EXPECT_EQ(q.try_get(), 1);
}

// proves: 4.1.put
TEST(Queue, PutWaitsForRoom) {
    Queue<int> q(1);
    q.put(1);
    Child child([&] {
        ::usleep(30000);
        if (q.get() != 1) throw RuntimeError("not 1");
    });
    q.put(2);
    EXPECT_EQ(child.join(), 0);
    EXPECT_EQ(q.get(), 2);
}

// proves: 4.1.get, 17._TestQueue
TEST(Queue, AForkedChildSeesWhatWasPutBefore) {
    Queue<int> q;
    for (int i = 0; i < 10; ++i) q.put(i);
    Child child([&] {
        for (int i = 10; i < 20; ++i) q.put(i);
    });
    EXPECT_EQ(child.join(), 0);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(q.get(), i);
    EXPECT_TRUE(q.empty());
}

// proves: 4.1.put, 4.1.get, 4.1.empty, 4.1.close, 4.1.join_thread
TEST(Queue, ClosedQueuesSayPythonsWords) {
    Queue<int> q;
    q.put(1);
    EXPECT_THROW(q.join_thread(), AssertionError);
    q.close();
    q.close();
    q.join_thread();
    q.join_thread();
    try {
        q.put(2);
        FAIL();
    } catch (const ValueError& error) {
        EXPECT_EQ(std::string(error.what()), "Queue " + q.repr() + " is closed");
    }
    EXPECT_THROW(q.get(), ValueError);
    EXPECT_THROW(q.get_nowait(), ValueError);
    EXPECT_THROW(q.empty(), OSError);
    Queue<int> unused;
    unused.close();
    EXPECT_TRUE(unused.empty());
    EXPECT_THAT(q.repr(), testing::MatchesRegex("<multiprocessing.queues.Queue object at 0x[0-9a-f]+>"));
}

TEST(Queue, CopiesAreTheSameQueue) {
    Queue<int> a(QueueOptions{.maxsize = 3, .name = "in"});
    Queue<int> b = a;
    a.put(1);
    EXPECT_EQ(b.get(), 1);
    EXPECT_EQ(a, b);
    EXPECT_EQ(a.name(), "in");
}

struct Refuses {
    int value = 0;
    template <class Ar>
    void serialize(Ar& ar) {
        if (value == 13) throw RuntimeError("13 is refused");
        ar(value);
    }
};

// proves: 4.1.unpicklable-item
TEST(Queue, WhatAnItemThrowsComesOutOfPutAndNothingIsIn) {
    Queue<Refuses> q(2);
    EXPECT_THROW(q.put({13}), RuntimeError);
    EXPECT_EQ(q.qsize(), 0);
    q.put({1});
    q.put({2});
    EXPECT_EQ(q.get().value, 1);
    EXPECT_EQ(q.get().value, 2);
}

// proves: 0.2.plain-data
TEST(Queue, ItemsOfEverySizeArriveWhole) {
    Queue<std::vector<std::string>> q;
    std::vector<std::size_t> sizes;
    for (std::size_t size = 0; size < 20000; size = size * 3 / 2 + 1) sizes.push_back(size);
    Child child([&] {
        for (const std::size_t size : sizes) q.put({std::string(size, 'a'), std::string(size / 2, 'b')});
    });
    for (const std::size_t size : sizes) {
        const auto item = q.get();
        ASSERT_EQ(item.at(0), std::string(size, 'a'));
        ASSERT_EQ(item.at(1), std::string(size / 2, 'b'));
    }
    EXPECT_EQ(child.join(), 0);
}

// proves: 4.1.qsize
TEST(Queue, AnUnboundedPutNeverWaits) {
    Queue<int> q;
    for (int i = 0; i < 5000; ++i) q.put(i);
    EXPECT_EQ(q.qsize(), 5000);
    for (int i = 0; i < 5000; ++i) ASSERT_EQ(q.get(), i);
    EXPECT_EQ(q.qsize(), 0);
    q.put(1);
    EXPECT_EQ(q.get(), 1);
}

// proves: 4.1.join_thread
TEST(Queue, AProcessFeedsTheRestBeforeJoinThreadReturns) {
    Queue<int> q;
    Child child([&] {
        for (int i = 0; i < 5000; ++i) q.put(i);
        q.close();
        q.join_thread();
    });
    for (int i = 0; i < 5000; ++i) ASSERT_EQ(q.get(), i);
    EXPECT_EQ(child.join(), 0);
}

TEST(Queue, AForkedChildDoesNotFeedWhatItsParentKeeps) {
    Queue<int> q;
    for (int i = 0; i < 3000; ++i) q.put(i);
    Child child([&] {
        q.put(-1);
        q.close();
        q.join_thread();
    });
    std::vector<int> own;
    int seen = 0;
    for (int i = 0; i < 3001; ++i) {
        const int value = q.get();
        if (value == -1) {
            ++seen;
        } else {
            own.push_back(value);
        }
    }
    EXPECT_EQ(child.join(), 0);
    EXPECT_EQ(seen, 1);
    std::vector<int> expected(3000);
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(own, expected);
    EXPECT_THROW(q.get(20ms), Empty);
}

TEST(Queue, ManyThreadsOfOneProcess) {
    Queue<int> q(10);
    std::atomic<long> sum{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t) {
        threads.emplace_back([&] {
            for (int i = 1; i <= 2000; ++i) q.put(i);
        });
        threads.emplace_back([&] {
            for (int i = 1; i <= 2000; ++i) sum += q.get();
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(sum, 3L * 2000 * 2001 / 2);
}

// proves: G4
TEST(Queue, GetSaysThatEverybodyElseIsGone) {
    Queue<int> q;
    Queue<int> started;
    Child child([&] {
        started.put(1);
        ::pause();
    });
    started.get();
    child.end(SIGKILL);
    const test::Stopwatch watch;
    EXPECT_THROW(q.get(), PeerLost);
    EXPECT_LT(watch.fair(), 1s);
    EXPECT_THROW(q.get(50ms), Empty);
}

// proves: 4.2.task_done, 4.2.join
TEST(JoinableQueue, JoinWaitsForEveryTaskDone) {
    JoinableQueue<int> q;
    q.join();
    EXPECT_THROW(q.task_done(), ValueError);
    Child child([&] {
        for (int i = 0; i < 100; ++i) {
            q.get();
            q.task_done();
        }
    });
    for (int i = 0; i < 100; ++i) q.put(i);
    q.join();
    EXPECT_TRUE(q.empty());
    EXPECT_EQ(child.join(), 0);
    EXPECT_THROW(q.task_done(), ValueError);
}

// proves: C8
TEST(JoinableQueue, JoinSaysThatAConsumerWasLost) {
    JoinableQueue<int> q;
    Queue<int> got;
    Child child([&] {
        q.get();
        q.task_done();
        q.get();
        q.get();
        got.put(1);
        ::pause();
    });
    for (int i = 0; i < 4; ++i) q.put(i);
    got.get();
    child.end(SIGKILL);
    EXPECT_EQ(q.get(), 3);
    q.task_done();
    EXPECT_THROW(q.join(), ConsumerLost);
    q.join();
}

// proves: 4.3.put, 4.3.get, 4.3.empty, 4.3.close, 17._TestQueue
TEST(SimpleQueue, PutGetEmptyClose) {
    SimpleQueue<std::string> q;
    EXPECT_TRUE(q.empty());
    Child child([&] { q.put("hello"); });
    EXPECT_EQ(q.get(), "hello");
    EXPECT_EQ(child.join(), 0);
    EXPECT_TRUE(q.empty());
    q.close();
    q.close();
    EXPECT_THROW(q.put("x"), OSError);
    EXPECT_THROW(q.get(), OSError);
    EXPECT_THROW(q.empty(), OSError);
}

// proves: 0.2.Queue, 4.1.pickling
TEST(Queue, TravelsOnlyWhileAProcessIsStarted) {
    Queue<int> q;
    detail::Writer writer;
    try {
        detail::encode(writer, q);
        FAIL();
    } catch (const RuntimeError& error) {
        EXPECT_STREQ(error.what(), "Queue objects should only be shared between processes through inheritance");
    }
    detail::ParcelContext parcel(detail::ParcelContext::Journey::start_of_process);
    detail::Writer packer(&parcel);
    detail::encode(packer, q);
    detail::ParcelContext arrived(detail::ParcelContext::Journey::start_of_process,
                                  {::dup(parcel.descriptors().at(0))});
    detail::Reader reader(packer.bytes(), &arrived);
    const auto again = detail::decode<Queue<int>>(reader);
    again.put(7);
    EXPECT_EQ(q.get(), 7);
}

template <class Q, class Limit>
concept TakesAsLimit = requires(const Q& q, Limit limit) {
    q.get(limit);
}
|| requires(const Q& q, Limit limit) {
    q.put(1, limit);
};

TEST(Queue, TakesTimeLimitsWithAUnitOnly) {
    static_assert(!TakesAsLimit<Queue<int>, int> && !TakesAsLimit<Queue<int>, double>);
    static_assert(TakesAsLimit<Queue<int>, bool> && TakesAsLimit<Queue<int>, std::chrono::seconds>);
    const Queue<int> q(1);
    q.put(1, {.timeout = 10s});
    EXPECT_THROW(q.put(2, {.timeout = 10ms}), Full);
    EXPECT_THROW(q.put(2, {.block = false}), Full);
    EXPECT_EQ(q.get({.timeout = 10s}), 1);
    EXPECT_THROW(q.get({.block = false}), Empty);
    const test::Stopwatch watch;
    EXPECT_EQ(q.try_get(20ms), std::nullopt);
    EXPECT_GE(watch.elapsed(), 20ms);
    q.put(3);
    EXPECT_EQ(q.try_get(10s), 3);
}

}  // namespace
}  // namespace mp
