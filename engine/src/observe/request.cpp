// SPDX-License-Identifier: MIT
#include "observe/request.h"

#include <array>

#include "os/poll.h"
#include "os/socket.h"

namespace mp::observe {

namespace {

bool receive_exactly(const os::Fd& socket, std::span<std::byte> buffer, std::int64_t deadline_ns) {
    while (!buffer.empty()) {
        if (!os::wait_readable(socket.get(), deadline_ns)) return false;
        const auto got = os::receive_some(socket, buffer, false);
        if (!got) continue;
        if (got->size == 0) return false;
        buffer = buffer.subspan(got->size);
    }
    return true;
}

}  // namespace

void send_message(const os::Fd& socket, const serial::Plain& message) {
    const Bytes pickle = serial::write_plain_pickle(message);
    Bytes out;
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::byte>(pickle.size() >> shift));
    out.insert(out.end(), pickle.begin(), pickle.end());
    os::send_all(socket, out);
}

std::optional<serial::Plain> receive_message(const os::Fd& socket, std::int64_t deadline_ns) {
    std::array<std::byte, 4> head{};
    if (!receive_exactly(socket, head, deadline_ns)) return std::nullopt;
    std::size_t size = 0;
    for (const std::byte byte : head) size = size << 8 | static_cast<std::size_t>(byte);
    if (size > most_message_bytes) return std::nullopt;
    Bytes body(size);
    if (!receive_exactly(socket, body, deadline_ns)) return std::nullopt;
    return serial::read_plain_pickle(body);
}

}  // namespace mp::observe
