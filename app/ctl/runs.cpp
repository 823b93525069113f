// SPDX-License-Identifier: MIT
// runs: what has been recorded; and what can be done with a run.
#include <iostream>

#include "exit_codes.h"
#include "mp/command.h"
#include "mp/exceptions.h"
#include "mp/history.h"
#include "table.h"
#include "target.h"
#include "verb.h"

namespace ctl {

namespace {

namespace columns = mp::columns;
using mp::history::Database;
using mp::history::RunInfo;

struct RunsWords {
    std::string database;
    std::string run;
    std::string text;
    std::size_t limit = 0;
    bool json = false;
    bool deleted = false;
    bool failed = false;
};

Database open(const RunsWords& options) {
    return open_history(options.database);
}

int width() {
    return mp::is_terminal(1) ? mp::terminal_columns(1) : 0;
}

int list_runs(const RunsWords& options) {
    std::vector<RunInfo> runs;
    try {
        Database db = open(options);
        runs = db.runs({.text = options.text, .deleted = options.deleted, .limit = options.limit});
    } catch (const mp::FileNotFoundError&) {
        if (!options.database.empty()) throw;  // nothing has ever been recorded is no error
    }
    const auto cell = [](const RunInfo& run, std::string_view id) { return mp::history::cell(run, id); };
    if (options.json) {
        std::cout << Listing<RunInfo>::json(columns::Table::runs, runs, cell).dump(2) << '\n';
    } else if (runs.empty()) {
        std::cout << (options.text.empty() ? "No runs have been recorded.\n"
                                           : "No run matches '" + options.text + "'.\n");
    } else {
        Listing<RunInfo>(columns::Table::runs).table(runs, cell).print(std::cout, width());
    }
    return ok;
}

// Tasks need no snapshot but for names; the recording's last moment has those.
int show_tasks(const RunsWords& options) {
    Database db = open(options);
    const RunInfo run = find_run(db, options.run);
    mp::history::TaskFilter filter;
    filter.text = options.text;
    filter.sort = mp::history::TaskSort::id;
    filter.descending = false;
    filter.limit = options.limit == 0 ? 1'000'000'000 : options.limit;
    if (options.failed)
        filter.states = {mp::observe::TaskState::failed, mp::observe::TaskState::lost,
                         mp::observe::TaskState::timed_out};
    const auto tasks = db.tasks(run.id, filter);
    const mp::observe::Snapshot snap = db.load(run.id).snapshot();
    const auto cell = [&snap](const mp::observe::Task& task, std::string_view id) {
        return columns::cell(snap, task, id);
    };
    if (options.json) {
        std::cout << Listing<mp::observe::Task>::json(columns::Table::tasks, tasks, cell).dump(2) << '\n';
    } else if (tasks.empty()) {
        std::cout << "Run " << run.id << " has no such task.\n";
    } else {
        Listing<mp::observe::Task>(columns::Table::tasks,
                                   {"id", "state", "worker", "run", "exit", "arguments", "result"})
            .table(tasks, cell)
            .print(std::cout, width());
    }
    return ok;
}

int show_exits(const RunsWords& options) {
    Database db = open(options);
    const RunInfo run = find_run(db, options.run);
    const auto exits = db.exits(run.id);
    const mp::observe::Snapshot snap = db.load(run.id).snapshot();
    const auto cell = [&snap](const mp::observe::Exit& exit, std::string_view id) {
        return columns::cell(snap, exit, id);
    };
    if (options.json) {
        std::cout << Listing<mp::observe::Exit>::json(columns::Table::exits, exits, cell).dump(2) << '\n';
    } else if (exits.empty()) {
        std::cout << "No process ended in run " << run.id << ".\n";
    } else {
        Listing<mp::observe::Exit>(columns::Table::exits).table(exits, cell).print(std::cout, width());
    }
    return ok;
}

// What the verbs about one run have in common; --db may stand before them and after them.
CLI::App* add_part(CLI::App& runs, const std::shared_ptr<RunsWords>& options, const char* name, const char* help) {
    CLI::App* verb = runs.add_subcommand(name, help);
    verb->add_option("run", options->run, "The run's number, or 'last'")->required();
    verb->add_option("--db", options->database, "The history's file (default: the user's)");
    return verb;
}

// The last one that was deleted and can be taken back, or the one with the number.
std::int64_t find_deleted(Database& db, const std::string& run) {
    if (run != "last") return find_number(run);
    const auto deleted = db.runs({.deleted = true, .limit = 1});
    if (deleted.empty()) throw mp::KeyError("no run in " + db.path() + " can be taken back");
    return deleted.front().id;
}

// rename, notes, star, unstar, delete
template <class Change>
void add_change(CLI::App& runs, Action& action, std::shared_ptr<RunsWords> options, const char* name, const char* help,
                const char* value_help, Change change) {
    auto value = std::make_shared<std::string>();
    CLI::App* verb = add_part(runs, options, name, help);
    if (value_help != nullptr) verb->add_option("value", *value, value_help)->required();
    verb->callback([options, value, change, &action] {
        action = [options, value, change] {
            Database db = writable_history(options->database, Missing::is_an_error);
            const RunInfo run = find_run(db, options->run);
            change(db, run, *value);
            return static_cast<int>(ok);
        };
    });
}

}  // namespace

void add_runs(CLI::App& app, Action& action) {
    auto options = std::make_shared<RunsWords>();
    CLI::App* verb = app.add_subcommand("runs", "List what has been recorded; look into a run, rename or delete it");
    verb->add_option("--db", options->database, "The history's file (default: the user's)");
    verb->add_option("--filter", options->text, "Only what has this text in its name, command or notes");
    verb->add_option("--limit", options->limit, "At most so many, newest first")->check(whole_number());
    verb->add_flag("--deleted", options->deleted, "Those marked as deleted instead");
    verb->add_flag("--json", options->json, "Print JSON, with every column");
    verb->require_subcommand(0, 1);
    verb->callback([options, verb, &action] {
        if (verb->get_subcommands().empty()) action = [options] { return list_runs(*options); };
    });

    CLI::App* tasks = add_part(*verb, options, "tasks", "The tasks of a run");
    tasks->add_option("--filter", options->text, "Only what has this text in its function, arguments or result");
    tasks->add_option("--limit", options->limit, "At most so many")->check(whole_number());
    tasks->add_flag("--failed", options->failed, "Only those that failed, were lost or timed out");
    tasks->add_flag("--json", options->json, "Print JSON, with every column");
    tasks->callback([options, &action] { action = [options] { return show_tasks(*options); }; });

    CLI::App* exits = add_part(*verb, options, "exits", "The ends of a run's processes");
    exits->add_flag("--json", options->json, "Print JSON, with every column");
    exits->callback([options, &action] { action = [options] { return show_exits(*options); }; });

    add_change(*verb, action, options, "rename", "Give a run another name", "The new name",
               [](Database& db, const RunInfo& run, const std::string& value) { db.rename(run.id, value); });
    add_change(*verb, action, options, "notes", "Write notes to a run", "The notes",
               [](Database& db, const RunInfo& run, const std::string& value) { db.set_notes(run.id, value); });
    add_change(*verb, action, options, "star", "Keep a run whatever its age", nullptr,
               [](Database& db, const RunInfo& run, const std::string&) { db.set_starred(run.id, true); });
    add_change(*verb, action, options, "unstar", "Take the star away again", nullptr,
               [](Database& db, const RunInfo& run, const std::string&) { db.set_starred(run.id, false); });
    add_change(*verb, action, options, "delete", "Delete a run; 'runs restore' takes it back for a minute", nullptr,
               [](Database& db, const RunInfo& run, const std::string&) {
                   db.delete_run(run.id);
                   std::cout << "run " << run.id << " deleted; 'lifeguardctl runs restore " << run.id
                             << "' takes that back\n";
               });
    CLI::App* restore = add_part(*verb, options, "restore", "Take back the deletion of a run, or of the last");
    restore->callback([options, &action] {
        action = [options] {
            Database db = writable_history(options->database, Missing::is_an_error);
            db.restore_run(find_deleted(db, options->run));
            return static_cast<int>(ok);
        };
    });
}

}  // namespace ctl
