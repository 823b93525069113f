// SPDX-License-Identifier: MIT
#include "observe/python_data.h"

#include <cmath>
#include <filesystem>
#include <limits>
#include <type_traits>

#include "mp/agent.h"
#include "mp/columns.h"
#include "observe/fields.h"

namespace mp::observe {
namespace {

using Kind = Object::Kind;

constexpr std::size_t most_buckets = 64;  // a duration in nanoseconds has no more powers of two

template <class T>
concept Record = requires {
    Names<T>::all;
};
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

// One object a name for ever: what is pickled twice is written once.
template <class T>
const std::vector<Object>& keys() {
    static const auto* const all = new std::vector<Object>(Names<T>::all.begin(), Names<T>::all.end());
    return *all;
}

template <class T>
Object object_of(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
        return mp::detail::make_path(value);
    } else if constexpr (std::is_enum_v<T>) {
        return Object::str(columns::word(value));
    } else if constexpr (is_optional<T>) {
        return value ? object_of(*value) : Object();
    } else if constexpr (is_vector<T>) {
        std::vector<Object> items;
        items.reserve(value.size());
        for (const auto& item : value) items.push_back(object_of(item));
        return Object::list(std::move(items));
    } else if constexpr (Record<T>) {
        std::vector<std::pair<Object, Object>> entries;
        entries.reserve(keys<T>().size());
        mp::detail::with_fields(value, [&]<class... Declared>(const auto&... field) {
            (entries.emplace_back(keys<T>()[entries.size()], object_of(field)), ...);
        });
        return Object::dict(std::move(entries));
    } else {
        return value;
    }
}

[[noreturn]] void refuse(const Object& object, std::string_view name) {
    throw ValueError("what came from the agent makes no sense: '" + std::string(name) + "' is of type " +
                     object.type_name() + ", or out of range");
}

// A word that is not known here comes from another version: the default stays.
template <class E>
void take_word(std::string_view text, E& value) {
    for (std::underlying_type_t<E> i = 0; i < 32; ++i) {
        const std::string_view word = columns::word(static_cast<E>(i));
        if (i > 0 && word == "unknown") return;  // beyond the last
        if (word == text) {
            value = static_cast<E>(i);
            return;
        }
    }
}

template <class T>
void take_number(const Object& object, std::string_view name, T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        const auto got = mp::detail::take_boolean(object);
        if (!got) refuse(object, name);
        value = *got;
    } else if constexpr (std::is_floating_point_v<T>) {
        const auto got = mp::detail::take_floating(object);
        if (!got || !std::isfinite(*got)) refuse(object, name);
        value = *got;
    } else if constexpr (std::is_unsigned_v<T>) {
        const auto got = mp::detail::take_unsigned(object);
        if (!got || *got > std::numeric_limits<T>::max()) refuse(object, name);
        value = static_cast<T>(*got);
    } else {
        const auto got = mp::detail::take_integer(object);
        if (!got || *got < std::numeric_limits<T>::min() || *got > std::numeric_limits<T>::max()) refuse(object, name);
        value = static_cast<T>(*got);
    }
}

template <class T>
void take(const Object& object, std::string_view name, T& value);

template <class T>
void take_record(const Object& object, std::string_view name, T& value) {
    if (object.kind() != Kind::dict) refuse(object, name);
    mp::detail::with_fields(value, [&]<class... Declared>(auto&... field) {
        std::size_t index = 0;
        const auto one = [&](auto& member) {
            const std::string_view key = Names<T>::all[index];
            if (object.contains(keys<T>()[index])) take(object[keys<T>()[index]], key, member);
            ++index;
        };
        (one(field), ...);
    });
}

template <class T>
void take(const Object& object, std::string_view name, T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
        auto text = mp::detail::take_path(object);
        if (!text) refuse(object, name);
        value = std::move(*text);
    } else if constexpr (std::is_enum_v<T>) {
        if (object.kind() != Kind::str) refuse(object, name);
        take_word(object.text(), value);
    } else if constexpr (is_optional<T>) {
        if (object.is_none()) {
            value.reset();
        } else {
            take(object, name, value.emplace());
        }
    } else if constexpr (is_vector<T>) {
        if (object.kind() != Kind::list && object.kind() != Kind::tuple) refuse(object, name);
        value.clear();
        value.reserve(object.size());
        for (const Object& item : object.items()) take(item, name, value.emplace_back());
    } else if constexpr (Record<T>) {
        take_record(object, name, value);
        if constexpr (std::is_same_v<T, Histogram>) value.buckets.resize(std::min(value.buckets.size(), most_buckets));
    } else {
        take_number(object, name, value);
    }
}

}  // namespace

Object to_data(const Snapshot& snapshot) {
    return object_of(snapshot);
}
Object to_data(const SessionInfo& info) {
    return object_of(info);
}
Object to_data(const Identity& identity) {
    return object_of(identity);
}
Object to_data(const Answer& answer) {
    return object_of(answer);
}
Object to_data(const TreeMember& member) {
    return object_of(member);
}

void from_data(const Object& object, Snapshot& snapshot) {
    take(object, "snapshot", snapshot);
}
void from_data(const Object& object, SessionInfo& info) {
    take(object, "session", info);
}
void from_data(const Object& object, Identity& identity) {
    take(object, "identity", identity);
}
void from_data(const Object& object, Answer& answer) {
    take(object, "answer", answer);
}
void from_data(const Object& object, TreeMember& member) {
    take(object, "process", member);
}

Object to_object(const Snapshot& snapshot) {
    return to_data(snapshot);
}
Snapshot to_snapshot(const Object& object) {
    Snapshot out;
    from_data(object, out);
    return out;
}

}  // namespace mp::observe
