// SPDX-License-Identifier: MIT
// Children of a nursery: how they start, who they are, and that nothing survives whom it should not.
#include "process/nursery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>

#include "mp/process.h"
#include "os/procfs.h"
#include "process_children.h"
#include "support/gone.h"
#include "support/leaks.h"
#include "support/stopwatch.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::process::ExitInfo;
using mp::process::Nursery;
using mp::process::Parcel;
using mp::process::Token;
using mp::telemetry::Cause;
using mp::telemetry::Registry;
using mp::test::gone;
using mp::test::wait_until;
using mp::test::children::Shared;

std::string text_of(const Parcel& parcel) {
    return {reinterpret_cast<const char*>(parcel.bytes.data()), parcel.bytes.size()};
}

// What a worker does is the first word of its request.
int work(Parcel request) {
    const std::string word = text_of(request);
    if (word == "sleep") mp::test::children::sleep_long();
    if (word == "spin") {
        std::atomic<int> turns{0};
        for (;;) {
            ++turns;
        }
    }
    if (word == "throw") throw mp::ValueError("from a worker");
    if (word.starts_with("exit ")) std::exit(std::stoi(word.substr(5)));
    if (word == "hello" && !request.descriptors.empty()) {
        const std::string said = mp::current_process().repr() + " of " + mp::parent_process()->name() + " " +
                                 std::to_string(mp::parent_process()->pid());
        return ::write(request.descriptors.at(0).get(), said.data(), said.size()) > 0 ? 0 : 9;
    }
    return static_cast<int>(word.size() % 251);
}

class Ends {
public:
    mp::process::OnExit note() {
        return [this](const ExitInfo& info) {
            const std::lock_guard guard(mutex_);
            all_.emplace(info.pid, info);
            ++count_;
        };
    }
    int count() const { return count_; }
    std::optional<ExitInfo> of(int pid) {
        const std::lock_guard guard(mutex_);
        const auto found = all_.find(pid);
        return found == all_.end() ? std::nullopt : std::optional(found->second);
    }
    std::optional<ExitInfo> wait(int pid) {
        static_cast<void>(wait_until([&] { return of(pid).has_value(); }));
        return of(pid);
    }

private:
    std::mutex mutex_;
    std::map<int, ExitInfo> all_;
    std::atomic<int> count_{0};
};

Token reserve(const std::string& name = "ForkPoolWorker-1") {
    return Registry::instance().reserve(
        {.name = name, .role = mp::telemetry::Role::pool_worker, .daemon = true, .pool = 0});
}

Nursery::Started start(Nursery& nursery, Ends& ends, std::string_view word, std::span<const int> descriptors = {}) {
    return nursery.start(reserve(), {std::as_bytes(std::span(word)), descriptors}, ends.note());
}

class NurseryTest : public testing::Test {
protected:
    void SetUp() override {
        mp::Process p;  // registry and reaper: made once
        p.start();
        p.join();
    }
};

TEST_F(NurseryTest, ChildrenRunTheEntryAndAreReported) {
    const mp::test::LeakCheck leaks;
    Ends ends;
    Nursery nursery(work, "nursery");
    EXPECT_TRUE(nursery.alive());
    const auto child = start(nursery, ends, "four");
    EXPECT_GT(child.pid, 0);
    EXPECT_TRUE(child.pidfd);
    const auto info = ends.wait(child.pid);
    ASSERT_TRUE(info);
    EXPECT_EQ(info->exitcode, 4);
    EXPECT_EQ(info->cause, Cause::error);
    EXPECT_FALSE(Registry::instance().alive(info->token));
    const auto other = start(nursery, ends, "exit 300");
    EXPECT_EQ(ends.wait(other.pid)->exitcode, 44);
    const auto killed = start(nursery, ends, "sleep");
    EXPECT_TRUE(killed.pidfd.send_signal(SIGKILL));
    EXPECT_EQ(ends.wait(killed.pid)->exitcode, -SIGKILL);
    EXPECT_EQ(ends.wait(killed.pid)->cause, Cause::signal_unknown);
}

TEST_F(NurseryTest, ChildrenAreChildrenOfTheMaker) {
    Ends ends;
    Nursery nursery(work, "nursery");
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const auto child = start(nursery, ends, "hello", {&pipe[1], 1});
    ::close(pipe[1]);
    char text[200] = {};
    ASSERT_GT(::read(pipe[0], text, sizeof text - 1), 0);
    ::close(pipe[0]);
    const std::string self = std::to_string(::getpid());
    EXPECT_EQ(text, "<ForkProcess name='ForkPoolWorker-1' parent=" + self + " started daemon> of MainProcess " + self);
    EXPECT_EQ(ends.wait(child.pid)->exitcode, 0);
    EXPECT_EQ(mp::os::read_process_stat(nursery.pid())->parent_pid, ::getpid());
}

TEST_F(NurseryTest, ExceptionsAreTold) {
    Ends ends;
    testing::internal::CaptureStderr();
    Nursery nursery(work, "nursery");
    const auto child = start(nursery, ends, "throw");
    EXPECT_EQ(ends.wait(child.pid)->exitcode, 1);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("ValueError: from a worker"));
}

TEST_F(NurseryTest, BigRequestsArriveWhole) {
    Ends ends;
    Nursery nursery(work, "nursery");
    const std::string big(10'000'019, 'x');
    const auto child = start(nursery, ends, big);
    EXPECT_EQ(ends.wait(child.pid)->exitcode, static_cast<int>(big.size() % 251));
}

TEST_F(NurseryTest, ThreadsStartAtOnce) {
    const mp::test::LeakCheck leaks;
    Ends ends;
    Nursery nursery(work, "nursery");
    constexpr int each = 50;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < each; ++i) start(nursery, ends, i % 2 == 0 ? "four" : "exit 0");
            });
        }
    }
    EXPECT_TRUE(wait_until([&] { return ends.count() == 4 * each; })) << ends.count();
}

// Locks that another thread holds at the fork of the nursery are its own affair: children come from the nursery.
TEST_F(NurseryTest, StartsWhileAThreadHoldsALock) {
    static std::mutex held;
    Ends ends;
    Nursery nursery([](Parcel) { return held.try_lock() ? 0 : 1; }, "nursery");
    const std::lock_guard guard(held);
    const auto child = start(nursery, ends, "");
    EXPECT_EQ(ends.wait(child.pid)->exitcode, 0);
}

TEST_F(NurseryTest, EndTakesTheChildrenAlong) {
    const mp::test::LeakCheck leaks;
    Ends ends;
    std::vector<int> pids;
    const auto before = std::chrono::steady_clock::now();
    {
        Nursery nursery(
            [](Parcel parcel) {
                ::signal(SIGTERM, SIG_IGN);
                return work(std::move(parcel));
            },
            "nursery");
        for (const auto* word : {"sleep", "spin", "sleep"}) pids.push_back(start(nursery, ends, word).pid);
        ::kill(pids[2], SIGSTOP);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - before, 4s);
    EXPECT_EQ(ends.count(), 3);
    for (const int pid : pids) {
        EXPECT_TRUE(gone(pid));
        EXPECT_EQ(ends.of(pid)->cause, Cause::by_lifeguard);
    }
}

TEST_F(NurseryTest, ChildrenEndWithAKilledNursery) {
    const mp::test::LeakCheck leaks;
    Ends ends;
    Nursery nursery(work, "nursery");
    std::vector<int> pids;
    for (const auto* word : {"sleep", "spin", "sleep"}) pids.push_back(start(nursery, ends, word).pid);
    ::kill(pids[0], SIGSTOP);
    ::kill(nursery.pid(), SIGKILL);
    ASSERT_TRUE(wait_until([&] { return ends.count() == 3; }));
    EXPECT_FALSE(nursery.alive());
    for (const int pid : pids) {
        EXPECT_TRUE(gone(pid));
        EXPECT_EQ(ends.of(pid)->exitcode, -SIGKILL);
    }
    const Token token = reserve();
    EXPECT_THROW(nursery.start(token, {}, ends.note()), mp::ProcessError);
    Registry::instance().abandon(token);
    Nursery next(work, "nursery");
    const auto child = start(next, ends, "four");
    EXPECT_EQ(ends.wait(child.pid)->exitcode, 4);
}

// The nursery is killed at random moments while children are started: whoever was started is reported once, whoever
// was not is refused.
TEST_F(NurseryTest, KilledAtRandomMoments) {
    const mp::test::LeakCheck leaks;
    for (int round = 0; round < 30; ++round) {
        Ends ends;
        int started = 0;
        {
            Nursery nursery(work, "nursery");
            std::jthread killer([&, pid = nursery.pid()] {
                std::this_thread::sleep_for(std::chrono::microseconds(137 * round));
                ::kill(pid, SIGKILL);
            });
            for (;;) {
                const Token token = reserve();
                try {
                    nursery.start(token, {std::as_bytes(std::span("sleep", 5)), {}}, ends.note());
                    ++started;
                } catch (const mp::ProcessError&) {
                    Registry::instance().abandon(token);
                    break;
                }
            }
            EXPECT_TRUE(wait_until([&] { return ends.count() == started; })) << ends.count() << " of " << started;
        }
        EXPECT_EQ(ends.count(), started);
    }
}

// kill -9 of the main process: idle, busy and stopped workers and the nursery are gone within two seconds (G1, G2), be
// the nursery itself stopped.
class KilledMain : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Nursery, KilledMain, testing::Bool(),
                         [](const auto& each) { return each.param ? "NurseryStopped" : "NurseryRunning"; });

TEST_P(KilledMain, G1_G2_NothingSurvives) {
    Shared page;
    const pid_t main = ::fork();
    if (main == 0) {
        auto* ends = new Ends;
        auto* nursery = new Nursery(work, "nursery");
        std::string pids = std::to_string(nursery->pid());
        for (const auto* word : {"sleep", "spin", "sleep"})
            pids += " " + std::to_string(start(*nursery, *ends, word).pid);
        ::kill(std::stoi(pids.substr(pids.rfind(' '))), SIGSTOP);
        if (GetParam()) ::kill(nursery->pid(), SIGSTOP);
        page.text(pids);
        page.store(1);
        mp::test::children::sleep_long();
    }
    ASSERT_TRUE(wait_until([&] { return page.load() == 1; }));
    ::kill(main, SIGKILL);
    ::waitpid(main, nullptr, 0);
    const mp::test::Stopwatch watch;
    std::istringstream pids(page.text());
    std::vector<int> all{std::istream_iterator<int>(pids), {}};
    ASSERT_EQ(all.size(), 4U);
    EXPECT_TRUE(wait_until([&] { return std::ranges::all_of(all, gone); })) << page.text();
    EXPECT_LT(watch.fair(), 2s);
}

TEST_F(NurseryTest, ForkedCopiesDoNothing) {
    Ends ends;
    auto nursery = std::make_unique<Nursery>(work, "nursery");
    const auto child = start(*nursery, ends, "sleep");
    mp::Process p({.target = [&] { nursery.reset(); }});
    p.start();
    p.join();
    EXPECT_EQ(p.exitcode(), 0);
    EXPECT_TRUE(nursery->alive());
    EXPECT_FALSE(gone(child.pid));
}

TEST_F(NurseryTest, Rate) {
    Ends ends;
    Nursery nursery(work, "nursery");
    constexpr int count = 300;
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < count; ++i) start(nursery, ends, "exit 0");
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - before;
    ASSERT_TRUE(wait_until([&] { return ends.count() == count; }));
    std::printf("%.0f starts/s\n", count / spent.count());
}

}  // namespace
