// SPDX-License-Identifier: MIT
#pragma once
// Streams of bytes by descriptor: pipes, sockets and terminals alike. Interrupted calls go on; nothing ever sends
// SIGPIPE to the program.

#include <cstddef>
#include <span>

namespace mp::os {

bool is_socket(int descriptor) noexcept;

// What is there, at least one byte, waiting for it; 0 at the end of the stream. Throws ConnectionResetError, OSError.
std::size_t read_stream(int descriptor, std::span<std::byte> buffer);

// All of both, in one system call where the stream takes it. socket: the descriptor is one.
// Throws BrokenPipeError, ConnectionResetError, OSError.
void write_stream(int descriptor, bool socket, std::span<const std::byte> head, std::span<const std::byte> body);

}  // namespace mp::os
