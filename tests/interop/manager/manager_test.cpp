// SPDX-License-Identifier: MIT
// The matrix: every Python × server, client × every family.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <iostream>
#include <sstream>
#include <thread>

#include "../pythons.h"
#include "mp/multiprocessing.h"
#include "support/program.h"
#include "support/temporary.h"

namespace mp::managers {
namespace {

using namespace std::chrono_literals;
using test::Program;

constexpr const char* key = "b'abracadabra'";

struct Maths {
    int add(int x, int y) const { return x + y; }
    void fail() const { throw Exception("never"); }
};

std::string shown(const auto& what) {
    std::ostringstream out;
    out << what;
    return out.str();
}

std::vector<Address> addresses(const test::TemporaryDirectory& folder, int minor) {
    std::vector<Address> out{Address("127.0.0.1", 0), Address((folder / "socket").string())};
    // 3.6 knows abstract names as str alone, and its tokens do not.
    if (minor >= 7) out.emplace_back(std::string(1, '\0') + "lifeguard-manager-" + std::to_string(::getpid()));
    return out;
}

// A server of ours that Python judges.
class Served {
public:
    explicit Served(const Address& address)
        : manager_({.address = address, .authkey = "abracadabra"}), server_(make()) {
        thread_ = std::thread([this] { server_.serve_forever(); });
    }
    ~Served() {
        server_.stop();
        thread_.join();
    }
    Address address() const { return server_.address(); }

private:
    Server make() {
        SyncManager::register_type<Maths>("Maths").method<&Maths::add>("add").method(
            "fail", [](Maths&) { Object::exception("ZeroDivisionError", {"by hand"}).raise(); });
        return manager_.get_server();
    }
    SyncManager manager_;
    Server server_;
    std::thread thread_;
};

// proves: 17._TestContainers
TEST(InteropManager, EveryPythonIsAClientOfOurs) {
    for (const auto& python : test::pythons()) {
        const test::TemporaryDirectory folder;
        for (const Address& address : addresses(folder, python.minor)) {
            SCOPED_TRACE(python.path + " at " + address.repr());
            const Served served(address);
            Program client({python.path, test::script("manager/client.py"), served.address().repr(), key});
            const auto end = client.wait();
            EXPECT_EQ(end.out, "done\n") << end.err;
            EXPECT_EQ(end.code, 0);
            std::cout << "3." << python.minor << " client, " << address.family()
                      << (end.code == 0 ? ": ok" : ": FAILED") << std::endl;
        }
    }
}

void use(const SyncManager& m, int minor) {
    auto d = m.dict({{"x", 1}});
    d["y"] = std::vector<int>{1, 2};
    EXPECT_EQ(shown(d), "{'x': 1, 'y': [1, 2]}");
    EXPECT_THROW(d["zz"].get(), KeyError);
    std::string keys;
    for (const Object& one : d) keys += one.as<std::string>();
    EXPECT_EQ(keys, "xy");
    auto l = m.list(range(4));
    l.reverse();
    EXPECT_EQ(shown(l), "[3, 2, 1, 0]");
    EXPECT_EQ(shown(l.slice(1, 3)), "[2, 1]");
    EXPECT_THROW(l[9].get(), IndexError);
    l.append(d);
    l[-1]["deep"] = true;
    EXPECT_EQ(d["deep"], true);
    auto ns = m.Namespace({{"b", 2}});
    ns["a"] = "x";
    EXPECT_EQ(shown(ns), "Namespace(a='x', b=2)");
    EXPECT_THROW(ns["zz"].get(), AttributeError);
    auto v = m.Value('i', 7);
    v.value() = 8;
    EXPECT_EQ(shown(v), "Value('i', 8)");
    auto a = m.Array('d', {1, 2});
    a[0] = 5.5;
    EXPECT_EQ(shown(a), "array('d', [5.5, 2.0])");
    EXPECT_THROW(m.Array('i', Object(5)), RemoteError);
    auto q = m.Queue(1);
    q.put("one");
    EXPECT_THROW(q.put_nowait(2), Full);
    EXPECT_EQ(q.get<std::string>(), "one");
    EXPECT_THROW(q.get(10ms), Empty);
    q.task_done();
    q.join();
    EXPECT_THROW(q.task_done(), ValueError);
    auto lock = m.Lock();
    EXPECT_TRUE(lock.acquire());
    EXPECT_FALSE(lock.acquire(true, 10ms));
    lock.release();
    EXPECT_THROW(lock.release(), RuntimeError);
    EXPECT_FALSE(lock.owner_died());
    auto rlock = m.RLock();
    EXPECT_THROW(rlock.release(), RuntimeError);
    auto bounded = m.BoundedSemaphore(1);
    EXPECT_THROW(bounded.release(), ValueError);
    auto cond = m.Condition();
    EXPECT_THROW(cond.notify_all(), RuntimeError);
    cond.acquire();
    EXPECT_FALSE(cond.wait(10ms));
    if (minor >= 7) cond.notify();
    cond.release();
    auto event = m.Event();
    std::thread setter([&] { event.set(); });
    EXPECT_TRUE(event.wait(10s));
    setter.join();
    auto barrier = m.Barrier(1);
    EXPECT_EQ(barrier.wait(), 0);
    barrier.abort();
    EXPECT_THROW(barrier.wait(), BrokenBarrierError);
    auto maths = m.create("Maths");
    EXPECT_EQ(maths.call<int>("add", 4, 3), 7);
    try {
        maths.call("fail");
        ADD_FAILURE();
    } catch (const RemoteError& error) {
        EXPECT_EQ(error.remote_type(), "ZeroDivisionError");
        EXPECT_STREQ(error.what(), "by hand");
    }
    EXPECT_THROW(maths.call("nothing"), RemoteError);
    EXPECT_THROW(lock.get_value(), RemoteError);
    EXPECT_THAT(m.objects().size(), testing::Ge(10U));
}

// proves: 17._TestContainers
TEST(InteropManager, WeAreAClientOfEveryPython) {
    SyncManager::register_name("Maths");
    for (const auto& python : test::pythons()) {
        const test::TemporaryDirectory folder;
        for (const Address& address : addresses(folder, python.minor)) {
            SCOPED_TRACE(python.path + " at " + address.repr());
            Program server({python.path, test::script("manager/server.py"), address.repr(), key});
            const std::string line = server.read_line();
            Address there = address;
            if (address.is_tcp()) there = Address("127.0.0.1", std::stoi(line.substr(line.find(", ") + 2)));
            SyncManager m(there, "abracadabra");
            m.connect();
            use(m, python.minor);
            EXPECT_EQ(m.debug_info().find("refcount=2"), std::string::npos);
            std::cout << "3." << python.minor << " server, " << address.family() << (HasFailure() ? ": FAILED" : ": ok")
                      << std::endl;
        }
    }
}

TEST(InteropManager, AKilledPythonServerIsManagerLost) {
    const test::TemporaryDirectory folder;
    const Address address((folder / "socket").string());
    Program server({test::python().path, test::script("manager/server.py"), address.repr(), key});
    server.read_line();
    SyncManager m(address, "abracadabra");
    m.connect();
    auto q = m.Queue();
    std::thread blocked([&] {
        try {
            q.get();
            ADD_FAILURE();
        } catch (const ManagerLost& lost) {
            EXPECT_EQ(lost.pid(), server.pid());
        }
    });
    q.qsize();
    server.send_signal(SIGKILL);
    blocked.join();
    EXPECT_THROW(q.qsize(), ManagerLost);
}

}  // namespace
}  // namespace mp::managers
