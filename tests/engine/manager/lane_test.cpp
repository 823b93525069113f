// SPDX-License-Identifier: MIT
// The way beside the socket: what goes where, and that neither side can be harmed by the other through it.
#include "manager/lane.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <random>
#include <thread>

#include "manager/frames.h"
#include "manager/link.h"
#include "manager/words.h"
#include "mp/multiprocessing.h"
#include "os/socket.h"
#include "support/child.h"
#include "support/wait.h"

namespace mp::managers {
namespace {

using namespace std::chrono_literals;
using manager::Lane;
using manager::Place;
using test::Child;

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

Bytes frame(const Object& message) {
    const Bytes pickle = pickle::dumps(message);
    const std::string header = manager::frame_header(pickle.size());
    Bytes out(header.size() + pickle.size());
    std::memcpy(out.data(), header.data(), header.size());
    std::memcpy(out.data() + header.size(), pickle.data(), pickle.size());
    return out;
}

Object request(const Object& ident, std::string_view name, std::vector<Object> args = {}) {
    return Object::tuple({ident, Object(name), Object::tuple(std::move(args)), Object::dict()});
}

// ---- a place

class APlace : public testing::Test {
protected:
    Lane::Made made_ = Lane::make();
    Place& place_ = made_.lane.answers();
    std::array<std::byte, Place::capacity> room_{};

    std::string taken() {
        const auto size = place_.take(room_);
        return size ? std::string(reinterpret_cast<const char*>(room_.data()), *size) : "nothing";
    }
};

TEST_F(APlace, IsAsleepUntilItsListenerWakes) {
    EXPECT_FALSE(place_.put(bytes_of("a")));
    place_.wake();
    EXPECT_TRUE(place_.put(bytes_of("a")));
    EXPECT_EQ(taken(), "a");
    EXPECT_EQ(taken(), "nothing");
}

TEST_F(APlace, HoldsOneMessage) {
    place_.wake();
    EXPECT_TRUE(place_.put(bytes_of("first")));
    EXPECT_FALSE(place_.put(bytes_of("second")));
    EXPECT_EQ(taken(), "first");
}

TEST_F(APlace, NobodySleepsOverAMessage) {
    place_.wake();
    EXPECT_TRUE(place_.put(bytes_of("a")));
    EXPECT_FALSE(place_.sleep());
    EXPECT_EQ(taken(), "a");
    EXPECT_TRUE(place_.sleep());
    EXPECT_FALSE(place_.put(bytes_of("b")));
}

TEST_F(APlace, LeavesWhatIsTooLongToTheSocket) {
    place_.wake();
    EXPECT_TRUE(place_.put(std::vector<std::byte>(Place::capacity)));
    EXPECT_TRUE(place_.take_back());
    EXPECT_FALSE(place_.put(std::vector<std::byte>(Place::capacity + 1)));
    EXPECT_FALSE(place_.speaks());
    place_.point_to_socket();
    EXPECT_TRUE(place_.speaks());
    EXPECT_EQ(taken(), "nothing");
    EXPECT_TRUE(place_.sleep()) << "the socket has it";
}

TEST_F(APlace, GivesBackWhatNobodyTook) {
    place_.wake();
    EXPECT_FALSE(place_.take_back());
    EXPECT_TRUE(place_.put(bytes_of("a")));
    EXPECT_TRUE(place_.take_back());
    EXPECT_EQ(taken(), "nothing");
}

TEST(ALane, IsOnlyOpenedWhereNobodyCanTakeItAway) {
    const auto made = Lane::make();
    EXPECT_TRUE(Lane::open(made.file));
    EXPECT_FALSE(Lane::open(os::create_memory_file("open", 2 * sizeof(Place)))) << "its size can be changed";
    EXPECT_FALSE(Lane::open(os::create_sealed_memory_file("small", sizeof(Place)))) << "too small";
}

// ---- clients and servers

std::string text_of(std::size_t size, char of) {
    std::string out(size, of);
    return out;
}

TEST(ManagerLane, MessagesOfEverySizeGoEitherWay) {
    SyncManager m;
    m.start();
    auto d = m.dict();
    std::mt19937 random(1);  // NOLINT(*-msc51-cpp): the same each time
    std::uniform_int_distribution<std::size_t> sizes(0, 3 * Place::capacity);
    for (int i = 0; i < 2000; ++i) {
        const std::size_t size = i % 3 == 0 ? Place::capacity - 200 + sizes(random) % 400 : sizes(random);
        const std::string text = text_of(size, static_cast<char>('a' + i % 26));
        d["x"] = text;
        ASSERT_EQ(d["x"].get().as<std::string>(), text);
    }
}

// A client that does by hand what ours do.
class ByHand {
public:
    explicit ByHand(const SyncManager& m)
        : connection_(connection::Client({.address = m.address(), .authkey = current_process().authkey()})) {
        connection_.send(request("lifeguard-client-0123456789abcdef", "accept_connection", {"by hand"}));
        std::array<std::byte, 100> room{};
        const auto got = os::receive_some(connection_.fileno(), room, true);
        if (!got->descriptors.empty()) lane_ = Lane::open(got->descriptors.front());
    }
    bool has_lane() const { return lane_.has_value(); }
    Lane& lane() { return *lane_; }
    // Speaks by the socket, which wakes the server, then by the lane, where it listens unless it has gone to sleep
    // again.
    void ask(const Object& ident, std::string_view first, std::string_view then) {
        lane_->answers().wake();
        const Bytes message = frame(request(ident, then));
        std::array<std::byte, Place::capacity> room{};
        do {
            connection_.send(request(ident, first));
            for (int looks = 1; !lane_->answers().take(room); ++looks)
                if (looks % 100'000 == 0) std::this_thread::yield();  // (at once, it would come back too late)
        } while (!lane_->requests().put(message));
    }
    Connection& connection() { return connection_; }

private:
    Connection connection_;
    std::optional<Lane> lane_;
};

TEST(ManagerLane, AnAnswerThatNobodyTookGoesBack) {
    SyncManager m;
    m.start();
    auto q = m.Queue();
    q.put("item");
    for (int i = 0; i < 3; ++i) {
        ByHand client(m);
        ASSERT_TRUE(client.has_lane());
        client.ask(q.token().id, "qsize", "get");
        ASSERT_TRUE(test::wait_until([&] { return client.lane().answers().holds_message(); }));
        EXPECT_EQ(q.qsize(), 0);
        client.connection().close();
        ASSERT_TRUE(test::wait_until([&] { return q.qsize() == 1; })) << "the item went with its reader";
    }
    EXPECT_EQ(q.get<std::string>(), "item");
}

TEST(ManagerLane, NothingWrittenThereHarmsAServer) {
    SyncManager m;
    m.start();
    auto q = m.Queue();
    auto d = m.dict({{"x", 1}});
    std::mt19937 random(2);  // NOLINT(*-msc51-cpp): the same each time
    for (int i = 0; i < 30; ++i) {
        ByHand client(m);
        ASSERT_TRUE(client.has_lane());
        auto* const words = reinterpret_cast<std::uint32_t*>(&client.lane().requests());
        const std::size_t count = 2 * sizeof(Place) / sizeof *words;
        client.ask(q.token().id, "qsize", i % 2 == 0 ? "get" : "qsize");
        for (int k = 0; k < 50; ++k) {
            for (std::size_t at = 0; at < count; at += 1 + random() % 64)
                std::atomic_ref(words[at]).store(k % 2 == 0 ? static_cast<std::uint32_t>(random()) : random() % 5);
            std::atomic_ref(words[0]).store(1);  // full, of any size
        }
        ASSERT_EQ(d["x"].get().as<int>(), 1);
    }
}

// The server's memory stays as it is however many come and go, and so do its descriptors.
TEST(ManagerLane, GoesWithItsConnection) {
    SyncManager m;
    m.start();
    auto d = m.dict({{"x", 1}});
    for (int i = 0; i < 600; ++i) {  // more than a server has lanes at a time
        std::thread([&] { ASSERT_EQ(d["x"].get().as<int>(), 1); }).join();
    }
    const auto has_lane = [&] {
        ByHand client(m);
        return client.has_lane();
    };
    EXPECT_TRUE(test::wait_until(has_lane));
}

TEST(ManagerLane, ThereIsNoneOverTcp) {
    SyncManager m(ManagerOptions{.address = Address("127.0.0.1", 0)});
    m.start();
    EXPECT_FALSE(ByHand(m).has_lane());
}

// A server that ends with a request in its lane has not begun it: a client asks the next one.
TEST(ManagerLane, ARequestThatNobodySawIsAskedAgain) {
    const connection::AuthKey key("secret");
    connection::Listener listener({.authkey = key});
    const auto answer = Object::tuple({"#RETURN", 1});
    std::thread server([&] {
        auto made = Lane::make();
        {
            Connection first = listener.accept();
            first.recv();
            const Bytes hello = frame(Object::tuple({"#RETURN", Object()}));
            os::Fd socket(first.fileno());
            const int file = made.file.get();
            os::send_all(socket, hello, {&file, 1});
            static_cast<void>(socket.release());
            first.recv();
            made.lane.requests().wake();
            first.send(answer);
            EXPECT_TRUE(test::wait_until([&] { return made.lane.requests().holds_message(); }));
        }
        Connection second = listener.accept();
        second.recv();
        second.send(Object::tuple({"#RETURN", Object()}));
        EXPECT_EQ(second.recv().items()[1].as<std::string>(), "second");
        second.send(answer);
    });
    const auto link = manager::Link::to(listener.address(), key);
    EXPECT_EQ(link->call("x", "first", {}, {}).as<int>(), 1);
    EXPECT_EQ(link->call("x", "second", {}, {}).as<int>(), 1);
    server.join();
}

}  // namespace
}  // namespace mp::managers
