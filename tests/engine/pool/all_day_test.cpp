// SPDX-License-Identifier: MIT
// A pool that lives as long as its program, and what that program makes and drops beside it.
#include <gtest/gtest.h>

#include <ranges>
#include <set>
#include <vector>

#include "memory/arena.h"
#include "mp/connection.h"
#include "mp/pool.h"
#include "mp/queues.h"
#include "mp/sharedctypes.h"
#include "mp/synchronize.h"
#include "pool_faults.h"
#include "pool_functions.h"
#include "support/wait.h"
#include "telemetry/registry.h"

namespace {

using namespace pool_test;

class AllDay : public PoolUnderFaults {};
INSTANTIATE_TEST_SUITE_P(StartMethods, AllDay, testing::ValuesIn(mp::test::children::start_methods),
                         [](const auto& each) { return std::string(each.param); });

// A worker that is still starting may know whatever is made meanwhile.
void wait_for_workers(mp::Pool& pool, std::size_t count) {
    std::set<int> started;
    ASSERT_TRUE(mp::test::wait_until([&] {
        for (const int pid : pool.map(mp::fn<pid_after_ms>, std::vector<int>(count, 10), {.chunksize = 1}))
            started.insert(pid);
        return started.size() == count;
    }));
}

std::uint32_t slots_used() {
    return mp::telemetry::Registry::instance().header().object_high;
}

std::size_t pipes() {
    std::size_t count = 0;
    const auto any = [](mp::telemetry::ObjectKind) { return true; };
    mp::telemetry::Registry::instance().each_object(any, [&](const mp::telemetry::ObjectSlot& slot) {
        if (mp::telemetry::read_text(slot.header.name, sizeof slot.header.name) == "pipe") ++count;
    });
    return count;
}
int keep(const mp::Connection& connection) {
    static std::vector<mp::Connection> kept;
    kept.push_back(connection);
    return static_cast<int>(kept.size());
}

// All of them together are more than the program's registry has room for.
TEST_P(AllDay, ObjectsAreMadeAndDroppedWithoutEnd) {
    mp::Pool pool(of(2));
    wait_for_workers(pool, 2);
    const std::uint32_t before = slots_used();
    for (int i = 0; i < 70'000; ++i) {
        const mp::Event event;
        event.set();
    }
    EXPECT_LE(slots_used(), before + 64);
    EXPECT_EQ(pool.apply(mp::fn<square>, 4), 16);
}

TEST_P(AllDay, MemoryComesBack) {
    mp::Pool pool(of(2));
    wait_for_workers(pool, 2);
    const std::size_t before = mp::memory::arena_count();
    for (int i = 0; i < 40; ++i) {
        const mp::RawArray<char> big(8 << 20);
        big[0] = 'x';
        EXPECT_EQ(big[0], 'x');
        ASSERT_LE(mp::memory::arena_count(), before + 2) << "after " << i;
    }
}

TEST_P(AllDay, WorkersAreReplacedWithoutEnd) {
    mp::PoolOptions options = of(2);
    options.maxtasksperchild = 1;
    mp::Pool pool(options);
    const auto run = [&](int count) {
        int next = 0;
        for (const int y : pool.imap(mp::fn<square>, std::views::iota(0, count))) {
            ASSERT_EQ(y, next * next);
            ++next;
        }
    };
    run(10);
    const std::uint32_t before = slots_used();
    run(200);
    EXPECT_LE(slots_used(), before + 8);  // two rings each for the ones that come while others go
}

// What a worker has been sent stays its own, though it is younger than the worker and its maker has let go of it.
TEST_P(AllDay, OnlyWhatAWorkerWasSentIsKeptForIt) {
    mp::Pool pool(of(1));
    ASSERT_EQ(pool.apply(mp::fn<square>, 3), 9);
    const std::size_t before = pipes();
    for (int i = 0; i < 3; ++i) mp::Pipe();
    EXPECT_EQ(pipes(), before);
    {
        const auto [ours, theirs] = mp::Pipe();
        EXPECT_EQ(pool.apply(mp::fn<keep>, theirs), 1);
    }
    EXPECT_EQ(pipes(), before + 1);
}

// What a process was started with it takes along when it ends.
TEST_P(AllDay, WhatAProcessWasStartedWithGoesWithIt) {
    mp::Pool pool(of(1));
    ASSERT_EQ(pool.apply(mp::fn<square>, 3), 9);
    const std::size_t before = pipes();
    for (int i = 0; i < 3; ++i) {
        const auto [ours, theirs] = mp::Pipe();
        auto child = mp::get_context(GetParam()).Process({.target = mp::call<keep>(theirs)});
        child.start();
        child.join();
        EXPECT_EQ(child.exitcode(), 0);
    }
    EXPECT_EQ(pipes(), before);
}

// A task that forks, and whose child comes back from it as well.
TEST_P(AllDay, OnlyTheWorkerTellsATasksResult) {
    mp::Pool pool(of(1));
    for (int i = 0; i < 5; ++i) EXPECT_EQ(pool.apply(mp::fn<fork_and_return>, i), i);
}

}  // namespace
