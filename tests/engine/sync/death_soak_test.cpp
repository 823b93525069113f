// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "engine/sync/kills.h"

TEST(DeathSoak, C1_ThousandsOfDeathsThatNobodyNotices) {
    mp::sync_test::kill_holders(5000, 1);
}
