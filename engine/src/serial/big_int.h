// SPDX-License-Identifier: MIT
#pragma once
// Ints beyond 64 bits, kept as pickles have them: two's complement, the lowest byte first, no byte more than needed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mp::serial {

// Cuts what is only repeated sign. No bytes are 0.
std::string minimal_int(std::string_view little_endian);
std::string int_bytes(std::int64_t value);
std::string int_bytes_unsigned(std::uint64_t value);
// The value, where 64 bits hold it.
std::optional<std::int64_t> small_int(std::string_view little_endian) noexcept;

bool is_negative(std::string_view little_endian) noexcept;
std::string int_to_decimal(std::string_view little_endian);
std::string int_to_hex(std::string_view little_endian);  // -0x…
// nullopt for what is no number: optional sign, decimal digits, single underscores between them.
std::optional<std::string> int_from_decimal(std::string_view digits);
std::string int_from_double(double whole);                      // of a finite number without a fraction
double int_to_double(std::string_view little_endian) noexcept;  // ±inf where it is too large

}  // namespace mp::serial
