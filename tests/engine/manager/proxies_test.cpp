// SPDX-License-Identifier: MIT
// Proxies: names for objects that are elsewhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <thread>

#include "mp/multiprocessing.h"
#include "support/child.h"
#include "support/error_of.h"
#include "support/wait.h"

namespace mp::managers {
namespace {

using namespace std::chrono_literals;

struct Counter {
    int next() { return ++value; }
    void fail() const { throw ValueError("counted out"); }
    int value = 0;
};
struct Fragile {
    explicit Fragile(int x) {
        if (x < 0) throw ValueError("negative");
    }
    int hidden() const { return 1; }
    int shown() const { return 2; }
    std::vector<int> numbers() const { return {1, 2}; }
};
void add_one(const DictProxy& dict) {
    dict["n"] = dict["n"].as<int>() + 1;
}

class Proxies : public testing::Test {
protected:
    Proxies() { m.start(); }
    SyncManager m;
};

// proves: 11.2.BaseProxy._callmethod, 11.2.BaseProxy._getvalue, 3.managers.RemoteError
TEST_F(Proxies, CallsAndWhatGoesWrongAroundThem) {
    auto l = m.list({3, 1});
    EXPECT_EQ(l.call<int>("__len__"), 2);
    l.call_method("sort", {}, {{"reverse", true}});
    EXPECT_EQ(l.get_value(), Object::list({3, 1}));
    EXPECT_THROW(l.call("pop", 7), IndexError);  // the method's own
    try {
        l.call("nothing");
        ADD_FAILURE();
    } catch (const RemoteError& error) {
        EXPECT_THAT(error.what(), testing::StartsWith("\n" + std::string(75, '-') + "\nTraceback"));
        EXPECT_THAT(error.what(), testing::EndsWith(std::string(75, '-')));
    }
    EXPECT_THROW(m.Lock().get_value(), RemoteError);
    EXPECT_THROW(BaseProxy().call("x"), ValueError);
    // Each thread has a connection of its own: an RLock knows them apart.
    auto lock = m.RLock();
    lock.acquire();
    std::thread([&] { EXPECT_FALSE(lock.acquire(false)); }).join();
}

// proves: 11.2.repr, 11.2.str, 11.2.comparison-hash, 11.2.bool, 11.2.server-gone
TEST_F(Proxies, TextAndComparison) {
    auto d = m.dict({{"x", 1}});
    EXPECT_THAT(d.repr(), testing::MatchesRegex("<DictProxy object, typeid 'dict' at 0x[0-9a-f]+>"));
    EXPECT_EQ(d.str(), "{'x': 1}");
    const DictProxy same = d;
    EXPECT_TRUE(same == d);
    EXPECT_FALSE(m.list({1}) == m.list({1}));
    EXPECT_TRUE(static_cast<bool>(d));
    EXPECT_FALSE(static_cast<bool>(DictProxy()));
    EXPECT_EQ(d.size(), 1U);
    EXPECT_TRUE(d.contains("x"));
    EXPECT_FALSE(d.contains("y"));
    m.shutdown();
    EXPECT_THAT(d.str(), testing::EndsWith("; '__str__()' failed>"));
    EXPECT_THROW(d["x"] = 2, ManagerLost);
}

// proves: 11.2.collected, 11.2.copying-deepcopy, 11.1._number_of_objects
TEST_F(Proxies, TheObjectGoesWithItsLastName) {
    EXPECT_EQ(m.number_of_objects(), 0);
    EXPECT_EQ(m.debug_info(), "");
    {
        auto d = m.dict({{"x", std::vector<int>{1}}});
        const DictProxy another = d;
        d = DictProxy();
        EXPECT_EQ(m.number_of_objects(), 1);
        EXPECT_THAT(m.debug_info(), testing::MatchesRegex("  [0-9a-f]+:       refcount=1\n    \\{'x': \\[1\\]\\}"));
        Object copy = another.copy();
        copy.set_item("y", 2);  // a value: nobody else's
        EXPECT_FALSE(another.contains("y"));
    }
    EXPECT_TRUE(test::wait_until([&] { return m.number_of_objects() == 0; }));
}

// proves: 11.2.in-a-forked-child, 0.2.manager-proxy
TEST_F(Proxies, InOtherProcesses) {
    auto d = m.dict({{"n", 0}});
    {
        test::Child child([&] {
            d["n"] = d["n"].as<int>() + 1;
            d = DictProxy();  // its own reference
        });
        EXPECT_EQ(child.join(), 0);
    }
    auto [a, b] = Pipe();
    for (const char* method : {"fork", "spawn"}) {
        auto p = get_context(method).Process({.target = mp::call<add_one>(d)});
        p.start();
        p.join();
        EXPECT_EQ(p.exitcode(), 0);
    }
    a.send(d);
    add_one(b.recv<DictProxy>());
    mp::Queue<DictProxy> queue;
    queue.put(d);
    add_one(queue.get());
    EXPECT_EQ(d["n"], 5);
    EXPECT_TRUE(test::wait_until([&] { return m.objects().at(0).refcount == 1; }));
}

// proves: 11.2.proxies-inside-managed-containers
TEST_F(Proxies, InContainersTheyStayLive) {
    auto d = m.dict();
    auto l = m.list({Object(d), Object::dict({{"x", 0}})});
    l[0]["x"] = 1;
    EXPECT_EQ(d["x"], 1);
    EXPECT_THROW(l[1]["x"] = 1, TypeError);  // a plain dict comes as a copy
    auto inner = m.Queue();
    d["queue"] = inner;
    d["queue"].as<QueueProxy>().put("through");
    EXPECT_EQ(inner.get(), Object("through"));
}

// proves: 11.2.str
TEST_F(Proxies, InObjectsTheyPrintWhatTheyStandFor) {
    auto l = m.list({1, 2});
    auto ll = m.list({Object(l)});
    mp::Queue<Object> q;
    q.put(l);
    const Object got = q.get();
    std::ostringstream out;
    out << got << Object(l) << ll[0] << '|' << str(Object(l)) << str(ll[0]);
    EXPECT_EQ(out.str(), "[1, 2][1, 2][1, 2]|[1, 2][1, 2]");
    EXPECT_THAT(repr(got), testing::MatchesRegex("<ListProxy object, typeid 'list' at 0x[0-9a-f]+>"));
    EXPECT_THAT(str(ll.get_value()), testing::StartsWith("[<ListProxy object, "));  // as Python's list prints its items
    m.shutdown();
    EXPECT_THAT(str(got),
                testing::MatchesRegex("<ListProxy object, typeid 'list' at 0x[0-9a-f]+; '__str__[(][)]' failed>"));
}

TEST_F(Proxies, ItemsAreCalculatedWithInTheirPlace) {
    auto d = m.dict({{"n", 1}, {"text", "a"}, {"on", true}, {"list", std::vector<int>{1}}});
    d["n"] += 2;
    d["n"] *= 5;
    d["n"] -= 1;
    d["text"] += "b";
    d["list"] += std::vector<int>{2};
    EXPECT_EQ(repr(d.copy()), "{'n': 14, 'text': 'ab', 'on': True, 'list': [1, 2]}");
    d["n"] /= 4;
    EXPECT_EQ(d["n"], 3.5);
    EXPECT_EQ(test::error_of<TypeError>([&] { d["n"] += "x"; }),
              "unsupported operand type(s) for +: 'float' and 'str'");
    auto ns = m.Namespace({{"x", 1}});
    ns["x"] += 1;
    auto v = m.Value('d', 1.5);
    v.value() += 1;
    const int x = ns["x"];
    const double value = v.value();
    std::string text = d["text"];
    EXPECT_EQ(x, 2);
    EXPECT_EQ(value, 2.5);
    EXPECT_EQ(text, "ab");
    text = d["text"];
    EXPECT_EQ(d["text"] + "c", Object("abc"));
    const bool on = d["on"];
    EXPECT_TRUE(on);
    if (d["text"]) ns["x"] = ns["x"] + 1;
    EXPECT_EQ(ns["x"], 3);
    int sum = 0;
    for (const Object& one : d["list"]) sum += one.as<int>();
    EXPECT_EQ(sum, 3);
}

// proves: 11.2.BaseProxy._callmethod
TEST_F(Proxies, KeywordsAreKeywords) {
    auto l = m.list({3, 1, 2});
    l.call("sort", Keywords{{"reverse", true}});
    EXPECT_EQ(l.get_value(), Object::list({3, 2, 1}));
    EXPECT_EQ(m.create<NamespaceProxy>("Namespace", Keywords{{"x", 1}})["x"], 1);
}

// proves: 11.2.managers.Token
TEST_F(Proxies, TokensNameObjects) {
    auto d = m.dict({{"x", 1}});
    EXPECT_EQ(d.token().type_id, "dict");
    EXPECT_EQ(d.token().address.repr(), m.address().repr());
    EXPECT_THAT(d.exposed(), testing::IsSupersetOf({"__getitem__", "popitem", "update"}));
    EXPECT_EQ(m.attach<DictProxy>(d.token().id, "dict")["x"], 1);
    EXPECT_THAT(m.Queue().repr(), testing::StartsWith("<AutoProxy[Queue] object, typeid 'Queue' at 0x"));
    EXPECT_THROW(m.attach("123abc"), RemoteError);
}

// proves: 11.2.IteratorProxy
TEST_F(Proxies, Iterators) {
    auto it = m.dict({{"a", 1}, {"b", 2}}).iter();
    EXPECT_EQ(it.next(), Object("a"));
    EXPECT_EQ(it.next(), Object("b"));
    EXPECT_THROW(it.next(), StopIteration);
    auto d = m.dict({{"a", 1}, {"b", 2}});
    auto live = d.iter();
    live.next();
    d["c"] = 3;
    EXPECT_THROW(live.next(), RuntimeError);
    std::string all;
    for (const Object& key : d) all += key.as<std::string>();
    EXPECT_EQ(all, "abc");
}

// proves: 11.1.register, 11.1.creating-call-fails-in-the-server
TEST(ProxiesOfOwnTypes, AreRegistered) {
    struct CountersManager : BaseManager {
        using BaseManager::BaseManager;
    };
    CountersManager::register_type<Counter>("Counter").method<&Counter::next>("next").method<&Counter::fail>("fail");
    CountersManager::register_type<Fragile, int>("Fragile")
        .method<&Fragile::hidden>("hidden")
        .method<&Fragile::shown>("shown")
        .method<&Fragile::numbers>("numbers")
        .exposed({"shown", "numbers"})
        .method_to_typeid("numbers", "Iterator");
    CountersManager m;
    m.start();
    auto counter = m.create("Counter");
    EXPECT_EQ(counter.call<int>("next"), 1);
    EXPECT_EQ(counter.call<int>("next"), 2);
    EXPECT_THROW(counter.call("fail"), ValueError);
    auto fragile = m.create("Fragile", 1);
    EXPECT_EQ(fragile.call<int>("shown"), 2);
    EXPECT_THROW(fragile.call("hidden"), RemoteError);
    int sum = 0;
    for (const Object& one : fragile.call<IteratorProxy>("numbers")) sum += one.as<int>();
    EXPECT_EQ(sum, 3);
    try {
        m.create("Fragile", -1);
        ADD_FAILURE();
    } catch (const RemoteError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("ValueError: negative"));
    }
    EXPECT_THROW(m.create("Unknown"), RemoteError);
    EXPECT_THROW(m.create("dict"), RemoteError);  // those are a SyncManager's
}

// proves: 0.2.Listener
TEST(ProxiesOfOwnTypes, ManagersThemselvesDoNotTravel) {
    static_assert(!mp::Picklable<BaseManager>);
    static_assert(!mp::Picklable<SyncManager>);
    static_assert(!mp::Picklable<connection::Listener>);
    static_assert(mp::Picklable<BaseProxy>);
}

// proves: 0.1.Queue, 0.1.Lock, 0.1.proxy-of-lock-acquire-false-t, 0.1.Semaphore, 0.1.Event
TEST_F(Proxies, TimeLimitsAreThoseOfPythonsThreads) {
    auto q = m.Queue(1);
    EXPECT_THROW(q.get(0s), Empty);
    EXPECT_THROW(q.get(5ms), Empty);
    EXPECT_THROW(q.get(-1s), Empty);  // (no duration is negative here)
    EXPECT_THROW(q.call("get", true, -1), ValueError);
    q.put(1);
    EXPECT_THROW(q.put(2, 0s), Full);
    EXPECT_THROW(q.call("put", 2, true, -1), ValueError);
    EXPECT_EQ(q.get(false, -1s), Object(1));  // which does not wait, and looks at no limit
    for (auto lock : {m.Lock(), m.RLock()}) {
        std::thread([&] { lock.acquire(); }).join();  // somebody else's
        EXPECT_FALSE(lock.acquire(true, 0s));
        EXPECT_FALSE(lock.acquire(true, 5ms));
        EXPECT_THROW(lock.call("acquire", true, -2), ValueError);
        EXPECT_THROW(lock.call("acquire", false, 1), ValueError);
    }
    auto free = m.Lock();
    EXPECT_EQ(free.call("acquire", true, -1), Object(true));  // for ever, as it were
    auto s = m.Semaphore(0);
    EXPECT_FALSE(s.acquire(true, 0s));
    EXPECT_EQ(s.call("acquire", true, -1), Object(false));
    EXPECT_THROW(s.call("acquire", false, 1), ValueError);
    auto e = m.Event();
    EXPECT_FALSE(e.wait(0s));
    EXPECT_FALSE(e.wait(-1s));
    auto c = m.Condition();
    c.acquire();
    EXPECT_FALSE(c.wait(0s));
    EXPECT_FALSE(c.wait(-1s));
    c.release();
    auto b = m.Barrier(2);
    EXPECT_THROW(b.wait(0s), BrokenBarrierError);
    EXPECT_TRUE(b.broken());
}

}  // namespace
}  // namespace mp::managers
