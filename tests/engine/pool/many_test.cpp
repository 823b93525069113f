// SPDX-License-Identifier: MIT
// In short what soak_test.cpp does in full.
#include <gtest/gtest.h>

#include "engine/pool/soak.h"

namespace {

TEST(PoolMany, A8_KillsWithResultsOfEachSize) {
    pool_test::survive({.kills = 100, .size = 0, .tasks_ahead = 60});
    pool_test::survive({.kills = 100, .size = 20'000, .tasks_ahead = 60});
    pool_test::survive({.kills = 20, .size = 10'000'000, .tasks_ahead = 4});
}
TEST(PoolMany, TasksLeaveNothingBehind) {
    pool_test::run_many_tasks(20'000);
}

}  // namespace
