// SPDX-License-Identifier: MIT
#pragma once
// What has to happen when a process ends, and when it forks.
//
//     mp::util::Finalize tidy([file] { std::filesystem::remove(file); }, 10);   // at the end, unless called before
//     tidy();                                                                  // now; not again at the end
//
// At the normal end of a process (main() returns, std::exit(), the end of a child's target): finalizers of priority 0
// and more, the highest first and the newest first among equals; then daemonic children are terminated and the others
// joined; then the remaining finalizers. A process that is killed or leaves by _exit() runs none.
// Threads: all functions from any. Mirrors multiprocessing.util; what Python ties to an object's collection is a
// destructor here.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "mp/logging.h"

namespace mp::util {

// A function that is run once: when it is called, or at the end of the process that made it; never in a child that was
// forked meanwhile. Copies are the same one. To forget it does not cancel it. What it throws at the end is ignored.
class Finalize {
public:
    Finalize(std::function<void()> callback, int exitpriority);
    // Runs it if that has not happened; what it throws comes out.
    void operator()() const;
    // It will not run any more.
    void cancel() const noexcept;
    bool still_active() const noexcept;

private:
    struct State;
    std::shared_ptr<State> state_;
};

// The process is on its way out, and its finalizers run or have run.
bool is_exiting() noexcept;

// While one lives, the interrupt key (SIGINT) does not end this process: where its main thread waits for a pool's
// result (get, wait, map, an iteration's next) or for a process (join), that call throws mp::Interrupted, once for each
// press, or the next such call does. So a Pool is ended in good order, its workers with it:
//
//     const mp::util::CatchInterrupt key;
//     try { mp::Pool pool(4);  pool.map(mp::fn<work>, items); } catch (const mp::Interrupted&) { … }
//
// Afterwards the signal does what it does by default. Children start without it.
class CatchInterrupt {
public:
    CatchInterrupt();
    ~CatchInterrupt();
    CatchInterrupt(const CatchInterrupt&) = delete;
    CatchInterrupt& operator=(const CatchInterrupt&) = delete;
    bool pressed() const noexcept;  // and not told yet: for loops that wait for nothing

private:
    int owner_;
};

// A folder for the files of this program's processes, of mode 0700: pymp-XXXXXX in $TMPDIR or /tmp. Made by the first
// call; children that are started later use the same. Removed with all that is in it at the normal end of the process
// that made it, after the finalizers of priorities down to -100; a killed one leaves it. Throws OSError.
std::string get_temp_dir();

// Runs in each child that this process forks from now on, and in their children: the oldest first. Not in children of
// spawn and forkserver, which inherit nothing. The function runs where only one thread is left: it must not wait for a
// lock that another may have had. What it throws ends the child.
void register_after_fork(std::function<void()> function);

// An address that begins with a NUL byte: a name that is no file.
inline bool is_abstract_socket_namespace(std::string_view address) noexcept {
    return address.starts_with('\0');
}

// The package's log.
using mp::get_logger;
using mp::log_to_stderr;
inline void sub_debug(std::string_view message) {
    get_logger().sub_debug(message);
}
inline void debug(std::string_view message) {
    get_logger().debug(message);
}
inline void info(std::string_view message) {
    get_logger().info(message);
}
inline void sub_warning(std::string_view message) {
    get_logger().sub_warning(message);
}

}  // namespace mp::util
