// SPDX-License-Identifier: MIT
// Every type of a SyncManager, its methods and its errors, under every start method.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <numeric>
#include <sstream>
#include <thread>

#include "mp/multiprocessing.h"
#include "support/temporary.h"

namespace mp::managers {
namespace {

using namespace std::chrono_literals;

std::string shown(const auto& what) {
    std::ostringstream out;
    out << what;
    return out.str();
}

int triple(int x) {
    return 3 * x;
}
int add(int x, int y) {
    if (x < 0) throw ValueError("negative");
    return x + y;
}
void put_pid(const QueueProxy& queue, const DictProxy& dict) {
    dict["pid"] = current_process().pid();
    queue.put("done");
}

class SyncTypes : public testing::TestWithParam<const char*> {
protected:
    SyncTypes() : m(ManagerOptions{.context = get_context(GetParam())}) { m.start(); }
    SyncManager m;
};
INSTANTIATE_TEST_SUITE_P(Start, SyncTypes, testing::Values("fork", "spawn", "forkserver"),
                         [](const auto& with) { return std::string(with.param); });

// proves: 11.3.dict, 11.3.list, 11.3.Namespace, 11.3.Value, 11.3.Array
TEST_P(SyncTypes, Containers) {
    auto d = m.dict({{"x", 1}});
    d["y"] = std::vector<int>{1, 2};
    EXPECT_EQ(shown(d), "{'x': 1, 'y': [1, 2]}");
    EXPECT_EQ(d["y"][1], 2);
    EXPECT_THROW(d["y"][1] = 3, TypeError);  // a copy's
    EXPECT_EQ(d.size(), 2U);
    EXPECT_THROW(d["zz"].get(), KeyError);
    EXPECT_EQ(d.pop("y")[0], Object(1));
    EXPECT_EQ(d.setdefault("z", 3), Object(3));
    EXPECT_EQ(d.keys(), (std::vector<Object>{"x", "z"}));
    std::string keys;
    for (const Object& key : d) keys += key.as<std::string>();
    EXPECT_EQ(keys, "xz");

    auto l = m.list(range(5));
    l.reverse();
    l.append(9);
    EXPECT_EQ(shown(l), "[4, 3, 2, 1, 0, 9]");
    EXPECT_EQ(shown(l.slice(1, {}, 2)), "[3, 1, 9]");
    EXPECT_EQ(l[-1], 9);
    EXPECT_THROW(l[6].get(), IndexError);
    l.sort(true);
    EXPECT_EQ(shown(l), "[9, 4, 3, 2, 1, 0]");
    EXPECT_THROW(l.remove(77), ValueError);

    auto ns = m.Namespace({{"b", 2}});
    ns["a"] = "x";
    EXPECT_EQ(shown(ns), "Namespace(a='x', b=2)");
    EXPECT_THROW(ns["c"].get(), AttributeError);
    auto v = m.Value('i', 7);
    v.value() = v.value().as<int>() + 1;
    EXPECT_EQ(shown(v), "Value('i', 8)");
    v.value(9);
    EXPECT_EQ(v.value(), 9);
    auto a = m.Array('i', {1, 2, 3});
    a[0] = 5;
    EXPECT_EQ(shown(a), "array('i', [5, 2, 3])");
    EXPECT_THROW(a[3].get(), IndexError);
    EXPECT_THROW(a[0] = int64_t{1} << 40, OverflowError);
    EXPECT_THROW(m.Array('i', Object(5)), RemoteError);
    EXPECT_EQ(shown(m.Array('d', {1, 2.5})), "array('d', [1.0, 2.5])");
}

TEST_P(SyncTypes, ProxiesInContainersStayLive) {
    auto d = m.dict();
    auto l = m.list();
    l.append(d);
    l[0]["x"] = 1;
    EXPECT_EQ(d["x"], 1);
    EXPECT_THAT(shown(l), testing::StartsWith("[<DictProxy object, typeid 'dict' at 0x"));
    EXPECT_EQ(shown(l[0]), "{'x': 1}");  // as print(l[0])
    const std::int64_t before = m.number_of_objects();
    for (int i = 0; i < 20; ++i) {
        l.append(m.dict({{"i", i}}));
        EXPECT_EQ(l[-1]["i"], i);
        l.pop();
    }
    EXPECT_EQ(m.number_of_objects(), before);
}

// proves: 11.3.Lock, 11.3.RLock, 11.3.Semaphore
TEST_P(SyncTypes, LocksAndTheirErrors) {
    auto lock = m.Lock();
    EXPECT_TRUE(lock.acquire());
    EXPECT_FALSE(lock.acquire(false));
    EXPECT_FALSE(lock.acquire(true, 10ms));
    EXPECT_FALSE(lock.try_lock_until(std::chrono::steady_clock::now() + 10ms));
    EXPECT_THROW(lock.acquire(false, 10ms), ValueError);
    lock.release();
    EXPECT_THROW(lock.release(), RuntimeError);
    auto rlock = m.RLock();
    rlock.acquire();
    rlock.acquire();
    std::thread([&] { EXPECT_THROW(rlock.release(), RuntimeError); }).join();
    rlock.release();
    rlock.release();
    EXPECT_THROW(rlock.release(), RuntimeError);
    auto bounded = m.BoundedSemaphore(1);
    EXPECT_THROW(bounded.release(), ValueError);
    EXPECT_THROW(m.Semaphore(-1), RemoteError);
}

// proves: 11.3.Event, 11.3.Condition, 11.3.Barrier
TEST_P(SyncTypes, WaitingIsForOthers) {
    auto event = m.Event();
    EXPECT_FALSE(event.wait(10ms));
    auto cond = m.Condition();
    EXPECT_THROW(cond.notify(), RuntimeError);
    std::thread other([&] {
        cond.acquire();
        event.set();
        EXPECT_TRUE(cond.wait(10s));
        cond.release();
    });
    event.wait();
    cond.acquire();
    cond.notify();
    cond.release();
    other.join();
    auto barrier = m.Barrier(2);
    std::int64_t theirs = 0;
    std::thread party([&] { theirs = barrier.wait(); });
    const std::int64_t ours = barrier.wait();
    party.join();
    EXPECT_EQ(ours + theirs, 1);
    barrier.abort();
    EXPECT_THROW(barrier.wait(), BrokenBarrierError);
}

// proves: 11.3.Queue, 3.queue.ShutDown
TEST_P(SyncTypes, Queues) {
    auto q = m.JoinableQueue(1);
    q.put("a");
    EXPECT_TRUE(q.full());
    EXPECT_THROW(q.put_nowait("b"), Full);
    std::thread other([&] {
        EXPECT_EQ(q.get(10s), Object("a"));
        q.task_done();
    });
    q.join();
    other.join();
    EXPECT_THROW(q.get(10ms), Empty);
    EXPECT_THROW(q.task_done(), ValueError);
    q.shutdown();
    EXPECT_THROW(q.get(), ShutDown);
}

TEST_P(SyncTypes, ProxiesTravelToProcesses) {
    auto q = m.Queue();
    auto d = m.dict();
    auto p = get_context(GetParam()).Process({.target = mp::call<put_pid>(q, d)});
    p.start();
    EXPECT_EQ(q.get(), Object("done"));
    p.join();
    EXPECT_EQ(d["pid"], p.pid());
}

// proves: 11.3.Pool
TEST_P(SyncTypes, APoolInTheManager) {
    auto pool = m.Pool(2);
    EXPECT_EQ(pool.apply(mp::fn<triple>, 5), 15);
    EXPECT_EQ(pool.map(mp::fn<triple>, {1, 2, 3}), (std::vector<int>{3, 6, 9}));
    EXPECT_EQ(pool.starmap(mp::fn<add>, std::vector<std::pair<int, int>>{{1, 2}, {3, 4}}), (std::vector<int>{3, 7}));
    auto r = pool.apply_async(mp::fn<add>, 1, 2);
    EXPECT_EQ(r.get<int>(), 3);
    EXPECT_TRUE(r.successful());
    EXPECT_THROW(pool.apply(mp::fn<add>, -1, 2), ValueError);
    int sum = 0;
    for (const Object& one : pool.imap(mp::fn<triple>, std::vector<int>{1, 2})) sum += one.as<int>();
    for (const Object& one : pool.imap(mp::fn<triple>, {3})) sum += one.as<int>();
    for (const Object& one : pool.imap_unordered(mp::fn<triple>, {4})) sum += one.as<int>();
    EXPECT_EQ(sum, 30);
    EXPECT_EQ(pool.map_async(mp::fn<triple>, {1, 2}).get<std::vector<int>>(), (std::vector<int>{3, 6}));
    EXPECT_EQ(pool.starmap(mp::fn<add>, {std::pair(1, 2)}), (std::vector<int>{3}));
    EXPECT_THROW(pool.join(), ValueError);
    pool.close();
    pool.join();
}

TEST(Managers, WhatFailsAtTheStartIsSaid) {
    const test::TemporaryDirectory folder;
    const std::string path = (folder / "socket").string();
    SyncManager first{Address(path)};
    first.start();
    SyncManager second{Address(path)};
    EXPECT_THROW(second.start(), OSError);
    SyncManager third;
    EXPECT_THROW(third.start([] { throw ValueError("not today"); }), ValueError);
    first.shutdown();
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_THROW(SyncManager({.serializer = "json"}), KeyError);
}

TEST(Managers, ObjectsAreListed) {
    auto m = Manager();
    auto d = m.dict({{"x", 1}});
    auto q = m.Queue();
    q.put(1);
    std::vector<std::string> kinds;
    for (const auto& one : m.objects()) kinds.push_back(one.kind);
    EXPECT_THAT(kinds, testing::UnorderedElementsAre("dict", "Queue"));
    EXPECT_EQ(m.call(q.token().id, "qsize"), Object(1));
    EXPECT_THAT(m.methods_of(d.token().id), testing::Contains("popitem"));
    EXPECT_EQ(m.number_of_objects(), 2);
}

}  // namespace
}  // namespace mp::managers
