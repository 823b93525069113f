// SPDX-License-Identifier: MIT
// A process that is killed at each system call of making a SharedMemory, of unlinking it, and of a Value: the name is
// of nothing, or of memory that is whole; and in the end nothing is left.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "mp/shared_memory.h"
#include "mp/sharedctypes.h"
#include "os/paths.h"
#include "support/child.h"
#include "support/crash_point.h"
#include "support/leaks.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::shared_memory::SharedMemory;
using mp::test::End;

constexpr std::int64_t memory_size = 300'000;

class SharedMemoryCrashPoint : public testing::Test {
protected:
    // Memory is removed when its program's last process has ended; where this one takes part, that is never.
    void SetUp() override {
        const std::string own = "shm-" + std::to_string(::getpid()) + "-";
        for (const auto& entry : std::filesystem::directory_iterator(mp::os::runtime_directory()))
            if (entry.path().filename().string().starts_with(own)) GTEST_SKIP() << "wants a process of its own";
    }
    // Kills at each system call; what another process finds under the name is asked after each.
    int sweep(const std::function<void(const std::string&)>& prepare,
              const std::function<void(const std::string&)>& operation) {
        for (int steps = 1;; ++steps) {
            const std::string name = "lifeguard-crash-" + std::to_string(::getpid()) + "-" +
                                     testing::UnitTest::GetInstance()->current_test_info()->name() +
                                     std::to_string(steps);
            const End end = mp::test::kill_at(
                steps, mp::test::Step::system_call, [&] { prepare(name); }, [&] { operation(name); });
            if (end == End::impossible) return 0;
            look(name);
            // Its caretaker removes it; where that was not there yet, the next program's start does. (A caretaker may
            // be slow on a busy machine, and a start leaves to it what is its own.)
            const auto gone = [&] { return !is_there(name); };
            const bool by_either =
                mp::test::wait_until(gone, 500ms) || mp::test::wait_until([&] { return swept_by_the_next(name); }, 30s);
            EXPECT_TRUE(by_either) << "after " << steps << " system calls";
            if (HasFailure() || end == End::finished) return steps;
        }
    }
    static bool is_there(const std::string& name) { return std::filesystem::exists("/dev/shm/" + name); }
    // Either nothing of that name, or all of it.
    static void look(const std::string& name) {
        try {
            const SharedMemory found({.name = name, .track = false});
            EXPECT_EQ(found.size(), static_cast<std::size_t>(memory_size));
            EXPECT_TRUE(std::ranges::all_of(found.buf(), [](std::byte b) { return b == std::byte{0}; }));
        } catch (const mp::FileNotFoundError&) {
        }
    }
    bool swept_by_the_next(const std::string& name) {
        mp::test::Child next([] { SharedMemory({.create = true, .size = 1}).unlink(); });
        EXPECT_EQ(next.join(), 0);
        if (is_there(name)) return false;
        ++swept_by_the_next_;
        return true;
    }
    int swept_by_the_next_ = 0;
};

TEST_F(SharedMemoryCrashPoint, MakingItLeavesItWholeOrNot) {
    const int points =
        sweep([](const std::string&) {},
              [](const std::string& name) { SharedMemory shm({.name = name, .create = true, .size = memory_size}); });
    if (points == 0) GTEST_SKIP() << "stepping a child is not allowed here";
    std::printf("%d system calls, %d left to the next program's start\n", points, swept_by_the_next_);
    EXPECT_GT(points, 5);
}

TEST_F(SharedMemoryCrashPoint, UnlinkingItEndsIt) {
    std::optional<SharedMemory> shm;
    const int points = sweep(
        [&](const std::string& name) {
            shm.emplace(mp::shared_memory::SharedMemoryOptions{.name = name, .create = true, .size = memory_size});
        },
        [&](const std::string&) { shm->unlink(); });
    if (points == 0) GTEST_SKIP() << "stepping a child is not allowed here";
    EXPECT_GT(points, 1);
}

// Values have no name: whatever the moment, the kernel takes all back.
TEST(ValueCrashPoint, MakingOneLeavesNothing) {
    { const mp::Value<int> first(1); }
    const mp::test::LeakCheck leaks;
    for (int steps = 1;; ++steps) {
        const End end = mp::test::kill_at(
            steps, mp::test::Step::system_call, [] {}, [] { const mp::Array<double> array(1'000'000); });
        if (end == End::impossible) GTEST_SKIP() << "stepping a child is not allowed here";
        const mp::Value<int> value(steps);
        EXPECT_EQ(value.value(), steps);
        EXPECT_TRUE(value.acquire(true, 20s));
        if (end == End::finished) break;
    }
}

}  // namespace
