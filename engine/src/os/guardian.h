// SPDX-License-Identifier: MIT
#pragma once
// The guardian: a tiny child that outlives its process by a moment, however that ends (SIGKILL too), and kills the
// process groups that it had started and not seen the end of. The kernel kills a dead process's direct children where
// they have asked for it; their children it leaves running.
//
//     GroupGuard guard = GroupGuard::claim();     // before the start
//     … in the child: setpgid(0, 0); *guard.place() = getpid(); …
//     // ~GroupGuard: its leader has been reaped, the group is nobody's business any more
//
// One a process, started with the first claim; each process that forks has its own. It sleeps on a pidfd until its
// process has ended, holds no descriptor of it, no terminal and no directory, and no wait() hears of it. Killed, it is
// started again by the next claim or by renew(). A group whose members have left it (setsid) is out of its reach.

#include <atomic>
#include <utility>

namespace mp::os {

class GroupGuard {
public:
    // Throws ResourceExhausted.
    static GroupGuard claim();

    GroupGuard() = default;
    GroupGuard(GroupGuard&& other) noexcept : place_(std::exchange(other.place_, nullptr)) {}
    GroupGuard& operator=(GroupGuard&& other) noexcept {
        if (this != &other) {
            release();
            place_ = std::exchange(other.place_, nullptr);
        }
        return *this;
    }
    ~GroupGuard() { release(); }

    // Where the group's number goes: shared memory, for the child to write before it can have children.
    std::atomic<int>* place() const noexcept { return place_; }
    // Readable when the guardian has been killed; -1 where there is none. It stays the same descriptor.
    static int descriptor() noexcept;
    // Starts another one if it has been.
    static void renew();
    static int pid() noexcept;  // of the guardian; 0 before the first claim

private:
    explicit GroupGuard(std::atomic<int>* place) : place_(place) {}
    void release() noexcept {
        if (place_ != nullptr) place_->store(0, std::memory_order_release);
        place_ = nullptr;
    }

    std::atomic<int>* place_ = nullptr;
};

}  // namespace mp::os
