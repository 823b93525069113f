// SPDX-License-Identifier: MIT
#pragma once
// Watching from another machine. An agent (`lifeguardctl agent`, or any program that serves an Agent) offers the
// sessions of its user over one manager connection; connect() (mp/observe.h) makes the same Session of one of them as
// attach() does of a program here.
//
//     using mp::connection::Address;
//     auto key = mp::observe::read_key_file("/home/ada/.config/lifeguard/agent.key");
//     for (const auto& s : mp::observe::far_sessions({.address = Address{"host", 7000}, .authkey = key})) …
//     auto far = mp::observe::connect({.address = Address{"host", 7000}, .authkey = key, .pid = 4242});
//     mp::observe::Snapshot snap = far.snapshot();
//
// The wire is CPython's manager protocol, so that a Python program has the same with its standard library alone:
//
//     class Far(BaseManager): pass
//     Far.register("lifeguard")
//     far = Far(("host", 7000), b"…"); far.connect()
//     far.lifeguard().snapshot()["processes"][0]["name"]
//
// Both ends prove that they know the key; what is sent then is not encrypted. Across a network that is not yours, let
// ssh carry it: `ssh -L 7000:localhost:7000 host`.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mp/connection.h"
#include "mp/object.h"
#include "mp/observe.h"

namespace mp::observe {

// Where this user's own agent listens: a socket in the user's runtime directory.
std::string agent_path();

// A key from a file that nobody else may read, without the end of its last line. Throws FileNotFoundError,
// PermissionError (others may read it), ValueError (it is empty).
connection::AuthKey read_key_file(const std::string& path);
// A new key of 64 hexadecimal digits in a new file of mode 0600. Throws FileExistsError, OSError.
connection::AuthKey make_key_file(const std::string& path);

// A snapshot as Python's data and back: dicts by the names of the fields, lists, numbers and words ("busy"); an
// optional without a value is None, text that is no UTF-8 has its odd bytes as Python's surrogateescape has them.
Object to_object(const Snapshot& snapshot);
// Fields that are missing keep their defaults, unknown ones are passed over: agents of other versions are understood.
// Throws ValueError for what is no snapshot.
Snapshot to_snapshot(const Object& object);

// What one client of an agent calls. It keeps what the client has seen, so that rates, and the tasks that ended since
// the last look, are its own. A session is named by its pid, or by the dict {"pid", "start_ticks"} of its program; None
// is the only one there is. Threads: one at a time.
class AgentView {
public:
    struct State;
    explicit AgentView(std::shared_ptr<State> state);

    Object sessions() const;                                  // a list of dicts: identity, name, command, …
    Object find(const std::optional<Object>& session) const;  // one of them
    // since: taken_ns of the snapshot that this client got last; exits and log then hold only what is new or changed.
    Object snapshot(const std::optional<Object>& session, std::optional<std::int64_t> since);
    // verb: "signal", "signal_tree" (target: the identity of a process; arguments: [number]), "terminate", "kill",
    // "suspend", "resume", "restart", "drain" (an identity), "resize" (a pool's id; [workers]), "pause", "unpause",
    // "retry_failed" (a pool's id), "cancel", "retry" (a pool's id; [the task's id]).
    // The answer is {"accepted": bool, "reason": str, "count": how many it reached}.
    Object command(const std::optional<Object>& session, const std::string& verb, const Object& target,
                   const std::optional<std::vector<std::int64_t>>& arguments);
    // The processes below one, whatever they run: a list of {"identity", "parent", "name"}.
    Object tree(const std::optional<Object>& session, const Object& target);

private:
    std::shared_ptr<State> state_;
};

// What an agent serves; a manager's server makes a view of it for each client:
//
//     mp::observe::Agent agent({.control = false});
//     BaseManager::register_callable<AgentView>("lifeguard", [&] { return agent.open(); })
//         .method<&AgentView::sessions>("sessions").method<&AgentView::find>("find")
//         .method<&AgentView::snapshot>("snapshot").method<&AgentView::command>("command")
//         .method<&AgentView::tree>("tree");
//
// Threads: any.
struct AgentOptions {
    bool control = false;                            // false: commands are refused
    std::chrono::milliseconds forget_after{60'000};  // what a client has not asked about for so long is let go of
};
class Agent {
public:
    explicit Agent(const AgentOptions& options = {});
    std::shared_ptr<AgentView> open() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace mp::observe
