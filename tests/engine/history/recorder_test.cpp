// SPDX-License-Identifier: MIT
#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>
#include <random>
#include <sstream>
#include <thread>

#include "engine/history/scene.h"
#include "os/fd.h"
#include "support/program.h"
#include "support/wait.h"

namespace mp::test {
namespace {

using history::Database;
using history::Recorder;
using history::RunState;
using observe::TaskState;
using testing::HasSubstr;

class RecorderTest : public testing::Test {
protected:
    std::int64_t count(const std::string& sql) {
        SQLite::Database db(path, SQLite::OPEN_READONLY);
        return db.execAndGet(sql).getInt64();
    }
    TemporaryDirectory directory;
    std::string path = (directory / "history.db").string();
};

TEST_F(RecorderTest, KeepsEveryFigureOfARun) {
    Database db(path);
    Scene scene;
    const auto id = record_scene(db, scene);
    const auto run = db.run(id);
    EXPECT_EQ(run.name, "nightly");
    EXPECT_EQ(run.source, "render");
    EXPECT_EQ(run.command, "./render --all");
    EXPECT_EQ(run.state, RunState::finished);
    EXPECT_EQ(run.program, scene.program->program());
    EXPECT_EQ(run.started_ns, scene.start_ns);
    EXPECT_EQ(run.duration_ns, 10 * Scene::second_ns);
    EXPECT_EQ(run.tasks, scene_tasks);
    EXPECT_EQ(run.failed, scene_failed);
    EXPECT_EQ(run.exits, 1u);
    EXPECT_EQ(run.exits_nonzero, 1u);
    EXPECT_NEAR(run.p50_ns.value(), 10e6, 0.1e6);
    EXPECT_GT(run.size_bytes, 500u);
    EXPECT_EQ(count("SELECT count(*) FROM task"), 9);
    EXPECT_EQ(count("SELECT count(*) FROM exit WHERE replaced_by_pid = " + std::to_string(scene.successor.pid)), 1);
    EXPECT_EQ(count("SELECT count(*) FROM log"), 10);
    EXPECT_EQ(count("SELECT count(*) FROM tick"), 11);  // the first look and ten seconds
}

TEST_F(RecorderTest, AnUnchangedObjectHasOneSample) {
    Database db(path);
    Scene scene;
    record_scene(db, scene);
    EXPECT_EQ(count("SELECT count(*) FROM sync_sample"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM queue_sample"), 11);
}

TEST_F(RecorderTest, ATaskThatIsTriedAgainCountsOnceByItsLastAttempt) {
    Database db(path);
    auto program = std::make_shared<FakeProgram>();
    const auto worker = program->workers(program->add_pool("p", 1))[0];
    auto session = program->session();
    Recorder recorder(db, session);
    const auto task = program->start_task(worker, "f", "", 1, 3);
    program->advance(1s);
    program->finish_task(worker, TaskState::failed);
    recorder.step();
    recorder.flush();
    EXPECT_EQ(db.run(recorder.run_id()).failed, 1u);
    program->start_task(worker, "f", "", 2, 3, task);
    program->advance(1s);
    program->finish_task(worker, TaskState::done);
    recorder.step();
    recorder.finish();
    EXPECT_EQ(db.run(recorder.run_id()).tasks, 1u);
    EXPECT_EQ(db.run(recorder.run_id()).failed, 0u);
    EXPECT_EQ(db.tasks(recorder.run_id()).size(), 2u) << "both attempts stay to be seen";
}

// Attempts become known by several ways, which do not wait for each other.
TEST_F(RecorderTest, AnEarlierAttemptThatIsToldLaterCountsNothing) {
    Database db(path);
    auto program = std::make_shared<FakeProgram>();
    const auto pool = program->add_pool("p", 1);
    const auto worker = program->workers(pool)[0];
    auto session = program->session();
    Recorder recorder(db, session);
    history::TaskRecord last;
    last.task.id = program->start_task(worker, "f", "", 1, 2);
    last.task.pool_id = pool;
    last.task.attempt = last.task.max_attempts = 2;
    last.task.state = TaskState::done;
    recorder.add_task(last);
    recorder.flush();
    program->advance(1s);
    program->finish_task(worker, TaskState::lost);
    recorder.step();
    recorder.finish();
    EXPECT_EQ(db.run(recorder.run_id()).tasks, 1u);
    EXPECT_EQ(db.run(recorder.run_id()).failed, 0u);
    EXPECT_EQ(db.tasks(recorder.run_id()).size(), 2u);
}

TEST_F(RecorderTest, ARunBeginsNoLaterThanItsTasks) {
    Database db(path);
    auto program = std::make_shared<FakeProgram>();
    const auto pool = program->add_pool("p", 1);
    auto session = program->session();
    Recorder recorder(db, session);
    const std::int64_t attached_ns = db.run(recorder.run_id()).started_ns;
    history::TaskRecord early;
    early.task.id = 1;
    early.task.pool_id = pool;
    early.task.state = TaskState::done;
    early.task.started_ns = attached_ns - 5'000'000;
    early.task.ended_ns = attached_ns + 1;
    recorder.add_task(early);
    recorder.finish();
    EXPECT_EQ(db.run(recorder.run_id()).started_ns, attached_ns - 5'000'000);
}

TEST_F(RecorderTest, ARunThatBeginsMidwayHasNothingFromBefore) {
    Database db(path);
    auto program = std::make_shared<FakeProgram>();
    const auto worker = program->workers(program->add_pool("p", 1))[0];
    program->advance(60s);
    program->start_task(worker, "before");
    program->advance(1s);
    program->finish_task(worker);
    program->exit(program->add_process("gone before"), -11);
    program->start_task(worker, "across");
    program->advance(30s);
    auto session = program->session();
    Recorder recorder(db, session);
    program->advance(4s);
    program->finish_task(worker);
    program->exit(program->add_process("gone in it"), -11);
    recorder.step();
    recorder.finish();
    const auto run = db.run(recorder.run_id());
    EXPECT_EQ(run.duration_ns, 4'000'000'000);
    EXPECT_EQ(run.tasks, 1u);
    EXPECT_EQ(run.exits, 1u);
    const auto tasks = db.tasks(recorder.run_id());
    ASSERT_EQ(tasks.size(), 1u);
    EXPECT_EQ(tasks[0].function, "across");
}

TEST_F(RecorderTest, TasksThatRanWhenTheProgramDiedAreLost) {
    Database db(path);
    auto program = std::make_shared<FakeProgram>();
    const auto worker = program->workers(program->add_pool("p", 1))[0];
    auto session = program->session();
    Recorder recorder(db, session);
    program->start_task(worker, "train", "x");
    program->advance(1s);
    program->exit(program->program(), -9);
    recorder.run();
    const auto tasks = db.tasks(recorder.run_id());
    ASSERT_EQ(tasks.size(), 1u);
    EXPECT_EQ(tasks[0].state, TaskState::lost);
    EXPECT_EQ(tasks[0].function, "train");
    EXPECT_EQ(db.run(recorder.run_id()).state, RunState::finished);
}

TEST_F(RecorderTest, RunEndsByStop) {
    Database db(path);
    auto program = std::make_shared<FakeProgram>();
    auto session = program->session();
    Recorder recorder(db, session, {.poll = 1ms});
    std::thread other([&] { recorder.stop(); });
    recorder.run();
    other.join();
    EXPECT_EQ(db.run(recorder.run_id()).state, RunState::finished);
}

TEST_F(RecorderTest, ASecondRecorderOfTheSameProgramIsRefused) {
    Database db(path);
    auto program = std::make_shared<FakeProgram>("render", 777);
    auto session = program->session();
    EXPECT_FALSE(history::recorded_by(program->program()));
    {
        Recorder recorder(db, session);
        EXPECT_EQ(history::recorded_by(program->program()).value().pid, getpid());
        try {
            Recorder second(db, session);
            FAIL() << "accepted";
        } catch (const RuntimeError& e) {
            EXPECT_EQ(std::string(e.what()),
                      "render (pid 777) is being recorded already, by process " + std::to_string(getpid()));
        }
        auto other = std::make_shared<FakeProgram>("other", 888);
        auto other_session = other->session();
        Recorder beside(db, other_session);
    }
    EXPECT_FALSE(history::recorded_by(program->program()));
    EXPECT_EQ(db.runs().size(), 2u) << "the refused one left no run";
    Recorder again(db, session);
}

TEST_F(RecorderTest, ACompleteRecordWinsOverTelemetryWhicheverComesFirst) {
    for (const bool record_first : {true, false}) {
        Database db(path);
        auto program = std::make_shared<FakeProgram>();
        const auto pool = program->add_pool("p", 1);
        const auto worker = program->workers(pool)[0];
        auto session = program->session();
        Recorder recorder(db, session, {.commit = 0ms});
        const auto id = program->start_task(worker, "command", "gzip a");
        program->advance(2s);
        program->finish_task(worker, TaskState::done);

        history::TaskRecord record;
        record.task.id = id;  // pool_id 0: the only one
        record.task.state = TaskState::failed;
        record.task.exitcode = 3;
        record.task.ended_ns = program->now_ns();
        record.command = "gzip -k a";
        record.output = std::string("out\0put", 7);
        record.error = "gzip: a: no such file\n";
        if (record_first) {
            // the record is in the table before telemetry is read
            program->edit_all([&](observe::Snapshot&) {});
            recorder.add_task(record);
            recorder.flush();
            recorder.step();
        } else {
            recorder.step();
            recorder.add_task(record);
        }
        recorder.finish();

        const auto tasks = db.tasks(recorder.run_id());
        ASSERT_EQ(tasks.size(), 1u);
        EXPECT_EQ(tasks[0].state, TaskState::failed);
        EXPECT_EQ(tasks[0].exitcode, 3);
        EXPECT_EQ(tasks[0].worker, worker) << "what the record leaves open comes from telemetry";
        EXPECT_TRUE(tasks[0].started_ns);
        const auto output = db.task_output(recorder.run_id(), pool, id).value();
        EXPECT_EQ(output.command, "gzip -k a");
        EXPECT_EQ(output.output, std::string("out\0put", 7));
        EXPECT_EQ(output.error, "gzip: a: no such file\n");
        EXPECT_FALSE(output.output_cut);
        EXPECT_EQ(db.run(recorder.run_id()).tasks, 1u);
        EXPECT_EQ(db.run(recorder.run_id()).failed, 1u);
    }
}

TEST_F(RecorderTest, OutputBeyondTheLimitIsCutAndFlagged) {
    Database db(path);
    auto program = std::make_shared<FakeProgram>();
    program->add_pool("p", 1);
    auto session = program->session();
    Recorder recorder(db, session);
    history::TaskRecord record;
    record.task.id = 1;
    record.task.state = TaskState::done;
    record.output = std::string(history::task_output_limit_bytes + 1, 'x');
    record.error = std::string(history::task_output_limit_bytes, 'y');
    recorder.add_task(record);
    recorder.finish();
    const auto task = db.tasks(recorder.run_id()).at(0);
    const auto output = db.task_output(recorder.run_id(), task.pool_id, 1).value();
    EXPECT_EQ(output.output.size(), history::task_output_limit_bytes);
    EXPECT_TRUE(output.output_cut);
    EXPECT_EQ(output.error.size(), history::task_output_limit_bytes);
    EXPECT_FALSE(output.error_cut);
}

TEST_F(RecorderTest, ReadsTaskRecordsFromAPipeToItsEnd) {
    Database db(path);
    auto program = std::make_shared<FakeProgram>();
    program->add_pool("p", 1);
    auto session = program->session();
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    os::Fd read_end(ends[0]);
    os::Fd write_end(ends[1]);
    Recorder recorder(db, session, {.poll = 5ms});
    recorder.read_tasks_from(read_end.get());
    std::thread parent([&] {
        history::TaskRecordWriter writer(write_end.get());
        for (std::uint64_t i = 1; i <= 500; ++i) {
            history::TaskRecord record;
            record.task.id = i;
            record.task.state = TaskState::done;
            record.output = std::string(1000, 'x');
            writer.write(record);
        }
        program->exit(program->program(), 0);  // the program is gone before its last records are read
        write_end.reset();
    });
    recorder.run();
    parent.join();
    EXPECT_EQ(db.run(recorder.run_id()).tasks, 500u);
}

// The promise of the record: a killed recorder leaves a sound database that lacks at most the last second.
TEST_F(RecorderTest, KillLosesAtMostTheLastSecond) {
    std::mt19937 random(12345);
    for (int round = 0; round < 4; ++round) {
        Program child({built("history_recorder_child"), path});
        const std::int64_t run = std::stoll(child.read_line());
        const auto kill_at = std::chrono::steady_clock::now() + 1200ms + std::chrono::milliseconds(random() % 700);
        unsigned long old_enough = 0;
        unsigned long finished = 0;
        while (std::chrono::steady_clock::now() < kill_at)
            std::istringstream(child.read_line()) >> old_enough >> finished;
        EXPECT_EQ(Database::open_readonly(path).run(run).state, RunState::running);
        child.send_signal(SIGKILL);
        child.wait();

        SQLite::Database raw(path, SQLite::OPEN_READWRITE);
        EXPECT_EQ(raw.execAndGet("PRAGMA integrity_check").getString(), "ok");
        Database db(path);
        const auto info = db.run(run);
        EXPECT_EQ(info.state, RunState::interrupted);
        EXPECT_GE(info.tasks, old_enough);
        EXPECT_LE(info.tasks, finished + 4);
        EXPECT_GT(old_enough, 0u);
        EXPECT_EQ(db.count_tasks(run), info.tasks) << "the totals belong to the same batch";
        EXPECT_EQ(db.load(run).extent_ns().second, info.ended_ns);
        EXPECT_FALSE(history::recorded_by(info.program)) << "the lock ended with the recorder";
    }
}

TEST_F(RecorderTest, AFullDiskIsSaidAndKeepsWhatWasWritten) {
    const auto mounted = directory / "small";
    std::filesystem::create_directory(mounted);
    if (run({"mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mounted.string()}).code != 0)
        GTEST_SKIP() << "mounting is not permitted here";
    const std::string small = (mounted / "history.db").string();
    std::int64_t id = 0;
    {
        Database db(small);
        auto program = std::make_shared<FakeProgram>();
        const auto worker = program->workers(program->add_pool("p", 1))[0];
        auto session = program->session();
        Recorder recorder(db, session, {.commit = 0ms});
        id = recorder.run_id();
        try {
            for (int i = 0; i < 100'000; ++i) {
                program->start_task(worker, "f", std::string(90, 'a'));
                program->advance(1ms);
                program->finish_task(worker);
                if (i % 100 == 99) recorder.step();
            }
            ADD_FAILURE() << "1 MiB held it all";
        } catch (const OSError& e) {
            EXPECT_EQ(e.code(), ENOSPC);
            EXPECT_EQ(std::string(e.what()),
                      "cannot record: " + small + ": the disk is full; what was written before is safe");
        }
        const auto held = db.run(id);
        EXPECT_GT(held.tasks, 0u);
        EXPECT_EQ(db.count_tasks(id), held.tasks);
        testing::internal::CaptureStderr();
    }
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("is not recorded"));
    {
        Database db = Database::open_readonly(small);
        EXPECT_GT(db.run(id).tasks, 0u);
    }
    {
        SQLite::Database raw(small, SQLite::OPEN_READONLY);
        EXPECT_EQ(raw.execAndGet("PRAGMA integrity_check").getString(), "ok");
    }
    EXPECT_EQ(run({"umount", mounted.string()}).code, 0);
}

}  // namespace
}  // namespace mp::test
