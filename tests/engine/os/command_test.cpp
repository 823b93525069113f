// SPDX-License-Identifier: MIT
// Other programs: os::start_command, and mp::run_command on top of it.
#include "os/command.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <sstream>
#include <string>
#include <thread>

#include "mp/command.h"
#include "mp/exceptions.h"
#include "os/paths.h"
#include "os/procfs.h"
#include "support/gone.h"
#include "support/leaks.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::CommandResult;
using mp::run_command;
using mp::test::TemporaryDirectory;
using mp::test::wait_until;

// The guardian and its descriptor stay from the first command on.
[[maybe_unused]] const bool leaks_checked =
    run_command({.arguments = {"true"}}).exitcode == 0 && mp::test::check_every_test_for_leaks();

class ScopedTmpdir {
public:
    explicit ScopedTmpdir(const std::string& path)
        : before_(std::getenv("TMPDIR") != nullptr ? std::getenv("TMPDIR") : "/tmp") {
        ::setenv("TMPDIR", path.c_str(), 1);
    }
    ~ScopedTmpdir() { ::setenv("TMPDIR", before_.c_str(), 1); }

private:
    std::string before_;
};

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
    EXPECT_EQ(result.exitcode, -SIGTERM);
    EXPECT_EQ(result.output, "begun\n") << "what it wrote until then";
    const int child = std::stoi(*mp::os::read_small_file(root / "pid"));
    EXPECT_TRUE(wait_until([&] { return mp::test::gone(child); })) << "its child lives on";
}

TEST(Command, ThatClosesItsStreamsIsStillWaitedForAndTimed) {
    EXPECT_EQ(shell("exec >&- 2>&-; sleep 0.05; exit 3").exitcode, 3);
    const CommandResult late = run_command({.arguments = {"sh", "-c", "exec >&- 2>&-; sleep 100"}, .timeout = 200ms});
    EXPECT_TRUE(late.timed_out);
    EXPECT_EQ(late.exitcode, -SIGTERM);
}

TEST(Command, WhoseTimeIsOverMayTidyUpButNotGoOn) {
    const CommandResult tidy =
        run_command({.arguments = {"sh", "-c", "trap 'echo tidied; exit 7' TERM; sleep 100 & wait"}, .timeout = 200ms});
    EXPECT_TRUE(tidy.timed_out);
    EXPECT_EQ(tidy.exitcode, 7);
    EXPECT_EQ(tidy.output, "tidied\n");
    const CommandResult deaf =
        run_command({.arguments = {"sh", "-c", "trap '' TERM; sleep 100 & wait; sleep 100"}, .timeout = 200ms});
    EXPECT_TRUE(deaf.timed_out);
    EXPECT_EQ(deaf.exitcode, -SIGKILL);
}

std::string rest_of(const mp::CommandSpool& spool, const mp::CommandRest& rest) {
    std::string out;
    spool.read(rest, [&out](std::span<const std::byte> piece) {
        out.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    });
    return out;
}

TEST(Command, PutsTheRestOfALongOutputIntoTheSpool) {
    const TemporaryDirectory root;
    const ScopedTmpdir here(root.path().string());
    const mp::CommandSpool spool;
    EXPECT_TRUE(std::filesystem::is_empty(root.path())) << "it has no name that could be left behind";
    const auto run = [&spool](const std::string& script, std::size_t keep_bytes) {
        return run_command({.arguments = {"sh", "-c", script}, .keep_bytes = keep_bytes, .spool = &spool});
    };
    const auto result = run("head -c 600000 /dev/zero | tr '\\0' x; echo end; echo err >&2", 1000);
    const auto other = run("head -c 600000 /dev/zero | tr '\\0' y", 0);
    EXPECT_EQ(result.exitcode, 0);
    EXPECT_EQ(result.output, std::string(1000, 'x'));
    EXPECT_EQ(result.error, "err\n");
    EXPECT_EQ(result.error_rest.bytes, 0U);
    EXPECT_EQ(result.output_rest.bytes, 599004U);
    EXPECT_EQ(rest_of(spool, result.output_rest), std::string(599000, 'x') + "end\n");
    spool.release(result.output_rest);
    EXPECT_EQ(other.output, "");
    EXPECT_EQ(rest_of(spool, other.output_rest), std::string(600000, 'y'));
    EXPECT_EQ(rest_of(spool, run("echo abc", 0).output_rest), "abc\n");
    EXPECT_EQ(run("echo abc", 4).output_rest.bytes, 0U) << "nothing is left over";
    EXPECT_TRUE(std::filesystem::is_empty(root.path()));
}

TEST(Command, WithoutASpoolTheRestIsCountedAndDropped) {
    const CommandResult result = run_command({.arguments = {"echo", "abcdef"}, .keep_bytes = 3});
    EXPECT_EQ(result.output, "abc");
    EXPECT_EQ(result.output_rest.bytes, 4U);
    EXPECT_TRUE(result.output_rest.blocks.empty());
}

TEST(Command, ASpoolThatFindsNoPlaceIsAnError) {
    const ScopedTmpdir nowhere("/no/such/place");
    EXPECT_THROW(mp::CommandSpool(), mp::OSError);
}

// ---- what outlives its process by a moment

// A process that runs a command with a child in the background, and both their pids.
struct Family {
    explicit Family(const TemporaryDirectory& root) {
        ::fflush(nullptr);
        process = ::fork();
        if (process == 0) {
            run_command({.arguments = {"sh", "-c", "sleep 1000 & echo $$ $! $PPID > t; mv t pids; wait; true"},
                         .directory = root.path().string()});
            ::_exit(0);
        }
        const std::string file = root / "pids";
        if (!wait_until([&] { return std::filesystem::exists(file); })) return;
        std::istringstream(*mp::os::read_small_file(file)) >> command >> child;
        (void)wait_until([&] { return (guardian = guardian_of(process)) > 0; });  // it gives itself its name
    }
    ~Family() {
        for (const int pid : {process, command, child})
            if (pid > 0) ::kill(pid, SIGKILL);
        reap();
    }
    static int guardian_of(int process) {
        for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
            const std::string name = entry.path().filename().string();
            if (name.find_first_not_of("0123456789") != std::string::npos) continue;
            const auto stat = mp::os::read_process_stat(std::stoi(name));
            if (stat && stat->parent_pid == process && stat->name == "mp-guardian") return stat->pid;
        }
        return 0;
    }
    void reap() {
        if (process > 0) ::waitpid(process, nullptr, 0);
        process = 0;
    }
    static bool gone(int pid) {
        return wait_until([pid] { return mp::test::gone(pid); });
    }

    int process = 0, command = 0, child = 0, guardian = 0;
};

TEST(Guardian, KillsTheChildrenOfACommandWhoseProcessWasKilled) {
    const TemporaryDirectory root;
    Family family(root);
    ASSERT_GT(family.child, 0);
    ASSERT_GT(family.guardian, 0);
    ASSERT_EQ(::kill(family.process, SIGKILL), 0);
    family.reap();
    EXPECT_TRUE(Family::gone(family.command));
    EXPECT_TRUE(Family::gone(family.child)) << "it was left running";
    EXPECT_TRUE(Family::gone(family.guardian));
}

TEST(Guardian, LetsCommandsTidyUpAndKillsTheDeaf) {
    const TemporaryDirectory root;
    ::fflush(nullptr);
    const int process = ::fork();
    if (process == 0) {
        // No program of its own runs by then: a shell tells of one that the signal ends, to a pipe that nobody reads.
        run_command({.arguments = {"sh", "-c",
                                   "trap 'echo x > tidied' TERM; (trap '' TERM; echo > c; exec sleep 1000) & "
                                   "echo $! > pid; wait"},
                     .directory = root.path().string()});
        ::_exit(0);
    }
    ASSERT_TRUE(wait_until([&] {
        const auto number = mp::os::read_small_file(root / "pid");
        return number && number->ends_with('\n') && std::filesystem::exists(root / "c");
    }));
    const int deaf = std::stoi(*mp::os::read_small_file(root / "pid"));
    ASSERT_EQ(::kill(process, SIGKILL), 0);
    ::waitpid(process, nullptr, 0);
    EXPECT_TRUE(wait_until([&] { return std::filesystem::exists(root / "tidied"); }));
    EXPECT_TRUE(Family::gone(deaf)) << "it was left running";
}

TEST(Guardian, IsStartedAgainWhenItIsKilled) {
    const TemporaryDirectory root;
    Family family(root);
    ASSERT_GT(family.guardian, 0);
    ASSERT_EQ(::kill(family.guardian, SIGKILL), 0);
    const auto another = [&] {
        for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
            const std::string name = entry.path().filename().string();
            if (name.find_first_not_of("0123456789") != std::string::npos) continue;
            const auto stat = mp::os::read_process_stat(std::stoi(name));
            if (stat && stat->parent_pid == family.process && stat->name == "mp-guardian" && !stat->ending &&
                stat->pid != family.guardian)
                return true;
        }
        return false;
    };
    ASSERT_TRUE(wait_until(another));
    ASSERT_EQ(::kill(family.process, SIGKILL), 0);
    family.reap();
    EXPECT_TRUE(Family::gone(family.child)) << "it was left running";
}

TEST(Guardian, LeavesAloneWhatItsProcessHasSeenTheEndOf) {
    const TemporaryDirectory root;
    ::fflush(nullptr);
    const int process = ::fork();
    if (process == 0) {
        // A command that leaves something behind and closes its streams: it is its user's business from then on.
        run_command({.arguments = {"sh", "-c", "sleep 1000 >/dev/null 2>&1 & echo $! > pid"},
                     .directory = root.path().string()});
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(process, &status, 0), process);
    EXPECT_EQ(status, 0);
    const int left = std::stoi(*mp::os::read_small_file(root / "pid"));
    std::this_thread::sleep_for(50ms);  // what must not happen has no moment at which it has not
    EXPECT_EQ(::kill(left, 0), 0);
    ::kill(left, SIGKILL);
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
