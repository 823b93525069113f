// SPDX-License-Identifier: MIT
#include "address.h"

#include "mp/agent.h"
#include "verb.h"

namespace ctl {

using mp::connection::Address;

namespace {

[[noreturn]] void refuse(const std::string& text) {
    throw UsageError("'" + text + "' is no address: write tcp://HOST:PORT or unix:PATH");
}

}  // namespace

Address parse_address(const std::string& text) {
    if (text == "unix:") return {mp::observe::agent_path()};
    if (text.starts_with("unix:@")) return parse_address(text.substr(5));
    if (text.starts_with("unix:")) return {text.substr(5)};
    const bool tcp = text.starts_with("tcp://");
    const std::string rest = tcp ? text.substr(6) : text;
    if (rest.empty()) throw UsageError("an address is host:port, a path or @name");
    if (!tcp && rest.front() == '@') return {std::string(1, '\0') + rest.substr(1)};
    if (rest.front() != '/' && rest.find("://") != std::string::npos) refuse(text);
    const std::size_t colon = rest.rfind(':');
    const std::string port = colon == std::string::npos ? "" : rest.substr(colon + 1);
    const bool digits = !port.empty() && port.find_first_not_of("0123456789") == std::string::npos;
    if (tcp && !digits) throw UsageError("'" + text + "' is no address: write tcp://host:port");
    if (!tcp && (rest.find('/') != std::string::npos || !digits)) return {rest};
    const int number = port.size() <= 5 ? std::stoi(port) : 65536;
    if (number > 65535) throw UsageError("'" + text + "' is no address: a port is a number up to 65535");
    return {rest.substr(0, colon), number};
}

Address parse_listening(const std::string& text) {
    const Address address = parse_address(text);
    const bool is_path = text.starts_with("unix:") || text.find('/') != std::string::npos;
    if (!address.is_tcp() && !address.is_abstract() && !is_path) refuse(text);
    return address;
}

std::string shown(const Address& address) {
    if (address.is_tcp()) return address.host() + ":" + std::to_string(address.port());
    return address.is_abstract() ? "@" + address.path().substr(1) : address.path();
}

}  // namespace ctl
