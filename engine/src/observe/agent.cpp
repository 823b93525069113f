// SPDX-License-Identifier: MIT
// The agent's side: what its clients ask about, each through a view of its own.
#include "mp/agent.h"

#include <algorithm>
#include <csignal>
#include <map>
#include <mutex>

#include "observe/python_data.h"
#include "os/clock.h"

namespace mp::observe {

namespace {

constexpr std::size_t most_sessions = 64;  // that one client has open

struct SignalVerb {
    std::string_view name;
    int number;
};
constexpr SignalVerb signal_verbs[] = {
    {"terminate", SIGTERM}, {"kill", SIGKILL}, {"suspend", SIGSTOP}, {"resume", SIGCONT}};

// A program as one client sees it.
struct Watched {
    explicit Watched(Session of) : session(std::move(of)) {}
    Session session;
    std::int64_t taken_ns = 0;  // of the snapshot that the client got last; below: what was in it
    std::vector<Exit> exits;
    std::uint64_t log_sequence = 0;
    std::int64_t used_ns = 0;  // by the monotonic clock
};

SessionInfo chosen(const std::optional<Object>& which) {
    const auto all = sessions();
    if (!which) {
        if (all.empty()) throw ProcessLookupError("no program runs on Lifeguard's engine there just now");
        if (all.size() > 1)
            throw ValueError(std::to_string(all.size()) +
                             " programs run on the engine there; say which one by its pid");
        return all.front();
    }
    Identity wanted;
    if (which->kind() == Object::Kind::dict) {
        from_data(*which, wanted);
    } else {
        wanted.pid = which->as<std::int32_t>();
    }
    for (const SessionInfo& info : all) {
        if (info.identity.pid == wanted.pid && (wanted.start_ticks == 0 || info.identity == wanted)) return info;
    }
    if (wanted.start_ticks != 0)
        throw ProcessLookupError("the program with the pid " + std::to_string(wanted.pid) + " has ended");
    // A process of one of them.
    const Identity program = attach(wanted.pid).snapshot().program;
    for (const SessionInfo& info : all) {
        if (info.identity == program) return info;
    }
    throw ProcessLookupError("the program of process " + std::to_string(wanted.pid) + " has ended");
}

// Leaves what the client does not have yet: exits that are new or have changed, entries of the log after its last.
void leave_news(Snapshot& snap, Watched& watched) {
    std::vector<Exit> all = snap.exits;
    std::erase_if(snap.exits, [&](const Exit& exit) {
        return std::find(watched.exits.begin(), watched.exits.end(), exit) != watched.exits.end();
    });
    std::erase_if(snap.log, [&](const LogEntry& entry) { return entry.sequence <= watched.log_sequence; });
    watched.exits = std::move(all);
}

Answer carry_out(Session& session, const std::string& verb, const Object& target,
                 const std::vector<std::int64_t>& arguments) {
    const auto argument = [&](const char* what) {
        if (arguments.size() != 1) throw ValueError("'" + verb + "' takes one argument: " + what);
        return arguments.front();
    };
    const auto process = [&] {
        Identity out;
        from_data(target, out);
        return out;
    };
    const auto pool = [&] { return target.as<std::uint64_t>(); };
    for (const SignalVerb& known : signal_verbs)
        if (verb == known.name) return session.send_signal(process(), known.number);
    if (verb == "signal" || verb == "signal_tree") {
        const std::int64_t number = argument("the signal's number");
        if (number < 1 || number > SIGRTMAX) throw ValueError("there is no signal " + std::to_string(number));
        return verb == "signal" ? session.send_signal(process(), static_cast<int>(number))
                                : session.signal_tree(process(), static_cast<int>(number));
    }
    if (verb == "restart") return session.restart_worker(process());
    if (verb == "drain") return session.drain_worker(process());
    if (verb == "resize") {
        const std::int64_t workers = argument("how many workers");
        if (workers < 1 || workers > 4096) throw ValueError("a pool has 1 to 4096 workers");
        return session.resize(pool(), static_cast<std::uint32_t>(workers));
    }
    if (verb == "cancel") return session.cancel_task(pool(), static_cast<std::uint64_t>(argument("the task's number")));
    if (verb == "pause") return session.pause_pool(pool());
    if (verb == "unpause") return session.unpause_pool(pool());
    if (verb == "retry") return session.retry_task(pool(), static_cast<std::uint64_t>(argument("the task's number")));
    if (verb == "retry_failed") return session.retry_failed(pool());
    throw ValueError("there is no verb '" + verb.substr(0, 40) + "'");
}

}  // namespace

struct AgentView::State {
    bool control = false;
    std::int64_t forget_after_ns = 0;
    std::mutex mutex;  // against those who forget; the client itself asks one thing at a time
    std::map<Identity, Watched> watched;

    Watched& watch(const std::optional<Object>& which);
    void forget();
};

struct Agent::State {
    AgentOptions options;
    std::mutex mutex;
    std::vector<std::weak_ptr<AgentView::State>> views;
};

void AgentView::State::forget() {
    const std::int64_t before_ns = os::monotonic_ns() - forget_after_ns;
    std::erase_if(watched, [&](const auto& one) { return one.second.used_ns < before_ns; });
}

// A program that has ended is still there for who has watched it.
Watched& AgentView::State::watch(const std::optional<Object>& which) {
    forget();
    std::optional<Identity> known;
    if (which && which->kind() == Object::Kind::dict) from_data(*which, known.emplace());
    auto found = known ? watched.find(*known) : watched.end();
    if (found == watched.end()) {
        const Identity program = chosen(which).identity;
        found = watched.find(program);
        if (found == watched.end()) {
            while (watched.size() >= most_sessions)
                watched.erase(std::min_element(watched.begin(), watched.end(), [](const auto& a, const auto& b) {
                    return a.second.used_ns < b.second.used_ns;
                }));
            found = watched.emplace(program, Watched(attach(program.pid))).first;
        }
    }
    found->second.used_ns = os::monotonic_ns();
    return found->second;
}

AgentView::AgentView(std::shared_ptr<State> state) : state_(std::move(state)) {}

Object AgentView::sessions() const {
    std::vector<Object> out;
    for (const SessionInfo& info : observe::sessions()) out.push_back(to_data(info));
    return Object::list(std::move(out));
}

Object AgentView::find(const std::optional<Object>& session) const {
    return to_data(chosen(session));
}

Object AgentView::snapshot(const std::optional<Object>& session, std::optional<std::int64_t> since) {
    const std::lock_guard guard(state_->mutex);
    Watched& watched = state_->watch(session);
    Snapshot snap = watched.session.snapshot();
    const std::uint64_t last = snap.log.empty() ? watched.log_sequence : snap.log.back().sequence;
    if (since && *since == watched.taken_ns) {
        leave_news(snap, watched);
    } else {
        watched.exits = snap.exits;
    }
    watched.log_sequence = last;
    watched.taken_ns = snap.taken_ns;
    return to_data(snap);
}

Object AgentView::command(const std::optional<Object>& session, const std::string& verb, const Object& target,
                          const std::optional<std::vector<std::int64_t>>& arguments) {
    if (!state_->control)
        return to_data(Answer{false,
                              "the agent only lets programs be watched; it was started with --read-only, or on "
                              "TCP without --allow-control"});
    const std::lock_guard guard(state_->mutex);
    return to_data(
        carry_out(state_->watch(session).session, verb, target, arguments.value_or(std::vector<std::int64_t>())));
}

Object AgentView::tree(const std::optional<Object>& session, const Object& target) {
    Identity root;
    from_data(target, root);
    const std::lock_guard guard(state_->mutex);
    std::vector<Object> out;
    for (const TreeMember& member : state_->watch(session).session.tree(root)) out.push_back(to_data(member));
    return Object::list(std::move(out));
}

Agent::Agent(const AgentOptions& options) : state_(std::make_shared<State>()) {
    state_->options = options;
}

std::shared_ptr<AgentView> Agent::open() const {
    auto view = std::make_shared<AgentView::State>();
    view->control = state_->options.control;
    view->forget_after_ns = std::chrono::nanoseconds(state_->options.forget_after).count();
    const std::lock_guard guard(state_->mutex);
    // Clients of which nobody knows that they are gone leave views behind: at least what they held open goes.
    std::erase_if(state_->views, [](const auto& weak) { return weak.expired(); });
    for (const auto& weak : state_->views) {
        const auto other = weak.lock();
        if (other == nullptr) continue;
        const std::unique_lock lock(other->mutex, std::try_to_lock);
        if (lock.owns_lock()) other->forget();
    }
    state_->views.push_back(view);
    return std::make_shared<AgentView>(std::move(view));
}

}  // namespace mp::observe
