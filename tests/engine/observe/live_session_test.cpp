// SPDX-License-Identifier: MIT
// A real program watched from outside: found, read, steered, and still to be seen after its death.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "mp/multiprocessing.h"
#include "mp/observe.h"
#include "os/paths.h"
#include "support/child.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::observe::Session;
using mp::observe::Snapshot;
using testing::HasSubstr;

int sleep_in_task(int ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    return ms;
}

void hold(mp::Lock lock) {
    lock.acquire();
    mp::test::sleep_for_ever();
}

// The program of these tests: a pool of two at a long task each, a lock that is held and waited for, a queue of three.
void program() {
    mp::Pool pool({.processes = 2, .name = "files"});
    mp::Lock lock({.name = "db"});
    mp::Queue<int> queue(mp::QueueOptions{.maxsize = 10, .name = "in"});
    for (int i = 0; i < 3; ++i) queue.put(i);
    mp::Process holder({.target = mp::call<hold>(lock), .name = "holder", .daemon = true});
    holder.start();
    mp::Process waiter({.target = mp::call<hold>(lock), .name = "waiter", .daemon = true});
    waiter.start();
    auto first = pool.apply_async(mp::fn<sleep_in_task>, 600'000);
    auto second = pool.apply_async(mp::fn<sleep_in_task>, 600'000);
    mp::test::sleep_for_ever();
}

class LiveSession : public testing::Test {
protected:
    // A program of its own, not a descendant's registry: so it is forked before this test has used the engine.
    LiveSession() : child_(program) {}

    Session attached() {
        EXPECT_TRUE(mp::test::wait_until([&] {
            try {
                return busy(mp::observe::attach(child_.pid()).snapshot()) == 2;
            } catch (const mp::Exception&) {
                return false;  // it has only just begun
            }
        }));
        return mp::observe::attach(child_.pid());
    }
    static std::size_t busy(const Snapshot& snap) {
        return static_cast<std::size_t>(std::count_if(snap.processes.begin(), snap.processes.end(),
                                                      [](const auto& p) { return p.task.has_value() && !p.ended_ns; }));
    }
    static std::size_t workers(const Snapshot& snap) {
        return static_cast<std::size_t>(std::count_if(snap.processes.begin(), snap.processes.end(), [](const auto& p) {
            return p.role == mp::observe::ProcessRole::pool_worker && !p.ended_ns;
        }));
    }
    static const mp::observe::Process& named(const Snapshot& snap, const std::string& name) {
        for (const auto& p : snap.processes) {
            if (p.name == name) return p;
        }
        throw mp::KeyError("no process " + name);
    }
    template <class Condition>
    bool becomes(Session& session, Condition condition) {
        return mp::test::wait_until([&] { return condition(session.snapshot()); });
    }

    mp::test::Child child_;
};

TEST_F(LiveSession, IsFoundAndShowsWhatTheProgramDoes) {
    Session session = attached();
    const auto sessions = mp::observe::sessions();
    ASSERT_EQ(sessions.size(), 1U);
    EXPECT_EQ(sessions.front().identity.pid, child_.pid());
    ASSERT_TRUE(becomes(session, [](const Snapshot& s) {
        return s.locks.size() > 0 && std::any_of(s.locks.begin(), s.locks.end(), [](const auto& l) {
                   return l.name == "db" && l.holder && l.waiters.size() == 1;
               });
    }));
    const Snapshot snap = session.snapshot();
    EXPECT_TRUE(snap.alive);
    ASSERT_EQ(snap.pools.size(), 1U);
    EXPECT_EQ(snap.pools[0].name, "files");
    EXPECT_EQ(snap.pools[0].busy_count, 2U);
    EXPECT_EQ(snap.pools[0].running_count, 2U);
    ASSERT_EQ(snap.queues.size(), 1U);
    EXPECT_EQ(snap.queues[0].name, "in");
    EXPECT_EQ(snap.queues[0].depth_count, 3U);
    EXPECT_EQ(snap.queues[0].capacity_count, 10U);
    for (const auto& lock : snap.locks) {
        if (lock.name != "db") continue;
        const auto& holder = named(snap, "holder");
        const auto& waiter = named(snap, "waiter");
        const bool first = *lock.holder == holder.identity;
        EXPECT_EQ(*lock.holder, first ? holder.identity : waiter.identity);
        EXPECT_EQ(lock.waiters.front(), first ? waiter.identity : holder.identity);
    }
    for (const auto& p : snap.processes) {
        if (!p.task) continue;
        EXPECT_THAT(p.task->function, HasSubstr("sleep_in_task"));
        EXPECT_EQ(p.task->arguments, "600000");
        EXPECT_EQ(p.pool_id, snap.pools[0].id);
    }
}

// What costs little tells the same of a small tree; of what is dear it has the last word.
TEST_F(LiveSession, AGlanceTellsWhatASnapshotDoes) {
    Session session = attached();
    const Snapshot full = session.snapshot();
    Snapshot glance = session.glance();
    ASSERT_EQ(glance.processes.size(), full.processes.size());
    for (std::size_t i = 0; i < full.processes.size(); ++i) {
        const auto& before = full.processes[i];
        const auto& now = glance.processes[i];
        EXPECT_EQ(now.identity, before.identity);
        EXPECT_EQ(now.command, before.command);
        EXPECT_EQ(now.open_files, before.open_files) << now.name;
        EXPECT_TRUE(now.open_files && *now.open_files > 0) << now.name;
        EXPECT_TRUE(now.memory_bytes && now.cpu_time_ns && now.threads) << now.name;
    }
    EXPECT_EQ(busy(glance), 2);
    const auto worker =
        std::find_if(full.processes.begin(), full.processes.end(), [](const auto& p) { return p.task; });
    ASSERT_NE(worker, full.processes.end());
    ASSERT_TRUE(session.suspend(worker->identity));
    EXPECT_TRUE(mp::test::wait_until([&] {
        glance = session.glance();
        return glance.process(worker->identity)->state == mp::observe::ProcessState::suspended;
    })) << "stopped from outside, and seen at a glance";
    ASSERT_TRUE(session.resume(worker->identity));
    EXPECT_TRUE(mp::test::wait_until([&] { return busy(session.glance()) == 2; }));
}

TEST_F(LiveSession, CanBeAttachedByAnyOfItsProcesses) {
    Session session = attached();
    const Snapshot snap = session.snapshot();
    for (const auto& p : snap.processes) EXPECT_EQ(mp::observe::attach(p.identity.pid).title(), session.title());
}

// proves: 16.sigstop
TEST_F(LiveSession, WorkersAreSuspendedResumedAndKilledByIdentity) {
    Session session = attached();
    Snapshot snap = session.snapshot();
    const auto worker = std::find_if(snap.processes.begin(), snap.processes.end(), [](const auto& p) {
                            return p.role == mp::observe::ProcessRole::pool_worker;
                        })->identity;
    ASSERT_TRUE(session.suspend(worker));
    EXPECT_TRUE(becomes(
        session, [&](const Snapshot& s) { return s.process(worker)->state == mp::observe::ProcessState::suspended; }));
    ASSERT_TRUE(session.resume(worker));
    EXPECT_TRUE(becomes(
        session, [&](const Snapshot& s) { return s.process(worker)->state == mp::observe::ProcessState::busy; }));
    const mp::observe::Identity stranger{worker.pid, worker.start_ticks + 1};
    EXPECT_FALSE(session.kill(stranger)) << "another process's identity";
    EXPECT_EQ(busy(session.snapshot()), 2U);
    ASSERT_TRUE(session.kill(worker));
    EXPECT_TRUE(becomes(session, [&](const Snapshot& s) {
        return std::any_of(s.exits.begin(), s.exits.end(), [&](const auto& e) {
            return e.identity == worker && e.exitcode == -SIGKILL && e.task.find("sleep_in_task") != std::string::npos;
        });
    })) << "its end is listed with code and task";
    EXPECT_TRUE(becomes(session, [&](const Snapshot& s) { return workers(s) == 2; })) << "it is replaced";
    snap = session.snapshot();
    EXPECT_EQ(snap.pools[0].lost_count, 1U);
    const mp::observe::Identity successor = snap.exits.back().replaced_by;
    ASSERT_NE(snap.process(successor), nullptr) << "the exit says by whom: pid " << successor.pid;
    EXPECT_NE(snap.process(successor)->state, mp::observe::ProcessState::ended);
    EXPECT_EQ(snap.process(successor)->pool_id, snap.pools[0].id);
    EXPECT_FALSE(session.kill(worker)) << "it has ended";
}

TEST_F(LiveSession, PoolsAreResizedAndWorkersDrainedThroughTheEndpoint) {
    Session session = attached();
    const std::uint64_t pool = session.snapshot().pools[0].id;
    const auto grown = session.resize(pool, 4);
    ASSERT_TRUE(grown) << grown.reason;
    EXPECT_TRUE(becomes(session, [](const Snapshot& s) { return workers(s) == 4; }));
    EXPECT_FALSE(session.resize(pool, 0));
    EXPECT_FALSE(session.resize(pool + 1, 2)) << "no such pool";
    mp::observe::Identity idle;
    ASSERT_TRUE(becomes(session, [&](const Snapshot& s) {
        for (const auto& p : s.processes) {
            if (p.role == mp::observe::ProcessRole::pool_worker && p.state == mp::observe::ProcessState::idle)
                idle = p.identity;
        }
        return static_cast<bool>(idle);
    }));
    const auto drained = session.drain_worker(idle);
    ASSERT_TRUE(drained) << drained.reason;
    EXPECT_TRUE(becomes(session, [](const Snapshot& s) { return workers(s) == 3; }));
    std::uint64_t task = 0;
    for (const auto& p : session.snapshot().processes) {
        if (p.task) task = p.task->id;
    }
    const auto cancelled = session.cancel_task(pool, task);
    ASSERT_TRUE(cancelled) << cancelled.reason;
    EXPECT_TRUE(becomes(session, [](const Snapshot& s) { return s.pools[0].cancelled_count == 1; }));
}

TEST_F(LiveSession, ItsLastStateCanBeReadAfterItsDeath) {
    Session session = attached();
    child_.kill();
    child_.join();
    EXPECT_FALSE(session.alive());
    const Snapshot snap = session.snapshot();
    EXPECT_FALSE(snap.alive);
    EXPECT_EQ(snap.queues.at(0).depth_count, 3U);
    EXPECT_FALSE(session.resize(snap.pools.at(0).id, 3));
    // Its announcement is still there; the next look sweeps it.
    EXPECT_FALSE(std::filesystem::is_empty(mp::os::runtime_directory()));
    EXPECT_TRUE(mp::observe::sessions().empty());
    EXPECT_TRUE(std::filesystem::is_empty(mp::os::runtime_directory()));
    // Nothing of it is left running: its workers were to end with it.
    for (const auto& p : snap.processes) {
        EXPECT_TRUE(mp::test::wait_until([&] { return ::kill(p.identity.pid, 0) != 0; }, 10s)) << p.name;
    }
}

TEST(Attach, SaysWhyItCannot) {
    EXPECT_THROW(mp::observe::attach(0), mp::ProcessLookupError);
    EXPECT_THROW(mp::observe::attach(INT32_MAX), mp::ProcessLookupError);
    try {
        mp::observe::attach(1);
        FAIL() << "attached to init";
    } catch (const mp::PermissionError& e) {
        EXPECT_THAT(e.what(), HasSubstr("process 1"));
    } catch (const mp::ValueError& e) {
        EXPECT_THAT(e.what(), HasSubstr("does not run on Lifeguard's engine"));
    }
}

TEST(Attach, GarbageInTheRuntimeDirectoryIsNoProgram) {
    const auto directory = mp::os::runtime_directory();
    std::ofstream(directory / "no-numbers") << "x";
    std::ofstream(directory / (std::to_string(::getpid()) + "-1")) << "99999999999999999999";
    std::ofstream(directory / (std::to_string(::getpid()) + "-2")) << "0";
    EXPECT_TRUE(mp::observe::sessions().empty());
}

TEST(Attach, AProgramMayHide) {
    ::setenv("LIFEGUARD_OBSERVE", "0", 1);
    mp::test::Child hidden([] {
        const mp::Lock lock;
        mp::test::sleep_for_ever();
    });
    ::unsetenv("LIFEGUARD_OBSERVE");
    EXPECT_TRUE(mp::observe::sessions().empty());
    EXPECT_THROW(mp::observe::attach(hidden.pid()), mp::ValueError);
}

}  // namespace
