// SPDX-License-Identifier: MIT
// Types of the program's own, shared by a manager.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <memory>
#include <ranges>
#include <thread>

#include "mp/multiprocessing.h"
#include "support/error_of.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace mp::managers {
namespace {

using namespace std::chrono_literals;

struct Maths {
    int add(int x, int y) const { return x + y; }
    int divide(int x, int y) const {
        if (y == 0) throw ValueError("by zero");
        return x / y;
    }
    int count() { return ++calls; }
    std::vector<int> squares(int n) const {
        std::vector<int> out;
        for (int i = 0; i < n; ++i) out.push_back(i * i);
        return out;
    }
    int calls = 0;
};
class Named {
public:
    Named(std::string name, int age) : name_(std::move(name)), age_(age) {}
    std::string name() const { return name_; }
    void rename(const std::string& name) { name_ = name; }
    std::shared_ptr<Maths> maths() const { return std::make_shared<Maths>(); }
    friend std::ostream& operator<<(std::ostream& out, const Named& n) { return out << n.name_ << ' ' << n.age_; }

private:
    std::string name_;
    int age_;
};
int plus(int a, int b) {
    return a + b;
}
std::string repeat(const std::string& text, int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += text;
    return out;
}
Generator counting() {
    return Generator(std::views::iota(0, 3));
}

struct MyManager : BaseManager {
    using BaseManager::BaseManager;
};

void register_all() {
    MyManager::register_type<Maths>("Maths")
        .method<&Maths::add>("add")
        .method<&Maths::divide>("divide")
        .method<&Maths::count>("count")
        .method<&Maths::squares>("squares")
        .method_to_typeid("squares", "Iterator");
    MyManager::register_type<Maths>("Few").method<&Maths::add>("add").method<&Maths::count>("count").exposed({"add"});
    MyManager::register_type<Named, std::string, int>("Named")
        .method<&Named::name>("name")
        .method<&Named::rename>("rename")
        .method<&Named::maths>("maths")
        .method_to_typeid("maths", "Maths");
    MyManager::register_functions("operator").method<&plus>("add").method<&repeat>("repeat");
    MyManager::register_callable("counting", mp::fn<counting>);
}

class Custom : public testing::TestWithParam<const char*> {
protected:
    Custom() : m(ManagerOptions{.context = get_context(GetParam())}) {
        static const bool once = (register_all(), true);
        (void)once;
        m.start();
    }
    MyManager m;
};
INSTANTIATE_TEST_SUITE_P(Start, Custom, testing::Values("fork", "spawn", "forkserver"),
                         [](const auto& with) { return std::string(with.param); });

TEST_P(Custom, MethodsAreCalled) {
    auto maths = m.create("Maths");
    EXPECT_EQ(maths.call<int>("add", 4, 3), 7);
    EXPECT_EQ(maths.call<int>("divide", 8, 2), 4);
    EXPECT_THROW(maths.call("divide", 8, 0), ValueError);
    EXPECT_THROW(maths.call("add", 1), TypeError);
    EXPECT_THROW(maths.call("add", "a", 1), TypeError);
    EXPECT_THROW(maths.call("nothing"), RemoteError);
    EXPECT_THAT(maths.str(), testing::ContainsRegex("Maths object at 0x"));
    EXPECT_THAT(maths.exposed(), testing::ElementsAre("add", "count", "divide", "squares"));
    auto few = m.create("Few");
    EXPECT_EQ(few.call<int>("add", 1, 1), 2);
    EXPECT_THROW(few.call("count"), RemoteError);
}

TEST_P(Custom, ConstructorsResultsAndText) {
    auto named = m.create("Named", "Ada", 36);
    EXPECT_EQ(named.call<std::string>("name"), "Ada");
    named.call("rename", "Grace");
    EXPECT_EQ(named.str(), "Grace 36");
    auto maths = named.call<BaseProxy>("maths");
    EXPECT_EQ(maths.call<int>("add", 1, 2), 3);
    EXPECT_THROW(m.create("Named", "Ada"), RemoteError);
}

TEST_P(Custom, IteratorsAndSetsOfFunctions) {
    int sum = 0;
    for (const Object& one : m.create("Maths").call<IteratorProxy>("squares", 4)) sum += one.as<int>();
    EXPECT_EQ(sum, 14);
    auto counting = m.create<IteratorProxy>("counting");
    EXPECT_EQ(counting.next(), Object(0));
    EXPECT_EQ(counting.next(), Object(1));
    EXPECT_EQ(counting.next(), Object(2));
    EXPECT_THROW(counting.next(), StopIteration);
    auto op = m.create("operator");
    EXPECT_EQ(op.call<int>("add", 2, 3), 5);
    EXPECT_EQ(op.call<std::string>("repeat", "ab", 2), "abab");
}

TEST_P(Custom, CallsOfOneObjectComeOneByOne) {
    auto maths = m.create("Maths");
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int k = 0; k < 25; ++k) maths.call("count");
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(maths.call<int>("count"), 101);
}

TEST(CustomServer, ARegisteredQueueIsOneForAll) {
    mp::Queue<std::string> queue;
    BaseManager server({.address = Address("127.0.0.1", 0), .authkey = "abracadabra"});
    server.register_callable("get_queue", [&] { return queue; });
    Server serving = server.get_server();
    std::thread thread([&] { serving.serve_forever(); });
    BaseManager a({.address = serving.address(), .authkey = "abracadabra"});
    BaseManager b({.address = serving.address(), .authkey = "abracadabra"});
    a.connect();
    b.connect();
    {
        auto one = a.create<QueueProxy>("get_queue");
        auto two = b.create<QueueProxy>("get_queue");
        EXPECT_EQ(one.token().id, two.token().id);
        std::thread getter([&] { EXPECT_EQ(two.get<std::string>(), "hello"); });
        one.put("hello");
        getter.join();
        queue.put("from the server");
        EXPECT_EQ(one.get<std::string>(), "from the server");
        EXPECT_THROW(one.get(10ms), Empty);
    }
    serving.stop();
    thread.join();
}

// The threads of the calls that were under way are left behind, and have nothing of the server's. (Nor may they have
// anything of this test's, which does not wait for them.)
struct Ending {
    std::barrier<> all_called{8};
    std::weak_ptr<Server> server;
};

TEST(CustomServer, ItsAddressIsFreeWhenItHasEnded) {
    const test::TemporaryDirectory folder;
    const Address address((folder / "socket").string());
    for (int round = 0; round < 60; ++round) {
        const auto ending = std::make_shared<Ending>();
        BaseManager::register_callable("ending", [ending] {
            ending->all_called.arrive_and_wait();
            if (const auto server = ending->server.lock()) server->stop();
            return std::vector<int>();
        });
        auto serving =
            std::make_shared<Server>(BaseManager({.address = address, .authkey = "abracadabra"}).get_server());
        ending->server = serving;
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] {
                BaseManager client({.address = address, .authkey = "abracadabra"});
                client.connect();
                try {
                    client.create("ending");
                } catch (const Exception&) {
                    // The answer and the end come at once.
                }
            });
        serving->serve_forever();
        EXPECT_EQ(test::typed_error_of([&] { BaseManager({.address = address}).get_server(); }), "nothing") << round;
        for (std::thread& thread : threads) thread.join();
    }
}

// How many there are in the server, seen from here.
struct Counted {
    explicit Counted(int number) : mine(number) { ++std::atomic_ref(*there); }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --std::atomic_ref(*there); }
    int number() const { return mine; }
    int mine;
    static inline int* there = nullptr;
};

class WithCounted : public SyncManager {
public:
    using SyncManager::SyncManager;
};

TEST(CustomServer, WhatLiesInAContainerGoesWithItsPlace) {
    const RawValue<int> shared;
    Counted::there = &shared.value();
    const std::atomic_ref there(shared.value());
    WithCounted::register_type<Counted, int>("Counted").method<&Counted::number>("number");
    WithCounted m;
    m.start();
    auto d = m.dict();
    d["x"] = m.create("Counted", 1);
    EXPECT_EQ(there.load(), 1);
    d["x"] = 0;  // nobody was ever told of it
    EXPECT_TRUE(test::wait_until([&] { return there.load() == 0; }, 5s));

    d["x"] = m.create("Counted", 2);
    const Object told = d["x"].get();
    d["x"] = 0;
    EXPECT_EQ(d.get("x").as<int>(), 0);
    EXPECT_EQ(there.load(), 1) << "taken from those who hold it";
}

}  // namespace
}  // namespace mp::managers
