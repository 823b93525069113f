// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "engine/history/scene.h"

namespace mp::test {
namespace {

using history::Database;
using history::Metric;
using history::Point;
using history::Recorder;
using history::TaskSort;
using observe::TaskState;

class QueryTest : public testing::Test {
protected:
    QueryTest() { run = record_scene(db, scene); }
    std::vector<double> values(const history::SeriesQuery& query) {
        std::vector<double> out;
        for (const Point& p : db.series(run, query)) out.push_back(p.value.value_or(-1));
        return out;
    }
    TemporaryDirectory directory;
    Database db{(directory / "history.db").string()};
    Scene scene;
    std::int64_t run = 0;
};

TEST_F(QueryTest, SeriesHaveTheRecordedValues) {
    using V = std::vector<double>;
    EXPECT_EQ(values({.metric = Metric::queue_depth, .object_id = scene.queue}),
              (V{0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30}));
    EXPECT_EQ(values({.metric = Metric::tasks_ok_per_s}), (V{-1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1}));
    EXPECT_EQ(values({.metric = Metric::tasks_failed_per_s}), (V{-1, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0}));
    EXPECT_EQ(values({.metric = Metric::workers_waiting}), (V{0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(values({.metric = Metric::workers_idle}), (V{2, 2, 2, 1, 1, 2, 2, 2, 2, 2, 2}));
    EXPECT_EQ(values({.metric = Metric::lock_waiters, .object_id = scene.lock}), (V{0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(values({.metric = Metric::duration_p95_ns})[1], 10e6);
    EXPECT_EQ(values({.metric = Metric::process_memory_bytes, .process = scene.worker}), V(11, 84 << 20));
}

TEST_F(QueryTest, ASeriesEndsWithItsObject) {
    // the successor came in the sixth second
    EXPECT_EQ(values({.metric = Metric::process_memory_bytes, .process = scene.successor}).size(), 5u);
}

TEST_F(QueryTest, SeriesAreCutIntoSlices) {
    const auto points = db.series(run, {.metric = Metric::queue_depth, .object_id = scene.queue, .points = 2});
    ASSERT_EQ(points.size(), 2u);
    EXPECT_EQ(points[0].time_ns, scene.start_ns);
    EXPECT_EQ(points[0].low, 0);
    EXPECT_EQ(points[0].high, 15);
    EXPECT_DOUBLE_EQ(points[0].value.value(), 7.5);
    EXPECT_EQ(points[1].low, 18);
    EXPECT_EQ(points[1].high, 30);
    EXPECT_DOUBLE_EQ(points[1].value.value(), 24);
    const auto part = db.series(run, {.metric = Metric::queue_depth,
                                      .object_id = scene.queue,
                                      .from_ns = scene.start_ns + 2 * Scene::second_ns,
                                      .to_ns = scene.start_ns + 4 * Scene::second_ns});
    ASSERT_EQ(part.size(), 3u);
    EXPECT_EQ(part[0].value, 6);
    EXPECT_THROW(db.series(run, {.points = 0}), ValueError);
}

TEST_F(QueryTest, MissingSamplesAreAGap) {
    auto program = std::make_shared<FakeProgram>("gappy", 9000);
    auto session = program->session();
    Recorder recorder(db, session, {.commit = 0ms});
    for (int i = 0; i < 5; ++i) {
        program->advance(1s);
        recorder.step();
    }
    program->advance(60s);  // the recorder did not get to run
    for (int i = 0; i < 5; ++i) {
        program->advance(1s);
        recorder.step();
    }
    recorder.finish();
    run = recorder.run_id();
    const auto all = values({.metric = Metric::workers_idle});
    EXPECT_EQ(all, (std::vector<double>{0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0}));
}

TEST_F(QueryTest, TasksAreFilteredSortedAndPaged) {
    EXPECT_EQ(db.count_tasks(run), scene_tasks);
    EXPECT_EQ(db.count_tasks(run, {.text = "MODEL"}), 1u);
    EXPECT_EQ(db.count_tasks(run, {.text = "100%"}), 0u);
    EXPECT_EQ(db.count_tasks(run, {.function = "resize"}), 8u);
    EXPECT_EQ(db.count_tasks(run, {.function = "resiz"}), 0u);
    EXPECT_EQ(db.count_tasks(run, {.states = {TaskState::failed, TaskState::lost}}), 3u);
    EXPECT_EQ(db.count_tasks(run, {.states = {TaskState::done}}), 6u);
    EXPECT_EQ(db.count_tasks(run, {.worker = scene.doomed}), 1u);
    EXPECT_EQ(db.count_tasks(run, {.pool_id = scene.pool}), scene_tasks);
    EXPECT_EQ(db.count_tasks(run, {.min_duration_ns = 5'000'000}), 8u);
    EXPECT_EQ(db.count_tasks(run, {.from_ns = scene.start_ns + 5 * Scene::second_ns}), 6u);
    EXPECT_EQ(db.count_tasks(run, {.to_ns = scene.start_ns + 5 * Scene::second_ns}), 3u);

    const auto latest = db.tasks(run, {.limit = 2});
    ASSERT_EQ(latest.size(), 2u);
    EXPECT_EQ(latest[0].arguments, "9.png");
    EXPECT_EQ(latest[1].arguments, "8.png");
    EXPECT_EQ(db.tasks(run, {.offset = 2, .limit = 1}).at(0).arguments, "7.png");
    EXPECT_EQ(db.tasks(run, {.sort = TaskSort::started, .descending = false}).at(0).arguments, "0.png");
    EXPECT_EQ(db.tasks(run, {.sort = TaskSort::duration, .descending = false}).at(0).function, "train");
    for (const auto sort : {TaskSort::ended, TaskSort::started, TaskSort::id, TaskSort::duration, TaskSort::wait,
                            TaskSort::function, TaskSort::state, TaskSort::worker})
        EXPECT_EQ(db.tasks(run, {.sort = sort}).size(), scene_tasks);

    const auto counts = db.task_counts(run);
    EXPECT_EQ(counts.done, 6u);
    EXPECT_EQ(counts.failed, 2u);
    EXPECT_EQ(counts.lost, 1u);
    EXPECT_EQ(counts.cancelled, 0u);
    EXPECT_FALSE(db.task_output(run, scene.pool, 1)) << "only command tasks have one";
}

TEST_F(QueryTest, ExitsAndLogComeInOrder) {
    const auto exits = db.exits(run);
    ASSERT_EQ(exits.size(), 1u);
    EXPECT_EQ(exits[0].identity, scene.doomed);
    EXPECT_EQ(exits[0].exitcode, -11);
    EXPECT_EQ(exits[0].task, "train(model=3)");
    EXPECT_EQ(exits[0].replaced_by, scene.successor);
    const auto log = db.log(run, scene.start_ns + 3 * Scene::second_ns, scene.start_ns + 5 * Scene::second_ns);
    ASSERT_EQ(log.size(), 2u);
    EXPECT_EQ(log[0].text, "second 3");
}

TEST_F(QueryTest, LastLinesAreThoseOfOneProcess) {
    Scene loud;
    auto session = loud.program->session();
    Recorder recorder(db, session, {.every = 1s, .name = "loud", .commit = 0ms});
    print_line(*loud.program, loud.doomed, "opening a.png");
    print_line(*loud.program, loud.doomed, "bad adaptive filter");
    loud.program->advance(1s);
    recorder.step();
    for (int i = 0; i < 3'000; ++i) print_line(*loud.program, loud.worker, "line");
    loud.program->advance(1s);
    recorder.step();
    recorder.finish();
    const auto words = db.last_lines(recorder.run_id(), loud.doomed);
    ASSERT_EQ(words.size(), 2u);
    EXPECT_EQ(words[0].text, "opening a.png");
    EXPECT_EQ(words[1].text, "bad adaptive filter");
    const auto last = db.last_lines(recorder.run_id(), loud.doomed, 1);
    ASSERT_EQ(last.size(), 1u);
    EXPECT_EQ(last[0].text, "bad adaptive filter");
    EXPECT_TRUE(db.last_lines(recorder.run_id(), scene.program->program()).empty());
    EXPECT_THROW(db.last_lines(recorder.run_id() + 1, loud.doomed), KeyError);
}

}  // namespace
}  // namespace mp::test
