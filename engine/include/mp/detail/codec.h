// SPDX-License-Identifier: MIT
#pragma once
// How values become bytes and values again between processes of one program.
//
// The one extension point is Codec<T>. Everything below is built from it, and a handle adds itself the same way:
//
//     template <class T>
//     struct mp::detail::Codec<mp::Queue<T>> {
//         static void encode(Writer& writer, const mp::Queue<T>& queue) { writer.attach_descriptor(queue.fd(),
//         "Queue"); } static mp::Queue<T> decode(Reader& reader) { return
//         mp::Queue<T>(reader.take_descriptor("Queue")); }
//     };
//
// A Codec of something made of other types names them in `using Parts = Types<...>`, so that what cannot travel is
// found at compile time; one of a flat type (Bitwise) needs nothing else. Every encoding takes at least one byte, so
// the number of items a message can claim is bounded by its size.
// Classes are in codec_class.h, the standard library's types in codec_std.h; this header ends with both.

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include "mp/detail/aggregate.h"
#include "mp/detail/reader_writer.h"
#include "mp/detail/type_name.h"
#include "mp/exceptions.h"

namespace mp::detail {

// Codec<T>::encode(Writer&, const T&), Codec<T>::decode(Reader&) -> T.
template <class T>
struct Codec;

class WriteArchive;
class ReadArchive;

template <class T>
concept HasSerialize = std::is_class_v<T> &&(
    requires(T& value, WriteArchive& archive) { value.serialize(archive); } ||
    requires(T & value, WriteArchive& archive) { serialize(archive, value); });

template <class T>
concept HasSaveAndLoad = std::is_class_v<T> && !HasSerialize<T> &&
                         requires(T & value, const T& constant, WriteArchive& out, ReadArchive& in) {
    constant.save(out);
    value.load(in);
};

// ---- flat types: their bytes are their value, and any bytes are a value ------------------------------------------
template <class T>
constexpr bool is_bitwise();

struct AllBitwise {
    template <class... Field>
    constexpr std::bool_constant<(is_bitwise<std::remove_cv_t<Field>>() && ...)> operator()(Field&...) const {
        return {};
    }
};

template <class T>
struct BitwiseClass : std::false_type {};
template <class Rep, class Period>
struct BitwiseClass<std::chrono::duration<Rep, Period>> : std::bool_constant<is_bitwise<Rep>()> {};
template <class Clock, class Duration>
struct BitwiseClass<std::chrono::time_point<Clock, Duration>>
    : std::bool_constant<is_bitwise<typename Duration::rep>()> {};
template <>
struct BitwiseClass<std::chrono::day> : std::true_type {};
template <>
struct BitwiseClass<std::chrono::month> : std::true_type {};
template <>
struct BitwiseClass<std::chrono::year> : std::true_type {};
template <>
struct BitwiseClass<std::chrono::year_month_day> : std::true_type {};

// An aggregate, but one that may be empty and has a codec of its own.
template <class T>
struct StdArray : std::false_type {};
template <class T, std::size_t n>
struct StdArray<std::array<T, n>> : std::true_type {
    using Item = T;
};

// std::complex by its looks: the header costs too much to include for everybody.
template <class T>
concept ComplexLike =
    std::is_class_v<T> && !std::is_aggregate_v<T> && std::is_trivially_copyable_v<T> && requires(const T& value) {
    requires std::is_floating_point_v<typename T::value_type>;
    requires sizeof(T) == 2 * sizeof(typename T::value_type);
    { value.real() } -> std::convertible_to<typename T::value_type>;
    { value.imag() } -> std::convertible_to<typename T::value_type>;
};

template <class T>
constexpr bool is_bitwise() {
    if constexpr (std::is_same_v<T, bool>) {
        return false;  // a byte that is neither 0 nor 1 is no bool
    } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
        return true;
    } else if constexpr (StdArray<T>::value) {
        return is_bitwise<typename StdArray<T>::Item>();
    } else if constexpr (std::is_array_v<T>) {
        return is_bitwise<std::remove_cv_t<std::remove_all_extents_t<T>>>();
    } else if constexpr (!std::is_class_v<T> || !std::is_trivially_copyable_v<T> ||
                         !std::is_default_constructible_v<T> || std::is_empty_v<T>) {
        return false;
    } else if constexpr (HasSerialize<T> || HasSaveAndLoad<T>) {
        return false;
    } else if constexpr (BitwiseClass<T>::value || ComplexLike<T>) {
        return true;
    } else if constexpr (Reflectable<T>) {
        return decltype(with_fields(std::declval<T&>(), AllBitwise{}))::value;
    } else {
        return false;
    }
}

template <class T>
concept Bitwise = is_bitwise<std::remove_cv_t<T>>();

template <Bitwise T>
struct Codec<T> {
    static constexpr std::size_t minimum = sizeof(T);
    static void encode(Writer& writer, const T& value) { writer.write_value(value); }
    static T decode(Reader& reader) { return reader.read_value<T>(); }
};

template <>
struct Codec<bool> {
    static void encode(Writer& writer, bool value) { writer.write_value(static_cast<unsigned char>(value)); }
    static bool decode(Reader& reader) {
        const auto byte = reader.read_value<unsigned char>();
        if (byte > 1) reader.fail("a byte that is no bool");
        return byte == 1;
    }
};

// The fewest bytes that a T is encoded in.
template <class T>
constexpr std::size_t minimum_size() {
    if constexpr (requires { Codec<T>::minimum; }) {
        return Codec<T>::minimum;
    } else {
        return 1;
    }
}

// ---- what can travel ----------------------------------------------------------------------------------------------
template <class T>
concept HasCodec = requires(Writer& writer, Reader& reader, const T& value) {
    Codec<T>::encode(writer, value);
    { Codec<T>::decode(reader) } -> std::same_as<T>;
};

template <class Looked, class... Seen>
constexpr bool parts_travel(Types<Looked>, Types<Seen...>);

template <class... Part, class... Seen>
constexpr bool all_travel(Types<Part...>, [[maybe_unused]] Types<Seen...> seen) {
    return (parts_travel(Types<std::remove_cv_t<Part>>{}, seen) && ...);
}

// `Seen` ends the recursion at types that hold themselves (a tree's node).
template <class T, class... Seen>
constexpr bool parts_travel(Types<T>, Types<Seen...>) {
    if constexpr ((std::is_same_v<T, Seen> || ...)) {
        return true;
    } else if constexpr (std::is_array_v<T>) {
        return parts_travel(Types<std::remove_cv_t<std::remove_extent_t<T>>>{}, Types<Seen...>{});
    } else if constexpr (!std::is_object_v<T> || std::is_pointer_v<T> || std::is_member_pointer_v<T>) {
        return false;
    } else if constexpr (!requires { sizeof(Codec<T>); }) {
        return false;
    } else if constexpr (requires { typename Codec<T>::Parts; }) {
        return all_travel(typename Codec<T>::Parts{}, Types<T, Seen...>{});
    } else {
        return HasCodec<T>;
    }
}

}  // namespace mp::detail

namespace mp {

// What can be sent to another process of the same program: see mp/pickle.h.
template <class T>
concept Picklable = detail::parts_travel(detail::Types<std::remove_cvref_t<T>>{}, detail::Types<>{});

}  // namespace mp

namespace mp::detail {

// Says in words, at compile time, why a T cannot travel.
template <class T>
constexpr void require_picklable() {
    if constexpr (std::is_reference_v<T>) {
        static_assert(!std::is_reference_v<T>, "mp: a reference cannot travel to another process; send the value");
    } else if constexpr (std::is_pointer_v<T>) {
        static_assert(!std::is_pointer_v<T>,
                      "mp: a pointer means nothing in another process; send what it points to "
                      "(a std::string for text)");
    } else {
        static_assert(Picklable<T>,
                      "mp: this type cannot travel to another process: it is or holds a pointer, a reference, a "
                      "view or a class whose fields are not public; give the class a member "
                      "'template <class Ar> void serialize(Ar& ar) { ar(a, b); }' (see mp/pickle.h)");
    }
}

// In the place of a value after a static_assert that said why there is none. Never defined, never called.
template <class T>
T no_value();

// Appends a value. Throws what a user's serialize throws, RuntimeError for a handle out of place.
template <class T>
void encode(Writer& writer, const T& value) {
    require_picklable<T>();
    if constexpr (Picklable<T>) Codec<T>::encode(writer, value);
}

// The bytes that encode would write. Fast for flat types; others are encoded without being stored.
template <class T>
std::size_t encoded_size(const T& value) {
    if constexpr (Bitwise<T>) {
        return sizeof(T);
    } else {
        Writer counter{std::span<std::byte>{}};
        encode(counter, value);
        return counter.size();
    }
}

// Takes a value. Whatever goes wrong is an UnpicklingError (the bytes) or SerializationError (the type's own code) that
// names the type and the offset.
template <class T>
T decode(Reader& reader) {
    require_picklable<T>();
    if constexpr (Picklable<T>) {
        try {
            return Codec<T>::decode(reader);
        } catch (...) {
            reader.rethrow(raw_type_name<T>());
        }
    } else {
        return no_value<T>();
    }
}

}  // namespace mp::detail

#include "mp/detail/codec_class.h"
#include "mp/detail/codec_std.h"
