// SPDX-License-Identifier: MIT
// ps: programs that run on the engine, or the processes, pools, queues, locks and exits of one of them.
#include <iostream>

#include "mp/command.h"
#include "mp/observe.h"
#include "table.h"
#include "target.h"
#include "verb.h"

namespace ctl {

namespace {

namespace columns = mp::columns;
using mp::observe::Snapshot;

struct PsWords {
    std::string pid;
    std::string what = "processes";
    bool json = false;
    Place place;
};

int list_programs(const PsWords& options) {
    const auto sessions = find_sessions(options.place);
    if (options.json) {
        nlohmann::json out = nlohmann::json::array();
        for (const auto& s : sessions) {
            out.push_back({{"pid", s.identity.pid},
                           {"name", s.name},
                           {"command", s.command},
                           {"started", columns::iso_time(s.started_ns)},
                           {"recorded", s.recorded}});
        }
        std::cout << out.dump(2) << '\n';
        return 0;
    }
    if (sessions.empty()) {
        std::cout << "No program runs on Lifeguard's engine just now.\n";
        return 0;
    }
    Table table({{"PID", columns::Align::right}, {"Name"}, {"Started"}, {"Recorded"}, {"Command"}});
    for (const auto& s : sessions) {
        table.add({std::to_string(s.identity.pid), s.name,
                   columns::plain(columns::Value(s.started_ns), columns::Unit::time), s.recorded ? "yes" : "no",
                   s.command});
    }
    table.print(std::cout, mp::is_terminal(1) ? mp::terminal_columns(1) : 0);
    return 0;
}

template <class Row>
void print(columns::Table kind, const Snapshot& snap, const std::vector<Row>& rows, bool json) {
    const auto cell = [&snap](const Row& row, std::string_view id) { return columns::cell(snap, row, id); };
    if (json) {
        std::cout << Listing<Row>::json(kind, rows, cell).dump(2) << '\n';
        return;
    }
    if (rows.empty()) {
        std::cout << "No " << columns::name(kind) << ".\n";
        return;
    }
    Listing<Row>(kind).table(rows, cell).print(std::cout, mp::is_terminal(1) ? mp::terminal_columns(1) : 0);
}

int list_session(const PsWords& options) {
    auto session = find_session(options.pid, options.place);
    const Snapshot snap = session.snapshot();
    if (options.what == "pools") {
        print(columns::Table::pools, snap, snap.pools, options.json);
    } else if (options.what == "queues") {
        print(columns::Table::queues, snap, snap.queues, options.json);
    } else if (options.what == "locks") {
        print(columns::Table::locks, snap, snap.locks, options.json);
    } else if (options.what == "exits") {
        print(columns::Table::exits, snap, snap.exits, options.json);
    } else if (options.what == "syncs") {
        print(columns::Table::syncs, snap, snap.syncs, options.json);
    } else {
        print(columns::Table::processes, snap, snap.processes, options.json);
    }
    return 0;
}

}  // namespace

void add_ps(CLI::App& app, Action& action) {
    auto options = std::make_shared<PsWords>();
    CLI::App* verb = app.add_subcommand("ps", "List the programs that run on the engine, or the parts of one");
    verb->add_option("pid", options->pid, "The program, or any process of it; left out: all programs");
    verb->add_option("--what", options->what, "Which parts of it to list")
        ->check(CLI::IsMember({"processes", "pools", "queues", "locks", "syncs", "exits"}))
        ->capture_default_str();
    verb->add_flag("--json", options->json, "Print JSON, with every column");
    add_place(*verb, options->place);
    verb->callback([options, &action] {
        action = [options] { return options->pid.empty() ? list_programs(*options) : list_session(*options); };
    });
}

}  // namespace ctl
