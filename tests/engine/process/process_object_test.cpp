// SPDX-License-Identifier: MIT
// What a Process is where it was made: run() called directly, what it holds and prints, this process and its parent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <memory>
#include <sstream>
#include <thread>

#include "mp/context.h"
#include "mp/process.h"
#include "process_children.h"
#include "support/leaks.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::test::children::Shared;
using testing::HasSubstr;

// proves: 2.run
TEST(Process, RunsDirectly) {
    int runs = 0;
    mp::Process p({.target = [&] { ++runs; }});
    p.run();
    p.run();
    EXPECT_EQ(runs, 2);
    EXPECT_FALSE(p.is_alive());
}

TEST(Process, ReleasesItsTargetAtTheStart) {
    auto held = std::make_shared<int>(1);
    mp::Process p({.target = [held] {}});
    EXPECT_EQ(held.use_count(), 2);
    p.start();
    EXPECT_EQ(held.use_count(), 1);
    p.join();
}

// proves: 0.2.lambda-local-function
TEST(Process, RunsCapturesUnderForkAndRefusesThemElsewhere) {
    const mp::test::LeakCheck leaks;
    Shared shared;
    const int answer = 42;
    mp::Process p({.target = [&] { shared.store(answer); }});
    p.start();
    p.join();
    EXPECT_EQ(shared.load(), 42);
    for (const char* method : {"spawn", "forkserver"}) {
        auto q = mp::get_context(method).Process({.target = [&] { shared.store(1); }});
        try {
            q.start();
            FAIL();
        } catch (const mp::PicklingError& error) {
            EXPECT_THAT(error.what(), HasSubstr("mp::call"));
        }
    }
    EXPECT_TRUE(mp::active_children().empty());
}

// proves: 1.cpu_count, 1.current_process, 1.parent_process, 2.close, 2.Process.repr
TEST(Process, MainProcess) {
    auto& self = mp::current_process();
    EXPECT_EQ(self.name(), "MainProcess");
    EXPECT_FALSE(self.daemon());
    EXPECT_TRUE(self.is_alive());
    EXPECT_FALSE(self.exitcode().has_value());
    EXPECT_EQ(self.pid(), ::getpid());
    EXPECT_EQ(self.repr(), "<_MainProcess name='MainProcess' parent=None started>");
    EXPECT_FALSE(mp::parent_process().has_value());
    EXPECT_GE(mp::cpu_count(), 1);
    self.close();
    EXPECT_TRUE(self.is_alive());
}

// proves: 2.name, 2.Process.repr
TEST(Process, Prints) {
    mp::Process p({.target = mp::call<mp::test::children::nothing>(), .name = "Addition1", .daemon = true});
    std::ostringstream out;
    out << p;
    EXPECT_EQ(out.str(), "<Process name='Addition1' parent=" + std::to_string(::getpid()) + " initial daemon>");
    p.name("it's");
    EXPECT_THAT(p.repr(), HasSubstr("name=\"it's\""));
    p.start();
    EXPECT_THAT(p.repr(), HasSubstr("pid=" + std::to_string(p.pid())));
    p.join();
    EXPECT_THAT(p.repr(), HasSubstr(" stopped exitcode=0 daemon>"));
}

// proves: 1.parent_process
TEST(Process, ParentIsSeenToEnd) {
    // grandchild outlives child; it reports through shared memory
    Shared shared;
    mp::Process child({.target = [&] {
        mp::Process grandchild({.target = [&] {
            shared.store(mp::parent_process()->is_alive() ? 1 : -1);
            mp::parent_process()->join(20s);
            pollfd end{mp::parent_process()->sentinel(), POLLIN, 0};
            shared.store(mp::parent_process()->is_alive() || ::poll(&end, 1, 0) != 1 ? -2 : 2);
            ::_exit(0);
        }});
        grandchild.start();
        while (shared.load() == 0) std::this_thread::sleep_for(1ms);
        ::_exit(0);
    }});
    child.start();
    child.join();
    EXPECT_TRUE(mp::test::wait_until([&] { return shared.load() == 2; })) << shared.load();
}

}  // namespace
