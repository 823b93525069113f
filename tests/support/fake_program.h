// SPDX-License-Identifier: MIT
#pragma once
// A program that exists only in memory, for tests of what watches: history, models, pages, verbs. The test scripts it
// (processes, pools, tasks, queues, locks, exits), moves its clock, and watches it through a real mp::observe::Session,
// for which it includes support/fake_session.h.
//
//     auto program = std::make_shared<FakeProgram>("render");
//     auto pool = program->add_pool("pool-A", 4);
//     auto worker = program->workers(pool).front();
//     program->start_task(worker, "resize", "\"a.png\"");
//     program->advance(12ms);
//     program->finish_task(worker);
//     mp::observe::Session session = program->session();
//     session.kill(worker);                 // the program forgets nothing: see commands()
//
// Threads: every function may be called from any thread. Time stands still unless advance() moves it.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "mp/observe.h"

namespace mp::test {
using namespace std::chrono_literals;

class FakeProgram : public std::enable_shared_from_this<FakeProgram> {
public:
    using Identity = observe::Identity;

    // What was asked of the program through a session, in order: "kill", "resize", … with its target.
    struct Command {
        std::string verb;
        Identity target;
        std::uint64_t pool_id = 0;
        std::uint64_t number = 0;  // signal, number of workers, or task
    };

    explicit FakeProgram(std::string name = "render", std::int32_t first_pid = 4242,
                         std::int64_t started_ns = 1'700'000'000'000'000'000)
        : next_pid_(first_pid) {
        state_.name = std::move(name);
        state_.command = "./" + state_.name + " --all";
        state_.taken_ns = state_.program_started_ns = started_ns;
        state_.program =
            add_process("MainProcess", observe::ProcessRole::main, observe::ProcessState::running, Identity{});
    }

    // --- time ---------------------------------------------------------------------------------------------------
    void advance(std::chrono::nanoseconds by) {
        std::lock_guard guard(mutex_);
        state_.taken_ns += by.count();
    }
    std::int64_t now_ns() const {
        std::lock_guard guard(mutex_);
        return state_.taken_ns;
    }

    // --- processes ----------------------------------------------------------------------------------------------
    Identity add_process(const std::string& name, observe::ProcessRole role = observe::ProcessRole::process,
                         observe::ProcessState state = observe::ProcessState::running) {
        return add_process(name, role, state, program());
    }
    Identity add_process(const std::string& name, observe::ProcessRole role, observe::ProcessState state,
                         const Identity& parent, std::uint64_t pool_id = 0) {
        std::lock_guard guard(mutex_);
        observe::Process p;
        p.identity = {next_pid_, 100'000 + static_cast<std::uint64_t>(next_pid_)};
        ++next_pid_;
        p.parent = parent;
        p.role = role;
        p.state = state;
        p.name = name;
        p.command = state_.command;
        p.daemon = role == observe::ProcessRole::pool_worker;
        p.pool_id = pool_id;
        p.started_ns = state_.taken_ns;
        p.cpu_percent = 0.0;
        p.cpu_time_ns = 0;
        p.memory_bytes = 84 << 20;
        p.threads = 1;
        p.open_files = 6;
        p.nice = 0;
        p.heartbeat_ns = state_.taken_ns;
        state_.processes.push_back(p);
        return p.identity;
    }
    Identity program() const {
        std::lock_guard guard(mutex_);
        return state_.program;
    }
    std::string name() const {
        std::lock_guard guard(mutex_);
        return state_.name;
    }
    // Changes whatever a test needs changed: edit(id, [](observe::Process& p) { p.cpu_percent = 99.8; });
    template <class F>
    void edit(const Identity& id, F&& change) {
        std::lock_guard guard(mutex_);
        change(process_(id));
    }
    // The same for the whole state, for what has no function here.
    template <class F>
    void edit_all(F&& change) {
        std::lock_guard guard(mutex_);
        change(state_);
    }
    // Ends a process: its task is lost with it, its Exit is listed; the main process ends the program.
    void exit(const Identity& id, std::int32_t exitcode = 0, observe::ExitCause cause = observe::ExitCause::unknown) {
        std::lock_guard guard(mutex_);
        exit_(id, exitcode, cause);
    }
    // Ends a worker and starts another in its place, as a pool does.
    Identity replace(const Identity& worker, std::int32_t exitcode,
                     observe::ExitCause cause = observe::ExitCause::unknown) {
        std::uint64_t pool_id = 0;
        {
            std::lock_guard guard(mutex_);
            pool_id = process_(worker).pool_id;
            exit_(worker, exitcode, cause);
        }
        const Identity fresh = add_worker(pool_id);
        std::lock_guard guard(mutex_);
        state_.exits.back().replaced_by = fresh;
        ++pool_(pool_id).restarts_count;
        return fresh;
    }

    // --- pools and tasks ----------------------------------------------------------------------------------------
    std::uint64_t add_pool(const std::string& name, std::uint32_t workers) {
        std::uint64_t id = 0;
        {
            std::lock_guard guard(mutex_);
            observe::Pool pool;
            pool.id = id = next_object_++;
            pool.name = name;
            pool.owner = state_.program;
            pool.target_size = workers;
            pool.resizable = true;
            pool.tasks_per_s = 0.0;
            pool.started_ns = state_.taken_ns;
            pool.durations.buckets.assign(64, 0);
            state_.pools.push_back(std::move(pool));
        }
        for (std::uint32_t i = 0; i < workers; ++i) add_worker(id);
        return id;
    }
    Identity add_worker(std::uint64_t pool_id) {
        std::string name;
        {
            std::lock_guard guard(mutex_);
            ++pool_(pool_id).alive_count;
            name = "worker-" + std::to_string(++worker_names_[pool_id]);
        }
        return add_process(name, observe::ProcessRole::pool_worker, observe::ProcessState::idle, program(), pool_id);
    }
    // The living workers of a pool.
    std::vector<Identity> workers(std::uint64_t pool_id) const {
        std::lock_guard guard(mutex_);
        std::vector<Identity> out;
        for (const auto& p : state_.processes)
            if (p.pool_id == pool_id && !p.ended_ns) out.push_back(p.identity);
        return out;
    }
    void submit(std::uint64_t pool_id, std::uint64_t count = 1) {
        std::lock_guard guard(mutex_);
        pool_(pool_id).submitted_count += count;
        pool_(pool_id).queued_count += count;
    }
    // A task begins on the worker; takes one from the queued ones where there are any. Returns its number.
    std::uint64_t start_task(const Identity& worker, const std::string& function = "resize",
                             const std::string& arguments = {}, std::uint32_t attempt = 1,
                             std::uint32_t max_attempts = 1, std::uint64_t id = 0) {
        std::lock_guard guard(mutex_);
        auto& p = process_(worker);
        observe::CurrentTask task;
        task.id = id != 0 ? id : next_task_++;
        task.function = function;
        task.arguments = arguments;
        task.started_ns = state_.taken_ns;
        task.attempt = attempt;
        task.max_attempts = max_attempts;
        p.task = task;
        p.state = observe::ProcessState::busy;
        if (p.pool_id != 0) {
            auto& pool = pool_(p.pool_id);
            if (pool.queued_count > 0) {
                --pool.queued_count;
            } else {
                ++pool.submitted_count;
            }
            ++pool.running_count;
            ++pool.busy_count;
        }
        return task.id;
    }
    void finish_task(const Identity& worker, observe::TaskState state = observe::TaskState::done,
                     const std::string& result = {}) {
        std::lock_guard guard(mutex_);
        finish_(process_(worker), state, result, {});
    }

    // --- queues -------------------------------------------------------------------------------------------------
    std::uint64_t add_queue(const std::string& name, std::optional<std::uint64_t> capacity = {},
                            const std::string& kind = "Queue") {
        std::lock_guard guard(mutex_);
        observe::Queue q;
        q.id = next_object_++;
        q.name = name;
        q.kind = kind;
        q.owner = state_.program;
        q.capacity_count = capacity;
        q.puts_per_s = q.gets_per_s = 0.0;
        state_.queues.push_back(std::move(q));
        return state_.queues.back().id;
    }
    void put(std::uint64_t queue, std::uint64_t count = 1) {
        std::lock_guard guard(mutex_);
        auto& q = find_(state_.queues, queue);
        q.depth_count += count;
        q.put_count += count;
    }
    void get(std::uint64_t queue, std::uint64_t count = 1) {
        std::lock_guard guard(mutex_);
        auto& q = find_(state_.queues, queue);
        q.depth_count -= std::min(q.depth_count, count);
        q.got_count += count;
    }

    // --- locks and the rest -------------------------------------------------------------------------------------
    std::uint64_t add_lock(const std::string& name, const std::string& kind = "Lock") {
        std::lock_guard guard(mutex_);
        observe::Lock l;
        l.id = next_object_++;
        l.name = name;
        l.kind = kind;
        l.owner = state_.program;
        l.acquires_per_s = 0.0;
        l.waits.buckets.assign(64, 0);
        state_.locks.push_back(std::move(l));
        return state_.locks.back().id;
    }
    // Takes the lock, or waits for it where another holds it.
    void acquire(std::uint64_t lock, const Identity& who) {
        std::lock_guard guard(mutex_);
        auto& l = find_(state_.locks, lock);
        if (l.holder && *l.holder != who) {
            ++l.contended_count;
            l.waiters.push_back(who);
            auto& p = process_(who);
            p.wait = observe::Wait{observe::WaitKind::lock, lock, state_.taken_ns};
            p.state = observe::ProcessState::waiting;
            return;
        }
        hold_(l, who);
    }
    // Gives the lock to the longest waiter, if any.
    void release(std::uint64_t lock) {
        std::lock_guard guard(mutex_);
        release_(find_(state_.locks, lock));
    }
    std::uint64_t add_sync(const std::string& name, const std::string& kind, std::int64_t value,
                           std::optional<std::int64_t> limit = {}) {
        std::lock_guard guard(mutex_);
        observe::Sync s;
        s.id = next_object_++;
        s.name = name;
        s.kind = kind;
        s.owner = state_.program;
        s.value = value;
        s.limit = limit;
        state_.syncs.push_back(std::move(s));
        return state_.syncs.back().id;
    }
    void log(const std::string& text, std::uint8_t level = 20) {
        std::lock_guard guard(mutex_);
        state_.log.push_back({next_log_++, state_.taken_ns, state_.program, level, text});
    }

    // --- being watched ------------------------------------------------------------------------------------------
    observe::Session session();
    std::vector<observe::TreeMember> strangers;  // that do not run on the engine: for tree(); set before it is asked
    // From now on every command is answered with this refusal; an empty reason accepts again.
    void refuse(const std::string& reason) {
        std::lock_guard guard(mutex_);
        refusal_ = reason;
    }
    std::vector<Command> commands() const {
        std::lock_guard guard(mutex_);
        return commands_;
    }
    bool alive() const {
        std::lock_guard guard(mutex_);
        return state_.alive;
    }
    // What a session returns: tasks finished since the last call, and those running.
    observe::Snapshot take() {
        std::lock_guard guard(mutex_);
        observe::Snapshot out = state_;
        out.tasks = std::exchange(finished_, {});
        out.dropped_tasks_count = std::exchange(state_.dropped_tasks_count, 0);
        for (const auto& p : state_.processes) {
            if (!p.task || p.ended_ns) continue;
            out.tasks.push_back(task_of_(p));
            out.tasks.back().state = observe::TaskState::running;
        }
        return out;
    }
    observe::Answer command(const Command& c) {
        std::lock_guard guard(mutex_);
        commands_.push_back(c);
        if (!refusal_.empty()) return {false, refusal_};
        if (c.verb == "signal" && (c.number == SIGKILL || c.number == SIGTERM))
            exit_(c.target, -static_cast<std::int32_t>(c.number), observe::ExitCause::by_lifeguard);
        if (c.verb == "signal" && c.number == SIGSTOP) process_(c.target).state = observe::ProcessState::suspended;
        if (c.verb == "signal" && c.number == SIGCONT) process_(c.target).state = observe::ProcessState::running;
        if (c.verb == "resize") pool_(c.pool_id).target_size = static_cast<std::uint32_t>(c.number);
        return {};
    }

private:
    template <class T>
    static T& find_(std::vector<T>& all, std::uint64_t id) {
        auto it = std::find_if(all.begin(), all.end(), [&](const T& each) { return each.id == id; });
        if (it == all.end()) throw ValueError("no object " + std::to_string(id) + " in the fake program");
        return *it;
    }
    observe::Pool& pool_(std::uint64_t id) { return find_(state_.pools, id); }
    observe::Process& process_(const Identity& id) {
        for (auto& p : state_.processes)
            if (p.identity == id) return p;
        throw ValueError("no process " + std::to_string(id.pid) + " in the fake program");
    }
    observe::Task task_of_(const observe::Process& p) const {
        observe::Task t;
        t.id = p.task->id;
        t.pool_id = p.pool_id;
        t.function = p.task->function;
        t.arguments = p.task->arguments;
        t.worker = p.identity;
        t.queued_ns = p.task->started_ns;
        t.started_ns = p.task->started_ns;
        t.attempt = p.task->attempt;
        t.max_attempts = p.task->max_attempts;
        return t;
    }
    void finish_(observe::Process& p, observe::TaskState state, const std::string& result,
                 std::optional<std::int32_t> exitcode) {
        if (!p.task) return;
        observe::Task t = task_of_(p);
        t.state = state;
        t.ended_ns = state_.taken_ns;
        t.result = result;
        t.exitcode = exitcode;
        const bool ok = state == observe::TaskState::done;
        ++(ok ? p.done_count : p.failed_count);
        if (p.pool_id != 0) {
            auto& pool = pool_(p.pool_id);
            --pool.running_count;
            --pool.busy_count;
            ++(ok ? pool.done_count : state == observe::TaskState::lost ? pool.lost_count : pool.failed_count);
            const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(1, *t.ended_ns - *t.started_ns));
            ++pool.durations.buckets[static_cast<std::size_t>(63 - __builtin_clzll(ns))];
        }
        p.task.reset();
        p.state = p.pool_id != 0 ? observe::ProcessState::idle : observe::ProcessState::running;
        p.heartbeat_ns = state_.taken_ns;
        finished_.push_back(std::move(t));
    }
    void hold_(observe::Lock& l, const Identity& who) {
        ++l.acquired_count;
        ++l.depth_count;
        l.holder = who;
        if (!l.held_since_ns) l.held_since_ns = state_.taken_ns;
    }
    void release_(observe::Lock& l) {
        l.holder.reset();
        l.held_since_ns.reset();
        l.depth_count = 0;
        if (l.waiters.empty()) return;
        const Identity next = l.waiters.front();
        l.waiters.erase(l.waiters.begin());
        auto& p = process_(next);
        const std::int64_t waited = p.wait ? state_.taken_ns - p.wait->since_ns : 0;
        l.waited_ns += waited;
        l.longest_wait_ns = std::max(l.longest_wait_ns, waited);
        ++l.waits.buckets[static_cast<std::size_t>(63 - __builtin_clzll(static_cast<unsigned long long>(waited | 1)))];
        p.lock_waited_ns += waited;
        p.wait.reset();
        p.state = p.task           ? observe::ProcessState::busy
                  : p.pool_id != 0 ? observe::ProcessState::idle
                                   : observe::ProcessState::running;
        hold_(l, next);
    }
    void exit_(const Identity& id, std::int32_t exitcode, observe::ExitCause cause) {
        auto& p = process_(id);
        if (p.ended_ns) return;
        observe::Exit e;
        e.identity = id;
        e.name = p.name;
        e.pool_id = p.pool_id;
        e.exitcode = exitcode;
        e.cause = cause != observe::ExitCause::unknown ? cause
                  : exitcode == 0                      ? observe::ExitCause::normal
                  : exitcode > 0                       ? observe::ExitCause::error
                                                       : observe::ExitCause::signal_unknown;
        e.started_ns = p.started_ns;
        e.ended_ns = state_.taken_ns;
        if (p.task) {
            e.task_id = p.task->id;
            e.task = p.task->function + "(" + p.task->arguments + ")";
            finish_(p, observe::TaskState::lost, "worker exited " + std::to_string(exitcode), exitcode);
        }
        if (p.pool_id != 0) --pool_(p.pool_id).alive_count;
        for (auto& l : state_.locks) {
            std::erase(l.waiters, id);
            if (l.holder == id) {
                ++l.owner_died_count;
                release_(l);
            }
        }
        p.wait.reset();
        p.state = observe::ProcessState::ended;
        p.ended_ns = state_.taken_ns;
        p.exitcode = exitcode;
        p.cause = e.cause;
        p.cpu_percent.reset();
        state_.exits.push_back(std::move(e));
        if (id == state_.program) state_.alive = false;
    }

    mutable std::mutex mutex_;
    observe::Snapshot state_;
    std::vector<observe::Task> finished_;
    std::map<std::uint64_t, int> worker_names_;
    std::int32_t next_pid_;
    std::uint64_t next_object_ = 1;
    std::uint64_t next_task_ = 1;
    std::uint64_t next_log_ = 1;
    std::string refusal_;
    std::vector<Command> commands_;
};

}  // namespace mp::test
