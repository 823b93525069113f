// SPDX-License-Identifier: MIT
#include "mp/logging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

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

// proves: 12.get_logger
TEST(Logging, PrintsNothingByDefault) {
    EXPECT_THAT(stderr_of([] { mp::get_logger().critical("unseen"); }), IsEmpty());
    EXPECT_EQ(mp::get_logger().name(), "multiprocessing");
    EXPECT_EQ(mp::get_logger().level(), mp::logging::NOTSET);
    EXPECT_EQ(mp::get_logger().effective_level(), mp::logging::WARNING);
}

// proves: 12.log_to_stderr, 12.levels, 12.util.sub_debug
TEST(Logging, WritesLinesAsPython) {
    const auto said = stderr_of([] {
        mp::log_to_stderr(mp::logging::INFO);
        mp::get_logger().info("doom!");
        mp::get_logger().sub_warning("hm");
        auto logger = mp::get_logger();  // another name for it
        logger.debug("unseen");
        logger.setLevel(mp::SUBDEBUG);
        mp::get_logger().sub_debug("seen");
    });
    EXPECT_THAT(said, HasSubstr("[Level 5/child] seen\n"));
    EXPECT_THAT(said, HasSubstr("[INFO/child] doom!\n[Level 25/child] hm\n"));
    EXPECT_THAT(said, HasSubstr("[INFO/child] process exiting with exitcode 0\n"));
    EXPECT_THAT(said, testing::Not(HasSubstr("unseen")));
}

// proves: 12.children, 12.texts-people-grep-for, 17._TestLogging
TEST(Logging, ChildrenInherit) {
    for (const char* method : mp::test::children::start_methods) {
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

// Longer than a pipe takes in one piece, from several processes at once.
void log_long_lines(char letter) {
    for (int i = 0; i < 20; ++i) mp::get_logger().info(std::string(100'000, letter));
}

TEST(Logging, LinesAreNotTorn) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    for (const char* method : mp::test::children::start_methods) {
        mp::Process program({.target = [&] {
            ::dup2(pipe[1], STDERR_FILENO);
            ::close(pipe[0]);
            ::close(pipe[1]);
            mp::log_to_stderr(mp::logging::INFO);
            std::vector<mp::Process> writers;
            for (const char letter : {'a', 'b', 'c'}) {
                writers.push_back(mp::get_context(method).Process({.target = mp::call<log_long_lines>(letter)}));
                writers.back().start();
            }
            for (auto& p : writers) p.join();
        }});
        program.start();
        if (method == mp::test::children::start_methods[2]) ::close(pipe[1]);
        std::string line;
        int whole = 0;
        char buffer[65536];
        const auto check = [&] {
            const auto text = line.find("] ");
            ASSERT_EQ(line.front(), '[');
            ASSERT_NE(text, std::string::npos);
            if (line.size() < 100'000) return;
            ASSERT_EQ(line.size() - text - 2, 100'000U);
            ASSERT_EQ(line.find_first_not_of(line.back(), text + 2), std::string::npos);
            ++whole;
        };
        while (program.is_alive() || whole < 60) {
            pollfd wanted{pipe[0], POLLIN, 0};
            if (::poll(&wanted, 1, 100) == 0) continue;
            const ssize_t n = ::read(pipe[0], buffer, sizeof buffer);
            if (n <= 0) break;
            for (const char c : std::string_view(buffer, static_cast<std::size_t>(n))) {
                if (c != '\n') {
                    line += c;
                    continue;
                }
                check();
                line.clear();
            }
        }
        program.join();
        EXPECT_EQ(whole, 60) << method;
    }
    ::close(pipe[0]);
}

// A process that writes a line into a full pipe: when this returns it is in the midst of it.
void begin_a_line(mp::Process& writer, int pipe_end) {
    writer.start();
    pollfd begun{pipe_end, POLLIN, 0};
    ASSERT_EQ(::poll(&begun, 1, 20'000), 1);
}

// One whose reader does not read holds up nobody who writes elsewhere.
TEST(Logging, AnUnreadWriterBlocksNobodyElse) {
    const auto said = stderr_of([] {
        mp::log_to_stderr(mp::logging::WARNING);
        int pipe[2];
        if (::pipe(pipe) != 0) ::_exit(1);
        mp::Process unread({.target = [&] {
            ::dup2(pipe[1], STDERR_FILENO);
            mp::get_logger().warning(std::string(1'000'000, 'x'));
        }});
        begin_a_line(unread, pipe[0]);
        mp::get_logger().warning("all the same");
        unread.kill();
        unread.join();
    });
    EXPECT_THAT(said, HasSubstr("[WARNING/child] all the same\n"));
}

// One that is stopped in the middle of a line holds up nobody, not even those who write to the same place.
TEST(Logging, AStoppedWriterBlocksNobody) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const auto write_line = [&](std::string line) {
        return mp::Process({.target = [&pipe, line] {
            ::dup2(pipe[1], STDERR_FILENO);
            mp::log_to_stderr(mp::logging::WARNING);
            mp::get_logger().warning(line);
        }});
    };
    mp::Process stuck = write_line(std::string(1'000'000, 'x'));
    begin_a_line(stuck, pipe[0]);
    ASSERT_EQ(::kill(stuck.pid(), SIGSTOP), 0);
    mp::Process other = write_line("all the same");
    other.start();
    std::string text;
    char buffer[65536];
    while (text.find("all the same") == std::string::npos) {
        const ssize_t n = ::read(pipe[0], buffer, sizeof buffer);
        ASSERT_GT(n, 0);
        text.append(buffer, static_cast<std::size_t>(n));
    }
    other.join();
    EXPECT_EQ(other.exitcode(), 0);
    stuck.kill();
    stuck.join();
    ::close(pipe[0]);
    ::close(pipe[1]);
}

// proves: 2.fork-with-other-threads-alive, 16.child-forked-while-another-thread-holds
TEST(Logging, ForkWithThreadsIsWarnedOf) {
    const auto said = stderr_of([] {
        mp::log_to_stderr(mp::logging::WARNING);
        mp::Process quiet;
        quiet.start();  // the reaper is the engine's own thread: nothing to warn of
        quiet.join();
        mp::get_logger().warning("now");
        std::atomic<bool> begun{false};
        std::atomic<bool> end{false};
        std::thread other([&] {
            begun = true;
            begun.notify_all();
            end.wait(false);
        });
        begun.wait(false);  // a thread that is just being made holds locks of the library or of a sanitizer
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
