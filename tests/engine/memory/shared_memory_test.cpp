// SPDX-License-Identifier: MIT
#include "mp/shared_memory.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "mp/context.h"
#include "mp/queues.h"
#include "os/paths.h"
#include "support/error_of.h"
#include "support/program.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::shared_memory::SharedMemory;
using mp::test::error_of;
using testing::HasSubstr;
using testing::MatchesRegex;

bool is_there(const std::string& name) {
    return std::filesystem::exists("/dev/shm/" + name);
}

// Tests run beside each other: names of their own.
std::string own_name(const std::string& text) {
    return "lifeguard-test-" + std::to_string(::getpid()) + "-" + text;
}

// proves: 9.SharedMemory, 9.SharedMemory.buf, 9.SharedMemory.name, 9.SharedMemory.size, 9.SharedMemory.close
// proves: 9.SharedMemory.unlink, 17._TestSharedMemory
TEST(SharedMemory, IsMadeAndAttached) {
    SharedMemory made({.create = true, .size = 512});
    EXPECT_THAT(made.name(), MatchesRegex("psm_[0-9a-f]{8}"));
    EXPECT_EQ(made.size(), 512U);
    ASSERT_EQ(made.buf().size(), 512U);
    EXPECT_TRUE(std::all_of(made.buf().begin(), made.buf().end(), [](std::byte b) { return b == std::byte{0}; }));
    EXPECT_EQ(made.repr(), "SharedMemory('" + made.name() + "', size=512)");
    struct stat status {};
    ASSERT_EQ(::stat(("/dev/shm/" + made.name()).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    SharedMemory same(made.name());
    EXPECT_EQ(same.size(), 512U);
    same.buf()[7] = std::byte{42};
    EXPECT_EQ(made.buf()[7], std::byte{42});
    made.close();
    made.close();
    EXPECT_TRUE(made.buf().empty());
    EXPECT_EQ(made.size(), 512U);
    made.unlink();
    EXPECT_THROW(made.unlink(), mp::FileNotFoundError);
    EXPECT_FALSE(is_there(made.name()));
    EXPECT_EQ(same.buf()[7], std::byte{42});  // those attached keep the memory
    EXPECT_THROW(SharedMemory(made.name()), mp::FileNotFoundError);
}

// proves: 9.SharedMemory, 9.SharedMemory.name
TEST(SharedMemory, HasAGivenNameOnce) {
    const std::string name = own_name("once");
    SharedMemory made({.name = name, .create = true, .size = 1});
    EXPECT_EQ(made.name(), name);
    EXPECT_THROW(SharedMemory({.name = name, .create = true, .size = 1}), mp::FileExistsError);
    made.unlink();
    SharedMemory again({.name = name, .create = true, .size = 2});
    EXPECT_EQ(again.size(), 2U);
    again.unlink();
}

// proves: 9.SharedMemory
TEST(SharedMemory, RefusesWhatPythonRefuses) {
    EXPECT_EQ(error_of<mp::ValueError>([] { SharedMemory({.create = true, .size = 0}); }),
              "'size' must be a positive number different from zero");
    EXPECT_EQ(error_of<mp::ValueError>([] { SharedMemory({.create = true, .size = -1}); }),
              "'size' must be a positive integer");
    EXPECT_EQ(error_of<mp::ValueError>([] { SharedMemory(mp::shared_memory::SharedMemoryOptions{}); }),
              "'name' can only be None if create=True");
    EXPECT_THROW(SharedMemory({.name = std::string("a\0b", 3), .create = true, .size = 1}), mp::ValueError);
    for (const std::string& name : {std::string("a/b"), std::string(), std::string(300, 'x')}) {
        try {
            SharedMemory({.name = name, .create = true, .size = 1});
            ADD_FAILURE() << name;
        } catch (const mp::OSError& error) {
            EXPECT_TRUE(error.code() == EINVAL || error.code() == ENAMETOOLONG) << error.what();
        }
    }
}

void add_one(const SharedMemory& shm) {
    shm.buf()[0] = static_cast<std::byte>(std::to_integer<int>(shm.buf()[0]) + 1);
}

class SharedMemoryBy : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(StartMethods, SharedMemoryBy, testing::Values("fork", "spawn", "forkserver"),
                         [](const auto& each) { return std::string(each.param); });

// proves: 0.2.SharedMemory, 9.pickling, 9.other-processes
TEST_P(SharedMemoryBy, TravelsByName) {
    SharedMemory shm({.create = true, .size = 16});
    auto p = mp::get_context(GetParam()).Process({.target = mp::call<add_one>(shm)});
    p.start();
    p.join();
    EXPECT_EQ(p.exitcode(), 0);
    EXPECT_EQ(shm.buf()[0], std::byte{1});
    EXPECT_TRUE(is_there(shm.name()));  // the child's end is not the memory's
    mp::Queue<SharedMemory> queue;
    queue.put(shm);
    add_one(queue.get());
    EXPECT_EQ(shm.buf()[0], std::byte{2});
    shm.unlink();
}

// ---- nothing stays behind

using mp::test::built;
using mp::test::Program;
using mp::test::wait_until;

// Programs of their own: shared_memory_user.cpp says what they do.
class Leftovers : public testing::Test {
protected:
    static std::vector<std::string> user(const std::string& what) { return {built("shared_memory_user"), what}; }
    // Nothing for a process that ends meanwhile.
    static std::string content(const std::filesystem::path& path) {
        try {
            std::ifstream file(path);
            return {std::istreambuf_iterator<char>(file), {}};
        } catch (const std::ios_base::failure&) {
            return {};
        }
    }
    // The caretaker of a program's memory; 0 when there is none.
    static int caretaker_of(int pid) {
        for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
            const std::string number = entry.path().filename();
            if (number.find_first_not_of("0123456789") != std::string::npos) continue;
            const std::string text = content(entry.path() / "environ");
            const std::string line = content(entry.path() / "cmdline");
            if (line.find("--shared-memory-caretaker") != std::string::npos &&
                text.find("/shm-" + std::to_string(pid) + "-") != std::string::npos)
                return std::stoi(number);
        }
        return 0;
    }
    static std::size_t ledgers() {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(mp::os::runtime_directory()))
            count += entry.path().filename().string().starts_with("shm-") ? 1U : 0U;
        return count;
    }
};

// G6
// proves: 15.resource_tracker.register/unregister, 17.TestResourceTracker, G6
TEST_F(Leftovers, OfAKilledProgramAreRemoved) {
    const std::size_t before = ledgers();
    Program program(user("die"));
    const std::string name = program.read_line();
    const auto result = program.wait();
    EXPECT_EQ(result.code, -SIGKILL);
    EXPECT_TRUE(wait_until([&] { return !is_there(name) && ledgers() == before; }, 2s)) << is_there(name) << ledgers();
}

// proves: 9.left-over-at-exit, 15.tracker-at-the-end
TEST_F(Leftovers, OfAnOrderlyProgramAreRemovedWithAWarning) {
    // The pipe's end is that of the caretaker too, which writes to the program's standard error.
    const auto said = mp::test::run({"sh", "-c", "'" + built("shared_memory_user") + "' leave 2>&1 | cat"}).out;
    EXPECT_THAT(said, HasSubstr("There appear to be 1 leaked shared_memory objects to clean up at shutdown"));
    EXPECT_FALSE(is_there(said.substr(0, said.find('\n'))));
}

TEST_F(Leftovers, AreNoneWhereTheNameWasRemoved) {
    Program program(user("unlink"));
    const std::string name = program.read_line();
    EXPECT_EQ(program.wait().err, "");
    EXPECT_FALSE(is_there(name));
}

// proves: 9.left-over-at-exit, 15.resource_tracker.register/unregister
TEST_F(Leftovers, OfAProgramThatDoesNotTrackStay) {
    Program program(user("untracked"));
    const std::string name = program.read_line();
    EXPECT_EQ(program.wait().err, "");
    SharedMemory(mp::shared_memory::SharedMemoryOptions{.name = name, .track = false}).unlink();
}

// G7
// proves: G7
TEST_F(Leftovers, WaitForTheLastUser) {
    for (const char* method : {"fork", "spawn", "forkserver"}) {
        Program program({built("shared_memory_user"), "child", method});
        const std::string name = program.read_line();
        const int child = std::stoi(program.read_line());
        program.send_signal(SIGKILL);
        EXPECT_TRUE(wait_until([&] { return !program.running(); }));
        std::this_thread::sleep_for(200ms);  // time enough for a caretaker in a hurry
        EXPECT_TRUE(is_there(name)) << method;
        ::kill(child, SIGKILL);
        EXPECT_TRUE(wait_until([&] { return !is_there(name); }, 2s)) << method;
    }
}

// G8
// proves: 15.resource_tracker.register/unregister, G8
TEST_F(Leftovers, OfAProgramWhoseCaretakerWasKilledAreSweptByTheNext) {
    Program program(user("wait"));
    const std::string name = program.read_line();
    int caretaker = 0;
    ASSERT_TRUE(wait_until([&] { return (caretaker = caretaker_of(program.pid())) != 0; }));
    ::kill(caretaker, SIGKILL);
    ASSERT_TRUE(wait_until([&] { return caretaker_of(program.pid()) == 0; }));
    program.send_signal(SIGKILL);
    ASSERT_TRUE(wait_until([&] { return !program.running(); }));
    EXPECT_TRUE(is_there(name));
    Program next(user("unlink"));
    next.wait();
    EXPECT_FALSE(is_there(name));
}

// proves: 9.left-over-at-exit
TEST_F(Leftovers, AreNotRemovedByWhoMerelyAttached) {
    SharedMemory shm({.create = true, .size = 16});
    Program program({built("shared_memory_user"), "attach", shm.name()});
    EXPECT_EQ(program.wait().out, "16\n");
    std::this_thread::sleep_for(100ms);
    EXPECT_TRUE(is_there(shm.name()));
    shm.unlink();
}

// A name that somebody else has taken meanwhile is not ours to remove.
TEST_F(Leftovers, AreKnownByMoreThanTheirName) {
    Program program(user("wait"));
    const std::string name = program.read_line();
    SharedMemory(mp::shared_memory::SharedMemoryOptions{.name = name, .track = false}).unlink();
    SharedMemory other({.name = name, .create = true, .size = 3});
    program.send_signal(SIGKILL);
    const int pid = program.pid();
    ASSERT_TRUE(wait_until([&] { return !program.running() && caretaker_of(pid) == 0; }));
    EXPECT_TRUE(is_there(name));
    other.unlink();
}

}  // namespace
