// SPDX-License-Identifier: MIT
// A writer that dies inside a message (faults.md, D6), also while others keep the writing end open.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/ioctl.h>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "mp/connection.h"
#include "support/child.h"
#include "support/stopwatch.h"
#include "support/wait.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::Child;
using test::wait_until;

// Bytes that wait to be read.
int waiting_bytes(const Connection& end) {
    int out = 0;
    return ::ioctl(end.fileno(), FIONREAD, &out) == 0 ? out : -1;
}

void expect_torn(const Connection& in, int pid) {
    const test::Stopwatch watch;
    try {
        in.recv_bytes();
        FAIL() << "a torn message came whole";
    } catch (const PeerLost& lost) {
        EXPECT_TRUE(lost.torn());
        EXPECT_EQ(lost.pid(), pid);
    }
    EXPECT_LT(watch.fair(), 1s);
}

// proves: D6
TEST(ConnectionDeath, IsSeenThoughASiblingHoldsTheWritingEnd) {
    for (const bool duplex : {false, true}) {
        auto [in, out] = Pipe(duplex);
        for (int round = 0; round < 5; ++round) {
            Child writer([out = out] { out.send_bytes(Bytes(10'000'000)); });
            ASSERT_TRUE(wait_until([&, in = in] { return waiting_bytes(in) > 60'000; }));
            const int pid = writer.pid();
            // Die only when the pipe is full and the reader has begun, or before it begins.
            std::thread killer;
            if (round % 2 == 0) {
                writer.end(SIGKILL);
            } else {
                killer = std::thread([&writer] {
                    std::this_thread::sleep_for(2ms);
                    writer.end(SIGKILL);
                });
            }
            if (round % 2 == 0) {
                expect_torn(in, pid);
            } else {
                try {
                    (void)in.recv_bytes();  // it may have been quicker than its killer
                } catch (const PeerLost& lost) {
                    EXPECT_TRUE(lost.torn());
                    EXPECT_EQ(lost.pid(), pid);
                }
                killer.join();
            }
            // The pipe goes on with whoever still has it.
            out.send("next");
            EXPECT_EQ(in.recv<std::string>(), "next");
        }
    }
}

TEST(ConnectionDeath, AStoppedWriterIsWaitedFor) {
    auto [in, out] = Pipe(false);
    Child writer([out = out] { out.send_bytes(Bytes(1'000'000)); });
    ASSERT_TRUE(wait_until([&, in = in] { return waiting_bytes(in) > 60'000; }));
    writer.send_signal(SIGSTOP);
    std::thread later([&writer] {
        std::this_thread::sleep_for(300ms);
        writer.send_signal(SIGCONT);
    });
    EXPECT_EQ(in.recv_bytes().size(), 1'000'000U);
    later.join();
    EXPECT_EQ(writer.join(), 0);
}

TEST(ConnectionDeath, AfterTheEndItsPidIsKnown) {
    auto [in, out] = Pipe(false);
    Child writer([out = out] { out.send_bytes(Bytes(10'000'000)); });
    out.close();
    ASSERT_TRUE(wait_until([&, in = in] { return waiting_bytes(in) > 60'000; }));
    const int pid = writer.pid();
    writer.end(SIGKILL);
    expect_torn(in, pid);
    EXPECT_THROW(in.recv_bytes(), EOFError);
}

}  // namespace
}  // namespace mp
