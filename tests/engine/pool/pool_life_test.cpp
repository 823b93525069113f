// SPDX-License-Identifier: MIT
// A pool that cannot begin, and what is left of one that has ended: the rows A11, A12, A19, G1 and G2 of the fault
// table, by every start method.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <iterator>
#include <set>
#include <sstream>

#include "mp/sharedctypes.h"
#include "pool_faults.h"
#include "pool_functions.h"
#include "support/child.h"
#include "support/gone.h"
#include "support/leaks.h"

namespace {

using namespace std::chrono_literals;
using namespace pool_test;

class PoolLife : public PoolUnderFaults {};
INSTANTIATE_TEST_SUITE_P(StartMethods, PoolLife, testing::ValuesIn(mp::test::children::start_methods),
                         [](const auto& each) { return std::string(each.param); });

TEST_P(PoolLife, A11_AnInitializerThatExitsBreaksThePool) {
    mp::Pool pool({.processes = 2, .initializer = mp::call<exit_with>(7), .context = mp::get_context(GetParam())});
    auto result = pool.apply_async(mp::fn<square>, 1);
    try {
        result.get(10s);
        FAIL() << "nothing was thrown";
    } catch (const mp::PoolBroken& e) {
        EXPECT_EQ(e.exitcode(), 7);
    }
    EXPECT_THROW(pool.apply(mp::fn<square>, 1), mp::PoolBroken);
    pool.close();
    pool.join();
}

// One worker after the other.
void be_killed_at_first(const mp::Value<int>& starts, int times) {
    if (++starts.value() <= times) std::raise(SIGKILL);
}

// Whom somebody kills at its start has more tries than one that ends there by itself.
TEST_P(PoolLife, AWorkerThatIsKilledAtItsStartIsReplacedForLonger) {
    const mp::Value<int> starts(0);
    mp::Pool pool({.processes = 1,
                   .initializer = mp::call<be_killed_at_first>(starts, 5),
                   .context = mp::get_context(GetParam())});
    EXPECT_EQ(pool.apply_async(mp::fn<square>, 3).get(60s), 9);
    EXPECT_EQ(starts.value(), 6);
}

TEST(PoolLifeOfOne, WhereEveryWorkerIsKilledAtItsStartThereIsAnEnd) {
    const mp::Value<int> starts(0);
    mp::Pool pool({.processes = 1, .initializer = mp::call<be_killed_at_first>(starts, 1000)});
    try {
        pool.apply_async(mp::fn<square>, 1).get(60s);
        FAIL() << "nothing was thrown";
    } catch (const mp::PoolBroken& e) {
        EXPECT_EQ(e.exitcode(), -SIGKILL);
        EXPECT_THAT(e.what(), testing::HasSubstr("6 in a row ended with exit code -SIGKILL"));
    }
}

// proves: 10.initializer-raises
TEST_P(PoolLife, A12_AnInitializerThatThrowsIsQuoted) {
    mp::Pool pool({.processes = 2,
                   .initializer = mp::call<fail_to_start>(std::string("no such model")),
                   .context = mp::get_context(GetParam())});
    try {
        pool.apply_async(mp::fn<square>, 1).get(10s);
        FAIL() << "nothing was thrown";
    } catch (const mp::PoolBroken& e) {
        EXPECT_THAT(e.what(), testing::HasSubstr("no such model"));
    }
}

TEST_P(PoolLife, A19_PoolsClosedTerminatedOrDroppedLeaveNothing) {
    { mp::Pool first(of(1)); }
    const mp::test::LeakCheck leaks;
    for (int i = 0; i < 30; ++i) {
        mp::Pool pool(of(2));
        EXPECT_EQ(pool.apply(mp::fn<square>, i), i * i);
        if (i % 3 == 0) {
            pool.close();
            pool.join();
        } else if (i % 3 == 1) {
            pool.terminate();
            pool.join();
        }
    }
}

// kill -9 of the process that has the pool: two seconds later nothing of it lives, be it idle, busy, or stopped.
// proves: 16.main-killed-by-sigkill
TEST_P(PoolLife, G1_G2_NothingSurvivesTheOwner) {
    mp::test::children::Shared page;
    mp::test::Child owner([&] {
        mp::Pool pool(of(3));
        const auto held = pool.apply_async(mp::fn<wait_for_file>, gate);
        // One that is stopped in its first moments has not said yet that it ends with its owner.
        if (!mp::test::wait_until([&] { return busy_workers() == 1 && ready_workers() == 3; })) ::_exit(1);
        std::string pids;
        std::set<int> own{::getpid()};  // not what earlier tests of this program left, as their fork server
        for (const auto& process : mp::observe::attach(::getpid()).snapshot().processes) {
            if (!own.contains(process.parent.pid) || process.ended_ns) continue;
            own.insert(process.identity.pid);
            pids += std::to_string(process.identity.pid) + " ";
            if (process.role == mp::observe::ProcessRole::pool_worker && !process.task)
                ::kill(process.identity.pid, SIGSTOP);
        }
        page.text(pids);
        page.store(1);
        mp::test::sleep_for_ever();
    });
    ASSERT_TRUE(mp::test::wait_until([&] { return page.load() == 1; }));
    std::istringstream text(page.text());
    const std::vector<int> pids{std::istream_iterator<int>(text), {}};
    ASSERT_GE(pids.size(), 3U);
    const mp::test::Stopwatch watch;
    owner.kill();
    owner.join();
    EXPECT_TRUE(mp::test::wait_until([&] { return std::ranges::all_of(pids, mp::test::gone); })) << page.text();
    EXPECT_LT(watch.fair(), 2s);
}

}  // namespace
