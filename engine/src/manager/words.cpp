// SPDX-License-Identifier: MIT
#include "manager/words.h"

namespace mp::manager {

using Kind = Object::Kind;

Object address_object(const connection::Address& address) {
    if (address.empty()) return {};
    if (address.is_tcp()) return Object::tuple({address.host(), address.port()});
    if (address.is_abstract()) return Object::bytes(address.path());
    return address.path();
}

connection::Address address_from(const Object& object) {
    if (object.kind() == Kind::str || object.kind() == Kind::bytes) return {object.text()};
    if (object.kind() != Kind::tuple || object.size() != 2) return {};
    const auto parts = object.items();
    const auto port = detail::take_integer(parts[1]);
    if (parts[0].kind() != Kind::str || !port || *port < 0 || *port > 65535) return {};
    return {std::string(parts[0].text()), static_cast<int>(*port)};
}

std::string traceback_text(std::string_view where, const Object& exception) {
    std::string name = exception.type_name();
    if (const std::string module = exception.module(); module != "builtins") name = module + "." + name;
    const std::string text = str(exception);
    return "Traceback (most recent call last):\n  in " + std::string(where) + "\n" + name +
           (text.empty() ? "" : ": " + text) + "\n";
}

}  // namespace mp::manager
