// SPDX-License-Identifier: MIT
// mp::observe::Session: one face for every source; it adds the names of the signals and the look-up by pid.
#include <csignal>
#include <utility>

#include "mp/observe.h"

namespace mp::observe {
namespace {

constexpr int terminate_signal = SIGTERM;
constexpr int kill_signal = SIGKILL;
constexpr int suspend_signal = SIGSTOP;
constexpr int resume_signal = SIGCONT;

// The latest living process with that pid: a pid may have been used twice in one session.
Answer by_pid(Session& session, int pid, int signal) {
    const Snapshot snap = session.snapshot();
    const Process* ended = nullptr;
    for (auto it = snap.processes.rbegin(); it != snap.processes.rend(); ++it) {
        if (it->identity.pid != pid) continue;
        if (!it->ended_ns) return session.send_signal(it->identity, signal);
        if (ended == nullptr) ended = &*it;
    }
    if (ended != nullptr) return {false, ended->name + " (pid " + std::to_string(pid) + ") has ended already"};
    return {false, "no process " + std::to_string(pid) + " in " + session.title()};
}

}  // namespace

Answer SessionSource::carry_out(const Command& command) {
    switch (command.verb) {
        case Command::Verb::send_signal:
            return send_signal(command.target, static_cast<int>(command.number));
        case Command::Verb::resize:
            return resize(command.pool_id, static_cast<std::uint32_t>(command.number));
        case Command::Verb::cancel_task:
            return cancel_task(command.pool_id, command.task_id);
        case Command::Verb::restart_worker:
            return restart_worker(command.target);
        case Command::Verb::drain_worker:
            return drain_worker(command.target);
        case Command::Verb::signal_tree:
        case Command::Verb::pause_pool:
        case Command::Verb::unpause_pool:
        case Command::Verb::retry_task:
        case Command::Verb::retry_failed:
            break;
    }
    return {false, title() + " cannot be asked to do that"};
}

Session::Session(std::unique_ptr<SessionSource> source) : source_(std::move(source)) {
    if (!source_) throw ValueError("a session needs a source");
}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

SourceKind Session::kind() const {
    return source_->kind();
}
std::string Session::title() const {
    return source_->title();
}
bool Session::alive() {
    return source_->alive();
}
Snapshot Session::snapshot() {
    return source_->snapshot();
}
Snapshot Session::glance() {
    return source_->glance();
}

Answer Session::terminate(const Identity& target) {
    return source_->send_signal(target, terminate_signal);
}
Answer Session::kill(const Identity& target) {
    return source_->send_signal(target, kill_signal);
}
Answer Session::suspend(const Identity& target) {
    return source_->send_signal(target, suspend_signal);
}
Answer Session::resume(const Identity& target) {
    return source_->send_signal(target, resume_signal);
}
Answer Session::send_signal(const Identity& target, int signal) {
    return source_->send_signal(target, signal);
}

Answer Session::terminate(int pid) {
    return by_pid(*this, pid, terminate_signal);
}
Answer Session::kill(int pid) {
    return by_pid(*this, pid, kill_signal);
}
Answer Session::suspend(int pid) {
    return by_pid(*this, pid, suspend_signal);
}
Answer Session::resume(int pid) {
    return by_pid(*this, pid, resume_signal);
}

Answer Session::resize(std::uint64_t pool_id, std::uint32_t workers) {
    return source_->resize(pool_id, workers);
}
Answer Session::cancel_task(std::uint64_t pool_id, std::uint64_t task_id) {
    return source_->cancel_task(pool_id, task_id);
}
Answer Session::restart_worker(const Identity& worker) {
    return source_->restart_worker(worker);
}
Answer Session::drain_worker(const Identity& worker) {
    return source_->drain_worker(worker);
}

Answer Session::pause_pool(std::uint64_t pool_id) {
    return carry_out({.verb = Command::Verb::pause_pool, .pool_id = pool_id});
}
Answer Session::unpause_pool(std::uint64_t pool_id) {
    return carry_out({.verb = Command::Verb::unpause_pool, .pool_id = pool_id});
}
Answer Session::retry_task(std::uint64_t pool_id, std::uint64_t task_id) {
    return carry_out({.verb = Command::Verb::retry_task, .pool_id = pool_id, .task_id = task_id});
}
Answer Session::retry_failed(std::uint64_t pool_id) {
    return carry_out({.verb = Command::Verb::retry_failed, .pool_id = pool_id});
}
Answer Session::signal_tree(const Identity& root, int signal) {
    return carry_out(
        {.verb = Command::Verb::signal_tree, .target = root, .number = static_cast<std::uint64_t>(signal)});
}
Answer Session::carry_out(const Command& command) {
    return source_->carry_out(command);
}
std::vector<TreeMember> Session::tree(const Identity& root) {
    return source_->tree(root);
}

std::pair<std::int64_t, std::int64_t> Session::extent_ns() {
    return source_->extent_ns();
}
void Session::seek(std::int64_t time_ns) {
    source_->seek(time_ns);
}

}  // namespace mp::observe
