// SPDX-License-Identifier: MIT
// What a server shares of the program's own: queues and containers of threads, proxies of another manager.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <thread>

#include "mp/multiprocessing.h"
#include "support/child.h"
#include "support/error_of.h"
#include "support/wait.h"

namespace mp::managers {
namespace {

using namespace std::chrono_literals;

struct OwnManager : BaseManager {
    using BaseManager::BaseManager;
};

// A server in this process, and a client of it.
class OwnObjects : public testing::Test {
protected:
    void serve() {
        server_.emplace(manager_.get_server());
        thread_ = std::thread([this] { server_->serve_forever(); });
        client = OwnManager({.address = server_->address(), .authkey = "abracadabra"});
        client.connect();
    }
    ~OwnObjects() override {
        if (!thread_.joinable()) return;
        server_->stop();
        thread_.join();
    }
    OwnManager client;

private:
    OwnManager manager_{{.address = Address("127.0.0.1", 0), .authkey = "abracadabra"}};
    std::optional<Server> server_;
    std::thread thread_;
};

TEST_F(OwnObjects, AQueueOfThreads) {
    dummy::Queue<std::string> queue(2);
    OwnManager::register_callable("get_queue", [&] { return queue; });
    OwnManager::register_callable("by_pointer", [&] { return &queue; });
    serve();
    auto one = client.create<QueueProxy>("get_queue");
    auto two = client.create<QueueProxy>("by_pointer");
    EXPECT_EQ(one.token().id, two.token().id);
    one.put("hello");
    EXPECT_EQ(queue.get(), "hello");
    std::thread getter([&] { EXPECT_EQ(two.get<std::string>(), "late"); });
    queue.put("late");
    getter.join();
    one.put("a");
    one.put("b");
    EXPECT_EQ(one.qsize(), 2);
    EXPECT_TRUE(one.full());
    EXPECT_THROW(one.put("c", 10ms), Full);
    EXPECT_THROW(one.put(3), TypeError);  // its items are texts
    for (int i = 0; i < 4; ++i) {
        if (i < 2) queue.get();
        EXPECT_EQ(queue.unfinished_tasks(), 4U - static_cast<unsigned>(i));
        one.task_done();
    }
    one.join();
    EXPECT_THROW(one.get(10ms), Empty);
    EXPECT_THAT(one.str(), testing::StartsWith("<queue.Queue object at 0x"));
}

TEST_F(OwnObjects, JoinWaitsForTheLastTask) {
    dummy::JoinableQueue<int> queue;
    OwnManager::register_callable("get_queue", [&] { return queue; });
    serve();
    auto proxy = client.create<QueueProxy>("get_queue");
    proxy.put(1);
    EXPECT_EQ(proxy.get<int>(), 1);  // it is empty, and not done
    std::atomic<bool> joined{false};
    std::thread joiner([&] {
        proxy.join();
        joined = true;
    });
    std::this_thread::sleep_for(120ms);
    EXPECT_FALSE(joined);
    proxy.task_done();
    joiner.join();
}

TEST_F(OwnObjects, ContainersOfThreads) {
    dummy::list list({1, 2});
    dummy::dict dict({{"x", 1}});
    dummy::Namespace space({{"a", 1}});
    OwnManager::register_callable("own_list", [&] { return list; });
    OwnManager::register_callable("own_dict", [&] { return std::ref(dict); });
    OwnManager::register_callable("own_space", [&] { return space; });
    serve();
    auto l = client.create<ListProxy>("own_list");
    l.append("three");
    l[0] = 10;
    EXPECT_EQ(list.str(), "[10, 2, 'three']");
    list.append(4);
    EXPECT_EQ(l.size(), 4U);
    EXPECT_EQ(repr(l.slice(1, 3)), "[2, 'three']");
    EXPECT_EQ(repr(l.get_value()), "[10, 2, 'three', 4]");
    EXPECT_EQ(client.create<ListProxy>("own_list").token().id, l.token().id);
    auto d = client.create<DictProxy>("own_dict");
    d["x"] += 1;
    d["y"] = std::vector<int>{1};
    EXPECT_EQ(dict.str(), "{'x': 2, 'y': [1]}");
    std::string keys;
    for (const Object& key : d) keys += key.as<std::string>();
    EXPECT_EQ(keys, "xy");
    auto ns = client.create<NamespaceProxy>("own_space");
    ns["b"] = 2;
    EXPECT_EQ(space.repr(), "Namespace(a=1, b=2)");
    EXPECT_EQ(ns["a"], 1);
    EXPECT_THROW(ns["c"].get(), AttributeError);
}

TEST_F(OwnObjects, ContainersAreChangedByThreadsAtTheSameTime) {
    dummy::list list;
    OwnManager::register_callable("own_list", [&] { return list; });
    serve();
    auto l = client.create<ListProxy>("own_list");
    std::thread here([&] {
        for (int i = 0; i < 500; ++i) list.append(i);
    });
    for (int i = 0; i < 200; ++i) {
        l.append(i);
        l.get_value();
    }
    here.join();
    EXPECT_EQ(list.size(), 700U);
}

TEST_F(OwnObjects, ProxiesOfAnotherManager) {
    auto other = Manager();
    auto queue = other.Queue();
    auto dict = other.dict({{"x", 1}});
    OwnManager::register_callable("get_queue", [&] { return queue; });
    OwnManager::register_callable("get_dict", [&] { return dict; });
    serve();
    auto q = client.create<QueueProxy>("get_queue");
    q.put("hello");
    EXPECT_EQ(queue.get(), Object("hello"));
    EXPECT_THROW(q.get(10ms), Empty);
    std::thread getter([&] { EXPECT_EQ(q.get<int>(), 7); });
    queue.put(7);
    getter.join();
    auto d = client.create<DictProxy>("get_dict");
    d["y"] = 2;
    EXPECT_EQ(dict["y"], 2);
    EXPECT_THROW(d["z"].get(), KeyError);
    EXPECT_EQ(d.size(), 2U);
    EXPECT_EQ(client.create<DictProxy>("get_dict").token().id, d.token().id);
}

TEST_F(OwnObjects, AnItemForTheDeadGoesBackToTheOtherManager) {
    auto other = Manager();
    auto queue = other.Queue();
    OwnManager::register_callable("get_queue", [&] { return queue; });
    serve();
    const auto asks = client.create<QueueProxy>("get_queue");
    test::Child child([&] {
        OwnManager own({.address = client.address(), .authkey = "abracadabra"});
        own.connect();
        own.create<QueueProxy>("get_queue").get();
    });
    std::this_thread::sleep_for(300ms);  // it waits there, before anybody else
    EXPECT_EQ(child.end(SIGKILL), -SIGKILL);
    queue.put("precious");
    EXPECT_EQ(asks.get(10s), Object("precious"));
}

TEST_F(OwnObjects, ResultsAreGoneThrough) {
    OwnManager::register_callable("baz", [] {
        return Generator([i = 0]() mutable { return i == 3 ? std::nullopt : std::optional<Object>(i++); });
    });
    OwnManager::register_callable("number", [] { return 1; });
    serve();
    int sum = 0;
    for (const Object& one : client.create("baz")) sum += one.as<int>();
    EXPECT_EQ(sum, 3);
    EXPECT_EQ(test::error_of<TypeError>([&] { (void)client.create("number").begin(); }),
              "'AutoProxy[number]' object is not iterable");
}

}  // namespace
}  // namespace mp::managers
