// SPDX-License-Identifier: MIT
// Listeners and clients of ours, and the strangers of faults.md, section F: silent, hostile, many, or with a wrong key.
#include "mp/connection.h"
#include "mp/util.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "mp/process.h"
#include "support/child.h"
#include "support/error_of.h"
#include "support/leaks.h"
#include "support/stopwatch.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace mp::connection {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using test::wait_until;

// A stranger: a socket and nothing more.
class Stranger {
public:
    explicit Stranger(const Address& to) {
        if (to.is_tcp()) {
            descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            sockaddr_in address{};
            address.sin_family = AF_INET;
            address.sin_port = htons(static_cast<std::uint16_t>(to.port()));
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            connect(&address, sizeof address);
        } else {
            descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
            sockaddr_un address{};
            address.sun_family = AF_UNIX;
            std::memcpy(address.sun_path, to.path().data(), to.path().size());
            connect(&address, static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + to.path().size() + 1));
        }
    }
    Stranger(Stranger&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    ~Stranger() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    void write(std::string_view bytes) const { (void)!::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
    bool closed_by_peer() const {
        char bytes[256];
        const ssize_t got = ::recv(descriptor_, bytes, sizeof bytes, MSG_DONTWAIT);
        return got == 0 || (got < 0 && errno == ECONNRESET);
    }

private:
    template <class Raw>
    void connect(const Raw* address, socklen_t size) {
        while (::connect(descriptor_, reinterpret_cast<const sockaddr*>(address), size) < 0 && errno == EAGAIN)
            std::this_thread::yield();
    }

    int descriptor_ = -1;
};

// Accepts and closes in a thread of its own until it is stopped; counts.
class Host {
public:
    explicit Host(Listener listener) : listener_(std::move(listener)), thread_([this] { run(); }) {}
    ~Host() {
        listener_.close();
        thread_.join();
    }
    int served() const { return served_.load(); }
    int thread() const {
        while (thread_id_ == 0) std::this_thread::yield();
        return thread_id_;
    }

private:
    void run() {
        thread_id_ = ::gettid();
        try {
            for (;;) {
                const Connection peer = listener_.accept();
                if (peer.poll(5s)) peer.send(peer.recv());
                ++served_;
            }
        } catch (const OSError&) {
        } catch (const EOFError&) {
        }
    }
    Listener listener_;
    std::atomic<int> served_{0};
    std::atomic<int> thread_id_{0};
    std::thread thread_;
};

// The host and the client take turns.
std::chrono::nanoseconds time_of_a_good_client(const Address& address, const AuthKey& key, const Host& host) {
    const test::Stopwatch watch({host.thread()});
    const Connection client = Client({.address = address, .authkey = key});
    client.send("hello");
    EXPECT_EQ(client.recv<std::string>(), "hello");
    return watch.fair_in_turns();
}

std::vector<Address> both_families(const test::TemporaryDirectory& folder) {
    return {Address("127.0.0.1", 0), Address((folder / "s").string())};
}

// proves: 5.send, 5.recv, 6.connection.Listener, 6.family, 6.Listener.accept, 6.Listener.close, 6.Listener.address
// proves: 6.Listener.last_accepted, 6.connection.Client, 6.connection.address_type, 13.get_temp_dir
// proves: 13.is_abstract_socket_namespace, 17._TestConnection
TEST(Listener, EveryFamilyAndItsAddress) {
    const test::LeakCheck leaks;
    const test::TemporaryDirectory folder;
    const std::string path = folder / "socket";
    for (const Address& address :
         {Address("localhost", 0), Address(path),
          Address(std::string(1, '\0') + "lifeguard-listener-" + std::to_string(::getpid())), Address()}) {
        SCOPED_TRACE(address.repr());
        const Listener listener({.address = address, .authkey = "k"});
        std::thread client([&] {
            const Connection c = Client({.address = listener.address(), .authkey = "k"});
            c.send(std::tuple{1, "hello", nullptr});
            EXPECT_EQ(repr(c.recv()), "[1.5]");
        });
        const Connection c = listener.accept();
        EXPECT_EQ((c.recv<std::tuple<int, std::string, std::nullptr_t>>()),
                  (std::tuple{1, std::string("hello"), nullptr}));
        c.send(std::vector<double>{1.5});
        client.join();
        EXPECT_EQ(listener.last_accepted()->is_tcp(), address.is_tcp());
        if (address.is_tcp()) {
            EXPECT_NE(listener.address().port(), 0);
            EXPECT_EQ(listener.address().host(), "127.0.0.1");
        }
        const std::string where = listener.address().path();
        const bool in_files = !address.is_tcp() && !address.is_abstract();
        EXPECT_EQ(std::filesystem::exists(where), in_files);
        listener.close();
        listener.close();
        EXPECT_FALSE(std::filesystem::exists(where));
        if (address.empty()) {
            EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(where).parent_path()));
        }
        EXPECT_EQ(test::typed_error_of([&] { listener.accept(); }), "OSError: listener is closed");
    }
}

// proves: 3.BrokenPipeError, 6.connection.Listener, 6.family, 6.connection.Client, 6.connection.address_type
TEST(Listener, WhatIsNoAddressIsRefused) {
    const test::TemporaryDirectory folder;
    const std::string path = folder / "taken";
    const Listener first({.address = path});
    EXPECT_NE(test::typed_error_of([&] { Listener({.address = path}); }).find("Address already in use"),
              std::string::npos);
    EXPECT_EQ(test::typed_error_of([] { Listener({.address = std::string(120, 'x')}); }),
              "OSError: AF_UNIX path too long");
    EXPECT_EQ(test::typed_error_of([] { Listener({.family = "AF_PIPE"}); }),
              "ValueError: Family AF_PIPE is not recognized.");
    EXPECT_NE(test::typed_error_of([] { Listener({.address = "/x", .family = "AF_INET"}); }), "nothing");
    EXPECT_NE(test::typed_error_of([] { Client({.address = "/nobody/here"}); }).find("FileNotFoundError"),
              std::string::npos);
    const Address gone = Listener({.address = Address("127.0.0.1", 0)}).address();
    EXPECT_NE(test::typed_error_of([&] { Client({.address = gone}); }).find("ConnectionRefusedError"),
              std::string::npos);
    EXPECT_EQ(Address("localhost", 5).repr(), "('localhost', 5)");
    EXPECT_EQ(Address(std::string_view("\0x", 2)).repr(), "b'\\x00x'");
}

// proves: 6.Listener.accept, 6.Listener.close
TEST(Listener, CloseEndsAnAcceptThatWaits) {
    const Listener listener;
    std::string error;
    std::thread waiting([&] { error = test::typed_error_of([&] { listener.accept(); }); });
    EXPECT_FALSE(listener.accept(10ms));
    listener.close();
    waiting.join();
    EXPECT_EQ(error, "OSError: listener is closed");
}

TEST(Listener, AForkedChildAcceptsAsWell) {
    const Listener listener({.address = Address("127.0.0.1", 0), .authkey = "k"});
    (void)listener.fileno();
    test::Child child([&] { listener.accept().send("from the child"); });
    EXPECT_EQ(Client({.address = listener.address(), .authkey = "k"}).recv<std::string>(), "from the child");
    EXPECT_EQ(child.join(), 0);
}

// F1: strangers with random bytes are counted, and a good client notices nothing.
// proves: F1, 6.Listener.accept
TEST(ListenerFaults, RandomBytesAreNobodyElsesTrouble) {
    const test::TemporaryDirectory folder;
    for (const Address& address : both_families(folder)) {
        const Listener listener({.address = address, .authkey = "k"});
        const Host host(listener);
        std::mt19937 random(3);
        for (int i = 0; i < 500; ++i) {
            const Stranger stranger(listener.address());
            std::string bytes(1 + random() % 300, ' ');
            for (char& byte : bytes) byte = static_cast<char>(random());
            stranger.write(bytes);
            if (i % 100 == 50) {
                EXPECT_LT(time_of_a_good_client(listener.address(), "k", host), 100ms);
            }
        }
        EXPECT_TRUE(wait_until([&] { return listener.refused() == 500; })) << listener.refused();
        EXPECT_TRUE(wait_until([&] { return host.served() == 5; }));
    }
}

// F2: a header of two gigabytes before the key is known closes the connection at once.
// proves: F2
TEST(ListenerFaults, AHugeHeaderIsRefusedBeforeAnythingIsAllocated) {
    const Listener listener({.address = Address("127.0.0.1", 0), .authkey = "k"});
    const Stranger huge(listener.address());
    huge.write("\x7f\xff\xff\xff");
    const Stranger negative(listener.address());
    negative.write("\xff\xff\xff\xff\x7f\xff\xff\xff\xff\xff\xff\xff");
    while (listener.refused() < 2) EXPECT_FALSE(listener.accept(20ms));
    EXPECT_TRUE(wait_until([&] { return huge.closed_by_peer() && negative.closed_by_peer(); }));
}

// F3, F4: without a key, memory follows what has come, and max_message is held against the header.
// proves: F3, F4
TEST(ListenerFaults, AHugeHeaderWithoutAKeyCostsNothing) {
    using namespace std::string_view_literals;
    const Listener listener({.address = Address("127.0.0.1", 0)});
    const auto size_kib = [] {
        std::ifstream status("/proc/self/status");
        for (std::string word; status >> word;)
            if (word == "VmRSS:") {
                std::size_t out = 0;
                status >> out;
                return out;
            }
        return std::size_t{0};
    };
    const Stranger under(listener.address());
    const Connection a = listener.accept();
    under.write("\x3f\xff\xff\xff"sv);  // just below the limit of a GiB, and then nothing comes
    under.write("some bytes");
    const std::size_t before = size_kib();
    std::thread reader([&] { EXPECT_THROW(a.recv_bytes(), PeerLost); });
    ::shutdown(a.fileno(), SHUT_RD);
    reader.join();
    EXPECT_LT(size_kib(), before + 64 * 1024);
    for (const std::string_view header :
         {"\x7f\xff\xff\xff"sv, "\xff\xff\xff\xff\x40\0\0\0\0\0\0\0"sv, "\xff\xff\xff\xfe"sv}) {
        const Stranger over(listener.address());
        const Connection b = listener.accept();
        over.write(header);
        EXPECT_EQ(test::typed_error_of([&] { b.recv_bytes(); }), "OSError: bad message length");
    }
}

// F5: a thousand peers that say nothing, and one that does.
// proves: F5
TEST(ListenerFaults, SilentPeersBlockNobody) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 4096);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    const test::TemporaryDirectory folder;
    for (const Address& address : both_families(folder)) {
        const Listener listener({.address = address, .authkey = "k", .handshake = 300s});
        const Host host(listener);
        std::vector<Stranger> silent;
        for (int i = 0; i < 1000; ++i) silent.emplace_back(listener.address());
        for (int i = 0; i < 5; ++i) EXPECT_LT(time_of_a_good_client(listener.address(), "k", host), 100ms);
        EXPECT_EQ(listener.refused(), 0U);
    }
}

TEST(ListenerFaults, ASilentPeerIsDroppedInTime) {
    const Listener listener({.address = Address("127.0.0.1", 0), .authkey = "k", .handshake = 200ms});
    const Stranger silent(listener.address());
    const Stranger half(listener.address());
    half.write(std::string_view("\0\0\0", 3));
    const auto begin = Clock::now();
    while (listener.refused() < 2) EXPECT_FALSE(listener.accept(1s));
    EXPECT_GE(Clock::now() - begin, 190ms);
    EXPECT_TRUE(wait_until([&] { return silent.closed_by_peer() || half.closed_by_peer(); }));
    // Nobody's time runs while nobody accepts.
    const Stranger patient(listener.address());
    EXPECT_FALSE(listener.accept(0s));
    std::this_thread::sleep_for(300ms);
    EXPECT_FALSE(listener.accept(0s));
    EXPECT_EQ(listener.refused(), 2U);
}

// F6: ten thousand that come and go. No descriptor stays, and good clients are served.
// proves: F6
TEST(ListenerFaults, ManyComeAndGo) {
    const test::TemporaryDirectory folder;
    for (const Address& address : both_families(folder)) {
        const Listener listener({.address = address, .authkey = "k"});
        const test::LeakCheck leaks;
        {
            const Host host(listener);
            constexpr int count = 10'000;
            const test::Stopwatch watch({host.thread()});
            for (int i = 0; i < count; ++i) {
                const Stranger stranger(listener.address());
                if (i % 500 == 250) time_of_a_good_client(listener.address(), "k", host);
            }
            EXPECT_TRUE(wait_until([&] { return listener.refused() == static_cast<std::uint64_t>(count); }))
                << listener.refused();
            // Over TCP a peer that finds the kernel's queue full, because the host had no CPU, tries again after a
            // second: that is the machine's, and no stopwatch can tell it from ours.
            if (!address.is_tcp()) {
                EXPECT_LT(watch.fair_in_turns(), 2s);
            }
            std::printf("10,000 that come and go, %s: %.0f ms\n", address.family().c_str(),
                        test::milliseconds(watch.fair_in_turns()));
        }
    }
}

// Descriptors run out: the peers that have waited longest make room for the next.
TEST(ListenerFaults, WithoutDescriptorsTheOldestGoes) {
    test::Child child([] {
        const Listener listener({.authkey = "k"});
        (void)listener.fileno();
        auto [go, told] = Pipe();
        test::Child good([&, go = go] {
            go.recv();
            Client({.address = listener.address(), .authkey = "k"}).send("made it");
        });
        std::vector<Stranger> silent;
        for (int i = 0; i < 100; ++i) silent.emplace_back(listener.address());
        // The strangers' own ends count as well: only a few are left for the peers.
        const int next = ::dup(0);
        const rlimit limit{static_cast<rlim_t>(next + 20), static_cast<rlim_t>(next + 20)};
        ::close(next);
        if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) throw std::runtime_error("setrlimit");
        told.send("go");
        const Connection peer = listener.accept();
        if (peer.recv<std::string>() != "made it" || listener.refused() == 0) throw std::runtime_error("not served");
        if (good.join() != 0) throw std::runtime_error("the good client");
    });
    EXPECT_EQ(child.join(), 0);
}

// F9: wrong keys are told so, quickly, and the right one is let in.
// proves: 3.AuthenticationError, F9
TEST(ListenerFaults, WrongKeys) {
    const Listener listener({.address = Address("127.0.0.1", 0), .authkey = "right"});
    const Host host(listener);
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(test::typed_error_of([&] { Client({.address = listener.address(), .authkey = "wrong"}); }),
                  "AuthenticationError: digest sent was rejected");
    }
    EXPECT_LT(time_of_a_good_client(listener.address(), "right", host), 10ms);
    EXPECT_TRUE(wait_until([&] { return listener.refused() == 20; }));
    EXPECT_EQ(test::typed_error_of([&] { Client({.address = listener.address(), .authkey = ""}); }),
              "AuthenticationError: digest sent was rejected");
}

// proves: 0.2.Connection, 5.Connection
TEST(ConnectionOverConnection, ArrivesAsADescriptorOfItsOwn) {
    (void)current_process().authkey();  // made with the first question, and inherited from then on
    auto [a, b] = Pipe();
    auto [in, out] = Pipe(false);
    test::Child child([&, b = b] {
        const auto received = b.recv<std::vector<Connection>>();
        if (received.at(0).readable() || !received.at(0).writable()) throw std::runtime_error("directions");
        received.at(0).send("through a pipe that was sent");
        b.send(received.size());
    });
    a.send(std::vector<Connection>{out});
    out.close();
    EXPECT_EQ(in.recv<std::string>(), "through a pipe that was sent");
    EXPECT_EQ(a.recv<int>(), 1);
    EXPECT_EQ(child.join(), 0);
    EXPECT_THROW(in.recv(), EOFError);  // no copy was left anywhere
    a.send(in);
    const Object twice = b.recv();
    EXPECT_TRUE(twice.as<Connection>().readable());
    EXPECT_THROW(twice.as<Connection>(), EOFError);
    EXPECT_THROW(Object(5).as<Connection>(), TypeError);
}

// proves: 0.1.connection.wait, 6.connection.wait, 17._TestConnection
TEST(Wait, GivesThoseThatAreReady) {
    auto [a, b] = Pipe();
    auto [c, d] = Pipe();
    const std::vector<Connection> ends{b, d};
    EXPECT_TRUE(wait(ends, 0s).empty());
    c.send(1);
    EXPECT_EQ(wait(ends), std::vector<Connection>{d});
    a.close();  // an end is news, too
    EXPECT_EQ(wait(ends, 1s), ends);
    const Listener listener;
    EXPECT_EQ(wait({Waitable(listener), Waitable(d)}, 1s), std::vector<Waitable>{d});
    const Stranger somebody(listener.address());
    EXPECT_EQ(wait({listener}, 5s), std::vector<Waitable>{listener});
    EXPECT_EQ(wait(std::vector<int>{d.fileno()}, 1s), std::vector<int>{d.fileno()});
    EXPECT_THROW(wait({Waitable(d), Waitable(d)}, 1s), KeyError);
    d.close();
    EXPECT_THROW(wait(ends, 1s), OSError);
    const auto begin = Clock::now();
    EXPECT_TRUE(wait(std::vector<int>{}, 30ms).empty());
    EXPECT_GE(Clock::now() - begin, 29ms);
}

}  // namespace
// proves: 6.connection.address_type
TEST(Address, HasAFamily) {
    using namespace mp::connection;
    EXPECT_EQ(std::vector<std::string_view>(families.begin(), families.end()),
              (std::vector<std::string_view>{"AF_INET", "AF_UNIX"}));
    EXPECT_EQ(default_family, "AF_UNIX");
    EXPECT_EQ(address_type(Address("localhost", 6000)), "AF_INET");
    EXPECT_EQ(address_type("/tmp/somewhere"), "AF_UNIX");
    EXPECT_EQ(address_type(std::string("\0name", 5)), "AF_UNIX");
    EXPECT_THROW(address_type({}), mp::ValueError);
    EXPECT_EQ(arbitrary_address("AF_INET"), Address("localhost", 0));
    const Address fresh = arbitrary_address(default_family);
    EXPECT_TRUE(fresh.path().starts_with(mp::util::get_temp_dir() + "/listener-")) << fresh.path();
    EXPECT_NE(fresh, arbitrary_address("AF_UNIX"));
    const Listener listener({.address = fresh});
    EXPECT_EQ(listener.address(), fresh);
    EXPECT_THROW(arbitrary_address("AF_PIPE"), mp::ValueError);
}

}  // namespace mp::connection
