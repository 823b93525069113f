// SPDX-License-Identifier: MIT
#include "os/fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "os/error.h"

namespace mp::os {

void Fd::reset() noexcept {
    // EINTR needs no second try: Linux has released the number already.
    if (number_ >= 0) ::close(std::exchange(number_, -1));
}

Fd Fd::duplicate() const {
    const int copy = ::fcntl(number_, F_DUPFD_CLOEXEC, 3);
    if (copy < 0) throw_errno("duplicate descriptor", std::to_string(number_));
    return Fd(copy);
}

void set_close_on_exec(int number, bool on) {
    if (::fcntl(number, F_SETFD, on ? FD_CLOEXEC : 0) < 0) throw_errno("set close-on-exec", std::to_string(number));
}

}  // namespace mp::os
