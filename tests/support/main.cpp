// SPDX-License-Identifier: MIT
// main() of every engine test: children of the spawn start method leave in freeze_support, before anything else.
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "support/temporary.h"
#include "support/watchdog.h"

#if __has_include(<mp/process.h>)
#include <mp/process.h>
#endif

int main(int argc, char** argv) {
    std::signal(SIGINT, SIG_DFL);  // a shell starts what runs in its background with SIGINT ignored
#if __has_include(<mp/process.h>)
    mp::freeze_support(argc, argv);
#endif
    testing::InitGoogleTest(&argc, argv);
#if defined(__SANITIZE_THREAD__)
    std::thread([] {}).join();  // ThreadSanitizer adds a thread of its own to a program's first: before anybody counts
#endif
    const mp::test::PrivateDirectories directories;
    mp::test::watch_every_test();
    return RUN_ALL_TESTS();
}
