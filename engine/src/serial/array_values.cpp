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

Object list_number(const Object& content, std::size_t index) {
    return content.items()[index];
}

template <class Number>
Object packed_number(const Object& content, std::size_t index) {
    Number value;
    std::memcpy(&value, content.text().data() + index * sizeof value, sizeof value);
    if constexpr (std::is_floating_point_v<Number>) {
        return static_cast<double>(value);
    } else {
        return std::conditional_t<std::is_signed_v<Number>, std::int64_t, std::uint64_t>{value};
    }
}

template <class Number>
std::optional<ArrayValues> packed(const Object& code, const Object& content) {
    return ArrayValues{code, content, content.text().size() / sizeof(Number), &packed_number<Number>};
}

std::optional<ArrayValues> unpacked(const Object& code, const Object& content) {
    switch (code.text().size() == 1 ? code.text()[0] : '\0') {
        case 'b':
            return packed<std::int8_t>(code, content);
        case 'B':
            return packed<std::uint8_t>(code, content);
        case 'h':
            return packed<std::int16_t>(code, content);
        case 'H':
            return packed<std::uint16_t>(code, content);
        case 'i':
            return packed<std::int32_t>(code, content);
        case 'I':
            return packed<std::uint32_t>(code, content);
        case 'l':
        case 'q':
            return packed<std::int64_t>(code, content);
        case 'L':
        case 'Q':
            return packed<std::uint64_t>(code, content);
        case 'f':
            return packed<float>(code, content);
        case 'd':
            return packed<double>(code, content);
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
    if (at == 0 && content.kind() == Kind::list) return ArrayValues{args[0], content, content.size(), &list_number};
    if (content.kind() != Kind::bytes) return std::nullopt;
    return unpacked(args[at], content);
}

}  // namespace mp::serial
