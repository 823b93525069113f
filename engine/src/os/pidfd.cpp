// SPDX-License-Identifier: MIT
#include "os/pidfd.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "os/error.h"
#include "os/poll.h"

namespace mp::os {

Pidfd Pidfd::open(int pid) {
    const auto number = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (number < 0) throw_errno("open a process's descriptor", "pid " + std::to_string(pid));
    return Pidfd(Fd(number));
}

bool Pidfd::send_signal(int number) const {
    if (::syscall(SYS_pidfd_send_signal, get(), number, nullptr, 0) == 0) return true;
    if (errno == ESRCH) return false;
    throw_errno("send signal " + std::to_string(number) + " to a process");
}

bool Pidfd::wait_until(std::int64_t deadline_ns) const noexcept {
    return wait_readable(get(), deadline_ns);
}

std::optional<int> Pidfd::reap() const noexcept {
    siginfo_t info{};
    int result = 0;
    do {
        result = ::waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(get()), &info, WEXITED | WNOHANG);
    } while (result < 0 && errno == EINTR);
    if (result < 0) return ended() ? std::optional<int>(unknown_exitcode) : std::nullopt;
    if (info.si_pid == 0) return std::nullopt;
    return info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
}

}  // namespace mp::os
