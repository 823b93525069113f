// SPDX-License-Identifier: MIT
// Who may start a Process, what it inherits from who made it, and that one which is stopped still lives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <string>

#include "mp/context.h"
#include "os/procfs.h"
#include "process_children.h"
#include "support/error_of.h"
#include "support/leaks.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::test::error_of;
using mp::test::children::Shared;

class StartBy : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        auto first = context_.Process({.target = mp::call<mp::test::children::nothing>()});
        first.start();  // registry, reaper, fork server: made once
        first.join();
    }
    mp::Context context_ = mp::get_context(GetParam());
};
INSTANTIATE_TEST_SUITE_P(StartMethods, StartBy, testing::ValuesIn(mp::test::children::start_methods),
                         [](const auto& each) { return std::string(each.param); });

// proves: 2.1.stopped-sigstop
TEST_P(StartBy, AStoppedOneLives) {
    const mp::test::LeakCheck leaks;
    const Shared page;
    auto p = context_.Process({.target = mp::call<mp::test::children::count_and_sleep>(page.path())});
    p.start();
    ASSERT_TRUE(mp::test::wait_until([&] { return page.load() == 1; }));
    ::kill(p.pid(), SIGSTOP);
    ASSERT_TRUE(mp::test::wait_until([&] { return mp::os::read_process_stat(p.pid())->state == 'T'; }));
    p.join(20ms);
    EXPECT_TRUE(p.is_alive());
    EXPECT_FALSE(p.exitcode().has_value());
    p.kill();
    p.join();
    EXPECT_EQ(p.exitcode(), -SIGKILL);
}

void tell_daemon_of_new_child(const std::string& path) {
    Shared(path).text(mp::Process().daemon() ? "daemonic" : "not daemonic");
}

// proves: 2.Process, 2.daemon
TEST_P(StartBy, DaemonIsInheritedFromTheCreator) {
    for (const bool daemonic : {false, true}) {
        const Shared page;
        auto p = context_.Process({.target = mp::call<tell_daemon_of_new_child>(page.path()), .daemon = daemonic});
        EXPECT_EQ(p.daemon(), daemonic);
        p.start();
        p.join();
        EXPECT_EQ(page.text(), daemonic ? "daemonic" : "not daemonic");
    }
    EXPECT_FALSE(context_.Process().daemon());
}

// proves: 2.start, 2.join
TEST_P(StartBy, SaysWhyItMayNotBe) {
    auto p = context_.Process({.target = mp::call<mp::test::children::nothing>()});
    EXPECT_EQ(error_of<mp::AssertionError>([&] { p.join(); }), "can only join a started process");
    const Shared page;
    mp::Process other({.target = [&] { page.text(error_of<mp::AssertionError>([&] { p.start(); })); }});
    other.start();
    other.join();
    EXPECT_EQ(page.text(), "can only start a process object created by current process");
    p.close();
    EXPECT_EQ(error_of<mp::ValueError>([&] { p.start(); }), "process object is closed");
}

// A concrete context has no choice of methods to list.
template <class C>
concept ListsMethods = requires(const C& context) {
    context.get_all_start_methods();
};

// proves: 1.ctx.get_all_start_methods
TEST(Context, DoesNotListTheOtherMethods) {
    EXPECT_FALSE(ListsMethods<mp::Context>);
}

}  // namespace
