// SPDX-License-Identifier: MIT
#pragma once
// A process by its descriptor: for waiting, for signals and for reaping, without the races of a bare pid.

#include <cstdint>
#include <optional>

#include "os/fd.h"

namespace mp::os {

class Pidfd {
public:
    Pidfd() = default;
    explicit Pidfd(Fd file) noexcept : file_(std::move(file)) {}

    // Of a child of this process that nobody has reaped yet, or of this process itself; for other pids the caller has
    // to make sure that it is still the process that is meant. Throws ResourceExhausted, ProcessLookupError.
    static Pidfd open(int pid);
    // Of a process that has ended and was reaped: it stands for a child that was gone before it could be opened, and
    // gives unknown_exitcode. Throws ResourceExhausted.
    static Pidfd of_the_dead();

    int get() const noexcept { return file_.get(); }
    explicit operator bool() const noexcept { return static_cast<bool>(file_); }
    void reset() noexcept { file_.reset(); }
    const Fd& file() const noexcept { return file_; }

    // False when the process has ended; throws PermissionError. Signal 0 only looks.
    bool send_signal(int number) const;
    bool ended() const noexcept { return wait_until(0); }
    // Sleeps until the process has ended (true) or the moment of the monotonic clock has passed (false).
    bool wait_until(std::int64_t deadline_ns) const noexcept;

    // The exit code of a child that has ended, as Process.exitcode has it: 0 to 255, or minus the signal's number; the
    // child is reaped by that. nullopt while it runs. A child that somebody else reaped (a waitpid(-1) of the
    // program's, an ignored SIGCHLD) gives unknown_exitcode.
    std::optional<int> reap() const noexcept;
    // The same of a process that is no child of this one, as far as the kernel tells strangers: once it has been reaped
    // (Linux 6.15), or while it is a zombie of the same user's. start_ticks keeps its number apart from a later one's.
    std::optional<int> exitcode_of_stranger(int pid, std::uint64_t start_ticks) const noexcept;

private:
    Fd file_;
};

inline constexpr int unknown_exitcode = 255;

}  // namespace mp::os
