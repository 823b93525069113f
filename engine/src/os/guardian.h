// SPDX-License-Identifier: MIT
#pragma once
// The guardian: a tiny child that outlives its process by a moment, however that ends (SIGKILL too), and ends the
// process groups that it had started and not seen the end of: SIGTERM, so that they may tidy up, and SIGKILL for what
// is left after group_grace_ns. The kernel signals a dead process's direct children where they have asked for it; their
// children it leaves running.
//
//     GroupGuard guard = GroupGuard::claim();     // before the start
//     … in the child: setpgid(0, 0); *guard.place() = getpid(); …
//     // ~GroupGuard: its leader has been reaped, the group is nobody's business any more
//
// One a process, started with the first claim; each process that forks has its own. It sleeps on a pidfd until its
// process has ended, holds no descriptor of it, no terminal and no directory, and no wait() hears of it. Killed, it is
// started again by the next claim or by renew(). A group whose members have left it (setsid) is out of its reach.

#include <atomic>
#include <cstdint>
#include <utility>

namespace mp::os {

// Between the two signals. Less than the two seconds after which nothing of a dead program may be left.
inline constexpr std::int64_t group_grace_ns = 1'000'000'000;

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
