// SPDX-License-Identifier: MIT
#pragma once
// Reads what CPython pickles, at protocols 0 to 5, as data. A pickle is a program for a stack machine; this machine has
// no instruction that looks anything up or runs anything. Whatever Python would call becomes an instance that remembers
// what was to be called, but for the few callables that only stand for a value (pickle_calls.cpp).
//
// Limits: every length is held against what is left; objects, depth and comparisons are counted; what lies on a cycle
// is tied together and freed like everything else, whether the message was good or not.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "serial/object_node.h"

namespace mp::serial {

class PickleReader {
public:
    PickleReader(std::span<const std::byte> bytes, const pickle::Limits& limits) noexcept;
    // Throws UnpicklingError, EOFError "Ran out of input".
    Object read();

private:
    using Node = detail::ObjectNode;

    [[noreturn]] void fail(const std::string& what) const;
    void run();
    void step(unsigned char code);
    bool step_old(unsigned char code);  // protocols 0 and 1
    void tie_everything();

    // ---- bytes
    unsigned char byte();
    std::uint64_t little(int count);
    std::string_view take(std::uint64_t size);
    std::string_view line();
    std::uint64_t line_number();

    // ---- stack, marks, memo
    void push(Object object);
    void push_text(Object::Kind kind, std::string_view data);
    void push_int(std::string_view little_endian);
    Object pop();
    std::size_t above_mark() const;
    std::vector<Object> pop_to_mark();
    Object& top();
    void remember(std::uint64_t index);
    void recall(std::uint64_t index);
    void mark_fetched(const Object& object);

    // ---- building
    void count_object();
    void deepen(Node& outer, const Object& inner) const;
    void changing(const Object& container);
    void tuple(std::vector<Object> items);
    void append(Object& container, std::span<Object> items);
    void set_items(Object& container, std::span<Object> pairs);
    void add_items(Object& container, std::span<Object> items);
    void insert(detail::TableNode& node, const Object& key, const Object& value);
    void global(Object module, Object name);
    void instance(detail::InstanceNode::Made made, Object callable, Object args, Object kwargs = {});
    void call(Object callable, Object args);
    bool call_value(std::string_view module, std::string_view name, const Object& args);
    void build();

    std::span<const std::byte> bytes_;
    pickle::Limits limits_;
    std::size_t at_ = 0;
    std::size_t objects_ = 0;
    int protocol_ = 0;
    detail::Effort effort_;
    std::vector<Object> stack_;
    std::vector<std::size_t> marks_;
    std::vector<Object> memo_;
    std::unordered_map<std::uint64_t, Object> far_memo_;  // indices that leave a gap
    std::vector<Object> may_close_;                       // every cycle has one of them
};

}  // namespace mp::serial
