// SPDX-License-Identifier: MIT
// record: writes what a program does into the history, until it ends.
#include <atomic>
#include <chrono>
#include <csignal>
#include <iostream>
#include <thread>

#include "exit_codes.h"
#include "mp/exceptions.h"
#include "mp/history.h"
#include "target.h"
#include "verb.h"

namespace ctl {

namespace {

struct RecordWords {
    std::string pid;
    std::string attach;
    std::string database;
    std::string name;
    std::string notes;
    double every = 1;
    std::string duration;
    int tasks_descriptor = -1;
    bool quiet = false;
    Place place;
};

std::atomic<mp::history::Recorder*> recorder_running{nullptr};

void stop_recorder(int) {
    if (mp::history::Recorder* recorder = recorder_running) recorder->stop();
}

// Ends the recording after a time; a plain thread, since the recorder's own loop sleeps on the session.
class Timer {
public:
    Timer(mp::history::Recorder& recorder, double seconds)
        : thread_([this, &recorder, seconds] {
              const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
              while (!over_ && std::chrono::steady_clock::now() < end)
                  std::this_thread::sleep_for(std::chrono::milliseconds(20));
              if (!over_) recorder.stop();
          }) {}
    ~Timer() {
        over_ = true;
        thread_.join();
    }

private:
    std::atomic<bool> over_{false};
    std::thread thread_;
};

int record(const RecordWords& options) {
    const double duration = options.duration.empty() ? 0 : parse_seconds(options.duration);
    auto session = find_session(options.pid.empty() ? options.attach : options.pid, options.place);
    mp::history::Database db = writable_history(options.database, Missing::is_made);
    mp::history::Recorder recorder(
        db, session,
        {.every = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(options.every)),
         .name = options.name,
         .notes = options.notes});
    if (!options.quiet)
        std::cout << "recording " << session.title() << " as run " << recorder.run_id() << " in " << db.path()
                  << std::endl;
    recorder_running = &recorder;
    std::signal(SIGINT, stop_recorder);
    std::signal(SIGTERM, stop_recorder);
    if (options.tasks_descriptor >= 0) recorder.read_tasks_from(options.tasks_descriptor);
    {
        std::optional<Timer> timer;
        if (duration > 0) timer.emplace(recorder, duration);
        recorder.run();
    }
    recorder_running = nullptr;
    if (!options.quiet) {
        const auto run = db.run(recorder.run_id());
        std::cout << "run " << run.id << ": " << run.tasks << " tasks, " << run.failed << " failed, " << run.exits
                  << " exits" << std::endl;
    }
    return ok;
}

}  // namespace

void add_record(CLI::App& app, Action& action) {
    auto options = std::make_shared<RecordWords>();
    CLI::App* verb = app.add_subcommand("record", "Write what a program does into the history, until it ends");
    CLI::Option* pid =
        verb->add_option("pid", options->pid, "The program, or any process of it; left out: the only one there is");
    verb->add_option("--attach", options->attach, "The same as an option")->excludes(pid);
    verb->add_option("--db", options->database, "The history's file (default: the user's)");
    verb->add_option("--name", options->name, "Name of the run (default: the program's)");
    verb->add_option("--notes", options->notes, "Notes to keep with it");
    verb->add_option("--every", options->every, "Seconds between two samples")
        ->capture_default_str()
        ->check(CLI::Range(0.05, 3600.0));
    verb->add_option("--duration", options->duration, "End after this time: seconds, or a number with s, m or h");
    verb->add_option("--tasks-fd", options->tasks_descriptor, "Take records of tasks from this descriptor as well")
        ->check(whole_number());
    verb->add_flag("-q,--quiet", options->quiet, "Say nothing");
    add_place(*verb, options->place);
    verb->callback([options, &action] { action = [options] { return record(*options); }; });
}

}  // namespace ctl
