// SPDX-License-Identifier: MIT
#pragma once
// Connections: messages of bytes between two processes, over a pipe or a socket, in CPython's framing (so the other end
// may be Python).
//
//     auto [a, b] = mp::Pipe();                     // both ends send and receive
//     auto [in, out] = mp::Pipe(false);             // in receives, out sends
//     a.send_bytes(mp::as_bytes("thank you"));
//     mp::Bytes message = b.recv_bytes();
//     if (b.poll(1s)) …                             // a message, or the end, is there
//
// A message arrives whole or not at all: when the other end's process dies inside one, recv_bytes throws PeerLost with
// torn() true. (Python says OSError "got end of file during message"; PeerLost is an EOFError.)
//
// Threads: one thread may receive while another sends; two in the same direction would mix their messages.
// Processes: a Connection travels as an argument when a process is started. Copies of a handle are the same
// connection; the descriptor is closed by close() or with the last copy.
// Mirrors "Connection Objects" and "multiprocessing.connection" of Python's multiprocessing page.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "mp/detail/codec.h"
#include "mp/detail/timeout.h"
#include "mp/exceptions.h"

namespace mp {

// The bytes of a text, in place.
inline std::span<const std::byte> as_bytes(std::string_view text) noexcept {
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

namespace connection {

class Connection {
public:
    // Owns the descriptor from here on. Throws ValueError "invalid handle", "at least one of `readable` and `writable`
    // must be True".
    explicit Connection(int handle, bool readable = true, bool writable = true);

    // One message: size bytes from offset (all that follow by default).
    // Throws ValueError ("offset is negative", "buffer length < offset", "size is negative", "buffer length < offset +
    // size"), OSError "connection is read-only", BrokenPipeError when nobody will read it.
    void send_bytes(std::span<const std::byte> buffer, std::int64_t offset = 0,
                    std::optional<std::int64_t> size = {}) const;

    // One whole message. Longer than maxlength: OSError "bad message length", and the connection receives nothing any
    // more. Throws EOFError after the other end was closed and all was read, PeerLost (torn) when it was lost inside a
    // message, OSError "connection is write-only", ValueError "negative maxlength".
    Bytes recv_bytes(std::optional<std::int64_t> maxlength = {}) const;

    // The same into buffer from offset on; the message's length. Throws BufferTooShort with the message when it does
    // not fit (buffer is untouched), ValueError "negative offset", "offset too large".
    std::size_t recv_bytes_into(std::span<std::byte> buffer, std::int64_t offset = 0) const;

    // A message, or the end, is there. Without an argument it only looks; nullopt waits for ever.
    bool poll() const { return poll(std::chrono::seconds(0)); }
    bool poll(detail::Timeout timeout) const;

    // The descriptor, still this connection's. After close() all but closed(), readable(), writable() throw OSError
    // "handle is closed".
    int fileno() const;
    void close() const noexcept;  // twice is fine
    bool closed() const noexcept;
    bool readable() const noexcept;
    bool writable() const noexcept;
    std::string repr() const;

    // Messages longer than this are refused by their header alone (OSError "bad message length"), in bytes. No limit at
    // first; a limit is for peers that are not trusted.
    void max_message(std::uint64_t bytes) const noexcept;

    friend bool operator==(const Connection& a, const Connection& b) noexcept { return a.end_ == b.end_; }

private:
    struct End;
    std::shared_ptr<End> end_;
};

}  // namespace connection

using connection::Connection;

// Two connected ends; with duplex = false the first only receives and the second only sends.
// Throws ResourceExhausted.
std::pair<Connection, Connection> Pipe(bool duplex = true);

namespace detail {

// As an argument of a process being started, and over a connection that can pass descriptors.
template <>
struct Codec<connection::Connection> {
    static void encode(Writer& writer, const connection::Connection& end);
    static connection::Connection decode(Reader& reader);
};

}  // namespace detail
}  // namespace mp
