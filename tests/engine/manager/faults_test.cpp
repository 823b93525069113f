// SPDX-License-Identifier: MIT
// Deaths on either side: the other goes on, within the times of the contract.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <thread>

#include "mp/multiprocessing.h"
#include "support/child.h"
#include "support/gone.h"
#include "support/stopwatch.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace mp::managers {
namespace {

using namespace std::chrono_literals;
using test::Child;

// A client that asks for an item and never looks at the answer.
Connection asks_for_an_item(const SyncManager& m, const QueueProxy& q) {
    Connection out = connection::Client({.address = m.address(), .authkey = current_process().authkey()});
    out.send(Object::tuple({Object(), "accept_connection", Object::tuple({"asks"}), Object::dict()}));
    out.recv();
    out.send(Object::tuple({q.token().id, "get", Object::tuple({}), Object::dict()}));
    return out;
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

TEST_P(ManagerFaults, AnItemThatWasNeverReadComesBack) {
    auto q = m.Queue();
    for (int i = 0; i < 20; ++i) {
        Connection asks = asks_for_an_item(m, q);
        if (i % 4 != 1) q.put(i);  // or the item comes when the client has left
        if (i % 4 == 0) {
            // delivered, as far as the manager can see
            EXPECT_TRUE(test::wait_until([&] { return q.qsize() == 0; }));
        }
        if (i % 4 == 2) asks.poll(5s);
        asks.close();
        if (i % 4 == 1) q.put(i);
        EXPECT_EQ(q.get(10s), Object(i));
    }
    auto ready = m.Event();
    Child child = client([&](SyncManager& mine) {
        const Connection asks = asks_for_an_item(mine, mine.attach<QueueProxy>(q.token().id, "Queue"));
        mine.attach<EventProxy>(ready.token().id, "Event").set();
        test::sleep_for_ever();
    });
    ready.wait();
    q.put("kept");
    EXPECT_TRUE(test::wait_until([&] { return q.qsize() == 0; }));
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
    EXPECT_TRUE(test::wait_until([&] { return test::gone(pid); }, 2s));
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

}  // namespace
}  // namespace mp::managers
