// SPDX-License-Identifier: MIT
// What is exported is read back by a stranger: CPython's csv and json modules, compared with the database by its
// sqlite3.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "engine/history/scene.h"
#include "support/program.h"

namespace mp::test {
namespace {

using history::Database;
using history::Format;
using history::Recorder;
using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char* judge = R"py(
import csv, datetime, json, os, sqlite3, sys
database, directory, json_file, run = sys.argv[1:]
db = sqlite3.connect(database)
def sql(text): return db.execute(text, (run,)).fetchall()
tables = {}
for name in os.listdir(directory):
    raw = open(os.path.join(directory, name), 'rb').read()
    assert raw.endswith(b'\r\n'), name
    with open(os.path.join(directory, name), newline='', encoding='utf-8', errors='surrogateescape') as f:
        rows = list(csv.reader(f, strict=True))
    assert all(len(row) == len(rows[0]) for row in rows), name
    tables[name[:-4]] = [dict(zip(rows[0], row)) for row in rows[1:]]
whole = json.load(open(json_file, encoding='utf-8'))
assert whole['lifeguard_run'] == 1
assert set(tables) == set(whole) - {'lifeguard_run'}, set(tables) ^ set(whole)
def ns(text):
    assert text.endswith('Z') and len(text) == 30, text
    return int(datetime.datetime.fromisoformat(text[:19] + '+00:00').timestamp()) * 10**9 + int(text[20:29])
def same(cell, value):
    if value is None: return cell == ''
    if value is True or value is False: return cell == str(int(value))
    if isinstance(value, float): return float(cell) == value
    if isinstance(value, str): return cell.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace') == value
    return cell == str(value)
for name, rows in tables.items():
    assert len(rows) == len(whole[name]), name
    for a, b in zip(rows, whole[name]):
        assert list(a) == list(b), (name, list(a), list(b))
        for key in a: assert same(a[key], b[key]), (name, key, a[key], b[key])
tasks = tables['tasks']
words = ['queued', 'running', 'done', 'failed', 'lost', 'cancelled', 'timed-out']
for t, r in zip(tasks, sql('SELECT id, attempt, function, arguments, state, started_ns, ended_ns, result FROM task '
                           'WHERE run = ? ORDER BY pool_id, id, attempt')):
    assert (int(t['id']), int(t['attempt']), t['function'], t['state']) == (r[0], r[1], r[2], words[r[4]]), (t, r)
    assert t['result'] == r[7] and ns(t['started']) == r[5] and ns(t['ended']) == r[6], (t, r)
    assert int(t['run_ns']) == r[6] - r[5]
assert len(tasks) == sql('SELECT count(*) FROM task WHERE run = ?')[0][0]
run_row = tables['runs'][0]
assert [int(run_row[k]) for k in ('tasks', 'failed', 'exits_nonzero', 'duration_ns')] == list(sql(
    'SELECT tasks, failed, exits_nonzero, ended_ns - started_ns FROM run WHERE id = ?')[0]), run_row
for table, count in (('processes', 'process'), ('queues', 'queue'), ('locks', 'lock'), ('syncs', 'sync'), ('exits', 'exit'),
                     ('samples', 'tick'), ('process_samples', 'process_sample'), ('queue_samples', 'queue_sample'),
                     ('lock_samples', 'lock_sample'), ('pools', 'pool'), ('log', 'log')):
    assert len(tables[table]) == sql('SELECT count(*) FROM ' + count + ' WHERE run = ?')[0][0], table
assert sum(int(s['tasks_ok']) for s in tables['samples']) == sql('SELECT sum(tasks_ok) FROM tick WHERE run = ?')[0][0]
assert [ns(s['time']) for s in tables['samples']] == [r[0] for r in sql('SELECT time_ns FROM tick WHERE run = ? ORDER BY time_ns')]
print(len(tasks), 'tasks agree')
)py";

class ExportTest : public testing::Test {
protected:
    TemporaryDirectory directory;
    std::string path = (directory / "history.db").string();
    Database db{path};
};

TEST_F(ExportTest, PythonReadsBackWhatTheDatabaseHolds) {
    Scene scene;
    scene.program->edit_all([](observe::Snapshot& s) {
        s.queues[0].name = "in, \"quoted\"\r\nand more";
        s.locks[0].name = "Schloß ☂";
    });
    auto session = scene.program->session();
    Recorder recorder(db, session, {.every = 1s, .name = "näme", .commit = 0ms});
    scene.play(recorder);
    history::TaskRecord record;
    record.task.id = 1;
    record.task.state = observe::TaskState::done;
    record.command = "cat 'a,b'";
    record.output = "line 1\nline \"2\"\n";
    record.error = "not utf-8: \xff\n";
    recorder.add_task(record);
    recorder.finish();

    const auto csv = db.export_run(recorder.run_id(), Format::csv, (directory / "csv" / "deep").string());
    const auto json = db.export_run(recorder.run_id(), Format::json, (directory / "json").string());
    EXPECT_EQ(csv.size(), 13u);
    ASSERT_EQ(json.size(), 1u);
    for (const auto& file : csv) EXPECT_TRUE(fs::exists(file)) << file;
    const auto answer = run({"/usr/bin/python3", "-c", judge, path, (directory / "csv" / "deep").string(), json[0],
                             std::to_string(recorder.run_id())});
    EXPECT_EQ(answer.code, 0) << answer.err;
    EXPECT_EQ(answer.out, "9 tasks agree\n");
    for (const auto& place : {directory / "csv" / "deep", directory / "json"})
        for (const auto& file : fs::directory_iterator(place)) EXPECT_NE(file.path().extension(), ".part");
}

TEST_F(ExportTest, AnUnknownRunAndAnUnusablePlaceAreSaid) {
    Scene scene;
    const auto id = record_scene(db, scene);
    EXPECT_THROW(db.export_run(id + 1, Format::csv, directory.path().string()), KeyError);
    std::ofstream(directory / "file") << "x";
    try {
        db.export_run(id, Format::csv, (directory / "file" / "below").string());
        FAIL();
    } catch (const OSError& e) {
        EXPECT_THAT(e.what(), HasSubstr((directory / "file").string()));
    }
}

TEST_F(ExportTest, AFullDiskLeavesNoHalfFile) {
    const auto mounted = directory / "small";
    fs::create_directory(mounted);
    if (run({"mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mounted.string()}).code != 0)
        GTEST_SKIP() << "mounting is not permitted here";
    auto program = std::make_shared<FakeProgram>();
    const auto worker = program->workers(program->add_pool("p", 1))[0];
    auto session = program->session();
    Recorder recorder(db, session);
    for (int i = 0; i < 2000; ++i) {
        program->start_task(worker, "f", std::string(90, 'a'));
        program->advance(1ms);
        program->finish_task(worker);
    }
    recorder.finish();
    for (const auto format : {Format::csv, Format::json}) {
        try {
            db.export_run(recorder.run_id(), format, mounted.string());
            ADD_FAILURE() << "64 KiB held it all";
        } catch (const OSError& e) {
            EXPECT_EQ(e.code(), ENOSPC);
            EXPECT_THAT(e.what(), HasSubstr(mounted.string() + (format == Format::csv ? "/tasks.csv" : "/run-")));
            EXPECT_THAT(e.what(), HasSubstr("No space left on device"));
        }
        for (const auto& file : fs::directory_iterator(mounted)) {
            EXPECT_NE(file.path().extension(), ".part") << file;
            EXPECT_NE(file.path().filename(), "tasks.csv") << "half of it";
        }
    }
    EXPECT_EQ(run({"umount", mounted.string()}).code, 0);
}

}  // namespace
}  // namespace mp::test
