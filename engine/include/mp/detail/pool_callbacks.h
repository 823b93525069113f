// SPDX-License-Identifier: MIT
#pragma once
// What is called with a result, or with the exception in its place.

#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>

#include "mp/detail/exception_codec.h"
#include "mp/exceptions.h"

namespace mp::detail {

template <class F>
bool is_empty_function(const F& function) {
    if constexpr (requires { function == nullptr; }) {
        return function == nullptr;
    } else {
        return false;
    }
}

// A callable that takes the value, or nothing.
template <class T>
class Callback {
public:
    Callback() = default;
    Callback(std::nullptr_t) {}
    template <class F>
    requires(!std::same_as<std::decay_t<F>, Callback> &&
             (std::invocable<std::decay_t<F>&, const T&> || std::invocable<std::decay_t<F>&>)) Callback(F&& function) {
        if (is_empty_function(function)) return;
        if constexpr (std::invocable<std::decay_t<F>&, const T&>) {
            function_ = std::forward<F>(function);
        } else {
            function_ = [f = std::decay_t<F>(std::forward<F>(function))](const T&) mutable { std::invoke(f); };
        }
    }

    explicit operator bool() const noexcept { return function_ != nullptr; }
    void operator()(const T& value) const { function_(value); }

private:
    std::function<void(const T&)> function_;
};
template <>
class Callback<void> : public std::function<void()> {
    using std::function<void()>::function;
};

// A callable that takes the std::exception_ptr, the exception as a const std::exception& (in the place of what is none,
// a RemoteError with its type and text), or nothing.
class ErrorCallback {
public:
    ErrorCallback() = default;
    ErrorCallback(std::nullptr_t) {}
    template <class F>
    requires(!std::same_as<std::decay_t<F>, ErrorCallback> &&
             (std::invocable<std::decay_t<F>&, std::exception_ptr> ||
              std::invocable<std::decay_t<F>&, const std::exception&> || std::invocable<std::decay_t<F>&>))
        ErrorCallback(F&& function) {
        if (is_empty_function(function)) return;
        if constexpr (std::invocable<std::decay_t<F>&, std::exception_ptr>) {
            function_ = std::forward<F>(function);
        } else {
            function_ = [f = std::decay_t<F>(std::forward<F>(function))](const std::exception_ptr& error) mutable {
                call(f, error);
            };
        }
    }

    explicit operator bool() const noexcept { return function_ != nullptr; }
    void operator()(const std::exception_ptr& error) const { function_(error); }

private:
    template <class F>
    static void call(F& function, const std::exception_ptr& error) {
        if constexpr (!std::invocable<F&, const std::exception&>) {
            std::invoke(function);
        } else {
            with_exception(error, [&function](const std::exception& held) { std::invoke(function, held); });
        }
    }
    static void with_exception(const std::exception_ptr& error, const std::function<void(const std::exception&)>& look);

    std::function<void(std::exception_ptr)> function_;
};

}  // namespace mp::detail
