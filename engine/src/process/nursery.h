// SPDX-License-Identifier: MIT
#pragma once
// A nursery: a process with one thread, forked once, that forks further children on request. So a program with threads
// never forks again: no lock that another thread held is copied into a child, and each start costs a fork of the small
// process that the nursery is.
//
//     Nursery nursery([](Parcel request) { return work(request); }, "render");          // while the pool is made
//     const Token token = registry.reserve({.name = "ForkPoolWorker-1", .role = Role::pool_worker, .daemon = true});
//     auto worker = nursery.start(token, {bytes, descriptors}, [](const ExitInfo& info) { … });
//
// Children: the registry slot is entered, the name is the slot's, parent_process() is the process that made the
// nursery, current_process().daemon() is true, stdin is /dev/null, SIGINT is ignored, other signals are as they were
// in the maker at the nursery's construction. Everything else of the maker's memory is as it was then.
//
// Life and death: children are killed by the kernel when the nursery ends; the nursery ends when its maker does (kill
// -9 too). When the nursery is killed, on_exit runs for each of its children and alive() turns false: make a new one.
//
// Threads: start() and alive() from any thread. A forked child's copy of a Nursery does nothing.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "mp/exceptions.h"
#include "os/fd.h"
#include "os/pidfd.h"
#include "process/exit_status.h"

namespace mp::process {

// Bytes and descriptors as they arrive: owned.
struct Parcel {
    Bytes bytes;
    std::vector<os::Fd> descriptors;
};

// The same as they are sent: borrowed for the length of the call.
struct ParcelView {
    std::span<const std::byte> bytes;
    std::span<const int> descriptors;  // at most 200
};

class Nursery {
public:
    // What each child runs; what it returns is the exit code. An exception ends the child as one that leaves a
    // Process's target does: a message on stderr, exit code 1.
    using Entry = std::function<int(Parcel request)>;

    // Throws ResourceExhausted; then nothing is left behind.
    Nursery(Entry entry, const std::string& name);
    // Ends the nursery and all its children: SIGTERM, after a second SIGKILL; within two seconds in all. on_exit has
    // run for every child afterwards. Not to be called inside on_exit, nor while holding a lock that on_exit takes.
    ~Nursery();
    Nursery(const Nursery&) = delete;
    Nursery& operator=(const Nursery&) = delete;

    struct Started {
        int pid = 0;
        std::uint64_t start_ticks = 0;
        os::Pidfd pidfd;
    };
    // Starts a child in a slot that the caller has reserved. Once this has returned, on_exit runs exactly once, in the
    // reaper's thread, after the registry knows the end; it may run before this returns. Throws ResourceExhausted (the
    // slot is still the caller's to abandon and on_exit will not run), ProcessError when the nursery is gone.
    Started start(Token token, const ParcelView& request, OnExit on_exit);

    bool alive() const noexcept;
    int pid() const noexcept;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace mp::process
