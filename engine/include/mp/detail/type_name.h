// SPDX-License-Identifier: MIT
#pragma once
// Names of types and functions as the compiler writes them: for messages and monitors, never for a decision.

#include <string>
#include <string_view>
#include <typeinfo>

namespace mp::detail {

template <class T>
constexpr std::string_view raw_type_name() {
    return __PRETTY_FUNCTION__;
}

template <auto f>
constexpr std::string_view raw_function_name() {
    return __PRETTY_FUNCTION__;
}

// From one of the signatures above: "std::string", "app::Image", "resize", "lambda(int) in main".
std::string tidy_type_name(std::string_view pretty_function);
std::string tidy_function_name(std::string_view pretty_function);
// The demangled, tidied name of a type known only at run time.
std::string type_name_of(const std::type_info& type);

template <class T>
std::string type_name() {
    return tidy_type_name(raw_type_name<T>());
}

template <auto f>
std::string function_name() {
    return tidy_function_name(raw_function_name<f>());
}

}  // namespace mp::detail
