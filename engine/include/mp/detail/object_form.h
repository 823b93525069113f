// SPDX-License-Identifier: MIT
#pragma once
// How C++ values become Objects and Objects C++ values. Included by mp/object.h; not by anybody else.
// A handle that is more than data specialises ObjectForm<T>: make(const T&) -> Object, take(const Object&) -> T.

#include <array>
#include <chrono>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "mp/detail/exception_codec.h"
#include "mp/detail/type_name.h"
#include "mp/object.h"

namespace mp::detail {

// Throws TypeError "cannot take 'abc' (str) as int".
[[noreturn]] void cannot_take(const Object& object, std::string_view wanted);
// Throws OverflowError for an int that a C++ type does not hold.
[[noreturn]] void does_not_hold(const Object& object, std::string_view wanted);

// The pieces that the templates below are made of.
Object make_boolean(bool value) noexcept;
Object make_integer(std::int64_t value) noexcept;
Object make_unsigned(std::uint64_t value);
Object make_floating(double value) noexcept;
Object make_duration(std::chrono::nanoseconds whole, bool microseconds_hold_it, double seconds);
Object make_datetime(std::chrono::sys_time<std::chrono::microseconds> moment);
Object make_date(std::chrono::year_month_day date);
Object make_text(std::u32string_view text);
Object make_path(const std::filesystem::path& path);
Object make_key(const Object& object);  // what can be hashed: lists inside become tuples, sets frozensets

std::optional<bool> take_boolean(const Object& object) noexcept;
std::optional<std::int64_t> take_integer(const Object& object) noexcept;  // of an int in that range, or a bool
std::optional<std::uint64_t> take_unsigned(const Object& object) noexcept;
bool is_integer(const Object& object) noexcept;                      // or a bool
std::optional<double> take_floating(const Object& object) noexcept;  // an int, too
std::optional<std::complex<double>> take_complex(const Object& object) noexcept;
std::optional<std::chrono::nanoseconds> take_duration(const Object& object);  // timedelta, or seconds
std::optional<std::chrono::sys_time<std::chrono::microseconds>> take_datetime(const Object& object);
std::optional<std::chrono::year_month_day> take_date(const Object& object);
std::optional<std::u32string> take_text(const Object& object);
std::optional<std::string> take_path(const Object& object);
std::exception_ptr take_exception(const Object& object);  // null for what is no exception

// A level of a value that may hold itself: a cyclic list taken as a tree would have no end. Throws TypeError.
class TakeLevel {
public:
    TakeLevel();
    ~TakeLevel();
    TakeLevel(const TakeLevel&) = delete;
    TakeLevel& operator=(const TakeLevel&) = delete;
};

template <class T>
struct IsVariant : std::false_type {};
template <class... T>
struct IsVariant<std::variant<T...>> : std::true_type {};
template <class T>
struct IsOwner : std::false_type {};
template <class T>
struct IsOwner<std::unique_ptr<T>> : std::true_type {};
template <class T>
struct IsOwner<std::shared_ptr<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsDuration : std::false_type {};
template <class R, class P>
struct IsDuration<std::chrono::duration<R, P>> : std::true_type {};
template <class T>
struct IsTimePoint : std::false_type {};
template <class C, class D>
struct IsTimePoint<std::chrono::time_point<C, D>> : std::true_type {};

template <class T>
concept WideText = requires {
    typename T::traits_type;
    typename T::value_type;
}
&&!std::is_same_v<typename T::value_type, char>;
template <class T>
concept TupleLike = requires {
    std::tuple_size<T>::value;
}
&&!StdArray<T>::value;
template <class T>
concept MapLike = requires {
    typename T::key_type;
    typename T::mapped_type;
};
template <class T>
concept SetLike = requires {
    typename T::key_type;
}
&&!MapLike<T>;
template <class T>
concept UniqueKeys = requires(T& container, const typename T::value_type& value) {
    container.insert(value).second;
};
template <class T>
concept ByteSequence =
    std::ranges::contiguous_range<const T> && std::is_same_v<std::ranges::range_value_t<const T>, std::byte>;

// Archives for serialize(): the members in their order, as a tuple.
class ObjectWriteArchive {
public:
    using is_saving = std::true_type;
    using is_loading = std::false_type;
    template <class... T>
    ObjectWriteArchive& operator()(const T&... value);
    template <class T>
    ObjectWriteArchive& operator&(const T& value) {
        return (*this)(value);
    }
    template <class T>
    ObjectWriteArchive& operator<<(const T& value) {
        return (*this)(value);
    }
    std::vector<Object> take() { return std::move(items_); }

private:
    std::vector<Object> items_;
};

class ObjectReadArchive {
public:
    using is_saving = std::false_type;
    using is_loading = std::true_type;
    explicit ObjectReadArchive(const Object& all) : all_(all), items_(all.items()) {}
    template <class... T>
    ObjectReadArchive& operator()(T&&... value) {
        (get(value), ...);
        return *this;
    }
    template <class T>
    ObjectReadArchive& operator&(T&& value) {
        return (*this)(value);
    }
    template <class T>
    ObjectReadArchive& operator>>(T&& value) {
        return (*this)(value);
    }
    bool at_end() const noexcept { return next_ == items_.size(); }

private:
    template <class T>
    void get(T& value);

    const Object& all_;
    std::span<const Object> items_;
    std::size_t next_ = 0;
};

// Arrays have no value of their own in C++: a list.
template <class T>
Object make_field(const T& field) {
    if constexpr (std::is_array_v<T>) {
        std::vector<Object> items;
        for (const auto& item : field) items.push_back(make_field(item));
        return Object::list(std::move(items));
    } else {
        return Object(field);
    }
}

template <class T>
void take_field(const Object& object, T& field) {
    if constexpr (std::is_array_v<T>) {
        const auto items = object.items();
        if (items.size() != std::extent_v<T>) cannot_take(object, type_name<T>());
        for (std::size_t i = 0; i < items.size(); ++i) take_field(items[i], field[i]);
    } else {
        field = object.as<T>();
    }
}

template <class T>
struct ObjectForm {
    static Object make(const T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            return make_boolean(value);
        } else if constexpr (std::is_same_v<T, char>) {
            return Object::str({&value, 1});
        } else if constexpr (std::is_integral_v<T>) {
            if constexpr (std::is_unsigned_v<T> && sizeof(T) == 8) return make_unsigned(value);
            return make_integer(static_cast<std::int64_t>(value));
        } else if constexpr (std::is_floating_point_v<T>) {
            return make_floating(static_cast<double>(value));
        } else if constexpr (std::is_enum_v<T>) {
            return Object(+static_cast<std::underlying_type_t<T>>(value));
        } else if constexpr (std::is_same_v<T, std::nullptr_t> || std::is_same_v<T, std::monostate>) {
            return Object();
        } else if constexpr (is_text_like<T>) {
            return Object::str(value);
        } else {
            return make_class(value);
        }
    }

    static T take(const Object& object) {
        if constexpr (std::is_same_v<T, bool>) {
            return need(take_boolean(object), object);
        } else if constexpr (std::is_same_v<T, char>) {
            if (object.kind() == Object::Kind::str && object.text().size() == 1) return object.text()[0];
            return static_cast<char>(take_whole<signed char>(object));
        } else if constexpr (std::is_integral_v<T>) {
            return take_whole<T>(object);
        } else if constexpr (std::is_floating_point_v<T>) {
            return static_cast<T>(need(take_floating(object), object));
        } else if constexpr (std::is_enum_v<T>) {
            return static_cast<T>(object.as<std::underlying_type_t<T>>());
        } else if constexpr (std::is_same_v<T, std::nullptr_t> || std::is_same_v<T, std::monostate>) {
            if (!object.is_none()) wrong(object);
            return {};
        } else if constexpr (std::is_same_v<T, std::string>) {
            if (object.kind() != Object::Kind::str) wrong(object);
            return std::string(object.text());
        } else {
            static_assert(!is_text_like<T>, "mp: an Object cannot be taken as a view or pointer; take a std::string");
            const TakeLevel level;
            return take_class(object);
        }
    }

private:
    [[noreturn]] static void wrong(const Object& object) { cannot_take(object, type_name<T>()); }
    template <class Value>
    static auto need(std::optional<Value> value, const Object& object) {
        if (!value) wrong(object);
        return std::move(*value);
    }
    template <class Whole>
    static Whole take_whole(const Object& object) {
        if (!is_integer(object)) wrong(object);
        if constexpr (std::is_unsigned_v<Whole>) {
            const auto number = take_unsigned(object);
            if (number && *number <= std::numeric_limits<Whole>::max()) return static_cast<Whole>(*number);
        } else {
            const auto number = take_integer(object);
            if (number && *number >= std::numeric_limits<Whole>::min() && *number <= std::numeric_limits<Whole>::max())
                return static_cast<Whole>(*number);
        }
        does_not_hold(object, type_name<T>());
    }

    static Object make_class(const T& value);
    static T take_class(const Object& object);
    static Object make_range(const T& value);
    static T take_range(const Object& object);
    static Object make_time(const T& value);
    static T take_time(const Object& object);
};

template <>
struct ObjectForm<Object> {
    static Object make(const Object& object) { return object; }
    static Object take(const Object& object) { return object; }
};

}  // namespace mp::detail

#include "mp/detail/object_form_class.h"
