// SPDX-License-Identifier: MIT
// How children end: codes, what runs on the way out, what becomes of their own children.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "mp/context.h"
#include "mp/process.h"
#include "process/forkserver.h"
#include "process_children.h"
#include "support/program.h"
#include "support/wait.h"

namespace {

using mp::test::children::Shared;
using testing::HasSubstr;
using testing::Not;

void end_with(int code) {
    std::exit(code);
}
void end_at_once() {
    ::_exit(7);
}
void throw_runtime_error() {
    throw std::runtime_error("it did not work");
}
void throw_value_error() {
    throw mp::ValueError("not that one");
}
void throw_number() {
    throw 5;
}
void raise_signal(int number) {
    ::raise(number);
}
void print_without_newline() {
    std::cout << "from cout";
    std::printf(" and from stdio");
}

class ExitBy : public testing::TestWithParam<const char*> {
protected:
    // A fork server's children have the standard streams that it was started with: those of this test, not of the
    // tests before and after.
    void SetUp() override { end_server(); }
    void TearDown() override { end_server(); }
    static void end_server() {
        const int server = mp::process::forkserver_pid();
        if (server == 0) return;
        ::kill(server, SIGKILL);
        ASSERT_TRUE(mp::test::wait_until([&] { return mp::process::forkserver_pid() == 0; }));
    }
    std::optional<int> code_of(mp::Target target) {
        auto p = mp::get_context(GetParam()).Process({.target = std::move(target), .name = "Failing"});
        p.start();
        p.join();
        return p.exitcode();
    }
};
INSTANTIATE_TEST_SUITE_P(StartMethods, ExitBy, testing::ValuesIn(mp::test::children::start_methods),
                         [](const auto& each) { return std::string(each.param); });

// proves: 2.1.sys.exit, 2.1.sys-exit-n, 2.1.os._exit, 2.1.killed-by-signal-n, 17._TestSubclassingProcess
TEST_P(ExitBy, CodesAreThoseOfPython) {
    EXPECT_EQ(code_of(mp::call<end_with>(0)), 0);
    EXPECT_EQ(code_of(mp::call<end_with>(5)), 5);
    EXPECT_EQ(code_of(mp::call<end_with>(256)), 0);
    EXPECT_EQ(code_of(mp::call<end_with>(300)), 44);
    EXPECT_EQ(code_of(mp::call<end_with>(-1)), 255);
    EXPECT_EQ(code_of(mp::call<end_at_once>()), 7);
    EXPECT_EQ(code_of(mp::call<raise_signal>(SIGUSR1)), -SIGUSR1);
}

// proves: 2.1.raises-an-exception
TEST_P(ExitBy, ExceptionsAreToldOnStandardError) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(code_of(mp::call<throw_runtime_error>()), 1);
    EXPECT_EQ(code_of(mp::call<throw_value_error>()), 1);
    EXPECT_EQ(code_of(mp::call<throw_number>()), 1);
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_THAT(said, HasSubstr("Process Failing:\n"));
    EXPECT_THAT(said, HasSubstr("std::runtime_error: it did not work\n"));
    EXPECT_THAT(said, HasSubstr("ValueError: not that one\n"));
    EXPECT_THAT(said, HasSubstr("int: 5"));
}

// proves: 2.stdio
TEST_P(ExitBy, OutputIsFlushed) {
    testing::internal::CaptureStdout();
    EXPECT_EQ(code_of(mp::call<print_without_newline>()), 0);
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "from cout and from stdio");
}

void print_into_the_void() {
    std::freopen("/dev/full", "w", stdout);
    std::printf("nobody will read this");
    std::cout << "nor this";
}
void print_without_output() {
    ::close(STDOUT_FILENO);
    ::close(STDERR_FILENO);
    std::cout << "lost" << std::endl;
    std::cerr << "lost" << std::endl;
}

// proves: 2.stdio
TEST_P(ExitBy, BrokenOutputDoesNotChangeIt) {
    EXPECT_EQ(code_of(mp::call<print_into_the_void>()), 0);
    EXPECT_EQ(code_of(mp::call<print_without_output>()), 0);
}

// What the parent registered is the parent's to run; what the child registered runs in the child.
// proves: 13.at-exit, 17._TestFinalize
TEST(ExitOfFork, RunsTheChildsOwnHandlersAlone) {
    static Shared* shared = nullptr;
    Shared page;
    shared = &page;
    static pid_t registrar = ::getpid();
    std::atexit([] {
        if (::getpid() != registrar) shared->add(1000);
    });
    mp::Process p({.target = [] {
        std::atexit([] { shared->add(1); });
        static const struct Local {
            ~Local() { shared->add(10); }
        } local;
    }});
    p.start();
    p.join();
    EXPECT_EQ(p.exitcode(), 0);
    EXPECT_EQ(page.load(), 11);
    mp::Process q({.target = [] {
        std::atexit([] { shared->add(100); });
        std::exit(3);
    }});
    q.start();
    q.join();
    EXPECT_EQ(q.exitcode(), 3);
    EXPECT_EQ(page.load(), 111);
}

// proves: 2.daemon, 13.at-exit, 16.main-ends-with-non-daemonic-children, 16.with-daemonic-ones
TEST(ExitOfFork, EndsDaemonicChildrenAndWaitsForTheOthers) {
    Shared page;
    mp::Process p({.target = [&] {
        static mp::Process daemonic({.target = mp::call<mp::test::children::sleep_long>(), .daemon = true});
        daemonic.start();
        page.store(daemonic.pid());
        static mp::Process other({.target = [&] {
            ::usleep(50'000);
            page.text("done");
        }});
        other.start();
    }});
    p.start();
    p.join();
    EXPECT_EQ(p.exitcode(), 0);
    EXPECT_EQ(page.text(), "done");
    EXPECT_EQ(::kill(static_cast<pid_t>(page.load()), 0), -1);
}

TEST(ExitOfFork, DaemonThatIgnoresTheSignalIsKilled) {
    Shared page;
    mp::Process p({.target = [&] {
        static mp::Process stubborn({.target =
                                         [&] {
                                             ::signal(SIGTERM, SIG_IGN);
                                             page.store(::getpid());
                                             mp::test::children::sleep_long();
                                         },
                                     .daemon = true});
        stubborn.start();
        while (page.load() == 0) ::usleep(1000);
    }});
    p.start();
    p.join();
    EXPECT_EQ(p.exitcode(), 0);
    EXPECT_EQ(::kill(static_cast<pid_t>(page.load()), 0), -1);
}

}  // namespace
