// SPDX-License-Identifier: MIT
#pragma once
// What a pickled array.array holds. Its numbers are made one by one: a byte of it would be sixteen as an Object.

#include <cstddef>
#include <optional>

#include "serial/object_node.h"

namespace mp::serial {

struct ArrayValues {
    Object code;     // a str: its type code
    Object content;  // a list, or bytes as this machine has them
    std::size_t size = 0;
    Object (*number)(const Object& content, std::size_t index) = nullptr;

    Object operator[](std::size_t index) const { return number(content, index); }
};
// nullopt for what is none, or has items of another kind of machine.
std::optional<ArrayValues> array_values(const detail::InstanceNode& node);

}  // namespace mp::serial
