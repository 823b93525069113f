// SPDX-License-Identifier: MIT
// export: a run as CSV or JSON.
#include <filesystem>
#include <iostream>

#include "exit_codes.h"
#include "mp/exceptions.h"
#include "mp/history.h"
#include "target.h"
#include "verb.h"

namespace ctl {

namespace {

namespace fs = std::filesystem;

struct Options {
    std::string run;
    std::string format = "csv";
    std::string output = ".";
    std::string database;
};

// --output FILE.json is one file; a directory takes as many as the format has.
int export_run(const Options& options) {
    auto db = open_history(options.database);
    const auto run = find_run(db, options.run);
    const fs::path output = options.output;
    const bool one_file = options.format == "json" && output.extension() == ".json";
    const fs::path directory = one_file ? (output.has_parent_path() ? output.parent_path() : fs::path(".")) : output;
    const auto format = options.format == "json" ? mp::history::Format::json : mp::history::Format::csv;
    std::vector<std::string> files;
    try {
        files = db.export_run(run.id, format, directory.string());
        if (one_file && files.size() == 1) {
            fs::rename(files.front(), output);
            files.front() = output.string();
        }
    } catch (const mp::OSError& e) {
        return fail(cannot_create, e.what());
    } catch (const fs::filesystem_error& e) {
        return fail(cannot_create, "cannot write " + output.string() + ": " + e.code().message());
    }
    for (const std::string& file : files) std::cout << file << '\n';
    return ok;
}

}  // namespace

void add_export(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("export", "Write a run as CSV or JSON; prints the files' names");
    verb->add_option("run", options->run, "The run's number, or 'last'")->required();
    verb->add_option("--format", options->format, "csv: one file a table; json: one file")
        ->check(CLI::IsMember({"csv", "json"}))
        ->capture_default_str();
    verb->add_option("-o,--output", options->output, "A directory, or for json a file that ends in .json")
        ->capture_default_str();
    verb->add_option("--db", options->database, "The history's file (default: the user's)");
    verb->callback([options, &action] { action = [options] { return export_run(*options); }; });
}

}  // namespace ctl
