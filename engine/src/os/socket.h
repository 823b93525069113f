// SPDX-License-Identifier: MIT
#pragma once
// Local sockets between processes that know each other: a connected pair, and messages of bytes and descriptors.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "os/fd.h"

namespace mp::os {

inline constexpr std::size_t max_passed_descriptors = 250;  // the kernel's limit is 253 a message

enum class SocketKind : std::uint8_t { stream, packets };
// Throws ResourceExhausted.
std::pair<Fd, Fd> socket_pair(SocketKind kind);

// Sends one packet, or as much of a stream's bytes as there is room for, the descriptors with the first byte. Never
// SIGPIPE. nullopt: no room now (with block = false). Throws BrokenPipeError, ConnectionResetError, OSError.
std::optional<std::size_t> send_some(const Fd& socket, std::span<const std::byte> bytes,
                                     std::span<const int> descriptors, bool block);
// All of it, descriptors first.
void send_all(const Fd& socket, std::span<const std::byte> bytes, std::span<const int> descriptors = {});

struct Received {
    std::size_t size = 0;  // 0: the other end is closed
    std::vector<Fd> descriptors;
};
// One packet, or what is there of a stream. nullopt: nothing now (with block = false).
// When descriptors came that this process has no room for, they are gone: *lost says so, or ResourceExhausted where the
// caller does not ask (and then the bytes are gone too).
std::optional<Received> receive_some(int socket, std::span<std::byte> buffer, bool block, bool* lost = nullptr);
inline std::optional<Received> receive_some(const Fd& socket, std::span<std::byte> buffer, bool block,
                                            bool* lost = nullptr) {
    return receive_some(socket.get(), buffer, block, lost);
}
// Exactly buffer.size() bytes of a stream; false at its end.
bool receive_all(const Fd& socket, std::span<std::byte> buffer, std::vector<Fd>& descriptors);

}  // namespace mp::os
