// SPDX-License-Identifier: MIT
#include "history/schema.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>

#include "engine/history/scene.h"

namespace mp::history {
namespace {

class SchemaTest : public testing::Test {
protected:
    test::TemporaryDirectory directory;
    std::string path = (directory / "history.db").string();
};

TEST_F(SchemaTest, StepsAreTakenInOrderAndOnce) {
    SQLite::Database db(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    const Migration first[] = {{1, "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (7);"}};
    migrate(db, first);
    const Migration all[] = {first[0], {2, "ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 5;"}};
    migrate(db, all);
    migrate(db, all);
    EXPECT_EQ(db.execAndGet("PRAGMA user_version").getInt(), 2);
    EXPECT_EQ(db.execAndGet("PRAGMA application_id").getInt(), application_id);
    EXPECT_EQ(db.execAndGet("SELECT x * 10 + y FROM a").getInt(), 75);
}

TEST_F(SchemaTest, AStepThatFailsLeavesTheSchemaBeforeIt) {
    SQLite::Database db(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    const Migration steps[] = {{1, "CREATE TABLE a (x INTEGER);"}, {2, "CREATE TABLE b (x INTEGER); nonsense;"}};
    EXPECT_THROW(migrate(db, steps), SQLite::Exception);
    EXPECT_EQ(db.execAndGet("PRAGMA user_version").getInt(), 1);
    EXPECT_TRUE(db.tableExists("a"));
    EXPECT_FALSE(db.tableExists("b"));
}

TEST_F(SchemaTest, TheLastStepIsTheOneThatThePublicHeaderNames) {
    EXPECT_EQ(migrations().back().version, schema_version);
    int expected = 0;
    for (const auto& step : migrations()) EXPECT_EQ(step.version, ++expected);
}

// A database of each released version, as that version wrote it.
class FixtureTest : public SchemaTest, public testing::WithParamInterface<int> {};

TEST_P(FixtureTest, OpensAndKeepsItsRun) {
    const auto fixture = std::filesystem::path(LIFEGUARD_SOURCE_DIR) / "tests/fixtures/history" /
                         ("schema-" + std::to_string(GetParam()) + ".db");
    std::filesystem::copy_file(fixture, path);
    {
        SQLite::Database raw(path, SQLite::OPEN_READONLY);
        ASSERT_EQ(raw.execAndGet("PRAGMA user_version").getInt(), GetParam()) << "the fixture was touched";
    }
    Database db(path);
    const auto runs = db.runs();
    ASSERT_EQ(runs.size(), 1u);
    const auto& run = runs[0];
    EXPECT_EQ(run.name, "nightly");
    EXPECT_EQ(run.state, RunState::finished);
    EXPECT_EQ(run.tasks, 9u);
    EXPECT_EQ(run.failed, 3u);
    EXPECT_EQ(run.exits_nonzero, 1u);
    EXPECT_EQ(run.duration_ns, 10'000'000'000);
    EXPECT_EQ(db.tasks(run.id).size(), 9u);
    ASSERT_EQ(db.exits(run.id).size(), 1u);
    EXPECT_EQ(db.exits(run.id)[0].exitcode, -11);
    EXPECT_EQ(db.log(run.id).size(), 10u);
    auto session = db.load(run.id);
    const auto snap = session.snapshot();
    EXPECT_EQ(snap.name, "render");
    EXPECT_EQ(snap.pools.at(0).name, "pool-A");
    EXPECT_FALSE(snap.pools.at(0).paused);
    EXPECT_EQ(db.log(run.id)[0].stream, observe::LogStream::log);
    EXPECT_EQ(db.log(run.id)[0].task_id, 0u);
    EXPECT_EQ(snap.queues.at(0).depth_count, 30u);
    EXPECT_EQ(snap.locks.at(0).name, "db");
    EXPECT_EQ(snap.syncs.at(0).name, "slots");
    EXPECT_EQ(SQLite::Database(path).execAndGet("PRAGMA user_version").getInt(), schema_version);
    // What it is told now it keeps as a new file would.
    test::Scene scene;
    scene.program->edit_all([](auto& s) { s.pools.at(0).paused = true; });
    EXPECT_TRUE(db.load(test::record_scene(db, scene)).snapshot().pools.at(0).paused);
}
// Makes the fixture of a version before it is released: run with --gtest_also_run_disabled_tests and move the file that
// it names to tests/fixtures/history.
TEST(Fixture, DISABLED_OfThisVersion) {
    const auto path = std::filesystem::current_path() / ("schema-" + std::to_string(schema_version) + ".db");
    std::filesystem::remove(path);
    test::Scene scene;
    Database db(path.string());
    test::record_scene(db, scene);
    std::cout << path.string() << '\n';
}

INSTANTIATE_TEST_SUITE_P(EachVersion, FixtureTest, testing::Range(1, schema_version + 1));

}  // namespace
}  // namespace mp::history
