// SPDX-License-Identifier: MIT
#include "mp/process.h"

#include <ostream>

#include "mp/logging.h"
#include "os/clock.h"
#include "os/poll.h"
#include "os/procfs.h"
#include "os/self.h"
#include "os/signal.h"
#include "process/current.h"
#include "process/interrupt.h"
#include "telemetry/writer.h"

namespace mp {

namespace {

using detail::ProcessState;
using detail::StartMethod;
using process::StatePointer;
using process::Table;
using Kind = ProcessState::Kind;

void check_open(const ProcessState& state) {
    if (state.closed) throw ValueError("process object is closed");
}

bool is_current(const Table& table, const ProcessState& state) {
    return table->state.get() == &state;
}

// The parent's identity is its pid with its start time: the pid alone may be somebody else's by now.
os::Pidfd open_parent(const ProcessState& state) {
    try {
        os::Pidfd pidfd = os::Pidfd::open(state.pid);
        if (os::read_start_ticks(state.pid) == state.start_ticks) return pidfd;
    } catch (const ProcessLookupError&) {
        // It has ended.
    }
    return {};
}

bool wait_for_parent(const ProcessState& state, std::int64_t deadline_ns) {
    const os::Pidfd pidfd = open_parent(state);
    return !pidfd || pidfd.wait_until(deadline_ns);
}

os::Fd sentinel_of_parent(const ProcessState& state) {
    const os::Pidfd pidfd = open_parent(state);
    return pidfd ? pidfd.file().duplicate() : os::EventFd(true).release();
}

std::shared_ptr<process::Child> child_of(const ProcessState& state) {
    const Table table;
    check_open(state);
    return state.creator_pid == os::process_id() ? state.child : nullptr;
}

// How long a process that cannot be told from another one of its number may take to say who it is.
constexpr std::int64_t entry_patience_ns = 1'000'000'000;
constexpr std::int64_t entry_look_ns = 1'000'000;

// The pid is still that of the process: by its start time once it has entered its slot, before that by who forked it,
// its creator or a fork server. A server that died meanwhile leaves one that is about to enter.
bool is_same(const telemetry::Registry& registry, const process::Child& child, const ProcessState& state) {
    const telemetry::ProcessSlot& slot = registry.slot(child.token());
    const std::int64_t deadline = os::deadline_after(entry_patience_ns);
    for (;;) {
        const auto stat = os::read_process_stat(child.pid());
        if (!stat || !registry.alive(child.token())) return false;
        const std::uint64_t ticks = slot.start_ticks.load(std::memory_order_relaxed);
        if (ticks != 0) return stat->start_ticks == ticks;
        if (stat->parent_pid == state.creator_pid) return true;
        if (child.server() != telemetry::nobody && stat->parent_pid == registry.pid_of(child.server())) return true;
        if (os::monotonic_ns() > deadline)
            throw ProcessError("send a signal to process " + std::to_string(child.pid()) +
                               ": its fork server has died, and it has not run since, so that it cannot be told from "
                               "another one of that number; it is stopped, or the machine is overloaded: try again");
        os::wait_any({}, os::deadline_after(entry_look_ns));
    }
}

void send(const ProcessState& state, int signal, const char* what) {
    std::shared_ptr<process::Child> child;
    {
        const Table table;
        check_open(state);
        if (!state.child) throw AttributeError(std::string("'NoneType' object has no attribute '") + what + "'");
        child = state.child;
    }
    if (state.creator_pid == os::process_id()) {
        child->send_signal(signal, process::Cause::by_program);
        return;
    }
    // A relative's handle: the process is found by what the registry knows of it.
    auto& registry = telemetry::Registry::instance();
    const telemetry::Token token = child->token();
    try {
        const os::Pidfd pidfd = os::Pidfd::open(child->pid());
        if (!is_same(registry, *child, state)) return;
        process::note_signal(registry, token, process::Cause::by_program);
        pidfd.send_signal(signal);
    } catch (const ProcessLookupError&) {
        // It has ended: nothing to do, as after any end.
    }
}

std::shared_ptr<process::Child> start_by(StartMethod method, Process& process, const StatePointer& state) {
    switch (method) {
        case StartMethod::spawn:
            return process::start_by_spawn(process, state);
        case StartMethod::forkserver:
            return process::start_by_forkserver(process, state);
        default:
            return process::start_by_fork(process, state);
    }
}

std::string python_quoted(const std::string& text) {
    const bool has_single = text.find('\'') != std::string::npos;
    const char quote = has_single && text.find('"') == std::string::npos ? '"' : '\'';
    std::string out(1, quote);
    for (const char c : text) {
        if (c == quote || c == '\\') out += '\\';
        if (c == '\n') {
            out += "\\n";
        } else {
            out += c;
        }
    }
    return out + quote;
}

}  // namespace

Process::Process(ProcessOptions options)
    : state_(process::make_state(std::move(options), "Process", StartMethod::by_default)) {}

Process::Process(SubclassTag, const std::type_info& type, ProcessOptions options)
    : state_(process::make_state(std::move(options), process::class_name_of(type), StartMethod::by_default)) {
    state_->subclass = true;
}

void Process::run() {
    Target target;
    {
        const Table table;
        target = state_->target;
    }
    target();
}

void Process::start() {
    StartMethod method{};
    {
        const Table table;
        check_open(*state_);
        if (state_->child || state_->starting || state_->kind != Kind::ordinary || is_current(table, *state_))
            throw AssertionError("cannot start a process twice");
        if (state_->creator_pid != os::process_id())
            throw AssertionError("can only start a process object created by current process");
        if (table->state->daemon) throw AssertionError("daemonic processes are not allowed to have children");
        if (state_->subclass && typeid(*this) == typeid(Process))
            throw RuntimeError("start() of a copy that has lost its subclass: start the " + state_->class_name +
                               " itself, or keep it by pointer");
        method = state_->method;
        state_->starting = true;
    }
    struct Starting {
        ProcessState& state;
        ~Starting() {
            const Table table;
            state.starting = false;
        }
    } const starting{*state_};
    process::check_not_bootstrapping();
    process::living_children();  // forgets those that have ended
    if (method == StartMethod::by_default) method = process::fix_start_method();
    auto child = start_by(method, *this, state_);
    Target dropped;  // destroyed after the table is let go: what it captured is the user's
    const Table table;
    state_->pid = child->pid();
    state_->token = child->token();
    state_->child = std::move(child);
    dropped = std::move(state_->target);
    state_->target = nullptr;
    table->children.push_back(state_);
}

void Process::join(detail::Timeout timeout) {
    std::shared_ptr<process::Child> child;
    const std::int64_t deadline = os::deadline_after(timeout.ns());
    {
        const Table table;
        check_open(*state_);
        child = state_->child;
    }
    if (state_->kind == Kind::parent) {
        wait_for_parent(*state_, deadline);
        return;
    }
    if (state_->creator_pid != os::process_id()) throw AssertionError("can only join a child process");
    if (!child) throw AssertionError("can only join a started process");
    if (!child->poll() && timeout.ns() > 0) {
        const telemetry::WaitScope waiting(telemetry::Registry::instance(), telemetry::WaitFor::join, child->token());
        while (!child->wait_until(process::interrupt_slice(deadline)) && os::monotonic_ns() < deadline) {
            if (process::take_interrupt()) process::throw_interrupted();
        }
    }
    if (!child->exit()) return;
    const Table table;
    std::erase(table->children, state_);
}

bool Process::is_alive() const {
    {
        const Table table;
        check_open(*state_);
        if (is_current(table, *state_)) return true;
    }
    if (state_->kind == Kind::parent) return !wait_for_parent(*state_, 0);
    if (state_->creator_pid != os::process_id()) throw AssertionError("can only test a child process");
    const auto child = child_of(*state_);
    return child && !child->poll();
}

std::optional<int> Process::exitcode() const {
    const auto child = child_of(*state_);
    if (!child) return std::nullopt;
    const auto ended = child->poll();
    return ended ? std::optional<int>(ended->exitcode) : std::nullopt;
}

std::string Process::name() const {
    const Table table;
    return state_->name;
}
void Process::name(std::string_view name) {
    const Table table;
    state_->name = name;
}

bool Process::daemon() const {
    const Table table;
    return state_->daemon;
}
void Process::daemon(bool daemonic) {
    const Table table;
    check_open(*state_);
    if (state_->child || state_->starting) throw AssertionError("process has already started");
    state_->daemon = daemonic;
}

int Process::pid() const {
    const Table table;
    check_open(*state_);
    return is_current(table, *state_) ? os::process_id() : state_->pid;
}

Bytes Process::authkey() const {
    const Table table;
    check_open(*state_);
    return state_->authkey;
}
void Process::authkey(Bytes key) {
    const Table table;
    check_open(*state_);
    state_->authkey = std::move(key);
}
void Process::authkey(std::string_view key) {
    const auto* bytes = reinterpret_cast<const std::byte*>(key.data());
    authkey(Bytes(bytes, bytes + key.size()));
}

int Process::sentinel() const {
    std::shared_ptr<process::Child> child;
    {
        const Table table;
        check_open(*state_);
        if (state_->sentinel) return state_->sentinel.get();
        child = state_->child;
    }
    if (!child && state_->kind != Kind::parent) throw ValueError("process not started");
    os::Fd file = child ? child->sentinel() : sentinel_of_parent(*state_);
    const Table table;
    if (!state_->sentinel) state_->sentinel = std::move(file);
    return state_->sentinel.get();
}

void Process::terminate() {
    send(*state_, os::signal_terminate, "terminate");
}
void Process::kill() {
    send(*state_, os::signal_kill, "kill");
}

void Process::interrupt() {
    send(*state_, os::signal_interrupt, "interrupt");
}

void Process::close() {
    const auto child = [this] {
        const Table table;
        return is_current(table, *state_) ? nullptr : state_->child;
    }();
    if (child && !child->poll()) {
        throw ValueError(
            "Cannot close a process while it is still running. You should first call join() or terminate().");
    }
    const Table table;
    if (is_current(table, *state_)) return;
    state_->child = nullptr;
    state_->sentinel.reset();
    state_->closed = true;
    std::erase(table->children, state_);
}

std::string Process::repr() const {
    std::shared_ptr<process::Child> child;
    std::string status = "unknown";
    bool current = false;
    {
        const Table table;
        current = is_current(table, *state_);
        child = state_->child;
        if (current) {
            status = "started";
        } else if (state_->closed) {
            status = "closed";
        } else if (state_->kind == Kind::ordinary && state_->creator_pid == os::process_id()) {
            status = child ? "started" : "initial";
        }
    }
    std::string end;
    if (child && status == "started") {
        if (const auto ended = child->poll()) {
            status = "stopped";
            end = " exitcode=" + process::exitcode_name(ended->exitcode);
        }
    }
    const Table table;
    std::string out = "<" + state_->class_name + " name=" + python_quoted(state_->name);
    if (child) out += " pid=" + std::to_string(child->pid());
    out += " parent=" + (state_->creator_pid != 0 ? std::to_string(state_->creator_pid) : "None");
    out += " " + status + end;
    if (state_->daemon) out += " daemon";
    return out + ">";
}

Target Process::portable_target() const {
    const Table table;
    return state_->target;
}

std::ostream& operator<<(std::ostream& out, const Process& process) {
    return out << process.repr();
}

namespace detail {

void throw_subclass_unpicklable(const std::type_info& type) {
    const std::string name = process::class_name_of(type);
    throw PicklingError("Can't pickle the process " + name + ": to be spawned, " + name +
                        " has to be default-constructible and to have a member template serialize(Ar&)");
}

}  // namespace detail

Process& current_process() {
    const Table table;
    return *table->current;
}

std::optional<Process> parent_process() {
    const Table table;
    if (!table->parent) return std::nullopt;
    return detail::ProcessAccess::handle(table->parent);
}

std::vector<Process> active_children() {
    std::vector<Process> out;
    for (auto& state : process::living_children()) out.push_back(detail::ProcessAccess::handle(std::move(state)));
    return out;
}

void set_program_name(const std::string& name) {
    telemetry::Registry::name_program(name);
}

int cpu_count() {
    return static_cast<int>(os::cpu_count());
}

void set_executable(std::string path) {
    const Table table;
    table->executable = std::move(path);
}

}  // namespace mp
