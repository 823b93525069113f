// SPDX-License-Identifier: MIT
// Deaths on either side: the other goes on, within the times of the contract.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "mp/multiprocessing.h"
#include "support/child.h"
#include "support/stopwatch.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace mp::managers {
namespace {

using namespace std::chrono_literals;
using test::Child;

// Every thread of it: one that is on its way to stop may still take bytes from the kernel.
bool is_stopped(int pid) {
    for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task")) {
        std::ifstream file(task.path() / "stat");
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        const std::size_t end = text.rfind(')');
        if (end == std::string::npos || end + 2 >= text.size() || text[end + 2] != 'T') return false;
    }
    return true;
}

class ManagerFaults : public testing::TestWithParam<bool> {
protected:
    ManagerFaults() : m(ManagerOptions{.address = GetParam() ? Address("127.0.0.1", 0) : Address()}) { m.start(); }
    // A child that is a client of its own and does something, then says so and stays.
    template <class F>
    Child client(F work) {
        return Child([this, work] {
            SyncManager mine(m.address(), current_process().authkey());
            mine.connect();
            work(mine);
            test::sleep_for_ever();
        });
    }
    SyncManager m;
};
INSTANTIATE_TEST_SUITE_P(Family, ManagerFaults, testing::Bool(),
                         [](const auto& with) { return with.param ? "tcp" : "local"; });

TEST_P(ManagerFaults, E1_AKilledServerIsManagerLost) {
    auto d = m.dict();
    d["x"] = 1;
    ::kill(m.pid(), SIGKILL);
    const auto start = std::chrono::steady_clock::now();
    try {
        for (;;) d["x"].get();
    } catch (const ManagerLost& lost) {
        EXPECT_EQ(lost.pid(), m.pid());
        EXPECT_EQ(lost.exitcode(), -SIGKILL);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
}

TEST_P(ManagerFaults, E2_ABlockedCallHearsOfIt) {
    auto q = m.Queue();
    auto e = m.Event();
    std::thread blocked([&] {
        const auto wait = [&] {
            e.set();  // (whoever waits for it hears before this one does)
            q.get();
        };
        EXPECT_THROW(wait(), ManagerLost);
    });
    e.wait();
    ::kill(m.pid(), SIGKILL);
    blocked.join();
}

TEST_P(ManagerFaults, E3_ADeadClientsLockIsFree) {
    auto lock = m.Lock();
    auto rlock = m.RLock();
    auto held = m.Event();
    Child child = client([&](SyncManager& mine) {
        mine.attach<AcquirerProxy>(lock.token().id, "Lock").acquire();
        mine.attach<AcquirerProxy>(rlock.token().id, "RLock").acquire();
        mine.attach<EventProxy>(held.token().id, "Event").set();
        test::sleep_for_ever();
    });
    held.wait();
    EXPECT_FALSE(lock.acquire(false));
    EXPECT_FALSE(lock.owner_died());
    child.kill();
    EXPECT_TRUE(lock.acquire(true, 10s));
    EXPECT_TRUE(lock.owner_died());
    EXPECT_TRUE(rlock.acquire(true, 10s));
    EXPECT_TRUE(rlock.owner_died());
    lock.release();
    EXPECT_TRUE(lock.acquire());
    EXPECT_FALSE(lock.owner_died());
}

TEST_P(ManagerFaults, E4_ADeadClientsObjectsAreGivenBack) {
    const std::int64_t before = m.number_of_objects();
    auto ready = m.Event();
    Child child = client([&](SyncManager& mine) {
        std::vector<DictProxy> all;
        for (int i = 0; i < 100; ++i) all.push_back(mine.dict());
        mine.attach<EventProxy>(ready.token().id, "Event").set();
        test::sleep_for_ever();
    });
    ready.wait();
    EXPECT_EQ(m.number_of_objects(), before + 101);
    child.kill();
    EXPECT_TRUE(test::wait_until([&] { return m.number_of_objects() == before + 1; }));
}

TEST_P(ManagerFaults, AClientKilledInGetTakesNothing) {
    auto q = m.Queue();
    auto ready = m.Event();
    for (int i = 0; i < 5; ++i) {
        ready.clear();
        Child child = client([&](SyncManager& mine) {
            auto queue = mine.attach<QueueProxy>(q.token().id, "Queue");
            mine.attach<EventProxy>(ready.token().id, "Event").set();
            queue.get();
        });
        ready.wait();
        child.kill();
        child.join();  // a process that is dying may still take bytes from the kernel: those are its own
        q.put(i);
        EXPECT_EQ(q.get(10s), Object(i));
    }
}

TEST_P(ManagerFaults, AStoppedClientThatIsKilledGivesItsItemBack) {
    auto q = m.Queue();
    auto ready = m.Event();
    Child child = client([&](SyncManager& mine) {
        auto queue = mine.attach<QueueProxy>(q.token().id, "Queue");
        queue.qsize();
        std::thread([&] { queue.get(); }).detach();
        // The other thread's request is on its way once the manager shows it waiting; it needs no more than a moment.
        while (mine.number_of_objects() == 0) std::this_thread::yield();
        mine.attach<EventProxy>(ready.token().id, "Event").set();
        test::sleep_for_ever();
    });
    ready.wait();
    std::this_thread::sleep_for(100ms);  // the getter waits in the manager: nothing tells that to anybody
    child.send_signal(SIGSTOP);
    ASSERT_TRUE(test::wait_until([&] { return is_stopped(child.pid()); }));
    q.put("kept");
    EXPECT_EQ(q.qsize(), 0);  // delivered, as far as the manager can see
    child.kill();
    EXPECT_EQ(q.get(10s), Object("kept"));
}

TEST_P(ManagerFaults, ADeadPartyBreaksTheBarrier) {
    auto barrier = m.Barrier(3);
    Child child = client([&](SyncManager& mine) { mine.attach<BarrierProxy>(barrier.token().id, "Barrier").wait(); });
    ASSERT_TRUE(test::wait_until([&] { return barrier.n_waiting() == 1; }));
    child.kill();
    EXPECT_THROW(barrier.wait(10s), BrokenBarrierError);
}

TEST(ManagerDeath, G5_TheServerEndsWithItsParent) {
    const test::TemporaryDirectory folder;
    const std::string path = (folder / "socket").string();
    auto [in, out] = Pipe(false);
    Child parent([&, out = out] {
        SyncManager mine{Address(path)};
        mine.start();
        out.send(mine.pid());
        test::sleep_for_ever();
    });
    const int pid = in.recv<int>();
    parent.kill();
    EXPECT_TRUE(test::wait_until([&] { return ::kill(pid, 0) != 0; }, 2s));
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ManagerDeath, ARestartedServerIsFoundAgain) {
    const test::TemporaryDirectory folder;
    const Address address((folder / "socket").string());
    auto first = std::make_unique<SyncManager>(address, "k");
    first->start();
    SyncManager client(address, "k");
    client.connect();
    auto d = client.dict();
    d["x"] = 1;
    first->shutdown();
    EXPECT_THROW(d["x"].get(), ManagerLost);
    SyncManager second(address, "k");
    second.start();
    EXPECT_THROW(d["x"].get(), RemoteError);  // it is there, and does not know the dict
    EXPECT_EQ(client.dict({{"y", 2}})["y"], 2);
}

TEST(ManagerDeath, ASilentCrowdDisturbsNobody) {
    auto m = SyncManager(Address("127.0.0.1", 0), "k");
    m.start();
    auto d = m.dict();
    std::vector<Connection> silent;
    for (int i = 0; i < 300; ++i) silent.push_back(connection::Client({.address = m.address()}));
    d["x"] = 1;
    SyncManager other(m.address(), "k");
    const auto start = std::chrono::steady_clock::now();
    other.connect();
    EXPECT_LT(std::chrono::steady_clock::now() - start, 1s);
    std::size_t files = 0;
    for (const auto& one : std::filesystem::directory_iterator("/proc/" + std::to_string(m.pid()) + "/fd"))
        files += one.exists() ? 1 : 1;
    EXPECT_LT(files, 120U);
    std::size_t threads = 0;
    for (const auto& one : std::filesystem::directory_iterator("/proc/" + std::to_string(m.pid()) + "/task"))
        threads += one.exists() ? 1 : 1;
    EXPECT_LT(threads, 5U);
}

TEST(ManagerDeath, HostileMessagesAreAnsweredAndForgotten) {
    auto m = SyncManager(Address("127.0.0.1", 0), "k");
    m.start();
    const std::vector<std::string> bad = {"", "garbage", "\x80\x04.", std::string(5000, ']') + ".",
                                          "\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x04true\x85R."};
    for (const std::string& text : bad) {
        const Connection c = connection::Client({.address = m.address(), .authkey = "k"});
        c.send_bytes(as_bytes(text));
        const Object answer = c.recv();
        EXPECT_EQ(answer[0], Object("#TRACEBACK"));
    }
    EXPECT_EQ(m.number_of_objects(), 0);
}

}  // namespace
}  // namespace mp::managers
