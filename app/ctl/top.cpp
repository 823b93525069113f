// SPDX-License-Identifier: MIT
// top: a program's processes and pools, live.
#include <atomic>
#include <chrono>
#include <csignal>
#include <iostream>
#include <sstream>
#include <thread>

#include "exit_codes.h"
#include "mp/command.h"
#include "mp/observe.h"
#include "table.h"
#include "target.h"
#include "verb.h"

namespace ctl {

namespace {

namespace columns = mp::columns;
using mp::observe::Snapshot;

std::atomic<bool> interrupted{false};

struct TopWords {
    std::string pid;
    double interval = 1;
    int count = 0;
    bool once = false;
    bool json = false;
    Place place;
};

template <class Row>
void add_table(std::ostream& out, columns::Table kind, const std::vector<std::string_view>& ids, const Snapshot& snap,
               const std::vector<Row>& rows, int width) {
    if (rows.empty()) return;
    const auto cell = [&snap](const Row& row, std::string_view id) { return columns::cell(snap, row, id); };
    Listing<Row>(kind, ids).table(rows, cell).print(out, width);
    out << '\n';
}

std::string render(const Snapshot& snap, const std::string& title, int width) {
    std::ostringstream out;
    std::size_t busy = 0;
    std::size_t alive = 0;
    for (const auto& p : snap.processes) {
        if (p.ended_ns) continue;
        ++alive;
        if (p.task) ++busy;
    }
    out << title << " · " << columns::plain(columns::Value(snap.taken_ns), columns::Unit::time) << " · " << alive
        << " processes, " << busy << " busy";
    if (!snap.alive) out << " · ended";
    out << "\n\n";
    std::vector<mp::observe::Process> living;
    for (const auto& p : snap.processes) {
        if (!p.ended_ns || p.exitcode.value_or(1) != 0) living.push_back(p);
    }
    add_table(out, columns::Table::pools, {"name", "workers", "busy", "queued", "done", "failed", "lost", "rate"}, snap,
              snap.pools, width);
    add_table(out, columns::Table::processes, {"name", "pid", "state", "cpu", "memory", "done", "failed", "task"}, snap,
              living, width);
    add_table(out, columns::Table::queues, {"name", "depth", "capacity", "in_rate", "out_rate"}, snap, snap.queues,
              width);
    add_table(out, columns::Table::locks, {"name", "kind", "holder", "waiters", "rate", "contended"}, snap, snap.locks,
              width);
    return out.str();
}

nlohmann::json to_json(const Snapshot& snap) {
    const auto cell_of = [&snap](const auto& row, std::string_view id) { return columns::cell(snap, row, id); };
    return {{"taken", columns::iso_time(snap.taken_ns)},
            {"pid", snap.program.pid},
            {"name", snap.name},
            {"alive", snap.alive},
            {"processes", Listing<mp::observe::Process>::json(columns::Table::processes, snap.processes, cell_of)},
            {"pools", Listing<mp::observe::Pool>::json(columns::Table::pools, snap.pools, cell_of)},
            {"queues", Listing<mp::observe::Queue>::json(columns::Table::queues, snap.queues, cell_of)},
            {"locks", Listing<mp::observe::Lock>::json(columns::Table::locks, snap.locks, cell_of)}};
}

int watch(const TopWords& options) {
    auto session = find_session(options.pid, options.place);
    std::signal(SIGINT, [](int) { interrupted = true; });
    const bool screen = mp::is_terminal(1) && !options.json && !options.once && options.count == 0;
    const int rounds = options.once ? 1 : options.count;
    const auto interval = std::chrono::duration<double>(options.interval);
    // Rates take two looks, so the first picture shows the time since just now.
    static_cast<void>(session.snapshot());
    auto next = std::chrono::steady_clock::now() + std::chrono::duration<double>(std::min(options.interval, 0.5));
    for (int round = 0; !interrupted && (rounds == 0 || round < rounds); ++round) {
        while (!interrupted && std::chrono::steady_clock::now() < next)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        next += interval;
        const Snapshot snap = session.snapshot();
        if (options.json) {
            std::cout << to_json(snap).dump() << std::endl;
        } else {
            if (screen) std::cout << "\033[H\033[2J";
            std::cout << render(snap, session.title(), screen ? mp::terminal_columns(1) : 0) << std::flush;
        }
        if (!snap.alive || !std::cout) break;
    }
    return ok;
}

}  // namespace

void add_top(CLI::App& app, Action& action) {
    auto options = std::make_shared<TopWords>();
    CLI::App* verb = app.add_subcommand("top", "Show a program's pools, processes, queues and locks, live");
    verb->add_option("pid", options->pid, "The program, or any process of it; left out: the only one there is");
    verb->add_option("--interval", options->interval, "Seconds between two looks")
        ->capture_default_str()
        ->check(CLI::Range(0.05, 3600.0));
    verb->add_option("--count", options->count, "End after so many looks; 0 = never")->check(CLI::Range(0, no_limit));
    verb->add_flag("--once", options->once, "One look");
    verb->add_flag("--json", options->json, "Print one line of JSON a look");
    add_place(*verb, options->place);
    verb->callback([options, &action] { action = [options] { return watch(*options); }; });
}

}  // namespace ctl
