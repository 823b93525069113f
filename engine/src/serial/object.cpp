// SPDX-License-Identifier: MIT
#include "mp/object.h"

#include "serial/big_int.h"
#include "serial/object_node.h"
#include "serial/text.h"

namespace mp {

using detail::make_node;
using detail::node_of;
using detail::ObjectAccess;
using detail::ObjectNode;

namespace {

std::atomic<std::size_t>& names_of(ObjectNode& node) noexcept {
    return node.knot != nullptr ? node.knot->count : node.count;
}

void acquire(ObjectNode& node) noexcept {
    names_of(node).fetch_add(1, std::memory_order_relaxed);
}

// Takes one name away; true when it was the last.
bool was_last(ObjectNode& node) noexcept {
    return names_of(node).fetch_sub(1, std::memory_order_acq_rel) == 1;
}

// Destroys what has no names left, and what only that had named: a list of lists of lists, however deep, costs no
// stack, and no memory either.
class Undertaker {
public:
    void take(ObjectNode& node) noexcept {
        if (node.knot == nullptr) {
            chain(node);
            return;
        }
        detail::Knot* knot = node.knot;
        for (ObjectNode* member : knot->members) {
            member->knot = nullptr;
            chain(*member);
        }
        delete knot;
    }
    void bury_all() noexcept {
        while (first_ != nullptr) {
            ObjectNode* node = first_;
            first_ = node->next;
            detail::each_child(*node, [this](Object& child) {
                ObjectNode* named = ObjectAccess::node(child);
                if (named == nullptr) return;
                const bool last = !ObjectAccess::is_inner(child) && was_last(*named);
                ObjectAccess::forget(child);
                if (last) take(*named);
            });
            delete node;
        }
    }

private:
    void chain(ObjectNode& node) noexcept {
        node.next = first_;
        first_ = &node;
    }

    ObjectNode* first_ = nullptr;
};

void release(ObjectNode& node) noexcept {
    if (!was_last(node)) return;
    Undertaker undertaker;
    undertaker.take(node);
    undertaker.bury_all();
}

Object text_node(Object::Kind kind, std::string_view data) {
    return make_node<detail::TextNode>(kind, std::string(data));
}

Object table_of_keys(Object::Kind kind, std::vector<Object> items) {
    Object out = make_node<detail::TableNode>(kind);
    detail::Effort effort;
    for (const Object& item : items) {
        const std::size_t hash = detail::hash_of(item, effort);
        node_of<detail::TableNode>(out).table.insert(item, hash, effort);
    }
    return out;
}

}  // namespace

Object::Object(const Object& other) noexcept : tag_(other.tag_) {
    node_ = other.node_;
    static_assert(sizeof(node_) == sizeof(integer_) && sizeof(node_) == sizeof(floating_));
    if (tag_ == Tag::node) acquire(*node_);
}

Object::Object(Object&& other) noexcept : tag_(other.tag_), inner_(other.inner_) {
    node_ = other.node_;
    other.tag_ = Tag::none;
}

Object& Object::operator=(const Object& other) & noexcept {
    if (this != &other) *this = Object(other);
    return *this;
}

Object& Object::operator=(Object&& other) & noexcept {
    if (this == &other) return *this;
    Object old(std::move(*this));
    tag_ = other.tag_;
    inner_ = other.inner_;
    node_ = other.node_;
    other.tag_ = Tag::none;
    return *this;
}

Object::~Object() {
    if (tag_ == Tag::node && !inner_) release(*node_);
}

Object Object::list(std::vector<Object> items) {
    return make_node<detail::SequenceNode>(Kind::list, std::move(items));
}
Object Object::tuple(std::vector<Object> items) {
    return make_node<detail::SequenceNode>(Kind::tuple, std::move(items));
}
Object Object::dict(std::vector<std::pair<Object, Object>> items) {
    Object out = make_node<detail::TableNode>(Kind::dict);
    for (const auto& [key, value] : items) out.set_item(key, value);
    return out;
}
Object Object::set(std::vector<Object> items) {
    return table_of_keys(Kind::set, std::move(items));
}
Object Object::frozenset(std::vector<Object> items) {
    return table_of_keys(Kind::frozenset, std::move(items));
}

Object Object::str(std::string_view utf8) {
    const std::size_t bad = serial::find_bad_text(utf8);
    if (bad != std::string_view::npos)
        throw UnicodeError("a str is UTF-8, and this text is not from byte " + std::to_string(bad) +
                           " on: send other bytes as mp::Bytes");
    return text_node(Kind::str, utf8);
}
Object Object::bytes(std::string_view data) {
    return text_node(Kind::bytes, data);
}
Object Object::bytearray(std::string_view data) {
    return text_node(Kind::bytearray, data);
}
Object Object::complex(double real, double imag) {
    return make_node<detail::ComplexNode>(real, imag);
}
Object Object::integer(std::string_view digits) {
    const auto bytes = serial::int_from_decimal(digits);
    if (!bytes) throw ValueError("invalid literal for int(): '" + std::string(digits.substr(0, 100)) + "'");
    if (const auto small = serial::small_int(*bytes)) return ObjectAccess::integer(*small);
    return text_node(Kind::integer, *bytes);
}

Object Object::global(std::string_view module, std::string_view name) {
    return make_node<detail::GlobalNode>(str(module), str(name));
}
Object Object::exception(std::string_view name, std::vector<Object> args, std::string_view module) {
    return make_node<detail::InstanceNode>(Kind::exception, detail::InstanceNode::Made::reduce, global(module, name),
                                           tuple(std::move(args)));
}
Object Object::instance(std::string_view module, std::string_view name, std::vector<Object> args, Object state) {
    Object out = make_node<detail::InstanceNode>(Kind::instance, detail::InstanceNode::Made::reduce,
                                                 global(module, name), tuple(std::move(args)));
    auto& node = node_of<detail::InstanceNode>(out);
    node.has_state = !state.is_none();
    node.state = std::move(state);
    return out;
}

Object::Kind Object::kind() const noexcept {
    switch (tag_) {
        case Tag::none:
            return Kind::none;
        case Tag::boolean:
            return Kind::boolean;
        case Tag::integer:
            return Kind::integer;
        case Tag::floating:
            return Kind::floating;
        case Tag::node:
            break;
    }
    return node_->kind;
}

std::string Object::type_name() const {
    static constexpr const char* names[] = {"NoneType",  "bool",      "int",   "float", "complex", "str",
                                            "bytes",     "bytearray", "tuple", "list",  "dict",    "set",
                                            "frozenset", "",          "",      "type"};
    const Kind what = kind();
    if (what != Kind::exception && what != Kind::instance) return names[static_cast<std::size_t>(what)];
    const std::string_view name = detail::callable_name(node_of<detail::InstanceNode>(*this)).second;
    if (name.empty()) return "object";
    return std::string(name.substr(name.rfind('.') + 1));  // npos + 1 is 0
}

std::string Object::module() const {
    const Kind what = kind();
    if (what == Kind::global) return std::string(node_of<detail::GlobalNode>(*this).module.text());
    if (what != Kind::exception && what != Kind::instance) return "builtins";
    return std::string(detail::callable_name(node_of<detail::InstanceNode>(*this)).first);
}

bool Object::is(const Object& other) const noexcept {
    if (tag_ != other.tag_) return false;
    switch (tag_) {
        case Tag::none:
            return true;
        case Tag::boolean:
            return boolean_ == other.boolean_;
        case Tag::integer:
            return integer_ == other.integer_;
        case Tag::floating:
            return floating_ == other.floating_;
        case Tag::node:
            break;
    }
    return node_ == other.node_;
}

bool Object::equals(const Object& other) const {
    detail::Effort effort;
    return detail::equal(*this, other, effort);
}

}  // namespace mp

std::size_t std::hash<mp::Object>::operator()(const mp::Object& object) const {
    mp::detail::Effort effort;
    return mp::detail::hash_of(object, effort);
}
