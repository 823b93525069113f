// SPDX-License-Identifier: MIT
#pragma once
// The watchdog: a test that blocks is ended with its name, the stack of its main thread and its descendants killed,
// instead of standing until CTest gives up. It is a timer signal (SIGALRM) and no thread, so that the process under
// test stays as single-threaded as the engine expects before a fork; children do not inherit it.
//
// main() arms it around every test with the limit of LIFEGUARD_TEST_LIMIT in seconds, which mp_test() sets a little
// below CTest's own; by hand it is 60, or 300 under a sanitizer. A test with a limit of its own:
//
//     mp::test::Watchdog limit(std::chrono::seconds(10));

#include <chrono>

namespace mp::test {

// The limit for a test that sets none.
std::chrono::seconds default_limit();

// Arms the timer for the lifetime of the object; the one that was armed before goes on afterwards, in full.
class Watchdog {
public:
    explicit Watchdog(std::chrono::seconds limit = default_limit());
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

private:
    std::chrono::seconds before_;
};

// Arms a watchdog around each test of this program. Called by main().
void watch_every_test();

}  // namespace mp::test
