// SPDX-License-Identifier: MIT
// The start method `fork`: a copy of this process runs the target.
#include "mp/logging.h"
#include "os/self.h"
#include "process/child.h"
#include "process/start.h"

namespace mp::process {

namespace {

[[noreturn]] void run_forked(Process& process, const StatePointer& state, Token token, const ParentIdentity& parent,
                             bool by_main_thread) noexcept {
    telemetry::Registry::instance().enter(token);
    prepare_child({state->daemon, by_main_thread, parent.pid});
    set_exit_barrier();
    become_child(state, &process, parent);
    const int code = run_guarded([&process] {
        get_logger().info("child process calling self.run()");
        process.run();
        return 0;
    });
    leave(code);
}

}  // namespace

std::shared_ptr<Child> start_by_fork(Process& process, const StatePointer& state) {
    warn_if_threaded();
    flush_output();
    const ParentIdentity parent = describe_self();
    const bool by_main_thread = os::thread_id() == parent.pid;
    Reservation slot({.name = state->name, .daemon = state->daemon});
    os::ForkResult child = fork_for_slot();
    if (child.pid == 0) run_forked(process, state, slot.token(), parent, by_main_thread);
    return slot.watch(std::move(child));
}

}  // namespace mp::process
