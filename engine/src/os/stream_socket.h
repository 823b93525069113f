// SPDX-License-Identifier: MIT
#pragma once
// Stream sockets by address, between this machine's processes or over TCP.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "os/fd.h"

namespace mp::os {

// TCP over IPv4 by host and port ("" is every interface of this machine, port 0 any free one), or a local socket by its
// path; a path that begins with NUL is an abstract name, which lies in no file system.
struct SocketAddress {
    bool tcp = false;
    std::string host{};
    int port = 0;
    std::string path{};
};

// Bound and listening; accept_now() does not wait for it. Throws OSError (EADDRINUSE, "AF_UNIX path too long", a host
// that has no address, …), PermissionError. owner_only: a path is made with mode 0600.
Fd listen_on(const SocketAddress& address, int backlog, bool owner_only = false);
// Throws ConnectionRefusedError, FileNotFoundError, OSError, and TimeoutError when nobody answers for that long (0: for
// as long as the system waits).
Fd connect_to(const SocketAddress& address, std::int64_t patience_ns = 0);
// What the socket is bound to: the port filled in.
SocketAddress address_of(const Fd& socket);

struct Accepted {
    Fd socket;  // does not block
    SocketAddress peer;
};
// nullopt: nobody is waiting (or has left again). Throws ResourceExhausted.
std::optional<Accepted> accept_now(const Fd& listener);

// Small messages go at once; nothing for what is no TCP socket.
void send_at_once(int socket) noexcept;
// What has come is acknowledged now and not 40 ms later: a peer that writes twice before it reads, and has not switched
// Nagle's algorithm off as CPython has not, waits for that. Nothing for what is no TCP socket.
void acknowledge_at_once(int socket) noexcept;
void set_blocking(int descriptor, bool on);

// What there is, at once. nullopt: nothing; 0: the end, or a broken connection.
// *broken: the connection ended with bytes that the other end never read.
std::optional<std::size_t> read_now(int descriptor, std::span<std::byte> buffer, bool* broken = nullptr) noexcept;
// The other end is closed, or its process gone. Bytes that it sent before may still be there to read.
bool is_hung_up(int socket) noexcept;
// Whether all that was written has come to the other end's kernel: false when the connection broke before, nullopt
// while it is on its way. A local socket's bytes arrive as they are written.
std::optional<bool> has_arrived(int socket) noexcept;
// The process at the other end of a local socket: of an accepted one who connected, of a connected one who listens.
// 0 for TCP, and for a process that this one cannot see.
int peer_pid(int socket) noexcept;
// nullopt: no room; 0: nobody is there any more.
std::optional<std::size_t> write_now(int socket, std::span<const std::byte> bytes) noexcept;

// A fresh folder of this process's own, mode 0700, below the one for temporary files: its name begins with prefix.
std::string make_private_folder(const std::string& prefix);
void remove_folder(const std::string& path) noexcept;  // if it is empty
void remove_name(const std::string& path) noexcept;

}  // namespace mp::os
