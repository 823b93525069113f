// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <csignal>

#include "engine/history/scene.h"

namespace mp::test {
namespace {

using history::Database;
using history::Recorder;
using observe::ProcessState;
using observe::SourceKind;

class ReplayTest : public testing::Test {
protected:
    TemporaryDirectory directory;
    std::string path = (directory / "history.db").string();
};

// What stands in a live snapshot that a recording cannot tell: nothing, but for what it says of tasks since the last.
void expect_same(const observe::Snapshot& live, const observe::Snapshot& past) {
    EXPECT_EQ(past.taken_ns, live.taken_ns);
    EXPECT_EQ(past.program_started_ns, live.program_started_ns);
    EXPECT_EQ(past.program, live.program);
    EXPECT_EQ(past.name, live.name);
    EXPECT_EQ(past.command, live.command);
    EXPECT_EQ(past.alive, live.alive);
    EXPECT_EQ(past.system_cpu_percent, live.system_cpu_percent);
    EXPECT_EQ(past.processes, live.processes);
    EXPECT_EQ(past.pools, live.pools);
    EXPECT_EQ(past.queues, live.queues);
    EXPECT_EQ(past.locks, live.locks);
    EXPECT_EQ(past.syncs, live.syncs);
    EXPECT_EQ(past.exits, live.exits);
    EXPECT_EQ(past.log, live.log);
}

TEST_F(ReplayTest, EachMomentIsAsItWasSeen) {
    Database db(path);
    Scene scene;
    auto session = scene.program->session();
    std::vector<observe::Snapshot> seen;
    std::int64_t id = 0;
    {
        Recorder recorder(db, session, {.every = 1s, .commit = 0ms});
        id = recorder.run_id();
        for (int i = 0; i < 12; ++i) {
            // every kind of change, one after another, and none at the very moment of a sample
            scene.program->advance(10ms);
            if (i == 1) scene.program->acquire(scene.lock, scene.doomed);
            if (i == 2) scene.program->acquire(scene.lock, scene.worker);
            if (i == 2) scene.program->edit_all([](auto& s) { s.pools.at(0).paused = true; });
            if (i == 6) scene.program->edit_all([](auto& s) { s.pools.at(0).paused = false; });
            if (i == 4) {
                scene.program->log("printed by a worker");
                scene.program->edit_all([](auto& s) {
                    s.log.back().stream = observe::LogStream::err;
                    s.log.back().pool_id = 7;
                    s.log.back().task_id = 12;
                    s.log.back().attempt = 2;
                });
            }
            if (i == 3) scene.program->put(scene.queue, 5);
            if (i == 4) scene.program->start_task(scene.doomed, "train", "x");
            if (i == 5) scene.program->replace(scene.doomed, -11, observe::ExitCause::memory_limit);
            if (i == 6) scene.program->edit(scene.worker, [](auto& p) { p.memory_bytes.reset(); });
            if (i == 7) scene.program->edit_all([](auto& s) { s.syncs[0].waiters = {{1, 2}, {3, 4}}; });
            if (i == 8) scene.program->edit_all([](auto& s) { s.queues.clear(); });
            if (i == 9) scene.program->edit_all([](auto& s) { s.system_cpu_percent = 12.5; });
            if (i == 10) scene.program->log("almost over", 30);
            if (i == 11) scene.program->exit(scene.program->program(), 0);
            scene.program->advance(990ms);
            scene.program->edit_all([&](const observe::Snapshot& s) { seen.push_back(s); });
            recorder.step();
        }
        recorder.finish();
    }
    auto past = db.load(id);
    EXPECT_EQ(past.kind(), SourceKind::recording);
    EXPECT_EQ(past.title(), "render (run " + std::to_string(id) + ")");
    EXPECT_FALSE(past.alive());
    EXPECT_EQ(past.extent_ns(), std::pair(scene.start_ns, seen.back().taken_ns));
    expect_same(seen.back(), past.snapshot());
    for (std::size_t i = seen.size(); i-- > 0;) {
        SCOPED_TRACE(i);
        past.seek(seen[i].taken_ns);
        expect_same(seen[i], past.snapshot());
        past.seek(seen[i].taken_ns + 500'000'000);  // between two samples: the one before
        EXPECT_EQ(past.snapshot().taken_ns, seen[i].taken_ns);
    }
    past.seek(0);
    EXPECT_EQ(past.snapshot().taken_ns, scene.start_ns) << "before its beginning: the beginning";
    past.seek(seen.back().taken_ns * 2);
    EXPECT_EQ(past.snapshot().taken_ns, seen.back().taken_ns);
}

TEST_F(ReplayTest, ASnapshotHasTheTasksOfItsSecondAndThoseRunning) {
    Database db(path);
    Scene scene;
    const auto id = record_scene(db, scene);
    auto past = db.load(id);
    past.seek(scene.start_ns + 6 * Scene::second_ns);  // the second in which worker-2 died
    const auto snap = past.snapshot();
    ASSERT_EQ(snap.tasks.size(), 2u);
    EXPECT_EQ(snap.tasks[0].function, "train");
    EXPECT_EQ(snap.tasks[0].state, observe::TaskState::lost);
    EXPECT_EQ(snap.tasks[1].state, observe::TaskState::failed);

    const auto glance = past.glance();  // as the time strip reads it: the same but for what had ended
    EXPECT_TRUE(glance.tasks.empty());
    EXPECT_EQ(glance.taken_ns, snap.taken_ns);
    EXPECT_EQ(glance.processes, snap.processes);
    EXPECT_EQ(glance.pools, snap.pools);
    EXPECT_EQ(glance.exits, snap.exits);
    EXPECT_EQ(glance.log, snap.log);
}

TEST_F(ReplayTest, ADeadlockIsFoundInARecording) {
    Database db(path);
    Scene scene;
    const auto other = scene.program->add_lock("gpu");
    auto session = scene.program->session();
    Recorder recorder(db, session);
    scene.program->acquire(scene.lock, scene.worker);
    scene.program->acquire(other, scene.doomed);
    scene.program->acquire(other, scene.worker);
    scene.program->acquire(scene.lock, scene.doomed);
    scene.program->advance(1s);
    recorder.step();
    recorder.finish();
    auto past = db.load(recorder.run_id());
    ASSERT_EQ(past.snapshot().deadlocks().size(), 1u);
    EXPECT_EQ(past.snapshot().deadlocks()[0].members.size(), 2u);
    past.seek(scene.start_ns);
    EXPECT_TRUE(past.snapshot().deadlocks().empty());
}

TEST_F(ReplayTest, ARecordingRefusesEveryCommand) {
    Database db(path);
    Scene scene;
    auto past = db.load(record_scene(db, scene));
    for (const auto& answer :
         {past.kill(scene.worker), past.suspend(scene.worker), past.kill(scene.worker.pid), past.resize(scene.pool, 9),
          past.cancel_task(scene.pool, 1), past.restart_worker(scene.worker), past.drain_worker(scene.worker)}) {
        EXPECT_FALSE(answer);
        EXPECT_EQ(answer.reason, "this is a recording; its processes are of the past");
    }
}

TEST_F(ReplayTest, ARunThatIsBeingRecordedGrowsWhileItIsOpen) {
    Database db(path);
    auto program = std::make_shared<FakeProgram>();
    auto session = program->session();
    Recorder recorder(db, session, {.commit = 0ms});
    auto past = db.load(recorder.run_id());
    const auto before = past.extent_ns().second;
    program->advance(5s);
    recorder.step();
    EXPECT_EQ(past.extent_ns().second, before + 5'000'000'000);
    EXPECT_EQ(past.snapshot().taken_ns, program->now_ns());
}

}  // namespace
}  // namespace mp::test
