// SPDX-License-Identifier: MIT
#pragma once
// Python's str as bytes: UTF-8 that may also hold lone surrogates, three bytes each, as CPython pickles them.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mp::serial {

// The position of the first byte that is no part of such a text; npos when all are.
std::size_t find_bad_text(std::string_view bytes) noexcept;
inline bool is_text(std::string_view bytes) noexcept {
    return find_bad_text(bytes) == std::string_view::npos;
}

// The code point that begins at `at` (which has to be one of a good text); moves on.
char32_t next_code_point(std::string_view text, std::size_t& at) noexcept;
void append_code_point(std::string& out, char32_t code_point);
std::size_t count_code_points(std::string_view text) noexcept;
// The text of the code point with that number; nullopt beyond the end.
std::optional<std::string_view> code_point_at(std::string_view text, std::size_t number) noexcept;

std::string from_latin1(std::string_view bytes);
// The bytes that such a text stands for in Latin-1; nullopt when it holds others.
std::optional<std::string> to_latin1(std::string_view text);

// str.isprintable() of one code point, as CPython 3.11 has it (Unicode 14).
bool is_printable(char32_t code_point) noexcept;

}  // namespace mp::serial
