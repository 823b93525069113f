// SPDX-License-Identifier: MIT
#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "engine/history/scene.h"

namespace mp::test {
namespace {

using history::Database;
using history::RetentionPolicy;
using observe::TaskState;

class RetentionTest : public testing::Test {
protected:
    // A finished run that ended so many hours ago.
    std::int64_t old_run(int hours) {
        Scene scene;
        const auto id = record_scene(db, scene);
        const auto now =
            std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
                .count();
        const std::int64_t ended = now - hours * std::int64_t{3'600'000'000'000};
        SQLite::Database(path, SQLite::OPEN_READWRITE)
            .exec("UPDATE run SET ended_ns = " + std::to_string(ended) +
                  ", started_ns = " + std::to_string(ended - 10'000'000'000) + " WHERE id = " + std::to_string(id));
        return id;
    }
    TemporaryDirectory directory;
    std::string path = (directory / "history.db").string();
    Database db{path};
};

TEST_F(RetentionTest, FailuresAndExitsOutliveSuccesses) {
    const auto fresh = old_run(1);
    const auto older = old_run(20);
    const auto oldest = old_run(100);
    const auto starred = old_run(100);
    db.set_starred(starred, true);
    const RetentionPolicy policy{.keep_tasks_for = std::chrono::hours(10), .keep_runs_for = std::chrono::hours(50)};
    const auto result = db.prune(policy);
    EXPECT_EQ(result.tasks, 6u);
    EXPECT_EQ(result.runs, 1u);
    EXPECT_EQ(db.count_tasks(fresh), scene_tasks);
    EXPECT_EQ(db.count_tasks(older), 3u);
    EXPECT_EQ(db.count_tasks(older, {.states = {TaskState::done}}), 0u);
    EXPECT_EQ(db.exits(older).size(), 1u);
    EXPECT_EQ(db.run(older).tasks, scene_tasks) << "what was counted stays known";
    EXPECT_EQ(
        SQLite::Database(path).execAndGet("SELECT count(*) FROM tick WHERE run = " + std::to_string(older)).getInt(),
        11);
    EXPECT_THROW(db.run(oldest), KeyError);
    EXPECT_EQ(db.count_tasks(starred), scene_tasks);
    EXPECT_EQ(db.prune(policy).tasks, 0u) << "nothing left to do";
}

TEST_F(RetentionTest, ASizeLimitTakesTheOldestFirst) {
    const auto first = old_run(3);
    const auto second = old_run(2);
    const auto result = db.prune({.max_file_bytes = 1});
    EXPECT_EQ(result.tasks, 12u);
    EXPECT_EQ(result.runs, 2u);
    EXPECT_THROW(db.run(first), KeyError);
    EXPECT_THROW(db.run(second), KeyError);
}

TEST_F(RetentionTest, ARunThatIsBeingRecordedStays) {
    auto program = std::make_shared<FakeProgram>("now", 5000, 1'000'000'000);  // of long ago by its own clock
    auto session = program->session();
    history::Recorder recorder(db, session);
    EXPECT_EQ(db.prune({.keep_runs_for = std::chrono::hours(1)}).runs, 0u);
    recorder.finish();
    EXPECT_EQ(db.prune({.keep_runs_for = std::chrono::hours(1)}).runs, 1u);
}

}  // namespace
}  // namespace mp::test
