// SPDX-License-Identifier: MIT
#pragma once
// Stream sockets of this machine by an abstract name: nothing in the file system, gone with the listener. The kernel
// tells each side who the other one is.

#include <cstdint>
#include <optional>
#include <string>

#include "os/fd.h"

namespace mp::os {

// name: what comes after the leading NUL, at most 100 bytes. Throws OSError.
Fd listen_locally(const std::string& name, int backlog);
// The next connection of this user's; those of others are closed. nullopt when none came until the moment.
std::optional<Fd> accept_own(const Fd& listener, std::int64_t deadline_ns);
// Throws ConnectionRefusedError when nobody listens, PermissionError when the listener is another user's.
Fd connect_locally(const std::string& name);

}  // namespace mp::os
