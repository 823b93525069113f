// SPDX-License-Identifier: MIT
// A manager from its making to its end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "mp/multiprocessing.h"
#include "support/error_of.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace mp::managers {
namespace {

using namespace std::chrono_literals;

// proves: 1.Manager, 14.Manager, 11.1.with, 11.1.server-process
TEST(ManagerLife, OneScopeLong) {
    int pid = 0;
    {
        const SyncManager m = Manager();
        pid = m.pid();
        ::kill(pid, SIGINT);  // Ctrl+C is for the program, which then ends it
        auto d = m.dict();
        d["x"] = 1;
        std::thread([d] { EXPECT_EQ(d["x"], 1); }).join();  // a client's thread, and its end
        EXPECT_EQ(d.size(), 1U);
    }
    EXPECT_NE(::kill(pid, 0), 0);
}

// proves: 11.1.constructor, 11.1.not-started, 11.1.address
TEST(ManagerLife, BeforeItIsStarted) {
    EXPECT_EQ(test::typed_error_of([] { SyncManager({.serializer = "json"}); }), "KeyError: 'json'");
    EXPECT_THROW(SyncManager({.serializer = "xmlrpclib"}), NotImplementedError);
    SyncManager m;
    EXPECT_TRUE(m.address().empty());
    EXPECT_EQ(m.pid(), 0);
    EXPECT_EQ(test::typed_error_of([&] { m.dict(); }), "AssertionError: server not yet started");
    EXPECT_EQ(test::typed_error_of([&] { (void)m.number_of_objects(); }), "AssertionError: server not yet started");
    m.start();
    EXPECT_FALSE(m.address().empty());
    SyncManager same_key(m.address());  // by default the process's own key
    same_key.connect();
    EXPECT_EQ(same_key.number_of_objects(), 0);
}

// proves: 11.1.start, 11.1.shutdown, 11.1.exit-code, 11.1.join
TEST(ManagerLife, StartAndShutdownAreOnce) {
    SyncManager m({.shutdown_timeout = 60s});
    m.start([] { get_logger().debug("in the server"); });
    EXPECT_EQ(test::typed_error_of([&] { m.start(); }), "ProcessError: Already started server");
    EXPECT_EQ(test::typed_error_of([&] { m.get_server(); }), "ProcessError: Already started server");
    EXPECT_FALSE(m.exitcode());
    m.shutdown();
    m.shutdown();
    m.join();
    EXPECT_EQ(m.exitcode(), 0);
    EXPECT_EQ(test::typed_error_of([&] { m.start(); }), "ProcessError: Manager has shut down");
    SyncManager third;
    EXPECT_EQ(test::typed_error_of([&] { third.start([] { throw ValueError("not today"); }); }),
              "ValueError: not today");
}

// proves: 0.1.BaseManager.join
TEST(ManagerLife, JoinWaitsForTheServer) {
    auto m = Manager();
    m.join(0s);
    m.join(-1s);
    EXPECT_FALSE(m.exitcode());
    ::kill(m.pid(), SIGTERM);
    m.join();
    EXPECT_EQ(m.exitcode(), -SIGTERM);
}

// proves: 11.1.get_server, 11.1.Server.serve_forever
TEST(ManagerLife, AServerInThisProcess) {
    const test::TemporaryDirectory folder;
    const Address address((folder / "socket").string());
    SyncManager m(address, "k");
    Server server = m.get_server();
    EXPECT_EQ(server.address().repr(), address.repr());
    EXPECT_THROW(SyncManager(address, "k").get_server(), OSError);  // in use
    std::thread serving([&] { server.serve_forever(); });
    {
        SyncManager client(address, "k");
        client.connect();
        EXPECT_EQ(client.list({1, 2})[1], 2);
        const Connection asks = connection::Client({.address = address, .authkey = "k"});
        asks.send(Object::tuple({Object(), "shutdown", Object::tuple({}), Object::dict()}));
        EXPECT_EQ(asks.recv()[0], Object("#RETURN"));
    }
    serving.join();  // as it was asked
}

// proves: 11.1.connect
TEST(ManagerLife, ConnectProvesAddressAndKey) {
    const test::TemporaryDirectory folder;
    EXPECT_EQ(test::typed_error_of([] { SyncManager().connect(); }), "ValueError: address type of None unrecognized");
    EXPECT_THROW(SyncManager(Address((folder / "nothing").string()), "k").connect(), FileNotFoundError);
    SyncManager m(Address("127.0.0.1", 0), "right");
    m.start();
    EXPECT_EQ(test::typed_error_of([&] { SyncManager(m.address(), "wrong").connect(); }),
              "AuthenticationError: digest sent was rejected");
    SyncManager good(m.address(), "right");
    good.connect();
    good.connect();
    EXPECT_THROW(good.start(), ProcessError);
    EXPECT_THROW(good.shutdown(), AttributeError);
    const Address gone = m.address();
    m.shutdown();
    EXPECT_THROW(SyncManager(gone, "right").connect(), ConnectionRefusedError);
}

// proves: 11.1.rapid-restart-on-the-same-port
TEST(ManagerLife, ThePortIsFreeAtOnce) {
    SyncManager first(Address("127.0.0.1", 0), "k");
    first.start();
    first.list({1}).append(2);
    const Address address = first.address();
    first.shutdown();
    for (int i = 0; i < 3; ++i) {
        SyncManager again(address, "k");
        again.start();
        EXPECT_EQ(again.address().port(), address.port());
        EXPECT_EQ(again.list({1}).size(), 1U);
    }
}

// proves: 16.with-a-manager
TEST(ManagerLife, AServerThatDoesNotListenIsEnded) {
    SyncManager m({.shutdown_timeout = 100ms});
    m.start();
    auto d = m.dict();
    ::kill(m.pid(), SIGSTOP);
    EXPECT_TRUE(test::wait_until([&] {
        std::ifstream stat("/proc/" + std::to_string(m.pid()) + "/stat");
        const std::string text{std::istreambuf_iterator<char>(stat), {}};
        return text.find(") T ") != std::string::npos;
    }));
    m.shutdown();  // neither asking nor SIGTERM helps
    EXPECT_EQ(m.exitcode(), -SIGKILL);
}

// proves: 12.level-5
TEST(ManagerLife, ItsLogNeverShowsTheKey) {
    testing::internal::CaptureStderr();
    auto p = get_context("fork").Process({.target = [] {
        log_to_stderr(5);
        SyncManager m({.address = Address("127.0.0.1", 0), .authkey = "abracadabra"});
        m.start();
        m.list({1}).append(2);
        EXPECT_THROW(SyncManager(m.address(), "wrong key").connect(), AuthenticationError);
    }});
    p.start();
    p.join();
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_EQ(p.exitcode(), 0);
    EXPECT_THAT(said, testing::HasSubstr("manager serving at ('127.0.0.1', "));
    EXPECT_THAT(said, testing::Not(testing::AnyOf(testing::HasSubstr("abracadabra"), testing::HasSubstr("wrong key"))));
}

// proves: 9.managers.SharedMemoryManager, 9.SharedMemoryManager.SharedMemory
TEST(ManagerLife, SharedMemoryEndsWithItsManager) {
    SharedMemoryManager m(ManagerOptions{.address = Address("127.0.0.1", 0), .authkey = "k"});
    EXPECT_EQ(test::typed_error_of([&] { (void)m.SharedMemory(10); }), "ValueError: address type of None unrecognized");
    m.start();
    EXPECT_EQ(test::typed_error_of([&] { m.get_server(); }), "ProcessError: Already started SharedMemoryServer");
    ::kill(m.pid(), SIGINT);
    const auto segment = m.SharedMemory(100);
    const auto list = m.ShareableList({1, "two", 3.5});
    EXPECT_EQ(shared_memory::SharedMemory({.name = segment.name()}).size(), 100U);
    EXPECT_EQ(shared_memory::SharedMemory({.name = list.shm().name()}).size(), list.shm().size());
    const auto from_range = m.ShareableList(std::vector<int>{1, 2});
    EXPECT_EQ(from_range[1].as<int>(), 2);
    m.shutdown();
    EXPECT_THROW(shared_memory::SharedMemory({.name = from_range.shm().name()}), FileNotFoundError);
    EXPECT_THROW(shared_memory::SharedMemory({.name = segment.name()}), FileNotFoundError);
    EXPECT_THROW(shared_memory::SharedMemory({.name = list.shm().name()}), FileNotFoundError);
}

}  // namespace
}  // namespace mp::managers
