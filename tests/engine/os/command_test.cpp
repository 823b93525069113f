// SPDX-License-Identifier: MIT
// Other programs: os::start_command, and mp::run_command on top of it.
#include "os/command.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>

#include "mp/command.h"
#include "mp/exceptions.h"
#include "os/paths.h"
#include "os/procfs.h"
#include "support/leaks.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::CommandResult;
using mp::run_command;
using mp::test::TemporaryDirectory;
using mp::test::wait_until;

[[maybe_unused]] const bool leaks_checked = mp::test::check_every_test_for_leaks();

CommandResult shell(const std::string& script) {
    return run_command({.arguments = {"sh", "-c", script}});
}

TEST(Command, KeepsWhatItWroteAndItsCode) {
    const CommandResult result = shell("echo out; echo err >&2; exit 7");
    EXPECT_EQ(result.exitcode, 7);
    EXPECT_EQ(result.output, "out\n");
    EXPECT_EQ(result.error, "err\n");
    EXPECT_EQ(result.failure, "");
    EXPECT_FALSE(result.timed_out);
    EXPECT_GE(result.ended_ns, result.started_ns);
    EXPECT_EQ(shell("exit 0").exitcode, 0);
    EXPECT_EQ(shell("exit 255").exitcode, 255);
}

TEST(Command, SaysWhichSignalEndedIt) {
    for (const int number : {SIGKILL, SIGTERM, SIGSEGV, SIGINT})
        EXPECT_EQ(shell("kill -" + std::to_string(number) + " $$").exitcode, -number);
}

TEST(Command, ThatCannotBeStartedIsAResult) {
    const CommandResult missing = run_command({.arguments = {"no-such-program-here"}});
    EXPECT_EQ(missing.exitcode, 127);
    EXPECT_NE(missing.failure.find("no-such-program-here"), std::string::npos) << missing.failure;
    const CommandResult directory = run_command({.arguments = {"true"}, .directory = "/no/such/place"});
    EXPECT_EQ(directory.exitcode, 127);
    EXPECT_NE(directory.failure.find("/no/such/place"), std::string::npos) << directory.failure;
    EXPECT_EQ(run_command({.arguments = {"/etc/passwd"}}).exitcode, 127);
    EXPECT_EQ(run_command({.arguments = {}}).exitcode, 127);
    EXPECT_EQ(run_command({.arguments = {""}}).exitcode, 127);
    EXPECT_EQ(run_command({.arguments = {"sh", "-c", "exit 127"}}).failure, "") << "its own 127 is none of ours";
}

TEST(Command, HasItsDirectoryEnvironmentAndNoInput) {
    const TemporaryDirectory root;
    const CommandResult result =
        run_command({.arguments = {"sh", "-c", "pwd; echo $ONE $TWO; cat; ulimit -n >/dev/null"},
                     .environment = {"ONE=1", "TWO=two words"},
                     .directory = root.path().string()});
    EXPECT_EQ(result.output, root.path().string() + "\n1 two words\n") << result.error;
}

TEST(Command, InheritsNeitherSignalsNorDescriptors) {
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    auto* handler = ::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(shell("kill -TERM $$; sleep 5").exitcode, -SIGTERM);
    EXPECT_EQ(shell("kill -PIPE $$; sleep 5").exitcode, -SIGPIPE);
    ::signal(SIGPIPE, handler);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    const mp::os::Pipe pipe = mp::os::make_pipe();
    EXPECT_EQ(shell("test ! -e /proc/self/fd/" + std::to_string(pipe.read.get())).exitcode, 0);
}

TEST(Command, IsKilledWithItsChildrenWhenItsTimeIsOver) {
    const TemporaryDirectory root;
    const auto begin = std::chrono::steady_clock::now();
    const CommandResult result = run_command({.arguments = {"sh", "-c", "sleep 100 & echo $! > pid; echo begun; wait"},
                                              .directory = root.path().string(),
                                              .timeout = 500ms});
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 20s);
    EXPECT_TRUE(result.timed_out);
    EXPECT_EQ(result.exitcode, -SIGKILL);
    EXPECT_EQ(result.output, "begun\n") << "what it wrote until then";
    const int child = std::stoi(*mp::os::read_small_file(root / "pid"));
    EXPECT_TRUE(wait_until([&] {
        const auto stat = mp::os::read_process_stat(child);
        return !stat || stat->state == 'Z';
    })) << "its child lives on";
}

TEST(Command, ThatClosesItsStreamsIsStillWaitedForAndTimed) {
    EXPECT_EQ(shell("exec >&- 2>&-; sleep 0.05; exit 3").exitcode, 3);
    const CommandResult late = run_command({.arguments = {"sh", "-c", "exec >&- 2>&-; sleep 100"}, .timeout = 200ms});
    EXPECT_TRUE(late.timed_out);
    EXPECT_EQ(late.exitcode, -SIGKILL);
}

TEST(Command, KeepsTheRestOfALongOutputInAFile) {
    const CommandResult result =
        run_command({.arguments = {"sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x; echo end; echo err >&2"},
                     .keep_bytes = 1000});
    EXPECT_EQ(result.exitcode, 0);
    EXPECT_EQ(result.output, std::string(1000, 'x'));
    EXPECT_EQ(result.error, "err\n");
    EXPECT_EQ(result.error_rest, "");
    ASSERT_NE(result.output_rest, "");
    const auto rest = mp::os::read_small_file(result.output_rest, 1 << 20);
    std::filesystem::remove(result.output_rest);
    ASSERT_TRUE(rest);
    EXPECT_EQ(*rest, std::string(299000, 'x') + "end\n");
    const CommandResult none = run_command({.arguments = {"echo", "abc"}, .keep_bytes = 0});
    EXPECT_EQ(none.output, "");
    EXPECT_EQ(mp::os::read_small_file(none.output_rest), "abc\n");
    std::filesystem::remove(none.output_rest);
    EXPECT_EQ(run_command({.arguments = {"echo", "abc"}, .keep_bytes = 4}).output_rest, "") << "nothing is left over";
}

// The command must not stay behind, neither running nor as a zombie (the leak check looks), nor half a file of it.
TEST(Command, WhoseOutputFindsNoPlaceIsEnded) {
    const std::string before = std::getenv("TMPDIR") != nullptr ? std::getenv("TMPDIR") : "/tmp";
    ::setenv("TMPDIR", "/no/such/place", 1);
    EXPECT_THROW(run_command({.arguments = {"sh", "-c", "echo abc; exec sleep 100"}, .keep_bytes = 1}), mp::OSError);
    ::setenv("TMPDIR", before.c_str(), 1);
}

TEST(Program, IsFedThroughAPipe) {
    const TemporaryDirectory root;
    mp::Program program(
        {.arguments = {"sh", "-c", "cat > got; exit 4"}, .directory = root.path().string(), .feed = true});
    const std::string text = "some bytes";
    program.write(std::as_bytes(std::span(text)));
    EXPECT_EQ(program.wait(20ms), std::nullopt) << "it still reads";
    program.finish_input();
    EXPECT_EQ(program.wait(20s), 4);
    EXPECT_EQ(mp::os::read_small_file(root / "got"), text);
    EXPECT_THROW(program.write(std::as_bytes(std::span(text))), mp::BrokenPipeError);
    EXPECT_THROW(mp::Program({.arguments = {"no-such-program-here"}}), mp::FileNotFoundError);
}

}  // namespace
