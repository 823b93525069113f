// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <ranges>
#include <thread>

#include "mp/observe.h"
#include "mp/pool.h"
#include "support/fake_session.h"

namespace mp::test {
namespace {

using observe::Histogram;
using observe::Snapshot;

TEST(Histogram, QuantilesLieInsideTheirBucket) {
    Histogram h;
    EXPECT_FALSE(h.quantile(0.5));
    EXPECT_EQ(h.count(), 0u);
    h.buckets.assign(64, 0);
    EXPECT_FALSE(h.quantile(0.5)) << "counted nothing yet";
    h.buckets[10] = 50;  // [1024, 2048)
    h.buckets[20] = 50;
    EXPECT_EQ(h.count(), 100u);
    EXPECT_DOUBLE_EQ(h.quantile(0.25).value(), 1536);
    EXPECT_DOUBLE_EQ(h.quantile(0.5).value(), 2048);
    EXPECT_DOUBLE_EQ(h.quantile(0.75).value(), 1.5 * (1 << 20));
    EXPECT_DOUBLE_EQ(h.quantile(1).value(), 2.0 * (1 << 20));
    EXPECT_DOUBLE_EQ(h.quantile(7).value(), 2.0 * (1 << 20)) << "more than all is all";
    EXPECT_DOUBLE_EQ(h.quantile(0).value(), 1024);
}

// Processes w0..wn, each holding lock i; waits: who waits for which.
Snapshot tangle(std::size_t processes, const std::vector<std::pair<int, int>>& waits) {
    auto program = std::make_shared<FakeProgram>();
    std::vector<observe::Identity> who;
    std::vector<std::uint64_t> locks;
    for (std::size_t i = 0; i < processes; ++i) {
        who.push_back(program->add_process("w" + std::to_string(i)));
        locks.push_back(program->add_lock("lock" + std::to_string(i)));
        program->acquire(locks[i], who[i]);
    }
    for (const auto& [waiter, lock] : waits) {
        program->advance(1s);
        program->acquire(locks[static_cast<std::size_t>(lock)], who[static_cast<std::size_t>(waiter)]);
    }
    return program->take();
}
std::vector<std::string> names(const Snapshot& snap, const Snapshot::Deadlock& ring) {
    std::vector<std::string> out;
    for (const auto& member : ring.members) out.push_back(snap.process(member)->name);
    return out;
}

TEST(Deadlocks, WaitingInALineIsNone) {
    EXPECT_TRUE(tangle(3, {}).deadlocks().empty());
    EXPECT_TRUE(tangle(3, {{0, 1}, {1, 2}}).deadlocks().empty());
    EXPECT_TRUE(tangle(4, {{0, 3}, {1, 3}, {2, 3}}).deadlocks().empty());
}

TEST(Deadlocks, ARingIsNamedWithItsLocksAndSinceWhen) {
    const auto snap = tangle(3, {{0, 1}, {1, 2}, {2, 0}});
    const auto rings = snap.deadlocks();
    ASSERT_EQ(rings.size(), 1u);
    EXPECT_EQ(names(snap, rings[0]), (std::vector<std::string>{"w0", "w1", "w2"}));
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(snap.process(rings[0].members[i])->wait->object_id, rings[0].locks[i]);
        EXPECT_EQ(snap.lock(rings[0].locks[i])->holder, rings[0].members[(i + 1) % 3]);
    }
    EXPECT_EQ(rings[0].since_ns, snap.taken_ns) << "shut when the last of them began to wait";
}

TEST(Deadlocks, ThoseWhoWaitForARingAreNotInIt) {
    const auto snap = tangle(5, {{3, 0}, {4, 3}, {0, 1}, {1, 0}});
    const auto rings = snap.deadlocks();
    ASSERT_EQ(rings.size(), 1u);
    EXPECT_EQ(names(snap, rings[0]), (std::vector<std::string>{"w0", "w1"}));
}

TEST(Deadlocks, TwoRingsAreTwo) {
    EXPECT_EQ(tangle(4, {{0, 1}, {1, 0}, {2, 3}, {3, 2}}).deadlocks().size(), 2u);
}

TEST(Deadlocks, TakingALockTwiceIsARingOfOne) {
    auto snap = tangle(1, {});
    auto& p = snap.processes.back();
    p.wait = observe::Wait{observe::WaitKind::lock, snap.locks[0].id, 7};
    ASSERT_EQ(snap.deadlocks().size(), 1u);
    EXPECT_EQ(snap.deadlocks()[0].members, std::vector{p.identity});
    EXPECT_EQ(snap.deadlocks()[0].since_ns, 7);
    p.ended_ns = 9;
    EXPECT_TRUE(snap.deadlocks().empty()) << "the dead wait for nobody";
}

TEST(Snapshot, FindsByIdentityAndId) {
    FakeProgram program;
    const auto pool = program.add_pool("p", 1);
    const auto lock = program.add_lock("l");
    const auto queue = program.add_queue("q");
    const auto snap = program.take();
    EXPECT_EQ(snap.process(snap.program)->name, "MainProcess");
    EXPECT_EQ(snap.process({snap.program.pid, 1}), nullptr) << "that pid, but another start";
    EXPECT_EQ(snap.pool(pool)->name, "p");
    EXPECT_EQ(snap.lock(lock)->name, "l");
    EXPECT_EQ(snap.queue(queue)->name, "q");
    EXPECT_EQ(snap.queue(lock), nullptr);
}

TEST(Session, GivesOrdersTheirNamesAndPassesThemOn) {
    auto program = std::make_shared<FakeProgram>();
    const auto worker = program->workers(program->add_pool("p", 1))[0];
    auto session = program->session();
    EXPECT_TRUE(session.suspend(worker));
    EXPECT_TRUE(session.resume(worker.pid));
    EXPECT_TRUE(session.resize(1, 3));
    EXPECT_TRUE(session.terminate(worker));
    const auto orders = program->commands();
    ASSERT_EQ(orders.size(), 4u);
    EXPECT_EQ(orders[0].number, static_cast<std::uint64_t>(SIGSTOP));
    EXPECT_EQ(orders[1].number, static_cast<std::uint64_t>(SIGCONT));
    EXPECT_EQ(orders[1].target, worker);
    EXPECT_EQ(orders[2].verb, "resize");
    EXPECT_EQ(orders[3].number, static_cast<std::uint64_t>(SIGTERM));
    EXPECT_EQ(session.kill(worker.pid).reason, "worker-1 (pid " + std::to_string(worker.pid) + ") has ended already");
    EXPECT_EQ(session.kill(999999).reason, "no process 999999 in render (pid 4242)");
    EXPECT_EQ(program->commands().size(), 4u) << "neither was sent";
    program->refuse("not today");
    EXPECT_EQ(session.suspend(program->program()).reason, "not today");
}

int nothing(int x) {
    return x;
}

// Tasks that begin while the snapshot is being taken are in it, too: none of them has run for less than no time.
TEST(Session, NothingInASnapshotIsYounger) {
    mp::Pool pool(2);
    auto session = mp::observe::attach(::getpid());
    std::atomic<bool> over{false};
    const std::jthread looks([&] {
        for (int i = 0; i < 300; ++i) {
            const mp::observe::Snapshot snap = session.snapshot();
            for (const auto& process : snap.processes) {
                if (process.task) {
                    EXPECT_LE(process.task->started_ns, snap.taken_ns);
                }
            }
            for (const auto& task : snap.tasks) EXPECT_LE(task.ended_ns.value_or(0), snap.taken_ns);
        }
        over = true;
    });
    while (!over) pool.map(mp::fn<nothing>, std::views::iota(0, 1000));
}

}  // namespace
}  // namespace mp::test
