// SPDX-License-Identifier: MIT
#include "mp/logging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "mp/context.h"
#include "process_children.h"

namespace {

using testing::HasSubstr;
using testing::IsEmpty;

void log_something() {
    mp::get_logger().info("from the child");
    mp::get_logger().debug("not shown");
}

// Handlers stay for the rest of the process, so each of these runs in a child of its own.
std::string stderr_of(mp::Target target, const char* method = "fork") {
    testing::internal::CaptureStderr();
    auto p = mp::get_context(method).Process({.target = std::move(target), .name = "child"});
    p.start();
    p.join();
    EXPECT_EQ(p.exitcode(), 0);
    return testing::internal::GetCapturedStderr();
}

TEST(Logging, PrintsNothingByDefault) {
    EXPECT_THAT(stderr_of([] { mp::get_logger().critical("unseen"); }), IsEmpty());
    EXPECT_EQ(mp::get_logger().name(), "multiprocessing");
    EXPECT_EQ(mp::get_logger().level(), mp::logging::NOTSET);
    EXPECT_EQ(mp::get_logger().effective_level(), mp::logging::WARNING);
}

TEST(Logging, WritesLinesAsPython) {
    const auto said = stderr_of([] {
        mp::log_to_stderr(mp::logging::INFO);
        mp::get_logger().info("doom!");
        mp::get_logger().sub_warning("hm");
        mp::get_logger().debug("unseen");
    });
    EXPECT_THAT(said, HasSubstr("[INFO/child] doom!\n[Level 25/child] hm\n"));
    EXPECT_THAT(said, HasSubstr("[INFO/child] process exiting with exitcode 0\n"));
    EXPECT_THAT(said, testing::Not(HasSubstr("unseen")));
}

TEST(Logging, ChildrenInherit) {
    for (const char* method : {"fork", "spawn"}) {
        const auto said = stderr_of([method] {
            mp::log_to_stderr(mp::logging::INFO);
            auto p = mp::get_context(method).Process({.target = mp::call<log_something>(), .name = "inner"});
            p.start();
            p.join();
        });
        EXPECT_THAT(said, HasSubstr("[INFO/inner] from the child\n")) << method;
        EXPECT_THAT(said, HasSubstr("[INFO/inner] child process calling self.run()\n")) << method;
        EXPECT_THAT(said, testing::Not(HasSubstr("not shown"))) << method;
        // Its end is told as Python tells it, and once.
        const std::string end = "[INFO/inner] process shutting down\n[INFO/inner] process exiting with exitcode 0\n";
        EXPECT_THAT(said, HasSubstr(end)) << method;
        EXPECT_EQ(said.find("[INFO/inner] process shutting down"), said.find(end)) << method;
    }
}

TEST(Logging, ForkWithThreadsIsWarnedOf) {
    const auto said = stderr_of([] {
        mp::log_to_stderr(mp::logging::WARNING);
        mp::Process quiet;
        quiet.start();  // the reaper is the engine's own thread: nothing to warn of
        quiet.join();
        mp::get_logger().warning("now");
        std::atomic<bool> end{false};
        std::thread other([&] { end.wait(false); });
        mp::Process loud;
        loud.start();
        loud.join();
        end = true;
        end.notify_all();
        other.join();
    });
    EXPECT_THAT(said,
                testing::MatchesRegex("\\[WARNING/child\\] now\n\\[WARNING/child\\] This process \\(pid=[0-9]+\\) "
                                      "is multi-threaded, use of fork\\(\\) may lead to deadlocks in the child.\n"));
}

}  // namespace
