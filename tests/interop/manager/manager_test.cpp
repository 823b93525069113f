// SPDX-License-Identifier: MIT
// The matrix: every Python × server, client × every family.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <thread>

#include "../pythons.h"
#include "mp/multiprocessing.h"
#include "soak.h"
#include "support/program.h"
#include "support/temporary.h"
#include "support/watchdog.h"

namespace mp::managers {
namespace {

using namespace std::chrono_literals;
using test::Program;

constexpr const char* key = "b'abracadabra'";

struct Maths {
    int add(int x, int y) const { return x + y; }
    void fail() const { throw Exception("never"); }
};

// Python's by these names, for pools.
double square_root(double x) {
    if (x < 0) throw ValueError("math domain error");
    return std::sqrt(x);
}
double power(double x, double y) {
    return std::pow(x, y);
}

// The table of the log: a line for each Python, role and family.
class Matrix : public testing::Test {
protected:
    static void tell(const test::Python& python, const char* role, const Address& address, const std::string& parts) {
        std::ostringstream line;
        line << "| 3." << std::left << std::setw(2) << python.minor << " | " << std::setw(6) << role << " | "
             << std::setw(7) << address.family() << " | " << (address.is_abstract() ? "abstract" : "        ") << " | "
             << parts << " |";
        lines() += line.str() + '\n';
    }
    static void TearDownTestSuite() { std::cout << lines() << std::flush; }

private:
    static std::string& lines() {
        static std::string all;
        return all;
    }
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
        SyncManager::register_callable("get_tasks", [this] { return tasks_; });
        SyncManager::register_callable("get_far_tasks", [this] { return far_tasks_; });
        SyncManager::register_callable("get_state", [this] { return state_; });
        SyncManager::register_function<square_root>("math.sqrt");
        SyncManager::register_function<power>("math.pow");
        return manager_.get_server();
    }
    dummy::Queue<Object> tasks_;
    dummy::dict state_{{{"x", 1}}};
    SyncManager other_ = Manager();
    QueueProxy far_tasks_ = other_.Queue();
    SyncManager manager_;
    Server server_;
    std::thread thread_;
};

// proves: 17._TestContainers
TEST_F(Matrix, EveryPythonIsAClientOfOurs) {
    const test::Watchdog limit(500s);  // some thirty programs of Python's
    for (const auto& python : test::pythons()) {
        const test::TemporaryDirectory folder;
        for (const Address& address : addresses(folder, python.minor)) {
            SCOPED_TRACE(python.path + " at " + address.repr());
            const Served served(address);
            Program client({python.path, test::script("manager/client.py"), served.address().repr(), key});
            const auto end = client.wait();
            EXPECT_THAT(end.out, testing::StartsWith("done ")) << end.err;
            EXPECT_EQ(end.code, 0);
            tell(python, "client", address, end.code == 0 ? end.out.substr(5, end.out.size() - 6) : "FAILED");
        }
    }
}

void use_containers(const SyncManager& m, int minor) {
    auto d = m.dict({{"x", 1}});
    d["y"] = std::vector<int>{1, 2};
    EXPECT_EQ(shown(d), "{'x': 1, 'y': [1, 2]}");
    EXPECT_EQ(d.size(), 2U);
    EXPECT_TRUE(d.contains("x"));
    EXPECT_THROW(d["zz"].get(), KeyError);
    EXPECT_EQ(d.get("zz", 5), Object(5));
    EXPECT_EQ(d.setdefault("z", 3), Object(3));
    EXPECT_EQ(d.pop("z"), Object(3));
    EXPECT_EQ(d.pop("z", 4), Object(4));
    EXPECT_THROW(d.pop("z"), KeyError);
    d.update(Object::dict({{"w", 2}}));
    EXPECT_EQ(d.popitem(), (std::pair<Object, Object>("w", 2)));
    EXPECT_THROW(d.erase("w"), KeyError);
    EXPECT_EQ(d.keys().size() + d.values().size() + d.items().size() + d.copy().size(), 8U);
    std::string keys;
    if (minor >= 7) {  // (3.6 cannot name an iterator's type to the proxy)
        for (const Object& one : d) keys += one.as<std::string>();
        EXPECT_EQ(keys, "xy");
    }
    auto l = m.list(range(4));
    l.reverse();
    EXPECT_EQ(shown(l), "[3, 2, 1, 0]");
    EXPECT_EQ(shown(l.slice(1, 3)), "[2, 1]");
    EXPECT_THROW(l[9].get(), IndexError);
    l.insert(0, 9);
    l.extend(Object::list({7, 7}));
    l.remove(9);
    l.erase(0);
    EXPECT_EQ(l.pop(), Object(7));
    l.sort(true);
    EXPECT_EQ(shown(l), "[7, 2, 1, 0]");
    EXPECT_EQ(l.count(7) + l.index(2), 2);
    EXPECT_TRUE(l.contains(1));
    EXPECT_EQ(shown(l * 2), "[7, 2, 1, 0, 7, 2, 1, 0]");
    EXPECT_EQ((l + Object::list({1})).size(), 5U);
    l *= 2;
    EXPECT_EQ(l.size(), 8U);
    EXPECT_THROW(l.remove("nothing"), ValueError);
    l.append(d);
    l[-1]["deep"] = true;
    EXPECT_EQ(d["deep"], true);
    d.clear();
    auto ns = m.Namespace({{"b", 2}});
    ns["a"] = "x";
    EXPECT_EQ(shown(ns), "Namespace(a='x', b=2)");
    ns.erase("b");
    EXPECT_THROW(ns["b"].get(), AttributeError);
    auto v = m.Value('i', 7);
    v.value() = 8;
    EXPECT_EQ(shown(v), "Value('i', 8)");
    v.set(9);
    EXPECT_EQ(v.get<int>(), 9);
    auto a = m.Array('d', {1, 2});
    a[0] = 5.5;
    EXPECT_EQ(shown(a), "array('d', [5.5, 2.0])");
    EXPECT_EQ(a.size(), 2U);
    EXPECT_EQ(shown(a.slice(1)), "array('d', [2.0])");
    EXPECT_EQ(a.slice(0).elements(), (std::vector<Object>{5.5, 2.0}));
    EXPECT_THROW(a[2].get(), IndexError);
    EXPECT_THROW(m.Array('i', Object(5)), RemoteError);
    EXPECT_THROW(m.list(Object(5)), RemoteError);
    EXPECT_THROW(l.call("nothing"), RemoteError);
}

void use_queues(const SyncManager& m, int) {
    for (const bool joinable : {false, true}) {
        auto q = joinable ? m.JoinableQueue(1) : m.Queue(1);
        q.put("one");
        EXPECT_TRUE(q.full());
        EXPECT_THROW(q.put_nowait(2), Full);
        EXPECT_THROW(q.put(2, 10ms), Full);
        EXPECT_EQ(q.get<std::string>(), "one");
        EXPECT_THROW(q.get(10ms), Empty);
        EXPECT_THROW(q.get_nowait(), Empty);
        EXPECT_TRUE(q.empty());
        EXPECT_EQ(q.qsize(), 0);
        q.task_done();
        q.join();
        EXPECT_THROW(q.task_done(), ValueError);
        std::thread later([&] { q.put(2.5); });
        EXPECT_EQ(q.get(), Object(2.5));
        later.join();
    }
}

void use_locks(const SyncManager& m, int) {
    auto lock = m.Lock();
    EXPECT_TRUE(lock.acquire());
    EXPECT_FALSE(lock.acquire(true, 10ms));
    EXPECT_THROW(lock.acquire(false, 10ms), ValueError);
    lock.release();
    EXPECT_THROW(lock.release(), RuntimeError);
    EXPECT_FALSE(lock.owner_died());
    EXPECT_THROW(lock.get_value(), RemoteError);
    auto rlock = m.RLock();
    rlock.acquire();
    rlock.acquire();
    rlock.release();
    std::thread([&] { EXPECT_FALSE(rlock.acquire(false)); }).join();
    rlock.release();
    EXPECT_THROW(rlock.release(), RuntimeError);
    auto semaphore = m.Semaphore(2);
    EXPECT_TRUE(semaphore.acquire() && semaphore.acquire());
    EXPECT_FALSE(semaphore.acquire(false));
    semaphore.release();
    EXPECT_THROW(m.Semaphore(-1), RemoteError);
    auto bounded = m.BoundedSemaphore(1);
    EXPECT_THROW(bounded.release(), ValueError);
}

void use_waiting(const SyncManager& m, int minor) {
    auto cond = m.Condition();
    EXPECT_THROW(cond.notify_all(), RuntimeError);
    EXPECT_THROW(cond.wait(10ms), RuntimeError);
    cond.acquire();
    EXPECT_FALSE(cond.wait(10ms));
    if (minor >= 7) cond.notify();
    cond.notify_all();
    cond.release();
    auto event = m.Event();
    EXPECT_FALSE(event.wait(10ms));
    std::thread setter([&] { event.set(); });
    EXPECT_TRUE(event.wait(10s));
    setter.join();
    EXPECT_TRUE(event.is_set());
    event.clear();
    EXPECT_FALSE(event.is_set());
    auto barrier = m.Barrier(1);
    EXPECT_EQ(barrier.wait(), 0);
    EXPECT_EQ(barrier.parties(), 1);
    EXPECT_EQ(barrier.n_waiting(), 0);
    barrier.abort();
    EXPECT_TRUE(barrier.broken());
    EXPECT_THROW(barrier.wait(), BrokenBarrierError);
    barrier.reset();
    EXPECT_FALSE(barrier.broken());
}

// A Python server's pool runs Python's functions: by their names.
void use_pools(const SyncManager& m, int) {
    const Object root = Object::global("math", "sqrt");
    auto pool = m.Pool(1);
    EXPECT_EQ(pool.call<double>("apply", root, Object::tuple({4.0})), 2.0);
    EXPECT_EQ(pool.call<std::vector<double>>("map", root, Object::list({9.0, 16.0})), (std::vector<double>{3, 4}));
    EXPECT_THROW(pool.call("apply", root, Object::tuple({-1.0})), ValueError);
    pool.call("terminate");
    pool.call("join");
}

void use_own_type(const SyncManager& m, int) {
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
    EXPECT_THAT(m.objects().size(), testing::Ge(1U));
}

// proves: 17._TestContainers
TEST_F(Matrix, WeAreAClientOfEveryPython) {
    const test::Watchdog limit(500s);
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
            std::string parts;
            const auto part = [&](const char* name, void (*uses)(const SyncManager&, int)) {
                uses(m, python.minor);
                parts += std::string(parts.empty() ? "" : ", ") + name + (HasFailure() ? " FAILED" : "");
            };
            part("containers", use_containers);
            part("queues", use_queues);
            part("locks", use_locks);
            part("waiting", use_waiting);
            part("pools", use_pools);
            part("maths", use_own_type);
            EXPECT_EQ(m.debug_info().find("refcount=2"), std::string::npos);
            EXPECT_EQ(m.number_of_objects(), 0);
            tell(python, "server", address, parts);
        }
    }
}

TEST(InteropManager, ACrowdThatIsKilledLeavesNothing) {
    test::survive({.clients = 8, .kills = 8, .between_kills = 50ms});
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
