// SPDX-License-Identifier: MIT
#include "os/file.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "os/error.h"
#include "os/self.h"

namespace mp::os {

void make_private_directory(const std::string& path) {
    if (path.empty() || ::mkdir(path.c_str(), 0700) == 0) return;
    if (errno == ENOENT) {
        const std::size_t slash = path.find_last_of('/');
        if (slash != std::string::npos && slash > 0) {
            make_private_directory(path.substr(0, slash));
            if (::mkdir(path.c_str(), 0700) == 0) return;
        }
    }
    const int code = errno;
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return;
    throw_error(code, "the directory " + path + " cannot be made", {});
}

Fd open_private_file(const std::string& path) {
    Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!file) throw_errno("open", path);
    return file;
}

Fd open_for_reading(const std::string& path) {
    Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file && errno != ENOENT) throw_errno("open", path);
    return file;
}

void make_private_file(const std::string& path) {
    const Fd made(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (made) return;
    if (errno != EEXIST || ::faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK, AT_EACCESS) != 0) throw_errno("open", path);
}

bool may_read(const std::string& path) {
    if (::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) == 0) return true;
    if (errno != ENOENT) throw_errno("open", path);
    return false;
}

bool try_lock_file(const Fd& file, const std::string& path) {
    while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return false;
        if (errno != EINTR) throw_errno("lock", path);
    }
    return true;
}

bool is_file_locked(const Fd& file) noexcept {
    if (::flock(file.get(), LOCK_SH | LOCK_NB) != 0) return errno == EWOULDBLOCK;
    ::flock(file.get(), LOCK_UN);
    return false;
}

namespace {

void lock_waiting(const Fd& file, int how, const std::string& path) {
    while (::flock(file.get(), how) != 0) {
        if (errno != EINTR) throw_errno("lock", path);
    }
}

}  // namespace

void lock_file(const Fd& file, const std::string& path) {
    lock_waiting(file, LOCK_EX, path);
}
void lock_file_shared(const Fd& file, const std::string& path) {
    lock_waiting(file, LOCK_SH, path);
}

Fd open_ledger(const std::string& path, bool make, bool& made) {
    constexpr int flags = O_RDWR | O_APPEND | O_CLOEXEC;
    made = false;
    for (;;) {
        Fd file(::open(path.c_str(), flags));
        if (file || errno != ENOENT || !make) {
            if (!file && errno != ENOENT) throw_errno("open", path);
            return file;
        }
        file = Fd(::open(path.c_str(), flags | O_CREAT | O_EXCL, 0600));
        made = static_cast<bool>(file);
        if (file) return file;
        if (errno != EEXIST) throw_errno("make", path);
    }
}

bool is_linked(const Fd& file) noexcept {
    struct stat status {};
    return ::fstat(file.get(), &status) == 0 && status.st_nlink > 0;
}

bool is_private(const Fd& file) noexcept {
    struct stat status {};
    return ::fstat(file.get(), &status) == 0 && status.st_uid == ::geteuid() && (status.st_mode & 077U) == 0;
}

std::string read_file(const Fd& file, std::size_t size, const std::string& path) {
    std::string text(size, '\0');
    std::size_t got = 0;
    while (got < size) {
        const ssize_t n = ::pread(file.get(), text.data() + got, size - got, static_cast<off_t>(got));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw_errno("read", path);
        if (n == 0) break;
        got += static_cast<std::size_t>(n);
    }
    text.resize(got);
    return text;
}

void replace_content(const Fd& file, const std::string& text, const std::string& path) {
    if (::ftruncate(file.get(), 0) != 0) throw_errno("empty", path);
    if (::pwrite(file.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        throw_errno("write", path);
}

std::optional<std::size_t> read_some(int number, std::span<std::byte> buffer, int timeout_ms) {
    pollfd wanted{number, POLLIN, 0};
    const int ready = ::poll(&wanted, 1, timeout_ms);
    if (ready == 0 || (ready < 0 && errno == EINTR)) return std::nullopt;
    if (ready < 0) throw_errno("wait for", "descriptor " + std::to_string(number));
    const ssize_t n = ::read(number, buffer.data(), buffer.size());
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return std::nullopt;
    if (n < 0) throw_errno("read", "descriptor " + std::to_string(number));
    return static_cast<std::size_t>(n);
}

std::size_t read_ready(int number, std::span<std::byte> buffer) {
    ssize_t n = 0;
    do {
        n = ::read(number, buffer.data(), buffer.size());
    } while (n < 0 && errno == EINTR);
    if (n < 0) throw_errno("read", "descriptor " + std::to_string(number));
    return static_cast<std::size_t>(n);
}

std::size_t read_at(const Fd& file, std::span<std::byte> buffer, std::uint64_t offset) {
    std::size_t got = 0;
    while (got < buffer.size()) {
        const ssize_t n =
            ::pread(file.get(), buffer.data() + got, buffer.size() - got, static_cast<off_t>(offset + got));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw_errno("read", "a temporary file");
        if (n == 0) break;
        got += static_cast<std::size_t>(n);
    }
    return got;
}

void write_at(const Fd& file, std::span<const std::byte> bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
        const ssize_t n = ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw_errno("write", "a temporary file");
        bytes = bytes.subspan(static_cast<std::size_t>(n));
        offset += static_cast<std::uint64_t>(n);
    }
}

namespace {

// Keeps SIGPIPE from this thread while it writes, and takes back the one that the write itself raised.
class NoPipeSignal {
public:
    NoPipeSignal() {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        sigset_t pending;
        sigpending(&pending);
        was_pending_ = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~NoPipeSignal() {
        const int code = errno;
        if (!was_pending_) {
            const timespec none{};
            while (sigtimedwait(&pipe_, nullptr, &none) < 0 && errno == EINTR) {
            }
        }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
        errno = code;
    }
    NoPipeSignal(const NoPipeSignal&) = delete;
    NoPipeSignal& operator=(const NoPipeSignal&) = delete;

private:
    sigset_t pipe_{};
    sigset_t before_{};
    bool was_pending_ = false;
};

}  // namespace

void write_all(int number, std::span<const std::byte> bytes) {
    const NoPipeSignal guard;
    while (!bytes.empty()) {
        const ssize_t n = ::write(number, bytes.data(), bytes.size());
        if (n >= 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(n));
        } else if (errno == EAGAIN) {
            pollfd wanted{number, POLLOUT, 0};
            if (::poll(&wanted, 1, -1) < 0 && errno != EINTR) throw_errno("wait for", "a pipe");
        } else if (errno != EINTR) {
            throw_errno("write", "descriptor " + std::to_string(number));
        }
    }
}

void sync_file(const std::string& path) {
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) throw_errno("open", path);
    if (::fsync(file.get()) != 0 && errno != EINVAL && errno != EROFS) throw_errno("flush to disk", path);
}

}  // namespace mp::os
