// SPDX-License-Identifier: MIT
#pragma once
// Codecs of classes: those with serialize (cereal's convention), and plain aggregates, field by field.
// Included by codec.h; not by anybody else.

#include <cstring>
#include <string_view>
#include <type_traits>

#include "mp/detail/codec.h"

namespace mp::detail {

class WriteArchive {
public:
    using is_saving = std::true_type;
    using is_loading = std::false_type;

    explicit WriteArchive(Writer& writer) : writer_(writer) {}
    template <class... T>
    WriteArchive& operator()(const T&... value) {
        (put(value), ...);
        return *this;
    }
    template <class T>
    WriteArchive& operator&(const T& value) {
        return (*this)(value);
    }
    template <class T>
    WriteArchive& operator<<(const T& value) {
        return (*this)(value);
    }

private:
    template <class T>
    void put(const T& value);

    Writer& writer_;
};

class ReadArchive {
public:
    using is_saving = std::false_type;
    using is_loading = std::true_type;

    explicit ReadArchive(Reader& reader) : reader_(reader) {}
    template <class... T>
    ReadArchive& operator()(T&&... value) {
        (get(value), ...);
        return *this;
    }
    template <class T>
    ReadArchive& operator&(T&& value) {
        return (*this)(value);
    }
    template <class T>
    ReadArchive& operator>>(T&& value) {
        return (*this)(value);
    }

private:
    template <class T>
    void get(T& value);

    Reader& reader_;
};

// A name with a value (cereal's make_nvp): the name does not travel.
template <class T>
concept NamedValue = !Reflectable<T> && requires(T & pair) {
    { pair.name } -> std::convertible_to<std::string_view>;
    pair.value;
};

// Arrays have no value of their own in C++; everything else goes through its Codec.
template <class T>
void encode_field(Writer& writer, const T& field) {
    if constexpr (std::is_array_v<T> && Bitwise<T>) {
        writer.write(&field, sizeof field);
    } else if constexpr (std::is_array_v<T>) {
        for (const auto& item : field) encode_field(writer, item);
    } else {
        encode(writer, field);
    }
}

template <class T>
void decode_field(Reader& reader, T& field) {
    if constexpr (std::is_array_v<T> && Bitwise<T>) {
        std::memcpy(&field, reader.take(sizeof field), sizeof field);
    } else if constexpr (std::is_array_v<T>) {
        for (auto& item : field) decode_field(reader, item);
    } else {
        require_picklable<T>();
        if constexpr (Picklable<T>) field = Codec<T>::decode(reader);
    }
}

template <class T>
void WriteArchive::put(const T& value) {
    if constexpr (NamedValue<T>) {
        put(value.value);
    } else {
        encode_field(writer_, value);
    }
}

template <class T>
void ReadArchive::get(T& value) {
    if constexpr (NamedValue<T>) {
        get(value.value);
    } else {
        static_assert(!std::is_const_v<T>, "mp: serialize(Ar&) reads into its members, so it must not be const-only");
        decode_field(reader_, value);
    }
}

template <class T>
requires(HasSerialize<T> || HasSaveAndLoad<T>) struct Codec<T> {
    // The leading byte keeps a class without members from being encoded in nothing.
    static void encode(Writer& writer, const T& value) {
        Writer::Level level(writer);
        writer.write_value<unsigned char>(1);
        encode_members(writer, value);
    }
    static T decode(Reader& reader) {
        static_assert(std::is_default_constructible_v<T>, "mp: a class with serialize() needs a default constructor");
        Reader::Level level(reader);
        if (reader.read_value<unsigned char>() != 1) reader.fail("no start of an object");
        T value{};
        decode_members(reader, value);
        return value;
    }

    static void encode_members(Writer& writer, const T& value) {
        WriteArchive archive(writer);
        if constexpr (HasSaveAndLoad<T>) {
            value.save(archive);
        } else if constexpr (requires { value.serialize(archive); }) {
            value.serialize(archive);
        } else if constexpr (requires(T & variable) { variable.serialize(archive); }) {
            // cereal's convention: one member for both ways, which does not change what it saves
            const_cast<T&>(value).serialize(archive);
        } else {
            serialize(archive, const_cast<T&>(value));
        }
    }
    static void decode_members(Reader& reader, T& value) {
        ReadArchive archive(reader);
        if constexpr (HasSaveAndLoad<T>) {
            value.load(archive);
        } else if constexpr (requires { value.serialize(archive); }) {
            value.serialize(archive);
        } else {
            serialize(archive, value);
        }
    }
};

template <class T>
concept FieldWise = !StdArray<T>::value && Reflectable<T> && !Bitwise<T> && !HasSerialize<T> && !HasSaveAndLoad<T>;

template <FieldWise T>
struct Codec<T> {
    using Parts = FieldTypes<T>;

    static void encode(Writer& writer, const T& value) {
        Writer::Level level(writer);
        if constexpr (std::is_empty_v<T>) {
            writer.write_value<unsigned char>(0);
        } else {
            with_fields(value,
                        [&writer]<class... Field>(const Field&... field) { (encode_field(writer, field), ...); });
        }
    }
    static T decode(Reader& reader) {
        Reader::Level level(reader);
        return build(reader, Parts{});
    }

private:
    template <class... Field>
    static T build(Reader& reader, Types<Field...>) {
        if constexpr (std::is_empty_v<T>) {
            reader.take(1);
            return T{};
        } else if constexpr ((std::is_array_v<Field> || ...)) {
            T value{};
            with_fields(value, [&reader]<class... Each>(Each&... field) { (decode_field(reader, field), ...); });
            return value;
        } else {
            // Braces evaluate from left to right, and need no default constructors.
            return T{Codec<std::remove_cv_t<Field>>::decode(reader)...};
        }
    }
};

}  // namespace mp::detail
