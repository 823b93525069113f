// SPDX-License-Identifier: MIT
#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "engine/history/scene.h"
#include "support/error_of.h"
#include "support/program.h"

namespace mp::test {
namespace {

using history::Database;
using history::Recorder;
using history::RunState;
using testing::HasSubstr;
namespace fs = std::filesystem;

std::string content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
mode_t mode(const fs::path& path) {
    struct stat info {};
    EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 07777;
}

class DatabaseTest : public testing::Test {
protected:
    TemporaryDirectory directory;
    std::string path = (directory / "history.db").string();
};

TEST_F(DatabaseTest, MakesAPrivateFileInAPrivateDirectory) {
    const auto place = directory / "a" / "b";
    Database db((place / "history.db").string());
    EXPECT_EQ(mode(place), 0700u);
    EXPECT_EQ(mode(directory / "a"), 0700u);
    EXPECT_EQ(mode(place / "history.db"), 0600u);
    for (const auto& file : fs::directory_iterator(place)) EXPECT_EQ(mode(file), 0600u) << file;
    EXPECT_EQ(SQLite::Database((place / "history.db").string()).execAndGet("PRAGMA journal_mode").getString(), "wal");
    EXPECT_TRUE(db.runs().empty());
}

TEST_F(DatabaseTest, LivesInTheUsersDataDirectory) {
    EXPECT_EQ(history::default_path(), std::string(getenv("XDG_DATA_HOME")) + "/lifeguard/history.db");
    const std::string before = getenv("XDG_DATA_HOME");
    unsetenv("XDG_DATA_HOME");
    EXPECT_EQ(history::default_path(), std::string(getenv("HOME")) + "/.local/share/lifeguard/history.db");
    setenv("XDG_DATA_HOME", before.c_str(), 1);
}

TEST_F(DatabaseTest, GarbageIsRefusedAndNotTouched) {
    const std::string garbage(10'000, 'x');
    std::ofstream(path) << garbage;
    EXPECT_EQ(error_of<ValueError>([&] { Database db(path); }),
              path + " is not a Lifeguard history; it was not changed");
    EXPECT_EQ(error_of<ValueError>([&] { Database::open_readonly(path); }),
              path + " is not a Lifeguard history; it was not changed");
    EXPECT_EQ(content(path), garbage);
}

TEST_F(DatabaseTest, AnotherProgramsDatabaseIsRefusedAndNotTouched) {
    SQLite::Database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE bookmarks (url TEXT)");
    const auto before = content(path);
    EXPECT_EQ(error_of<ValueError>([&] { Database db(path); }),
              path + " is a database, but not Lifeguard's history; it was not changed");
    EXPECT_EQ(content(path), before);
}

TEST_F(DatabaseTest, ANewerSchemaIsRefusedAndNotTouched) {
    { Database db(path); }
    SQLite::Database(path, SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 7");
    const auto before = content(path);
    const std::string sentence =
        path + " was written by a newer Lifeguard (schema 7; this one knows 2); it was not changed";
    EXPECT_EQ(error_of<ValueError>([&] { Database db(path); }), sentence);
    EXPECT_EQ(error_of<ValueError>([&] { Database::open_readonly(path); }), sentence);
    EXPECT_EQ(content(path), before);
}

TEST_F(DatabaseTest, WhatTheFileSystemRefusesIsSaidWithThePath) {
    EXPECT_THAT(error_of<FileNotFoundError>([&] { Database::open_readonly(path); }), HasSubstr(path));
    EXPECT_EQ(error_of<ValueError>([&] { Database db(directory.path().string()); }),
              directory.path().string() + " is a directory, not a history");
    std::ofstream(directory / "file") << "x";
    EXPECT_THAT(error_of<OSError>([&] { Database db((directory / "file" / "h.db").string()); }),
                HasSubstr((directory / "file").string()));
    std::ofstream(directory / "empty.db").flush();
    EXPECT_THAT(error_of<ValueError>([&] { Database::open_readonly((directory / "empty.db").string()); }),
                HasSubstr("empty.db is empty"));
}

TEST_F(DatabaseTest, WithoutPermissionNothingIsOpened) {
    if (geteuid() == 0) {
        // root is refused nothing by modes: ask as somebody else, in a child of this test
        fs::permissions(directory.path(), fs::perms::all);
        fs::create_directory(directory / "closed");
        fs::permissions(directory / "closed", fs::perms::owner_all);
        const pid_t child = fork();
        if (child == 0) {
            if (setgid(65534) != 0 || setuid(65534) != 0) _exit(3);
            const std::string inside = (directory / "closed" / "history.db").string();
            const auto sentence = error_of<PermissionError>([&] { Database db(inside); });
            _exit(sentence.find(inside) != std::string::npos ? 0 : 1);
        }
        int status = 0;
        waitpid(child, &status, 0);
        EXPECT_EQ(WEXITSTATUS(status), 0);
        return;
    }
    fs::permissions(directory.path(), fs::perms::owner_read | fs::perms::owner_exec);
    EXPECT_THAT(error_of<PermissionError>([&] { Database db(path); }), HasSubstr(path));
    fs::permissions(directory.path(), fs::perms::owner_all);
}

TEST_F(DatabaseTest, AReadOnlyDiskCanBeReadAndIsNotWritten) {
    const auto mounted = directory / "disk";
    fs::create_directory(mounted);
    if (run({"mount", "-t", "tmpfs", "tmpfs", mounted.string()}).code != 0)
        GTEST_SKIP() << "mounting is not permitted here";
    const std::string there = (mounted / "history.db").string();
    Scene scene;
    std::int64_t id = 0;
    {
        Database db(there);
        id = record_scene(db, scene);
    }
    ASSERT_EQ(run({"mount", "-o", "remount,ro", mounted.string()}).code, 0);
    EXPECT_THAT(error_of<OSError>([&] { Database db(there); }),
                testing::AllOf(HasSubstr(there), HasSubstr("Read-only file system")));
    EXPECT_THAT(error_of<OSError>([&] { Database db((mounted / "new" / "h.db").string()); }), HasSubstr("/new"));
    {
        Database db = Database::open_readonly(there);
        EXPECT_EQ(db.run(id).tasks, scene_tasks);
        EXPECT_EQ(db.load(id).snapshot().pools.size(), 1u);
        EXPECT_THAT(error_of<PermissionError>([&] { db.rename(id, "x"); }), HasSubstr("was opened for reading alone"));
    }
    EXPECT_EQ(run({"umount", mounted.string()}).code, 0);
}

TEST_F(DatabaseTest, RunsAreNamedNotedStarredAndFound) {
    Database db(path);
    Scene one, two;
    two.program->edit_all([](observe::Snapshot& s) { s.name = "other"; });
    const auto first = record_scene(db, one);
    const auto second = record_scene(db, two);
    db.rename(first, "100% done");
    db.set_notes(first, "the slow disk");
    db.set_starred(second, true);
    const auto all = db.runs();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].id, second) << "newest first";
    EXPECT_TRUE(all[0].starred);
    EXPECT_EQ(all[1].name, "100% done");
    EXPECT_EQ(all[1].notes, "the slow disk");
    EXPECT_EQ(db.runs({.text = "SLOW"}).size(), 1u);
    EXPECT_EQ(db.runs({.text = "0% d"}).size(), 1u);
    EXPECT_EQ(db.runs({.text = "%"}).size(), 1u);
    EXPECT_EQ(db.runs({.text = "other"}).size(), 1u);
    EXPECT_EQ(db.runs({.state = RunState::running}).size(), 0u);
    EXPECT_EQ(db.runs({.limit = 1}).size(), 1u);
    EXPECT_EQ(db.runs({.from_ns = all[0].started_ns + 1}).size(), 0u);
    EXPECT_THAT(error_of<KeyError>([&] { db.rename(99, "x"); }), HasSubstr("there is no run 99"));
    EXPECT_THAT(error_of<KeyError>([&] { db.load(99); }), HasSubstr("there is no run 99"));
    EXPECT_THAT(error_of<KeyError>([&] { db.tasks(99); }), HasSubstr("there is no run 99"));
}

TEST_F(DatabaseTest, EveryColumnOfRunsHasAValue) {
    Database db(path);
    Scene scene;
    const auto run = db.run(record_scene(db, scene));
    for (const auto& column : columns::of(columns::Table::runs)) EXPECT_NO_THROW(cell(run, column.id)) << column.id;
    EXPECT_EQ(cell(run, "tasks"), columns::Value(std::uint64_t{scene_tasks}));
    EXPECT_EQ(cell(run, "state"), columns::Value(std::string("finished")));
    EXPECT_EQ(cell(run, "notes"), columns::Value());
    EXPECT_THROW(cell(run, "nonsense"), KeyError);
}

TEST_F(DatabaseTest, ADeletedRunComesBackUntilItIsPurged) {
    Scene scene;
    std::int64_t id = 0;
    {
        Database db(path);
        id = record_scene(db, scene);
        db.delete_run(id);
        EXPECT_TRUE(db.runs().empty());
        EXPECT_EQ(db.runs({.deleted = true}).size(), 1u);
    }
    Database db(path);  // opened by another within the minute: still to be had
    db.restore_run(id);
    ASSERT_EQ(db.runs().size(), 1u);
    EXPECT_EQ(db.tasks(id).size(), scene_tasks);
    db.delete_run(id);
    EXPECT_EQ(db.purge_deleted(), 1u);
    EXPECT_THROW(db.restore_run(id), KeyError);
    SQLite::Database raw(path);
    SQLite::Statement tables(raw, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    while (tables.executeStep()) {
        const std::string table = tables.getColumn(0).getString();
        EXPECT_EQ(raw.execAndGet("SELECT count(*) FROM " + table).getInt(), 0) << table;
    }
    EXPECT_EQ(raw.execAndGet("PRAGMA integrity_check").getString(), "ok");
}

TEST_F(DatabaseTest, ARunDeletedLongAgoIsGoneAfterTheNextOpen) {
    Scene scene;
    std::int64_t id = 0;
    {
        Database db(path);
        id = record_scene(db, scene);
        db.delete_run(id);
    }
    SQLite::Database(path, SQLite::OPEN_READWRITE).exec("UPDATE run SET deleted_ns = deleted_ns - 120000000000");
    Database db(path);
    EXPECT_TRUE(db.runs({.deleted = true}).empty());
}

TEST_F(DatabaseTest, ARunThatIsBeingRecordedIsNotDeleted) {
    Database db(path);
    auto program = std::make_shared<FakeProgram>();
    auto session = program->session();
    Recorder recorder(db, session);
    EXPECT_EQ(db.run(recorder.run_id()).state, RunState::running);
    EXPECT_THAT(error_of<RuntimeError>([&] { db.delete_run(recorder.run_id()); }), HasSubstr("is being recorded"));
    recorder.finish();
    db.delete_run(recorder.run_id());
}

// The system takes a process's locks on a file away when it closes any descriptor of it, and the last writer to leave,
// seeing none, takes the log away from under those who read.
TEST_F(DatabaseTest, OneOpenedBesideAnotherLeavesItsLocks) {
    const std::string log = path + "-wal";
    const auto another_program_comes_and_goes = [&] {
        const auto said = run({"python3", "-c",
                               "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
                               "print(c.execute('SELECT count(*) FROM run').fetchone()[0]); c.close()",
                               path});
        EXPECT_EQ(said.out, "0\n") << said.err;
    };
    { const Database made(path); }
    {
        const Database kept(path);
        ASSERT_TRUE(fs::exists(log));
        { const Database again = Database::open_readonly(path); }
        { const Database again(path); }
        Database other((directory / "other.db").string());
        EXPECT_TRUE(other.import_runs(path).empty());
        another_program_comes_and_goes();
        EXPECT_TRUE(fs::exists(log)) << "the log was taken away from under a history that is open";
    }
    another_program_comes_and_goes();
    EXPECT_FALSE(fs::exists(log)) << "nobody has it open any more";
}

TEST_F(DatabaseTest, ReadersAndWritersWorkBesideEachOther) {
    Database db(path);
    auto program = std::make_shared<FakeProgram>();
    const auto worker = program->workers(program->add_pool("p", 1))[0];
    auto session = program->session();
    Recorder recorder(db, session, {.commit = 0ms});
    const auto id = recorder.run_id();
    std::atomic<bool> stop = false;
    std::thread reader([&] {
        Database other = Database::open_readonly(path);
        auto past = other.load(id);
        while (!stop) {
            const auto tasks = other.run(id).tasks;
            EXPECT_GE(other.count_tasks(id), tasks);
            EXPECT_EQ(past.snapshot().pools.size(), 1u);
        }
    });
    std::thread writer([&] {
        Database other(path);
        for (int i = 0; !stop; ++i) other.set_notes(id, std::to_string(i));
    });
    for (int i = 0; i < 200; ++i) {
        program->start_task(worker);
        program->advance(1s);
        program->finish_task(worker);
        recorder.step();
    }
    recorder.finish();
    stop = true;
    reader.join();
    writer.join();
    EXPECT_EQ(db.run(id).tasks, 200u);
}

}  // namespace
}  // namespace mp::test
