// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <sstream>
#include <thread>

#include "mp/exceptions.h"
#include "mp/synchronize.h"
#include "support/child.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::test::Child;

// proves: 0.1.Event.wait, 7.Event, 17._TestLock
TEST(Event, IsSetAndCleared) {
    mp::Event event;
    EXPECT_FALSE(event.is_set());
    EXPECT_FALSE(event.wait(0s));
    EXPECT_FALSE(event.wait(20ms));
    event.set();
    event.set();
    EXPECT_TRUE(event.is_set());
    EXPECT_TRUE(event.wait());
    EXPECT_TRUE(event.wait(-1s));
    event.clear();
    event.clear();
    EXPECT_FALSE(event.is_set());
}

TEST(Event, WakesWaitersInOtherProcesses) {
    mp::Event event;
    mp::Semaphore awake(0);
    std::vector<Child> children;
    for (int i = 0; i < 3; ++i) {
        children.emplace_back([&] {
            if (event.wait()) awake.release();
        });
    }
    event.set();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(awake.acquire(true, 10s));
    for (Child& child : children) EXPECT_EQ(child.join(), 0);
}

// CPython returns the flag as it is when the waiter runs again, which a clear() right after set() has changed by then.
// proves: 7.Event
TEST(Event, AShortOneIsNotMissed) {
    for (int i = 0; i < 50; ++i) {
        mp::Event event;
        mp::Event about_to_wait;
        std::thread waiter([&] {
            about_to_wait.set();
            EXPECT_TRUE(event.wait(5s));
        });
        about_to_wait.wait();
        std::this_thread::sleep_for(1ms);  // most often asleep by then; where it is not, it sees the next set()
        event.set();
        event.clear();
        std::this_thread::sleep_for(1ms);
        event.set();
        waiter.join();
    }
}

// proves: 7.Event.repr
TEST(Event, PrintsAsPython) {
    mp::Event event;
    EXPECT_TRUE(event.repr().starts_with("<Event at 0x"));
    EXPECT_TRUE(event.repr().ends_with(" unset>"));
    event.set();
    std::ostringstream out;
    out << event;
    EXPECT_TRUE(out.str().ends_with(" set>"));
}

TEST(Event, TellsThatTheOneWhoWouldSetItHasDied) {
    mp::Event event;
    Child setter([] { mp::test::sleep_for_ever(); });
    EXPECT_FALSE(event.wait_or_dead({setter.pid()}, 80ms));
    std::thread killer([&] {
        std::this_thread::sleep_for(50ms);
        setter.kill();
    });
    const auto begin = std::chrono::steady_clock::now();
    try {
        event.wait_or_dead({setter.pid()});
        ADD_FAILURE() << "the wait ended without an error";
    } catch (const mp::PeerLost& e) {
        EXPECT_EQ(e.pid(), setter.pid());
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 50ms + 1s);
    }
    killer.join();
    event.set();
    EXPECT_TRUE(event.wait_or_dead({setter.pid()}));
}

}  // namespace
