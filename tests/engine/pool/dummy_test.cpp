// SPDX-License-Identifier: MIT
#include "mp/dummy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <atomic>
#include <fstream>
#include <latch>
#include <sstream>
#include <thread>

#include "mp/process.h"
#include "support/error_of.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
namespace dummy = mp::dummy;
using mp::test::error_of;
using testing::HasSubstr;

// proves: 14.Process
TEST(DummyProcess, IsAThread) {
    std::thread::id id;
    dummy::Process p({.target = [&] { id = std::this_thread::get_id(); }, .name = "worker"});
    EXPECT_FALSE(p.is_alive());
    EXPECT_EQ(p.ident(), 0);
    EXPECT_FALSE(p.exitcode().has_value());
    EXPECT_EQ(error_of<mp::RuntimeError>([&] { p.join(); }), "cannot join thread before it is started");
    p.start();
    p.join();
    EXPECT_NE(id, std::thread::id());
    EXPECT_NE(id, std::this_thread::get_id());
    EXPECT_EQ(p.exitcode(), 0);
    EXPECT_NE(p.ident(), 0);
    EXPECT_EQ(error_of<mp::RuntimeError>([&] { p.start(); }), "threads can only be started once");
    EXPECT_EQ(p.repr(), "<DummyProcess(worker, stopped " + std::to_string(p.ident()) + ")>");
    EXPECT_THAT(dummy::Process().name(), testing::MatchesRegex("Thread-[0-9]+"));
}

TEST(DummyProcess, KnowsItsChildren) {
    std::latch gate(1);
    dummy::Process p({.target = [&] { gate.wait(); }, .daemon = true});
    EXPECT_TRUE(dummy::active_children().empty());
    p.start();
    ASSERT_EQ(dummy::active_children().size(), 1U);
    EXPECT_EQ(dummy::active_children()[0].name(), p.name());
    p.join(10ms);
    EXPECT_TRUE(p.is_alive());
    gate.count_down();
    p.join();
    EXPECT_TRUE(dummy::active_children().empty());
    EXPECT_EQ(dummy::current_process().name(), "MainThread");
    std::string inner;
    dummy::Process q({.target = [&] { inner = dummy::current_process().name(); }, .name = "inner"});
    q.start();
    q.join();
    EXPECT_EQ(inner, "inner");
}

// proves: 14.Process
TEST(DummyProcess, ExceptionsAreToldOnStandardError) {
    testing::internal::CaptureStderr();
    dummy::Process p({.target = [] { throw std::runtime_error("it did not work"); }, .name = "Failing"});
    p.start();
    p.join();
    EXPECT_EQ(p.exitcode(), 0);
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_THAT(said, HasSubstr("Exception in thread Failing:\n"));
    EXPECT_THAT(said, HasSubstr("std::runtime_error: it did not work\n"));
}

struct Addition : dummy::Process {
    Addition(int first, int second) : a(first), b(second) {}
    void run() override { sum = a + b; }
    int a;
    int b;
    std::atomic<int> sum{0};
};

TEST(DummyProcess, MayBeSubclassed) {
    Addition p(3, 4);
    p.start();
    p.join();
    EXPECT_EQ(p.sum, 7);
}

// Each of n threads runs body(i).
template <class Body>
void in_threads(int n, Body body) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < n; ++i) threads.emplace_back([&, i] { body(i); });
}

// proves: 14.locks
TEST(DummyLock, ExcludesOthers) {
    dummy::Lock lock;
    EXPECT_TRUE(lock.acquire());
    EXPECT_TRUE(lock.locked());
    EXPECT_FALSE(lock.acquire(false));
    EXPECT_FALSE(lock.acquire(true, 10ms));
    EXPECT_FALSE(lock.try_lock_until(std::chrono::steady_clock::now() + 10ms));
    lock.release();
    EXPECT_EQ(error_of<mp::RuntimeError>([&] { lock.release(); }), "release unlocked lock");
    int count = 0;
    in_threads(4, [&](int) {
        for (int i = 0; i < 1000; ++i) {
            const std::scoped_lock guard(lock);
            ++count;
        }
    });
    EXPECT_EQ(count, 4000);
}

// proves: 14.locks
TEST(DummyRLock, IsTakenAgainByItsOwner) {
    dummy::RLock lock;
    EXPECT_TRUE(lock.acquire());
    EXPECT_TRUE(lock.acquire());
    in_threads(1, [&](int) {
        EXPECT_FALSE(lock.acquire(false));
        EXPECT_EQ(error_of<mp::RuntimeError>([&] { lock.release(); }), "cannot release un-acquired lock");
    });
    lock.release();
    EXPECT_TRUE(lock.locked());
    lock.release();
    EXPECT_FALSE(lock.locked());
    EXPECT_THROW(lock.release(), mp::RuntimeError);
}

TEST(DummySemaphore, Counts) {
    dummy::Semaphore semaphore(2);
    EXPECT_TRUE(semaphore.acquire(false));
    EXPECT_TRUE(semaphore.acquire(false));
    EXPECT_FALSE(semaphore.acquire(true, 5ms));
    semaphore.release(3);
    EXPECT_EQ(semaphore.get_value(), 3);
    EXPECT_EQ(error_of<mp::ValueError>([] { dummy::Semaphore(-1); }), "semaphore initial value must be >= 0");
    dummy::BoundedSemaphore bounded(1);
    EXPECT_EQ(error_of<mp::ValueError>([&] { bounded.release(); }), "Semaphore released too many times");
}

TEST(DummyCondition, WakesTheLongestWaitingFirst) {
    dummy::Condition condition;
    std::vector<int> woken;
    std::atomic<int> waiting{0};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) {
        threads.emplace_back([&, i] {
            const std::scoped_lock guard(condition);
            ++waiting;
            EXPECT_TRUE(condition.wait(20s));
            woken.push_back(i);
        });
        ASSERT_TRUE(mp::test::wait_until([&] { return waiting == i + 1; }));
    }
    const auto notify = [&](std::size_t n) {
        const std::scoped_lock guard(condition);  // who holds the lock now waits, if it waits at all
        condition.notify(n);
    };
    notify(1);
    ASSERT_TRUE(mp::test::wait_until([&] {
        const std::scoped_lock guard(condition);
        return woken.size() == 1;
    }));
    EXPECT_EQ(woken[0], 0);
    {
        const std::scoped_lock guard(condition);
        condition.notify_all();
    }
    threads.clear();
    EXPECT_EQ(woken.size(), 3U);
}

TEST(DummyCondition, HasThreadingsErrorsAndTimeouts) {
    dummy::Condition condition;
    EXPECT_EQ(error_of<mp::RuntimeError>([&] { condition.wait(); }), "cannot wait on un-acquired lock");
    EXPECT_EQ(error_of<mp::RuntimeError>([&] { condition.notify(); }), "cannot notify on un-acquired lock");
    const std::scoped_lock guard(condition);
    EXPECT_FALSE(condition.wait(5ms));
    EXPECT_FALSE(condition.wait_for([] { return false; }, 5ms));
    EXPECT_EQ(condition.wait_for([] { return 7; }, 0ms), 7);
    condition.notify();  // nobody: not remembered
    EXPECT_FALSE(condition.wait(1ms));
}

TEST(DummyEvent, IsSeenEvenIfShort) {
    dummy::Event event;
    EXPECT_FALSE(event.wait(1ms));
    std::atomic<int> seen{0};
    std::latch ready(3);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) {
        threads.emplace_back([&] {
            ready.count_down();
            seen += event.wait(20s);
        });
    }
    ready.wait();
    event.set();
    EXPECT_TRUE(event.is_set());
    threads.clear();
    EXPECT_EQ(seen, 3);
    event.clear();
    EXPECT_FALSE(event.is_set());
}

TEST(DummyBarrier, LetsAllGoTogether) {
    std::atomic<int> actions{0};
    dummy::Barrier barrier(3, [&] { ++actions; });
    std::atomic<int> sum{0};
    in_threads(3, [&](int) {
        for (int i = 0; i < 100; ++i) sum += barrier.wait();
    });
    EXPECT_EQ(actions, 100);
    EXPECT_EQ(sum, 300);
    EXPECT_EQ(barrier.n_waiting(), 0);
    EXPECT_EQ(barrier.parties(), 3);
}

TEST(DummyBarrier, Breaks) {
    dummy::Barrier barrier(2);
    EXPECT_THROW(barrier.wait(5ms), mp::BrokenBarrierError);
    EXPECT_TRUE(barrier.broken());
    EXPECT_THROW(barrier.wait(), mp::BrokenBarrierError);
    barrier.reset();
    EXPECT_FALSE(barrier.broken());
    std::atomic<int> broken{0};
    const auto expect_break = [&](auto action) {
        std::jthread waiter([&] {
            try {
                barrier.wait();
            } catch (const mp::BrokenBarrierError&) {
                ++broken;
            }
        });
        ASSERT_TRUE(mp::test::wait_until([&] { return barrier.n_waiting() == 1; }));
        action();
    };
    expect_break([&] { barrier.abort(); });
    EXPECT_TRUE(barrier.broken());
    barrier.reset();
    expect_break([&] { barrier.reset(); });
    EXPECT_FALSE(barrier.broken());
    EXPECT_EQ(broken, 2);
    dummy::Barrier failing(1, [] { throw mp::KeyError("action"); });
    EXPECT_THROW(failing.wait(), mp::KeyError);
    EXPECT_TRUE(failing.broken());
    EXPECT_THROW(dummy::Barrier(0), mp::ValueError);
}

// proves: 14.Queue
TEST(DummyQueue, IsPythonsQueue) {
    dummy::Queue<std::unique_ptr<int>> queue(2);
    queue.put(std::make_unique<int>(1));
    queue.put(std::make_unique<int>(2));
    EXPECT_TRUE(queue.full());
    EXPECT_THROW(queue.put_nowait(nullptr), mp::Full);
    EXPECT_THROW(queue.put(nullptr, 5ms), mp::Full);
    EXPECT_EQ(queue.qsize(), 2U);
    EXPECT_EQ(*queue.get(), 1);
    EXPECT_EQ(**queue.try_get(), 2);
    EXPECT_FALSE(queue.try_get().has_value());
    EXPECT_THROW(queue.get_nowait(), mp::Empty);
    EXPECT_THROW(queue.get(5ms), mp::Empty);
}

// proves: 14.Queue
TEST(DummyQueue, WaitsForItsTasks) {
    dummy::JoinableQueue<int> queue;
    std::atomic<int> sum{0};
    std::jthread worker([&] {
        for (int i = 0; i < 100; ++i) {
            sum += queue.get();
            queue.task_done();
        }
    });
    for (int i = 0; i < 100; ++i) queue.put(i);
    queue.join();
    EXPECT_EQ(sum, 4950);
    EXPECT_EQ(error_of<mp::ValueError>([&] { queue.task_done(); }), "task_done() called too many times");
}

// proves: 14.Pool, 14.Value
TEST(Dummy, HasValuesAndPools) {
    const dummy::Value<int> value(7);
    const dummy::Value<int> same = value;
    same.value() = 8;
    EXPECT_EQ(value.value(), 8);
    const dummy::Array<bool> flags({true, false});
    flags[1] = true;
    EXPECT_TRUE(flags[1]);
    const dummy::Array<double> array({1.0, 2.0});
    array[1] = 5;
    EXPECT_THAT(array, testing::ElementsAre(1.0, 5.0));
    dummy::Pool pool(2);
    EXPECT_EQ(pool.apply([](int x) { return x + 1; }, 1), 2);
}

// proves: 14.locks, 7.Condition
TEST(DummyCondition, OverAnyLock) {
    const auto passes = [](auto lock) {
        const dummy::Condition condition(lock);
        EXPECT_EQ(error_of<mp::RuntimeError>([&] { condition.notify(); }), "cannot notify on un-acquired lock");
        bool ready = false;
        std::jthread other([&] {
            const std::scoped_lock guard(condition);
            ready = true;
            condition.notify();
        });
        std::unique_lock guard(condition);
        EXPECT_TRUE(condition.wait_for([&] { return ready; }));
        EXPECT_FALSE(condition.wait(1ms));
    };
    passes(dummy::Lock());
    passes(dummy::RLock());
    passes(dummy::Semaphore(1));
}

// proves: 14.Manager
TEST(DummyManager, IsTheModuleItself) {
    const auto m = dummy::Manager();
    const auto text = [](const auto& object) {
        std::ostringstream out;
        out << object;
        return out.str();
    };
    auto d = m.dict({{"b", 2}});
    d["x"] = 1;
    d[0.25] = nullptr;
    EXPECT_EQ(text(d), "{'b': 2, 'x': 1, 0.25: None}");
    EXPECT_EQ(d["x"].as<int>(), 1);
    EXPECT_EQ(d["b"], 2);
    EXPECT_EQ(d.get("y", 5), mp::Object(5));
    EXPECT_EQ(d.pop("b"), mp::Object(2));
    EXPECT_EQ(d.setdefault("x", 9), mp::Object(1));
    d.update(mp::Object::dict({{"z", "new"}}));
    EXPECT_EQ(d.keys(), (std::vector<mp::Object>{"x", 0.25, "z"}));
    EXPECT_EQ(d.values(), (std::vector<mp::Object>{1, nullptr, "new"}));
    EXPECT_TRUE(d.contains("z") && d.size() == 3);
    EXPECT_THROW(d["y"].get(), mp::KeyError);
    auto l = m.list({1, 2, 3});
    l.append("four");
    l.reverse();
    l[1] = d["z"];
    EXPECT_EQ(text(l), "['four', 'new', 2, 1]");
    l.extend(mp::Object::tuple({1, 1}));
    EXPECT_EQ(l.count(1), 3);
    EXPECT_EQ(l.index(2), 2);
    EXPECT_EQ(l.pop(), mp::Object(1));
    l.remove("new");
    l.insert(0, 0);
    EXPECT_EQ(text(l), "[0, 'four', 2, 1, 1]");
    EXPECT_EQ(l[-1], 1);
    EXPECT_THROW(l.remove("new"), mp::ValueError);
    EXPECT_THROW(l[7].get(), mp::IndexError);
    auto copy = l.get_value();
    l.clear();
    EXPECT_EQ(copy.size(), 5U);
    EXPECT_EQ(l.size(), 0U);
    auto ns = m.Namespace({{"b", 1}});
    ns["a"] = "text";
    ns["_hidden"] = 3;
    EXPECT_EQ(text(ns), "Namespace(a='text', b=1)");
    EXPECT_EQ(error_of<mp::AttributeError>([&] { ns["zz"].get(); }), "'Namespace' object has no attribute 'zz'");
    ns.erase("a");
    EXPECT_EQ(text(ns), "Namespace(b=1)");
    auto q = m.Queue(3);
    q.put(std::pair(1, "x"));
    EXPECT_EQ(mp::repr(q.get()), "(1, 'x')");
    EXPECT_EQ(m.Pool(2).map([](int x) { return x * x; }, {1, 2, 3}), (std::vector<int>{1, 4, 9}));
    m.shutdown();
    dummy::shutdown();
}

// proves: 14.Value
TEST(DummyValue, IsPrintedAsPythons) {
    const auto text = [](const auto& object) {
        std::ostringstream out;
        out << object;
        return out.str();
    };
    EXPECT_EQ(text(dummy::Value<int>(3)), "<Value('i', 3)>");
    EXPECT_EQ(text(dummy::Value<double>(0.5)), "<Value('d', 0.5)>");
    EXPECT_EQ(text(dummy::Manager().Value('i', "any")), "<Value('i', 'any')>");
    EXPECT_EQ(text(dummy::Array<double>{1, 2}), "array('d', [1.0, 2.0])");
    EXPECT_EQ(text(dummy::Manager().Array('h', {1, 2})), "array('h', [1, 2])");
}

// The child waits for its threads that are not daemonic before it exits.
// proves: 2.threads-of-the-child
TEST(DummyProcess, AChildWaitsForItsThreads) {
    const mp::test::TemporaryDirectory directory;
    const std::string path = directory / "done";
    mp::Process child({.target = [&] {
        const auto begin = mp::parent_process()->pid();
        dummy::Process worker({.target = [path, begin] {
            std::this_thread::sleep_for(50ms);  // the target has returned long ago
            std::ofstream(path) << begin;
        }});
        worker.start();
        dummy::Process forgotten({.target = [] { std::this_thread::sleep_for(1h); }, .daemon = true});
        forgotten.start();
    }});
    child.start();
    child.join();
    EXPECT_EQ(child.exitcode(), 0);
    int written = 0;
    EXPECT_TRUE(std::ifstream(path) >> written);
    EXPECT_EQ(written, ::getpid());
}

}  // namespace
