// SPDX-License-Identifier: MIT
#include "channel/address.h"

#include <ostream>

#include "mp/util.h"
#include "os/spawn.h"

namespace mp::connection {

std::ostream& operator<<(std::ostream& out, const Address& address) {
    return out << address.repr();
}

std::string Address::repr() const {
    if (empty()) return "None";
    if (is_tcp()) return mp::repr(Object::tuple({host(), port()}));
    return is_abstract() ? mp::repr(Object::bytes(path())) : mp::repr(Object(path()));
}

std::string address_type(const Address& address) {
    if (address.empty()) throw ValueError("address type of None unrecognized");
    return address.family();
}

Address arbitrary_address(std::string_view family) {
    if (family == "AF_INET") return {"localhost", 0};
    if (family != "AF_UNIX") throw ValueError("unrecognized family");
    return {util::get_temp_dir() + "/listener-" + os::random_hex(4)};
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
