// SPDX-License-Identifier: MIT
// A process that is killed inside acquire and release, notify, set, wait and the rest, at every machine instruction of
// them in turn (see support/crash_point.h): whoever is left goes on within the second of the contract.
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "mp/sharedctypes.h"
#include "mp/synchronize.h"
#include "support/child.h"
#include "support/crash_point.h"
#include "support/stopwatch.h"
#include "support/wait.h"
#include "telemetry/registry.h"

namespace {

using namespace std::chrono_literals;
using mp::test::Child;
using mp::test::End;
using mp::test::Stopwatch;

void nothing() {}

// A kill after 1, 1 + stride, … instructions until the operation is through; survives() after each.
int sweep(const std::function<void()>& arrange, const std::function<void()>& prepare,
          const std::function<void()>& operation, const std::function<void(End)>& survives, int usual_stride = 13) {
    const int stride = mp::test::stride(usual_stride);
    int points = 0;
    for (int steps = 1;; steps += stride) {
        arrange();
        const End end = mp::test::kill_at(steps, mp::test::Step::instruction, prepare, operation);
        if (end == End::impossible) return 0;
        mp::telemetry::Registry::instance().look_for_deaths();
        survives(end);
        if (testing::Test::HasFailure()) {
            ADD_FAILURE() << "after " << steps << " instructions";
            return points;
        }
        ++points;
        if (end == End::finished) return points;
    }
}

template <class L>
class LockCrashPoint : public testing::Test {};
using Kinds = testing::Types<mp::Lock, mp::RLock, mp::Semaphore, mp::BoundedSemaphore>;
TYPED_TEST_SUITE(LockCrashPoint, Kinds);

// Nobody waits: all of acquire and release is one process's.
TYPED_TEST(LockCrashPoint, AcquireAndReleaseLeaveItToTheNext) {
    TypeParam lock;
    mp::RawValue<int> before(0);
    mp::RawValue<int> after(0);
    const int points =
        sweep([] {}, nothing,
              [&] {
                  lock.acquire();
                  before.value() = before.value() + 1;
                  after.value() = before.value();
                  lock.release();
              },
              [&](End end) {
                  const Stopwatch watch;
                  ASSERT_TRUE(lock.acquire(true, 20s));
                  EXPECT_LT(watch.fair(), 1s);
                  if (end == End::finished) {
                      EXPECT_EQ(before.value(), after.value());
                  }
                  if constexpr (std::is_same_v<TypeParam, mp::Lock> || std::is_same_v<TypeParam, mp::RLock>) {
                      // Torn state is always told; what is not told is whole.
                      if (!lock.owner_died()) {
                          EXPECT_EQ(before.value(), after.value());
                      }
                  }
                  after.value() = before.value();
                  lock.release();
                  ASSERT_TRUE(lock.acquire(false));  // one is in, and no more
                  std::thread([&] { EXPECT_FALSE(lock.acquire(false)); }).join();
                  lock.release();
              });
    if (points == 0) GTEST_SKIP() << "stepping a child is not allowed here";
    std::printf("%d points\n", points);
    EXPECT_GT(points, 2);
}

// One waits already, so that release has to wake it.
TYPED_TEST(LockCrashPoint, ReleaseWakesWhoWaits) {
    TypeParam lock;
    mp::Semaphore got(0);
    std::optional<Child> waiter;
    const int points = sweep([] {},
                             [&] {
                                 lock.acquire();
                                 waiter.emplace([&] {
                                     if (lock.acquire(true, 20s)) {
                                         lock.release();
                                         got.release();
                                     }
                                 });
                                 ::usleep(2000);  // most often asleep by then; both ways must do
                             },
                             [&] { lock.release(); },
                             [&](End) {
                                 const Stopwatch watch;
                                 EXPECT_TRUE(got.acquire(true, 20s));
                                 EXPECT_LT(watch.fair(), 1s);
                                 EXPECT_TRUE(lock.acquire(true, 20s));
                                 lock.release();
                             });
    if (points == 0) GTEST_SKIP() << "stepping a child is not allowed here";
    EXPECT_GT(points, 2);
}

// notify, in the hands of one who dies: the waiter is woken by it or by the next notification.
TEST(CrashPoint, NotifyNeverTakesTheWaitersAlong) {
    mp::Condition condition;
    mp::Semaphore woken(0);
    std::optional<Child> waiter;
    const int points = sweep(
        [&] {
            waiter.emplace([&] {
                const std::scoped_lock guard(condition);
                if (condition.wait(30s)) woken.release();
            });
            ASSERT_TRUE(mp::test::wait_until([&] { return condition.repr().ends_with(", 1)>"); }));
        },
        nothing,
        [&] {
            condition.acquire();
            condition.notify();
            condition.release();
        },
        [&](End end) {
            const Stopwatch watch({waiter->pid()});
            if (end != End::finished) {
                ASSERT_TRUE(condition.acquire(true, 20s));
                condition.notify_all();
                condition.release();
            }
            EXPECT_TRUE(woken.acquire(true, 20s));
            EXPECT_LT(watch.fair(), 1s);
            EXPECT_EQ(waiter->join(), 0);
            waiter.reset();
            EXPECT_TRUE(condition.repr().ends_with(", 0)>")) << condition.repr();
        });
    if (points == 0) GTEST_SKIP() << "stepping a child is not allowed here";
    EXPECT_GT(points, 2);
}

// A waiter that is killed on its way in is not counted, and hinders nobody.
TEST(CrashPoint, WaitLeavesNoGhost) {
    constexpr int stride = 41;  // 3,000 instructions lie on that way, and each point walks it from the start
    mp::Condition condition;
    const int points = sweep([] {}, nothing,
                             [&] {
                                 condition.acquire();
                                 condition.wait(1ms);
                                 condition.release();
                             },
                             [&](End) {
                                 const Stopwatch watch;
                                 ASSERT_TRUE(condition.acquire(true, 20s));
                                 condition.notify_all();
                                 condition.release();
                                 EXPECT_LT(watch.fair(), 1s);
                                 EXPECT_TRUE(condition.repr().ends_with(", 0)>")) << condition.repr();
                             },
                             stride);
    if (points == 0) GTEST_SKIP() << "stepping a child is not allowed here";
    EXPECT_GT(points, 2);
}

// set and clear: one store, so the event is set or not, and whoever waits is not left behind by the next set.
TEST(CrashPoint, SetIsThereOrNot) {
    mp::Event event;
    std::optional<Child> waiter;
    const int points = sweep(
        [&] {
            event.clear();
            waiter.emplace([&] {
                if (!event.wait(20s)) throw std::runtime_error("not woken");
            });
            ::usleep(1000);
        },
        nothing, [&] { event.set(); },
        [&](End end) {
            if (end == End::finished) {
                EXPECT_TRUE(event.is_set());
            }
            const Stopwatch watch({waiter->pid()});
            event.set();
            EXPECT_EQ(waiter->join(), 0);
            EXPECT_LT(watch.fair(), 1s);
        });
    if (points == 0) GTEST_SKIP() << "stepping a child is not allowed here";
    EXPECT_GT(points, 2);
}

}  // namespace
