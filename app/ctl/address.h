// SPDX-License-Identifier: MIT
#pragma once
// Addresses of managers and agents as users write them.

#include <string>

#include "mp/connection.h"

namespace ctl {

// host:port or tcp://host:port, a path or unix:path, @name for an abstract one; "unix:" alone is this user's own agent.
// Throws UsageError.
mp::connection::Address parse_address(const std::string& text);
// The same for one to listen at, where a word alone is no path: it is a host whose port was forgotten.
mp::connection::Address parse_listening(const std::string& text);
// The same the other way round: "host:7000", "/run/x", "@name".
std::string shown(const mp::connection::Address& address);

}  // namespace ctl
