// SPDX-License-Identifier: MIT
// What may cross: every handle reaches a process that is being started, by each start method, and works there; over a
// queue it is refused with Python's words; what can never travel is refused by the compiler.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <tuple>

#include "mp/connection.h"
#include "mp/context.h"
#include "mp/pool.h"
#include "mp/queues.h"
#include "mp/sharedctypes.h"
#include "mp/synchronize.h"
#include "support/leaks.h"

namespace {

using namespace std::chrono_literals;

struct Point {
    int x = 0;
    int y = 0;
};

struct Queues {
    mp::Queue<int> in;
    mp::JoinableQueue<int> tasks;
    mp::SimpleQueue<std::string> out;
};
struct Locks {
    mp::Lock lock;
    mp::RLock rlock;
    mp::Semaphore semaphore{0};
    mp::BoundedSemaphore bounded{1};
    mp::Condition condition;
    mp::Event event;
    mp::Barrier barrier{2};
};
struct Memory {
    mp::Value<int> value{1};
    mp::Array<int> array{1, 2, 3};
    mp::RawValue<Point> raw{Point{1, 2}};
    mp::RawArray<double> raw_array = mp::RawArray<double>(2);
};

// The child: uses each once, and says what it saw.
void use_queues(const mp::Queue<int>& in, const mp::JoinableQueue<int>& tasks,
                const mp::SimpleQueue<std::string>& out) {
    const int seen = in.get(20s) + tasks.get(20s);
    tasks.task_done();
    out.put("sum " + std::to_string(seen));
}
void use_locks(const mp::Lock& lock, const mp::RLock& rlock, const mp::Semaphore& semaphore,
               const mp::BoundedSemaphore& bounded, const mp::Condition& condition, const mp::Event& event,
               const mp::Barrier& barrier) {
    if (mp::Lock(lock).acquire(false) || mp::RLock(rlock).acquire(false)) throw mp::RuntimeError("not held elsewhere");
    if (!mp::BoundedSemaphore(bounded).acquire(true, 20s)) throw mp::RuntimeError("nothing to acquire");
    mp::Barrier(barrier).wait(20s);
    mp::Semaphore(semaphore).release();
    if (!mp::Event(event).wait(20s)) throw mp::RuntimeError("not set");
    mp::Condition own = condition;
    const std::scoped_lock guard(own);
    own.notify();
}
void use_memory(const mp::Value<int>& value, const mp::Array<int>& array, const mp::RawValue<Point>& raw,
                const mp::RawArray<double>& raw_array) {
    const std::scoped_lock guard(value.get_lock());
    value.value() += 41;
    array[-1] = -array[0];
    raw.value() = {raw.value().y, raw.value().x};
    raw_array[1] = 2.5;
}
void nothing() {}
void use_connection(const mp::Connection& connection) {
    connection.send(connection.recv());
}

int times(int x, int y) {
    return x * y;
}
void work_until_told(const mp::Queue<mp::Call<int>>& tasks, const mp::SimpleQueue<int>& answers) {
    for (mp::Call<int> task = tasks.get(20s); task; task = tasks.get(20s)) answers.put(task());
    answers.put(tasks.qsize() == 1 ? 0 : -1);
}

class TravelBy : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override { start(mp::call<nothing>()).join(); }  // registry, reaper, fork server: made once
    mp::Process start(mp::Target target) {
        auto p = mp::get_context(GetParam()).Process({.target = std::move(target)});
        p.start();
        return p;
    }
};
INSTANTIATE_TEST_SUITE_P(StartMethods, TravelBy, testing::Values("fork", "spawn", "forkserver"),
                         [](const auto& each) { return std::string(each.param); });

// proves: 0.2.Queue
TEST_P(TravelBy, QueuesReachAChild) {
    const Queues queues;
    queues.in.put(40);
    queues.tasks.put(2);
    auto p = start(mp::call<use_queues>(queues.in, queues.tasks, queues.out));
    queues.tasks.join();
    EXPECT_EQ(queues.out.get(), "sum 42");
    p.join();
    EXPECT_EQ(p.exitcode(), 0);
}

TEST_P(TravelBy, AnEmptyCallTellsAWorkerToStop) {
    const mp::Queue<mp::Call<int>> tasks;
    const mp::SimpleQueue<int> answers;
    auto p = start(mp::call<work_until_told>(tasks, answers));
    tasks.put(mp::call<times>(6, 7));
    tasks.put({});
    tasks.put(mp::call<times>(2, 3));
    EXPECT_EQ(answers.get(), 42);
    p.join();
    EXPECT_EQ(p.exitcode(), 0);
    EXPECT_EQ(answers.get(), 0) << "what came after it was left where it was";
    EXPECT_EQ(tasks.get()(), 6);
}

// proves: 0.2.Queue, 17._TestLock
TEST_P(TravelBy, LocksReachAChild) {
    Locks locks;
    locks.lock.acquire();
    locks.rlock.acquire();
    const std::scoped_lock guard(locks.condition);
    auto p = start(mp::call<use_locks>(locks.lock, locks.rlock, locks.semaphore, locks.bounded, locks.condition,
                                       locks.event, locks.barrier));
    locks.barrier.wait(20s);
    EXPECT_TRUE(locks.semaphore.acquire(true, 20s));
    locks.event.set();
    EXPECT_TRUE(locks.condition.wait(20s));
    p.join();
    EXPECT_EQ(p.exitcode(), 0);
    locks.lock.release();
    locks.rlock.release();
}

// proves: 0.2.Queue, 8.Value, 8.Array, 8.RawValue, 8.structure-wrapper
TEST_P(TravelBy, MemoryReachesAChild) {
    const Memory memory;
    auto p = start(mp::call<use_memory>(memory.value, memory.array, memory.raw, memory.raw_array));
    p.join();
    ASSERT_EQ(p.exitcode(), 0);
    EXPECT_EQ(memory.value.value(), 42);
    EXPECT_THAT(memory.array.slice(), testing::ElementsAre(1, 2, -1));
    EXPECT_EQ(memory.raw.value().x, 2);
    EXPECT_EQ(memory.raw_array[1], 2.5);
}

// proves: 0.2.Connection
TEST_P(TravelBy, ConnectionsReachAChild) {
    const mp::test::LeakCheck leaks;
    auto [ours, theirs] = mp::Pipe();
    auto p = start(mp::call<use_connection>(theirs));
    theirs.close();
    ours.send(std::tuple{1, "hello", nullptr});
    EXPECT_EQ(mp::repr(ours.recv()), "(1, 'hello', None)");
    p.join();
    EXPECT_THROW(ours.recv(), mp::EOFError);  // a copy that stayed here would keep it open
}

// proves: 0.2.Queue
TEST(Travel, NoHandleGoesIntoAQueue) {
    const mp::Queue<mp::Lock> queue;
    try {
        queue.put(mp::Lock());
        FAIL() << "it went";
    } catch (const mp::RuntimeError& error) {
        EXPECT_STREQ(error.what(), "Lock objects should only be shared between processes through inheritance");
    }
    EXPECT_EQ(queue.qsize(), 0);
}

// proves: 0.2.Pool, 0.2.Process, 0.2.AuthenticationString
TEST(Travel, TheCompilerRefusesWhatNeverDoes) {
    EXPECT_FALSE(mp::Picklable<mp::Pool>);
    EXPECT_FALSE(mp::Picklable<mp::Process>);
    EXPECT_FALSE(mp::Picklable<mp::connection::Listener>);
    EXPECT_FALSE(mp::Picklable<mp::connection::AuthKey>);
}

}  // namespace
