// SPDX-License-Identifier: MIT
// Descriptors over connections and as arguments (mp/reduction.h), with CPython at the other end too.
#include "mp/reduction.h"
#include "mp/queues.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "engine/process/process_children.h"
#include "mp/context.h"
#include "support/child.h"
#include "support/leaks.h"

namespace {

using namespace mp::reduction;
using mp::test::Child;

// A pipe's two numbers, closed at the end.
struct RawPipe {
    std::array<int, 2> ends{};
    RawPipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    }
    ~RawPipe() {
        for (const int end : ends) ::close(end);
    }
};

std::string read_some(int descriptor) {
    std::array<char, 64> bytes{};
    const ssize_t size = ::read(descriptor, bytes.data(), bytes.size());
    return {bytes.data(), static_cast<std::size_t>(size > 0 ? size : 0)};
}
void write_and_close(int descriptor, const std::string& text) {
    (void)!::write(descriptor, text.data(), text.size());
    ::close(descriptor);
}

// proves: 15.reduction.send_handle
TEST(Reduction, ADescriptorTravelsBesideMessages) {
    const mp::test::LeakCheck leaks;
    const RawPipe pipe;
    auto [ours, theirs] = mp::Pipe();
    Child child([&, end = theirs] {
        if (end.recv<std::string>() != "before") throw std::runtime_error("before");
        write_and_close(recv_handle(end), "through the handle");
        if (end.recv<std::string>() != "after") throw std::runtime_error("after");
    });
    ours.send("before");
    send_handle(ours, pipe.ends[1], child.pid());
    ours.send("after");
    EXPECT_EQ(read_some(pipe.ends[0]), "through the handle");
    EXPECT_EQ(child.join(), 0);
}

// Numbers above 256, where CPython once used select.
// proves: 15.reduction.send_handle
TEST(Reduction, ALargeNumberIsADescriptorLikeAnyOther) {
    const RawPipe pipe;
    const int large = ::fcntl(pipe.ends[1], F_DUPFD_CLOEXEC, 300);
    ASSERT_GE(large, 300);
    auto [ours, theirs] = mp::Pipe();
    send_handle(ours, large);
    ::close(large);
    write_and_close(recv_handle(theirs), "large");
    EXPECT_EQ(read_some(pipe.ends[0]), "large");
}

// proves: 15.reduction.send_handle
TEST(Reduction, WhatIsMissingIsSaid) {
    auto [ours, theirs] = mp::Pipe();
    ours.send_bytes(mp::as_bytes("no descriptor"));
    EXPECT_THROW(recv_handle(theirs), mp::RuntimeError);
    auto [a, b] = mp::Pipe();
    a.close();
    EXPECT_THROW(recv_handle(b), mp::EOFError);
    EXPECT_THROW(send_handle(b, 0), mp::OSError);
    EXPECT_THROW(send_handle(a, 0), mp::OSError);
    EXPECT_THROW(DupFd(-1), mp::OSError);
}

// proves: 15.reduction.send_handle
TEST(Reduction, SeveralAtOnce) {
    const mp::test::LeakCheck leaks;
    const RawPipe pipe;
    std::array<int, 2> sockets{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()), 0);
    sendfds(sockets[0], pipe.ends);
    const std::vector<int> got = recvfds(sockets[1], 2);
    ASSERT_EQ(got.size(), 2U);
    write_and_close(got[1], "both");
    EXPECT_EQ(read_some(got[0]), "both");
    ::close(got[0]);
    sendfds(sockets[0], pipe.ends);
    EXPECT_THROW(recvfds(sockets[1], 1), mp::RuntimeError);
    EXPECT_THROW(sendfds(sockets[0], std::vector<int>(251, 0)), mp::ValueError);
    for (const int socket : sockets) ::close(socket);
}

void write_into(const DupFd& file, const std::string& text) {
    write_and_close(file.detach(), text);
    try {
        (void)file.detach();
    } catch (const mp::ValueError&) {
        return;
    }
    throw std::logic_error("detached twice");
}

class DupFdBy : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(StartMethods, DupFdBy, testing::ValuesIn(mp::test::children::start_methods),
                         [](const auto& each) { return std::string(each.param); });

// proves: 15.resource_sharer.DupSocket/DupFd
TEST_P(DupFdBy, IsAnArgument) {
    const RawPipe pipe;
    auto process = mp::get_context(GetParam())
                       .Process({.target = mp::call<write_into>(DupFd(pipe.ends[1]), std::string("hello"))});
    process.start();
    process.join();
    EXPECT_EQ(process.exitcode(), 0);
    EXPECT_EQ(read_some(pipe.ends[0]), "hello");
}

// As a part of a value it comes from the sender by itself, through whatever carries the value.
// proves: 0.2.Connection, 15.resource_sharer.DupSocket/DupFd
TEST(DupFd, IsAPartOfAMessage) {
    auto [a, b] = mp::Pipe();
    const RawPipe pipe;
    auto [inner, other] = mp::Pipe();
    a.send(std::tuple{"files", DupFd(pipe.ends[1]), inner});
    const mp::Object message = b.recv();
    write_and_close(message[1].as<DupFd>().detach(), "through a pickle");
    EXPECT_EQ(read_some(pipe.ends[0]), "through a pickle");
    message[2].as<mp::Connection>().send("through a connection");
    EXPECT_EQ(other.recv(), mp::Object("through a connection"));
    EXPECT_THROW(message[1].as<DupFd>(), mp::EOFError);  // once
    EXPECT_THROW(message[0].as<DupFd>(), mp::TypeError);
}

void send_through(const mp::Queue<mp::Connection>& ends, const mp::Queue<DupFd>& files) {
    ends.get().send("from the child");
    write_and_close(files.get().detach(), "and its file");
}

TEST_P(DupFdBy, GoesThroughAQueue) {
    const auto context = mp::get_context(GetParam());
    auto ends = context.Queue<mp::Connection>();
    auto files = context.Queue<DupFd>();
    auto process = context.Process({.target = mp::call<send_through>(ends, files)});
    process.start();
    const RawPipe pipe;
    auto [ours, theirs] = mp::Pipe();
    ends.put(theirs);
    files.put(DupFd(pipe.ends[1]));
    EXPECT_EQ(ours.recv(), mp::Object("from the child"));
    EXPECT_EQ(read_some(pipe.ends[0]), "and its file");
    process.join();
    EXPECT_EQ(process.exitcode(), 0);
}

}  // namespace
