// SPDX-License-Identifier: MIT
#pragma once
// Descriptors that travel by themselves: files, sockets, anything that a descriptor names, from process to process.
// (Connections need none of this: they are arguments and messages like any other value.)
//
//     mp::reduction::send_handle(conn, fd);            // the other end, ours or Python's: recv_handle(conn)
//     int mine = mp::reduction::recv_handle(conn);     // a duplicate, this process's own to close
//
//     conn.send(std::pair("log", mp::reduction::DupFd(fd)));                      // part of a value
//     void child(mp::reduction::DupFd file) { int fd = file.detach(); … }
//     mp::Process p({.target = mp::call<child>(mp::reduction::DupFd(fd))});       // whatever the start method
//
// The connection of send_handle must be a local one, as those of Pipe() and of a path are: other sockets cannot carry
// descriptors.
// Threads: as the connection's. Mirrors multiprocessing.reduction.

#include <memory>
#include <span>
#include <vector>

#include "mp/connection.h"

namespace mp::reduction {

inline constexpr bool HAVE_SEND_HANDLE = true;

// Sends a duplicate of the descriptor, which stays the caller's. pid is the receiver's in Python, where only Windows
// needs it. Throws OSError "connection is read-only", "handle is closed", BrokenPipeError.
void send_handle(const Connection& to, int descriptor, int pid = 0);
// The next one, the caller's to close. Throws EOFError (the other end is closed), RuntimeError (what came was no
// descriptor), ResourceExhausted (no room for one).
int recv_handle(const Connection& from);

// Several at once over a connected local socket, at most 250. recvfds gets exactly count, or throws.
void sendfds(int socket, std::span<const int> descriptors);
std::vector<int> recvfds(int socket, std::size_t count);

// A descriptor that travels like any other value: as an argument of a process being started, in a queue, in what a
// connection sends (also to Python, whose pickle gives its detach(), and from it). On its way the sender keeps it for
// the receiver, who gets it once; both have to have the same current_process().authkey(). Copies are the same one; the
// last closes it unless it was detached.
class DupFd {
public:
    explicit DupFd(int descriptor);  // duplicates it; throws OSError, ResourceExhausted
    // The descriptor, the caller's to close; once. Throws ValueError "the descriptor was detached already".
    int detach() const;
    int fileno() const;  // still ours; throws as detach()

private:
    friend struct mp::detail::Codec<DupFd>;
    struct State;
    struct Adopt {};
    DupFd(Adopt, int descriptor);
    std::shared_ptr<State> state_;
};

}  // namespace mp::reduction

namespace mp::detail {
template <>
struct Codec<reduction::DupFd> {
    static void encode(Writer& writer, const reduction::DupFd& file);
    static reduction::DupFd decode(Reader& reader);
};
template <>
struct ObjectForm<reduction::DupFd> {
    static Object make(const reduction::DupFd& file);
    static reduction::DupFd take(const Object& object);
};
}  // namespace mp::detail
