// SPDX-License-Identifier: MIT
// The start method `spawn`: this executable is started afresh, with the target in a parcel (a memory file) that
// freeze_support() opens there.
#include <charconv>

#include "mp/detail/codec_std.h"
#include "mp/logging.h"
#include "os/file.h"
#include "os/mapping.h"
#include "os/self.h"
#include "os/spawn.h"
#include "os/thread.h"
#include "process/child.h"
#include "process/finalize.h"
#include "process/logging_state.h"
#include "process/spawn.h"
#include "process/start.h"

namespace mp::process {

namespace {

constexpr const char* spawn_variable = "LIFEGUARD_SPAWN";  // "<descriptors that came with the parcel>"
constexpr int registry_descriptor = 3;
constexpr int parcel_descriptor = 4;
constexpr int first_descriptor = 5;
constexpr int exec_failed = 255;

// What a child has to know of itself before anything of the program's runs in it.
struct Preparation {
    std::string class_name;
    std::vector<std::uint32_t> identity;
    std::string name;
    bool daemon = false;
    Bytes authkey;
    std::string start_method_executable;
    int log_level = 0;
    bool log_to_stderr = false;
    int parent_pid = 0;
    std::uint32_t parent_token = 0;
    std::uint64_t parent_start_ticks = 0;
    std::string parent_name;
    bool by_main_thread = true;
};

Preparation prepare(const ProcessState& state, const ParentIdentity& parent, const std::string& executable) {
    Preparation out;
    const Table table;
    out.class_name = state.class_name;
    out.identity = state.identity;
    out.name = state.name;
    out.daemon = state.daemon;
    out.authkey = state.authkey;
    out.start_method_executable = executable;
    out.log_level = get_logger().level();
    out.log_to_stderr = logs_to_stderr();
    out.parent_pid = parent.pid;
    out.parent_token = parent.token;
    out.parent_start_ticks = parent.start_ticks;
    out.parent_name = parent.name;
    out.by_main_thread = os::thread_id() == parent.pid;
    return out;
}

std::string executable_or_own() {
    const Table table;
    return table->executable.empty() ? "/proc/self/exe" : table->executable;
}

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

// The descriptors that came along, until the parcel's reader has taken them.
class Arrived {
public:
    explicit Arrived(int count) : context_(detail::ParcelContext::Journey::start_of_process, numbers(count)) {}
    ~Arrived() {
        for (const int number : context_.descriptors()) os::Fd(number).reset();
    }
    Arrived(const Arrived&) = delete;
    Arrived& operator=(const Arrived&) = delete;
    detail::ParcelContext& context() { return context_; }

private:
    static std::vector<int> numbers(int count) {
        std::vector<int> all;
        for (int i = 0; i < count; ++i) {
            all.push_back(first_descriptor + i);
            os::set_close_on_exec(all.back(), true);
        }
        return all;
    }
    detail::ParcelContext context_;
};

void take_identity(const Preparation& given) {
    auto state = std::make_shared<ProcessState>();
    state->class_name = given.class_name;
    state->method = StartMethod::spawn;
    state->identity = given.identity;
    state->name = given.name;
    state->daemon = given.daemon;
    state->authkey = given.authkey;
    state->creator_pid = given.parent_pid;
    state->token = telemetry::Registry::instance().self();
    become_child(std::move(state), nullptr,
                 {given.parent_pid, given.parent_token, given.parent_start_ticks, given.parent_name});
    const Table table;
    table->start_method = StartMethod::spawn;
    if (given.start_method_executable != "/proc/self/exe") table->executable = given.start_method_executable;
}

int run_parcel(const os::Fd& file, int descriptors) {
    const std::size_t size = os::file_size(file);
    Arrived arrived(descriptors);
    Target target;
    {
        const os::Mapping mapping(file, size, os::Access::read);
        detail::Reader reader({mapping.data(), size}, &arrived.context());
        const auto given = detail::decode<Preparation>(reader);
        prepare_child(
            {.dies_with_parent = given.daemon, .by_main_thread = given.by_main_thread, .parent_pid = given.parent_pid});
        take_identity(given);
        inherit_logging(given.log_level, given.log_to_stderr);
        // A subclass's object makes a Process of its own while it is decoded: that one is not counted.
        target = detail::decode<Target>(reader);
        const Table table;
        table->children_count = 0;
    }
    get_logger().info("child process calling self.run()");
    target();
    return 0;
}

}  // namespace

namespace {

// Starts the executable in a reserved slot; what it is and what it runs travel in the parcel.
os::ForkResult spawn_into(Token token, const ProcessState& state, const Target& target) {
    const ParentIdentity parent = describe_self();
    const std::string executable = executable_or_own();
    detail::ParcelContext context(detail::ParcelContext::Journey::start_of_process);
    detail::Writer writer(&context);
    detail::encode(writer, prepare(state, parent, executable));
    detail::encode(writer, target);

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
                           std::string(spawn_variable) + "=" + std::to_string(context.descriptors().size())};
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
    check_not_bootstrapping();
    const Target target = ProcessAccess::portable_target(process);
    if (!target.portable()) {
        detail::Writer refused;
        detail::encode(refused, target);  // throws, with the remedy, before anything has been reserved
    }
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
    const std::string count_text = os::environment(spawn_variable);
    int count = 0;
    std::from_chars(count_text.data(), count_text.data() + count_text.size(), count);
    (void)telemetry::Registry::instance();  // takes the slot that the environment names
    os::remove_environment(spawn_variable);
    os::remove_environment(telemetry::registry_variable);
    end_bootstrapping();
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
