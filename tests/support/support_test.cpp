// SPDX-License-Identifier: MIT
// The helpers of the tests are tested too: a leak counter that sees nothing would make every leak test pass.
#include <fcntl.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "support/leaks.h"
#include "support/program.h"
#include "support/temporary.h"
#include "support/wait.h"
#include "support/watchdog.h"

namespace {

using namespace std::chrono_literals;
using mp::test::holdings;
using mp::test::settled_leaks_since;

TEST(Leaks, NothingLeakedIsNothingReported) {
    mp::test::LeakCheck leaks;
    EXPECT_EQ(settled_leaks_since(holdings(), 0ms), "");
}

TEST(Leaks, NameAnOpenDescriptor) {
    const auto before = holdings();
    const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    EXPECT_NE(settled_leaks_since(before, 0ms).find("descriptor"), std::string::npos);
    ::close(fd);
    EXPECT_EQ(settled_leaks_since(before), "");
}

TEST(Leaks, NameAZombie) {
    const auto before = holdings();
    const int child = ::fork();
    if (child == 0) ::_exit(0);
    EXPECT_TRUE(
        mp::test::wait_until([&] { return settled_leaks_since(before, 0ms).find("zombie") != std::string::npos; }));
    ::waitpid(child, nullptr, 0);
    EXPECT_EQ(settled_leaks_since(before), "");
}

TEST(Leaks, NameAMappedMemoryFile) {
    const auto before = holdings();
    const int fd = ::memfd_create("leak", MFD_CLOEXEC);
    ASSERT_EQ(::ftruncate(fd, 4096), 0);
    void* address = ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, fd, 0);
    ::close(fd);
    EXPECT_NE(settled_leaks_since(before, 0ms).find("mapping"), std::string::npos);
    ::munmap(address, 4096);
    EXPECT_EQ(settled_leaks_since(before), "");
}

TEST(Leaks, NameAFileInSharedMemory) {
    const auto before = holdings();
    const auto path = "/dev/shm/lifeguard-leak-" + std::to_string(::getpid());
    std::ofstream(path) << "x";
    EXPECT_NE(settled_leaks_since(before, 0ms).find(path), std::string::npos);
    std::filesystem::remove(path);
    EXPECT_EQ(settled_leaks_since(before), "");
}

TEST(Leaks, FailTheTestThatLeaks) {
    static int fd = -1;
    EXPECT_NONFATAL_FAILURE(
        {
            mp::test::LeakCheck leaks;
            fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        },
        "left behind");
    ::close(fd);
}

TEST(Wait, SeesWhatAnotherThreadDoes) {
    std::atomic<bool> done = false;
    std::thread other([&] { done = true; });
    EXPECT_TRUE(mp::test::wait_until([&] { return done.load(); }));
    other.join();
}

TEST(Wait, GivesUpAfterItsLimit) {
    EXPECT_FALSE(mp::test::wait_until([] { return false; }, 5ms));
}

TEST(Program, GivesCodeAndBothStreams) {
    const auto result = mp::test::run({"sh", "-c", "cat; echo err >&2; exit 3"}, {.input = "in"});
    EXPECT_EQ(result.code, 3);
    EXPECT_EQ(result.out, "in");
    EXPECT_EQ(result.err, "err\n");
    EXPECT_FALSE(result.timed_out);
}

TEST(Program, CarriesMoreThanAPipeHolds) {
    const std::string text(1 << 20, 'x');
    EXPECT_EQ(mp::test::run({"cat"}, {.input = text}).out, text);
}

TEST(Program, GivesTheSignalAsANegativeCode) {
    mp::test::Program sleeper({"sleep", "1000"});
    EXPECT_TRUE(sleeper.running());
    sleeper.send_signal(SIGTERM);
    EXPECT_EQ(sleeper.wait().code, -SIGTERM);
}

TEST(Program, IsKilledAfterItsLimit) {
    const auto result = mp::test::run({"sleep", "1000"}, {.limit = 20ms});
    EXPECT_TRUE(result.timed_out);
    EXPECT_EQ(result.code, -SIGKILL);
}

TEST(Program, AnswersLineByLine) {
    mp::test::Program echo({"cat"});
    for (const std::string line : {"one", "two"}) {
        echo.write(line + "\n");
        EXPECT_EQ(echo.read_line(), line);
    }
    EXPECT_THROW(echo.read_line(10ms), std::runtime_error);
}

TEST(Program, TakesEnvironmentAndDirectory) {
    const auto result = mp::test::run({"sh", "-c", "echo $LIFEGUARD_X; pwd"},
                                      {.environment = {{"LIFEGUARD_X", "y"}}, .directory = "/"});
    EXPECT_EQ(result.out, "y\n/\n");
}

TEST(Program, ThatDoesNotExistThrows) {
    EXPECT_THROW(mp::test::run({"/does/not/exist"}), std::system_error);
}

TEST(PrivateDirectories, AreNotTheUsers) {
    const std::filesystem::path runtime = std::getenv("XDG_RUNTIME_DIR");
    EXPECT_EQ(runtime.parent_path().parent_path(), std::filesystem::temp_directory_path());
    EXPECT_EQ(std::filesystem::status(runtime).permissions(), std::filesystem::perms::owner_all);
}

TEST(WatchdogDeathTest, EndsABlockedTestAndNamesIt) {
    EXPECT_EXIT(
        {
            mp::test::Watchdog limit(1s);
            for (;;) ::pause();
        },
        testing::ExitedWithCode(124), "watchdog: WatchdogDeathTest.EndsABlockedTestAndNamesIt still runs after 1 s");
}

}  // namespace
