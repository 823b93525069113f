// SPDX-License-Identifier: MIT
#include "os/pidfd.h"

#include <gtest/gtest.h>

#include <csignal>

#include "support/leaks.h"

namespace {

using mp::os::Pidfd;

// It stands for a child that somebody else reaped, so it must answer as such a one, and be nobody's zombie.
TEST(Pidfd, OfTheDeadHasEndedAndIsReaped) {
    const mp::test::LeakCheck no_zombie;
    for (const auto handler : {SIG_DFL, SIG_IGN}) {
        ::signal(SIGCHLD, handler);
        const Pidfd dead = Pidfd::of_the_dead();
        EXPECT_TRUE(dead.ended());
        EXPECT_EQ(dead.reap(), mp::os::unknown_exitcode);
        EXPECT_FALSE(dead.send_signal(0));
    }
    ::signal(SIGCHLD, SIG_DFL);
}

}  // namespace
