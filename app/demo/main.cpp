// SPDX-License-Identifier: MIT
// lifeguard-demo: a program with something to see. A pool checksums and compresses real files, a queue backs up behind
// it, processes quarrel over locks, and one worker crashes now and then.
#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <ranges>
#include <vector>

#include "actors.h"
#include "mp/multiprocessing.h"
#include "work.h"

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

std::atomic<bool> interrupted{false};

struct Settings {
    std::string directory = "/usr/share";
    int workers = 4;
    double seconds = 0;
    double crash_every = 8;
};

std::int64_t now_ns() {
    return Clock::now().time_since_epoch().count();
}

// The moment of the next crash, shared by all workers.
mp::Value<std::int64_t>* next_crash = nullptr;
std::int64_t crash_every_ns = 0;

demo::Digest work_on(const std::string& path) {
    if (crash_every_ns > 0) {
        bool mine = false;
        {
            const std::scoped_lock guard(next_crash->get_lock());
            if (now_ns() > next_crash->value()) {
                next_crash->value() = now_ns() + crash_every_ns;
                mine = true;
            }
        }
        if (mine) std::raise(SIGSEGV);
    }
    return demo::digest(path);
}

// The queue as a range that ends when the demo does.
class Paths {
public:
    Paths(mp::Queue<std::string> queue, Clock::time_point end) : queue_(std::move(queue)), end_(end) {}
    // The next path; empty at the end.
    std::string next() {
        while (!interrupted && Clock::now() < end_) {
            try {
                return queue_.get(100ms);
            } catch (const mp::Empty&) {
                // The scanner has not found any yet.
            }
        }
        return {};
    }

private:
    mp::Queue<std::string> queue_;
    Clock::time_point end_;
};

void run_pool(const Settings& settings, mp::Queue<std::string> paths, mp::Queue<demo::Digest> results) {
    const auto end = settings.seconds > 0 ? Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                                               std::chrono::duration<double>(settings.seconds))
                                          : Clock::time_point::max();
    Paths source(std::move(paths), end);
    mp::Pool pool({.processes = settings.workers, .name = "files"});
    // Only now: the processes above are to end at a SIGTERM, as processes do.
    std::signal(SIGINT, [](int) { interrupted = true; });
    std::signal(SIGTERM, [](int) { interrupted = true; });
    auto input = std::views::iota(0) | std::views::transform([&](int) { return source.next(); }) |
                 std::views::take_while([](const std::string& path) { return !path.empty(); });
    auto done = pool.imap_unordered(mp::fn<work_on>, input);
    for (;;) {
        try {
            results.put(done.next());
        } catch (const mp::WorkerLost& e) {
            std::cout << "a worker crashed, as it was told to: " << e.what() << std::endl;
        } catch (const mp::StopIteration&) {
            return;
        }
    }
}

int run(const Settings& settings) {
    mp::Queue<std::string> paths({.maxsize = 2000, .name = "paths"});
    mp::Queue<demo::Digest> results({.name = "results"});
    mp::Lock catalogue({.name = "catalogue"});
    mp::Lock db({.name = "db"});
    mp::Lock gpu({.name = "gpu"});
    mp::Event stop;
    mp::Array<std::int64_t> totals(3);
    crash_every_ns = static_cast<std::int64_t>(settings.crash_every * 1e9);
    mp::Value<std::int64_t> crash_at(now_ns() + crash_every_ns / 2);
    next_crash = &crash_at;

    std::vector<mp::Process> actors;
    const auto act = [&actors](const char* name, mp::Target target) {
        actors.emplace_back(mp::ProcessOptions{.target = std::move(target), .name = name, .daemon = true});
        actors.back().start();
    };
    act("scanner", mp::call<demo::scan>(settings.directory, paths, stop));
    act("bookkeeper", mp::call<demo::book>(results, catalogue, totals, stop));
    act("reporter-1", mp::call<demo::report>(catalogue, totals, stop));
    act("reporter-2", mp::call<demo::report>(catalogue, totals, stop));
    act("trainer", mp::call<demo::quarrel>(gpu, db, stop));
    act("archiver", mp::call<demo::quarrel>(db, gpu, stop));

    std::cout << "demo: pid " << mp::current_process().pid() << ", " << settings.workers
              << (settings.workers == 1 ? " worker" : " workers") << " on the files of " << settings.directory
              << "; Ctrl+C ends it" << std::endl;
    run_pool(settings, paths, results);
    stop.set();
    for (mp::Process& actor : actors) {
        actor.join(2s);
        if (actor.is_alive()) actor.terminate();
    }
    std::cout << "demo: " << totals[0] << " files, " << totals[1] << " bytes, " << totals[2] << " compressed"
              << std::endl;
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    Settings settings;
    CLI::App app{"A program with something to see: a pool at work on real files, a backlog, contended locks, crashes.",
                 "lifeguard-demo"};
    app.add_option("directory", settings.directory, "Work on the files below this directory")
        ->capture_default_str()
        ->check(CLI::ExistingDirectory);
    app.add_option("-j,--workers", settings.workers, "Worker processes")
        ->capture_default_str()
        ->check(CLI::Range(1, 256));
    app.add_option("--seconds", settings.seconds, "End after so many seconds; 0 = never")->check(CLI::Range(0.0, 1e9));
    app.add_option("--crash-every", settings.crash_every, "Seconds between two crashes of a worker; 0 = none")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 1e9));
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 64;
    }
    try {
        return run(settings);
    } catch (const std::exception& e) {
        std::cerr << "lifeguard-demo: " << e.what() << std::endl;
        return 70;
    }
}
