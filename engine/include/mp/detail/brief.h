// SPDX-License-Identifier: MIT
#pragma once
// A value in a few characters, for the eyes of whoever watches: 42, "hello", [3 items], (1, 2), Image{...}.

#include <charconv>
#include <chrono>
#include <concepts>
#include <filesystem>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "mp/detail/type_name.h"

namespace mp::detail {

// Collects at most `limit` bytes; what does not fit is cut, with "..." at the end, never inside a UTF-8 character.
class BriefText {
public:
    static constexpr std::size_t limit = 95;
    static constexpr std::size_t longest_string = 40;

    void add(std::string_view text) {
        if (text_.size() <= limit) text_.append(text.substr(0, limit + 1 - text_.size()));
    }
    // In quotes, control characters as '.', cut after longest_string bytes.
    void add_quoted(std::string_view text);
    bool full() const noexcept { return text_.size() > limit; }
    std::string text() const;

private:
    std::string text_;
};

template <class T>
void add_brief(BriefText& out, const T& value);

template <class Tuple>
void add_brief_items(BriefText& out, const Tuple& items) {
    std::apply(
        [&out]<class... T>(const T&... item) {
            [[maybe_unused]] std::string_view separator;
            ((out.add(std::exchange(separator, ", ")), add_brief(out, item)), ...);
        },
        items);
}

template <class T>
void add_brief(BriefText& out, const T& value) {
    if constexpr (requires {
                      { value.brief() } -> std::convertible_to<std::string>;
                  }) {
        out.add(value.brief());  // a type that has words of its own for those who watch
    } else if constexpr (std::is_same_v<T, bool>) {
        out.add(value ? "true" : "false");
    } else if constexpr (std::is_same_v<T, char>) {
        out.add_quoted(std::string_view(&value, 1));
    } else if constexpr (std::is_arithmetic_v<T>) {
        char digits[64];
        const auto end = std::to_chars(std::begin(digits), std::end(digits), value);
        out.add(end.ec == std::errc() ? std::string_view(digits, end.ptr) : "number");
    } else if constexpr (std::is_enum_v<T>) {
        add_brief(out, +static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_same_v<T, std::nullptr_t> || std::is_same_v<T, std::monostate>) {
        out.add("null");
    } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
        out.add_quoted(value.native());
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        out.add_quoted(value);
    } else if constexpr (requires {
                             value.count();
                             typename T::rep;
                             typename T::period;
                         }) {
        add_brief(out, std::chrono::duration<double>(value).count());
        out.add("s");
    } else if constexpr (std::ranges::sized_range<const T>) {
        out.add("[");
        add_brief(out, std::ranges::size(value));
        out.add(std::ranges::size(value) == 1 ? " item]" : " items]");
    } else if constexpr (requires { std::tuple_size<T>::value; }) {
        out.add("(");
        add_brief_items(out, value);
        out.add(")");
    } else if constexpr (requires {
                             value.has_value();
                             *value;
                         }) {
        if (value.has_value()) {
            add_brief(out, *value);
        } else {
            out.add("null");
        }
    } else {
        std::string name = type_name<T>();
        out.add(name.substr(0, name.find('<')));
        out.add("{...}");
    }
}

template <class T>
std::string brief(const T& value) {
    BriefText out;
    add_brief(out, value);
    return out.text();
}

}  // namespace mp::detail
