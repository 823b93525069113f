// SPDX-License-Identifier: MIT
// Histories of other machines: whole, doubled, cut off, forged.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "engine/history/scene.h"

namespace mp::test {
namespace {

using history::Database;
using history::ImportedRun;
using testing::HasSubstr;
using What = ImportedRun::What;
namespace fs = std::filesystem;

class ImportTest : public testing::Test {
protected:
    // A history of elsewhere with so many runs; its journal is in the file.
    std::string make_other(int runs) {
        const std::string file = (directory / "other.db").string();
        Database other(file);
        for (int i = 0; i < runs; ++i) {
            Scene scene;
            scene.program->edit_all([&](observe::Snapshot& s) { s.program_started_ns += i; });
            auto session = scene.program->session();
            history::Recorder recorder(other, session, {.every = 1s, .name = "nightly", .commit = 0ms});
            scene.play(recorder);
            history::TaskRecord record;
            record.task.id = 1;
            record.task.state = observe::TaskState::done;
            record.command = "cat a.txt";
            record.error = std::string("a\0b", 3);  // and nothing to stdout
            recorder.add_task(record);
            recorder.step();
            recorder.finish();
            const auto id = recorder.run_id();
            other.set_notes(id, "note " + std::to_string(i));
            other.set_starred(id, i % 2 == 0);
        }
        return file;
    }
    std::string failure(const std::string& file) {
        try {
            db.import_runs(file);
        } catch (const ValueError& e) {
            return e.what();
        }
        return "it was taken";
    }

    TemporaryDirectory directory;
    std::string path = (directory / "history.db").string();
    Database db{path};
};

TEST_F(ImportTest, RunsArriveWholeUnderNewNumbersWithNotesAndStars) {
    Scene mine;
    mine.program->edit_all([](observe::Snapshot& s) { s.program_started_ns += 77; });
    record_scene(db, mine);
    const auto file = make_other(2);
    std::uint64_t rows = 0;
    const auto taken = db.import_runs(file, {.progress = [&](const history::ImportProgress& p) {
                                          EXPECT_LE(p.rows, p.rows_of);
                                          rows = p.rows;
                                          return true;
                                      }});
    ASSERT_EQ(taken.size(), 2u);
    EXPECT_GT(rows, 20u);
    Database other(file);
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(taken[i].what, What::imported);
        EXPECT_EQ(taken[i].id, i + 2);
        auto here = db.run(taken[i].id);
        auto there = other.run(taken[i].source);
        EXPECT_EQ(here.notes, "note " + std::to_string(i));
        EXPECT_EQ(here.starred, i == 0);
        there.id = here.id;
        EXPECT_EQ(here, there);
        EXPECT_EQ(db.tasks(here.id), other.tasks(taken[i].source));
        EXPECT_EQ(db.exits(here.id), other.exits(taken[i].source));
        EXPECT_EQ(db.log(here.id), other.log(taken[i].source));
        const auto pool = db.tasks(here.id).at(0).pool_id;
        const auto output = db.task_output(here.id, pool, 1);
        ASSERT_TRUE(output);
        EXPECT_EQ(output->output, "");
        EXPECT_EQ(output->error, std::string("a\0b", 3));
        auto session = db.load(here.id);
        auto original = other.load(taken[i].source);
        for (const auto time : {here.started_ns + 3'000'000'000, here.ended_ns}) {
            session.seek(time);
            original.seek(time);
            EXPECT_EQ(session.snapshot().processes, original.snapshot().processes);
            EXPECT_EQ(session.snapshot().locks, original.snapshot().locks);
        }
    }
}

TEST_F(ImportTest, WhatIsThereAlreadyIsLeftOut) {
    const auto file = make_other(2);
    const auto first = db.import_runs(file, {.runs = {2}});
    ASSERT_EQ(first.size(), 1u);
    const auto again = db.import_runs(file);
    ASSERT_EQ(again.size(), 2u);
    EXPECT_EQ(again[0].what, What::imported);
    EXPECT_EQ(again[1].what, What::known);
    EXPECT_EQ(again[1].id, first[0].id);
    EXPECT_EQ(db.runs().size(), 2u);
    EXPECT_THROW(db.import_runs(file, {.runs = {77}}), KeyError);
    EXPECT_THROW(db.import_runs(path), ValueError) << "itself";
    EXPECT_THROW(db.import_runs((directory / "none.db").string()), FileNotFoundError);
    EXPECT_THROW(Database::open_readonly(path).import_runs(file), PermissionError);
}

TEST_F(ImportTest, AStoppedImportKeepsNoHalfRun) {
    const auto file = make_other(2);
    int calls = 0;
    const auto taken = db.import_runs(
        file, {.progress = [&](const history::ImportProgress& p) { return p.runs == 0 || ++calls < 6; }});
    ASSERT_EQ(taken.size(), 2u);
    EXPECT_EQ(taken[0].what, What::imported);
    EXPECT_EQ(taken[1].what, What::stopped);
    EXPECT_EQ(taken[1].id, 0);
    EXPECT_EQ(db.runs().size(), 1u);
    EXPECT_TRUE(db.runs({.deleted = true}).empty());
    EXPECT_EQ(SQLite::Database(path).execAndGet("SELECT count(*) FROM tick WHERE run <> 1").getInt(), 0);
    EXPECT_EQ(db.import_runs(file).at(1).what, What::imported);
}

// Somebody empties the bin while a run is on its way.
TEST_F(ImportTest, APurgeMeanwhileLeavesItAlone) {
    const auto file = make_other(1);
    Database second(path);
    const auto taken = db.import_runs(file, {.progress = [&](const history::ImportProgress&) {
                                          EXPECT_EQ(second.purge_deleted(), 0u);
                                          return true;
                                      }});
    ASSERT_EQ(taken.size(), 1u);
    EXPECT_EQ(db.tasks(taken[0].id).size(), scene_tasks);
}

// Its row is taken away all the same: it must not come back without its first half.
TEST_F(ImportTest, ARunThatIsTakenAwayMeanwhileEndsWithASentence) {
    const auto file = make_other(1);
    Database second(path);
    int calls = 0;
    try {
        db.import_runs(file, {.progress = [&](const history::ImportProgress&) {
                           if (++calls == 3) {
                               SQLite::Database(path, SQLite::OPEN_READWRITE).exec("UPDATE run SET deleted_ns = 1");
                               second.purge_deleted();
                           }
                           return true;
                       }});
        FAIL();
    } catch (const RuntimeError& e) {
        EXPECT_THAT(e.what(), HasSubstr("import the file again"));
    }
    EXPECT_TRUE(db.runs().empty());
    EXPECT_EQ(SQLite::Database(path).execAndGet("SELECT count(*) FROM task").getInt(), 0);
    EXPECT_EQ(db.import_runs(file).at(0).what, What::imported);
}

TEST_F(ImportTest, WhatIsNoHistoryIsSaidAndLeavesNothing) {
    const auto file = make_other(1);
    const auto bad = (directory / "bad.db").string();
    std::ofstream(bad) << "just a text, longer than the header of a database so that all of it is looked at ........";
    EXPECT_EQ(failure(bad), bad + " is not a Lifeguard history; it was not changed");

    fs::copy_file(file, bad, fs::copy_options::overwrite_existing);
    fs::resize_file(bad, fs::file_size(bad) / 2);  // a copy that broke off
    EXPECT_THAT(failure(bad), HasSubstr(bad + " is damaged"));

    fs::copy_file(file, bad, fs::copy_options::overwrite_existing);
    SQLite::Database(bad, SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
    EXPECT_THAT(failure(bad), HasSubstr("was written by a newer Lifeguard (schema 99;"));

    fs::remove(bad);
    SQLite::Database(bad, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE run (id INTEGER)");
    EXPECT_THAT(failure(bad), HasSubstr("is a database, but not Lifeguard's history"));
    EXPECT_THAT(failure(directory.path().string()), HasSubstr("is a directory"));
    EXPECT_TRUE(db.runs().empty());
    EXPECT_TRUE(db.runs({.deleted = true}).empty());
}

// Somebody made this file by hand.
TEST_F(ImportTest, AForgedFileIsRefusedWhereItIsWrong) {
    const auto file = make_other(1);
    const auto bad = (directory / "bad.db").string();
    const std::pair<const char*, const char*> forgeries[] = {
        {"ALTER TABLE log RENAME TO old; CREATE VIEW log AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 "
         "FROM n) SELECT 1 AS run, x AS sequence, x AS time_ns, 1 AS process_pid, 1 AS process_start_ticks, 20 AS "
         "level, 'x' AS text FROM n;",
         "its table \"log\" is missing"},
        {"ALTER TABLE exit ADD COLUMN more TEXT;", "its table \"exit\" is not that of a Lifeguard history"},
        {"UPDATE task SET ended_ns = -9223372036854775807 WHERE id = 1;", "a value of ended_ns in its table \"task\""},
        {"UPDATE task SET function = x'00ff' WHERE id = 2;", "a value of function in its table \"task\""},
        {"UPDATE task SET state = 'done' WHERE id = 2;", "a value of state in its table \"task\""},
        {"UPDATE exit SET exitcode = -2147483648;", "a value of exitcode in its table \"exit\""},
        {"UPDATE run SET started_ns = 9223372036854775807;", "a value of started_ns in its table \"run\""},
    };
    for (const auto& [sql, sentence] : forgeries) {
        fs::copy_file(file, bad, fs::copy_options::overwrite_existing);
        SQLite::Database(bad, SQLite::OPEN_READWRITE).exec(sql);
        EXPECT_THAT(failure(bad), HasSubstr(sentence));
        EXPECT_TRUE(db.runs().empty());
        EXPECT_EQ(SQLite::Database(path).execAndGet("SELECT count(*) FROM tick").getInt(), 0) << sentence;
    }
    // a trigger or an unknown table is nobody's business: it is only read
    fs::copy_file(file, bad, fs::copy_options::overwrite_existing);
    SQLite::Database(bad, SQLite::OPEN_READWRITE)
        .exec(
            "CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM run; END; CREATE TABLE mine (x);"
            "UPDATE run SET state = 77; UPDATE process SET role = 4000, cause = -3; UPDATE process_sample SET state = "
            "99");
    EXPECT_EQ(failure(bad), "it was taken");
    const auto run = db.runs().at(0);
    EXPECT_EQ(run.state, history::RunState::finished);
    EXPECT_EQ(history::cell(run, "state"), columns::Value{std::string("finished")});
    EXPECT_FALSE(db.export_run(run.id, history::Format::html, directory.path().string()).empty());
    EXPECT_FALSE(db.export_run(run.id, history::Format::json, directory.path().string()).empty());
}

// It has its say when it is opened to be looked at, too.
TEST_F(ImportTest, AForgedFileIsNotOpened) {
    const auto file = make_other(1);
    SQLite::Database(file, SQLite::OPEN_READWRITE).exec("ALTER TABLE tick ADD COLUMN more TEXT");
    try {
        Database::open_readonly(file);
        FAIL();
    } catch (const ValueError& e) {
        EXPECT_THAT(e.what(), HasSubstr("its table \"tick\" is not that"));
    }
}

}  // namespace
}  // namespace mp::test
