// SPDX-License-Identifier: MIT
#include "os/stream.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "os/clock.h"
#include "os/error.h"
#include "os/procfs.h"
#include "os/spawn.h"

namespace mp::os {

namespace {

void wait_for(int descriptor, short events) noexcept {
    pollfd entry{descriptor, events, 0};
    (void)::poll(&entry, 1, -1);
}

ssize_t write_parts(int descriptor, bool socket, iovec* parts, std::size_t count) noexcept {
    if (socket && count == 1) return ::send(descriptor, parts->iov_base, parts->iov_len, MSG_NOSIGNAL);
    if (socket) {
        msghdr message{};
        message.msg_iov = parts;
        message.msg_iovlen = count;
        return ::sendmsg(descriptor, &message, MSG_NOSIGNAL);
    }
    // A pipe without a reader raises SIGPIPE in the writing thread: held back, and taken away where it came from here.
    sigset_t pipe_signal;
    sigset_t before;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    const ssize_t written = ::writev(descriptor, parts, static_cast<int>(count));
    const int code = errno;
    if (sigismember(&before, SIGPIPE) == 0) {
        if (written < 0 && code == EPIPE) {
            const timespec none{};
            while (::sigtimedwait(&pipe_signal, nullptr, &none) < 0 && errno == EINTR) {
            }
        }
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }
    errno = code;
    return written;
}

}  // namespace

bool is_socket(int descriptor) noexcept {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 && S_ISSOCK(status.st_mode);
}

std::size_t read_stream(int descriptor, std::span<std::byte> buffer) {
    for (;;) {
        const ssize_t size = ::read(descriptor, buffer.data(), buffer.size());
        if (size >= 0) return static_cast<std::size_t>(size);
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            wait_for(descriptor, POLLIN);
        } else if (errno != EINTR) {
            throw_errno("read from a connection");
        }
    }
}

void write_stream(int descriptor, bool socket, std::span<const std::byte> head, std::span<const std::byte> body) {
    while (!head.empty() || !body.empty()) {
        iovec parts[2] = {{const_cast<std::byte*>(head.data()), head.size()},
                          {const_cast<std::byte*>(body.data()), body.size()}};
        const ssize_t written = write_parts(descriptor, socket, parts, body.empty() ? 1 : 2);
        if (written < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) throw_errno("write to a connection");
            wait_for(descriptor, POLLOUT);
            continue;
        }
        auto size = static_cast<std::size_t>(written);
        const std::size_t of_head = size < head.size() ? size : head.size();
        head = head.subspan(of_head);
        body = body.subspan(size - of_head);
    }
}

namespace {

// Locks of a process, which the kernel takes back at its death: a byte for each file that standard error can be, far
// behind whatever the common file holds.
constexpr off_t line_bytes = off_t{1} << 50;
constexpr std::int64_t line_patience_ns = 100'000'000;

off_t line_byte() noexcept {
    struct stat status {};
    if (::fstat(STDERR_FILENO, &status) < 0) return line_bytes;
    const auto file = static_cast<std::uint64_t>(status.st_ino) ^ (static_cast<std::uint64_t>(status.st_dev) << 32U);
    return line_bytes + static_cast<off_t>(file % static_cast<std::uint64_t>(line_bytes));
}

bool lock_line(int common, off_t byte, int command, struct flock& lock, short how) noexcept {
    lock = {};
    lock.l_type = how;
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    return ::fcntl(common, command, &lock) == 0;
}

// Who writes a line is stopped, by a signal or in a debugger.
bool writer_is_stopped(int common, off_t byte) noexcept {
    struct flock lock {};
    if (!lock_line(common, byte, F_GETLK, lock, F_WRLCK) || lock.l_type == F_UNLCK) return false;
    const auto stat = read_process_stat(lock.l_pid);
    return stat && (stat->state == 'T' || stat->state == 't');
}

}  // namespace

void write_whole_to_stderr(int common, std::string_view text) noexcept {
    constexpr long longest_pause_ns = 5'000'000;
    const off_t byte = line_byte();
    struct flock lock {};
    const std::int64_t deadline = deadline_after(line_patience_ns);
    bool locked = common >= 0 && lock_line(common, byte, F_SETLK, lock, F_WRLCK);
    timespec pause{0, 200'000};
    while (common >= 0 && !locked && (errno == EAGAIN || errno == EACCES)) {
        if (monotonic_ns() > deadline && writer_is_stopped(common, byte)) break;
        ::nanosleep(&pause, nullptr);
        pause.tv_nsec = std::min(2 * pause.tv_nsec, longest_pause_ns);
        locked = lock_line(common, byte, F_SETLK, lock, F_WRLCK);
    }
    write_to_stderr(text.data(), text.size());
    if (locked) lock_line(common, byte, F_SETLK, lock, F_UNLCK);
}

}  // namespace mp::os
