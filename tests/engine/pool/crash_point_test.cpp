// SPDX-License-Identifier: MIT
// Kills at the n-th instruction of submitting a task (the pool's own process) and of running it and sending its result
// back (the worker): nobody hangs, nothing is half there.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <sstream>
#include <string>

#include "engine/process/process_children.h"
#include "mp/observe.h"
#include "mp/pool.h"
#include "pool_functions.h"
#include "support/crash_point.h"
#include "support/gone.h"
#include "support/stopwatch.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using namespace pool_test;
using mp::test::End;
using mp::test::Step;
using mp::test::children::Shared;

std::string text_behind(const std::string& gate, std::size_t size) {
    wait_for_file(gate);
    return std::string(size, 'r');
}

// The one worker's pid, when it has begun text_behind; 0 otherwise. One that is seen at the end of the task before
// would be killed before it has begun, and lose nothing.
int busy_worker() {
    auto session = mp::observe::attach(::getpid());
    for (const auto& process : session.snapshot().processes) {
        if (process.role == mp::observe::ProcessRole::pool_worker && !process.ended_ns && process.task &&
            process.task->function.find("text_behind") != std::string::npos)
            return process.identity.pid;
    }
    return 0;
}

class PoolCrashPoint : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Sizes, PoolCrashPoint, testing::Values(0, 20'000, 5'000'000));

// The steps between the end of the wait inside the task and its result: as many as it takes, in strides.
TEST_P(PoolCrashPoint, AResultIsWholeOrItsWorkerIsLost) {
    mp::Pool pool({.processes = 1});
    const mp::test::TemporaryDirectory directory;
    const std::string expected(GetParam(), 'r');
    int lost = 0;
    int delivered = 0;
    // Of a result with a body the copying is most of the instructions: there only system calls count.
    const Step step = GetParam() > 0 ? Step::system_call : Step::instruction;
    const int stride = step == Step::system_call ? 1 : mp::test::stride(11);
    for (int n = 1; delivered < 5; ++n) {
        const std::string gate = directory / ("gate" + std::to_string(n));
        auto result = pool.apply_async(mp::fn<text_behind>, gate, GetParam());
        int pid = 0;
        ASSERT_TRUE(mp::test::wait_until([&] { return (pid = busy_worker()) != 0; })) << n;
        {
            mp::test::Stepper worker(pid);
            if (!worker.ok()) GTEST_SKIP() << "stepping another process is not allowed here";
            touch(gate);
            for (int i = 0; i < n * stride && !result.ready() && worker.step(step); ++i) {
            }
            if (!result.ready()) worker.kill();
        }
        const mp::test::Stopwatch watch;
        try {
            ASSERT_EQ(result.get(20s), expected) << "torn after " << n * stride << " steps";
            ++delivered;
        } catch (const mp::WorkerLost& error) {
            EXPECT_EQ(error.pid(), pid);
            ++lost;
        }
        ASSERT_LT(watch.fair(), 1s) << n;
        ASSERT_EQ(pool.apply(mp::fn<square>, n), n * n);
    }
    std::printf("%d kills on the way\n", lost);
    EXPECT_GT(lost, 2);
    const mp::test::Stopwatch watch;
    pool.terminate();
    pool.join();
    EXPECT_LT(watch.fair(), 2s);
}

// The process that submits is killed: two seconds later nothing of its pool lives, whatever it had half done.
TEST(PoolOwnerCrashPoint, SubmittingLeavesNobodyBehind) {
    const int stride = mp::test::stride(211, 17);
    int points = 0;
    for (int steps = 1;; steps += stride) {
        const Shared page;
        std::optional<mp::Pool> pool;
        const End end = mp::test::kill_at(
            steps, Step::instruction,
            [&] {
                pool.emplace(mp::PoolOptions{.processes = 2});
                pool->apply(mp::fn<square>, 2);
                std::string pids;
                for (const auto& process : mp::observe::attach(::getpid()).snapshot().processes) {
                    if (process.identity.pid != ::getpid() && process.identity.pid != ::getppid() && !process.ended_ns)
                        pids += std::to_string(process.identity.pid) + " ";
                }
                page.text(pids);
            },
            [&] { static_cast<void>(pool->apply_async(mp::fn<square>, 3)); });
        if (end == End::impossible) GTEST_SKIP() << "stepping a child is not allowed here";
        std::istringstream text(page.text());
        const std::vector<int> pids{std::istream_iterator<int>(text), {}};
        ASSERT_GE(pids.size(), 2U) << page.text();
        const mp::test::Stopwatch watch;
        ASSERT_TRUE(mp::test::wait_until([&] { return std::ranges::all_of(pids, mp::test::gone); }))
            << page.text() << " after " << steps << " instructions";
        EXPECT_LT(watch.fair(), 2s);
        ++points;
        if (end == End::finished) break;
    }
    std::printf("%d points\n", points);
    EXPECT_GT(points, 1);
}

}  // namespace
