// SPDX-License-Identifier: MIT
#pragma once
// The exception types that every program knows: the standard library's and mp's.

#include <typeinfo>

#include "mp/detail/exception_codec.h"

namespace mp::detail {

// Registered with MP_EXCEPTION or known from the start; null for any other.
const ExceptionKind* find_exception_kind(const std::type_info& type);
const ExceptionKind* find_exception_kind(std::string_view mangled_name);

}  // namespace mp::detail
