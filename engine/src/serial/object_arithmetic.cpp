// SPDX-License-Identifier: MIT
// d["n"] += 1: Python's arithmetic, as far as items are changed by it.
#include <algorithm>
#include <string>

#include "mp/object.h"
#include "serial/object_node.h"

namespace mp::detail {

using Kind = Object::Kind;

namespace {

__extension__ using Wide = __int128;

[[noreturn]] void refuse(const Object& a, char operation, const Object& b) {
    throw TypeError(std::string("unsupported operand type(s) for ") + operation + ": '" + a.type_name() + "' and '" +
                    b.type_name() + "'");
}

Object integer_of(Wide value) {
    if (value == static_cast<std::int64_t>(value)) return make_integer(static_cast<std::int64_t>(value));
    std::string digits;
    const bool negative = value < 0;
    for (; value != 0; value /= 10) digits += static_cast<char>('0' + (negative ? -(value % 10) : value % 10));
    if (negative) digits += '-';
    std::reverse(digits.begin(), digits.end());
    return Object::integer(digits);
}

template <class Number>
Number combine(Number a, char operation, Number b) {
    if (operation == '+') return a + b;
    if (operation == '-') return a - b;
    return a * b;
}

Object numbers(const Object& a, char operation, const Object& b) {
    if (operation != '/' && is_integer(a) && is_integer(b)) {
        const auto x = take_integer(a);
        const auto y = take_integer(b);
        if (!x || !y) throw OverflowError("mp does not calculate with an int of more than 64 bits");
        return integer_of(combine<Wide>(*x, operation, *y));
    }
    const double x = *take_floating(a);
    const double y = *take_floating(b);
    if (operation != '/') return combine(x, operation, y);
    if (y == 0) throw RemoteError("division by zero", "ZeroDivisionError");
    return x / y;
}

std::vector<Object> joined_items(const Object& a, const Object& b) {
    std::vector<Object> items = a.elements();
    for (const Object& item : b.items()) items.push_back(item);
    return items;
}

}  // namespace

Object operate(const Object& a, char operation, const Object& b) {
    const auto is_number = [](const Object& one) { return is_integer(one) || one.kind() == Kind::floating; };
    if (is_number(a) && is_number(b)) return numbers(a, operation, b);
    const Kind kind = a.kind();
    if (operation != '+' || kind != b.kind()) refuse(a, operation, b);
    if (kind == Kind::str) return Object::str(std::string(a.text()).append(b.text()));
    if (kind == Kind::bytes) return Object::bytes(std::string(a.text()).append(b.text()));
    if (kind == Kind::tuple) return Object::tuple(joined_items(a, b));
    if (kind == Kind::list) return Object::list(joined_items(a, b));
    refuse(a, operation, b);
}

Object operate_in_place(const Object& a, char operation, const Object& b) {
    if (operation != '+' || a.kind() != Kind::list) return operate(a, operation, b);
    for (const Object& item : b) a.append(item);  // (of a itself: as it was)
    return a;
}

}  // namespace mp::detail
