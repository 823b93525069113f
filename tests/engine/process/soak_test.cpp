// SPDX-License-Identifier: MIT
// H1 in full: 10,000 processes started and joined one by one by each start method, and as many children of one nursery.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <string>

#include "mp/context.h"
#include "mp/process.h"
#include "process/nursery.h"
#include "process_children.h"
#include "support/leaks.h"
#include "support/tenths.h"
#include "support/wait.h"
#include "support/watchdog.h"

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int count = 10'000;

void print_rate(const char* what, Clock::time_point begin) {
    const std::chrono::duration<double> spent = Clock::now() - begin;
    std::printf("%s: %.0f/s\n", what, count / spent.count());
}

void start_and_join(const mp::Context& context = mp::get_context("fork")) {
    auto p = context.Process({.target = mp::call<mp::test::children::nothing>()});
    p.start();
    p.join();
    ASSERT_EQ(p.exitcode(), 0);
}

void start_and_join_many(const char* method) {
    const mp::test::Watchdog limit(1700s);
    const mp::Context context = mp::get_context(method);
    start_and_join(context);  // registry, reaper, fork server: made once
    const mp::test::LeakCheck leaks;
    mp::test::Tenths tenths(std::string("processes by ") + method, count);
    for (int i = 0; i < count; ++i) {
        start_and_join(context);
        tenths.done(1);
    }
    tenths.expect_no_growth();
}

TEST(ProcessSoak, H1_StartedAndJoinedOneByOne) {
    start_and_join_many("fork");
}
TEST(ProcessSoak, H1_SpawnedAndJoinedOneByOne) {
    start_and_join_many("spawn");
}
TEST(ProcessSoak, H1_StartedByTheForkServerAndJoinedOneByOne) {
    start_and_join_many("forkserver");
}

TEST(ProcessSoak, ChildrenOfANursery) {
    const mp::test::Watchdog limit(800s);
    start_and_join();
    const mp::test::LeakCheck leaks;
    std::atomic<int> ended{0};
    std::atomic<int> well{0};
    mp::process::Nursery nursery([](mp::process::Parcel) { return 0; }, "nursery");
    const auto begin = Clock::now();
    for (int i = 0; i < count; ++i) {
        const auto token = mp::telemetry::Registry::instance().reserve(
            {.name = "child", .role = mp::telemetry::Role::pool_worker, .daemon = true, .pool = 0});
        nursery.start(token, {}, [&](const mp::process::ExitInfo& info) {
            well += info.exitcode == 0;
            ++ended;
        });
    }
    ASSERT_TRUE(mp::test::wait_until([&] { return ended == count; }));
    print_rate("children of a nursery", begin);
    EXPECT_EQ(well, count);
}

}  // namespace
