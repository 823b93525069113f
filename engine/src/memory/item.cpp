// SPDX-License-Identifier: MIT
// The items of a ShareableList: how they compare and print.
#include <array>
#include <charconv>
#include <cmath>
#include <ostream>

#include "mp/shared_memory.h"

namespace mp::shared_memory {

namespace {

void add_escaped(std::string& out, unsigned char c) {
    constexpr const char* digits = "0123456789abcdef";
    out += "\\x";
    out += digits[c >> 4];
    out += digits[c & 15U];
}

// Text and bytes alike: in single quotes, unless that saves an escape.
std::string quoted(std::string_view text, bool bytes) {
    const bool single = text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
    const char quote = single ? '"' : '\'';
    std::string out(bytes ? "b" : "");
    out += quote;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == quote || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (code < 0x20 || code == 0x7f || (bytes && code > 0x7f)) {
            add_escaped(out, code);
        } else {
            out += c;
        }
    }
    return out + quote;
}

// The shortest digits that give the number back; an exponent where Python has one.
std::string number(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    const double size = std::fabs(value);
    const bool scientific = size != 0 && (size < 1e-4 || size >= 1e16);
    std::array<char, 64> text;
    const auto format = scientific ? std::chars_format::scientific : std::chars_format::fixed;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, format).ptr;
    std::string out(text.data(), end);
    if (!scientific && out.find('.') == std::string::npos) out += ".0";
    return out;
}

struct Repr {
    std::string operator()(std::nullptr_t) const { return "None"; }
    std::string operator()(bool value) const { return value ? "True" : "False"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return number(value); }
    std::string operator()(const std::string& text) const { return quoted(text, false); }
    std::string operator()(const Bytes& bytes) const {
        return quoted({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, true);
    }
};

std::optional<std::int64_t> whole(const Item::Value& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1 : 0;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
    return std::nullopt;
}

bool equal(std::int64_t integer, double real) {
    constexpr double limit = 9223372036854775808.0;
    return real >= -limit && real < limit && static_cast<double>(static_cast<std::int64_t>(real)) == real &&
           static_cast<std::int64_t>(real) == integer;
}

}  // namespace

bool Item::operator==(const Item& other) const noexcept {
    const auto mine = whole(value_);
    const auto theirs = whole(other.value_);
    if (mine && theirs) return *mine == *theirs;
    if (const auto* real = std::get_if<double>(&other.value_); mine && real != nullptr) return equal(*mine, *real);
    if (const auto* real = std::get_if<double>(&value_); theirs && real != nullptr) return equal(*theirs, *real);
    return value_ == other.value_;
}

std::string Item::repr() const {
    return std::visit(Repr(), value_);
}

void Item::throw_other_type() const {
    throw TypeError("the item " + repr() + " is of another type");
}

std::ostream& operator<<(std::ostream& out, const Item& item) {
    if (const auto* text = std::get_if<std::string>(&item.value())) return out << *text;
    return out << item.repr();
}

}  // namespace mp::shared_memory
