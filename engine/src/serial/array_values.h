// SPDX-License-Identifier: MIT
#pragma once
// What a pickled array.array holds.

#include <optional>
#include <vector>

#include "serial/object_node.h"

namespace mp::serial {

struct ArrayValues {
    Object code;  // a str: its type code
    std::vector<Object> values;
};
// nullopt for what is none, or has items of another kind of machine.
std::optional<ArrayValues> array_values(const detail::InstanceNode& node);

}  // namespace mp::serial
