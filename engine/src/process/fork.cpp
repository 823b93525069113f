// SPDX-License-Identifier: MIT
// The start method `fork`: a copy of this process runs the target.
#include "mp/logging.h"
#include "os/self.h"
#include "os/thread.h"
#include "process/child.h"
#include "process/start.h"

namespace mp::process {

namespace {

[[noreturn]] void run_forked(Process& process, const StatePointer& state, Token token, const ParentIdentity& parent,
                             const ChildSetting& setting) noexcept {
    telemetry::Registry::instance().enter(token);
    prepare_child(setting);
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
    ChildSetting setting;
    setting.by_main_thread = os::thread_id() == parent.pid;
    setting.by_engine_thread = os::in_engine_thread();
    setting.parent_pid = parent.pid;
    std::string name;
    {
        const Table table;
        name = state->name;
        setting.dies_with_parent = state->daemon;
    }
    Reservation slot({.name = name, .daemon = setting.dies_with_parent});
    os::ForkResult child = fork_for_slot();
    if (child.pid == 0) run_forked(process, state, slot.token(), parent, setting);
    return slot.watch(std::move(child));
}

}  // namespace mp::process
