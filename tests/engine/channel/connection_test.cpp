// SPDX-License-Identifier: MIT
#include "mp/connection.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <exception>
#include <filesystem>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "mp/context.h"
#include "support/child.h"
#include "support/error_of.h"
#include "support/temporary.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::Child;

std::string text_of(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void write_raw(const Connection& end, std::string_view bytes) {
    ASSERT_EQ(::write(end.fileno(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
}

// proves: 1.Pipe, 5.Pipe
TEST(Connection, BothEndsOfAPipeSendAndReceive) {
    auto [a, b] = Pipe();
    a.send_bytes(as_bytes("thank you"));
    b.send_bytes(as_bytes("welcome"));
    EXPECT_EQ(text_of(b.recv_bytes()), "thank you");
    EXPECT_EQ(text_of(a.recv_bytes()), "welcome");
}

TEST(Connection, AContextMakesPipes) {
    auto [in, out] = get_context("spawn").Pipe(false);
    out.send_bytes(as_bytes("x"));
    EXPECT_EQ(in.recv_bytes().size(), 1U);
    EXPECT_FALSE(in.writable());
}

// proves: 1.Pipe, 5.Pipe, 5.closed, 3.OSError
TEST(Connection, ASimplexPipeHasOneDirection) {
    auto [in, out] = Pipe(false);
    EXPECT_TRUE(in.readable() && !in.writable() && !out.readable() && out.writable());
    out.send_bytes(as_bytes("x"));
    EXPECT_EQ(text_of(in.recv_bytes()), "x");
    EXPECT_EQ(test::typed_error_of([&] { in.send_bytes(as_bytes("x")); }), "OSError: connection is read-only");
    EXPECT_EQ(test::typed_error_of([&] { out.recv_bytes(); }), "OSError: connection is write-only");
    EXPECT_EQ(test::typed_error_of([&] { out.poll(); }), "OSError: connection is write-only");
}

TEST(Connection, FramesAreCPythons) {
    auto [a, b] = Pipe();
    a.send_bytes(as_bytes("abc"));
    char frame[7];
    ASSERT_EQ(::read(b.fileno(), frame, sizeof frame), 7);
    EXPECT_EQ(std::string_view(frame, 7), std::string_view("\0\0\0\3abc", 7));
    write_raw(a, std::string_view("\xff\xff\xff\xff\0\0\0\0\0\0\0\2hi", 14));  // the long form with a small length
    EXPECT_EQ(text_of(b.recv_bytes()), "hi");
    write_raw(a, std::string_view("\xff\xff\xff\xfe", 4));
    EXPECT_EQ(test::typed_error_of([&] { b.recv_bytes(); }), "OSError: bad message length");
    EXPECT_TRUE(b.closed());
}

// proves: 5.send_bytes
TEST(Connection, OffsetsAndSizes) {
    auto [a, b] = Pipe();
    const auto abc = as_bytes("abcdef");
    a.send_bytes(abc, 2);
    a.send_bytes(abc, 2, 3);
    a.send_bytes(abc, 6);
    a.send_bytes(abc, 0, 0);
    EXPECT_EQ(text_of(b.recv_bytes()), "cdef");
    EXPECT_EQ(text_of(b.recv_bytes()), "cde");
    EXPECT_EQ(text_of(b.recv_bytes()), "");
    EXPECT_EQ(text_of(b.recv_bytes()), "");
    EXPECT_EQ(test::typed_error_of([&] { a.send_bytes(abc, -1); }), "ValueError: offset is negative");
    EXPECT_EQ(test::typed_error_of([&] { a.send_bytes(abc, 7); }), "ValueError: buffer length < offset");
    EXPECT_EQ(test::typed_error_of([&] { a.send_bytes(abc, 0, -1); }), "ValueError: size is negative");
    EXPECT_EQ(test::typed_error_of([&] { a.send_bytes(abc, 4, 3); }), "ValueError: buffer length < offset + size");
}

// proves: 3.BufferTooShort, 5.recv_bytes_into
TEST(Connection, RecvBytesIntoKeepsWhatDoesNotFit) {
    auto [a, b] = Pipe();
    std::array<std::byte, 8> buffer{};
    a.send_bytes(as_bytes("hello"));
    EXPECT_EQ(b.recv_bytes_into(buffer, 2), 5U);
    EXPECT_EQ(buffer[2], std::byte{'h'});
    a.send_bytes(as_bytes("much too long"));
    try {
        b.recv_bytes_into(buffer);
        FAIL();
    } catch (const BufferTooShort& error) {
        EXPECT_EQ(text_of(error.message()), "much too long");
    }
    EXPECT_EQ(buffer[2], std::byte{'h'});
    EXPECT_EQ(test::typed_error_of([&] { b.recv_bytes_into(buffer, -1); }), "ValueError: negative offset");
    EXPECT_EQ(test::typed_error_of([&] { b.recv_bytes_into(buffer, 9); }), "ValueError: offset too large");
}

// proves: 3.OSError, 5.recv_bytes
TEST(Connection, TooLongAMessageEndsTheReading) {
    auto [a, b] = Pipe();
    a.send_bytes(as_bytes("12345"));
    EXPECT_EQ(test::typed_error_of([&] { b.recv_bytes(-1); }), "ValueError: negative maxlength");
    EXPECT_EQ(test::typed_error_of([&] { b.recv_bytes(4); }), "OSError: bad message length");
    EXPECT_EQ(test::typed_error_of([&] { b.recv_bytes(); }), "OSError: connection is write-only");
    b.send_bytes(as_bytes("still"));
    EXPECT_EQ(text_of(a.recv_bytes()), "still");
    auto [in, out] = Pipe(false);
    out.send_bytes(as_bytes("12345"));
    EXPECT_EQ(test::typed_error_of([&] { in.recv_bytes(4); }), "OSError: bad message length");
    EXPECT_TRUE(in.closed());
    auto [c, d] = Pipe();
    d.max_message(1000);
    write_raw(c, std::string_view("\x7f\xff\xff\xff", 4));
    EXPECT_EQ(test::typed_error_of([&] { d.recv_bytes(); }), "OSError: bad message length");
}

// proves: 0.1.Connection.poll, 5.poll, 3.EOFError
TEST(Connection, PollTellsOfMessagesAndOfTheEnd) {
    auto [a, b] = Pipe();
    EXPECT_FALSE(b.poll());
    EXPECT_FALSE(b.poll(-1s));
    EXPECT_FALSE(b.poll(20ms));
    a.send_bytes({});
    EXPECT_TRUE(b.poll());
    EXPECT_TRUE(b.poll(std::nullopt));
    EXPECT_EQ(b.recv_bytes().size(), 0U);
    EXPECT_FALSE(b.poll());
    a.close();
    EXPECT_TRUE(b.poll());
    EXPECT_THROW(b.recv_bytes(), EOFError);
}

// proves: 3.OSError, 3.BrokenPipeError, 5.fileno, 5.close, 5.connection.Connection
TEST(Connection, AClosedOneSaysSo) {
    auto [a, b] = Pipe();
    a.close();
    a.close();
    EXPECT_TRUE(a.closed());
    for (const auto& call :
         {std::function<void()>([&] { a.fileno(); }), std::function<void()>([&] { a.poll(); }),
          std::function<void()>([&] { a.recv_bytes(); }), std::function<void()>([&] { a.send_bytes({}); })})
        EXPECT_EQ(test::typed_error_of(call), "OSError: handle is closed");
    EXPECT_THROW(b.send_bytes(as_bytes("x")), BrokenPipeError);
    auto [in, out] = Pipe(false);
    in.close();
    EXPECT_THROW(out.send_bytes(as_bytes("x")), BrokenPipeError);  // and no SIGPIPE
    EXPECT_EQ(test::typed_error_of([] { Connection(-1); }), "ValueError: invalid handle");
    EXPECT_EQ(test::typed_error_of([] { Connection(0, false, false); }),
              "ValueError: at least one of `readable` and `writable` must be True");
}

// proves: 5.size
TEST(Connection, LargeMessagesArriveWhole) {
    for (const bool duplex : {true, false}) {
        auto [in, out] = Pipe(duplex);
        std::string text(40U << 20, '\0');
        for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * 7 + i / 4096);
        Child child([&, &sender = out] { sender.send_bytes(as_bytes(text)); });
        EXPECT_EQ(text_of(in.recv_bytes()), text);
        EXPECT_EQ(child.join(), 0);
    }
}

// proves: 3.OSError, D6
TEST(Connection, SaysThatThePeerDiedInsideAMessage) {
    for (const std::string_view part :
         {std::string_view("\0\0", 2), std::string_view("\0\0\0\x9half", 8), std::string_view("\0\0\0\x9", 4)}) {
        auto [a, b] = Pipe();
        Child child([&, &sender = a] {
            if (::write(sender.fileno(), part.data(), part.size()) < 0) std::abort();
            ::pause();
        });
        a.close();
        ASSERT_TRUE(b.poll(std::nullopt));
        child.end(SIGKILL);
        try {
            b.recv_bytes();
            FAIL();
        } catch (const PeerLost& error) {
            EXPECT_TRUE(error.torn());
        }
    }
}

// proves: 0.2.Connection
TEST(Connection, TravelsToAProcessThatIsStarted) {
    auto [a, b] = Pipe();
    detail::ParcelContext parcel(detail::ParcelContext::Journey::start_of_process);
    detail::Writer writer(&parcel);
    detail::encode(writer, a);
    detail::ParcelContext arrived(detail::ParcelContext::Journey::start_of_process,
                                  {::dup(parcel.descriptors().at(0))});
    detail::Reader reader(writer.bytes(), &arrived);
    const auto again = detail::decode<Connection>(reader);
    again.send_bytes(as_bytes("x"));
    EXPECT_EQ(text_of(b.recv_bytes()), "x");
}

// Both ways against the original.
TEST(Connection, TalksToCPython) {
    auto [ours, theirs] = Pipe();
    const int number = ::fcntl(theirs.fileno(), F_DUPFD, 100);
    Child child([&] {
        const std::string program =
            "from multiprocessing.connection import Connection\nc=Connection(" + std::to_string(number) +
            ")\nfor n in (0,1,16384,16385,1000000):\n m=c.recv_bytes()\n assert len(m)==n\n c.send_bytes(m[::-1])\n";
        ::execl("/usr/bin/python3", "python3", "-c", program.c_str(), nullptr);
    });
    ::close(number);
    theirs.close();
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{16384}, std::size_t{16385}, std::size_t{1000000}}) {
        std::string text(size, 'a');
        for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i % 26);
        ours.send_bytes(as_bytes(text));
        EXPECT_EQ(text_of(ours.recv_bytes()), std::string(text.rbegin(), text.rend()));
    }
    EXPECT_EQ(child.join(), 0);
    EXPECT_THROW(ours.recv_bytes(), EOFError);
}

TEST(Connection, SendsWhateverLiesInARow) {
    const auto [a, b] = Pipe();
    a.send_bytes("hello");
    EXPECT_EQ(text_of(b.recv_bytes()), "hello") << "without C's mark of its end";
    a.send_bytes(std::string("text"), 1);
    EXPECT_EQ(text_of(b.recv_bytes()), "ext");
    a.send_bytes(std::vector<unsigned char>{'o', 'k'});
    EXPECT_EQ(text_of(b.recv_bytes()), "ok");
    a.send_bytes(std::array<double, 3>{1, 2.5, 3});
    std::array<double, 3> numbers{};
    EXPECT_EQ(b.recv_bytes_into(numbers), sizeof numbers);
    EXPECT_EQ(numbers[1], 2.5);
    a.send_bytes("abc");
    char buffer[8] = {};
    EXPECT_EQ(b.recv_bytes_into(buffer, 2), 3U);
    EXPECT_STREQ(buffer + 2, "abc");
}

TEST(Connection, SendsErrors) {
    const auto [a, b] = Pipe();
    a.send(ValueError("bad"));
    EXPECT_THROW(std::rethrow_exception(b.recv<std::exception_ptr>()), ValueError);
    a.send(std::out_of_range("far"));
    EXPECT_THROW(std::rethrow_exception(b.recv<std::exception_ptr>()), IndexError) << "its name in Python";
}

TEST(Connection, IsClosedUntilItIsAnother) {
    Connection connection;
    EXPECT_TRUE(connection.closed());
    EXPECT_EQ(test::error_of<OSError>([&] { connection.send_bytes("x"); }), "handle is closed");
    EXPECT_THROW(connection.fileno(), OSError);
    connection.close();
    const auto [in, out] = Pipe({.duplex = false});
    EXPECT_FALSE(in.writable());
    connection = out;
    connection.send_bytes("x");
    EXPECT_EQ(in.recv_bytes().size(), 1U);
    std::ostringstream said;
    said << in;
    EXPECT_EQ(said.str(), in.repr());
}

TEST(Listener, IsFoundByItsAddressAlone) {
    const test::TemporaryDirectory directory;
    const std::filesystem::path path = directory / "socket";
    const connection::Listener listener(path);
    const Connection by_path = connection::Client(path);
    const Connection by_text = connection::Client(path.string());
    const Connection first = listener.accept();
    const Connection second = listener.accept();
    const connection::Listener tcp(connection::Address{"localhost", 0});
    const Connection far = connection::Client(tcp.address());
    const Connection near = tcp.accept();
    std::ostringstream said;
    said << *tcp.last_accepted();
    EXPECT_EQ(said.str(), tcp.last_accepted()->repr());
    EXPECT_TRUE(said.str().starts_with("('127.0.0.1', ")) << said.str();
}

}  // namespace
}  // namespace mp
