// SPDX-License-Identifier: MIT
#include "serial/pickle_reader.h"

#include <algorithm>
#include <bit>

#include "serial/big_int.h"
#include "serial/pickle_codes.h"
#include "serial/python_names.h"
#include "serial/text.h"

namespace mp::serial {

using detail::InstanceNode;
using detail::make_node;
using detail::node_of;
using detail::ObjectAccess;
using Kind = Object::Kind;

namespace {

constexpr std::size_t most_int_bytes = std::size_t{64} << 10;
constexpr std::size_t values_a_level = 4;
constexpr std::size_t usual_values = 16;  // of a small message: room for them is made at once

}  // namespace

PickleReader::PickleReader(std::span<const std::byte> bytes, const pickle::Limits& limits) noexcept
    : bytes_(bytes), limits_(limits) {
    // Comparing keys costs a few looks each, unless they were chosen to cost more.
    effort_.left = 64 * bytes.size() + 100'000;
}

void PickleReader::fail(const std::string& what) const {
    throw UnpicklingError("pickle cannot be read: " + what + " at byte " + std::to_string(at_) + " of " +
                          std::to_string(bytes_.size()));
}

Object PickleReader::read() {
    if (bytes_.empty()) throw EOFError("Ran out of input");
    const std::size_t some = std::min(bytes_.size() / 4, usual_values);
    stack_.reserve(some);
    memo_.reserve(some);
    try {
        run();
    } catch (...) {
        if (!may_close_.empty()) tie_everything();
        try {
            throw;
        } catch (const UnpicklingError&) {
            throw;
        } catch (const Exception& error) {
            fail(error.what());
        }
    }
    Object out = stack_.back();
    if (!may_close_.empty()) tie_everything();
    return out;
}

// What this reader names, all at once: what of it lies on a cycle is counted together from here on.
void PickleReader::tie_everything() {
    std::vector<Object> all = std::move(stack_);
    all.insert(all.end(), memo_.begin(), memo_.end());
    all.insert(all.end(), may_close_.begin(), may_close_.end());
    for (const auto& [index, object] : far_memo_) all.push_back(object);
    detail::tie_knots(Object::tuple(std::move(all)));
}

void PickleReader::run() {
    for (;;) {
        const unsigned char next = byte();
        if (next == code::STOP) break;
        step(next);
    }
    if (stack_.size() != 1 || !marks_.empty()) fail("an unfinished value");
    if (at_ != bytes_.size()) fail("something behind the end");
}

// ---- bytes ----------------------------------------------------------------------------------------------------------
unsigned char PickleReader::byte() {
    if (at_ >= bytes_.size()) fail("its end is missing");
    return static_cast<unsigned char>(bytes_[at_++]);
}

std::uint64_t PickleReader::little(int count) {
    std::uint64_t out = 0;
    for (int i = 0; i < count; ++i) out |= std::uint64_t{byte()} << (8 * i);
    return out;
}

std::string_view PickleReader::take(std::uint64_t size) {
    if (size > bytes_.size() - at_) fail("a length of " + std::to_string(size) + ", which is more than is left");
    const auto* first = reinterpret_cast<const char*>(bytes_.data() + at_);
    at_ += size;
    return {first, size};
}

std::string_view PickleReader::line() {
    const auto* first = reinterpret_cast<const char*>(bytes_.data() + at_);
    const std::string_view rest(first, bytes_.size() - at_);
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) fail("a line without an end");
    at_ += end + 1;
    return rest.substr(0, end);
}

std::uint64_t PickleReader::line_number() {
    std::uint64_t out = 0;
    const std::string_view digits = line();
    if (digits.empty() || digits.size() > 18) fail("a number that is none");
    for (const char c : digits) {
        if (c < '0' || c > '9') fail("a number that is none");
        out = out * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return out;
}

// ---- stack, marks, memo ---------------------------------------------------------------------------------------------
void PickleReader::push(Object object) {
    // Without a mark a level has a few values at most: a container, a key, a function and its arguments.
    if (marks_.empty() && stack_.size() > values_a_level * (limits_.depth + 1))
        fail("more values than belong together");
    stack_.push_back(std::move(object));
}

void PickleReader::push_text(Kind kind, std::string_view data) {
    if (kind == Kind::str && !is_text(data)) {
        at_ -= data.size();
        fail("a str that is not UTF-8");
    }
    count_object();
    push(make_node<detail::TextNode>(kind, std::string(data)));
}

void PickleReader::push_int(std::string_view little_endian) {
    if (little_endian.size() > most_int_bytes) fail("an int of more than 64 KiB");
    std::string bytes = minimal_int(little_endian);
    if (const auto small = small_int(bytes)) {
        push(ObjectAccess::integer(*small));
        return;
    }
    count_object();
    push(make_node<detail::TextNode>(Kind::integer, std::move(bytes)));
}

Object PickleReader::pop() {
    if (stack_.size() <= above_mark()) fail("a value is missing");
    Object out = std::move(stack_.back());
    stack_.pop_back();
    return out;
}

std::size_t PickleReader::above_mark() const {
    return marks_.empty() ? 0 : marks_.back();
}

std::vector<Object> PickleReader::pop_to_mark() {
    if (marks_.empty()) fail("a mark is missing");
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<Object> out(std::make_move_iterator(first), std::make_move_iterator(stack_.end()));
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return out;
}

Object& PickleReader::top() {
    if (stack_.size() <= above_mark()) fail("a value is missing");
    return stack_.back();
}

void PickleReader::remember(std::uint64_t index) {
    const Object& value = top();
    if (index < memo_.size()) {
        memo_[index] = value;
    } else if (index == memo_.size()) {
        memo_.push_back(value);
    } else {
        far_memo_[index] = value;
    }
}

void PickleReader::recall(std::uint64_t index) {
    const Object* found = nullptr;
    if (index < memo_.size()) {
        found = &memo_[index];
    } else if (const auto far = far_memo_.find(index); far != far_memo_.end()) {
        found = &far->second;
    }
    if (found == nullptr) fail("a reference to what was not remembered (" + std::to_string(index) + ")");
    mark_fetched(*found);
    push(*found);
}

void PickleReader::mark_fetched(const Object& object) {
    if (Node* node = ObjectAccess::node(object)) node->fetched = true;
}

void PickleReader::step(unsigned char next) {
    switch (next) {
        case code::PROTO:
            protocol_ = byte();
            if (protocol_ > 5) fail("protocol " + std::to_string(protocol_));
            break;
        case code::FRAME:
            if (little(8) > bytes_.size() - at_) fail("a frame longer than the message");
            break;
        case code::NONE:
            push({});
            break;
        case code::NEWTRUE:
        case code::NEWFALSE:
            push(ObjectAccess::boolean(next == code::NEWTRUE));
            break;
        case code::BININT1:
            push(ObjectAccess::integer(byte()));
            break;
        case code::BININT2:
            push(ObjectAccess::integer(static_cast<std::int64_t>(little(2))));
            break;
        case code::BININT:
            push(ObjectAccess::integer(static_cast<std::int32_t>(little(4))));
            break;
        case code::LONG1:
            push_int(take(byte()));
            break;
        case code::LONG4: {
            const auto size = static_cast<std::int32_t>(little(4));
            if (size < 0) fail("an int of negative length");
            push_int(take(static_cast<std::uint64_t>(size)));
            break;
        }
        case code::BINFLOAT: {
            std::uint64_t bits = 0;
            for (int i = 0; i < 8; ++i) bits = bits << 8U | byte();
            push(ObjectAccess::floating(std::bit_cast<double>(bits)));
            break;
        }
        case code::SHORT_BINUNICODE:
            push_text(Kind::str, take(byte()));
            break;
        case code::BINUNICODE:
            push_text(Kind::str, take(little(4)));
            break;
        case code::BINUNICODE8:
            push_text(Kind::str, take(little(8)));
            break;
        case code::SHORT_BINBYTES:
            push_text(Kind::bytes, take(byte()));
            break;
        case code::BINBYTES:
            push_text(Kind::bytes, take(little(4)));
            break;
        case code::BINBYTES8:
            push_text(Kind::bytes, take(little(8)));
            break;
        case code::BYTEARRAY8:
            push_text(Kind::bytearray, take(little(8)));
            break;
        case code::MARK:
            marks_.push_back(stack_.size());
            break;
        case code::POP:
            if (!marks_.empty() && marks_.back() == stack_.size()) {
                marks_.pop_back();
            } else {
                pop();
            }
            break;
        case code::POP_MARK:
            pop_to_mark();
            break;
        case code::DUP: {
            Object value = top();
            mark_fetched(value);
            push(std::move(value));
            break;
        }
        case code::MEMOIZE:
            remember(memo_.size());
            break;
        case code::BINPUT:
            remember(byte());
            break;
        case code::LONG_BINPUT:
            remember(little(4));
            break;
        case code::BINGET:
            recall(byte());
            break;
        case code::LONG_BINGET:
            recall(little(4));
            break;
        case code::EMPTY_TUPLE:
            tuple({});
            break;
        case code::TUPLE1:
        case code::TUPLE2:
        case code::TUPLE3: {
            std::vector<Object> items(static_cast<std::size_t>(next - code::TUPLE1) + 1);
            for (std::size_t i = items.size(); i-- > 0;) items[i] = pop();
            tuple(std::move(items));
            break;
        }
        case code::TUPLE:
            tuple(pop_to_mark());
            break;
        case code::EMPTY_LIST:
            count_object();
            push(Object::list());
            break;
        case code::EMPTY_DICT:
            count_object();
            push(Object::dict());
            break;
        case code::EMPTY_SET:
            count_object();
            push(Object::set());
            break;
        case code::APPEND: {
            Object item = pop();
            append(top(), {&item, 1});
            break;
        }
        case code::APPENDS: {
            auto items = pop_to_mark();
            append(top(), items);
            break;
        }
        case code::SETITEM: {
            Object pair[2];
            pair[1] = pop();
            pair[0] = pop();
            set_items(top(), pair);
            break;
        }
        case code::SETITEMS: {
            auto pairs = pop_to_mark();
            set_items(top(), pairs);
            break;
        }
        case code::ADDITEMS: {
            auto items = pop_to_mark();
            add_items(top(), items);
            break;
        }
        case code::FROZENSET: {
            const auto items = pop_to_mark();
            count_object();
            Object out = Object::frozenset();
            for (const Object& item : items) insert(node_of<detail::TableNode>(out), item, Object());
            push(std::move(out));
            break;
        }
        case code::STACK_GLOBAL: {
            Object name = pop();
            global(pop(), std::move(name));
            break;
        }
        case code::REDUCE: {
            Object args = pop();
            call(pop(), std::move(args));
            break;
        }
        case code::NEWOBJ: {
            Object args = pop();
            instance(InstanceNode::Made::newobj, pop(), std::move(args));
            break;
        }
        case code::NEWOBJ_EX: {
            Object kwargs = pop();
            Object args = pop();
            instance(InstanceNode::Made::newobj_ex, pop(), std::move(args), std::move(kwargs));
            break;
        }
        case code::BUILD:
            build();
            break;
        default:
            if (!step_old(next)) fail("an instruction that is not data (" + std::to_string(next) + ")");
    }
}

}  // namespace mp::serial

namespace mp::pickle {

Object loads(std::span<const std::byte> pickle, const Limits& limits) {
    return serial::PickleReader(pickle, limits).read();
}

}  // namespace mp::pickle
