// SPDX-License-Identifier: MIT
#include "os/socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string>
#include <thread>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "os/poll.h"
#include "support/leaks.h"

namespace {

using namespace mp::os;

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

std::string text_of(const Fd& socket, std::vector<Fd>* descriptors = nullptr) {
    std::array<std::byte, 100> buffer{};
    auto received = receive_some(socket, buffer, true);
    if (descriptors != nullptr) *descriptors = std::move(received->descriptors);
    return {reinterpret_cast<const char*>(buffer.data()), received->size};
}

TEST(Socket, PacketsStayApart) {
    const mp::test::LeakCheck leaks;
    auto [a, b] = socket_pair(SocketKind::packets);
    send_all(a, bytes_of("one"));
    send_all(a, bytes_of("two"));
    EXPECT_EQ(text_of(b), "one");
    EXPECT_EQ(text_of(b), "two");
    std::array<std::byte, 4> none{};
    EXPECT_FALSE(receive_some(b, none, false).has_value());
    a.reset();
    EXPECT_EQ(text_of(b), "");
    EXPECT_THROW(send_all(b, bytes_of("x")), mp::BrokenPipeError);
}

TEST(Socket, DescriptorsTravel) {
    const mp::test::LeakCheck leaks;
    auto [a, b] = socket_pair(SocketKind::stream);
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    send_all(a, bytes_of("pipe"), pipe);
    ::close(pipe[0]);
    ::close(pipe[1]);
    std::vector<Fd> arrived;
    EXPECT_EQ(text_of(b, &arrived), "pipe");
    ASSERT_EQ(arrived.size(), 2U);
    ASSERT_EQ(::write(arrived[1].get(), "x", 1), 1);
    char got = 0;
    ASSERT_EQ(::read(arrived[0].get(), &got, 1), 1);
    EXPECT_EQ(got, 'x');
    EXPECT_EQ(::fcntl(arrived[0].get(), F_GETFD), FD_CLOEXEC);
    const std::vector<int> many(max_passed_descriptors, STDERR_FILENO);
    send_all(a, bytes_of("many"), many);
    EXPECT_EQ(text_of(b, &arrived), "many");
    EXPECT_EQ(arrived.size(), many.size());
    EXPECT_THROW(send_all(a, bytes_of("x"), std::vector<int>(max_passed_descriptors + 1)), mp::OSError);
}

TEST(Socket, DescriptorsWithoutRoomAreAnError) {
    const mp::test::LeakCheck leaks;
    auto [a, b] = socket_pair(SocketKind::stream);
    const std::vector<int> some(20, STDERR_FILENO);
    send_all(a, bytes_of("x"), some);
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    rlimit tight = before;
    tight.rlim_cur = static_cast<rlim_t>(b.get()) + 5;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    std::array<std::byte, 4> buffer{};
    try {
        receive_some(b, buffer, true);
        ADD_FAILURE() << "there was no room";
    } catch (const mp::ResourceExhausted& error) {
        const std::string text = "(" + std::to_string(tight.rlim_cur) + "; `ulimit -n` allows more)";
        EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
    }
    ::setrlimit(RLIMIT_NOFILE, &before);
}

TEST(Socket, StreamsArriveWhole) {
    auto [a, b] = socket_pair(SocketKind::stream);
    const std::string big(3'000'000, 'y');
    const std::jthread sender([&, socket = &a] {
        send_all(*socket, bytes_of(big));
        socket->reset();
    });
    std::vector<std::byte> got(big.size());
    std::vector<Fd> none;
    EXPECT_TRUE(receive_all(b, got, none));
    EXPECT_EQ(std::memcmp(got.data(), big.data(), big.size()), 0);
    EXPECT_FALSE(receive_all(b, got, none));
}

TEST(Poll, WaitsForTheFirstOrTheMoment) {
    auto [a, b] = socket_pair(SocketKind::stream);
    EventFd event;
    std::array<Polled, 2> wait{{{b.get()}, {event.get()}}};
    const auto before = monotonic_ns();
    EXPECT_EQ(wait_any(wait, before + 20'000'000), 0);
    EXPECT_GE(monotonic_ns(), before + 20'000'000);
    event.set();
    event.set();
    EXPECT_EQ(wait_any(wait, forever_ns), 1);
    EXPECT_TRUE(wait[1].ready);
    EXPECT_FALSE(wait[0].ready);
    event.clear();
    send_all(a, bytes_of("x"));
    EXPECT_EQ(wait_any(wait, forever_ns), 1);
    EXPECT_TRUE(wait[0].ready);
    EXPECT_TRUE(wait_writable(a.get(), 0));
    EXPECT_FALSE(wait_readable(a.get(), 0));
}

TEST(Poll, EpollTellsKeys) {
    Epoll epoll;
    EventFd one(true);
    EventFd two;
    epoll.add(one.get(), 11);
    epoll.add(two.get(), 22);
    std::array<std::uint64_t, 4> keys{};
    ASSERT_EQ(epoll.wait(keys), 1U);
    EXPECT_EQ(keys[0], 11U);
    two.set();
    epoll.remove(one.get());
    ASSERT_EQ(epoll.wait(keys), 1U);
    EXPECT_EQ(keys[0], 22U);
}

}  // namespace
