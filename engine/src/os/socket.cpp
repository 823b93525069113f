// SPDX-License-Identifier: MIT
#include "os/socket.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "os/error.h"

namespace mp::os {

namespace {

constexpr std::size_t control_bytes = CMSG_SPACE(max_passed_descriptors * sizeof(int));

std::vector<Fd> take_descriptors(msghdr& message) {
    std::vector<Fd> out;
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int number = -1;
            std::memcpy(&number, CMSG_DATA(part) + i * sizeof number, sizeof number);
            out.emplace_back(number);
        }
    }
    return out;
}

}  // namespace

std::pair<Fd, Fd> socket_pair(SocketKind kind) {
    int ends[2] = {-1, -1};
    const int type = kind == SocketKind::stream ? SOCK_STREAM : SOCK_SEQPACKET;
    if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) < 0) throw_errno("create a pair of sockets");
    return {Fd(ends[0]), Fd(ends[1])};
}

std::optional<std::size_t> send_some(const Fd& socket, std::span<const std::byte> bytes,
                                     std::span<const int> descriptors, bool block) {
    if (descriptors.size() > max_passed_descriptors) throw_error(EINVAL, "send descriptors", "more than 250 at once");
    iovec part{const_cast<std::byte*>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) std::array<char, control_bytes> control;
    if (!descriptors.empty()) {
        message.msg_control = control.data();
        message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
        std::memset(control.data(), 0, message.msg_controllen);
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
    }
    for (;;) {
        const auto sent = ::sendmsg(socket.get(), &message, MSG_NOSIGNAL | (block ? 0 : MSG_DONTWAIT));
        if (sent >= 0) return static_cast<std::size_t>(sent);
        if (errno == EINTR) continue;
        if (!block && (errno == EAGAIN || errno == EWOULDBLOCK)) return std::nullopt;
        throw_errno("send to a socket");
    }
}

void send_all(const Fd& socket, std::span<const std::byte> bytes, std::span<const int> descriptors) {
    while (!bytes.empty()) {
        bytes = bytes.subspan(*send_some(socket, bytes, descriptors, true));
        descriptors = {};
    }
}

std::optional<Received> receive_some(int socket, std::span<std::byte> buffer, bool block, bool* lost) {
    iovec part{buffer.data(), buffer.size()};
    alignas(cmsghdr) std::array<char, control_bytes> control;
    for (;;) {
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const auto size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (block ? 0 : MSG_DONTWAIT));
        if (size >= 0) {
            Received received{static_cast<std::size_t>(size), take_descriptors(message)};
            const bool cut = (message.msg_flags & MSG_CTRUNC) != 0;
            if (cut && lost == nullptr) throw_error(EMFILE, "receive descriptors");
            if (lost != nullptr) *lost = cut;
            return received;
        }
        if (errno == EINTR) continue;
        if (!block && (errno == EAGAIN || errno == EWOULDBLOCK)) return std::nullopt;
        throw_errno("receive from a socket");
    }
}

bool receive_all(const Fd& socket, std::span<std::byte> buffer, std::vector<Fd>& descriptors) {
    while (!buffer.empty()) {
        auto received = receive_some(socket, buffer, true);
        if (received->size == 0) return false;
        for (auto& file : received->descriptors) descriptors.push_back(std::move(file));
        buffer = buffer.subspan(received->size);
    }
    return true;
}

}  // namespace mp::os
