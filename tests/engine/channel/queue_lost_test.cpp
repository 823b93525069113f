// SPDX-License-Identifier: MIT
// What a queue tells when those who used it die: items of consumers (faults.md, C8), and getters that would wait for
// ever (G4), by every start method.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <random>
#include <vector>

#include "engine/process/process_children.h"
#include "mp/queues.h"
#include "mp/sharedctypes.h"
#include "support/child.h"
#include "support/stopwatch.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::test::Child;
using mp::test::Stopwatch;
using mp::test::wait_until;
using mp::test::children::Shared;

using Jobs = mp::JoinableQueue<std::string>;

// ---- C8 ------------------------------------------------------------------------------------------------------------

void get_and_die(const Jobs& jobs) {
    (void)jobs.get();
    ::raise(SIGKILL);
}

class ConsumerDeath : public testing::TestWithParam<const char*> {
protected:
    int lose_one(const Jobs& jobs) {
        auto consumer = mp::get_context(GetParam()).Process({.target = mp::call<get_and_die>(jobs)});
        consumer.start();
        consumer.join();
        EXPECT_EQ(consumer.exitcode(), -SIGKILL);
        return consumer.pid();
    }
    // Within the second of the contract join() names the process.
    static void expect_told(const Jobs& jobs, int pid) {
        const Stopwatch watch;
        try {
            jobs.join();
            FAIL() << "join() said nothing of the loss";
        } catch (const mp::ConsumerLost& lost) {
            EXPECT_LT(watch.fair(), 1s);
            EXPECT_EQ(lost.pid(), pid);
        }
        jobs.join();  // told once
    }
};
INSTANTIATE_TEST_SUITE_P(StartMethods, ConsumerDeath, testing::ValuesIn(mp::test::children::start_methods),
                         [](const auto& each) { return std::string(each.param); });

TEST_P(ConsumerDeath, C8_IsToldByJoin) {
    const Jobs jobs;
    jobs.put("one");
    jobs.put("two");
    const int pid = lose_one(jobs);
    EXPECT_EQ(jobs.get(20s), "two");
    EXPECT_FALSE(jobs.redelivered());
    jobs.task_done();
    expect_told(jobs, pid);
    EXPECT_THROW(jobs.task_done(), mp::ValueError);
}

TEST_P(ConsumerDeath, C8_PutsItsItemBackOnceWhereThatIsWanted) {
    const Jobs jobs({.redeliver = true});
    jobs.put("one");
    jobs.put("two");
    lose_one(jobs);
    EXPECT_EQ(jobs.get(20s), "two");
    EXPECT_FALSE(jobs.redelivered());
    const Stopwatch watch;
    EXPECT_EQ(jobs.get(20s), "one");
    EXPECT_LT(watch.fair(), 1s);
    EXPECT_TRUE(jobs.redelivered());
    EXPECT_THROW(jobs.get(50ms), mp::Empty);
    jobs.task_done();
    jobs.task_done();
    jobs.join();
    EXPECT_THROW(jobs.task_done(), mp::ValueError);
    // A second death takes it along.
    jobs.put("three");
    lose_one(jobs);
    const int pid = lose_one(jobs);
    expect_told(jobs, pid);
    EXPECT_THROW(jobs.get(50ms), mp::Empty);
}

TEST(Redelivery, WaitsForRoomInAFullQueue) {
    const Jobs jobs({.maxsize = 2, .redeliver = true});
    jobs.put("lost");
    Child consumer([&] { get_and_die(jobs); });
    EXPECT_EQ(consumer.join(), -SIGKILL);
    jobs.put("a");
    jobs.put("b", 20s);
    EXPECT_LE(jobs.qsize(), 2);
    for (int i = 0; i < 3; ++i) {
        (void)jobs.get(20s);
        EXPECT_EQ(jobs.redelivered(), i == 2) << i;
        jobs.task_done();
    }
    jobs.join();
}

TEST(Redelivery, TaskDoneIsForTheItemThatTheThreadHasHadLongest) {
    const Jobs jobs({.redeliver = true});
    for (const char* text : {"done", "kept", "of the thread"}) jobs.put(text);
    Child consumer([&] {
        (void)jobs.get();
        (void)jobs.get();
        std::thread([&] {
            (void)jobs.get();
            jobs.task_done();  // its own, though others have been out longer
        }).join();
        jobs.task_done();
        ::raise(SIGKILL);
    });
    EXPECT_EQ(consumer.join(), -SIGKILL);
    EXPECT_EQ(jobs.get(20s), "kept");
    jobs.task_done();
    jobs.join();
}

// Killed at random moments, in get(), at work and in task_done(): each item is worked on, or join() tells of it.
TEST(Redelivery, OfManyKillsLosesNothingUntold) {
    constexpr int items = 60;
    constexpr int kills = 150;
    const mp::JoinableQueue<int> jobs({.redeliver = true});
    const mp::Array<int> worked(items);
    for (int i = 0; i < items; ++i) jobs.put(i);
    const auto consume = [&] {
        for (;;) {
            const int item = jobs.get();
            ::usleep(3000);
            worked[static_cast<std::size_t>(item)] = 1;
            jobs.task_done();
        }
    };
    std::vector<Child> consumers;
    for (int i = 0; i < 3; ++i) consumers.emplace_back(consume);
    std::mt19937 random(4711);
    for (int i = 0; i < kills; ++i) {
        ::usleep(static_cast<useconds_t>(random() % 1500));
        consumers.front().end(SIGKILL);
        consumers.erase(consumers.begin());
        consumers.emplace_back(consume);
    }
    int told = 0;
    for (;;) {
        try {
            jobs.join();
            break;
        } catch (const mp::ConsumerLost& error) {
            const std::string text = error.what();  // "join <…>: 2 item(s) were with …": of some deaths at once
            told += std::stoi(text.substr(text.find(": ") + 2));
            ASSERT_LE(told, kills) << text;
        }
    }
    int missing = 0;
    for (int i = 0; i < items; ++i) missing += worked[static_cast<std::size_t>(i)] == 0 ? 1 : 0;
    std::printf("%d kills: told of %d items, %d never worked on\n", kills, told, missing);
    EXPECT_LE(missing, told);
    EXPECT_TRUE(jobs.empty());
}

// ---- G4 ------------------------------------------------------------------------------------------------------------

void get_until_lost(const mp::Queue<int>& queue, const std::string& path) {
    const Shared page(path);
    page.add(1);
    try {
        (void)queue.get();
    } catch (const mp::PeerLost&) {
        page.add(100);
    }
}

// On a busy machine a child of the program's own fork() may take its time before anybody can see it.
TEST(LateFork, IsSomebodyWhoMayPut) {
    static std::atomic<bool> late{false};
    // Before the engine has one: what was asked for first is done first in the child.
    ::pthread_atfork(nullptr, nullptr, [] {
        if (late) ::usleep(800'000);
    });
    mp::SimpleQueue<int> queue;
    EXPECT_EQ(Child([] {}).join(), 0);  // a death, without which nobody is given up
    late = true;
    Child putter([&] { queue.put(7); });
    EXPECT_EQ(queue.get(), 7);
    EXPECT_EQ(putter.join(), 0);
    late = false;
}

class WriterDeath : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(StartMethods, WriterDeath, testing::ValuesIn(mp::test::children::start_methods),
                         [](const auto& each) { return std::string(each.param); });

TEST_P(WriterDeath, G4_EndsTheGetOfAllWhoAreLeft) {
    const Shared page;
    Child owner([&] {
        const mp::Queue<int> queue;
        std::vector<mp::Process> getters;
        for (int i = 0; i < 3; ++i) {
            getters.push_back(mp::get_context(GetParam())
                                  .Process({.target = mp::call<get_until_lost>(queue, page.path()), .daemon = false}));
            getters.back().start();
        }
        ::pause();
    });
    ASSERT_TRUE(wait_until([&] { return page.load() == 3; }));
    // In get() by now, or soon; with the owner alive nobody is told.
    ::usleep(100'000);
    EXPECT_EQ(page.load(), 3);
    const Stopwatch watch;
    owner.end(SIGKILL);
    EXPECT_TRUE(wait_until([&] { return page.load() == 303; })) << page.load();
    EXPECT_LT(watch.fair(), 1s);
    std::printf("three getters were told %.0f ms after the death\n", mp::test::milliseconds(watch.fair()));
}

TEST(WriterDeath, G4_OfOneAmongSeveralIsNobodysTrouble) {
    const Shared page;
    const mp::Queue<int> queue;
    Child writer([&] { ::pause(); });
    Child getter([&] { get_until_lost(queue, page.path()); });
    Child timed([&] {
        page.add(1);
        EXPECT_THROW((void)queue.get(2s), mp::Empty);  // may put something afterwards
        queue.put(1);
    });
    ASSERT_TRUE(wait_until([&] { return page.load() == 2; }));
    writer.end(SIGKILL);
    EXPECT_EQ(timed.join(), 0);
    EXPECT_EQ(getter.join(), 0);
    EXPECT_EQ(page.load(), 2);  // it got the item
}

}  // namespace
