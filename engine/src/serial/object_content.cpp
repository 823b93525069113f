// SPDX-License-Identifier: MIT
// What is in an Object, and changing it: Python's methods of list, dict and set.
#include <algorithm>

#include "mp/object.h"
#include "serial/array_values.h"
#include "serial/object_node.h"
#include "serial/text.h"

namespace mp {

using detail::node_of;
using detail::ObjectAccess;
using detail::SequenceNode;
using detail::TableNode;
using detail::TextNode;
using Kind = Object::Kind;

namespace {

[[noreturn]] void fail(const Object& object, const std::string& what) {
    throw TypeError("'" + object.type_name() + "' object " + what);
}

bool is_sequence(Kind kind) {
    return kind == Kind::list || kind == Kind::tuple;
}
bool is_table(Kind kind) {
    return kind == Kind::dict || kind == Kind::set || kind == Kind::frozenset;
}
bool is_bytes(Kind kind) {
    return kind == Kind::bytes || kind == Kind::bytearray;
}

std::size_t index_of(const Object& container, const Object& key, std::size_t size) {
    const Kind kind = key.kind();
    if (kind != Kind::integer && kind != Kind::boolean)
        throw TypeError(container.type_name() + " indices must be integers, not " + key.type_name());
    const auto index = key.as<std::int64_t>();
    const std::int64_t from_start = index < 0 ? index + static_cast<std::int64_t>(size) : index;
    if (from_start < 0 || from_start >= static_cast<std::int64_t>(size))
        throw IndexError(container.type_name() + " index out of range");
    return static_cast<std::size_t>(from_start);
}

detail::Table::Entry* find(const Object& container, const Object& key) {
    detail::Effort effort;
    const std::size_t hash = detail::hash_of(key, effort);
    return node_of<TableNode>(container).table.find(key, hash, effort);
}

std::vector<Object>& list_items(const Object& object, const char* method) {
    if (object.kind() != Kind::list) fail(object, std::string("has no attribute '") + method + "'");
    return node_of<SequenceNode>(object).items;
}

char byte_of(const Object& item) {
    const auto number = item.as<std::int64_t>();
    if (number < 0 || number > 255) throw ValueError("byte must be in range(0, 256)");
    return static_cast<char>(static_cast<unsigned char>(number));
}

}  // namespace

bool Object::truthy() const {
    switch (kind()) {
        case Kind::none:
            return false;
        case Kind::boolean:
            return boolean_;
        case Kind::integer:
            return tag_ == Tag::node || integer_ != 0;
        case Kind::floating:
            return floating_ != 0;
        case Kind::complex:
            return node_of<detail::ComplexNode>(*this).real != 0 || node_of<detail::ComplexNode>(*this).imag != 0;
        case Kind::exception:
        case Kind::instance:
        case Kind::global:
            return true;
        default:
            return size() != 0;
    }
}

std::size_t Object::size() const {
    const Kind what = kind();
    if (is_sequence(what)) return node_of<SequenceNode>(*this).items.size();
    if (is_table(what)) return node_of<TableNode>(*this).table.size();
    if (is_bytes(what)) return node_of<TextNode>(*this).text.size();
    if (what == Kind::str) return serial::count_code_points(node_of<TextNode>(*this).text);
    throw TypeError("object of type '" + type_name() + "' has no len()");
}

ObjectItem Object::operator[](const Object& key) const {
    const Kind what = kind();
    if (is_sequence(what)) return {*this, key, &items()[index_of(*this, key, size())]};
    if (is_bytes(what) || what == Kind::str) {
        const std::size_t at = index_of(*this, key, size());
        const Object item = what == Kind::str ? str(*serial::code_point_at(text(), at))
                                              : Object(static_cast<unsigned char>(text()[at]));
        return {*this, key, &item};
    }
    if (what != Kind::dict) fail(*this, "is not subscriptable");
    const detail::Table::Entry* entry = find(*this, key);
    return {*this, key, entry == nullptr ? nullptr : &entry->value};
}

void ObjectItem::missing() const {
    throw KeyError(repr(key_));
}

ObjectIterator Object::begin() const {
    const Kind what = kind();
    if (what != Kind::str && !is_bytes(what)) return ObjectIterator(elements());
    std::vector<Object> out;
    if (what == Kind::str) {
        for (std::size_t at = 0; at < text().size();) {
            const std::size_t first = at;
            serial::next_code_point(text(), at);
            out.push_back(str(text().substr(first, at - first)));
        }
    } else {
        for (const char byte : text()) out.emplace_back(static_cast<unsigned char>(byte));
    }
    return ObjectIterator(std::move(out));
}

bool Object::contains(const Object& key) const {
    const Kind what = kind();
    if (is_table(what)) return find(*this, key) != nullptr;
    if (what == Kind::str) {
        if (key.kind() != Kind::str)
            throw TypeError("'in <string>' requires string as left operand, not " + key.type_name());
        return text().find(key.text()) != std::string_view::npos;
    }
    if (is_bytes(what)) {
        if (is_bytes(key.kind())) return text().find(key.text()) != std::string_view::npos;
        return text().find(byte_of(key)) != std::string_view::npos;
    }
    if (!is_sequence(what)) throw TypeError("argument of type '" + type_name() + "' is not iterable");
    return std::any_of(items().begin(), items().end(), [&](const Object& item) { return item.is(key) || item == key; });
}

std::span<const Object> Object::items() const {
    if (!is_sequence(kind())) throw TypeError("expected a list or tuple, got '" + type_name() + "'");
    return node_of<SequenceNode>(*this).items;
}

std::vector<Object> Object::elements() const {
    const Kind what = kind();
    if (is_sequence(what)) return node_of<SequenceNode>(*this).items;
    std::vector<Object> out;
    if (what == Kind::instance) {
        if (const auto array = serial::array_values(node_of<detail::InstanceNode>(*this))) {
            out.reserve(array->size);
            for (std::size_t i = 0; i < array->size; ++i) out.push_back((*array)[i]);
            return out;
        }
    }
    if (!is_table(what)) fail(*this, "is not iterable");
    out.reserve(size());
    for (const auto& entry : node_of<TableNode>(*this).table.entries())
        if (entry.live) out.push_back(entry.key);
    return out;
}

std::vector<std::pair<Object, Object>> Object::entries() const {
    if (kind() != Kind::dict) fail(*this, "has no attribute 'items'");
    std::vector<std::pair<Object, Object>> out;
    out.reserve(size());
    for (const auto& entry : node_of<TableNode>(*this).table.entries())
        if (entry.live) out.emplace_back(entry.key, entry.value);
    return out;
}

std::string_view Object::text() const {
    const Kind what = kind();
    if (what != Kind::str && !is_bytes(what))
        throw TypeError("expected str, bytes or bytearray, got '" + type_name() + "'");
    return node_of<TextNode>(*this).text;
}

Object Object::args() const {
    const Kind what = kind();
    if (what != Kind::exception && what != Kind::instance) fail(*this, "has no attribute 'args'");
    return node_of<detail::InstanceNode>(*this).args;
}

Object Object::state() const {
    const Kind what = kind();
    if (what != Kind::exception && what != Kind::instance) fail(*this, "has no state");
    return node_of<detail::InstanceNode>(*this).state;
}

void Object::set_item(const Object& key, const Object& value) const {
    if (kind() == Kind::list) {
        node_of<SequenceNode>(*this).items[index_of(*this, key, size())] = value;
        return;
    }
    if (kind() != Kind::dict) fail(*this, "does not support item assignment");
    detail::Effort effort;
    const std::size_t hash = detail::hash_of(key, effort);
    node_of<TableNode>(*this).table.insert(key, hash, effort).first->value = value;
}

void Object::append(const Object& item) const {
    if (kind() == Kind::bytearray) {
        node_of<TextNode>(*this).text += byte_of(item);
    } else {
        list_items(*this, "append").push_back(item);
    }
}

void Object::insert(std::int64_t index, const Object& item) const {
    auto& items = list_items(*this, "insert");
    const auto size = static_cast<std::int64_t>(items.size());
    const std::int64_t at = std::clamp<std::int64_t>(index < 0 ? index + size : index, 0, size);
    items.insert(items.begin() + at, item);
}

void Object::add(const Object& item) const {
    if (kind() != Kind::set) fail(*this, "has no attribute 'add'");
    detail::Effort effort;
    const std::size_t hash = detail::hash_of(item, effort);
    node_of<TableNode>(*this).table.insert(item, hash, effort);
}

Object Object::pop(const Object& key) const {
    if (kind() == Kind::list) {
        auto& items = node_of<SequenceNode>(*this).items;
        const auto at = items.begin() + static_cast<std::ptrdiff_t>(index_of(*this, key, items.size()));
        Object out = *at;
        items.erase(at);
        return out;
    }
    if (kind() != Kind::dict && kind() != Kind::set) fail(*this, "has no attribute 'pop'");
    detail::Table::Entry* entry = find(*this, key);
    if (entry == nullptr) throw KeyError(repr(key));
    Object out = kind() == Kind::dict ? entry->value : entry->key;
    node_of<TableNode>(*this).table.erase(*entry);
    return out;
}

void Object::clear() const {
    switch (kind()) {
        case Kind::list: {
            // What goes may name this list: it is empty before anything goes.
            const auto gone = std::exchange(node_of<SequenceNode>(*this).items, {});
            break;
        }
        case Kind::dict:
        case Kind::set:
            node_of<TableNode>(*this).table.clear();
            break;
        case Kind::bytearray:
            node_of<TextNode>(*this).text.clear();
            break;
        default:
            fail(*this, "has no attribute 'clear'");
    }
}

void Object::reserve(std::size_t count) const {
    if (kind() == Kind::list) node_of<SequenceNode>(*this).items.reserve(count);
    if (kind() == Kind::dict || kind() == Kind::set) node_of<TableNode>(*this).table.reserve(count);
}

}  // namespace mp
