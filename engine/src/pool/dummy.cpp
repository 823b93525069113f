// SPDX-License-Identifier: MIT
#include "mp/dummy.h"

#include <algorithm>
#include <atomic>
#include <ostream>
#include <system_error>
#include <thread>
#include <typeinfo>

#include "mp/detail/exception_codec.h"
#include "os/self.h"
#include "os/stream.h"
#include "os/thread.h"
#include "process/finalize.h"
#include "process/logging_state.h"

namespace mp::dummy {

// ---- Process

struct Process::State {
    std::mutex mutex;
    std::condition_variable ended;
    std::function<void()> target;
    std::string name;
    bool daemon = false;
    bool started = false;
    bool over = false;
    int ident = 0;
    std::vector<std::weak_ptr<State>> children;
};

namespace {

using StatePointer = std::shared_ptr<Process::State>;

std::atomic<unsigned> threads_made{0};
thread_local StatePointer this_thread;

StatePointer current_state() {
    if (!this_thread) {
        this_thread = std::make_shared<Process::State>();
        this_thread->name = os::thread_id() == os::process_id() ? "MainThread" : os::name_of_this_thread();
        this_thread->started = true;
        this_thread->ident = os::thread_id();
    }
    return this_thread;
}

// Threads that the end of the program waits for.
struct Awaited {
    std::mutex mutex;
    std::condition_variable fewer;
    int count = 0;
    bool arranged = false;
};
Awaited& awaited() {
    static auto* all = new Awaited;  // never destroyed: threads end during static destruction
    return *all;
}

// A forked child has none of these threads, and waits for its own.
const bool forgotten_by_children = [] {
    os::at_fork([] { awaited().mutex.lock(); }, [] { awaited().mutex.unlock(); },
                [] {
                    awaited().count = 0;
                    awaited().arranged = false;
                    awaited().mutex.unlock();
                });
    return true;
}();

void await_at_exit() {
    (void)forgotten_by_children;
    Awaited& all = awaited();
    const std::lock_guard guard(all.mutex);
    ++all.count;
    if (std::exchange(all.arranged, true)) return;
    process::add_finalizer(0, [] {
        std::unique_lock lock(awaited().mutex);
        awaited().arranged = false;
        awaited().fewer.wait(lock, [] { return awaited().count == 0; });
    });
}

void report_error(const std::string& name) noexcept {
    try {
        process::write_whole("Exception in thread " + name + ":\n" +
                             mp::detail::traceback_text(std::current_exception(), "run", name, os::process_id()));
    } catch (...) {
        // No memory for a message: the thread ends all the same.
    }
}

}  // namespace

Process::Process(ProcessOptions options) : state_(std::make_shared<State>()) {
    state_->name = options.name.empty() ? "Thread-" + std::to_string(++threads_made) : std::move(options.name);
    state_->target = std::move(options.target);
    state_->daemon = options.daemon.value_or(current_state()->daemon);
}

void Process::run() {
    std::function<void()> target;
    {
        const std::lock_guard guard(state_->mutex);
        target = state_->target;
    }
    if (target) target();
}

void Process::start() {
    const StatePointer parent = current_state();
    {
        const std::lock_guard guard(state_->mutex);
        if (state_->started) throw RuntimeError("threads can only be started once");
        state_->started = true;
    }
    if (!state_->daemon) await_at_exit();
    // A plain Process's run() is its target; a subclass's object has to stay for its own.
    const bool plain = typeid(*this) == typeid(Process);
    Process* object = plain ? nullptr : this;
    try {
        std::thread([state = state_, object] {
            this_thread = state;
            {
                const std::lock_guard guard(state->mutex);
                state->ident = os::thread_id();
            }
            os::name_this_thread(state->name);
            try {
                object != nullptr ? object->run() : Process(state).run();
            } catch (...) {
                report_error(state->name);
            }
            {
                const std::lock_guard guard(state->mutex);
                state->over = true;
                state->target = nullptr;
                state->ended.notify_all();
            }
            if (state->daemon) return;
            const std::lock_guard guard(awaited().mutex);
            --awaited().count;
            awaited().fewer.notify_all();
        }).detach();
    } catch (const std::system_error& error) {
        if (!state_->daemon) {
            const std::lock_guard guard(awaited().mutex);
            --awaited().count;
        }
        throw ResourceExhausted(std::string("start a thread: ") + error.what(), error.code().value());
    }
    const std::lock_guard guard(parent->mutex);
    parent->children.push_back(state_);
}

void Process::join(detail::Timeout timeout) {
    std::unique_lock lock(state_->mutex);
    if (!state_->started) throw RuntimeError("cannot join thread before it is started");
    if (state_ == this_thread) throw RuntimeError("cannot join current thread");
    detail::wait_until_true(state_->ended, lock, true, timeout, [this] { return state_->over; });
}

bool Process::is_alive() const {
    const std::lock_guard guard(state_->mutex);
    return state_->started && !state_->over;
}

std::optional<int> Process::exitcode() const {
    const std::lock_guard guard(state_->mutex);
    return state_->over ? std::optional<int>(0) : std::nullopt;
}

std::string Process::name() const {
    const std::lock_guard guard(state_->mutex);
    return state_->name;
}
void Process::name(std::string name) {
    const std::lock_guard guard(state_->mutex);
    state_->name = std::move(name);
}

bool Process::daemon() const {
    const std::lock_guard guard(state_->mutex);
    return state_->daemon;
}
void Process::daemon(bool daemonic) {
    const std::lock_guard guard(state_->mutex);
    if (state_->started) throw RuntimeError("cannot set daemon status of active thread");
    state_->daemon = daemonic;
}

int Process::ident() const {
    const std::lock_guard guard(state_->mutex);
    return state_->ident;
}

std::string Process::repr() const {
    const std::lock_guard guard(state_->mutex);
    const char* status = !state_->started ? "initial" : state_->over ? "stopped" : "started";
    std::string out = "<DummyProcess(" + state_->name + ", " + status;
    if (state_->daemon) out += " daemon";
    if (state_->ident != 0) out += " " + std::to_string(state_->ident);
    return out + ")>";
}

std::ostream& operator<<(std::ostream& out, const Process& process) {
    return out << process.repr();
}

std::vector<Process> active_children() {
    const StatePointer self = current_state();
    const std::lock_guard guard(self->mutex);
    std::vector<Process> living;
    std::erase_if(self->children, [&](const std::weak_ptr<Process::State>& child) {
        auto state = child.lock();
        if (!state) return true;
        Process handle(std::move(state));
        if (!handle.is_alive()) return true;
        living.push_back(std::move(handle));
        return false;
    });
    return living;
}

Process current_process() {
    return Process(current_state());
}

// ---- connection

namespace connection {

bool Connection::poll(mp::detail::Timeout timeout) const {
    return in_.wait_for_item(timeout);
}

Connection Client(const Listener& address) {
    const Queue<Sent> to_server;
    const Queue<Sent> to_client;
    address.waiting_.put(Connection(to_server, to_client));
    return Connection(to_client, to_server);
}

std::pair<Connection, Connection> Pipe(bool) {
    const Queue<Sent> first;
    const Queue<Sent> second;
    return {Connection(first, second), Connection(second, first)};
}

}  // namespace connection

}  // namespace mp::dummy
