// SPDX-License-Identifier: MIT
#pragma once
// What many functions take alike: how to wait, and what a number in the place of a time limit is told.

#include <concepts>
#include <string>
#include <type_traits>

#include "mp/detail/timeout.h"

namespace mp {

// Python's keywords where something is waited for: lock.acquire({.timeout = 2s}), queue.get({.block = false}).
struct WaitOptions {
    bool block = true;
    detail::Timeout timeout{};
};

namespace detail {

// A bool and nothing that turns into one: get(5) means five seconds to whoever writes it.
template <class T>
concept Bool = std::same_as<T, bool>;
template <class T>
concept PlainNumber = std::is_arithmetic_v<T> && !std::same_as<T, bool>;

template <class T>
concept HasRepr = requires(const T& object) {
    { object.repr() } -> std::convertible_to<std::string>;
};

}  // namespace detail

// As Python's repr(), for the objects of this library: repr(lock), repr(process). (Values have it in mp/object.h.)
template <detail::HasRepr T>
std::string repr(const T& object) {
    return object.repr();
}

}  // namespace mp
