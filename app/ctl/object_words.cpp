// SPDX-License-Identifier: MIT
#include "object_words.h"

namespace ctl {

using mp::Object;
using Kind = Object::Kind;

std::string text_of(const Object& value) {
    return value.kind() == Kind::str ? std::string(value.text()) : mp::repr(value);
}

namespace {

constexpr int most_levels = 200;

Object from_json(const nlohmann::json& value) {
    if (value.is_null()) return {};
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (value.is_number()) return value.get<double>();
    if (value.is_string()) return value.get<std::string>();
    if (value.is_array()) {
        std::vector<Object> items;
        for (const auto& item : value) items.push_back(from_json(item));
        return Object::list(std::move(items));
    }
    Object out = Object::dict();
    for (const auto& [name, item] : value.items()) out.set_item(name, from_json(item));
    return out;
}

nlohmann::json as_json(const Object& value, int level) {
    if (level > most_levels) return mp::repr(value).substr(0, 1000);
    switch (value.kind()) {
        case Kind::none:
            return nullptr;
        case Kind::boolean:
            return value.as<bool>();
        case Kind::integer:
            try {
                return value.as<std::int64_t>();
            } catch (const mp::OverflowError&) {
                return mp::repr(value);
            }
        case Kind::floating:
            return value.as<double>();
        case Kind::str:
            return std::string(value.text());
        case Kind::list:
        case Kind::tuple: {
            nlohmann::json out = nlohmann::json::array();
            for (const Object& item : value.items()) out.push_back(as_json(item, level + 1));
            return out;
        }
        case Kind::dict: {
            nlohmann::json out = nlohmann::json::object();
            for (const auto& [key, item] : value.entries()) out[text_of(key)] = as_json(item, level + 1);
            return out;
        }
        default:
            return mp::repr(value);
    }
}

}  // namespace

Object parse_object(const std::string& word) {
    if (word == "None") return {};
    if (word == "True" || word == "False") return word == "True";
    const auto value = nlohmann::json::parse(word, nullptr, false);
    return value.is_discarded() ? Object(word) : from_json(value);
}

nlohmann::json to_json(const Object& value) {
    return as_json(value, 0);
}

}  // namespace ctl
