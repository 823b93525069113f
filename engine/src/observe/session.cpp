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

std::pair<std::int64_t, std::int64_t> Session::extent_ns() {
    return source_->extent_ns();
}
void Session::seek(std::int64_t time_ns) {
    source_->seek(time_ns);
}

}  // namespace mp::observe
