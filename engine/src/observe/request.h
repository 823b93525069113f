// SPDX-License-Identifier: MIT
#pragma once
// The words between an observer and a program's endpoint: one request of CPython's manager protocol, one reply.
// A message is its length (4 bytes, big-endian) and a pickle: (None, verb, (object, arguments…), {}) one way,
// ("#RETURN", (accepted, reason, count)) or ("#ERROR", text) the other.

#include <cstdint>
#include <optional>

#include "os/fd.h"
#include "serial/plain_pickle.h"

namespace mp::observe {

inline constexpr std::size_t most_message_bytes = 1U << 16;

void send_message(const os::Fd& socket, const serial::Plain& message);
// nullopt: the peer has closed, is too slow, or sends more than a request can be. Throws UnpicklingError.
std::optional<serial::Plain> receive_message(const os::Fd& socket, std::int64_t deadline_ns);

}  // namespace mp::observe
