// SPDX-License-Identifier: MIT
// A real program seen through an agent, over a path and over TCP, and whatever can go wrong between the two.
#include "mp/agent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <optional>
#include <thread>

#include "mp/multiprocessing.h"
#include "support/child.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::connection::Address;
using mp::managers::BaseManager;
using mp::observe::Agent;
using mp::observe::AgentView;
using mp::observe::ConnectOptions;
using mp::observe::Session;
using mp::observe::Snapshot;
using mp::test::wait_until;
using testing::HasSubstr;

constexpr const char* key = "abracadabra";

int sleep_in_task(int ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    return ms;
}

// The program of these tests: a pool of two, at a long task each, a lock that is held, a queue of three.
void program() {
    mp::Pool pool({.processes = 2, .name = "files"});
    mp::Lock lock({.name = "db"});
    lock.acquire();
    mp::Queue<int> queue(mp::QueueOptions{.maxsize = 10, .name = "in"});
    for (int i = 0; i < 3; ++i) queue.put(i);
    auto first = pool.apply_async(mp::fn<sleep_in_task>, 600'000);
    auto second = pool.apply_async(mp::fn<sleep_in_task>, 600'000);
    mp::test::sleep_for_ever();
}

// Where the agent listens is written to a file.
void serve(const Address& address, bool control, const std::string& told) {
    mp::observe::disable();
    const Agent agent({.control = control});
    BaseManager::register_callable<AgentView>("lifeguard", [&agent] { return agent.open(); })
        .method<&AgentView::sessions>("sessions")
        .method<&AgentView::find>("find")
        .method<&AgentView::snapshot>("snapshot")
        .method<&AgentView::command>("command")
        .method<&AgentView::tree>("tree");
    BaseManager manager({.address = address, .authkey = key, .owner_only = true, .clients_may_shut_down = false});
    auto server = manager.get_server();
    std::ofstream(told + ".new") << server.address().port();
    std::filesystem::rename(told + ".new", told);
    server.serve_forever();
}

class FarSession : public testing::Test {
protected:
    // Forked before this test has used the engine, so that each is a program of its own.
    FarSession() : program_(program) { start_agent(true); }

    void start_agent(bool control, bool tcp = false) {
        const std::string told = (folder_ / "told").string();
        std::filesystem::remove(told);
        std::filesystem::remove(folder_ / "agent");
        const Address at = tcp ? Address("127.0.0.1", 0) : Address((folder_ / "agent").string());
        agent_.emplace([=] { serve(at, control, told); });
        ASSERT_TRUE(wait_until([&] { return std::filesystem::exists(told); }));
        int port = 0;
        std::ifstream(told) >> port;
        address_ = tcp ? Address("127.0.0.1", port) : at;
    }
    ConnectOptions options() const { return {.address = address_, .authkey = key, .pid = program_.pid()}; }

    Session connected() {
        EXPECT_TRUE(wait_until([&] {
            try {
                return busy(mp::observe::connect(options()).snapshot()) == 2;
            } catch (const mp::ProcessLookupError&) {
                return false;  // it has only just begun
            } catch (const mp::ValueError&) {
                return false;
            }
        }));
        return mp::observe::connect(options());
    }
    static std::size_t busy(const Snapshot& snap) {
        return static_cast<std::size_t>(std::count_if(snap.processes.begin(), snap.processes.end(),
                                                      [](const auto& p) { return p.task.has_value() && !p.ended_ns; }));
    }
    static std::vector<mp::observe::Process> workers(const Snapshot& snap) {
        std::vector<mp::observe::Process> out;
        for (const auto& p : snap.processes) {
            if (p.role == mp::observe::ProcessRole::pool_worker && !p.ended_ns) out.push_back(p);
        }
        return out;
    }
    // Without what two looks at the same see differently.
    static Snapshot settled(Snapshot snap) {
        for (auto& p : snap.processes) {
            p.cpu_percent.reset();
            p.cpu_time_ns.reset();
            p.memory_bytes.reset();
            p.open_files.reset();
            p.threads.reset();
            p.heartbeat_ns.reset();
        }
        for (auto& lock : snap.locks) lock.held_since_ns.reset();  // as far as the one who looks knows
        return snap;
    }
    void expect_seen_alike() {
        Session far = connected();
        Session here = mp::observe::attach(program_.pid());
        const Snapshot there = settled(far.snapshot());
        const Snapshot near = settled(here.snapshot());
        EXPECT_EQ(there.program, near.program);
        EXPECT_EQ(there.command, near.command);
        EXPECT_EQ(there.processes, near.processes);
        ASSERT_EQ(there.pools.size(), 1U);
        EXPECT_EQ(there.pools[0].running_count, 2U);
        EXPECT_EQ(there.pools, near.pools);
        EXPECT_EQ(there.queues, near.queues);
        EXPECT_EQ(there.locks, near.locks);
        EXPECT_EQ(there.tasks.size(), near.tasks.size());
        EXPECT_EQ(far.kind(), mp::observe::SourceKind::remote);
        EXPECT_TRUE(far.alive());
        const auto listed = mp::observe::far_sessions(options());
        ASSERT_EQ(listed.size(), 1U);
        EXPECT_EQ(listed[0].identity, near.program);
    }

    mp::test::TemporaryDirectory folder_;
    mp::test::Child program_;
    std::optional<mp::test::Child> agent_;
    Address address_;
};

TEST_F(FarSession, SeesOverAPathWhatIsSeenHere) {
    expect_seen_alike();
    EXPECT_EQ(std::filesystem::status(folder_ / "agent").permissions(), std::filesystem::perms(0600));
}

TEST_F(FarSession, SeesOverTcpWhatIsSeenHere) {
    start_agent(false, true);
    expect_seen_alike();
}

TEST_F(FarSession, CommandsReachTheProgram) {
    Session far = connected();
    const Snapshot before = far.snapshot();
    const auto worker = workers(before).at(0);
    EXPECT_TRUE(far.suspend(worker.identity));
    EXPECT_TRUE(wait_until(
        [&] { return far.snapshot().process(worker.identity)->state == mp::observe::ProcessState::suspended; }));
    EXPECT_TRUE(far.resume(worker.identity));
    const auto answer = far.resize(before.pools.at(0).id, 3);
    EXPECT_TRUE(answer) << answer.reason;
    EXPECT_TRUE(wait_until([&] { return workers(far.snapshot()).size() == 3; }));
    EXPECT_TRUE(far.cancel_task(worker.pool_id, worker.task->id));
    auto wrong = worker.identity;
    ++wrong.start_ticks;
    EXPECT_THAT(far.kill(wrong).reason, HasSubstr("does not belong"));
    EXPECT_FALSE(far.send_signal(worker.identity, 4711));
    EXPECT_FALSE(far.resize(12345, 2));
}

TEST_F(FarSession, EndsOfProcessesAreToldOnceAndKept) {
    Session far = connected();
    Session here = mp::observe::attach(program_.pid());
    std::size_t exits = far.snapshot().exits.size();
    for (int round = 0; round < 3; ++round) {
        ASSERT_TRUE(wait_until([&] { return !workers(far.snapshot()).empty(); }));
        ASSERT_TRUE(far.kill(workers(far.snapshot()).at(0).identity));
        ASSERT_TRUE(wait_until([&] { return far.snapshot().exits.size() > exits; }));
        exits = far.snapshot().exits.size();
    }
    EXPECT_TRUE(wait_until([&] {
        const Snapshot there = far.snapshot();
        return there.exits == here.snapshot().exits && there.exits.back().replaced_by;
    }));
}

TEST_F(FarSession, OneThatOnlyWatchesRefusesCommands) {
    start_agent(false);
    Session far = connected();
    const auto answer = far.kill(far.snapshot().program);
    EXPECT_FALSE(answer);
    EXPECT_THAT(answer.reason, HasSubstr("only lets programs be watched"));
    EXPECT_TRUE(far.snapshot().alive);
}

TEST_F(FarSession, WhoHasNotTheKeyStaysOutside) {
    EXPECT_THROW(mp::observe::connect({.address = address_, .authkey = "guess"}), mp::AuthenticationError);
    EXPECT_THROW(mp::observe::connect({.address = address_}), mp::AuthenticationError);
    EXPECT_THROW(mp::observe::connect({.address = Address("127.0.0.1", 1)}), mp::ValueError);
    EXPECT_THROW(mp::observe::connect({.address = (folder_ / "nobody").string()}), mp::FileNotFoundError);
    auto nobody = options();
    nobody.pid = 1;
    EXPECT_THROW(mp::observe::connect(nobody), mp::Exception);
}

TEST_F(FarSession, AnAgentThatIsKilledIsToldAtOnceAndFoundAgain) {
    Session far = connected();
    const Snapshot last = far.snapshot();
    agent_->kill();
    agent_->join();
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 2; ++i) {
        try {
            far.snapshot();
            ADD_FAILURE();
        } catch (const mp::EOFError& error) {
            EXPECT_THAT(error.what(), HasSubstr("is gone"));
        }
    }
    EXPECT_FALSE(far.alive());
    EXPECT_THAT(far.kill(last.program).reason, HasSubstr("is gone"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);  // less than a wait for an answer
    EXPECT_THROW(mp::observe::connect(options()), mp::ConnectionRefusedError);
    start_agent(true);
    EXPECT_TRUE(connected().snapshot().alive);
}

TEST_F(FarSession, AProgramThatEndsIsToldAsSuch) {
    Session far = connected();
    far.snapshot();
    program_.kill();
    program_.join();
    EXPECT_TRUE(wait_until([&] { return !far.snapshot().alive; }));
    EXPECT_FALSE(far.alive());
    EXPECT_FALSE(far.kill(far.snapshot().program));
    EXPECT_THROW(mp::observe::connect(options()), mp::ProcessLookupError);
}

TEST_F(FarSession, AnAgentThatDoesNotAnswerIsGone) {
    auto impatient = options();
    static_cast<void>(connected());
    impatient.timeout = 300ms;
    Session far = mp::observe::connect(impatient);
    far.snapshot();
    agent_->send_signal(SIGSTOP);
    EXPECT_THROW(far.snapshot(), mp::EOFError);
    EXPECT_THROW(mp::observe::connect(impatient), mp::TimeoutError);
    agent_->send_signal(SIGCONT);
    EXPECT_TRUE(connected().snapshot().alive);
}

TEST_F(FarSession, ClientsThatAreSilentOrBreakOffHurtNobody) {
    Session far = connected();
    std::vector<mp::Connection> others;
    for (int i = 0; i < 20; ++i) others.push_back(mp::connection::Client({.address = address_}));  // says nothing
    for (int i = 0; i < 20; ++i) {
        others.push_back(mp::connection::Client({.address = address_, .authkey = key}));
        others.back().send(mp::Object::tuple({"x", "accept_connection", mp::Object::tuple({"x"}), mp::Object::dict()}));
        static_cast<void>(others.back().recv());
        others.back().send(std::vector<int>{1, 2});  // no request
        if (i % 2 == 0) others.back().close();
    }
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(far.snapshot().alive);
    EXPECT_TRUE(connected().snapshot().alive);
}

TEST_F(FarSession, ItsClientsDoNotShutItDown) {
    const auto end = mp::connection::Client({.address = address_, .authkey = key});
    end.send(mp::Object::tuple({nullptr, "shutdown", mp::Object::tuple({}), mp::Object::dict()}));
    EXPECT_THAT(mp::str(end.recv()), HasSubstr("PermissionError"));
    EXPECT_TRUE(connected().snapshot().alive);
}

// The matter of one client is none of another's: the tasks that one has seen end are still new to the other.
TEST_F(FarSession, EachClientHasItsOwnView) {
    Session one = connected();
    Session other = mp::observe::connect(options());
    one.snapshot();
    other.snapshot();
    const auto worker = workers(one.snapshot()).at(0);
    ASSERT_TRUE(one.kill(worker.identity));
    const auto lost = [&](Session& session) {
        return wait_until([&] {
            const Snapshot snap = session.snapshot();
            return std::any_of(snap.tasks.begin(), snap.tasks.end(),
                               [](const auto& t) { return t.state == mp::observe::TaskState::lost; });
        });
    };
    EXPECT_TRUE(lost(one));
    EXPECT_TRUE(lost(other));
}

// In a process of its own: this one is not to become a program that runs on the engine.
TEST(FarManager, AManagerThatIsNoAgentIsToldAsSuch) {
    const mp::test::TemporaryDirectory folder;
    const Address address((folder / "manager").string());
    const mp::test::Child served([&] {
        mp::managers::SyncManager manager({.address = address, .authkey = key});
        manager.get_server().serve_forever();
    });
    ASSERT_TRUE(wait_until([&] {
        try {
            mp::observe::connect({.address = address, .authkey = key});
        } catch (const mp::ValueError& error) {
            EXPECT_THAT(error.what(), HasSubstr("no agent"));
            return true;
        } catch (const mp::OSError&) {
            // It has only just begun.
        }
        return false;
    }));
}

TEST(KeyFile, IsTheOwnersAlone) {
    const mp::test::TemporaryDirectory folder;
    const std::string path = (folder / "key").string();
    EXPECT_THROW(mp::observe::read_key_file(path), mp::FileNotFoundError);
    const auto made = mp::observe::make_key_file(path);
    EXPECT_EQ(made.bytes().size(), 64U);
    EXPECT_EQ(mp::observe::read_key_file(path).bytes(), made.bytes());
    EXPECT_THROW(mp::observe::make_key_file(path), mp::FileExistsError);
    std::filesystem::permissions(path, std::filesystem::perms(0640));
    EXPECT_THROW(mp::observe::read_key_file(path), mp::PermissionError);
    std::ofstream(path, std::ios::trunc) << '\n';
    std::filesystem::permissions(path, std::filesystem::perms(0600));
    EXPECT_THROW(mp::observe::read_key_file(path), mp::ValueError);
}

}  // namespace
