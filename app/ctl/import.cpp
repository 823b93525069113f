// SPDX-License-Identifier: MIT
// import: runs of another history file, of this machine or another, into the user's.
#include <iostream>

#include "exit_codes.h"
#include "mp/command.h"
#include "mp/exceptions.h"
#include "mp/history.h"
#include "target.h"
#include "verb.h"

namespace ctl {

namespace {

using mp::history::ImportedRun;

struct ImportWords {
    std::string file;
    std::vector<std::int64_t> runs;
    std::string database;
};

std::string sentence(const ImportedRun& run) {
    const std::string who = "run " + std::to_string(run.source) + " (" + run.name + ")";
    switch (run.what) {
        case ImportedRun::What::imported:
            return who + " is run " + std::to_string(run.id) + " now";
        case ImportedRun::What::known:
            return who + " was left out: it is here already, as run " + std::to_string(run.id);
        case ImportedRun::What::recording:
            return who + " was left out: it is being recorded";
        case ImportedRun::What::stopped:
            break;
    }
    return who + " was left out";
}

// A line that is written over, on a terminal alone; it tells whole percents.
class ProgressLine {
public:
    bool operator()(const mp::history::ImportProgress& at) {
        if (!mp::is_terminal(2)) return true;
        const auto percent = at.rows_of == 0 ? 100 : at.rows * 100 / at.rows_of;
        const std::string line = "importing run " + std::to_string(at.run) + " (" + std::to_string(at.runs + 1) +
                                 " of " + std::to_string(at.runs_of) + "): " + std::to_string(percent) + " %";
        if (line != last_) std::cerr << '\r' << line << "  " << std::flush;
        last_ = line;
        return true;
    }
    void clear() const {
        if (!last_.empty()) std::cerr << '\r' << std::string(last_.size() + 2, ' ') << '\r' << std::flush;
    }

private:
    std::string last_;
};

int import_runs(const ImportWords& options) {
    mp::history::Database::check_import(options.file);  // before the user's own is made
    mp::history::Database db = writable_history(options.database, Missing::is_made);
    ProgressLine line;
    std::vector<ImportedRun> runs;
    try {
        runs = db.import_runs(options.file, {.runs = options.runs, .progress = std::ref(line)});
    } catch (const mp::Exception&) {
        line.clear();
        throw;
    }
    line.clear();
    if (runs.empty()) std::cout << options.file << " holds no run\n";
    for (const ImportedRun& run : runs) std::cout << sentence(run) << '\n';
    return ok;
}

}  // namespace

void add_import(CLI::App& app, Action& action) {
    auto options = std::make_shared<ImportWords>();
    CLI::App* verb = app.add_subcommand("import", "Take the runs of another history file over; it is only read");
    verb->add_option("file", options->file, "The history file of another machine or user")->required();
    verb->add_option("--runs", options->runs, "Only these, by their numbers in the file: 3,5 (default: all)")
        ->delimiter(',');
    verb->add_option("--db", options->database, "The history's file (default: the user's)");
    verb->callback([options, &action] { action = [options] { return import_runs(*options); }; });
}

}  // namespace ctl
