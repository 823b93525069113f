// SPDX-License-Identifier: MIT
// export: a run as CSV, JSON, a page of HTML or a trace.
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

struct ExportWords {
    std::string run;
    std::string format = "csv";
    std::string output = ".";
    std::string database;
};

using mp::history::Format;

Format format_of(const std::string& word) {
    return word == "json"    ? Format::json
           : word == "html"  ? Format::html
           : word == "trace" ? Format::trace
                             : Format::csv;
}

// Something that is named as a file of the format's is that file; everything else a directory. CSV is always one.
bool is_file(const fs::path& output, Format format) {
    if (format == Format::csv) return false;
    std::error_code unknown;
    if (fs::is_directory(output, unknown)) return false;
    return output.extension() == (format == Format::html ? ".html" : ".json") || fs::exists(output, unknown);
}

int export_run(const ExportWords& options) {
    auto db = open_history(options.database);
    const auto run = find_run(db, options.run);
    const Format format = format_of(options.format);
    std::vector<std::string> files;
    try {
        files = is_file(options.output, format)
                    ? std::vector<std::string>{db.export_file(run.id, format, options.output)}
                    : db.export_run(run.id, format, options.output);
    } catch (const mp::OSError& e) {
        return fail(cannot_create, e.what());
    }
    for (const std::string& file : files)
        if (fs::is_regular_file(file)) std::cout << file << '\n';  // what went to /dev/stdout stays alone there
    return ok;
}

}  // namespace

void add_export(CLI::App& app, Action& action) {
    auto options = std::make_shared<ExportWords>();
    CLI::App* verb = app.add_subcommand("export", "Write a run to files: tables, a page, a trace; prints their names");
    verb->add_option("run", options->run, "The run's number, or 'last'")->required();
    verb->add_option("--format", options->format,
                     "csv: one file a table; json: one file; html: a page to read; trace: for ui.perfetto.dev")
        ->check(CLI::IsMember({"csv", "json", "html", "trace"}))
        ->capture_default_str();
    verb->add_option("-o,--output", options->output, "A directory, or for one file a name that ends in .json or .html")
        ->capture_default_str();
    verb->add_option("--db", options->database, "The history's file (default: the user's)");
    verb->callback([options, &action] { action = [options] { return export_run(*options); }; });
}

}  // namespace ctl
