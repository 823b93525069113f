// SPDX-License-Identifier: MIT
#include "os/output.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "os/error.h"

namespace mp::os {

Fd copy_of_standard(int number) {
    const int copy = ::fcntl(number, F_DUPFD_CLOEXEC, 3);
    if (copy < 0 && errno == EBADF) return {};
    if (copy < 0) throw_errno("duplicate descriptor", std::to_string(number));
    return Fd(copy);
}

void replace_standard(int number, const Fd& by) {
    while (::dup2(by.get(), number) < 0) {
        if (errno != EINTR && errno != EBUSY) throw_errno("replace descriptor", std::to_string(number));
    }
}

std::size_t bytes_waiting(const Fd& pipe) noexcept {
    int count = 0;
    return ::ioctl(pipe.get(), FIONREAD, &count) == 0 && count > 0 ? static_cast<std::size_t>(count) : 0;
}

PipePeek::PipePeek() : copy_(make_pipe()) {}

std::size_t PipePeek::peek(const Fd& pipe, std::span<std::byte> buffer) noexcept {
    ssize_t size = 0;
    do {
        size = ::tee(pipe.get(), copy_.write.get(), buffer.size(), SPLICE_F_NONBLOCK);
    } while (size < 0 && errno == EINTR);
    if (size <= 0) return 0;
    // The copy is empty again after this: it is ours alone, and a read takes all that lies there.
    std::size_t read = 0;
    while (read < static_cast<std::size_t>(size)) {
        const ssize_t more = ::read(copy_.read.get(), buffer.data() + read, static_cast<std::size_t>(size) - read);
        if (more > 0) read += static_cast<std::size_t>(more);
        if (more == 0 || (more < 0 && errno != EINTR)) break;
    }
    return read;
}

std::size_t take_waiting(const Fd& pipe, std::span<std::byte> buffer) noexcept {
    const std::size_t wanted = std::min(bytes_waiting(pipe), buffer.size());
    if (wanted == 0) return 0;
    for (;;) {
        const ssize_t size = ::read(pipe.get(), buffer.data(), wanted);
        if (size >= 0) return static_cast<std::size_t>(size);
        if (errno != EINTR) return 0;
    }
}

}  // namespace mp::os
