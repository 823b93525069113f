// SPDX-License-Identifier: MIT
#pragma once
// Codecs of the standard library's types. Included by codec.h; not by anybody else.

#include <deque>
#include <filesystem>
#include <forward_list>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include "mp/detail/codec.h"

namespace mp::detail {

// Types without a state (this one, std::monostate) still take a byte: see codec.h.
template <>
struct Codec<std::nullptr_t> {
    static void encode(Writer& writer, std::nullptr_t) { writer.write_value<unsigned char>(0); }
    static std::nullptr_t decode(Reader& reader) {
        reader.take(1);
        return nullptr;
    }
};

template <class Char, class Traits, class Allocator>
struct Codec<std::basic_string<Char, Traits, Allocator>> {
    using String = std::basic_string<Char, Traits, Allocator>;
    static constexpr std::size_t minimum = sizeof(std::uint64_t);

    static void encode(Writer& writer, const String& text) {
        writer.write_block(text.data(), text.size(), sizeof(Char));
    }
    static String decode(Reader& reader) {
        const std::size_t length = reader.read_length(sizeof(Char));
        const std::byte* data = reader.take(length * sizeof(Char));
        if constexpr (sizeof(Char) == 1) {
            if (length < large_bytes) return String(reinterpret_cast<const Char*>(data), length);
            String text;
            text.reserve(length);
            expect_large(text.data(), length);
            text.assign(reinterpret_cast<const Char*>(data), length);
            return text;
        } else {
            String text(length, Char{});
            if (length != 0) std::memcpy(text.data(), data, length * sizeof(Char));
            return text;
        }
    }
};

template <>
struct Codec<std::filesystem::path> {
    static void encode(Writer& writer, const std::filesystem::path& path) {
        Codec<std::string>::encode(writer, path.native());
    }
    static std::filesystem::path decode(Reader& reader) { return Codec<std::string>::decode(reader); }
};

template <class T, class Allocator>
requires(!std::is_same_v<T, bool>) struct Codec<std::vector<T, Allocator>> {
    using Parts = Types<T>;
    static constexpr std::size_t minimum = sizeof(std::uint64_t);

    static void encode(Writer& writer, const std::vector<T, Allocator>& items) {
        if constexpr (Bitwise<T>) {
            writer.write_block(items.data(), items.size(), sizeof(T));
        } else {
            Writer::Level level(writer);
            writer.write_length(items.size());
            for (const T& item : items) Codec<T>::encode(writer, item);
        }
    }
    static std::vector<T, Allocator> decode(Reader& reader) {
        if constexpr (Bitwise<T>) {
            return decode_flat(reader);
        } else {
            Reader::Level level(reader);
            const std::size_t length = reader.read_length(minimum_size<T>());
            std::vector<T, Allocator> items;
            items.reserve(reader.reservable(length, sizeof(T)));
            for (std::size_t i = 0; i < length; ++i) items.push_back(Codec<T>::decode(reader));
            return items;
        }
    }

private:
    static std::vector<T, Allocator> decode_flat(Reader& reader) {
        const std::size_t length = reader.read_length(sizeof(T));
        const std::byte* data = reader.take(length * sizeof(T));
        if (reinterpret_cast<std::uintptr_t>(data) % alignof(T) == 0) {
            const T* first = reinterpret_cast<const T*>(data);
            // one copy, nothing zeroed before
            if (length * sizeof(T) < large_bytes) return std::vector<T, Allocator>(first, first + length);
            std::vector<T, Allocator> items;
            items.reserve(length);
            expect_large(items.data(), length * sizeof(T));
            items.assign(first, first + length);
            return items;
        }
        std::vector<T, Allocator> items(length);
        if (length != 0) std::memcpy(static_cast<void*>(items.data()), data, length * sizeof(T));
        return items;
    }
};

template <class Allocator>
struct Codec<std::vector<bool, Allocator>> {
    static void encode(Writer& writer, const std::vector<bool, Allocator>& items) {
        writer.write_length(items.size());
        for (const bool item : items) Codec<bool>::encode(writer, item);
    }
    static std::vector<bool, Allocator> decode(Reader& reader) {
        const std::size_t length = reader.read_length(1);
        std::vector<bool, Allocator> items(length);
        for (std::size_t i = 0; i < length; ++i) items[i] = Codec<bool>::decode(reader);
        return items;
    }
};

template <class T, std::size_t n>
requires(!Bitwise<std::array<T, n>>) struct Codec<std::array<T, n>> {
    using Parts = Types<T>;

    static void encode(Writer& writer, const std::array<T, n>& items) {
        Writer::Level level(writer);
        if constexpr (n == 0) writer.write_value<unsigned char>(0);
        for (const T& item : items) Codec<T>::encode(writer, item);
    }
    static std::array<T, n> decode(Reader& reader) {
        Reader::Level level(reader);
        if constexpr (n == 0) {
            reader.take(1);
            return {};
        } else {
            return build(reader, std::make_index_sequence<n>{});
        }
    }

private:
    template <std::size_t... index>
    static std::array<T, n> build(Reader& reader, std::index_sequence<index...>) {
        return {{(static_cast<void>(index), Codec<T>::decode(reader))...}};
    }
};

// ---- sequences, sets and maps: a length, then the items ----------------------------------------------------------
template <class Container>
struct ItemCodec {
    using Item = typename Container::value_type;
    using Parts = Types<Item>;
    static constexpr std::size_t minimum = sizeof(std::uint64_t);

    static void encode(Writer& writer, const Container& items) {
        Writer::Level level(writer);
        writer.write_length(static_cast<std::size_t>(std::distance(items.begin(), items.end())));
        for (const auto& item : items) Codec<Item>::encode(writer, item);
    }
    static Container decode(Reader& reader) {
        Reader::Level level(reader);
        const std::size_t length = reader.read_length(minimum_size<Item>());
        Container items;
        for (std::size_t i = 0; i < length; ++i) {
            if constexpr (requires { items.emplace_back(Codec<Item>::decode(reader)); }) {
                items.emplace_back(Codec<Item>::decode(reader));
            } else {
                items.emplace_hint(items.end(), Codec<Item>::decode(reader));
            }
        }
        return items;
    }
};

template <class T, class A>
struct Codec<std::deque<T, A>> : ItemCodec<std::deque<T, A>> {};
template <class T, class A>
struct Codec<std::list<T, A>> : ItemCodec<std::list<T, A>> {};
template <class T, class C, class A>
struct Codec<std::set<T, C, A>> : ItemCodec<std::set<T, C, A>> {};
template <class T, class C, class A>
struct Codec<std::multiset<T, C, A>> : ItemCodec<std::multiset<T, C, A>> {};
template <class T, class H, class E, class A>
struct Codec<std::unordered_set<T, H, E, A>> : ItemCodec<std::unordered_set<T, H, E, A>> {};
template <class T, class H, class E, class A>
struct Codec<std::unordered_multiset<T, H, E, A>> : ItemCodec<std::unordered_multiset<T, H, E, A>> {};
template <class K, class V, class C, class A>
struct Codec<std::map<K, V, C, A>> : ItemCodec<std::map<K, V, C, A>> {};
template <class K, class V, class C, class A>
struct Codec<std::multimap<K, V, C, A>> : ItemCodec<std::multimap<K, V, C, A>> {};
template <class K, class V, class H, class E, class A>
struct Codec<std::unordered_map<K, V, H, E, A>> : ItemCodec<std::unordered_map<K, V, H, E, A>> {};
template <class K, class V, class H, class E, class A>
struct Codec<std::unordered_multimap<K, V, H, E, A>> : ItemCodec<std::unordered_multimap<K, V, H, E, A>> {};

template <class T, class A>
struct Codec<std::forward_list<T, A>> {
    using Parts = Types<T>;
    static void encode(Writer& writer, const std::forward_list<T, A>& items) {
        ItemCodec<std::forward_list<T, A>>::encode(writer, items);
    }
    static std::forward_list<T, A> decode(Reader& reader) {
        auto items = Codec<std::vector<T>>::decode(reader);
        return std::forward_list<T, A>(std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
    }
};

// ---- products and sums --------------------------------------------------------------------------------------------
// A map's item is a pair with a const key, hence remove_cv.
template <class A, class B>
struct Codec<std::pair<A, B>> {
    using Parts = Types<A, B>;
    using First = std::remove_cv_t<A>;
    using Second = std::remove_cv_t<B>;
    static constexpr std::size_t minimum = 2;

    static void encode(Writer& writer, const std::pair<A, B>& both) {
        Codec<First>::encode(writer, both.first);
        Codec<Second>::encode(writer, both.second);
    }
    static std::pair<A, B> decode(Reader& reader) {
        First first = Codec<First>::decode(reader);
        return {std::move(first), Codec<Second>::decode(reader)};
    }
};

template <class... T>
struct Codec<std::tuple<T...>> {
    using Parts = Types<T...>;

    static void encode(Writer& writer, const std::tuple<T...>& items) {
        if constexpr (sizeof...(T) == 0) writer.write_value<unsigned char>(0);
        std::apply([&writer](const T&... item) { (Codec<std::remove_cv_t<T>>::encode(writer, item), ...); }, items);
    }
    static std::tuple<T...> decode(Reader& reader) {
        if constexpr (sizeof...(T) == 0) reader.take(1);
        return std::tuple<T...>{Codec<std::remove_cv_t<T>>::decode(reader)...};  // braces: from left to right
    }
};

template <class T>
struct Codec<std::optional<T>> {
    using Parts = Types<T>;

    static void encode(Writer& writer, const std::optional<T>& value) {
        Writer::Level level(writer);
        Codec<bool>::encode(writer, value.has_value());
        if (value) Codec<T>::encode(writer, *value);
    }
    static std::optional<T> decode(Reader& reader) {
        Reader::Level level(reader);
        if (!Codec<bool>::decode(reader)) return std::nullopt;
        return Codec<T>::decode(reader);
    }
};

template <class... T>
struct Codec<std::variant<T...>> {
    using Parts = Types<T...>;
    using Variant = std::variant<T...>;
    static_assert(sizeof...(T) < 256, "mp: a variant of more than 255 alternatives cannot travel");

    static void encode(Writer& writer, const Variant& value) {
        if (value.valueless_by_exception()) throw PicklingError("a variant that lost its value cannot be pickled");
        Writer::Level level(writer);
        writer.write_value(static_cast<unsigned char>(value.index()));
        std::visit([&writer]<class Held>(const Held& held) { Codec<Held>::encode(writer, held); }, value);
    }
    static Variant decode(Reader& reader) {
        Reader::Level level(reader);
        const auto index = reader.read_value<unsigned char>();
        if (index >= sizeof...(T)) reader.fail("an alternative that its variant does not have");
        return pick<0>(reader, index);
    }

private:
    template <std::size_t i>
    static Variant pick(Reader& reader, std::size_t index) {
        if constexpr (i + 1 < sizeof...(T)) {
            if (index != i) return pick<i + 1>(reader, index);
        }
        return Variant(std::in_place_index<i>, Codec<std::variant_alternative_t<i, Variant>>::decode(reader));
    }
};

// What a pointer owns travels by value: the other side gets a copy of its own, and two pointers to one thing become
// pointers to two. Not for polymorphic types, whose dynamic type would be lost.
template <class Pointer, class T>
struct OwnerCodec {
    static_assert(!std::is_polymorphic_v<T>, "mp: a pointer to a polymorphic type cannot travel");
    using Parts = Types<T>;

    static void encode(Writer& writer, const Pointer& owner) {
        Writer::Level level(writer);
        Codec<bool>::encode(writer, owner != nullptr);
        if (owner) Codec<std::remove_cv_t<T>>::encode(writer, *owner);
    }
    static Pointer decode(Reader& reader) {
        Reader::Level level(reader);
        if (!Codec<bool>::decode(reader)) return nullptr;
        return Pointer(new T(Codec<std::remove_cv_t<T>>::decode(reader)));
    }
};
template <class T>
requires(std::is_object_v<T> && !std::is_array_v<T>) struct Codec<std::unique_ptr<T>>
    : OwnerCodec<std::unique_ptr<T>, T> {
};
template <class T>
requires(std::is_object_v<T> && !std::is_array_v<T>) struct Codec<std::shared_ptr<T>>
    : OwnerCodec<std::shared_ptr<T>, T> {
};

}  // namespace mp::detail
