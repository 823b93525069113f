// SPDX-License-Identifier: MIT
// In full what ACrowdThatIsKilledLeavesNothing does in short.
#include <gtest/gtest.h>

#include "soak.h"
#include "support/watchdog.h"

namespace {

using namespace std::chrono_literals;

TEST(ManagerSoak, TwoHundredClientsForTenMinutes) {
    const mp::test::Watchdog limit(1700s);
    mp::test::survive({.clients = 200, .kills = 500, .length = 600s, .between_kills = 300ms});
}

}  // namespace
