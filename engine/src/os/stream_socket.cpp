// SPDX-License-Identifier: MIT
#include "os/stream_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "mp/exceptions.h"
#include "os/error.h"

namespace mp::os {

namespace {

struct RawAddress {
    union {
        sockaddr_un local;
        sockaddr_in tcp;
        sockaddr any;
    };
    socklen_t size = 0;
    RawAddress() { std::memset(&local, 0, sizeof local); }
};

std::string shown(const SocketAddress& address) {
    if (address.tcp) return address.host + ":" + std::to_string(address.port);
    return address.path.starts_with('\0') ? "@" + address.path.substr(1) : address.path;
}

void resolve(const SocketAddress& address, sockaddr_in& out) {
    out.sin_family = AF_INET;
    if (address.port < 0 || address.port > 65535) throw OverflowError("bind(): port must be 0-65535.");
    out.sin_port = htons(static_cast<std::uint16_t>(address.port));
    if (address.host.empty()) {
        out.sin_addr.s_addr = htonl(INADDR_ANY);
        return;
    }
    addrinfo wanted{};
    wanted.ai_family = AF_INET;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int code = ::getaddrinfo(address.host.c_str(), nullptr, &wanted, &found);
    if (code != 0) throw OSError("look up the host " + address.host + ": " + ::gai_strerror(code), EADDRNOTAVAIL);
    std::memcpy(&out.sin_addr, &reinterpret_cast<const sockaddr_in*>(found->ai_addr)->sin_addr, sizeof out.sin_addr);
    ::freeaddrinfo(found);
}

RawAddress raw_of(const SocketAddress& address) {
    RawAddress out;
    if (address.tcp) {
        resolve(address, out.tcp);
        out.size = sizeof out.tcp;
        return out;
    }
    const bool abstract = address.path.starts_with('\0');
    if (address.path.size() + (abstract ? 0 : 1) > sizeof out.local.sun_path)
        throw OSError("AF_UNIX path too long", ENAMETOOLONG);
    out.local.sun_family = AF_UNIX;
    std::memcpy(out.local.sun_path, address.path.data(), address.path.size());
    out.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.path.size() + (abstract ? 0 : 1));
    return out;
}

SocketAddress from_raw(const RawAddress& raw) {
    SocketAddress out;
    if (raw.any.sa_family == AF_INET) {
        char text[INET_ADDRSTRLEN] = "";
        ::inet_ntop(AF_INET, &raw.tcp.sin_addr, text, sizeof text);
        out.tcp = true;
        out.host = text;
        out.port = ntohs(raw.tcp.sin_port);
    } else if (raw.size > offsetof(sockaddr_un, sun_path)) {
        out.path.assign(raw.local.sun_path, raw.size - offsetof(sockaddr_un, sun_path));
        if (!out.path.starts_with('\0')) out.path.resize(std::strlen(out.path.c_str()));
    }
    return out;
}

Fd new_socket(const SocketAddress& address) {
    Fd socket(::socket(address.tcp ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) throw_errno("make a socket");
    return socket;
}

// connect() waits by the same clock as send().
void wait_at_most(const Fd& socket, std::int64_t patience_ns) {
    const timeval time{patience_ns / 1'000'000'000, patience_ns % 1'000'000'000 / 1000};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

}  // namespace

Fd listen_on(const SocketAddress& address, int backlog, bool owner_only) {
    const RawAddress raw = raw_of(address);
    Fd socket = new_socket(address);
    const int on = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    // The path gets the socket's own mode, so that it is never there with another.
    if (owner_only && !address.tcp && ::fchmod(socket.get(), 0600) < 0) throw_errno("make private", shown(address));
    if (::bind(socket.get(), &raw.any, raw.size) < 0) throw_errno("listen on", shown(address));
    if (::listen(socket.get(), backlog) < 0) throw_errno("listen on", shown(address));
    set_blocking(socket.get(), false);
    return socket;
}

Fd connect_to(const SocketAddress& address, std::int64_t patience_ns) {
    const RawAddress raw = raw_of(address);
    Fd socket = new_socket(address);
    if (patience_ns != 0) wait_at_most(socket, patience_ns);
    while (::connect(socket.get(), &raw.any, raw.size) < 0) {
        if (patience_ns != 0 && (errno == EINPROGRESS || errno == EAGAIN || errno == ETIMEDOUT))
            throw TimeoutError("nobody answers at " + shown(address));
        if (errno != EINTR) throw_errno("connect to", shown(address));
    }
    if (patience_ns != 0) wait_at_most(socket, 0);
    send_at_once(socket.get());
    return socket;
}

SocketAddress address_of(const Fd& socket) {
    RawAddress raw;
    raw.size = sizeof raw.local;
    if (::getsockname(socket.get(), &raw.any, &raw.size) < 0) throw_errno("ask a socket for its address");
    return from_raw(raw);
}

std::optional<Accepted> accept_now(const Fd& listener) {
    for (;;) {
        RawAddress raw;
        raw.size = sizeof raw.local;
        Fd socket(::accept4(listener.get(), &raw.any, &raw.size, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (socket) {
            send_at_once(socket.get());
            return Accepted{std::move(socket), from_raw(raw)};
        }
        if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK) return std::nullopt;
        throw_errno("accept a connection");
    }
}

void send_at_once(int socket) noexcept {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void acknowledge_at_once(int socket) noexcept {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

void set_blocking(int descriptor, bool on) {
    const int flags = ::fcntl(descriptor, F_GETFL);
    if (flags < 0 || ::fcntl(descriptor, F_SETFL, on ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) < 0)
        throw_errno("set whether a descriptor blocks");
}

std::optional<std::size_t> read_now(int descriptor, std::span<std::byte> buffer, bool* broken) noexcept {
    for (;;) {
        const ssize_t size = ::recv(descriptor, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size >= 0) return static_cast<std::size_t>(size);
        if (errno == EAGAIN || errno == EWOULDBLOCK) return std::nullopt;
        if (errno == EINTR) continue;
        if (broken != nullptr) *broken = true;
        return 0;
    }
}

bool is_hung_up(int socket) noexcept {
    pollfd entry{socket, POLLRDHUP, 0};
    return ::poll(&entry, 1, 0) > 0;
}

std::optional<bool> has_arrived(int socket) noexcept {
    // A reset that follows the peer's own end shows nowhere else: reading goes on to say "the end".
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) < 0 || error != 0) return false;
    int waiting = 0;
    sockaddr any{};
    socklen_t any_size = sizeof any;
    if (::getsockname(socket, &any, &any_size) < 0 || any.sa_family != AF_INET) return true;
    if (::ioctl(socket, SIOCOUTQ, &waiting) < 0 || waiting == 0) return true;
    return std::nullopt;
}

int peer_pid(int socket) noexcept {
    ucred who{};
    socklen_t size = sizeof who;
    sockaddr any{};
    socklen_t any_size = sizeof any;
    if (::getsockname(socket, &any, &any_size) < 0 || any.sa_family != AF_UNIX) return 0;
    return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &size) < 0 ? 0 : who.pid;
}

std::optional<std::size_t> write_now(int socket, std::span<const std::byte> bytes) noexcept {
    for (;;) {
        const ssize_t size = ::send(socket, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (size >= 0) return static_cast<std::size_t>(size);
        if (errno == EAGAIN || errno == EWOULDBLOCK) return std::nullopt;
        if (errno != EINTR) return 0;
    }
}

std::string make_private_folder(const std::string& prefix) {
    std::string base = "/tmp";
    for (const char* name : {"TMPDIR", "TEMP", "TMP"}) {
        const char* value = std::getenv(name);
        if (value == nullptr || *value == '\0' || ::access(value, W_OK | X_OK) != 0) continue;
        // A socket's path may be no longer than 107 bytes.
        if (std::strlen(value) < 60) base = value;
        break;
    }
    std::string path = base + "/" + prefix + "XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) throw_errno("make a folder", path);
    return path;
}

void remove_folder(const std::string& path) noexcept {
    ::rmdir(path.c_str());
}

void remove_name(const std::string& path) noexcept {
    ::unlink(path.c_str());
}

}  // namespace mp::os
