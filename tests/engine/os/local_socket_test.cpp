// SPDX-License-Identifier: MIT
#include "os/local_socket.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "os/poll.h"
#include "support/child.h"
#include "support/leaks.h"

namespace {

using namespace mp::os;

std::string fresh_name() {
    static int count = 0;
    return "lifeguard-test/" + std::to_string(::getpid()) + "/" + std::to_string(++count);
}

TEST(LocalSocket, ConnectsTwoProcesses) {
    mp::test::LeakCheck leaks;
    const std::string name = fresh_name();
    const Fd listener = listen_locally(name, 4);
    mp::test::Child child([&] {
        const Fd socket = connect_locally(name);
        if (::write(socket.get(), "hello", 5) != 5) throw std::runtime_error("not written");
    });
    const auto connection = accept_own(listener, monotonic_ns() + 10'000'000'000);
    ASSERT_TRUE(connection);
    ASSERT_TRUE(wait_readable(connection->get(), monotonic_ns() + 10'000'000'000));
    char text[8] = {};
    EXPECT_EQ(::read(connection->get(), text, sizeof text), 5);
    EXPECT_STREQ(text, "hello");
    EXPECT_EQ(child.join(), 0);
}

TEST(LocalSocket, GivesUpWaitingAtItsMoment) {
    const Fd listener = listen_locally(fresh_name(), 4);
    const std::int64_t begin = monotonic_ns();
    EXPECT_EQ(accept_own(listener, begin + 30'000'000), std::nullopt);
    EXPECT_GE(monotonic_ns() - begin, 30'000'000);
    EXPECT_EQ(accept_own(listener, 0), std::nullopt) << "a moment that has passed only looks";
}

TEST(LocalSocket, ANameIsTakenOnceAndFreeWithItsListener) {
    const std::string name = fresh_name();
    EXPECT_THROW(connect_locally(name), mp::ConnectionRefusedError);
    {
        const Fd listener = listen_locally(name, 4);
        EXPECT_THROW(listen_locally(name, 4), mp::OSError);
    }
    EXPECT_THROW(connect_locally(name), mp::ConnectionRefusedError);
    EXPECT_NO_THROW(listen_locally(name, 4));
    EXPECT_THROW(listen_locally(std::string(200, 'x'), 4), mp::ValueError);
}

TEST(LocalSocket, RefusesAnotherUser) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
    const std::string name = fresh_name();
    {
        const Fd listener = listen_locally(name, 4);
        mp::test::Child child([&] {
            if (::seteuid(12345) != 0) throw std::runtime_error("seteuid");
            try {
                connect_locally(name);
            } catch (const mp::PermissionError&) {
                ::_exit(42);
            }
        });
        EXPECT_EQ(accept_own(listener, monotonic_ns() + 10'000'000'000), std::nullopt) << "took another user's";
        EXPECT_EQ(child.join(), 42) << "talked to another user's listener";
    }
}

}  // namespace
