// SPDX-License-Identifier: MIT
// What the reader puts together from the values on its stack.
#include <algorithm>

#include "serial/pickle_reader.h"
#include "serial/python_names.h"

namespace mp::serial {

using detail::InstanceNode;
using detail::make_node;
using detail::node_of;
using detail::ObjectAccess;
using Kind = Object::Kind;

namespace {

std::uint32_t depth_of(const Object& object) noexcept {
    const detail::ObjectNode* node = ObjectAccess::node(object);
    return node == nullptr ? 0 : node->depth;
}

}  // namespace

void PickleReader::count_object() {
    if (++objects_ > limits_.objects) fail("more objects than a message may have");
}

void PickleReader::deepen(Node& outer, const Object& inner) const {
    const std::uint32_t depth = depth_of(inner) + 1;
    if (depth > limits_.depth) fail("values nested more deeply than " + std::to_string(limits_.depth) + " levels");
    outer.depth = std::max(outer.depth, depth);
}

// A container that is changed after it was named a second time may come to hold itself; no other can. It is kept by a
// name of its own until the knots are tied: the message may forget it meanwhile, and an error whoever holds it.
void PickleReader::changing(const Object& container) {
    Node& node = *ObjectAccess::node(container);
    if (!node.fetched || node.may_close) return;
    node.may_close = true;
    may_close_.push_back(container);
}

void PickleReader::tuple(std::vector<Object> items) {
    count_object();
    Object out = Object::tuple(std::move(items));
    auto& node = node_of<detail::SequenceNode>(out);
    for (const Object& item : node.items) deepen(node, item);
    push(std::move(out));
}

void PickleReader::append(Object& container, std::span<Object> items) {
    const Kind kind = container.kind();
    if (kind != Kind::list && kind != Kind::instance) fail("items for a " + container.type_name());
    Node& node = *ObjectAccess::node(container);
    changing(container);
    auto& target =
        kind == Kind::list ? node_of<detail::SequenceNode>(container).items : node_of<InstanceNode>(container).appended;
    if (target.empty()) target.reserve(items.size());
    for (Object& item : items) {
        deepen(node, item);
        target.push_back(std::move(item));
    }
}

void PickleReader::insert(detail::TableNode& node, const Object& key, const Object& value) {
    deepen(node, key);
    deepen(node, value);
    const std::size_t hash = detail::hash_of(key, effort_);
    node.table.insert(key, hash, effort_).first->value = value;
}

void PickleReader::set_items(Object& container, std::span<Object> pairs) {
    if (pairs.size() % 2 != 0) fail("a key without a value");
    const Kind kind = container.kind();
    if (kind != Kind::dict && kind != Kind::instance) fail("keys for a " + container.type_name());
    Node& node = *ObjectAccess::node(container);
    changing(container);
    for (std::size_t i = 0; i < pairs.size(); i += 2) {
        if (kind == Kind::dict) {
            insert(node_of<detail::TableNode>(container), pairs[i], pairs[i + 1]);
        } else {
            deepen(node, pairs[i]);
            deepen(node, pairs[i + 1]);
            node_of<InstanceNode>(container).entries.emplace_back(pairs[i], pairs[i + 1]);
        }
    }
}

void PickleReader::add_items(Object& container, std::span<Object> items) {
    if (container.kind() != Kind::set) fail("members for a " + container.type_name());
    changing(container);
    for (const Object& item : items) insert(node_of<detail::TableNode>(container), item, Object());
}

void PickleReader::global(Object module, Object name) {
    if (module.kind() != Kind::str || name.kind() != Kind::str) fail("a name that is no text");
    if (protocol_ < 3) {
        const auto [now_module, now_name] = python3_name(module.text(), name.text());
        if (now_module != module.text()) module = Object::str(now_module);
        if (now_name != name.text()) name = Object::str(now_name);
    }
    count_object();
    push(make_node<detail::GlobalNode>(std::move(module), std::move(name)));
    node_of<detail::GlobalNode>(top()).read = true;
}

}  // namespace mp::serial
