// SPDX-License-Identifier: MIT
// pool: one command for each input, several at a time.
#include <algorithm>
#include <csignal>
#include <filesystem>

#include "command_pool.h"
#include "exit_codes.h"
#include "mp/command.h"
#include "verb.h"

namespace ctl {

namespace {

struct PoolWords : CommandPoolOptions {
    std::string jobs_text;
    std::string timeout_text;
    std::string halt_text;
    std::vector<std::string> arg_files;
    bool no_bar = false;
    bool no_record = false;
};

// "4", "50%": workers.
int parse_jobs(const std::string& text) {
    if (text.empty()) return 0;
    std::size_t used = 0;
    long number = 0;
    try {
        number = std::stol(text, &used);
    } catch (const std::exception&) {
        used = 0;
    }
    const bool percent = used + 1 == text.size() && text[used] == '%';
    if (used == 0 || (used != text.size() && !percent) || number < 1 || number > 4096)
        throw mp::ValueError("-j takes a number of workers from 1 to 4096 or a percentage of the processors, not '" +
                             text + "'");
    if (!percent) return static_cast<int>(number);
    return std::max(1, static_cast<int>(number) * mp::cpu_count() / 100);
}

// The words: the command, then ::: and inputs or :::: and files.
void split_words(PoolWords& options) {
    const auto& words = command_words();
    const auto is_source = [](const std::string& word) { return word == ":::" || word == "::::"; };
    const auto source = std::find_if(words.begin(), words.end(), is_source);
    options.command.assign(words.begin(), source);
    if (options.command.empty())
        throw mp::ValueError("say what to run: lifeguardctl pool [options] COMMAND [{}] ::: INPUT...");
    options.inputs.files = options.arg_files;
    if (source == words.end()) return;
    if (std::find_if(source + 1, words.end(), is_source) != words.end())
        throw mp::ValueError("there can be one ::: or :::: only; write the combinations as inputs");
    if (!options.arg_files.empty())
        throw mp::ValueError("inputs come either from --arg-file or from " + *source + ", not from both");
    if (*source == ":::") {
        options.inputs.from_words = true;
        options.inputs.words.assign(source + 1, words.end());
    } else {
        options.inputs.files.assign(source + 1, words.end());
    }
}

int run_pool(PoolWords options) {
    try {
        split_words(options);
        options.jobs = parse_jobs(options.jobs_text);
        if (!options.timeout_text.empty()) options.timeout_s = parse_seconds(options.timeout_text);
        if (!options.halt_text.empty()) options.halt = HaltRule::parse(options.halt_text);
    } catch (const mp::ValueError& e) {
        return fail(usage, e.what());
    }
    std::error_code unknown;
    if (!options.directory.empty() && !std::filesystem::is_directory(options.directory, unknown))
        return fail(no_input, std::filesystem::exists(options.directory, unknown)
                                  ? options.directory + " is no directory"
                                  : "the directory " + options.directory + " does not exist");
    options.bar = options.bar || (!options.no_bar && mp::is_terminal(2));
    options.record = !options.no_record && !options.dry_run && can_record(options.database);
    CommandPool pool(options);
    std::signal(SIGINT, CommandPool::interrupt);
    std::signal(SIGTERM, CommandPool::interrupt);
    std::signal(SIGHUP, CommandPool::interrupt);
    return pool.run();
}

}  // namespace

void add_pool(CLI::App& app, Action& action) {
    auto options = std::make_shared<PoolWords>();
    CLI::App* verb = app.add_subcommand("pool", "Run one command for each input, several at a time");
    verb->add_option("-j,--jobs", options->jobs_text,
                     "How many at a time, or a percentage of the processors (default: one each)");
    verb->add_option("-a,--arg-file", options->arg_files,
                     "Take the inputs from this file, one a line; - is standard input");
    verb->add_flag("-0,--null", options->inputs.null_ended, "Inputs end with NUL instead of a line's end");
    verb->add_flag("-r,--no-run-if-empty", options->inputs.skip_empty, "Leave out empty inputs");
    verb->add_option("--retries", options->tries, "Try a failing command up to so many times in all")
        ->check(CLI::Range(1, 1000));
    verb->add_option(
        "--timeout", options->timeout_text,
        "End a command that runs longer (SIGTERM, a second later SIGKILL): seconds, or a number with s, m, h");
    verb->add_option("--halt", options->halt_text,
                     "End early: never, or now|soon,fail|success|done=N or N%, as in soon,fail=3");
    verb->add_option("--joblog", options->job_log, "Write a line for each task into this file (GNU parallel's format)");
    verb->add_option("--workdir,--wd", options->directory, "Run the commands in this directory");
    verb->add_flag("-k,--keep-order", options->keep_order, "Print outputs in the order of the inputs");
    verb->add_flag("-s,--shell", options->shell, "The command is a line for the shell");
    verb->add_flag("--bar", options->bar, "Show the progress bar even when stderr is no terminal");
    verb->add_flag("--no-bar", options->no_bar, "Show no progress bar");
    verb->add_flag("-n,--dry-run", options->dry_run, "Print the commands and run nothing");
    verb->add_option("--name", options->name, "Name of the recorded run");
    verb->add_option("--db", options->database, "The history's file (default: the user's)");
    verb->add_flag("--no-record", options->no_record, "Do not record the run");
    verb->footer(
        "The command is the first word that is no option, and all that follow; its inputs stand after :::, or in "
        "files\n"
        "after ::::, else they are read from standard input. A -- before the command does no harm.\n"
        "{} is the input, {.} without its extension, {/} its file name, {//} its directory, {/.} its file name "
        "without\n"
        "extension, {#} its number. A command in one word with spaces is run by the shell.\n"
        "Exit status: 0 all well, 1 to 100 that many failed, 101 more, 128 + N interrupted by signal N.\n"
        "Examples:\n"
        "  lifeguardctl pool -j4 gzip -k {} ::: *.log\n"
        "  lifeguardctl pool -k 'sha256sum {} | cut -c1-8' ::: *.iso\n"
        "  find . -name '*.flac' -print0 | lifeguardctl pool -0 --retries 3 flac -t {}");
    verb->callback([options, &action] { action = [options] { return run_pool(*options); }; });
}

}  // namespace ctl
