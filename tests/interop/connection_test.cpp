// SPDX-License-Identifier: MIT
// Listeners, clients and pickles with a Python of every age at the other end, over every family, in both directions.
#include "mp/connection.h"

#include <gtest/gtest.h>

#include "interop/pythons.h"
#include "mp/process.h"
#include "support/program.h"
#include "support/temporary.h"

namespace mp {
namespace {

using namespace mp::connection;
using namespace std::chrono_literals;
using test::Program;

// What goes there and comes back, with Python's own idea of how it prints.
void talk(const Connection& peer) {
    const std::vector<Object> values = {nullptr,
                                        1,
                                        -1.5,
                                        "größe 🐍",
                                        Object::integer("123456789012345678901234567890"),
                                        Bytes(70000, std::byte{7}),
                                        std::tuple{1, "hello", nullptr},
                                        Object::dict({{"a", Object::list({1, 2})}, {2, Object::tuple()}}),
                                        Object::set({1}),
                                        std::vector<std::string>(5000, "item"),
                                        Object::exception("ValueError", {"x"})};
    for (const Object& value : values) {
        peer.send(value);
        const Object answer = peer.recv();
        ASSERT_EQ(answer.size(), 3U);
        EXPECT_EQ(answer[0], Object("got"));
        if (value.kind() == Object::Kind::exception) {
            EXPECT_EQ(repr(answer[1]), repr(value));  // (3.6 prints another comma)
        } else {
            EXPECT_EQ(answer[1], value);
            EXPECT_EQ(answer[2].text(), repr(value));
        }
    }
    peer.send("bytes");
    peer.send_bytes(as_bytes(std::string(100'000, 'x') + "y"));
    EXPECT_EQ(peer.recv_bytes().front(), std::byte{'y'});
    peer.send(std::map<std::string, int>{{"a", 1}});
    const auto typed = peer.recv<std::tuple<std::string, std::map<std::string, int>, std::string>>();
    EXPECT_EQ(std::get<1>(typed).at("a"), 1);
    peer.send(5);
    EXPECT_THROW(peer.recv<int>(), TypeError);  // consumed; the connection goes on
    peer.send("bye");
}

std::vector<Address> addresses(const test::TemporaryDirectory& folder) {
    return {Address("127.0.0.1", 0), Address((folder / "socket").string()),
            Address(std::string(1, '\0') + "lifeguard-interop-" + std::to_string(::getpid())), Address()};
}

constexpr const char* key = "b'abracadabra'";

TEST(InteropConnection, EveryPythonConnectsToOurListener) {
    for (const auto& python : test::pythons()) {
        const test::TemporaryDirectory folder;
        for (const Address& address : addresses(folder)) {
            for (const bool with_key : {true, false}) {
                SCOPED_TRACE(python.path + " to " + address.repr() + (with_key ? " with a key" : ""));
                ListenerOptions options{.address = address};
                if (with_key) options.authkey = "abracadabra";
                const Listener listener(options);
                // 3.6 knows abstract names as str alone.
                const bool as_str = listener.address().is_abstract();
                const std::string shown = as_str ? repr(Object(listener.address().path())) : listener.address().repr();
                Program peer({python.path, test::script("peer.py"), "connect", shown, with_key ? key : "None"});
                talk(listener.accept());
                EXPECT_EQ(peer.read_line(), "done");
                EXPECT_EQ(peer.wait().code, 0);
                EXPECT_EQ(listener.refused(), 0U);
            }
        }
    }
}

TEST(InteropConnection, OurClientConnectsToEveryPython) {
    for (const auto& python : test::pythons()) {
        const test::TemporaryDirectory folder;
        for (const Address& address : addresses(folder)) {
            if (address.empty()) continue;
            if (address.is_abstract() && python.minor < 7) continue;  // its own close() fails there
            SCOPED_TRACE(python.path + " at " + address.repr());
            const std::string given = address.is_abstract() ? repr(Object(address.path())) : address.repr();
            Program peer({python.path, test::script("peer.py"), "listen", given, key});
            const std::string line = peer.read_line();
            Address there = address;
            if (address.is_tcp()) there = Address("127.0.0.1", std::stoi(line.substr(line.find(", ") + 2)));
            talk(Client({.address = there, .authkey = "abracadabra"}));
            EXPECT_EQ(peer.read_line(), "done");
            EXPECT_EQ(peer.wait().code, 0);
        }
    }
}

TEST(InteropConnection, AWrongKeyIsToldOnBothSides) {
    for (const auto& python : test::pythons()) {
        SCOPED_TRACE(python.path);
        const Listener listener({.address = Address("127.0.0.1", 0), .authkey = "right"});
        Program peer({python.path, test::script("peer.py"), "connect", listener.address().repr(), "b'wrong'"});
        std::optional<Connection> none;
        while (listener.refused() == 0) none = listener.accept(50ms);
        EXPECT_FALSE(none);
        EXPECT_EQ(peer.read_line(), "AuthenticationError digest sent was rejected");

        Program strict({python.path, test::script("peer.py"), "listen", "('127.0.0.1', 0)", "b'right'"});
        const std::string line = strict.read_line();
        const Address there("127.0.0.1", std::stoi(line.substr(line.find(", ") + 2)));
        EXPECT_THROW(Client({.address = there, .authkey = "wrong"}), AuthenticationError);
        EXPECT_EQ(strict.wait().code, 1);
    }
}

// A pipe's end travels to a Python and one of Python's comes back, each fetched from the other's process.
// proves: 15.resource_sharer.DupSocket/DupFd, 17._TestConnection
TEST(InteropConnection, ConnectionsTravelBothWays) {
    current_process().authkey("abracadabra");
    for (const auto& python : test::pythons()) {
        SCOPED_TRACE(python.path);
        const Listener listener({.address = Address("127.0.0.1", 0), .authkey = "abracadabra"});
        Program peer({python.path, test::script("peer.py"), "share", listener.address().repr(), key});
        const Connection c = listener.accept();
        auto [in, out] = Pipe(false);
        c.send(out);
        out.close();
        EXPECT_EQ(in.recv<std::string>(), "sent from Python");
        const auto theirs = c.recv<Connection>();
        EXPECT_TRUE(theirs.readable() && !theirs.writable());
        c.send("fetched");
        EXPECT_EQ(theirs.recv<std::string>(), "kept for C++");
        EXPECT_EQ(peer.read_line(), "done");
        EXPECT_EQ(peer.wait().code, 0);
    }
}

TEST(InteropConnection, TheOldDigestCanBeRefused) {
    for (const auto& python : test::pythons()) {
        SCOPED_TRACE(python.path);
        const Listener listener({.address = Address("127.0.0.1", 0), .authkey = "k", .md5 = false});
        Program peer({python.path, test::script("peer.py"), "connect", listener.address().repr(), "b'k'"});
        if (python.minor >= 12) {
            listener.accept().send("bye");
            EXPECT_EQ(peer.read_line(), "done");
        } else {
            while (listener.refused() == 0) EXPECT_FALSE(listener.accept(50ms));
            EXPECT_EQ(peer.read_line(), "AuthenticationError digest sent was rejected");
        }
    }
}

}  // namespace
}  // namespace mp
