// SPDX-License-Identifier: MIT
#pragma once
// Watching and steering programs that run on the engine, from outside and from inside.
//
//     for (const auto& s : mp::observe::sessions()) std::cout << s.identity.pid << ' ' << s.name << '\n';
//     auto session = mp::observe::attach(pid);
//     auto snap = session.snapshot();
//     auto far = mp::observe::connect({.address = {"host", 7000}, .authkey = key});  // an agent's: mp/agent.h
//     if (auto answer = session.kill(snap.processes[1].identity); !answer) std::cerr << answer.reason << '\n';
//
// Reading costs the watched program nothing and works while it is stopped, stuck or just dead. One Session stands for
// every source: a local program, a far one, a manager server, a recorded run (mp/history.h).
// Threads: one Session may be used from one thread at a time; snapshots may be shared as const.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mp/connection.h"
#include "mp/exceptions.h"
#include "mp/snapshot.h"

namespace mp::observe {

// A program of this user that runs on the engine.
struct SessionInfo {
    Identity identity;
    std::string name;
    std::string command;
    std::int64_t started_ns = 0;
    bool recorded = false;  // a recorder writes it down already
};

// What became of a command: accepted, or refused and why, in one sentence for the user.
struct Answer {
    bool accepted = true;
    std::string reason;
    std::uint64_t count = 0;  // of a verb for many: how many it reached (processes of a tree, tasks tried again)
    explicit operator bool() const { return accepted; }
};

enum class SourceKind : std::uint8_t { local, remote, manager, recording };

// What can be asked of a session, as a value that can be kept, shown and sent. Fields that a verb does not name stay 0.
struct Command {
    enum class Verb : std::uint8_t {
        send_signal,     // number: to target
        signal_tree,     // number: to target and every process below it, the engine's or not
        resize,          // number: workers of pool_id
        pause_pool,      // pool_id: workers finish what they run and begin nothing else; callers may go on submitting
        unpause_pool,    // pool_id
        cancel_task,     // task_id of pool_id, which runs: its worker is killed
        retry_task,      // task_id of pool_id, which has failed or was lost: another attempt, with equal arguments
        retry_failed,    // pool_id: the same for all whose calls it keeps
        restart_worker,  // target: drain, then replace
        drain_worker,    // target: finish the task, take no more
    };
    Verb verb = Verb::send_signal;
    Identity target = {};
    std::uint64_t pool_id = 0;
    std::uint64_t task_id = 0;
    std::uint64_t number = 0;
    bool operator==(const Command&) const = default;
};

// A process below another one, whatever it runs.
struct TreeMember {
    Identity identity;
    Identity parent;
    std::string name;
    bool operator==(const TreeMember&) const = default;
};

// What a session is made of; one class per source. Implementations throw mp::Exception when the source is lost for
// good.
class SessionSource {
public:
    virtual ~SessionSource() = default;
    virtual SourceKind kind() const = 0;
    virtual std::string title() const = 0;  // for the user: "render (pid 4242)"
    virtual Snapshot snapshot() = 0;
    virtual Snapshot glance() { return snapshot(); }
    virtual bool alive() = 0;
    virtual Answer send_signal(const Identity& target, int signal) = 0;
    virtual Answer resize(std::uint64_t pool_id, std::uint32_t workers) = 0;
    virtual Answer cancel_task(std::uint64_t pool_id, std::uint64_t task_id) = 0;
    virtual Answer restart_worker(const Identity& worker) = 0;  // drain, then replace
    virtual Answer drain_worker(const Identity& worker) = 0;    // finish the task, take no more
    // Any verb; what is said here hands it to the functions above and refuses the others.
    virtual Answer carry_out(const Command& command);
    // The processes below root, parents first, those that do not run on the engine too; none where that cannot be seen.
    virtual std::vector<TreeMember> tree(const Identity&) { return {}; }
    // A recording's extent; nullopt-like {0, 0} where the source is live.
    virtual std::pair<std::int64_t, std::int64_t> extent_ns() { return {0, 0}; }
    // A recording: move to that moment; the next snapshot() shows it. Live sources ignore it.
    virtual void seek(std::int64_t) {}
};

class Session {
public:
    explicit Session(std::unique_ptr<SessionSource> source);
    ~Session();
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;

    SourceKind kind() const;
    std::string title() const;
    bool alive();         // the watched program's main process lives
    Snapshot snapshot();  // works after its end too: the last state
    // The same for a fraction of the cost, for looks between two snapshots. Of a local program: states, tasks,
    // counters, locks and queues are of now; what the system tells of processes (CPU, memory, suspended from outside)
    // may be of the last snapshot where there are many. Of a recording: without the tasks that had just ended.
    Snapshot glance();

    // To a process of this session, by pidfd: never to another one that has its pid by now.
    Answer terminate(const Identity& target);  // SIGTERM
    Answer kill(const Identity& target);       // SIGKILL
    Answer suspend(const Identity& target);    // SIGSTOP
    Answer resume(const Identity& target);     // SIGCONT
    Answer send_signal(const Identity& target, int signal);
    // By pid alone, for programs that just took it from a snapshot.
    Answer terminate(int pid);
    Answer kill(int pid);
    Answer suspend(int pid);
    Answer resume(int pid);

    // Through the program's endpoint.
    Answer resize(std::uint64_t pool_id, std::uint32_t workers);
    Answer cancel_task(std::uint64_t pool_id, std::uint64_t task_id);
    Answer restart_worker(const Identity& worker);
    Answer drain_worker(const Identity& worker);
    Answer pause_pool(std::uint64_t pool_id);
    Answer unpause_pool(std::uint64_t pool_id);
    // Another attempt at a task that failed or was lost, under its number, with equal arguments. Whoever waited for it
    // has its error already: what comes of it now is seen in the session and in its recording only, unless the call
    // was submitted with ApplyOptions::report_retries.
    Answer retry_task(std::uint64_t pool_id, std::uint64_t task_id);
    Answer retry_failed(std::uint64_t pool_id);  // all that the pool keeps
    Answer carry_out(const Command& command);

    // To a process and all below it, through /proc and pidfds. The tree is read again until nothing new appears; what
    // is to be suspended or killed is stopped first, so that nothing escapes by forking.
    Answer signal_tree(const Identity& root, int signal);
    std::vector<TreeMember> tree(const Identity& root);

    std::pair<std::int64_t, std::int64_t> extent_ns();
    void seek(std::int64_t time_ns);
    SessionSource& source() { return *source_; }

private:
    std::unique_ptr<SessionSource> source_;
};

// This user's programs that run on the engine now, oldest first. Entries of dead programs are swept on the way.
std::vector<SessionInfo> sessions();

// Attaches to the program whose main process (or any of its processes) is pid.
// Throws: ProcessLookupError (no such process), PermissionError (another user's), ValueError (does not run on the
// engine), each with a sentence that says which.
Session attach(int pid);

struct ConnectOptions {
    connection::Address address{};                 // by default this user's own agent's: agent_path()
    std::optional<connection::AuthKey> authkey{};  // an agent at a path may have none
    int pid = 0;                                   // the program, or any process of it; 0: the only one there is
    std::chrono::milliseconds timeout{5000};       // for the agent to answer, each time; then it counts as gone
};

// A session of the agent at that address. A program that ends is seen as one here: its last state, with alive false.
// Once the agent itself is gone (it ended, was killed, or has not answered for that long), snapshot() throws EOFError
// with a sentence that says so, commands are refused with it, and alive() is false, each at once; a new connect() finds
// an agent that was started again.
// Throws ConnectionRefusedError, FileNotFoundError (nobody listens), AuthenticationError (the key), TimeoutError,
// EOFError; ProcessLookupError (no such program there), ValueError (several, and none is named; a manager that is no
// agent; an address that needs a key).
Session connect(const ConnectOptions& options);
// The programs that run on the engine there, oldest first. Throws as connect().
std::vector<SessionInfo> far_sessions(const ConnectOptions& options);

// This program is not published from now on (also LIFEGUARD_OBSERVE=0 in the environment).
void disable();
bool enabled();

}  // namespace mp::observe
