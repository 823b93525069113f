// SPDX-License-Identifier: MIT
#include "serial/text.h"

#include <algorithm>
#include <iterator>

#include "serial/unprintable.h"

namespace mp::serial {

namespace {

unsigned char at_byte(std::string_view text, std::size_t at) noexcept {
    return static_cast<unsigned char>(text[at]);
}
bool continues(std::string_view text, std::size_t at) noexcept {
    return at < text.size() && (at_byte(text, at) & 0xc0U) == 0x80U;
}

// The length of the sequence that begins there; 0 for none.
std::size_t sequence_length(std::string_view text, std::size_t at) noexcept {
    const unsigned char first = at_byte(text, at);
    if (first < 0x80) return 1;
    if (first < 0xc2 || first > 0xf4) return 0;
    if (!continues(text, at + 1)) return 0;
    if (first < 0xe0) return 2;
    const unsigned char second = at_byte(text, at + 1);
    if (first == 0xe0 && second < 0xa0) return 0;
    if (!continues(text, at + 2)) return 0;
    if (first < 0xf0) return 3;
    if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second >= 0x90)) return 0;
    return continues(text, at + 3) ? 4 : 0;
}

}  // namespace

std::size_t find_bad_text(std::string_view bytes) noexcept {
    std::size_t at = 0;
    while (at < bytes.size()) {
        // Eight plain characters at once: most texts are nothing else.
        if (at + 8 <= bytes.size()) {
            std::uint64_t word = 0;
            std::copy_n(bytes.data() + at, 8, reinterpret_cast<char*>(&word));
            if ((word & 0x8080808080808080U) == 0) {
                at += 8;
                continue;
            }
        }
        const std::size_t length = sequence_length(bytes, at);
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

char32_t next_code_point(std::string_view text, std::size_t& at) noexcept {
    const unsigned char first = at_byte(text, at++);
    if (first < 0x80) return first;
    const int more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    char32_t out = first & (0x3fU >> more);
    for (int i = 0; i < more && at < text.size(); ++i) out = out << 6U | (at_byte(text, at++) & 0x3fU);
    return out;
}

void append_code_point(std::string& out, char32_t code_point) {
    const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((code_point >> shift) & 0x3fU)); };
    if (code_point < 0x80) {
        out += static_cast<char>(code_point);
    } else if (code_point < 0x800) {
        out += static_cast<char>(0xc0U | code_point >> 6U);
        tail(0);
    } else if (code_point < 0x10000) {
        out += static_cast<char>(0xe0U | code_point >> 12U);
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xf0U | code_point >> 18U);
        tail(12);
        tail(6);
        tail(0);
    }
}

std::size_t count_code_points(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }));
}

std::optional<std::string_view> code_point_at(std::string_view text, std::size_t number) noexcept {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = at;
        next_code_point(text, at);
        if (number-- == 0) return text.substr(begin, at - begin);
    }
    return std::nullopt;
}

std::string from_latin1(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (const char byte : bytes) append_code_point(out, static_cast<unsigned char>(byte));
    return out;
}

std::optional<std::string> to_latin1(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const char32_t code_point = next_code_point(text, at);
        if (code_point > 0xff) return std::nullopt;
        out += static_cast<char>(static_cast<unsigned char>(code_point));
    }
    return out;
}

bool is_printable(char32_t code_point) noexcept {
    if (code_point < 0x80) return code_point >= 0x20 && code_point != 0x7f;
    const auto* after =
        std::upper_bound(std::begin(unprintable), std::end(unprintable), code_point,
                         [](char32_t point, const CodePointRange& range) { return point < range.first; });
    return after == std::begin(unprintable) || code_point > std::prev(after)->last;
}

}  // namespace mp::serial
