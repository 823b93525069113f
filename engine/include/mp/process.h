// SPDX-License-Identifier: MIT
#pragma once
// Processes: work that runs beside this program, in a process of its own.
//
//     void info(const std::string& title) { std::cout << title << ' ' << mp::current_process().pid() << '\n'; }
//
//     int main(int argc, char** argv) {
//         mp::freeze_support(argc, argv);              // children of spawn and forkserver enter here and do not return
//         mp::Process p({.target = mp::call<info>("function info"), .name = "Addition1"});
//         p.start();
//         p.join();
//         return p.exitcode().value();                 // 0; N from std::exit(N); 1: exception; -15: SIGTERM
//     }
//
// Start methods: `fork` (the default) copies this process, so any callable will do as a target; `spawn` runs this
// executable afresh, so the target has to be an mp::call (PicklingError from start() otherwise) and main() has to begin
// with freeze_support. `forkserver` asks the same of the program, and starts as fast as fork whatever the program has
// become: its first use runs this executable once as a server with one thread, which forks all further children and
// ends with the program. They share no lock and no memory with it; their environment, umask, signals and standard
// streams are those that the program had at that first use, their working directory is the present one. A server that
// was killed is replaced by the next start; its children live on.
//
// A child of fork or forkserver ends by std::exit: exit handlers and static objects that it made itself are run down,
// those that it inherited are the parent's business and are left alone; std::cout and stdio are flushed. Its standard
// input is /dev/null. An exception that leaves run() is printed as "Process NAME:" with its type and text; the exit
// code is 1. Threads of the child that still run at its end are ended with it, as at the end of main.
//
// At the normal end of a process its daemonic children are terminated and the others joined. When it is killed
// (SIGKILL), daemonic children are gone at once, others live on. (A daemonic child that the main thread started lives
// no longer than that thread.) Ends are noticed without any call: no child stays a zombie.
//
// Process is a handle: copies name one process, and its end is not tied to any handle's. A subclass overrides run():
//
//     struct Addition : mp::ProcessType<Addition> {
//         int a, b;
//         Addition(int a, int b, std::string name = "Addition") : a(a), b(b) { this->name(name); }
//         void run() override { std::cout << a + b << '\n'; }
//     };
//
// and, to be spawned, is default-constructible and has `template <class Ar> void serialize(Ar& ar) { ar(a, b); }` for
// its own members, if it has any. What Python hands to super().__init__() goes to the base: ProcessType({.daemon =
// true}). start() it as what it is: a copy as a plain Process has lost its run(), and its start() says so.
//
// Threads: any function from any thread; join() from many at once. Processes: a handle that reached another process
// than the creator's gives the name, and terminate() and kill() work; joining and starting are AssertionErrors.
// Mirrors "Process and exceptions" and "Miscellaneous" of Python's multiprocessing page.

#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include "mp/call.h"
#include "mp/detail/options.h"
#include "mp/detail/timeout.h"
#include "mp/exceptions.h"

namespace mp {

class Context;
class Process;

struct ProcessOptions {
    Target target{};               // what run() calls; nothing by default
    std::string name{};            // "Process-1", "Process-2" … by default; "Process-1:2" for a child's child
    std::optional<bool> daemon{};  // the creator's by default
};

namespace detail {
struct ProcessState;
struct ProcessAccess;
enum class StartMethod : std::uint8_t { by_default, fork, spawn, forkserver };
}  // namespace detail

class Process {
public:
    Process() : Process(ProcessOptions{}) {}
    Process(ProcessOptions options);
    // The target alone: Process(mp::call<work>(1)).
    template <class T>
    requires(!std::derived_from<std::remove_cvref_t<T>, Process> &&
             std::convertible_to<T, Target>) explicit Process(T&& target)
        : Process(ProcessOptions{.target = std::forward<T>(target)}) {}
    Process(const Process&) = default;
    Process(Process&&) = default;
    Process& operator=(const Process&) = default;
    Process& operator=(Process&&) = default;
    virtual ~Process() = default;

    // What the child does; may be called here directly too. Calls the target unless overridden.
    virtual void run();

    // Starts the child. Throws AssertionError ("cannot start a process twice", "daemonic processes are not allowed to
    // have children", …), PicklingError, RuntimeError (in a child that has not reached freeze_support yet),
    // ResourceExhausted; then no process is left and start() may be tried again.
    void start();
    // Waits for the end, or for timeout. Look at exitcode() afterwards.
    void join(detail::Timeout timeout = {});
    bool is_alive() const;
    // nullopt before the start and while it runs; 0 to 255, or minus the number of the signal that ended it.
    std::optional<int> exitcode() const;

    std::string name() const;
    void name(std::string_view name);
    bool daemon() const;
    void daemon(bool daemonic);  // before the start only: AssertionError
    int pid() const;             // 0 before the start (Python: None)
    int ident() const { return pid(); }
    Bytes authkey() const;  // 32 random bytes in the main process; children inherit it at construction
    void authkey(Bytes key);
    void authkey(std::string_view key);
    // A descriptor that is readable once the process has ended, for poll, select and mp::connection::wait. It stays
    // open until close() or the last handle's end. Throws ValueError "process not started".
    int sentinel() const;

    void terminate();  // SIGTERM; nothing after the end. Not started: AttributeError
    void kill();       // SIGKILL
    void interrupt();  // SIGINT
    // Lets go of what the handle holds of the system. ValueError while the process runs; afterwards everything but
    // name, daemon, close and printing is a ValueError "process object is closed".
    void close();

    // <ForkProcess name='x' pid=12 parent=11 started daemon>
    std::string repr() const;

protected:
    // For ProcessType.
    struct SubclassTag {};
    Process(SubclassTag, const std::type_info& type, ProcessOptions options);

private:
    friend struct detail::ProcessAccess;
    friend class Context;
    explicit Process(std::shared_ptr<detail::ProcessState> state) : state_(std::move(state)) {}
    // What a spawned child runs instead of this object's run().
    virtual Target portable_target() const;

    std::shared_ptr<detail::ProcessState> state_;
};

std::ostream& operator<<(std::ostream& out, const Process& process);

namespace detail {

// Runs a subclass's object in the child that it has travelled to.
void become(Process& process);
template <class Derived>
void run_arrived(Derived process) {
    become(process);
    process.run();
}

// The same for one that has nothing of its own to bring along.
template <class Derived>
void run_anew() {
    run_arrived(Derived());
}

[[noreturn]] void throw_subclass_unpicklable(const std::type_info& type);

}  // namespace detail

// Base of a subclass of Process: struct Addition : mp::ProcessType<Addition> { void run() override; };
template <class Derived>
class ProcessType : public Process {
public:
    ProcessType() : ProcessType(ProcessOptions{}) {}
    explicit ProcessType(ProcessOptions options) : Process(SubclassTag{}, typeid(Derived), std::move(options)) {}

private:
    Target portable_target() const override {
        if constexpr (Picklable<Derived>) {
            return mp::call<&detail::run_arrived<Derived>>(static_cast<const Derived&>(*this));
        } else if constexpr (std::default_initializable<Derived> && sizeof(Derived) == sizeof(ProcessType)) {
            return mp::call<&detail::run_anew<Derived>>();
        } else {
            detail::throw_subclass_unpicklable(typeid(Derived));
        }
    }
};

// The process that this is; in the main process <_MainProcess name='MainProcess' parent=None started>. In a child it is
// the object whose run() runs, so a subclass can be had by dynamic_cast. Valid until the process ends.
Process& current_process();
// The process that started this one; nullopt in the main process. name, pid, is_alive and join are good.
std::optional<Process> parent_process();
// The children of this process that live.
std::vector<Process> active_children();
// What observers call this program instead of its executable's name; best before the first process, pool or queue.
void set_program_name(const std::string& name);
// CPUs of the machine (not those that this process may use).
int cpu_count();

// First thing in main(): in a child started by spawn, and in the fork server, it does that process's work and does not
// return; in other processes nothing.
void freeze_support(int argc = 0, char** argv = nullptr);
// The program that children of spawn, and the fork server, run; this executable by default. It must have the same
// functions. One that cannot be run: such a child of spawn ends with 255; start() by forkserver throws OSError.
void set_executable(std::string path);
// Functions (mp::fn, mp::call) that the fork server runs once, before it forks its first child: what they load, all its
// children have. What they throw is logged and ignored. No effect on a server that runs. Throws TypeError for a
// callable that cannot travel.
void set_forkserver_preload(std::vector<Target> functions);

}  // namespace mp
