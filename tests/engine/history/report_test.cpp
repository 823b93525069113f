// SPDX-License-Identifier: MIT
// The trace and the page, read back by CPython's json, html.parser and ElementTree and compared with the database; the
// page in a real browser where there is one.
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

const fs::path judges = fs::path(LIFEGUARD_SOURCE_DIR) / "tests/engine/history";

class ReportTest : public testing::Test {
protected:
    // The scene, with names that want to be more than names.
    std::int64_t record_hostile() {
        Scene scene;
        scene.program->edit_all([](observe::Snapshot& s) {
            s.queues[0].name = "<img src=x onerror=alert(1)>";
            s.locks[0].name = "\"]}, Schloß ☂";
        });
        auto session = scene.program->session();
        Recorder recorder(db, session, {.every = 1s, .name = "</title><script>alert(1)</script>", .commit = 0ms});
        recorder.step();
        scene.play(recorder);
        const auto worker = scene.worker;
        scene.program->start_task(worker, "</td></table><script>alert('x')</script>", "\x1b[31m \xff \"\\");
        scene.program->advance(20ms);
        scene.program->finish_task(worker, observe::TaskState::failed, "ValueError: ]]> & 'quoted' \x01");
        history::TaskRecord record;
        record.task.id = 1;
        record.task.state = observe::TaskState::failed;
        record.command = "cat <a.txt";
        record.error = "cat: \xfe\xff </pre><b>bold</b>\n";
        recorder.add_task(record);
        recorder.step();
        recorder.finish();
        return recorder.run_id();
    }
    RunResult judge(const std::string& program, const std::string& file, std::int64_t id,
                    const std::vector<std::string>& more = {}) {
        std::vector<std::string> command{"/usr/bin/python3", (judges / program).string(), file, path,
                                         std::to_string(id)};
        command.insert(command.end(), more.begin(), more.end());
        return run(command);
    }

    TemporaryDirectory directory;
    std::string path = (directory / "history.db").string();
    Database db{path};
};

TEST_F(ReportTest, TheTraceKeepsTheRulesOfItsFormatAndTheDatabasesSums) {
    const auto id = record_hostile();
    const auto files = db.export_run(id, Format::trace, directory.path().string());
    ASSERT_EQ(files, std::vector<std::string>{(directory / ("run-" + std::to_string(id) + ".trace.json")).string()});
    const auto answer = judge("trace_judge.py", files[0], id);
    EXPECT_EQ(answer.code, 0) << answer.err;
    EXPECT_EQ(answer.out, "10 tasks, 1 waits, 1 exits agree\n");
}

// Threads of one process, or ends that were seen late: a viewer would drop what overlaps.
TEST_F(ReportTest, TasksOfOneProcessThatOverlapGetLanesOfTheirOwn) {
    Scene scene;
    auto session = scene.program->session();
    Recorder recorder(db, session, {.every = 1s, .commit = 0ms});
    recorder.step();
    for (std::uint64_t i = 0; i < 5; ++i) {
        history::TaskRecord record;
        record.task.id = 100 + i;
        record.task.pool_id = scene.pool;
        record.task.function = "beside";
        record.task.state = observe::TaskState::done;
        record.task.worker = scene.worker;
        record.task.started_ns = scene.start_ns + static_cast<std::int64_t>(i) * 1'000'000;
        record.task.ended_ns = scene.start_ns + 20'000'000 + static_cast<std::int64_t>(i % 2) * 7'000'000;
        recorder.add_task(record);
    }
    recorder.step();
    recorder.finish();
    const auto file = db.export_file(recorder.run_id(), Format::trace, (directory / "x.json").string());
    const auto answer = judge("trace_judge.py", file, recorder.run_id());
    EXPECT_EQ(answer.code, 0) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("5 tasks"));
}

TEST_F(ReportTest, ThePageIsWellFormedNeedsNothingAndSaysWhatTheDatabaseSays) {
    const auto id = record_hostile();
    const auto files = db.export_run(id, Format::html, directory.path().string());
    ASSERT_EQ(files.size(), 1u);
    const auto answer = judge(
        "report_judge.py", files[0], id,
        {"</td></table><script>alert('x')</script>", "<img src=x onerror=alert(1)>", "-11 SIGSEGV",
         "invalid memory access", "ValueError: ]]> & 'quoted' \xef\xbf\xbd",
         "cat: \xef\xbf\xbd\xef\xbf\xbd </pre><b>bold</b>", "still held 30 items", "Somebody waited 2.00 s for lock"});
    EXPECT_EQ(answer.code, 0) << answer.err;
    EXPECT_EQ(answer.out, "4 charts, 3 functions, 1 exits agree\n");
}

// What a browser says on its console about a page, and which addresses it asks for besides its maker's own.
class Browser {
public:
    explicit Browser(const fs::path& directory) : picture(directory / "page.png"), directory_(directory) {}
    void show(const std::string& page) {
        const std::string log = (directory_ / "net.json").string();
        const auto shown = run({program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                                "--user-data-dir=" + (directory_ / "profile").string(), "--log-net-log=" + log,
                                "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr",
                                "--window-size=1200,2400", "--screenshot=" + picture.string(), "file://" + page},
                               {.environment = {{"HOME", directory_.string()}}});
        ASSERT_EQ(shown.code, 0) << shown.err;
        said = shown.err;
        asked = run({"/usr/bin/python3", "-c",
                     "import json, sys, urllib.parse\n"
                     "log = json.load(open(sys.argv[1]))\n"
                     "kind = log['constants']['logEventTypes']['URL_REQUEST_START_JOB']\n"
                     "urls = {e['params']['url'] for e in log['events'] if e['type'] == kind and 'url' in "
                     "e.get('params', {})}\n"
                     "parts = [urllib.parse.urlsplit(u) for u in urls]\n"
                     "print([p.geturl() for p in parts if p.scheme.startswith(('http', 'ws', 'ftp')) and not "
                     "p.hostname.endswith(('.google.com', '.googleapis.com', '.gvt1.com'))])",
                     log})
                    .out;
    }
    static constexpr const char* program = "/usr/bin/chromium";
    std::string said;
    std::string asked;
    const fs::path picture;

private:
    const fs::path directory_;
};

TEST_F(ReportTest, ABrowserShowsThePageWithoutAnErrorAndWithoutTheNetwork) {
    if (!fs::exists(Browser::program)) GTEST_SKIP() << "no chromium is installed (packaging/install browser)";
    const auto id = record_hostile();
    Browser browser(directory.path());
    ASSERT_NO_FATAL_FAILURE(browser.show(db.export_run(id, Format::html, directory.path().string()).at(0)));
    EXPECT_GT(fs::file_size(browser.picture), 20'000u) << browser.said;
    EXPECT_THAT(browser.said, testing::Not(HasSubstr("CONSOLE")));
    EXPECT_EQ(browser.asked, "[]\n");
    // and this is how it would look if it did
    const auto bad = (directory / "bad.html").string();
    std::ofstream(bad) << "<img src=\"http://elsewhere.test/x.png\"><script>console.error('no')</script>";
    ASSERT_NO_FATAL_FAILURE(browser.show(bad));
    EXPECT_THAT(browser.said, HasSubstr("CONSOLE"));
    EXPECT_EQ(browser.asked, "['http://elsewhere.test/x.png']\n");
}

TEST_F(ReportTest, ARunWithoutAnythingIsAPageAndATraceToo) {
    auto program = std::make_shared<FakeProgram>("idle");
    auto session = program->session();
    Recorder recorder(db, session);
    recorder.finish();
    const auto id = recorder.run_id();
    const auto page = judge("report_judge.py", db.export_file(id, Format::html, (directory / "a.html").string()), id);
    EXPECT_EQ(page.code, 0) << page.err;
    const auto trace = judge("trace_judge.py", db.export_file(id, Format::trace, (directory / "a.json").string()), id);
    EXPECT_EQ(trace.code, 0) << trace.err;
}

TEST_F(ReportTest, WhatCannotBeWrittenIsSaidWithItsPathAndLeavesNothing) {
    Scene scene;
    const auto id = record_scene(db, scene);
    for (const auto format : {Format::json, Format::html, Format::trace}) {
        try {
            db.export_file(id, format, "/dev/full");
            ADD_FAILURE() << "/dev/full took it";
        } catch (const OSError& e) {
            EXPECT_EQ(e.code(), ENOSPC);
            EXPECT_THAT(e.what(), HasSubstr("/dev/full: No space left on device"));
        }
        const auto nowhere = (directory / "none" / "file").string();
        EXPECT_THROW(db.export_file(id, format, nowhere), FileNotFoundError);
        EXPECT_THROW(db.export_file(id + 1, format, (directory / "x").string()), KeyError);
    }
    EXPECT_TRUE(fs::is_character_file("/dev/full")) << "the device was replaced by a file";
    EXPECT_FALSE(fs::exists("/dev/full.part"));
    EXPECT_THROW(db.export_file(id, Format::csv, (directory / "x.csv").string()), ValueError);
    EXPECT_FALSE(fs::exists(directory / "x"));
    // what was there stays until the new one is whole
    const auto file = (directory / "report.html").string();
    std::ofstream(file) << "the one before";
    EXPECT_EQ(db.export_file(id, Format::html, file), file);
    EXPECT_GT(fs::file_size(file), 5'000u);
    EXPECT_FALSE(fs::exists(file + ".part"));
}

}  // namespace
}  // namespace mp::test
