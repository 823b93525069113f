// SPDX-License-Identifier: MIT
// A far program as a session: what its agent says of it.
#include <algorithm>
#include <memory>

#include "mp/agent.h"
#include "observe/agent_link.h"
#include "observe/python_data.h"
#include "observe/reader.h"

namespace mp::observe {

namespace {

class RemoteSession final : public SessionSource {
public:
    RemoteSession(std::unique_ptr<AgentLink> link, SessionInfo info)
        : link_(std::move(link)), info_(std::move(info)), session_(to_data(info_.identity)) {}

    SourceKind kind() const override { return SourceKind::remote; }
    std::string title() const override {
        return info_.name + " (pid " + std::to_string(info_.identity.pid) + ") on " + link_->place();
    }
    Snapshot snapshot() override;
    bool alive() override;
    Answer send_signal(const Identity& target, int signal) override {
        return ask("signal", to_data(target), {std::int64_t{signal}});
    }
    Answer resize(std::uint64_t pool_id, std::uint32_t workers) override {
        return ask("resize", pool_id, {std::int64_t{workers}});
    }
    Answer cancel_task(std::uint64_t pool_id, std::uint64_t task_id) override {
        return ask("cancel", pool_id, {static_cast<std::int64_t>(task_id)});
    }
    Answer restart_worker(const Identity& worker) override { return ask("restart", to_data(worker), {}); }
    Answer drain_worker(const Identity& worker) override { return ask("drain", to_data(worker), {}); }
    Answer carry_out(const Command& command) override;
    std::vector<TreeMember> tree(const Identity& root) override;

private:
    Answer ask(const char* verb, const Object& target, std::vector<Object> arguments);
    void complete(Snapshot& snap);

    std::unique_ptr<AgentLink> link_;
    SessionInfo info_;
    Object session_;
    std::optional<Snapshot> last_;
    bool over_ = false;  // the program has ended, and the agent knows nothing of it any more
};

// Puts what was left out, since it is here already, in its place.
void RemoteSession::complete(Snapshot& snap) {
    std::vector<Exit> exits = std::move(last_->exits);
    for (Exit& exit : snap.exits) {
        const auto known =
            std::find_if(exits.begin(), exits.end(), [&](const Exit& e) { return e.identity == exit.identity; });
        if (known != exits.end()) {
            *known = std::move(exit);
        } else {
            exits.push_back(std::move(exit));
        }
    }
    if (exits.size() > exits_kept) exits.erase(exits.begin(), exits.end() - exits_kept);
    snap.exits = std::move(exits);
    // What is new is all there, as in a local session.
    const std::size_t kept = std::max(log_kept, std::min(snap.log.size(), log_fresh));
    std::vector<LogEntry> log = std::move(last_->log);
    std::move(snap.log.begin(), snap.log.end(), std::back_inserter(log));
    if (log.size() > kept) log.erase(log.begin(), log.end() - static_cast<std::ptrdiff_t>(kept));
    snap.log = std::move(log);
}

Snapshot RemoteSession::snapshot() {
    if (over_) return *last_;
    try {
        const Object since = last_ ? Object(last_->taken_ns) : Object();
        Snapshot snap = to_snapshot(link_->call("snapshot", {session_, since}));
        if (last_) complete(snap);
        last_ = std::move(snap);
        return *last_;
    } catch (const ProcessLookupError&) {
        // It ended while the agent was not asked about it, and has been forgotten there.
        if (!last_) throw;
        over_ = true;
        last_->alive = false;
        last_->tasks.clear();
        return *last_;
    }
}

bool RemoteSession::alive() {
    if (over_) return false;
    try {
        link_->call("find", {session_});
        return true;
    } catch (const EOFError&) {
        return false;
    } catch (const ProcessLookupError&) {
        return false;
    }
}

Answer RemoteSession::carry_out(const Command& command) {
    switch (command.verb) {
        case Command::Verb::signal_tree:
            return ask("signal_tree", to_data(command.target), {static_cast<std::int64_t>(command.number)});
        case Command::Verb::pause_pool:
            return ask("pause", command.pool_id, {});
        case Command::Verb::unpause_pool:
            return ask("unpause", command.pool_id, {});
        case Command::Verb::retry_task:
            return ask("retry", command.pool_id, {static_cast<std::int64_t>(command.task_id)});
        case Command::Verb::retry_failed:
            return ask("retry_failed", command.pool_id, {});
        default:
            return SessionSource::carry_out(command);
    }
}

std::vector<TreeMember> RemoteSession::tree(const Identity& root) {
    std::vector<TreeMember> out;
    const Object list = link_->call("tree", {session_, to_data(root)});
    for (const Object& one : list.elements()) from_data(one, out.emplace_back());
    return out;
}

Answer RemoteSession::ask(const char* verb, const Object& target, std::vector<Object> arguments) {
    Answer answer;
    try {
        from_data(link_->call("command", {session_, verb, target, Object::list(std::move(arguments))}), answer);
    } catch (const EOFError& error) {
        answer = {false, error.what()};
    } catch (const Exception& error) {
        answer = {false, std::string("the agent could not do it: ") + error.what()};
    }
    return answer;
}

}  // namespace

Session connect(const ConnectOptions& options) {
    auto link = std::make_unique<AgentLink>(options);
    SessionInfo info;
    from_data(link->call("find", {options.pid == 0 ? Object() : Object(options.pid)}), info);
    return Session(std::make_unique<RemoteSession>(std::move(link), std::move(info)));
}

std::vector<SessionInfo> far_sessions(const ConnectOptions& options) {
    AgentLink link(options);
    const Object list = link.call("sessions", {});
    std::vector<SessionInfo> out;
    for (const Object& one : list.elements()) from_data(one, out.emplace_back());
    return out;
}

}  // namespace mp::observe
