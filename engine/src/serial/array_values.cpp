// SPDX-License-Identifier: MIT
#include "serial/array_values.h"

#include <bit>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace mp::serial {

using detail::node_of;
using Kind = Object::Kind;

namespace {

template <class Number>
std::vector<Object> numbers(std::string_view raw) {
    std::vector<Object> out;
    out.reserve(raw.size() / sizeof(Number));
    for (std::size_t at = 0; at + sizeof(Number) <= raw.size(); at += sizeof(Number)) {
        Number value;
        std::memcpy(&value, raw.data() + at, sizeof value);
        if constexpr (std::is_floating_point_v<Number>) {
            out.emplace_back(static_cast<double>(value));
        } else {
            out.emplace_back(std::conditional_t<std::is_signed_v<Number>, std::int64_t, std::uint64_t>{value});
        }
    }
    return out;
}

// The items' bytes as this machine has them.
std::optional<std::vector<Object>> unpacked(std::string_view code, std::string_view raw) {
    switch (code.size() == 1 ? code[0] : '\0') {
        case 'b':
            return numbers<std::int8_t>(raw);
        case 'B':
            return numbers<std::uint8_t>(raw);
        case 'h':
            return numbers<std::int16_t>(raw);
        case 'H':
            return numbers<std::uint16_t>(raw);
        case 'i':
            return numbers<std::int32_t>(raw);
        case 'I':
            return numbers<std::uint32_t>(raw);
        case 'l':
        case 'q':
            return numbers<std::int64_t>(raw);
        case 'L':
        case 'Q':
            return numbers<std::uint64_t>(raw);
        case 'f':
            return numbers<float>(raw);
        case 'd':
            return numbers<double>(raw);
        default:
            return std::nullopt;
    }
}

// _array_reconstructor(array, typecode, format, bytes): the even formats are little-endian, as are single bytes.
bool is_native(const Object& format) {
    const auto number = detail::take_integer(format);
    return std::endian::native == std::endian::little && number && (*number < 2 || *number % 2 == 0);
}

}  // namespace

std::optional<ArrayValues> array_values(const detail::InstanceNode& node) {
    if (node.callable.kind() != Kind::global || node.args.kind() != Kind::tuple) return std::nullopt;
    const auto& global = node_of<detail::GlobalNode>(node.callable);
    if (global.module.text() != "array") return std::nullopt;
    const std::string_view name = global.name.text();
    const auto args = node.args.items();
    const std::size_t at = name == "array" ? 0 : 1;
    const bool known = (name == "array" && args.size() == 2) ||
                       (name == "_array_reconstructor" && args.size() == 4 && is_native(args[2]));
    if (!known || args[at].kind() != Kind::str) return std::nullopt;
    const Object& content = args.back();
    if (at == 0 && content.kind() == Kind::list) return ArrayValues{args[0], content.elements()};
    if (content.kind() != Kind::bytes) return std::nullopt;
    auto values = unpacked(args[at].text(), content.text());
    if (!values) return std::nullopt;
    return ArrayValues{args[at], std::move(*values)};
}

}  // namespace mp::serial
