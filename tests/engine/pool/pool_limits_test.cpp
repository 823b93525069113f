// SPDX-License-Identifier: MIT
// A pool at its limits, by every start method: workers killed in the middle of large messages (rows A9 and A10 of the
// fault table), no descriptors left (A13, A14), the interrupt key (A16, A17), locks that other threads hold (A18).
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <random>
#include <sstream>
#include <thread>

#include "engine/process/process_children.h"
#include "mp/pool.h"
#include "mp/util.h"
#include "pool_functions.h"
#include "support/child.h"
#include "support/gone.h"
#include "support/leaks.h"
#include "support/stopwatch.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using namespace pool_test;
using mp::test::gone;
using mp::test::Stopwatch;
using mp::test::wait_until;

class PoolLimits : public testing::TestWithParam<const char*> {
protected:
    mp::PoolOptions of(int processes) const { return {.processes = processes, .context = mp::get_context(GetParam())}; }
    mp::test::TemporaryDirectory directory;
};
INSTANTIATE_TEST_SUITE_P(StartMethods, PoolLimits, testing::ValuesIn(mp::test::children::start_methods),
                         [](const auto& each) { return std::string(each.param); });

// The pids of a pool's workers, each of which says so from a task of its own.
int tell_pid(const std::string& folder) {
    touch(std::filesystem::path(folder) / std::to_string(::getpid()));
    return wait_for_file(folder + "/go") * ::getpid();
}
std::vector<int> pids_of(mp::Pool& pool, int count, const std::filesystem::path& folder) {
    std::filesystem::remove(folder / "go");
    auto all = pool.map_async(mp::fn<tell_pid>, std::vector<std::string>(static_cast<std::size_t>(count), folder),
                              {.chunksize = 1});
    EXPECT_TRUE(wait_until([&] { return pool.progress().running == static_cast<std::uint64_t>(count); }));
    touch(folder / "go");
    return all.get(20s);
}
constexpr std::size_t large = 60'000'000;

std::string give_large(const std::string& told) {
    std::string out(large, 'x');
    touch(told);
    return out;
}

// Killed while the result is on its way, at random moments: a torn one is dropped, and the next task is served.
TEST_P(PoolLimits, A9_AWorkerKilledWhileItSendsALargeResult) {
    mp::Pool pool(of(1));
    std::mt19937 random(99);
    int lost = 0;
    for (int round = 0; round < 8; ++round) {
        const int pid = pool.apply(mp::fn<own_pid>, 0);
        const std::string told = (directory / std::to_string(round)).string();
        auto result = pool.apply_async(mp::fn<give_large>, told);
        ASSERT_TRUE(wait_until([&] { return std::filesystem::exists(told); }));
        ::usleep(static_cast<useconds_t>(random() % 30'000));
        const Stopwatch watch({pid});
        ::kill(pid, SIGKILL);
        try {
            EXPECT_EQ(result.get(20s).size(), large);
        } catch (const mp::WorkerLost& error) {
            EXPECT_EQ(error.pid(), pid);
            ++lost;
        }
        EXPECT_LT(watch.fair(), 1s) << "round " << round;
        EXPECT_EQ(pool.apply(mp::fn<square>, 7), 49);
    }
    std::printf("%d of 8 results were torn\n", lost);
}

TEST_P(PoolLimits, A10_AWorkerKilledWhileItReceivesALargeArgument) {
    mp::Pool pool(of(1));
    std::mt19937 random(100);
    const std::string argument(large, 'y');
    int lost = 0;
    for (int round = 0; round < 8; ++round) {
        const int pid = pool.apply(mp::fn<own_pid>, 0);
        std::jthread killer([&, after = random() % 30'000] {
            ::usleep(static_cast<useconds_t>(after));
            ::kill(pid, SIGKILL);
        });
        auto result = pool.apply_async(mp::fn<length_of>, argument);
        try {
            EXPECT_EQ(result.get(20s), large);
        } catch (const mp::WorkerLost&) {
            ++lost;
        }
        killer.join();
        EXPECT_TRUE(wait_until([&] { return gone(pid); }));
        EXPECT_EQ(pool.apply(mp::fn<square>, 8), 64);
    }
    std::printf("%d of 8 tasks were lost\n", lost);
}

// All descriptors that this process may have, but for a few.
class NoDescriptors {
public:
    explicit NoDescriptors(int spare) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit tight = before_;
        const int next = ::dup(STDERR_FILENO);
        ::close(next);
        tight.rlim_cur = static_cast<rlim_t>(next + spare + 1);
        ::setrlimit(RLIMIT_NOFILE, &tight);
        for (int fd = 0; (fd = ::dup(STDERR_FILENO)) >= 0;) fillers_.push_back(fd);
        for (; spare > 0 && !fillers_.empty(); --spare) {
            ::close(fillers_.back());
            fillers_.pop_back();
        }
    }
    ~NoDescriptors() {
        for (const int fd : fillers_) ::close(fd);
        ::setrlimit(RLIMIT_NOFILE, &before_);
    }
    NoDescriptors(const NoDescriptors&) = delete;

private:
    rlimit before_{};
    std::vector<int> fillers_;
};

TEST_P(PoolLimits, A13_WorkersDieWhileThereAreNoDescriptors) {
    mp::Pool pool(of(2));
    const std::vector<int> before = pids_of(pool, 2, directory.path());
    EXPECT_EQ(pool.apply_async(mp::fn<square>, 4).get(20s), 16);  // a type that UBSan sees first takes it a descriptor
    mp::AsyncResult<int> waiting = [&] {
        const NoDescriptors none(0);
        for (const int pid : before) ::kill(pid, SIGKILL);
        for (const int pid : before) EXPECT_TRUE(wait_until([&] { return gone(pid); }));
        auto result = pool.apply_async(mp::fn<square>, 5);
        result.wait(300ms);  // what the dead had open may suffice for the next ones, or not
        return result;
    }();
    const Stopwatch watch;
    EXPECT_EQ(waiting.get(20s), 25);
    EXPECT_LT(watch.fair(), 1s);
    std::filesystem::remove_all(directory.path());
    std::filesystem::create_directory(directory.path());
    EXPECT_EQ(pids_of(pool, 2, directory.path()).size(), 2U);  // both at once: full strength
}

TEST_P(PoolLimits, A13_ItEndsWithoutDescriptors) {
    auto pool = std::make_unique<mp::Pool>(of(2));
    const std::vector<int> before = pids_of(*pool, 2, directory.path());
    const NoDescriptors none(0);
    ::kill(before.front(), SIGKILL);
    const Stopwatch watch;
    pool->terminate();
    pool->join();
    pool.reset();
    EXPECT_LT(watch.fair(), 2s);
    for (const int pid : before) EXPECT_TRUE(wait_until([&] { return gone(pid); }));
}

TEST_P(PoolLimits, A14_EightWorkersAndEightDescriptors) {
    { mp::Pool first(of(1)); }  // what the engine makes once and keeps
    const mp::test::LeakCheck leaks;
    {
        const NoDescriptors few(8);
        EXPECT_THROW(mp::Pool{of(8)}, mp::ResourceExhausted);
    }
    EXPECT_TRUE(mp::active_children().empty());
    mp::Pool pool(of(2));
    EXPECT_EQ(pool.apply(mp::fn<square>, 3), 9);
}

// A program of its own, in its own group, whose group gets the interrupt of a terminal's key.
class Program {
public:
    template <class Run>
    Program(const std::string& errors, Run run) {
        pid_ = ::fork();
        if (pid_ != 0) return;
        ::setpgid(0, 0);
        if (std::freopen(errors.c_str(), "w", stderr) == nullptr) ::_exit(99);
        run();
        ::_exit(0);
    }
    ~Program() { ::kill(-pid_, SIGKILL); }
    int pid() const { return pid_; }
    void press() const { ::kill(-pid_, SIGINT); }
    int join() const {
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0) {
        }
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }
    // Nobody of its group is left.
    // None of its group runs: who has ended may wait for the machine's init to look, which is no matter of ours.
    bool all_gone() const {
        for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
            std::ifstream file(entry.path() / "stat");
            std::string line;
            std::getline(file, line);
            std::istringstream rest(line.substr(line.rfind(')') + 1));
            char state = 0;
            int parent = 0;
            int group = 0;
            if (rest >> state >> parent >> group && group == pid_ && state != 'Z' && state != 'X') return false;
        }
        return true;
    }

private:
    int pid_ = 0;
};

std::string text_of_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// Without a handler of the program's own the key ends it; its workers end with it and say nothing.
TEST_P(PoolLimits, A16_TheInterruptKeyDuringAMap) {
    for (int round = 0; round < 5; ++round) {
        const auto errors = directory / ("errors" + std::to_string(round));
        const auto ready = directory / ("ready" + std::to_string(round));
        const Program program(errors, [&] {
            mp::Pool pool(of(3));
            pool.map(mp::fn<touch_and_sleep>, std::vector<std::string>(30, ready.string()), {.chunksize = 1});
        });
        ASSERT_TRUE(wait_until([&] { return std::filesystem::exists(ready); }));
        ::usleep(static_cast<useconds_t>(round * 3000));
        const Stopwatch watch;
        program.press();
        EXPECT_EQ(program.join(), -SIGINT);
        EXPECT_TRUE(wait_until([&] { return program.all_gone(); }));
        EXPECT_LT(watch.fair(), 2s);
        EXPECT_EQ(text_of_file(errors), "");
    }
}

// Where the program asks for it, the key is one exception where it waits, and the pool ends in good order.
TEST_P(PoolLimits, A16_TheInterruptKeyIsOneException) {
    for (int round = 0; round < 3; ++round) {
        const auto errors = directory / ("errors" + std::to_string(round));
        const auto ready = directory / ("ready" + std::to_string(round));
        const Program program(errors, [&] {
            const mp::util::CatchInterrupt key;
            int told = 0;
            try {
                mp::Pool pool(of(3));
                pool.map(mp::fn<touch_and_sleep>, std::vector<std::string>(1000, ready.string()), {.chunksize = 1});
            } catch (const mp::Interrupted&) {
                ++told;
            }
            ::_exit(told == 1 && !key.pressed() ? 42 : 2);
        });
        ASSERT_TRUE(wait_until([&] { return std::filesystem::exists(ready); }));
        ::usleep(static_cast<useconds_t>(round * 3000));
        const Stopwatch watch({program.pid()});
        program.press();
        EXPECT_EQ(program.join(), 42);
        EXPECT_LT(watch.fair(), 2s);
        EXPECT_TRUE(wait_until([&] { return program.all_gone(); }));
        EXPECT_EQ(text_of_file(errors), "");
    }
}

volatile std::sig_atomic_t pressed = 0;

// With one, the program ends its pool in good order: what was submitted runs, close() and join() return.
TEST_P(PoolLimits, A17_TheInterruptKeyThenCloseAndJoin) {
    const auto errors = directory / "errors";
    const auto ready = directory / "ready";
    const Program program(errors, [&] {
        struct sigaction note {};
        note.sa_handler = [](int) { pressed = 1; };
        ::sigaction(SIGINT, &note, nullptr);
        mp::Pool pool(of(3));
        auto all =
            pool.map_async(mp::fn<touch_and_sleep>, std::vector<std::string>(6, ready.string()), {.chunksize = 1});
        while (pressed == 0) ::usleep(1000);
        pool.close();
        pool.join();
        if (all.get().size() != 6) ::_exit(3);
    });
    ASSERT_TRUE(wait_until([&] { return std::filesystem::exists(ready); }));
    program.press();
    EXPECT_EQ(program.join(), 0);
    EXPECT_TRUE(wait_until([&] { return program.all_gone(); }));
    EXPECT_EQ(text_of_file(errors), "");
}

std::mutex held_by_a_thread;
int lock_it(int x) {
    const std::lock_guard guard(held_by_a_thread);
    return x;
}

TEST_P(PoolLimits, A18_AReplacementStartsFreeOfTheProgramsLocks) {
    mp::Pool pool(of(2));
    const std::vector<int> before = pids_of(pool, 2, directory.path());
    std::atomic<bool> over{false};
    std::jthread holder([&] {
        const std::lock_guard guard(held_by_a_thread);
        while (!over) std::this_thread::sleep_for(1ms);
    });
    while (held_by_a_thread.try_lock()) held_by_a_thread.unlock();
    for (const int pid : before) ::kill(pid, SIGKILL);
    std::vector<mp::AsyncResult<int>> results;
    for (int i = 0; i < 8; ++i) results.push_back(pool.apply_async(mp::fn<lock_it>, i));
    for (int i = 0; i < 8; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)].get(20s), i);
    over = true;
}

}  // namespace
