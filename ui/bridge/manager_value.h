// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Python's values as trees for the window, and what the user writes as Python's values.
//
//     valueTree(object)                       // {'a': [1, 2]}  →  dict ▸ 'a': list ▸ [0]: 1, [1]: 2
//     parseLiteral("{'a': (1, 2.5, None)}")   // Python's literals and JSON's; a bare word is a text
//     parseArguments("'x', timeout=2")        // what stands between the parentheses of a call

#include "bridge/manager_objects.h"
#include "mp/managers.h"

namespace lifeguard {

inline constexpr std::size_t most_value_nodes = 20'000;  // what is beyond is said to be left out
inline constexpr int most_value_text = 4'000;            // characters of one text

ValuePtr valueTree(const mp::Object& value);

struct CallArguments {
    std::vector<mp::Object> positional;
    mp::managers::Keywords named;
};

// Both throw mp::ValueError with what is wrong and where.
mp::Object parseLiteral(const QString& text);
CallArguments parseArguments(const QString& text);

}  // namespace lifeguard
