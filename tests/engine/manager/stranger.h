// SPDX-License-Identifier: MIT
#pragma once
// A socket that is connected over TCP to this machine, and nothing more.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "mp/connection.h"

namespace mp::test {

class Stranger {
public:
    explicit Stranger(const connection::Address& to) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(to.port()));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0)
            throw std::system_error(errno, std::generic_category(), "connect");
    }
    Stranger(Stranger&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Stranger(const Stranger&) = delete;
    Stranger& operator=(const Stranger&) = delete;
    ~Stranger() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    void write(std::string_view bytes) const { (void)!::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

private:
    int descriptor_;
};

}  // namespace mp::test
