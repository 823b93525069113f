// SPDX-License-Identifier: MIT
// logs: what a program says and its workers print, live or of a recorded run.
#include <chrono>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "exit_codes.h"
#include "mp/columns.h"
#include "mp/exceptions.h"
#include "mp/history.h"
#include "table.h"
#include "target.h"
#include "verb.h"

namespace ctl {

namespace {

using mp::columns::word;
using mp::observe::Identity;
using mp::observe::LogEntry;
using mp::observe::Snapshot;

constexpr auto look_again = std::chrono::milliseconds(250);

struct LogsWords {
    std::string pid;
    std::string run;
    std::string database;
    std::string worker;
    std::optional<std::uint64_t> task;
    std::string stream;
    bool follow = false;
    bool json = false;
    Place place;
};

// Prints each line once, in the order in which they come.
class Printer {
public:
    explicit Printer(const LogsWords& options) : options_(options) {}

    void learn_names(const Snapshot& snap) {
        for (const auto& process : snap.processes) names_[process.identity] = process.name;
        for (const auto& exit : snap.exits) names_.try_emplace(exit.identity, exit.name);
    }
    void print(const std::vector<LogEntry>& entries) {
        for (const LogEntry& entry : entries) {
            if (entry.sequence <= last_) continue;
            last_ = entry.sequence;
            if (!is_wanted(entry)) continue;
            print(entry);
            any_ = true;
        }
        std::cout.flush();
    }
    // A list must be closed; lines that are followed are one object each. A name that nobody has is told.
    void finish() const {
        if (options_.json && !options_.follow) std::cout << list_.dump(2) << '\n';
        if (any_ || (options_.worker.empty() && !options_.task)) return;
        std::cerr << "No line of " << options_.worker;
        if (options_.task) std::cerr << (options_.worker.empty() ? "task " : " and task ") << *options_.task;
        std::cerr << "." << std::endl;
    }

private:
    std::string name_of(const Identity& process) const {
        const auto found = names_.find(process);
        return found != names_.end() && !found->second.empty() ? found->second : std::to_string(process.pid);
    }
    bool is_wanted(const LogEntry& entry) const {
        if (!options_.worker.empty() && options_.worker != name_of(entry.process) &&
            options_.worker != std::to_string(entry.process.pid))
            return false;
        if (options_.task && *options_.task != entry.task_id) return false;
        return options_.stream.empty() || options_.stream == word(entry.stream);
    }
    void print(const LogEntry& entry) {
        if (options_.json) {
            const nlohmann::json line = json(entry);
            if (options_.follow)
                std::cout << line.dump() << '\n';
            else
                list_.push_back(line);
            return;
        }
        std::cout << mp::columns::plain(mp::columns::Value(entry.time_ns), mp::columns::Unit::time) << "  "
                  << name_of(entry.process);
        if (entry.task_id != 0) std::cout << " #" << entry.task_id;
        std::cout << "  " << word(entry.stream) << "  " << harmless(entry.text) << '\n';
    }
    nlohmann::json json(const LogEntry& entry) const {
        return {{"time", mp::columns::iso_time(entry.time_ns)},
                {"source", name_of(entry.process)},
                {"pid", entry.process.pid},
                {"level", entry.level},
                {"stream", word(entry.stream)},
                {"pool", entry.pool_id},
                {"task", entry.task_id},
                {"attempt", entry.attempt},
                {"text", entry.text}};
    }

    const LogsWords& options_;
    std::map<Identity, std::string> names_;
    std::uint64_t last_ = 0;
    bool any_ = false;
    nlohmann::json list_ = nlohmann::json::array();
};

int show_run(const LogsWords& options) {
    auto db = open_history(options.database);
    const auto run = find_run(db, options.run);
    Printer printer(options);
    printer.learn_names(db.load(run.id).snapshot());
    printer.print(db.log(run.id));
    printer.finish();
    return ok;
}

int show(const LogsWords& options) {
    if (!options.run.empty()) {
        if (options.follow) return fail(usage, "a recorded run says nothing new: leave --follow out");
        return show_run(options);
    }
    auto session = find_session(options.pid, options.place);
    Printer printer(options);
    for (;;) {
        const Snapshot snap = session.snapshot();
        printer.learn_names(snap);
        printer.print(snap.log);
        if (!options.follow || !snap.alive || !std::cout) break;
        std::this_thread::sleep_for(look_again);
    }
    printer.finish();
    return ok;
}

}  // namespace

void add_logs(CLI::App& app, Action& action) {
    auto options = std::make_shared<LogsWords>();
    CLI::App* verb = app.add_subcommand("logs", "Print what a program says and its workers print, by worker and task");
    CLI::Option* pid =
        verb->add_option("pid", options->pid, "The program, or any process of it; left out: the only one there is");
    CLI::Option* run =
        verb->add_option("--run", options->run, "A recorded run instead: its number, or 'last'")->excludes(pid);
    verb->add_option("--db", options->database, "The history's file (default: the user's)")->needs(run);
    verb->add_option("--worker", options->worker, "Only what this process says: its name or pid");
    verb->add_option("--task", options->task, "Only what was printed while this task ran: its number")
        ->check(whole_number());
    verb->add_option("--stream", options->stream, "Only this kind of line")
        ->check(CLI::IsMember({"log", "stdout", "stderr"}));
    verb->add_flag("-f,--follow", options->follow, "Go on with what is said from now on, until the program ends");
    verb->add_flag("--json", options->json, "Print JSON: a list, or with --follow an object a line");
    add_place(*verb, options->place);
    verb->footer(
        "What workers print is known where the program was started with 'lifeguardctl run', has\n"
        "LIFEGUARD_CAPTURE_OUTPUT=1 in its environment, or asks for it (PoolOptions::capture_output).\n"
        "Example: lifeguardctl logs 4242 --worker ForkPoolWorker-3 --stream stderr");
    verb->callback([options, &action] { action = [options] { return show(*options); }; });
}

}  // namespace ctl
