// SPDX-License-Identifier: MIT
#include "os/pidfd.h"

#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "os/error.h"
#include "os/poll.h"
#include "os/procfs.h"

namespace mp::os {

namespace {

// The kernel's struct pidfd_info (linux/pidfd.h since 6.13), which older headers do not have.
struct PidfdInfo {
    std::uint64_t mask;
    std::uint64_t cgroup;
    std::uint32_t identities[11];
    std::int32_t status;
};
constexpr std::uint64_t info_exit = 1U << 3;
constexpr unsigned long get_info = _IOWR(0xFF, 11, PidfdInfo);

int exitcode_of_status(int status) noexcept {
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

Pidfd Pidfd::open(int pid) {
    const auto number = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (number < 0) throw_errno("open a process's descriptor", "pid " + std::to_string(pid));
    return Pidfd(Fd(number));
}

Pidfd Pidfd::of_the_dead() {
    // Without an exit signal it waits for us, even where the program ignores SIGCHLD or reaps whatever ends.
    int number = -1;
    const long pid = ::syscall(SYS_clone, CLONE_PIDFD, nullptr, &number, nullptr, nullptr);
    if (pid < 0) throw_errno("fork");
    if (pid == 0) ::syscall(SYS_exit_group, 0);
    Pidfd out{Fd(number)};
    siginfo_t info{};
    while (::waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(number), &info, WEXITED | __WALL) < 0 &&
           errno == EINTR) {
    }
    return out;
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

std::optional<int> Pidfd::exitcode_of_stranger(int pid, std::uint64_t start_ticks) const noexcept {
    PidfdInfo info{};
    info.mask = info_exit;
    if (::ioctl(get(), get_info, &info) == 0 && (info.mask & info_exit) != 0) return exitcode_of_status(info.status);
    const auto status = read_zombie_status(pid, start_ticks);
    return status ? std::optional<int>(exitcode_of_status(*status)) : std::nullopt;
}

}  // namespace mp::os
