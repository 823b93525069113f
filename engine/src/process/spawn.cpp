// SPDX-License-Identifier: MIT
// The start method `spawn`: this executable is started afresh, with the target in a parcel (a memory file) that
// freeze_support() opens there.
#include "process/spawn.h"

#include <charconv>

#include "mp/logging.h"
#include "os/file.h"
#include "os/mapping.h"
#include "os/self.h"
#include "os/spawn.h"
#include "os/thread.h"
#include "process/child.h"
#include "process/finalize.h"
#include "process/forkserver_process.h"
#include "process/preparation.h"
#include "process/start.h"

namespace mp::process {

namespace {

constexpr int parcel_descriptor = 4;
constexpr int first_descriptor = 5;
constexpr int exec_failed = 255;

// A program that cannot be run is the child's failure, as in Python: it ends with 255.
bool is_exec_failure(const OSError& error) {
    return dynamic_cast<const ResourceExhausted*>(&error) == nullptr &&
           dynamic_cast<const OutOfSharedMemory*>(&error) == nullptr;
}

os::ForkResult fork_failed_child(Token token, const OSError& error) {
    get_logger().warning(std::string("spawn: ") + error.what());
    os::ForkResult child = fork_for_slot();
    if (child.pid != 0) return child;
    telemetry::Registry::instance().enter(token);
    os::exit_now(exec_failed);
}

// The descriptors that came along with the parcel.
std::vector<int> arrived_numbers(int count) {
    std::vector<int> all;
    for (int i = 0; i < count; ++i) {
        all.push_back(first_descriptor + i);
        os::set_close_on_exec(all.back(), true);
    }
    return all;
}

int run_parcel(const os::Fd& file, int descriptors) {
    const std::size_t size = os::file_size(file);
    Arrived arrived(arrived_numbers(descriptors));
    Target target;
    {
        const os::Mapping mapping(file, size, os::Access::read);
        target = open_parcel({mapping.data(), size}, arrived, [](const Preparation& given) {
            prepare_child({.dies_with_parent = given.daemon,
                           .by_main_thread = given.by_main_thread,
                           .parent_pid = given.parent_pid});
        });
    }
    get_logger().info("child process calling self.run()");
    target();
    return 0;
}

// Starts the executable in a reserved slot; what it is and what it runs travel in the parcel.
os::ForkResult spawn_into(Token token, const ProcessState& state, const Target& target) {
    const std::string executable = executable_or_own();
    detail::ParcelContext context(detail::ParcelContext::Journey::start_of_process);
    detail::Writer writer(&context);
    write_parcel(writer, prepare(state, describe_self(), StartMethod::spawn), target);

    const auto bytes = writer.bytes();
    const os::Fd parcel = os::create_memory_file("lifeguard-parcel", bytes.size());
    os::write_all(parcel.get(), bytes);
    flush_output();
    os::SpawnRequest request;
    request.program = executable;
    request.unblock_signals = os::in_engine_thread();
    request.arguments = {os::executable_path(), "--multiprocessing-fork"};
    request.environment = {std::string(telemetry::registry_variable) + "=" + std::to_string(registry_descriptor) + ":" +
                               std::to_string(token),
                           std::string(bootstrap_variable) + "=" + std::to_string(context.descriptors().size())};
    request.descriptors = {telemetry::Registry::instance().descriptor(), parcel.get()};
    request.descriptors.insert(request.descriptors.end(), context.descriptors().begin(), context.descriptors().end());
    try {
        return os::spawn_process(request);
    } catch (const OSError& error) {
        if (!is_exec_failure(error)) throw;
        return fork_failed_child(token, error);
    }
}

}  // namespace

std::shared_ptr<Child> start_by_spawn(const Process& process, const StatePointer& state) {
    const Target target = ProcessAccess::portable_target(process);
    check_portable(target);
    Reservation slot({.name = state->name, .daemon = state->daemon});
    return slot.watch(spawn_into(slot.token(), *state, target));
}

std::shared_ptr<Child> spawn_worker(Token token, const std::string& name, const Target& target, OnExit on_exit) {
    check_not_bootstrapping();
    const StatePointer state = make_state({.name = name, .daemon = true}, "SpawnProcess", StartMethod::spawn);
    os::ForkResult child = spawn_into(token, *state, target);
    try {
        return Reaper::instance().watch(std::move(child.pidfd), child.pid, token, std::move(on_exit));
    } catch (...) {
        os::kill_and_reap(child.pid);
        throw;
    }
}

}  // namespace mp::process

namespace mp {

void freeze_support(int, char**) {
    if (!process::is_bootstrapping()) return;
    using namespace process;
    const std::string what = os::environment(bootstrap_variable);
    (void)telemetry::Registry::instance();  // takes the slot that the environment names
    os::remove_environment(bootstrap_variable);
    os::remove_environment(telemetry::registry_variable);
    end_bootstrapping();
    if (what == forkserver_bootstrap) run_fork_server();
    int count = 0;
    std::from_chars(what.data(), what.data() + what.size(), count);
    set_exit_announcement();
    arrange_exit();
    const int code = run_guarded([count] {
        const os::Fd parcel(parcel_descriptor);
        os::set_close_on_exec(parcel.get(), true);
        return run_parcel(parcel, count);
    });
    leave(code);
}

namespace detail {

void become(Process& process) {
    const process::Table table;
    ProcessAccess::replace_state(process, table->state);
    table->current = &process;
}

}  // namespace detail

}  // namespace mp
