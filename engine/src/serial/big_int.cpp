// SPDX-License-Identifier: MIT
#include "serial/big_int.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <iterator>
#include <vector>

namespace mp::serial {

namespace {

using boost::multiprecision::cpp_int;

unsigned char top(std::string_view bytes) noexcept {
    return static_cast<unsigned char>(bytes.back());
}

// Magnitude, the lowest byte first.
std::string magnitude(std::string_view bytes) {
    std::string out(bytes);
    if (!is_negative(bytes)) return out;
    unsigned carry = 1;
    for (char& byte : out) {
        const unsigned sum = (static_cast<unsigned char>(byte) ^ 0xffU) + carry;
        byte = static_cast<char>(sum & 0xffU);
        carry = sum >> 8U;
    }
    if (carry != 0) out += '\1';
    return out;
}

std::string from_magnitude(std::string bytes, bool negative) {
    bytes += '\0';
    if (negative) {
        unsigned carry = 1;
        for (char& byte : bytes) {
            const unsigned sum = (static_cast<unsigned char>(byte) ^ 0xffU) + carry;
            byte = static_cast<char>(sum & 0xffU);
            carry = sum >> 8U;
        }
    }
    return minimal_int(bytes);
}

cpp_int magnitude_number(std::string_view bytes) {
    const std::string raw = magnitude(bytes);
    cpp_int out;
    import_bits(out, reinterpret_cast<const unsigned char*>(raw.data()),
                reinterpret_cast<const unsigned char*>(raw.data()) + raw.size(), 8, false);
    return out;
}

}  // namespace

std::string minimal_int(std::string_view bytes) {
    while (bytes.size() > 1) {
        const bool next_negative = (static_cast<unsigned char>(bytes[bytes.size() - 2]) & 0x80U) != 0;
        if (top(bytes) != (next_negative ? 0xffU : 0U)) break;
        bytes.remove_suffix(1);
    }
    if (bytes.size() == 1 && bytes[0] == 0) return {};
    return std::string(bytes);
}

std::string int_bytes(std::int64_t value) {
    std::string out;
    for (unsigned i = 0; i < 8; ++i) out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xffU);
    return minimal_int(out);
}

std::string int_bytes_unsigned(std::uint64_t value) {
    std::string out;
    for (unsigned i = 0; i < 8; ++i) out += static_cast<char>(value >> (8 * i) & 0xffU);
    out += '\0';
    return minimal_int(out);
}

std::optional<std::int64_t> small_int(std::string_view bytes) noexcept {
    if (bytes.size() > 8) return std::nullopt;
    std::uint64_t out = is_negative(bytes) ? ~std::uint64_t{0} : 0;
    for (std::size_t i = bytes.size(); i-- > 0;) out = out << 8U | static_cast<unsigned char>(bytes[i]);
    return static_cast<std::int64_t>(out);
}

bool is_negative(std::string_view bytes) noexcept {
    return !bytes.empty() && (top(bytes) & 0x80U) != 0;
}

std::string int_to_decimal(std::string_view bytes) {
    return (is_negative(bytes) ? "-" : "") + magnitude_number(bytes).str();
}

std::string int_to_hex(std::string_view bytes) {
    return (is_negative(bytes) ? "-0x" : "0x") + magnitude_number(bytes).str(0, std::ios_base::hex);
}

std::optional<std::string> int_from_decimal(std::string_view digits) {
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+')) digits.remove_prefix(1);
    std::string plain;
    bool underscore_allowed = false;
    for (const char c : digits) {
        if (c == '_' && underscore_allowed) {
            underscore_allowed = false;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        plain += c;
        underscore_allowed = true;
    }
    if (!underscore_allowed) return std::nullopt;
    plain.erase(0, std::min(plain.find_first_not_of('0'), plain.size() - 1));  // a leading zero would mean octal
    const cpp_int number(plain);
    std::vector<unsigned char> raw;
    export_bits(number, std::back_inserter(raw), 8, false);
    return from_magnitude(std::string(raw.begin(), raw.end()), negative);
}

std::string int_from_double(double whole) {
    int exponent = 0;
    const double fraction = std::frexp(std::fabs(whole), &exponent);
    // The 53 bits of the number, and how far up they lie.
    auto bits = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
    int shift = exponent - 53;
    if (shift < 0) {
        bits >>= static_cast<unsigned>(-shift);
        shift = 0;
    }
    std::string raw(static_cast<std::size_t>(shift / 8), '\0');
    const auto rest = static_cast<unsigned>(shift % 8);
    for (unsigned i = 0; i < 8; ++i) raw += static_cast<char>((bits << rest) >> (8 * i) & 0xffU);
    return from_magnitude(std::move(raw), whole < 0);
}

double int_to_double(std::string_view bytes) noexcept {
    const std::string raw = magnitude(bytes);
    // The highest 64 bits decide; whether anything lies below them decides a tie.
    std::size_t used = raw.size();
    while (used > 0 && raw[used - 1] == 0) --used;
    if (used > 129) return is_negative(bytes) ? -HUGE_VAL : HUGE_VAL;
    std::uint64_t high = 0;
    const std::size_t first = used > 8 ? used - 8 : 0;
    for (std::size_t i = used; i-- > first;) high = high << 8U | static_cast<unsigned char>(raw[i]);
    bool below = false;
    for (std::size_t i = 0; i < first; ++i) below = below || raw[i] != 0;
    int shift = static_cast<int>(8 * first);
    // Room for a sticky bit: the highest byte may be as small as 1, and 57 bits are more than the 53 of a double.
    const std::uint64_t sticky = below || (high & 1U) != 0 ? 1 : 0;
    const double out = std::ldexp(static_cast<double>((high & ~std::uint64_t{1}) | sticky), shift);
    return is_negative(bytes) ? -out : out;
}

}  // namespace mp::serial
