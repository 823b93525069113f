// SPDX-License-Identifier: MIT
#pragma once
// The fields of a plain aggregate without a line of code from its author: how many initialisers it accepts tells their
// number (arrays swallow one per element and are counted back), a structured binding gives each of them.
//
//     struct Point { double x, y; };
//     with_fields(point, [](auto&... field) { (print(field), ...); });
//
// Up to 32 fields; no base classes, no reference members, no bit-fields.

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace mp::detail {

inline constexpr std::size_t max_fields = 32;

// Stands for a value of any type but the aggregate itself (that would be a copy, not a first field).
template <class Self>
struct AnyField {
    constexpr explicit AnyField(std::size_t) noexcept {}
    template <class T>
    requires(!std::is_same_v<std::remove_cvref_t<T>, Self>) operator T() const noexcept;
};

// Stands for a base class of the aggregate.
template <class Self>
struct AnyBase {
    template <class T>
    requires(std::is_base_of_v<T, Self> && !std::is_same_v<T, Self>) operator T() const noexcept;
};

template <class T, std::size_t... index>
constexpr bool accepts_flat(std::index_sequence<index...>) {
    return requires {
        T{AnyField<T>(index)...};
    };
}

template <class T, std::size_t count>
constexpr bool accepts() {
    return accepts_flat<T>(std::make_index_sequence<count>{});
}

// The largest count in [low, high) that Test accepts, where it accepts low and everything below the answer.
template <class Test, std::size_t low, std::size_t high>
constexpr std::size_t last_accepted() {
    if constexpr (high - low <= 1) {
        return low;
    } else {
        constexpr std::size_t middle = low + (high - low) / 2;
        if constexpr (Test::template accepts<middle>()) {
            return last_accepted<Test, middle, high>();
        } else {
            return last_accepted<Test, low, middle>();
        }
    }
}

template <class T>
struct TakesFlat {
    template <std::size_t count>
    static constexpr bool accepts() {
        return detail::accepts<T, count>();
    }
};

// An aggregate may need some first initialisers (members without a default), so the first accepted count is looked
// for from below, then doubled until it is too much.
template <class T, std::size_t count = 0>
constexpr std::size_t first_accepted() {
    if constexpr (count > max_fields) {
        return 0;
    } else if constexpr (accepts<T, count>()) {
        return count;
    } else {
        return first_accepted<T, count + 1>();
    }
}

template <class T, std::size_t low>
constexpr std::size_t doubled() {
    if constexpr (accepts<T, 2 * low + 2>()) {
        return doubled<T, 2 * low + 2>();
    } else {
        return last_accepted<TakesFlat<T>, low, 2 * low + 2>();
    }
}

template <class T>
inline constexpr std::size_t initialiser_count = doubled<T, first_accepted<T>()>();

// T{any × before, {}, any × after}: with one field emptied, the number of initialisers still welcome after it tells
// how many that field swallows: one, unless it is an array.
template <class T, std::size_t before>
struct TakesAround {
    template <std::size_t... first, std::size_t... last>
    static constexpr bool with(std::index_sequence<first...>, std::index_sequence<last...>) {
        return requires {
            T{AnyField<T>(first)..., {}, AnyField<T>(last)...};
        };
    }
    template <std::size_t after>
    static constexpr bool accepts() {
        return with(std::make_index_sequence<before>{}, std::make_index_sequence<after>{});
    }
};

template <class T, std::size_t before>
constexpr std::size_t width_of_field() {
    constexpr std::size_t after = initialiser_count<T> - before - 1;
    using Test = TakesAround<T, before>;
    if constexpr (Test::template accepts<after>() || !Test::template accepts<0>()) {
        return 1;
    } else {
        return initialiser_count<T> - before - last_accepted<Test, 0, after>();
    }
}

template <class T, std::size_t before = 0, std::size_t fields = 0>
constexpr std::size_t count_fields() {
    if constexpr (before >= initialiser_count<T> || fields > max_fields) {
        return fields;
    } else {
        return count_fields<T, before + width_of_field<T, before>(), fields + 1>();
    }
}

template <class T>
inline constexpr std::size_t field_count = count_fields<T>();

template <class T>
concept HasBase = requires {
    T{AnyBase<T>{}};
};

template <class... T>
struct Types {};

// clang-format off
#define MP_FIELDS_1(m) m(f1)
#define MP_FIELDS_2(m) MP_FIELDS_1(m), m(f2)
#define MP_FIELDS_3(m) MP_FIELDS_2(m), m(f3)
#define MP_FIELDS_4(m) MP_FIELDS_3(m), m(f4)
#define MP_FIELDS_5(m) MP_FIELDS_4(m), m(f5)
#define MP_FIELDS_6(m) MP_FIELDS_5(m), m(f6)
#define MP_FIELDS_7(m) MP_FIELDS_6(m), m(f7)
#define MP_FIELDS_8(m) MP_FIELDS_7(m), m(f8)
#define MP_FIELDS_9(m) MP_FIELDS_8(m), m(f9)
#define MP_FIELDS_10(m) MP_FIELDS_9(m), m(f10)
#define MP_FIELDS_11(m) MP_FIELDS_10(m), m(f11)
#define MP_FIELDS_12(m) MP_FIELDS_11(m), m(f12)
#define MP_FIELDS_13(m) MP_FIELDS_12(m), m(f13)
#define MP_FIELDS_14(m) MP_FIELDS_13(m), m(f14)
#define MP_FIELDS_15(m) MP_FIELDS_14(m), m(f15)
#define MP_FIELDS_16(m) MP_FIELDS_15(m), m(f16)
#define MP_FIELDS_17(m) MP_FIELDS_16(m), m(f17)
#define MP_FIELDS_18(m) MP_FIELDS_17(m), m(f18)
#define MP_FIELDS_19(m) MP_FIELDS_18(m), m(f19)
#define MP_FIELDS_20(m) MP_FIELDS_19(m), m(f20)
#define MP_FIELDS_21(m) MP_FIELDS_20(m), m(f21)
#define MP_FIELDS_22(m) MP_FIELDS_21(m), m(f22)
#define MP_FIELDS_23(m) MP_FIELDS_22(m), m(f23)
#define MP_FIELDS_24(m) MP_FIELDS_23(m), m(f24)
#define MP_FIELDS_25(m) MP_FIELDS_24(m), m(f25)
#define MP_FIELDS_26(m) MP_FIELDS_25(m), m(f26)
#define MP_FIELDS_27(m) MP_FIELDS_26(m), m(f27)
#define MP_FIELDS_28(m) MP_FIELDS_27(m), m(f28)
#define MP_FIELDS_29(m) MP_FIELDS_28(m), m(f29)
#define MP_FIELDS_30(m) MP_FIELDS_29(m), m(f30)
#define MP_FIELDS_31(m) MP_FIELDS_30(m), m(f31)
#define MP_FIELDS_32(m) MP_FIELDS_31(m), m(f32)
#define MP_FIELD_NAME(f) f
#define MP_FIELD_TYPE(f) decltype(f)
#define MP_FIELDS_CASE(n)                                                                            \
    else if constexpr (count == n) {                                                                 \
        auto& [MP_FIELDS_##n(MP_FIELD_NAME)] = value;                                                \
        return visitor.template operator()<MP_FIELDS_##n(MP_FIELD_TYPE)>(MP_FIELDS_##n(MP_FIELD_NAME)); \
    }

// Calls visitor.operator()<declared types...>(fields...); fields of a const value are const.
template <class T, class Visitor>
constexpr decltype(auto) with_fields(T& value, Visitor&& visitor) {
    constexpr std::size_t count = field_count<std::remove_const_t<T>>;
    static_assert(count <= max_fields, "an aggregate of more than 32 fields needs a serialize(Ar&) member to travel");
    if constexpr (count == 0) {
        return visitor.template operator()<>();
    }
    MP_FIELDS_CASE(1) MP_FIELDS_CASE(2) MP_FIELDS_CASE(3) MP_FIELDS_CASE(4)
    MP_FIELDS_CASE(5) MP_FIELDS_CASE(6) MP_FIELDS_CASE(7) MP_FIELDS_CASE(8)
    MP_FIELDS_CASE(9) MP_FIELDS_CASE(10) MP_FIELDS_CASE(11) MP_FIELDS_CASE(12)
    MP_FIELDS_CASE(13) MP_FIELDS_CASE(14) MP_FIELDS_CASE(15) MP_FIELDS_CASE(16)
    MP_FIELDS_CASE(17) MP_FIELDS_CASE(18) MP_FIELDS_CASE(19) MP_FIELDS_CASE(20)
    MP_FIELDS_CASE(21) MP_FIELDS_CASE(22) MP_FIELDS_CASE(23) MP_FIELDS_CASE(24)
    MP_FIELDS_CASE(25) MP_FIELDS_CASE(26) MP_FIELDS_CASE(27) MP_FIELDS_CASE(28)
    MP_FIELDS_CASE(29) MP_FIELDS_CASE(30) MP_FIELDS_CASE(31) MP_FIELDS_CASE(32)
}
#undef MP_FIELDS_CASE
#undef MP_FIELD_TYPE
#undef MP_FIELD_NAME
#undef MP_FIELDS_1
#undef MP_FIELDS_2
#undef MP_FIELDS_3
#undef MP_FIELDS_4
#undef MP_FIELDS_5
#undef MP_FIELDS_6
#undef MP_FIELDS_7
#undef MP_FIELDS_8
#undef MP_FIELDS_9
#undef MP_FIELDS_10
#undef MP_FIELDS_11
#undef MP_FIELDS_12
#undef MP_FIELDS_13
#undef MP_FIELDS_14
#undef MP_FIELDS_15
#undef MP_FIELDS_16
#undef MP_FIELDS_17
#undef MP_FIELDS_18
#undef MP_FIELDS_19
#undef MP_FIELDS_20
#undef MP_FIELDS_21
#undef MP_FIELDS_22
#undef MP_FIELDS_23
#undef MP_FIELDS_24
#undef MP_FIELDS_25
#undef MP_FIELDS_26
#undef MP_FIELDS_27
#undef MP_FIELDS_28
#undef MP_FIELDS_29
#undef MP_FIELDS_30
#undef MP_FIELDS_31
#undef MP_FIELDS_32
// clang-format on

struct CollectTypes {
    template <class... Field>
    constexpr Types<Field...> operator()(Field&...) const {
        return {};
    }
};

// The declared types of the fields of T, in order.
template <class T>
using FieldTypes = decltype(with_fields(std::declval<T&>(), CollectTypes{}));

// What can be taken apart: an aggregate class with at most 32 counted fields and no base. (A non-empty class of which
// no field could be counted has reference members.)
template <class T>
constexpr bool is_reflectable() {
    if constexpr (!std::is_aggregate_v<T> || !std::is_class_v<T> || std::is_union_v<T>) {
        return false;
    } else if constexpr (std::is_empty_v<T>) {
        return std::is_default_constructible_v<T>;
    } else if constexpr (HasBase<T>) {
        return false;
    } else {
        return field_count<T> >= 1 && field_count<T> <= max_fields;
    }
}

template <class T>
concept Reflectable = is_reflectable<std::remove_const_t<T>>();

}  // namespace mp::detail
