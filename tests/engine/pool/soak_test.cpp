// SPDX-License-Identifier: MIT
// In full what many_test.cpp does in short: 10,000 workers killed, a million tasks.
#include <gtest/gtest.h>

#include "engine/pool/soak.h"

namespace {

using pool_test::survive;

TEST(PoolSoak, A8_SixThousandKillsAndEmptyResults) {
    survive({.kills = 6000, .size = 0, .tasks_ahead = 60});
}
TEST(PoolSoak, A8_ThreeThousandKillsAndResultsOf20kB) {
    survive({.kills = 3000, .size = 20'000, .tasks_ahead = 60});
}
TEST(PoolSoak, A8_FiveHundredKillsAndResultsOf10MB) {
    survive({.kills = 500, .size = 10'000'000, .tasks_ahead = 4});
}
TEST(PoolSoak, A8_FiveHundredKillsOfSpawnedWorkers) {
    survive({.kills = 500, .size = 20'000, .tasks_ahead = 60, .start_method = "spawn"});
}
TEST(PoolSoak, AMillionTasks) {
    pool_test::run_many_tasks(1'000'000);
}

}  // namespace
