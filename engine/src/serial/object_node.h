// SPDX-License-Identifier: MIT
#pragma once
// What an Object refers to. Nodes count their names; those that lie on a cycle count together, as one knot, and what
// they hold of each other is not counted (Object::inner_). So a cycle that came with a message goes with the last name
// for any of its parts.

#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mp/object.h"

namespace mp::detail {

struct ObjectNode;

// What a value keeps alive elsewhere.
struct Held {
    virtual ~Held() = default;
    // It has been written into a message: whoever reads that may take it up.
    virtual void told() noexcept {}
};

struct Knot {
    std::atomic<std::size_t> count{0};
    std::vector<ObjectNode*> members;
};

struct ObjectNode {
    explicit ObjectNode(Object::Kind what) noexcept : kind(what) {}
    virtual ~ObjectNode() = default;
    ObjectNode(const ObjectNode&) = delete;
    ObjectNode& operator=(const ObjectNode&) = delete;

    std::atomic<std::size_t> count{1};
    Knot* knot = nullptr;
    ObjectNode* next = nullptr;  // of those to be destroyed
    Object::Kind kind;
    bool fetched = false;     // named a second time by the message that is being read
    bool may_close = false;   // changed after that: a cycle may go through it
    std::uint32_t depth = 1;  // containers inside each other, as far as they were there when it was made
};

// str (WTF-8), bytes, bytearray; an int beyond 64 bits: two's complement, the lowest byte first, no byte too many.
struct TextNode : ObjectNode {
    TextNode(Object::Kind what, std::string data) : ObjectNode(what), text(std::move(data)) { depth = 0; }
    std::string text;
};

struct ComplexNode : ObjectNode {
    ComplexNode(double re, double im) : ObjectNode(Object::Kind::complex), real(re), imag(im) {}
    double real;
    double imag;
};

struct SequenceNode : ObjectNode {  // list, tuple
    SequenceNode(Object::Kind what, std::vector<Object> content) : ObjectNode(what), items(std::move(content)) {}
    std::vector<Object> items;
    std::optional<std::size_t> hash;  // of a tuple, once asked for
};

// A bound on how much work a comparison or a hash may be: nodes looked at. Messages have one, programs none.
struct Effort {
    std::size_t left = SIZE_MAX;
    int depth = 0;
};

// Keys (and values) in the order of their arrival, found by hash. Deleting leaves a hole until the next growth.
class Table {
public:
    struct Entry {
        Object key;
        Object value;
        std::size_t hash = 0;
        bool live = true;
    };

    std::size_t size() const noexcept { return live_; }
    const std::vector<Entry>& entries() const noexcept { return entries_; }
    std::vector<Entry>& entries() noexcept { return entries_; }
    Entry* find(const Object& key, std::size_t hash, Effort& effort);
    // The entry under that key: there already (false), or new with value None (true).
    std::pair<Entry*, bool> insert(const Object& key, std::size_t hash, Effort& effort);
    void erase(Entry& entry);
    void clear() noexcept;
    void reserve(std::size_t count);

private:
    void rebuild(std::size_t slots);

    std::vector<Entry> entries_;
    std::vector<std::uint32_t> slots_;  // 1 + index of an entry; none while there are few entries
    std::size_t live_ = 0;
};

struct TableNode : ObjectNode {  // dict, set, frozenset
    explicit TableNode(Object::Kind what) : ObjectNode(what) {}
    Table table;
    std::optional<std::size_t> hash;
};

struct GlobalNode : ObjectNode {
    GlobalNode(Object in, Object called)
        : ObjectNode(Object::Kind::global), module(std::move(in)), name(std::move(called)) {
        depth = 0;
    }
    Object module;      // str
    Object name;        // str
    bool read = false;  // from a pickle: its texts are the very ones that were there
};

// instance, exception: the calls that make it, as data.
struct InstanceNode : ObjectNode {
    enum class Made : std::uint8_t { reduce, newobj, newobj_ex };
    InstanceNode(Object::Kind what, Made how, Object what_is_called, Object with)
        : ObjectNode(what), made(how), callable(std::move(what_is_called)), args(std::move(with)) {}
    Made made;
    Object callable;  // a global, or whatever a peer wanted to call
    Object args;
    Object kwargs;  // newobj_ex
    std::vector<Object> appended;
    std::vector<std::pair<Object, Object>> entries;
    bool has_state = false;
    Object state;
    std::shared_ptr<Held> held;  // a manager's reference that lives as long as this proxy does
};

// The way into an Object for the files of this room.
struct ObjectAccess {
    static Object adopt(ObjectNode* node) noexcept { return Object(node); }
    static ObjectNode* node(const Object& object) noexcept {
        return object.tag_ == Object::Tag::node ? object.node_ : nullptr;
    }
    static bool is_inner(const Object& object) noexcept { return object.inner_; }
    // Stops counting that reference: what it names lies in the same knot.
    static void set_inner(Object& object) noexcept { object.inner_ = true; }
    // Forgets without counting down.
    static void forget(Object& object) noexcept { object.tag_ = Object::Tag::none; }

    static Object boolean(bool value) noexcept {
        Object out;
        out.tag_ = Object::Tag::boolean;
        out.boolean_ = value;
        return out;
    }
    static Object integer(std::int64_t value) noexcept {
        Object out;
        out.tag_ = Object::Tag::integer;
        out.integer_ = value;
        return out;
    }
    static Object floating(double value) noexcept {
        Object out;
        out.tag_ = Object::Tag::floating;
        out.floating_ = value;
        return out;
    }
    static bool boolean_of(const Object& object) noexcept { return object.boolean_; }
    static double floating_of(const Object& object) noexcept { return object.floating_; }
    // Only for an int without a node.
    static std::int64_t integer_of(const Object& object) noexcept { return object.integer_; }
};

template <class Node>
Node& node_of(const Object& object) noexcept {
    return *static_cast<Node*>(ObjectAccess::node(object));
}

template <class Node, class... Args>
Object make_node(Args&&... args) {
    return ObjectAccess::adopt(new Node(std::forward<Args>(args)...));
}

// Calls visit(Object&) for each reference that a node holds.
template <class Visit>
void each_child(ObjectNode& node, Visit visit) {
    switch (node.kind) {
        case Object::Kind::list:
        case Object::Kind::tuple:
            for (Object& item : static_cast<SequenceNode&>(node).items) visit(item);
            break;
        case Object::Kind::dict:
        case Object::Kind::set:
        case Object::Kind::frozenset:
            for (Table::Entry& entry : static_cast<TableNode&>(node).table.entries()) {
                visit(entry.key);
                visit(entry.value);
            }
            break;
        case Object::Kind::global:
            visit(static_cast<GlobalNode&>(node).module);
            visit(static_cast<GlobalNode&>(node).name);
            break;
        case Object::Kind::exception:
        case Object::Kind::instance: {
            auto& instance = static_cast<InstanceNode&>(node);
            visit(instance.callable);
            visit(instance.args);
            visit(instance.kwargs);
            visit(instance.state);
            for (Object& item : instance.appended) visit(item);
            for (auto& [key, value] : instance.entries) {
                visit(key);
                visit(value);
            }
            break;
        }
        default:
            break;
    }
}

// Ties the cycles among the nodes that can be reached from here, so that they are freed with their last name.
void tie_knots(const Object& root);

std::size_t hash_of(const Object& object, Effort& effort);
bool equal(const Object& a, const Object& b, Effort& effort);

// "builtins.KeyError" of an instance's or exception's callable as (module, name); ("", "") where that is no global.
std::pair<std::string_view, std::string_view> callable_name(const InstanceNode& node) noexcept;

}  // namespace mp::detail
