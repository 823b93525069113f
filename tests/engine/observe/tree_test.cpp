// SPDX-License-Identifier: MIT
// Signals to whole trees: what is below a worker without being of the engine counts too, and nothing escapes by
// forking.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <thread>

#include "mp/multiprocessing.h"
#include "mp/observe.h"
#include "os/procfs.h"
#include "support/child.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::observe::Identity;
using mp::observe::Session;
using mp::test::wait_until;

// Whoever lives and was forked from here holds the writing end.
std::array<int, 2> life_line{-1, -1};

// A child that has a child that has one more: none of them runs on the engine.
int start_three(int) {
    for (int depth = 0; depth < 3; ++depth) {
        if (::fork() != 0) break;
    }
    mp::test::sleep_for_ever();
    return 0;
}
// Each forks the next one, until there are many.
int fork_on_and_on(int) {
    for (int depth = 0; depth < 300; ++depth) {
        if (::fork() != 0) break;
        std::this_thread::sleep_for(1ms);
    }
    mp::test::sleep_for_ever();
    return 0;
}
int sleep_on(int) {
    mp::test::sleep_for_ever();
    return 0;
}

template <auto task>
void program() {
    mp::Pool pool({.processes = 1, .name = "files"});
    auto result = pool.apply_async(mp::fn<task>, 0);
    mp::test::sleep_for_ever();
}

class Tree : public testing::Test {
protected:
    void start(void (*main)()) {
        ASSERT_EQ(::pipe(life_line.data()), 0);
        child_.emplace(main);
        ::close(life_line[1]);
        ASSERT_TRUE(wait_until([&] {
            try {
                if (!session_) session_.emplace(mp::observe::attach(child_->pid()));
                for (const auto& p : session_->snapshot().processes)
                    if (p.task && !p.ended_ns) worker_ = p.identity;
                return static_cast<bool>(worker_);
            } catch (const mp::Exception&) {
                return false;  // it has only just begun
            }
        }));
    }
    void TearDown() override {
        child_.reset();
        if (life_line[0] >= 0) ::close(life_line[0]);
    }
    static char state(const Identity& process) {
        const auto stat = mp::os::read_process_stat(process.pid);
        return stat && stat->start_ticks == process.start_ticks ? stat->state : '-';
    }

    std::optional<mp::test::Child> child_;
    std::optional<Session> session_;
    Identity worker_;
};

TEST_F(Tree, ListsWhatIsBelowParentsFirst) {
    start(program<start_three>);
    ASSERT_TRUE(wait_until([&] { return session_->tree(worker_).size() == 3; }));
    const auto tree = session_->tree(worker_);
    EXPECT_EQ(tree[0].parent, worker_);
    EXPECT_EQ(tree[1].parent, tree[0].identity);
    EXPECT_EQ(tree[2].parent, tree[1].identity);
    EXPECT_FALSE(tree[0].name.empty());
    // All of the program: its helper, the worker, and what is below.
    EXPECT_GE(session_->tree(session_->snapshot().program).size(), 4U);
    session_->signal_tree(worker_, SIGKILL);
}

TEST_F(Tree, IsSuspendedResumedAndKilled) {
    start(program<start_three>);
    ASSERT_TRUE(wait_until([&] { return session_->tree(worker_).size() == 3; }));
    auto all = session_->tree(worker_);
    const auto suspended = session_->signal_tree(worker_, SIGSTOP);
    ASSERT_TRUE(suspended) << suspended.reason;
    EXPECT_EQ(suspended.count, 4U);
    EXPECT_EQ(state(worker_), 'T');
    for (const auto& member : all) EXPECT_EQ(state(member.identity), 'T');
    EXPECT_EQ(session_->signal_tree(worker_, SIGCONT).count, 4U);
    for (const auto& member : all) EXPECT_TRUE(wait_until([&] { return state(member.identity) != 'T'; }));
    const auto killed = session_->signal_tree(worker_, SIGKILL);
    ASSERT_TRUE(killed) << killed.reason;
    EXPECT_EQ(killed.count, 4U);
    for (const auto& member : all) {
        EXPECT_TRUE(wait_until([&] { return state(member.identity) == '-' || state(member.identity) == 'Z'; }));
    }
}

TEST_F(Tree, DoesNotEscapeByForking) {
    start(program<fork_on_and_on>);
    ASSERT_TRUE(wait_until([&] { return session_->tree(worker_).size() >= 5; }));
    const auto killed = session_->signal_tree(worker_, SIGKILL);
    EXPECT_TRUE(killed) << killed.reason;
    EXPECT_GE(killed.count, 6U);
    // The program's other processes go as well; whoever is left would keep the line open.
    child_.reset();
    char nothing = 0;
    EXPECT_EQ(::read(life_line[0], &nothing, 1), 0);
}

TEST_F(Tree, OfAnEndedRootIsRefused) {
    start(program<sleep_on>);
    EXPECT_TRUE(session_->tree(worker_).empty());
    Identity other = worker_;
    ++other.start_ticks;
    EXPECT_FALSE(session_->signal_tree(other, SIGKILL));
    EXPECT_NE(state(worker_), 'Z');
    const auto alone = session_->signal_tree(worker_, SIGKILL);
    EXPECT_TRUE(alone) << alone.reason;
    EXPECT_EQ(alone.count, 1U);
    EXPECT_TRUE(wait_until([&] { return !session_->signal_tree(worker_, SIGKILL); }));
}

}  // namespace
