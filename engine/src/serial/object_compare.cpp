// SPDX-License-Identifier: MIT
// Equality and hashes as Python has them, the table that dicts and sets are, and the knots of cycles.
#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <unordered_map>

#include "serial/big_int.h"
#include "serial/object_node.h"
#include "serial/python_names.h"

namespace mp::detail {

using Kind = Object::Kind;

namespace {

constexpr int most_levels = 1000;
constexpr std::size_t linear_size = 8;  // up to so many entries are looked through one by one

std::size_t mix(std::size_t seed, std::size_t value) noexcept {
    value ^= seed + 0x9e3779b97f4a7c15U + (seed << 6U) + (seed >> 2U);
    value *= 0xff51afd7ed558ccdU;
    return value ^ value >> 32U;
}

class Level {
public:
    explicit Level(Effort& effort) : effort_(effort) {
        if (effort.left == 0) throw RuntimeError("too much to compare: values that hold each other over and over");
        --effort.left;
        if (effort.depth >= most_levels) throw RuntimeError("maximum recursion depth exceeded in comparison");
        ++effort.depth;
    }
    ~Level() { --effort_.depth; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

private:
    Effort& effort_;
};

std::size_t hash_double(double value) {
    if (std::isfinite(value) && value == std::trunc(value)) {
        if (value >= -0x1p63 && value < 0x1p63)
            return mix(1, static_cast<std::size_t>(static_cast<std::int64_t>(value)));
        return mix(2, std::hash<std::string>{}(serial::int_from_double(value)));
    }
    return mix(3, std::bit_cast<std::uint64_t>(value));
}

// A number in one of three forms.
struct Number {
    enum class Form : std::uint8_t { small, large, real } form = Form::small;
    std::int64_t small = 0;
    std::string_view large{};
    double real = 0;
};

std::optional<Number> number_of(const Object& object) {
    switch (object.kind()) {
        case Kind::boolean:
            return Number{.small = ObjectAccess::boolean_of(object) ? 1 : 0};
        case Kind::integer:
            if (ObjectAccess::node(object) != nullptr)
                return Number{.form = Number::Form::large, .large = node_of<TextNode>(object).text};
            return Number{.small = ObjectAccess::integer_of(object)};
        case Kind::floating:
            return Number{.form = Number::Form::real, .real = ObjectAccess::floating_of(object)};
        case Kind::complex: {
            const auto& node = node_of<ComplexNode>(object);
            if (node.imag != 0) return std::nullopt;
            return Number{.form = Number::Form::real, .real = node.real};
        }
        default:
            return std::nullopt;
    }
}

bool equal_to_double(const Number& whole, double real) {
    if (!std::isfinite(real) || real != std::trunc(real)) return false;
    if (whole.form == Number::Form::large) return whole.large == serial::int_from_double(real);
    return real >= -0x1p63 && real < 0x1p63 && static_cast<std::int64_t>(real) == whole.small;
}

bool equal_numbers(const Number& a, const Number& b) {
    using Form = Number::Form;
    if (a.form == Form::real && b.form == Form::real) return a.real == b.real;
    if (a.form == Form::real) return equal_to_double(b, a.real);
    if (b.form == Form::real) return equal_to_double(a, b.real);
    return a.form == b.form && (a.form == Form::small ? a.small == b.small : a.large == b.large);
}

bool same_or_equal(const Object& a, const Object& b, Effort& effort) {
    const ObjectNode* node = ObjectAccess::node(a);
    if (node != nullptr && node == ObjectAccess::node(b)) return true;
    return equal(a, b, effort);
}

bool equal_items(std::span<const Object> a, std::span<const Object> b, Effort& effort) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!same_or_equal(a[i], b[i], effort)) return false;
    return true;
}

bool equal_tables(TableNode& a, TableNode& b, Effort& effort) {
    if (a.table.size() != b.table.size()) return false;
    for (const auto& entry : a.table.entries()) {
        if (!entry.live) continue;
        const auto* other = b.table.find(entry.key, entry.hash, effort);
        if (other == nullptr || !same_or_equal(entry.value, other->value, effort)) return false;
    }
    return true;
}

// Instances of classes whose values compare; the others have only their identity.
bool equal_instances(const InstanceNode& a, const InstanceNode& b, Effort& effort) {
    const auto name = callable_name(a);
    if (name != callable_name(b) || !serial::compares_by_value(name.first, name.second)) return false;
    if (!same_or_equal(a.args, b.args, effort) || !same_or_equal(a.state, b.state, effort)) return false;
    if (!equal_items(a.appended, b.appended, effort) || a.entries.size() != b.entries.size()) return false;
    for (std::size_t i = 0; i < a.entries.size(); ++i) {
        if (!same_or_equal(a.entries[i].first, b.entries[i].first, effort) ||
            !same_or_equal(a.entries[i].second, b.entries[i].second, effort))
            return false;
    }
    return true;
}

std::size_t hash_items(std::span<const Object> items, std::size_t seed, Effort& effort) {
    for (const Object& item : items) seed = mix(seed, hash_of(item, effort));
    return seed;
}

std::size_t hash_instance(const InstanceNode& node, Effort& effort) {
    std::size_t out = mix(10, hash_of(node.args, effort));
    if (node.state.kind() == Kind::dict) {  // a UUID is told its number afterwards
        for (const auto& entry : node_of<TableNode>(node.state).table.entries())
            if (entry.live) out += hash_of(entry.value, effort);
    }
    return out;
}

}  // namespace

std::pair<std::string_view, std::string_view> callable_name(const InstanceNode& node) noexcept {
    if (node.callable.kind() != Kind::global) return {};
    const auto& global = node_of<GlobalNode>(node.callable);
    return {node_of<TextNode>(global.module).text, node_of<TextNode>(global.name).text};
}

bool equal(const Object& a, const Object& b, Effort& effort) {
    const ObjectNode* node = ObjectAccess::node(a);
    const Kind kind = a.kind();
    if (node != nullptr && node == ObjectAccess::node(b) && kind != Kind::complex) return true;  // (nan != nan)
    const Kind other = b.kind();
    const Level level(effort);
    if (const auto number = number_of(a)) {
        const auto with = number_of(b);
        return with && equal_numbers(*number, *with);
    }
    const auto is_one_of = [](Kind what, Kind first, Kind second) { return what == first || what == second; };
    if (is_one_of(kind, Kind::bytes, Kind::bytearray))
        return is_one_of(other, Kind::bytes, Kind::bytearray) && a.text() == b.text();
    if (is_one_of(kind, Kind::set, Kind::frozenset))
        return is_one_of(other, Kind::set, Kind::frozenset) &&
               equal_tables(node_of<TableNode>(a), node_of<TableNode>(b), effort);
    if (kind != other) return false;
    switch (kind) {
        case Kind::none:
            return true;
        case Kind::complex:
            return node_of<ComplexNode>(a).real == node_of<ComplexNode>(b).real &&
                   node_of<ComplexNode>(a).imag == node_of<ComplexNode>(b).imag;
        case Kind::str:
            return a.text() == b.text();
        case Kind::list:
        case Kind::tuple:
            return equal_items(a.items(), b.items(), effort);
        case Kind::dict:
            return equal_tables(node_of<TableNode>(a), node_of<TableNode>(b), effort);
        case Kind::global:
            return node_of<GlobalNode>(a).module.text() == node_of<GlobalNode>(b).module.text() &&
                   node_of<GlobalNode>(a).name.text() == node_of<GlobalNode>(b).name.text();
        case Kind::instance:
            return equal_instances(node_of<InstanceNode>(a), node_of<InstanceNode>(b), effort);
        default:
            return false;  // an exception is equal to itself alone
    }
}

std::size_t hash_of(const Object& object, Effort& effort) {
    const Level level(effort);
    switch (object.kind()) {
        case Kind::none:
            return 0x6e6f6e65;
        case Kind::boolean:
            return mix(1, ObjectAccess::boolean_of(object) ? 1 : 0);
        case Kind::integer:
            if (ObjectAccess::node(object) == nullptr)
                return mix(1, static_cast<std::size_t>(ObjectAccess::integer_of(object)));
            return mix(2, std::hash<std::string>{}(node_of<TextNode>(object).text));
        case Kind::floating:
            return hash_double(ObjectAccess::floating_of(object));
        case Kind::complex: {
            const auto& node = node_of<ComplexNode>(object);
            return node.imag == 0 ? hash_double(node.real) : mix(hash_double(node.real), hash_double(node.imag));
        }
        case Kind::str:
        case Kind::bytes:
            return mix(object.kind() == Kind::str ? 4 : 5, std::hash<std::string>{}(node_of<TextNode>(object).text));
        case Kind::tuple: {
            auto& node = node_of<SequenceNode>(object);
            if (!node.hash) node.hash = hash_items(node.items, 6, effort);
            return *node.hash;
        }
        case Kind::frozenset: {
            auto& node = node_of<TableNode>(object);
            if (!node.hash) {
                std::size_t sum = 7;  // in whatever order they lie
                for (const auto& entry : node.table.entries()) sum += entry.live ? mix(8, entry.hash) : 0;
                node.hash = mix(9, sum);
            }
            return *node.hash;
        }
        case Kind::global:
            return mix(hash_of(node_of<GlobalNode>(object).module, effort),
                       hash_of(node_of<GlobalNode>(object).name, effort));
        case Kind::instance: {
            const auto& node = node_of<InstanceNode>(object);
            const auto [module, name] = callable_name(node);
            if (serial::is_unhashable(module, name)) break;
            if (serial::compares_by_value(module, name)) return hash_instance(node, effort);
            return mix(11, std::hash<const void*>{}(ObjectAccess::node(object)));
        }
        case Kind::exception:
            return mix(11, std::hash<const void*>{}(ObjectAccess::node(object)));
        default:
            break;
    }
    throw TypeError("unhashable type: '" + object.type_name() + "'");
}

Table::Entry* Table::find(const Object& key, std::size_t hash, Effort& effort) {
    const auto is_it = [&](const Entry& entry) {
        return entry.live && entry.hash == hash && same_or_equal(entry.key, key, effort);
    };
    if (slots_.empty()) {
        for (Entry& entry : entries_)
            if (is_it(entry)) return &entry;
        return nullptr;
    }
    for (std::size_t at = hash & (slots_.size() - 1); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
        if (effort.left == 0) throw RuntimeError("too many keys that collide");
        --effort.left;
        Entry& entry = entries_[slots_[at] - 1];
        if (is_it(entry)) return &entry;
    }
    return nullptr;
}

std::pair<Table::Entry*, bool> Table::insert(const Object& key, std::size_t hash, Effort& effort) {
    if (Entry* found = find(key, hash, effort)) return {found, false};
    if (entries_.size() >= UINT32_MAX - 1) throw MemoryError("more keys than a dict can hold here");
    if (entries_.size() >= linear_size && entries_.size() + 1 > slots_.size() / 2)
        rebuild(std::bit_ceil(std::max<std::size_t>(4 * (live_ + 1), 32)));
    entries_.push_back({key, Object(), hash, true});
    ++live_;
    if (!slots_.empty()) {
        std::size_t at = hash & (slots_.size() - 1);
        while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = static_cast<std::uint32_t>(entries_.size());
    }
    return {&entries_.back(), true};
}

void Table::erase(Entry& entry) {
    // A hole keeps its slot, so that what was placed behind it is still found.
    const Object key = entry.key;
    const Object value = entry.value;
    entry.key = Object();
    entry.value = Object();
    entry.live = false;
    if (--live_ == 0) clear();
}

void Table::clear() noexcept {
    const auto gone = std::exchange(entries_, {});
    slots_.clear();
    live_ = 0;
}

void Table::reserve(std::size_t count) {
    entries_.reserve(count);
    if (count > linear_size && 2 * count > slots_.size()) rebuild(std::bit_ceil(2 * count + 1));
}

void Table::rebuild(std::size_t slots) {
    std::erase_if(entries_, [](const Entry& entry) { return !entry.live; });
    slots_.assign(slots, 0);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        std::size_t at = entries_[i].hash & (slots - 1);
        while (slots_[at] != 0) at = (at + 1) & (slots - 1);
        slots_[at] = static_cast<std::uint32_t>(i + 1);
    }
}

namespace {

// Tarjan's search for what can reach itself, without recursion.
class CycleSearch {
public:
    void run(ObjectNode* root) {
        enter(root);
        while (!path_.empty()) {
            Visit& visit = path_.back();
            if (visit.next < visit.children.size()) {
                ObjectNode* child = visit.children[visit.next++];
                const auto known = marks_.find(child);
                if (known == marks_.end()) {
                    enter(child);
                } else if (known->second.open) {
                    Mark& mine = marks_[visit.node];
                    mine.low = std::min(mine.low, known->second.number);
                }
                continue;
            }
            leave();
        }
    }

private:
    struct Mark {
        std::size_t number = 0;
        std::size_t low = 0;
        bool open = true;
    };
    struct Visit {
        ObjectNode* node;
        std::vector<ObjectNode*> children;
        std::size_t next = 0;
    };

    void enter(ObjectNode* node) {
        marks_[node] = {marks_.size(), marks_.size(), true};
        open_.push_back(node);
        Visit visit{node, {}, 0};
        each_child(*node, [&](Object& child) {
            ObjectNode* named = ObjectAccess::node(child);
            if (named != nullptr && named->knot == nullptr) visit.children.push_back(named);
        });
        path_.push_back(std::move(visit));
    }

    void leave() {
        const Visit done = std::move(path_.back());
        path_.pop_back();
        const Mark mark = marks_[done.node];
        if (!path_.empty()) {
            Mark& above = marks_[path_.back().node];
            above.low = std::min(above.low, mark.low);
        }
        if (mark.low != mark.number) return;
        const auto first = std::find(open_.rbegin(), open_.rend(), done.node).base() - 1;
        std::vector<ObjectNode*> members(first, open_.end());
        open_.erase(first, open_.end());
        for (ObjectNode* member : members) marks_[member].open = false;
        const bool names_itself =
            std::find(done.children.begin(), done.children.end(), done.node) != done.children.end();
        if (members.size() > 1 || names_itself) tie(std::move(members));
    }

    static void tie(std::vector<ObjectNode*> members) {
        auto* knot = new Knot;
        for (ObjectNode* member : members) member->knot = knot;
        std::size_t names = 0;
        for (ObjectNode* member : members) {
            names += member->count.load(std::memory_order_relaxed);
            each_child(*member, [&](Object& child) {
                ObjectNode* named = ObjectAccess::node(child);
                if (named == nullptr || named->knot != knot) return;
                ObjectAccess::set_inner(child);
                --names;  // may pass below what has been added up so far
            });
        }
        knot->members = std::move(members);
        knot->count.store(names, std::memory_order_relaxed);
    }

    std::unordered_map<ObjectNode*, Mark> marks_;
    std::vector<ObjectNode*> open_;
    std::vector<Visit> path_;
};

}  // namespace

void tie_knots(const Object& root) {
    if (ObjectNode* node = ObjectAccess::node(root)) CycleSearch().run(node);
}

}  // namespace mp::detail
