// SPDX-License-Identifier: MIT
#pragma once
// Asking a watched program to do something that needs its help: one request to its endpoint, one answer.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "mp/observe.h"

namespace mp::observe {

// endpoint: the address in the program's registry ("" where it has none). Waits at most two seconds; whatever goes
// wrong on the way is a refusal that says so.
Answer request(const std::string& endpoint, std::uint64_t object, std::string_view verb,
               std::span<const std::uint64_t> arguments);

}  // namespace mp::observe
