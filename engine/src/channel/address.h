// SPDX-License-Identifier: MIT
#pragma once
// Addresses as the kernel has them.

#include <string>

#include "mp/connection.h"
#include "os/stream_socket.h"

namespace mp::channel {

os::SocketAddress to_socket(const connection::Address& address);
connection::Address from_socket(const os::SocketAddress& address);
// Throws ValueError "Family X is not recognized.", or when the address is of another one.
void check_family(const std::string& family, const connection::Address& address);

}  // namespace mp::channel
