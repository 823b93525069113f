// SPDX-License-Identifier: MIT
// pause, unpause, retry: what is asked of a whole pool or of its failed tasks.
#include <iostream>

#include "exit_codes.h"
#include "mp/exceptions.h"
#include "mp/observe.h"
#include "target.h"
#include "verb.h"

namespace ctl {

namespace {

using mp::observe::Answer;
using mp::observe::Pool;
using mp::observe::Session;
using mp::observe::Snapshot;

struct RetryOptions {
    std::string pid;
    std::vector<std::uint64_t> tasks;
    bool failed = false;
    std::string pool;
    Place place;
};

// The pool that was named, or all.
std::vector<Pool> pools_of(const Snapshot& snap, const std::string& pool) {
    if (!pool.empty()) return {find_pool(snap, pool)};
    if (snap.pools.empty()) throw mp::KeyError(snap.name + " has no pool");
    return snap.pools;
}

// A task's number is the program's, whichever pool it was given to.
int retry_task(Session& session, const std::vector<Pool>& pools, std::uint64_t task) {
    Answer answer;
    for (const Pool& pool : pools) {
        answer = session.retry_task(pool.id, task);
        if (!answer) continue;
        std::cout << "task " << task << " is tried again by pool " << pool.name << '\n';
        return ok;
    }
    return fail(unavailable, answer.reason);
}

int retry_failed(Session& session, const std::vector<Pool>& pools) {
    int status = ok;
    std::uint64_t count = 0;
    for (const Pool& pool : pools) {
        if (pool.retryable_count == 0) continue;
        const Answer answer = session.retry_failed(pool.id);
        if (!answer) status = fail(unavailable, "pool " + pool.name + ": " + answer.reason);
        count += answer.count;
    }
    std::cout << count << (count == 1 ? " task is" : " tasks are") << " tried again\n";
    return status;
}

int retry(const RetryOptions& options) {
    if (options.failed == !options.tasks.empty())
        return fail(usage, "say which tasks: lifeguardctl retry PID TASK…, or lifeguardctl retry PID --failed");
    Session session = find_session(options.pid, options.place);
    const Snapshot snap = session.snapshot();
    const std::vector<Pool> pools = pools_of(snap, options.pool);
    if (options.failed) return retry_failed(session, pools);
    int status = ok;
    for (const std::uint64_t task : options.tasks) {
        const int one = retry_task(session, pools, task);
        if (one != ok) status = one;
    }
    return status;
}

}  // namespace

void add_intake(CLI::App& app, Action& action) {
    struct PoolControlWords {
        std::string pid;
        std::string pool;
        Place place;
    };
    for (const bool pause : {true, false}) {
        auto options = std::make_shared<PoolControlWords>();
        CLI::App* sub = pause ? app.add_subcommand("pause",
                                                   "Let a pool's workers finish what they run and begin nothing else; "
                                                   "its program may go on submitting")
                              : app.add_subcommand("unpause", "Let a paused pool's workers begin tasks again");
        sub->add_option("pid", options->pid, "The program, or any process of it")->required();
        sub->add_option("--pool", options->pool, "Name or id of the pool, where there are several");
        add_place(*sub, options->place);
        sub->callback([options, pause, &action] {
            action = [options, pause] {
                Session session = find_session(options->pid, options->place);
                const Snapshot snap = session.snapshot();
                const Pool& pool = find_pool(snap, options->pool);
                const Answer answer = pause ? session.pause_pool(pool.id) : session.unpause_pool(pool.id);
                if (!answer) return fail(unavailable, answer.reason);
                std::cout << "pool " << pool.name << (pause ? " is paused" : " goes on") << '\n';
                return static_cast<int>(ok);
            };
        });
    }
}

void add_retry(CLI::App& app, Action& action) {
    auto options = std::make_shared<RetryOptions>();
    CLI::App* sub = app.add_subcommand("retry", "Try tasks again that failed or were lost, with equal arguments");
    sub->add_option("pid", options->pid, "The program, or any process of it")->required();
    sub->add_option("task", options->tasks, "Numbers of tasks")->check(whole_number());
    sub->add_flag("--failed", options->failed, "All failed tasks whose calls are kept");
    sub->add_option("--pool", options->pool, "Name or id of the pool (default: all of the program)");
    add_place(*sub, options->place);
    sub->footer(
        "Whoever waited for the task has its error already: what comes of the new attempt is seen in the\n"
        "session and in its recording. A pool of commands prints what the new attempt writes, too.");
    sub->callback([options, &action] { action = [options] { return retry(*options); }; });
}

}  // namespace ctl
