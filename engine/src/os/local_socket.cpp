// SPDX-License-Identifier: MIT
#include "os/local_socket.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "mp/exceptions.h"
#include "os/error.h"
#include "os/poll.h"

namespace mp::os {

namespace {

struct Address {
    sockaddr_un value{};
    socklen_t size = 0;

    explicit Address(const std::string& name) {
        value.sun_family = AF_UNIX;
        if (name.size() + 1 > sizeof value.sun_path) throw ValueError("the socket name " + name + " is too long");
        std::memcpy(value.sun_path + 1, name.data(), name.size());
        size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&value); }
};

Fd new_socket() {
    Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) throw_errno("make a socket");
    return socket;
}

bool is_own(const Fd& socket) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

}  // namespace

Fd listen_locally(const std::string& name, int backlog) {
    const Address address(name);
    Fd socket = new_socket();
    if (::bind(socket.get(), address.get(), address.size) < 0) throw_errno("name a socket", name);
    if (::listen(socket.get(), backlog) < 0) throw_errno("listen on a socket", name);
    return socket;
}

std::optional<Fd> accept_own(const Fd& listener, std::int64_t deadline_ns) {
    if (!wait_readable(listener.get(), deadline_ns)) return std::nullopt;
    Fd connection(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    // A peer that has left again, or no descriptor just now: the next one may do better.
    if (!connection || !is_own(connection)) return std::nullopt;
    return connection;
}

Fd connect_locally(const std::string& name) {
    const Address address(name);
    Fd socket = new_socket();
    while (::connect(socket.get(), address.get(), address.size) < 0) {
        if (errno != EINTR) throw_errno("connect to", name);
    }
    if (!is_own(socket)) throw PermissionError("connect to: " + name + ": it belongs to another user", EPERM);
    return socket;
}

}  // namespace mp::os
