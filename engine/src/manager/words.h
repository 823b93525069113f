// SPDX-License-Identifier: MIT
#pragma once
// The words of the manager's protocol: requests (ident, name, args, kwds), responses (kind, value).

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mp/connection.h"
#include "mp/object.h"

namespace mp::manager {

namespace kind {
inline constexpr std::string_view returned = "#RETURN";
inline constexpr std::string_view error = "#ERROR";
inline constexpr std::string_view traceback = "#TRACEBACK";
inline constexpr std::string_view unserializable = "#UNSERIALIZABLE";
inline constexpr std::string_view proxy = "#PROXY";
}  // namespace kind

inline constexpr std::string_view get_value = "#GETVALUE";
// Ours beyond CPython's: whether the last acquire() on this connection got a lock whose holder had died.
inline constexpr std::string_view owner_died = "#OWNER_DIED";
// What a client of ours calls itself in the ident that CPython ignores: its references are given back with its end.
inline constexpr std::string_view client_prefix = "lifeguard-client-";

using Keywords = std::vector<std::pair<std::string, Object>>;

Object address_object(const connection::Address& address);
// What a token says; empty for what is no address.
connection::Address address_from(const Object& object);

// "Traceback (most recent call last):\n  …\nKeyError: 'x'\n"
std::string traceback_text(std::string_view where, const Object& exception);

}  // namespace mp::manager
