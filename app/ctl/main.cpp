// SPDX-License-Identifier: MIT
// lifeguardctl: what the window does, on the command line.
#include <algorithm>
#include <csignal>
#include <iostream>

#include "command_words.h"
#include "exit_codes.h"
#include "mp/command.h"
#include "mp/multiprocessing.h"
#include "verb.h"
#include "version.h"

namespace {

bool has_verb(const CLI::App& app, const std::string& name) {
    const auto verbs = app.get_subcommands([](const CLI::App*) { return true; });
    return std::any_of(verbs.begin(), verbs.end(), [&](const CLI::App* verb) { return verb->check_name(name); });
}

// Cuts the command of `pool` and `run` off the words, before the parser sees it.
std::vector<std::string> take_command(const CLI::App& verb, std::vector<std::string>& words) {
    const std::vector<std::string> arguments(words.begin() + 1, words.end());
    const auto begin = static_cast<std::ptrdiff_t>(ctl::command_begin(verb, arguments));
    words.erase(words.begin() + 1 + begin, words.end());
    if (words.back() == "--") words.pop_back();
    return {arguments.begin() + begin, arguments.end()};
}

// What is wrong where a verb of the program, or of runs and manager, must stand; "" where nothing is. The parser itself
// says only that one is missing.
std::string wrong_verb(const CLI::App& app, const std::vector<std::string>& words) {
    const std::string of = app.get_parent() != nullptr ? " of " + app.get_name() : std::string();
    const std::size_t at = ctl::command_begin(app, words);
    for (std::size_t i = 0; i < at; ++i) {
        const std::string name = words[i].substr(0, words[i].find('='));
        if (name == "--help" || name == "-h" || name == "--version") return {};
        const bool is_option = name.starts_with("--") || i == 0;  // others may be the value of one: --limit -1
        if (is_option && !app.get_option_no_throw(name)) return "there is no option '" + name + "'" + of;
    }
    if (at == words.size()) return app.get_require_subcommand_min() > 0 ? "a verb" + of + " is missing" : "";
    if (!has_verb(app, words[at])) return "there is no verb '" + words[at] + "'" + of;
    const CLI::App& verb = *app.get_subcommand(words[at]);
    const bool has_verbs = !verb.get_subcommands([](const CLI::App*) { return true; }).empty();
    return has_verbs ? wrong_verb(verb, {words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end()}) : "";
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    mp::open_standard_streams();
    CLI::App app{"Watches, steers and records programs that run on Lifeguard's engine, and runs pools of commands.",
                 "lifeguardctl"};
    app.require_subcommand(1);
    app.set_version_flag("--version", std::string("lifeguardctl ") + LIFEGUARD_VERSION);
    ctl::Action action;
    ctl::add_ps(app, action);
    ctl::add_top(app, action);
    ctl::add_logs(app, action);
    ctl::add_run(app, action);
    ctl::add_pool(app, action);
    ctl::add_signals(app, action);
    ctl::add_signal(app, action);
    ctl::add_resize(app, action);
    ctl::add_workers(app, action);
    ctl::add_intake(app, action);
    ctl::add_retry(app, action);
    ctl::add_record(app, action);
    ctl::add_runs(app, action);
    ctl::add_export(app, action);
    ctl::add_import(app, action);
    ctl::add_manager(app, action);
    ctl::add_agent(app, action);
    // After the verbs, which would take it for their own.
    app.footer(
        "Examples:\n"
        "  lifeguardctl pool -j4 gzip -k {} ::: *.log         one gzip for each file, four at a time\n"
        "  find . -name '*.png' | lifeguardctl pool optipng -quiet {}\n"
        "  lifeguardctl ps                                     programs that run on the engine now\n"
        "  lifeguardctl top 4242                               their processes, live\n"
        "  lifeguardctl logs 4242 --follow                     what they say and print\n"
        "  lifeguardctl runs                                   what has been recorded\n"
        "'lifeguardctl VERB --help' explains a verb.");

    std::vector<std::string> words(argv + 1, argv + argc);
    if (!words.empty() && (words.front() == "pool" || words.front() == "run"))
        ctl::set_command_words(take_command(*app.get_subcommand(words.front()), words));
    if (const std::string wrong = wrong_verb(app, words); !wrong.empty())
        return ctl::fail(ctl::usage, wrong + "; see 'lifeguardctl --help'");
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
    try {
        app.parse(words);
    } catch (const CLI::Success& e) {  // --help, --version
        return ctl::printed(app.exit(e));
    } catch (const CLI::ParseError& e) {
        return ctl::fail(ctl::usage, std::string(e.what()) + "; see 'lifeguardctl --help'");
    }
    return ctl::printed(ctl::guarded(action));
}
