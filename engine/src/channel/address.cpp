// SPDX-License-Identifier: MIT
#include "channel/address.h"

namespace mp::connection {

std::string Address::repr() const {
    if (empty()) return "None";
    if (is_tcp()) return mp::repr(Object::tuple({host(), port()}));
    return is_abstract() ? mp::repr(Object::bytes(path())) : mp::repr(Object(path()));
}

}  // namespace mp::connection

namespace mp::channel {

os::SocketAddress to_socket(const connection::Address& address) {
    return {.tcp = address.is_tcp(), .host = address.host(), .port = address.port(), .path = address.path()};
}

connection::Address from_socket(const os::SocketAddress& address) {
    if (address.tcp) return {address.host, address.port};
    return {address.path};
}

void check_family(const std::string& family, const connection::Address& address) {
    if (family.empty()) return;
    if (family != "AF_INET" && family != "AF_UNIX") throw ValueError("Family " + family + " is not recognized.");
    if (!address.empty() && address.family() != family)
        throw ValueError("the address " + address.repr() + " is not of the family " + family);
}

}  // namespace mp::channel
