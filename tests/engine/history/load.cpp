// SPDX-License-Identifier: MIT
// Figures for the recorder: task rows a second, and how long a big run takes to open, to move in and to page through.
//     history_load [TASKS [only-record | keep FILE]]      keep: only record, and leave the history there
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "mp/history.h"
#include "support/fake_session.h"

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Of this process, ever.
double most_memory_mib() {
    std::ifstream status("/proc/self/status");
    std::string word;
    double kib = 0;
    while (status >> word)
        if (word == "VmHWM:") status >> kib;
    return kib / 1024;
}

// Gives thousands of finished tasks with each look, as a very busy pool does.
class BusySource : public mp::test::FakeSource {
public:
    BusySource(std::shared_ptr<mp::test::FakeProgram> program, std::uint64_t pool, std::size_t each)
        : FakeSource(program), program_(std::move(program)), pool_(pool), each_(each) {}

    mp::observe::Snapshot snapshot() override {
        auto snap = FakeSource::snapshot();
        const auto workers = program_->workers(pool_);
        snap.tasks.reserve(each_);
        for (std::size_t i = 0; i < each_; ++i) {
            mp::observe::Task t;
            t.id = ++last_;
            t.pool_id = pool_;
            t.function = "resize";
            t.arguments = "\"images/" + std::to_string(t.id) + ".png\"";
            t.state = t.id % 1000 == 0 ? mp::observe::TaskState::failed : mp::observe::TaskState::done;
            t.worker = workers[i % workers.size()];
            t.queued_ns = snap.taken_ns - 2'000'000;
            t.started_ns = snap.taken_ns - 1'000'000 - static_cast<std::int64_t>(i % 977) * 1'000;
            t.ended_ns = snap.taken_ns;
            t.result = "None";
            snap.tasks.push_back(std::move(t));
        }
        program_->advance(100ms);
        return snap;
    }

private:
    std::shared_ptr<mp::test::FakeProgram> program_;
    std::uint64_t pool_;
    std::size_t each_;
    std::uint64_t last_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    const std::size_t wanted = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    const auto directory = std::filesystem::temp_directory_path() / ("history_load-" + std::to_string(std::rand()));
    const bool keep = argc > 3 && std::string(argv[2]) == "keep";
    const std::string path = keep ? argv[3] : (directory / "history.db").string();
    {
        mp::history::Database db(path);
        auto program = std::make_shared<mp::test::FakeProgram>("busy");
        const auto pool = program->add_pool("pool-A", 16);
        mp::observe::Session session(std::make_unique<BusySource>(program, pool, 20'000));
        mp::history::Recorder recorder(db, session, {.every = 1s, .commit = 0ms});
        const auto start = Clock::now();
        const std::clock_t cpu = std::clock();
        for (std::size_t done = 20'000; done < wanted; done += 20'000) recorder.step();
        recorder.finish();
        const double ms = ms_since(start);
        const double cpu_s = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
        std::printf("recorded %zu tasks in %.0f ms: %.0f task rows/s, %.0f a second of CPU\n", wanted, ms,
                    static_cast<double>(wanted) / ms * 1e3, static_cast<double>(wanted) / cpu_s);
        if (argc > 2) {  // nothing but the recording, for a profiler
            if (!keep) std::filesystem::remove_all(directory);
            return 0;
        }
    }
    auto start = Clock::now();
    mp::history::Database db(path);
    const auto run = db.runs().at(0);
    std::printf("open and list: %.1f ms (%llu tasks, %llu failed, about %.1f MiB; file %.1f MiB)\n", ms_since(start),
                static_cast<unsigned long long>(run.tasks), static_cast<unsigned long long>(run.failed),
                static_cast<double>(run.size_bytes) / 1048576.0,
                static_cast<double>(std::filesystem::file_size(path)) / 1048576.0);
    start = Clock::now();
    auto session = db.load(run.id);
    const auto snap = session.snapshot();
    std::printf("load and first snapshot: %.1f ms (%zu tasks in it)\n", ms_since(start), snap.tasks.size());
    start = Clock::now();
    session.seek((run.started_ns + run.ended_ns) / 2);
    session.snapshot();
    std::printf("seek to the middle: %.1f ms\n", ms_since(start));
    start = Clock::now();
    db.tasks(run.id, {.limit = 100});
    std::printf("first page of tasks: %.1f ms\n", ms_since(start));
    start = Clock::now();
    db.tasks(run.id, {.states = {mp::observe::TaskState::failed}, .limit = 100});
    std::printf("first page of failures: %.1f ms\n", ms_since(start));
    start = Clock::now();
    db.series(run.id, {.metric = mp::history::Metric::duration_p95_ns});
    std::printf("series: %.1f ms\n", ms_since(start));
    // as somebody drags the time strip: a step a pixel
    for (const bool tasks : {false, true}) {
        std::vector<double> steps;
        const std::clock_t cpu = std::clock();
        for (int i = 0; i < 200; ++i) {
            session.seek(run.started_ns + (run.ended_ns - run.started_ns) / 200 * i);
            start = Clock::now();
            tasks ? session.snapshot() : session.glance();
            steps.push_back(ms_since(start));
        }
        std::sort(steps.begin(), steps.end());
        std::printf("scrub, 200 steps%s: median %.1f ms, longest %.1f ms; %.2f ms of CPU each\n",
                    tasks ? " with the tasks of each" : " as the window takes them", steps[100], steps.back(),
                    static_cast<double>(std::clock() - cpu) * 1e3 / CLOCKS_PER_SEC / 200);
    }
    start = Clock::now();
    for (int i = 0; i < 100; ++i) db.runs({.state = mp::history::RunState::running});
    std::printf("look for running runs: %.3f ms\n", ms_since(start) / 100);
    constexpr std::pair<mp::history::Format, const char*> formats[] = {{mp::history::Format::csv, "CSV"},
                                                                       {mp::history::Format::json, "JSON"},
                                                                       {mp::history::Format::html, "HTML"},
                                                                       {mp::history::Format::trace, "trace"}};
    for (const auto& [format, name] : formats) {
        start = Clock::now();
        const auto files = db.export_run(run.id, format, (directory / "export").string());
        const double ms = ms_since(start);
        std::uintmax_t bytes = 0;
        for (const auto& file : files) bytes += std::filesystem::file_size(file);
        std::printf("export as %s: %.0f ms, %.1f MiB; most memory so far %.1f MiB\n", name, ms,
                    static_cast<double>(bytes) / 1048576.0, most_memory_mib());
    }
    start = Clock::now();
    mp::history::Database other((directory / "other.db").string());
    other.import_runs(path);
    std::printf("import into another history: %.0f ms; most memory so far %.1f MiB\n", ms_since(start),
                most_memory_mib());
    std::filesystem::remove_all(directory);
}
