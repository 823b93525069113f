// SPDX-License-Identifier: MIT
#pragma once
// Streams of bytes by descriptor: pipes, sockets and terminals alike. Interrupted calls go on; nothing ever sends
// SIGPIPE to the program.

#include <cstddef>
#include <span>
#include <string_view>

namespace mp::os {

bool is_socket(int descriptor) noexcept;

// What is there, at least one byte, waiting for it; 0 at the end of the stream. Throws ConnectionResetError, OSError.
std::size_t read_stream(int descriptor, std::span<std::byte> buffer);

// All of both, in one system call where the stream takes it. socket: the descriptor is one.
// Throws BrokenPipeError, ConnectionResetError, OSError.
void write_stream(int descriptor, bool socket, std::span<const std::byte> head, std::span<const std::byte> body);

// A text for standard error that no other process of those who do the same writes into, however long it is: they share
// the file of that descriptor (any they have in common), and those whose standard error is the same file lock the same
// byte of it. One that has the lock and is stopped is not waited for; one that nobody reads holds up those who would
// have to wait for that reader anyway. Never fails: where there is no standard error, there is nobody to tell.
void write_whole_to_stderr(int common, std::string_view text) noexcept;

}  // namespace mp::os
