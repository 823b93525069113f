// SPDX-License-Identifier: MIT
#include "address.h"

#include "mp/agent.h"

namespace ctl {

using mp::connection::Address;

Address parse_address(const std::string& text) {
    if (text == "unix:") return {mp::observe::agent_path()};
    if (text.starts_with("unix:@")) return parse_address(text.substr(5));
    if (text.starts_with("unix:")) return {text.substr(5)};
    const bool tcp = text.starts_with("tcp://");
    const std::string rest = tcp ? text.substr(6) : text;
    if (rest.empty()) throw mp::ValueError("an address is host:port, a path or @name");
    if (!tcp && rest.front() == '@') return {std::string(1, '\0') + rest.substr(1)};
    const std::size_t colon = rest.rfind(':');
    const std::string port = colon == std::string::npos ? "" : rest.substr(colon + 1);
    const bool digits = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
    if (tcp && !digits) throw mp::ValueError("'" + text + "' is no address: write tcp://host:port");
    if (!tcp && (rest.front() == '/' || !digits)) return {rest};
    return {rest.substr(0, colon), std::stoi(port)};
}

std::string shown(const Address& address) {
    if (address.is_tcp()) return address.host() + ":" + std::to_string(address.port());
    return address.is_abstract() ? "@" + address.path().substr(1) : address.path();
}

}  // namespace ctl
