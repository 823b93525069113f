// SPDX-License-Identifier: MIT
#pragma once
// Who this process is, whose child it is, and which children it has: behind mp::Process and its functions.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "mp/process.h"
#include "os/fd.h"
#include "os/pidfd.h"
#include "process/reaper.h"

namespace mp::detail {

// What the handles of one process share. Everything is guarded by process::Table; a child's copy belongs to the child.
struct ProcessState {
    enum class Kind : std::uint8_t { ordinary, main, parent };

    Kind kind = Kind::ordinary;
    StartMethod method = StartMethod::by_default;
    bool subclass = false;
    std::string class_name;
    std::vector<std::uint32_t> identity;  // {3, 1}: first child of the third child
    std::string name;
    bool daemon = false;
    Bytes authkey;
    int creator_pid = 0;
    Target target;
    bool starting = false;
    bool closed = false;
    std::shared_ptr<process::Child> child;  // from the start on
    int pid = 0;
    telemetry::Token token = telemetry::nobody;
    std::uint64_t start_ticks = 0;  // of a parent
    os::Fd sentinel;
};

struct ProcessAccess {
    static const std::shared_ptr<ProcessState>& state(const Process& process) { return process.state_; }
    static void replace_state(Process& process, std::shared_ptr<ProcessState> state) {
        process.state_ = std::move(state);
    }
    static Process handle(std::shared_ptr<ProcessState> state) { return Process(std::move(state)); }
    static Target portable_target(const Process& process) { return process.portable_target(); }
};

}  // namespace mp::detail

namespace mp::process {

using detail::ProcessAccess;
using detail::ProcessState;
using detail::StartMethod;
using StatePointer = std::shared_ptr<ProcessState>;

// This process's table. One lock guards it and every ProcessState; a fork waits for it, so that the child finds it
// whole. Nobody calls the reaper or waits for anything while holding it.
class Table {
public:
    Table();  // locks
    ~Table();
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;

    struct Content {
        std::unique_ptr<Process> own;  // where no user's object is the current process
        Process* current = nullptr;
        StatePointer state;  // of the current process
        StatePointer parent;
        std::vector<StatePointer> children;
        std::uint32_t children_count = 0;  // made so far: the next one's number
        StartMethod start_method = StartMethod::by_default;
        std::string executable;
        std::string temp_dir;         // util::get_temp_dir()
        std::vector<Target> preload;  // for the fork server
    };
    Content* operator->() const;
    Content& operator*() const;
};

// The child whose state that is takes over the table that it inherited: it is the current process now.
struct ParentIdentity {
    int pid = 0;
    telemetry::Token token = telemetry::nobody;
    std::uint64_t start_ticks = 0;
    std::string name;
};
ParentIdentity describe_self();
void become_child(StatePointer state, Process* object, const ParentIdentity& parent);

// A fresh state as the constructor of Process makes it.
StatePointer make_state(ProcessOptions options, std::string class_name, StartMethod method);

// How the name of this process's next child ends: "-3", in a child itself "-1:3". All classes count together.
std::string next_child_number();

// The start method of the default context; fixes it if none was set.
StartMethod fix_start_method();

// Children of this process that have not ended. Forgets those that have.
std::vector<StatePointer> living_children();

// True in a spawned child that has not reached freeze_support.
bool is_bootstrapping() noexcept;
void end_bootstrapping() noexcept;
// Throws Python's RuntimeError in such a child.
void check_not_bootstrapping();

// How children are started; each returns the watched child, or throws and leaves none.
std::shared_ptr<Child> start_by_fork(Process& process, const StatePointer& state);
std::shared_ptr<Child> start_by_spawn(const Process& process, const StatePointer& state);
std::shared_ptr<Child> start_by_forkserver(const Process& process, const StatePointer& state);

std::string class_name_of(const std::type_info& type);

}  // namespace mp::process
