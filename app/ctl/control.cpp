// SPDX-License-Identifier: MIT
// terminate, kill, suspend, resume, signal; resize; restart, drain, cancel: each says what became of it.
#include <csignal>
#include <cstring>
#include <functional>
#include <iostream>

#include "exit_codes.h"
#include "mp/exceptions.h"
#include "mp/observe.h"
#include "signal_names.h"
#include "target.h"
#include "verb.h"

namespace ctl {

namespace {

using mp::observe::Answer;
using mp::observe::Process;
using mp::observe::Session;
using mp::observe::Snapshot;

const Process& find_process(const Snapshot& snap, int pid) {
    for (auto it = snap.processes.rbegin(); it != snap.processes.rend(); ++it) {
        if (it->identity.pid == pid) return *it;
    }
    throw mp::ProcessLookupError("process " + std::to_string(pid) + " does not belong to " + snap.name);
}

int report(const Answer& answer, const std::string& done) {
    if (!answer) return fail(unavailable, answer.reason);
    std::cout << done << '\n';
    return ok;
}

struct SignalVerb {
    const char* name;
    const char* help;
    int signal;
    const char* past;
};
constexpr SignalVerb signal_verbs[] = {
    {"terminate", "Ask processes to end (SIGTERM)", SIGTERM, "asked to end"},
    {"kill", "End processes at once (SIGKILL); what they were doing is lost", SIGKILL, "killed"},
    {"suspend", "Stop processes until they are resumed (SIGSTOP)", SIGSTOP, "suspended"},
    {"resume", "Let suspended processes go on (SIGCONT)", SIGCONT, "resumed"},
};

// Of several: the status of the last that failed.
int for_each(const std::vector<std::string>& pids, const std::function<int(const std::string&)>& one) {
    int status = ok;
    for (const std::string& text : pids) {
        const int got = guarded([&] { return one(text); });
        if (got != ok) status = got;
    }
    return status;
}

int send(const std::string& text, const Place& place, int signal, const std::string& past, bool tree) {
    const int pid = parse_pid(text);
    Session session = find_session(text, place);
    const Snapshot snap = session.snapshot();
    const Process& process = find_process(snap, pid);
    const std::string name = process.name + " (pid " + text + ")";
    if (!tree) return report(session.send_signal(process.identity, signal), name + ' ' + past);
    const Answer answer = session.signal_tree(process.identity, signal);
    const std::uint64_t below = answer.count > 0 ? answer.count - 1 : 0;
    return report(answer, name + " and " + std::to_string(below) + " below it " + past);
}

}  // namespace

void add_signals(CLI::App& app, Action& action) {
    struct ControlWords {
        std::vector<std::string> pids;
        bool tree = false;
        Place place;
    };
    for (const SignalVerb& verb : signal_verbs) {
        auto options = std::make_shared<ControlWords>();
        CLI::App* sub = app.add_subcommand(verb.name, verb.help);
        sub->add_option("pid", options->pids, "Processes of programs that run on the engine")->required();
        if (verb.signal != SIGTERM)
            sub->add_flag("--tree", options->tree,
                          "Each with all processes below it, those that do not run on the engine too");
        add_place(*sub, options->place);
        sub->callback([options, &verb, &action] {
            action = [options, &verb] {
                return for_each(options->pids, [&](const std::string& pid) {
                    return send(pid, options->place, verb.signal, verb.past, options->tree);
                });
            };
        });
    }
}

void add_signal(CLI::App& app, Action& action) {
    struct ControlWords {
        std::vector<std::string> pids;
        std::string signal = "TERM";
        bool list = false;
        Place place;
    };
    auto options = std::make_shared<ControlWords>();
    CLI::App* sub = app.add_subcommand("signal", "Send processes any signal");
    sub->add_option("-s,--signal", options->signal, "Its name or number (default: TERM)");
    sub->add_flag("-l,--list", options->list, "Name the signals and send none");
    sub->add_option("pid", options->pids, "Processes of programs that run on the engine");
    add_place(*sub, options->place);
    sub->callback([options, &action] {
        action = [options] {
            if (options->list) {
                for (const int number : named_signals())
                    std::cout << number << '\t' << signal_name(number) << '\t' << strsignal(number) << '\n';
                return static_cast<int>(ok);
            }
            if (options->pids.empty()) return fail(usage, "say which processes: lifeguardctl signal -s HUP PID");
            const int signal = parse_signal(options->signal);
            return for_each(options->pids, [&](const std::string& pid) {
                return send(pid, options->place, signal, "got " + signal_name(signal), false);
            });
        };
    });
}

void add_resize(CLI::App& app, Action& action) {
    struct ControlWords {
        std::string pid;
        std::uint32_t workers = 0;
        std::string pool;
        Place place;
    };
    auto options = std::make_shared<ControlWords>();
    CLI::App* sub = app.add_subcommand("resize", "Give a program's pool another number of workers");
    sub->add_option("pid", options->pid, "The program, or any process of it")->required();
    sub->add_option("workers", options->workers, "How many workers it is to have")
        ->required()
        ->check(CLI::Range(1, 4096));
    sub->add_option("--pool", options->pool, "Name or id of the pool, where there are several");
    add_place(*sub, options->place);
    sub->callback([options, &action] {
        action = [options] {
            Session session = find_session(options->pid, options->place);
            const Snapshot snap = session.snapshot();
            const auto& pool = find_pool(snap, options->pool);
            return report(session.resize(pool.id, options->workers), "pool " + pool.name + ": " +
                                                                         std::to_string(pool.target_size) + " → " +
                                                                         std::to_string(options->workers) + " workers");
        };
    });
}

void add_workers(CLI::App& app, Action& action) {
    struct ControlWords {
        std::string pid;
        std::uint64_t task = 0;
        Place place;
    };
    for (const bool restart : {true, false}) {
        auto options = std::make_shared<ControlWords>();
        CLI::App* sub = restart ? app.add_subcommand("restart", "Replace a pool's worker once its task is done")
                                : app.add_subcommand("drain",
                                                     "Let a pool's worker finish its task and leave; the pool "
                                                     "then has one worker less");
        sub->add_option("pid", options->pid, "The worker")->required();
        add_place(*sub, options->place);
        sub->callback([options, restart, &action] {
            action = [options, restart] {
                const int pid = parse_pid(options->pid);
                Session session = find_session(options->pid, options->place);
                const Snapshot snap = session.snapshot();
                const Process& worker = find_process(snap, pid);
                return report(restart ? session.restart_worker(worker.identity) : session.drain_worker(worker.identity),
                              worker.name + (restart ? " restarts after its task" : " leaves after its task"));
            };
        });
    }
    auto options = std::make_shared<ControlWords>();
    CLI::App* sub = app.add_subcommand("cancel", "Stop a task that runs, by killing its worker");
    sub->add_option("pid", options->pid, "The program, or any process of it")->required();
    sub->add_option("task", options->task, "The task's number")->required()->check(whole_number());
    add_place(*sub, options->place);
    sub->callback([options, &action] {
        action = [options] {
            Session session = find_session(options->pid, options->place);
            for (const auto& process : session.snapshot().processes) {
                if (process.task && process.task->id == options->task)
                    return report(session.cancel_task(process.pool_id, options->task),
                                  "task " + std::to_string(options->task) + " stopped");
            }
            return fail(no_input, "task " + std::to_string(options->task) + " does not run in " + session.title());
        };
    });
}

}  // namespace ctl
