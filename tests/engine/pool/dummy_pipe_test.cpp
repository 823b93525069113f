// SPDX-License-Identifier: MIT
// Pipes and listeners between threads.
#include <gtest/gtest.h>

#include <chrono>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "mp/dummy.h"
#include "support/error_of.h"

namespace {

using namespace std::chrono_literals;
namespace dummy = mp::dummy;
using mp::test::error_of;

// proves: 14.Pipe
TEST(DummyPipe, CarriesAnything) {
    auto [a, b] = dummy::Pipe();
    EXPECT_FALSE(b.poll());
    a.send(std::string("hello"));
    a.send(42);
    EXPECT_TRUE(b.poll(20s));
    EXPECT_EQ(b.recv<std::string>(), "hello");
    EXPECT_THROW(b.recv<std::string>(), mp::TypeError);
    b.send_bytes({std::byte{1}});
    EXPECT_EQ(a.recv_bytes().size(), 1U);
}

// proves: 14.Pipe
TEST(DummyPipe, CarriesObjectsAsARealOne) {
    auto [a, b] = dummy::Pipe();
    std::ostringstream out;
    a.send("hello");
    a.send(std::vector<int>{1, 2});
    a.send(mp::Object::dict({{"x", 1}}));
    out << b.recv() << b.recv() << b.recv();
    EXPECT_EQ(out.str(), "hello[1, 2]{'x': 1}");
    a.send(5);
    EXPECT_EQ(b.recv<double>(), 5.0);
    a.send("text");
    EXPECT_EQ(b.recv<std::string>(), "text");
    struct Local {
        explicit Local(int* of) : at(of) {}
        int* at;
    };
    int x = 0;
    a.send(Local(&x));
    EXPECT_EQ(b.recv<Local>().at, &x);
    a.send(Local(&x));
    EXPECT_EQ(error_of<mp::TypeError>([&b = b] { b.recv(); }),
              "recv: the object is none of Python's; recv<T>() takes it");
    a.send(Local(&x));
    EXPECT_THROW(b.recv<int>(), mp::TypeError);
}

// proves: 14.connection.Listener
TEST(DummyListener, ConnectsThreads) {
    const dummy::connection::Listener listener;
    std::jthread server([&] {
        const auto connection = listener.accept();
        connection.send(connection.recv<int>() + 1);
    });
    const auto client = dummy::connection::Client(listener.address());
    client.send(41);
    EXPECT_EQ(client.recv<int>(), 42);
}

}  // namespace
