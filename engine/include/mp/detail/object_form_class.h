// SPDX-License-Identifier: MIT
#pragma once
// Classes as Objects: the standard library's, those with serialize(), aggregates. Included by object_form.h alone.

#include <algorithm>
#include <iterator>

#include "mp/detail/object_form.h"

namespace mp::detail {

template <class... T>
ObjectWriteArchive& ObjectWriteArchive::operator()(const T&... value) {
    const auto put = [this]<class V>(const V& one) {
        if constexpr (NamedValue<V>) {
            items_.push_back(make_field(one.value));
        } else {
            items_.push_back(make_field(one));
        }
    };
    (put(value), ...);
    return *this;
}

template <class T>
void ObjectReadArchive::get(T& value) {
    if constexpr (NamedValue<T>) {
        get(value.value);
    } else {
        if (next_ == items_.size()) cannot_take(all_, "a class of more members");
        take_field(items_[next_++], value);
    }
}

template <class T>
Object ObjectForm<T>::make_time(const T& value) {
    using std::chrono::duration;
    using std::chrono::microseconds;
    using std::chrono::nanoseconds;
    if constexpr (IsDuration<T>::value) {
        const double seconds = duration<double>(value).count();
        if (!(seconds > -9e9 && seconds < 9e9)) return make_floating(seconds);
        const auto whole = std::chrono::duration_cast<nanoseconds>(value);
        const bool exact = std::chrono::treat_as_floating_point_v<typename T::rep>
                               ? false
                               : std::chrono::duration_cast<microseconds>(value) == value;
        return make_duration(whole, exact, seconds);
    } else if constexpr (std::is_same_v<typename T::clock, std::chrono::system_clock>) {
        const auto since = value.time_since_epoch();
        const auto micro = std::chrono::floor<microseconds>(value);
        if (micro.time_since_epoch() != since) return make_floating(duration<double>(since).count());
        return make_datetime(micro);
    } else {
        return make_floating(duration<double>(value.time_since_epoch()).count());
    }
}

template <class T>
T ObjectForm<T>::take_time(const Object& object) {
    using std::chrono::duration;
    using std::chrono::duration_cast;
    if constexpr (IsDuration<T>::value) {
        if constexpr (std::chrono::treat_as_floating_point_v<typename T::rep>) {
            if (const auto seconds = take_floating(object)) return duration_cast<T>(duration<double>(*seconds));
        }
        return duration_cast<T>(need(take_duration(object), object));
    } else if constexpr (std::is_same_v<typename T::clock, std::chrono::system_clock>) {
        using Since = typename T::duration;
        if (const auto moment = take_datetime(object)) return T(duration_cast<Since>(moment->time_since_epoch()));
        return T(duration_cast<Since>(need(take_duration(object), object)));
    } else {
        return T(duration_cast<typename T::duration>(need(take_duration(object), object)));
    }
}

template <class T>
Object ObjectForm<T>::make_range(const T& value) {
    if constexpr (ByteSequence<T>) {
        return Object::bytes({reinterpret_cast<const char*>(std::ranges::data(value)), std::ranges::size(value)});
    } else if constexpr (MapLike<T>) {
        if constexpr (UniqueKeys<T>) {
            Object out = Object::dict();
            for (const auto& [key, item] : value) out.set_item(make_key(Object(key)), Object(item));
            return out;
        } else {
            std::vector<Object> pairs;
            for (const auto& [key, item] : value) pairs.push_back(Object::tuple({Object(key), Object(item)}));
            return Object::list(std::move(pairs));
        }
    } else if constexpr (SetLike<T> && UniqueKeys<T>) {
        Object out = Object::set();
        for (const auto& item : value) out.add(make_key(Object(item)));
        return out;
    } else {
        std::vector<Object> items;
        if constexpr (std::ranges::sized_range<const T>) items.reserve(std::ranges::size(value));
        using Item = std::ranges::range_value_t<const T>;
        for (const auto& item : value) items.push_back(ObjectForm<Item>::make(item));  // (vector<bool> gives no bool&)
        return Object::list(std::move(items));
    }
}

template <class T>
T ObjectForm<T>::take_range(const Object& object) {
    using Kind = Object::Kind;
    const Kind kind = object.kind();
    using Item = std::ranges::range_value_t<const T>;
    if constexpr (sizeof(Item) == 1 && std::is_trivially_copyable_v<Item> && !std::is_same_v<Item, bool>) {
        if (kind == Kind::bytes || kind == Kind::bytearray) {
            const std::string_view data = object.text();
            const auto* first = reinterpret_cast<const Item*>(data.data());
            if constexpr (StdArray<T>::value) {
                T out{};
                if (data.size() != out.size()) wrong(object);
                std::copy_n(first, out.size(), out.begin());
                return out;
            } else if constexpr (requires { T(first, first); }) {
                return T(first, first + data.size());
            }
        }
    }
    if constexpr (MapLike<T> && UniqueKeys<T>) {
        if (kind != Kind::dict) wrong(object);
        T out;
        for (const auto& [key, item] : object.entries())
            out.emplace(key.template as<typename T::key_type>(), item.template as<typename T::mapped_type>());
        return out;
    } else {
        if (kind != Kind::list && kind != Kind::tuple && kind != Kind::set && kind != Kind::frozenset) wrong(object);
        const std::vector<Object> elements =
            kind == Kind::set || kind == Kind::frozenset ? object.elements() : std::vector<Object>{};
        const std::span<const Object> items = elements.empty() && kind != Kind::set && kind != Kind::frozenset
                                                  ? object.items()
                                                  : std::span<const Object>(elements);
        if constexpr (StdArray<T>::value) {
            if (items.size() != std::tuple_size_v<T>) wrong(object);
            return [&items]<std::size_t... i>(std::index_sequence<i...>)->T {
                return {{items[i].template as<Item>()...}};
            }
            (std::make_index_sequence<std::tuple_size_v<T>>{});
        } else if constexpr (MapLike<T>) {
            T out;
            for (const Object& item : items) {
                auto [key, mapped] = item.as<std::pair<typename T::key_type, typename T::mapped_type>>();
                out.emplace(std::move(key), std::move(mapped));
            }
            return out;
        } else if constexpr (requires(T & t, Item && item) { t.push_back(std::move(item)); }) {
            T out;
            if constexpr (requires { out.reserve(items.size()); }) out.reserve(items.size());
            for (const Object& item : items) out.push_back(item.as<Item>());
            return out;
        } else if constexpr (requires(T & t, Item && item) { t.emplace(std::move(item)); }) {
            T out;
            for (const Object& item : items) out.emplace(item.as<Item>());
            return out;
        } else {
            auto all = object.as<std::vector<Item>>();
            return T(std::make_move_iterator(all.begin()), std::make_move_iterator(all.end()));
        }
    }
}

// An object of exactly that kind of scalar: a variant of int and double takes 3 as the int, whatever their order.
template <class T>
bool is_exactly(Object::Kind kind) {
    if constexpr (std::is_same_v<T, bool>) {
        return kind == Object::Kind::boolean;
    } else if constexpr (std::is_integral_v<T>) {
        return kind == Object::Kind::integer;
    } else if constexpr (std::is_floating_point_v<T>) {
        return kind == Object::Kind::floating;
    } else if constexpr (std::is_same_v<T, std::string>) {
        return kind == Object::Kind::str;
    } else {
        return false;
    }
}

template <class Variant, std::size_t i = 0>
Variant take_variant(const Object& object, bool exactly = true) {
    if constexpr (i == std::variant_size_v<Variant>) {
        if (exactly) return take_variant<Variant>(object, false);
        cannot_take(object, type_name<Variant>());
    } else {
        using Held = std::variant_alternative_t<i, Variant>;
        if (!exactly || is_exactly<Held>(object.kind())) {
            try {
                return Variant(std::in_place_index<i>, object.as<Held>());
            } catch (const TypeError&) {
                // the next one may take it
            } catch (const OverflowError&) {
            }
        }
        return take_variant<Variant, i + 1>(object, exactly);
    }
}

template <class T, class... Field>
T take_fields(const Object& object, Types<Field...>) {
    const auto items = object.items();
    if (items.size() != sizeof...(Field)) cannot_take(object, type_name<T>());
    if constexpr ((std::is_array_v<Field> || ...)) {
        T out{};
        with_fields(out, [&items]<class... Each>(Each&... field) {
            std::size_t next = 0;
            (take_field(items[next++], field), ...);
        });
        return out;
    } else {
        return [&items]<std::size_t... i>(std::index_sequence<i...>)->T {
            return T{items[i].template as<std::remove_cv_t<Field>>()...};
        }
        (std::index_sequence_for<Field...>{});
    }
}

template <class T>
Object ObjectForm<T>::make_class(const T& value) {
    if constexpr (HasSaveAndLoad<T> || HasSerialize<T>) {
        ObjectWriteArchive archive;
        if constexpr (HasSaveAndLoad<T>) {
            value.save(archive);
        } else if constexpr (requires(T & variable) { variable.serialize(archive); }) {
            const_cast<T&>(value).serialize(archive);  // cereal's convention: it does not change what it saves
        } else {
            serialize(archive, const_cast<T&>(value));
        }
        return Object::tuple(archive.take());
    } else if constexpr (std::is_same_v<T, std::exception_ptr>) {
        return value ? exception_object(value) : Object();
    } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
        return make_path(value);
    } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
        return make_date(value);
    } else if constexpr (std::is_same_v<T, std::chrono::day> || std::is_same_v<T, std::chrono::month>) {
        return make_integer(static_cast<unsigned>(value));
    } else if constexpr (std::is_same_v<T, std::chrono::year>) {
        return make_integer(static_cast<int>(value));
    } else if constexpr (IsDuration<T>::value || IsTimePoint<T>::value) {
        return make_time(value);
    } else if constexpr (WideText<T>) {
        if constexpr (sizeof(typename T::value_type) == 1) {
            return Object::str({reinterpret_cast<const char*>(value.data()), value.size()});
        } else {
            return make_text(std::u32string(value.begin(), value.end()));
        }
    } else if constexpr (ComplexLike<T>) {
        return Object::complex(static_cast<double>(value.real()), static_cast<double>(value.imag()));
    } else if constexpr (IsOptional<T>::value || IsOwner<T>::value) {
        return value ? Object(*value) : Object();
    } else if constexpr (IsVariant<T>::value) {
        if (value.valueless_by_exception()) throw PicklingError("a variant that lost its value cannot be pickled");
        return std::visit([](const auto& held) { return Object(held); }, value);
    } else if constexpr (TupleLike<T>) {
        return std::apply([](const auto&... item) { return Object::tuple({Object(item)...}); }, value);
    } else if constexpr (std::ranges::input_range<const T>) {
        return make_range(value);
    } else if constexpr (Reflectable<T>) {
        if constexpr (std::is_empty_v<T>) {
            return Object::tuple();
        } else {
            return with_fields(value, [](const auto&... field) { return Object::tuple({make_field(field)...}); });
        }
    } else {
        // What C++ alone understands: its bytes under its name.
        Writer writer;
        encode(writer, value);
        const auto bytes = writer.bytes();
        return Object::instance("mp", type_name<T>(),
                                {Object::bytes({reinterpret_cast<const char*>(bytes.data()), bytes.size()})});
    }
}

template <class T>
T ObjectForm<T>::take_class(const Object& object) {
    const auto is_sequence = [&object] {
        return object.kind() == Object::Kind::tuple || object.kind() == Object::Kind::list;
    };
    if constexpr (HasSaveAndLoad<T> || HasSerialize<T>) {
        if (!is_sequence()) wrong(object);
        T out{};
        ObjectReadArchive archive(object);
        if constexpr (HasSaveAndLoad<T>) {
            out.load(archive);
        } else if constexpr (requires { out.serialize(archive); }) {
            out.serialize(archive);
        } else {
            serialize(archive, out);
        }
        if (!archive.at_end()) wrong(object);
        return out;
    } else if constexpr (std::is_same_v<T, std::exception_ptr>) {
        auto out = take_exception(object);
        if (!out && !object.is_none()) wrong(object);
        return out;
    } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
        return need(take_path(object), object);
    } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
        return need(take_date(object), object);
    } else if constexpr (std::is_same_v<T, std::chrono::day> || std::is_same_v<T, std::chrono::month>) {
        return T(object.as<unsigned>());
    } else if constexpr (std::is_same_v<T, std::chrono::year>) {
        return T(object.as<int>());
    } else if constexpr (IsDuration<T>::value || IsTimePoint<T>::value) {
        return take_time(object);
    } else if constexpr (WideText<T>) {
        const std::u32string wide = need(take_text(object), object);
        using Unit = typename T::value_type;
        if constexpr (sizeof(Unit) == 1) {
            const std::string_view text = object.text();
            return T(text.begin(), text.end());
        } else if constexpr (sizeof(Unit) == 2) {
            T out;
            for (const char32_t code : wide) {
                if (code >= 0x10000) out += static_cast<Unit>(0xd800 + ((code - 0x10000) >> 10U));
                out += static_cast<Unit>(code >= 0x10000 ? 0xdc00 + (code & 0x3ffU) : code);
            }
            return out;
        } else {
            return T(wide.begin(), wide.end());
        }
    } else if constexpr (ComplexLike<T>) {
        const auto number = need(take_complex(object), object);
        using Part = typename T::value_type;
        return T(static_cast<Part>(number.real()), static_cast<Part>(number.imag()));
    } else if constexpr (IsOptional<T>::value) {
        if (object.is_none()) return std::nullopt;
        return object.as<typename T::value_type>();
    } else if constexpr (IsOwner<T>::value) {
        if (object.is_none()) return nullptr;
        return T(new typename T::element_type(object.as<std::remove_cv_t<typename T::element_type>>()));
    } else if constexpr (IsVariant<T>::value) {
        return take_variant<T>(object);
    } else if constexpr (TupleLike<T>) {
        if (!is_sequence() || object.items().size() != std::tuple_size_v<T>) wrong(object);
        const auto items = object.items();
        return [&items]<std::size_t... i>([[maybe_unused]] std::index_sequence<i...> all)->T {
            return T{items[i].template as<std::remove_cv_t<std::tuple_element_t<i, T>>>()...};
        }
        (std::make_index_sequence<std::tuple_size_v<T>>{});
    } else if constexpr (std::ranges::input_range<const T>) {
        return take_range(object);
    } else if constexpr (Reflectable<T>) {
        if (!is_sequence()) wrong(object);
        if constexpr (std::is_empty_v<T>) {
            return T{};
        } else {
            return take_fields<T>(object, FieldTypes<T>{});
        }
    } else {
        if (object.kind() != Object::Kind::instance || object.module() != "mp" || object.args().size() != 1)
            wrong(object);
        const auto arguments = object.args().items();
        const std::string_view data = arguments[0].text();
        Reader reader({reinterpret_cast<const std::byte*>(data.data()), data.size()});
        return decode<T>(reader);
    }
}

}  // namespace mp::detail
