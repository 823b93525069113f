// SPDX-License-Identifier: MIT
#include "manager/order.h"

#include <string>

namespace mp::manager {

using Kind = Object::Kind;

namespace {

bool is_number(const Object& object) {
    return object.kind() == Kind::integer || object.kind() == Kind::floating || object.kind() == Kind::boolean;
}

// An int beyond 64 bits: by its digits.
bool less_digits(std::string a, std::string b) {
    const bool below_a = a.starts_with('-');
    const bool below_b = b.starts_with('-');
    if (below_a != below_b) return below_a;
    if (below_a) std::swap(a, b);
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

bool less_numbers(const Object& a, const Object& b) {
    const auto x = detail::take_integer(a);
    const auto y = detail::take_integer(b);
    if (x && y) return *x < *y;
    if (a.kind() != Kind::floating && b.kind() != Kind::floating) return less_digits(repr(a), repr(b));
    return detail::take_floating(a).value_or(0) < detail::take_floating(b).value_or(0);
}

bool less_items(const Object& a, const Object& b) {
    const detail::TakeLevel level;
    const auto first = a.items();
    const auto second = b.items();
    for (std::size_t i = 0; i < first.size() && i < second.size(); ++i)
        if (!(first[i] == second[i])) return less(first[i], second[i]);
    return first.size() < second.size();
}

}  // namespace

bool less(const Object& a, const Object& b) {
    if (is_number(a) && is_number(b)) return less_numbers(a, b);
    if (a.kind() == b.kind()) {
        if (a.kind() == Kind::str || a.kind() == Kind::bytes || a.kind() == Kind::bytearray) return a.text() < b.text();
        if (a.kind() == Kind::list || a.kind() == Kind::tuple) return less_items(a, b);
    }
    throw TypeError("'<' not supported between instances of '" + a.type_name() + "' and '" + b.type_name() + "'");
}

}  // namespace mp::manager
