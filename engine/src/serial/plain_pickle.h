// SPDX-License-Identifier: MIT
#pragma once
// Plain data in CPython's pickle format: what requests and replies of the one wire are made of. Reads what CPython
// writes for None, bool, int (64 bit), float, str, bytes, tuple, list and dict at protocols 2 to 5; writes protocol 4.
// Nothing that is read is ever looked up or run: an opcode beyond data is an error.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "mp/exceptions.h"

namespace mp::serial {

struct Plain;
struct PlainTuple {
    std::vector<Plain> items;
};
struct PlainList {
    std::vector<Plain> items;
};
struct PlainDict {
    std::vector<std::pair<Plain, Plain>> items;
};
struct PlainBytes {
    std::string bytes;
};

struct Plain {
    using Value = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, PlainBytes, PlainTuple,
                               PlainList, PlainDict>;
    Value value = nullptr;

    Plain() = default;
    Plain(std::nullptr_t) {}
    Plain(bool v) : value(v) {}
    Plain(int v) : value(std::int64_t{v}) {}
    Plain(std::int64_t v) : value(v) {}
    Plain(const char* v) : value(std::string(v)) {}
    Plain(std::string v) : value(std::move(v)) {}
    Plain(PlainTuple v) : value(std::move(v)) {}
    Plain(PlainList v) : value(std::move(v)) {}
    Plain(PlainDict v) : value(std::move(v)) {}

    // The value as that type; TypeError, with what it was expected for, when it is another.
    template <class T>
    const T& as(const char* what) const {
        const T* found = std::get_if<T>(&value);
        if (found == nullptr) throw TypeError(std::string("unexpected type of ") + what);
        return *found;
    }
};

Bytes write_plain_pickle(const Plain& value);
// Throws UnpicklingError for what is damaged, no plain data, or nested deeper than 100.
Plain read_plain_pickle(std::span<const std::byte> bytes);

}  // namespace mp::serial
