// SPDX-License-Identifier: MIT
#include "engine/pool/soak.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <deque>
#include <ranges>
#include <vector>

#include "killer.h"
#include "mp/pool.h"
#include "pool_functions.h"
#include "support/stopwatch.h"
#include "support/tenths.h"

namespace pool_test {
namespace {

using namespace std::chrono_literals;

constexpr int kills_a_pool = 10;

struct Figures {
    int killed = 0;
    std::uint64_t submitted = 0;
    std::uint64_t answered = 0;
    std::uint64_t lost = 0;
    std::chrono::nanoseconds longest_end{0};
};

// One pool and its ten kills.
void survive_once(const Chaos& chaos, unsigned seed, Figures& sum) {
    mp::Pool pool({.processes = 3, .context = mp::get_context(chaos.start_method)});
    std::deque<mp::AsyncResult<std::string>> results;
    std::uint64_t submitted = 0;
    std::uint64_t answered = 0;
    std::uint64_t lost = 0;
    RandomKiller killer(kills_a_pool, seed, 3000);
    while (killer.killed() < kills_a_pool || !results.empty()) {
        while (killer.killed() < kills_a_pool && results.size() < static_cast<std::size_t>(chaos.tasks_ahead))
            results.push_back(pool.apply_async(mp::fn<text_of>, static_cast<int>(submitted++ % 26), chaos.size));
        if (results.empty()) break;
        try {
            const std::string text = results.front().get(60s);
            ASSERT_EQ(text.size(), chaos.size);
            ASSERT_TRUE(std::ranges::all_of(text, [&](char c) { return c == text.front(); })) << "a torn result";
            ++answered;
        } catch (const mp::WorkerLost& error) {
            EXPECT_EQ(error.exitcode(), -SIGKILL);
            ++lost;
        }
        results.pop_front();
    }
    const int killed = killer.stop();
    ASSERT_EQ(answered + lost, submitted);
    ASSERT_LE(lost, static_cast<std::uint64_t>(killed)) << "a kill costs at most the task that the worker was running";
    const mp::PoolProgress progress = pool.progress();
    ASSERT_EQ(progress.submitted, submitted);
    ASSERT_EQ(progress.done, answered);
    ASSERT_EQ(progress.failed, lost);
    ASSERT_EQ(pool.apply(mp::fn<square>, 12), 144);
    const mp::test::Stopwatch watch;
    pool.terminate();
    pool.join();
    sum.longest_end = std::max(sum.longest_end, watch.fair());
    sum.killed += killed;
    sum.submitted += submitted;
    sum.answered += answered;
    sum.lost += lost;
}

}  // namespace

void survive(const Chaos& chaos) {
    // What the engine makes once, and keeps, is made before the first tenth ends.
    mp::test::Tenths tenths("kills", static_cast<std::uint64_t>(chaos.kills));
    Figures sum;
    int pools = 0;
    for (; sum.killed < chaos.kills; ++pools) {
        const int before = sum.killed;
        ASSERT_NO_FATAL_FAILURE(survive_once(chaos, static_cast<unsigned>(pools), sum)) << "pool " << pools;
        tenths.done(static_cast<std::uint64_t>(sum.killed - before));
    }
    std::printf(
        "chaos by %s, results of %zu bytes: %d pools, %d kills, %llu tasks, %llu answered, %llu lost, 0 without an "
        "answer, 0 pools wedged, the longest end %.1f ms\n",
        chaos.start_method.c_str(), chaos.size, pools, sum.killed, static_cast<unsigned long long>(sum.submitted),
        static_cast<unsigned long long>(sum.answered), static_cast<unsigned long long>(sum.lost),
        mp::test::milliseconds(sum.longest_end));
    EXPECT_LT(sum.longest_end, 2s);
    // Of the registry's first 1,024 places for processes each is touched once; the last results may still be there.
    tenths.expect_no_growth(4096 + static_cast<std::int64_t>(chaos.size) * chaos.tasks_ahead / 1024);
}

void run_many_tasks(std::uint64_t tasks) {
    mp::Pool pool(2);
    mp::test::Tenths tenths("tasks", tasks);
    const std::uint64_t part = tasks / 20;
    for (std::uint64_t begin = 0; begin < tasks; begin += part) {
        // One message a task, so that it is a million tasks and not a few thousand chunks.
        int next = static_cast<int>(begin % 40'000);
        const int first = next;
        for (const int y : pool.imap(mp::fn<square>, std::views::iota(first, first + static_cast<int>(part)))) {
            ASSERT_EQ(static_cast<std::uint32_t>(y),
                      static_cast<std::uint32_t>(next) * static_cast<std::uint32_t>(next));
            ++next;
        }
        ASSERT_EQ(next - first, static_cast<int>(part));
        tenths.done(part);
    }
    const mp::PoolProgress progress = pool.progress();
    EXPECT_EQ(progress.done, tasks);
    EXPECT_EQ(progress.failed, 0U);
    tenths.expect_no_growth();
}

}  // namespace pool_test
