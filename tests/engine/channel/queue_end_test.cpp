// SPDX-License-Identifier: MIT
// How a queue is made without a bound, and how a process ends that has put more than is in the ring.
#include <gtest/gtest.h>

#include <chrono>

#include "engine/channel/stream.h"
#include "mp/context.h"
#include "mp/queues.h"
#include "support/leaks.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;

constexpr int more_than_fits = 5000;

void put_many(const mp::Queue<int>& queue, bool cancel) {
    for (int i = 0; i < more_than_fits; ++i) queue.put(i);
    if (cancel) queue.cancel_join_thread();
}

class QueueEndBy : public testing::TestWithParam<const char*> {
protected:
    mp::Process start(mp::Target target) {
        auto p = mp::get_context(GetParam()).Process({.target = std::move(target)});
        p.start();
        return p;
    }
};
INSTANTIATE_TEST_SUITE_P(StartMethods, QueueEndBy, testing::Values("fork", "spawn", "forkserver"),
                         [](const auto& each) { return std::string(each.param); });

// proves: 4.1.exit-with-unread-items, 16.with-a-queue-that-holds-unread
TEST_P(QueueEndBy, WaitsUntilWhatWasPutIsRead) {
    const mp::Queue<int> queue;
    auto p = start(mp::call<put_many>(queue, false));
    EXPECT_EQ(queue.get(20s), 0);
    p.join(100ms);
    EXPECT_TRUE(p.is_alive());
    for (int i = 1; i < more_than_fits; ++i) ASSERT_EQ(queue.get(20s), i);
    p.join(20s);
    EXPECT_EQ(p.exitcode(), 0);
}

// proves: 4.1.cancel_join_thread
TEST_P(QueueEndBy, DoesNotWaitWhereThatIsCancelled) {
    const mp::Queue<int> queue;
    auto p = start(mp::call<put_many>(queue, true));
    p.join(20s);
    EXPECT_EQ(p.exitcode(), 0);
    // What was lost is the end of it: what is there is whole and in order.
    int next = 0;
    while (const auto item = queue.try_get()) ASSERT_EQ(*item, next++);
    EXPECT_GT(next, 0);
}

// proves: 4.1.constructor
TEST(QueueSize, ZeroAndLessIsNoBound) {
    for (const std::int64_t maxsize : {0, -1, -1000}) {
        const mp::Queue<int> queue(maxsize);
        for (int i = 0; i < more_than_fits; ++i) queue.put(i, 0s);
        EXPECT_FALSE(queue.full());
        EXPECT_EQ(queue.qsize(), more_than_fits);
        for (int i = 0; i < more_than_fits; ++i) ASSERT_EQ(queue.get(20s), i);
    }
}

// QueueSoak.AHundredGigabytes in short.
TEST(QueueMany, AGigabyteLeavesNothingBehind) {
    // All that the queue may hold is less than the slack of the measurement: how full it was by then is chance.
    mp::channel_test::stream_through_a_queue(1'000'000'000, 300'000);
}

}  // namespace
