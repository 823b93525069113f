// SPDX-License-Identifier: MIT
#pragma once
// The names of Python's own classes that mean something here: the closed list of what a pickle may call. They are
// compared, never looked up.

#include <string_view>
#include <utility>

namespace mp::serial {

using PythonName = std::pair<std::string_view, std::string_view>;  // module, qualified name

// A class of exceptions: built in, or of the modules that managers raise from.
bool is_exception(std::string_view module, std::string_view name) noexcept;
// Instances are equal when what they were made of is: dates, Decimal, UUID, …
bool compares_by_value(std::string_view module, std::string_view name) noexcept;
bool is_unhashable(std::string_view module, std::string_view name) noexcept;

// OSError and its like, whose arguments are errno, text, and files.
bool is_system_error(std::string_view module, std::string_view name) noexcept;
// The class that OSError(code, …) is of: "FileNotFoundError" for ENOENT; "OSError" for most.
std::string_view system_error_name(long code) noexcept;

// Protocols below 3 have the names of Python 2: the same thing's name in Python 3, and back. Unknown ones stay.
PythonName python3_name(std::string_view module, std::string_view name) noexcept;
PythonName python2_name(std::string_view module, std::string_view name) noexcept;

}  // namespace mp::serial
