// SPDX-License-Identifier: MIT
// What a Process says of itself, under each start method.
#include "mp/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <sstream>
#include <thread>

#include "mp/context.h"
#include "os/mapping.h"
#include "os/thread.h"
#include "process_children.h"
#include "support/leaks.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::test::children::Shared;
using testing::HasSubstr;
using testing::MatchesRegex;

class ProcessBy : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        make(mp::call<mp::test::children::nothing>()).start();  // registry, reaper, fork server: made once
        ASSERT_TRUE(mp::test::wait_until([] { return mp::active_children().empty(); }));
    }
    mp::Context context_ = mp::get_context(GetParam());
    mp::Process make(mp::Target target, const std::string& name = {}) {
        return context_.Process({.target = std::move(target), .name = name});
    }
};

INSTANTIATE_TEST_SUITE_P(StartMethods, ProcessBy, testing::ValuesIn(mp::test::children::start_methods),
                         [](const auto& each) { return std::string(each.param); });

// proves: 2.Process, 2.pid, 2.exitcode, 2.1.run, 17._TestProcess
TEST_P(ProcessBy, RunsItsTargetAndIsKnownToHaveEnded) {
    const mp::test::LeakCheck leaks;
    Shared shared;
    auto p = make(mp::call<mp::test::children::store>(shared.path(), std::int64_t{42}));
    EXPECT_FALSE(p.is_alive());
    EXPECT_EQ(p.pid(), 0);
    EXPECT_FALSE(p.exitcode().has_value());
    p.start();
    EXPECT_GT(p.pid(), 0);
    p.join();
    EXPECT_FALSE(p.is_alive());
    EXPECT_EQ(p.exitcode(), 0);
    EXPECT_EQ(shared.load(), 42);
    EXPECT_EQ(p.ident(), p.pid());
}

// proves: 2.start, 2.join, 2.daemon, 2.sentinel, 2.terminate
TEST_P(ProcessBy, StartsOnce) {
    auto p = make(mp::call<mp::test::children::nothing>());
    EXPECT_THROW(p.join(), mp::AssertionError);
    EXPECT_THROW(p.sentinel(), mp::ValueError);
    EXPECT_THROW(p.terminate(), mp::AttributeError);
    p.start();
    try {
        p.start();
        FAIL();
    } catch (const mp::AssertionError& error) {
        EXPECT_STREQ(error.what(), "cannot start a process twice");
    }
    EXPECT_THROW(p.daemon(true), mp::AssertionError);
    p.join();
    EXPECT_THROW(p.start(), mp::AssertionError);
}

// proves: 0.1.Process.join, 2.terminate, 2.kill, 2.1.killed-by-signal-n
TEST_P(ProcessBy, IsEndedBySignals) {
    auto p = make(mp::call<mp::test::children::sleep_long>());
    p.start();
    EXPECT_TRUE(p.is_alive());
    const auto before = std::chrono::steady_clock::now();
    p.join(50ms);
    EXPECT_GE(std::chrono::steady_clock::now() - before, 50ms);
    p.join(0ms);
    p.join(-1s);
    EXPECT_FALSE(p.exitcode().has_value());
    p.terminate();
    p.join();
    EXPECT_EQ(p.exitcode(), -SIGTERM);
    EXPECT_THAT(p.repr(), HasSubstr("stopped exitcode=-SIGTERM"));
    p.terminate();  // after the end nothing
    p.kill();
    auto q = make(mp::call<mp::test::children::sleep_long>());
    q.start();
    q.kill();
    q.join();
    EXPECT_EQ(q.exitcode(), -SIGKILL);
}

// proves: 2.interrupt
TEST_P(ProcessBy, IsInterrupted) {
    auto p = make(mp::call<mp::test::children::sleep_long>());
    EXPECT_THROW(p.interrupt(), mp::AttributeError);
    p.start();
    p.interrupt();
    p.join(20s);
    EXPECT_EQ(p.exitcode(), -SIGINT);
    p.interrupt();
}

// proves: 2.child-s-main-thread
TEST_P(ProcessBy, RunsInItsMainThread) {
    Shared shared;
    auto p = make(mp::call<mp::test::children::tell_thread>(shared.path()));
    p.start();
    p.join();
    EXPECT_EQ(shared.load(), p.pid());
}

// proves: 2.descriptors
TEST_P(ProcessBy, DescriptorNumbersDoNotGrow) {
    Shared shared;
    std::int64_t first = 0;
    for (int i = 0; i < 4; ++i) {
        auto p = make(mp::call<mp::test::children::tell_next_descriptor>(shared.path()));
        p.start();
        p.join();
        if (i == 0) first = shared.load();
        EXPECT_EQ(shared.load(), first) << i;
    }
}

// proves: 2.close
TEST_P(ProcessBy, CloseFreesTheHandle) {
    auto p = make(mp::call<mp::test::children::sleep_long>());
    p.start();
    try {
        p.close();
        FAIL();
    } catch (const mp::ValueError& error) {
        EXPECT_STREQ(error.what(),
                     "Cannot close a process while it is still running. You should first call join() or terminate().");
    }
    p.kill();
    p.join();
    p.close();
    p.close();
    EXPECT_THROW(p.is_alive(), mp::ValueError);
    EXPECT_THROW(p.pid(), mp::ValueError);
    EXPECT_THROW(p.exitcode(), mp::ValueError);
    EXPECT_THROW(p.join(), mp::ValueError);
    EXPECT_THROW(p.terminate(), mp::ValueError);
    EXPECT_THROW(p.sentinel(), mp::ValueError);
    EXPECT_FALSE(p.name().empty());
    EXPECT_FALSE(p.daemon());
    EXPECT_THAT(p.repr(), HasSubstr(" closed>"));
}

// proves: 2.sentinel
TEST_P(ProcessBy, SentinelIsReadableAtTheEnd) {
    const mp::test::LeakCheck leaks;
    auto p = make(mp::call<mp::test::children::sleep_long>());
    p.start();
    pollfd entry{p.sentinel(), POLLIN, 0};
    EXPECT_EQ(::poll(&entry, 1, 30), 0);
    EXPECT_EQ(p.sentinel(), entry.fd);
    p.kill();
    EXPECT_EQ(::poll(&entry, 1, 10'000), 1);
    p.join();
    EXPECT_EQ(::poll(&entry, 1, 0), 1);
    auto q = make(mp::call<mp::test::children::nothing>());
    q.start();
    q.join();
    pollfd late{q.sentinel(), POLLIN, 0};
    EXPECT_EQ(::poll(&late, 1, 0), 1);
}

TEST_P(ProcessBy, ManyThreadsJoin) {
    auto p = make(mp::call<mp::test::children::sleep_long>());
    p.start();
    std::atomic<int> joined{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&, i] {
                i % 2 == 0 ? p.join() : p.join(20s);
                joined += p.exitcode() == -SIGKILL;
            });
        }
        std::this_thread::sleep_for(20ms);
        EXPECT_EQ(joined, 0);
        p.kill();
    }
    EXPECT_EQ(joined, 8);
}

// proves: 1.parent_process, 1.ctx.Process, 2.Process.repr, 15.spawn
TEST_P(ProcessBy, ChildKnowsWhoItIs) {
    Shared shared;
    auto p = make(mp::call<mp::test::children::describe>(shared.path()), "Addition1");
    p.daemon(true);
    p.start();
    p.join();
    ASSERT_EQ(p.exitcode(), 0);
    const std::string self = mp::test::children::class_name(GetParam());
    const std::string parent = std::to_string(::getpid());
    EXPECT_EQ(shared.text(), "<" + self + " name='Addition1' parent=" + parent + " started daemon>|" + parent + "|" +
                                 std::to_string(p.pid()) +
                                 "|<_ParentProcess name='MainProcess' parent=None unknown>|alive|" + GetParam() +
                                 "|1|0");
}

// proves: 2.default-name, 1.ctx.Process
TEST_P(ProcessBy, NamesCountPerProcess) {
    Shared shared;
    auto p = make(mp::call<mp::test::children::name_of_new_child>(shared.path(), std::string(GetParam())), "x");
    auto q = make(nullptr);
    const std::string prefix = mp::test::children::class_name(GetParam()) + "-";
    EXPECT_THAT(q.name(), MatchesRegex(prefix + "[0-9]+"));
    const int number = std::stoi(q.name().substr(prefix.size()));
    p.start();
    p.join();
    ASSERT_EQ(p.exitcode(), 0);
    EXPECT_EQ(shared.text(), "Process-" + std::to_string(number - 1) + ":1");
}

// proves: 2.authkey
TEST_P(ProcessBy, AuthkeyIsInheritedAtConstruction) {
    Shared shared;
    EXPECT_EQ(mp::current_process().authkey().size(), 32U);
    const mp::Bytes before = mp::current_process().authkey();
    mp::current_process().authkey("first");
    auto p = make(mp::call<mp::test::children::tell_authkey>(shared.path()));
    mp::current_process().authkey(before);
    p.start();
    p.join();
    EXPECT_EQ(shared.text(), "first");
}

// proves: 1.active_children, 17._TestProcess
TEST_P(ProcessBy, ActiveChildren) {
    auto p = make(mp::call<mp::test::children::sleep_long>(), "sleeper");
    EXPECT_TRUE(mp::active_children().empty());
    p.start();
    ASSERT_EQ(mp::active_children().size(), 1U);
    EXPECT_EQ(mp::active_children()[0].pid(), p.pid());
    p.kill();
    p.join();
    EXPECT_TRUE(mp::active_children().empty());
}

// proves: 2.join, 2.is_alive, 2.kill, 2.Process.repr
TEST_P(ProcessBy, OnlyTheParentMayJoin) {
    auto p = make(mp::call<mp::test::children::sleep_long>());
    p.start();
    Shared shared;
    mp::Process q({.target = [&] {
        std::string said;
        const auto note = [&](auto action) {
            try {
                action();
                said += "nothing;";
            } catch (const mp::AssertionError& error) {
                said += error.what() + std::string(";");
            }
        };
        note([&] { p.join(); });
        note([&] { p.is_alive(); });
        mp::Process r;
        note([&] { p.start(); });
        said += p.exitcode().has_value() ? "known;" : "None;";
        said += p.repr().find(" unknown") != std::string::npos ? "unknown" : p.repr();
        shared.text(said);
        p.kill();  // works from another process that has the object
    }});
    q.start();
    q.join();
    EXPECT_EQ(shared.text(),
              "can only join a child process;can only test a child process;cannot start a process twice;None;unknown");
    p.join();
    EXPECT_EQ(p.exitcode(), -SIGKILL);
}

// proves: 2.many
TEST_P(ProcessBy, ChildrenOfChildren) {
    Shared shared;
    auto p = make(mp::call<mp::test::children::recurse>(shared.path(), 2, std::string(GetParam())));
    p.start();
    p.join();
    EXPECT_EQ(p.exitcode(), 0);
    EXPECT_EQ(shared.load(), 7);  // 1 + 2 + 4 processes
}

// proves: 2.start, 2.daemon
TEST_P(ProcessBy, DaemonicOnesHaveNoChildren) {
    Shared shared;
    auto p = make(mp::call<mp::test::children::start_one>(shared.path()));
    p.daemon(true);
    p.start();
    p.join();
    EXPECT_EQ(shared.text(), "daemonic processes are not allowed to have children");
}

struct Addition : mp::ProcessType<Addition> {
    std::string path;
    int a = 0;
    int b = 0;

    Addition() = default;
    Addition(std::string where, int first, int second, const std::string& called = "Addition")
        : path(std::move(where)), a(first), b(second) {
        name(called);
    }
    void run() override {
        const bool is_it = dynamic_cast<Addition*>(&mp::current_process()) == this;
        Shared(path).text(name() + (is_it ? " is " : " is not ") + std::to_string(a + b));
    }
    template <class Ar>
    void serialize(Ar& ar) {
        ar(path, a, b);
    }
};

// proves: 2.run, 17._TestSubclassingProcess
TEST_P(ProcessBy, Subclasses) {
    const std::string before = mp::get_start_method();
    mp::set_start_method(GetParam(), true);
    Shared shared;
    Addition p(shared.path(), 3, 4);
    EXPECT_THAT(p.repr(), MatchesRegex("<Addition name='Addition' parent=[0-9]+ initial>"));
    p.start();
    p.join();
    EXPECT_EQ(p.exitcode(), 0);
    EXPECT_EQ(shared.text(), "Addition is 7");
    mp::Process sliced = Addition(shared.path(), 1, 1);
    EXPECT_THROW(sliced.start(), mp::RuntimeError);
    mp::set_start_method(before, true);
}

// proves: 1.nested-use
TEST_P(ProcessBy, AChildOfAContextGoesOnWithItsMethod) {
    const std::string before = mp::get_start_method();
    for (const char* by_default : {"fork", "spawn"}) {
        mp::set_start_method(by_default, true);
        Shared shared;
        auto p = mp::get_context(GetParam()).Process({.target = mp::call<mp::test::children::describe>(shared.path())});
        p.start();
        p.join();
        EXPECT_THAT(shared.text(), HasSubstr(std::string("|") + GetParam() + "|")) << by_default;
    }
    mp::set_start_method(before, true);
}

// proves: 2.stdio, 17.TestStdinBadfiledescriptor
TEST_P(ProcessBy, StandardInputIsEmpty) {
    Shared shared;
    auto p = make(mp::call<mp::test::children::read_input>(shared.path()));
    p.start();
    p.join();
    EXPECT_EQ(shared.text(), "/dev/null");
}

// Engine threads block all signals; what is started in one (from a callback) is not to inherit that.
TEST_P(ProcessBy, StartedInAnEngineThread) {
    auto p = make(mp::call<mp::test::children::sleep_long>());
    std::atomic<bool> started{false};
    mp::os::start_engine_thread("test", [&] {
        p.start();
        started = true;
    });
    ASSERT_TRUE(mp::test::wait_until([&] { return started.load(); }));
    p.terminate();
    p.join(20s);
    EXPECT_EQ(p.exitcode(), -SIGTERM);
    p.kill();
}

// A subclass that brings nothing of its own along needs nothing to be spawned; what Python hands to super().__init__()
// goes to the base.
struct Plain : mp::ProcessType<Plain> {
    void run() override { std::exit(7); }
};
struct Prepared : mp::ProcessType<Prepared> {
    Prepared() : ProcessType({.name = "prepared", .daemon = true}) {}
    void run() override { std::exit(name() == "prepared" && daemon() ? 8 : 1); }
};

TEST_P(ProcessBy, SubclassesWithoutFieldsTravel) {
    mp::set_start_method(GetParam(), true);
    Plain plain;
    plain.start();
    plain.join();
    EXPECT_EQ(plain.exitcode(), 7);
    Prepared prepared;
    EXPECT_TRUE(prepared.daemon());
    prepared.start();
    prepared.join();
    EXPECT_EQ(prepared.exitcode(), 8);
    mp::set_start_method("fork", {.force = true});
}

TEST(Process, IsMadeOfATargetAlone) {
    mp::Process p(mp::call<std::_Exit>(9));
    p.start();
    p.join();
    EXPECT_EQ(p.exitcode(), 9);
    EXPECT_EQ(mp::repr(p), p.repr());
    std::ostringstream said;
    said << mp::ValueError("what was wrong");
    EXPECT_EQ(said.str(), "what was wrong");
}

}  // namespace
