// SPDX-License-Identifier: MIT
// The reaper: every end is noticed once, told to the registry, and to whoever asked.
#include "process/reaper.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "os/clock.h"
#include "os/spawn.h"
#include "process/start.h"
#include "support/leaks.h"
#include "support/wait.h"

namespace {

using mp::process::Cause;
using mp::process::Child;
using mp::process::ExitInfo;
using mp::process::Reaper;
using mp::process::Reservation;
using mp::telemetry::Registry;
using mp::test::wait_until;

// A child that ends with the code, or waits for a signal when it is negative.
std::shared_ptr<Child> start(int code, mp::process::OnExit on_exit = nullptr) {
    Reservation slot({.name = "child"});
    auto child = mp::process::fork_for_slot();
    if (child.pid == 0) {
        Registry::instance().enter(slot.token());
        while (code < 0) ::pause();
        ::_exit(code);
    }
    return slot.watch(std::move(child), std::move(on_exit));
}

TEST(ReaperTest, TellsTheEndWithoutAnyCall) {
    std::atomic<int> calls{0};
    ExitInfo info;
    const auto child = start(7, [&](const ExitInfo& what) {
        info = what;
        ++calls;
    });
    ASSERT_TRUE(wait_until([&] { return calls == 1; }));
    EXPECT_EQ(info.exitcode, 7);
    EXPECT_EQ(info.pid, child->pid());
    EXPECT_EQ(info.cause, Cause::error);
    EXPECT_TRUE(wait_until([&] { return child->exit().has_value(); }));
    EXPECT_FALSE(Registry::instance().alive(child->token()));
    const auto& slot = Registry::instance().slot(child->token());
    EXPECT_EQ(slot.exitcode.load(), 7);
    EXPECT_EQ(slot.cause.load(), Cause::error);
    EXPECT_GT(slot.ended_ns.load(), 0);
}

TEST(ReaperTest, CausesTellWhoseDoingItWas) {
    auto& registry = Registry::instance();
    const auto cause_after = [&](const std::shared_ptr<Child>& child) {
        const auto info = child->wait_until(mp::os::forever_ns);
        return info->cause;
    };
    EXPECT_EQ(cause_after(start(0)), Cause::normal);
    auto child = start(-1);
    EXPECT_TRUE(child->send_signal(SIGTERM, Cause::by_program));
    EXPECT_EQ(cause_after(child), Cause::by_program);
    EXPECT_EQ(registry.slot(child->token()).signalled_by.load(), registry.self());
    EXPECT_FALSE(child->send_signal(SIGTERM, Cause::by_program));
    child = start(-1);
    child->send_signal(SIGKILL, Cause::by_lifeguard);
    EXPECT_EQ(cause_after(child), Cause::by_lifeguard);
    child = start(-1);
    ::kill(child->pid(), SIGKILL);
    EXPECT_EQ(cause_after(child), Cause::signal_unknown);
}

// Joiners come and go while the child ends: on_exit runs once, every joiner knows.
TEST(ReaperTest, JoinersAndReaperDoNotGetInEachOthersWay) {
    const mp::test::LeakCheck leaks;
    for (int round = 0; round < 100; ++round) {
        std::atomic<int> calls{0};
        const auto child = start(round % 2 == 0 ? 0 : 3, [&](const ExitInfo&) { ++calls; });
        std::atomic<int> known{0};
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 3; ++i) {
                threads.emplace_back([&, i] {
                    for (int tries = 0; tries < i * 3; ++tries)
                        if (child->wait_until(mp::os::monotonic_ns() + 50'000)) break;
                    known += child->wait_until(mp::os::forever_ns)->exitcode == (round % 2 == 0 ? 0 : 3);
                });
            }
        }
        EXPECT_EQ(known, 3);
        EXPECT_EQ(calls, 1);
    }
}

TEST(ReaperTest, AFailedStartLeavesItsSlot) {
    mp::telemetry::Token token = mp::telemetry::nobody;
    {
        const Reservation slot({.name = "never"});
        token = slot.token();
        EXPECT_TRUE(Registry::instance().alive(token));
    }
    EXPECT_FALSE(Registry::instance().alive(token));
}

// A raw fork of the program's own: the child has no children and gets a reaper of its own.
TEST(ReaperTest, StartsAnewInAForkedChild) {
    const auto outer = start(-1);
    const pid_t pid = ::fork();
    if (pid == 0) {
        const auto inner = start(5);
        ::_exit(inner->wait_until(mp::os::forever_ns)->exitcode + 1);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 6);
    EXPECT_FALSE(outer->exit().has_value());
    outer->send_signal(SIGKILL, Cause::by_program);
    outer->wait_until(mp::os::forever_ns);
}

}  // namespace
