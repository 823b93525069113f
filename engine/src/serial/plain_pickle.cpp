// SPDX-License-Identifier: MIT
#include "serial/plain_pickle.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <unordered_map>

namespace mp::serial {

namespace {

constexpr int most_depth = 100;
// Of what a message may repeat by reference: a few bytes of it must not become gigabytes here.
constexpr std::size_t most_copied_bytes = std::size_t{8} << 20;

void put(Bytes& out, unsigned char byte) {
    out.push_back(static_cast<std::byte>(byte));
}

void put_little(Bytes& out, std::uint64_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) put(out, static_cast<unsigned char>(number >> (8 * i)));
}

void put_text(Bytes& out, const std::string& text) {
    const auto* begin = reinterpret_cast<const std::byte*>(text.data());
    out.insert(out.end(), begin, begin + text.size());
}

void put_sized(Bytes& out, const std::string& text, char short_code, char code) {
    if (text.size() < 256) {
        put(out, static_cast<unsigned char>(short_code));
        put_little(out, text.size(), 1);
    } else {
        put(out, static_cast<unsigned char>(code));
        put_little(out, text.size(), 4);
    }
    put_text(out, text);
}

class Writer {
public:
    explicit Writer(Bytes& out) : out_(out) {}

    void write(const Plain& value) {
        std::visit([this](const auto& v) { write_value(v); }, value.value);
    }

private:
    void write_value(std::nullptr_t) { put(out_, 'N'); }
    void write_value(bool v) { put(out_, v ? 0x88 : 0x89); }
    void write_value(std::int64_t v) {
        if (v >= std::numeric_limits<std::int32_t>::min() && v <= std::numeric_limits<std::int32_t>::max()) {
            put(out_, 'J');
            put_little(out_, static_cast<std::uint64_t>(v), 4);
        } else {
            put(out_, 0x8a);  // LONG1
            put_little(out_, 8, 1);
            put_little(out_, static_cast<std::uint64_t>(v), 8);
        }
    }
    void write_value(double v) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, &v, 8);
        put(out_, 'G');
        for (int i = 7; i >= 0; --i) put(out_, static_cast<unsigned char>(bits >> (8 * i)));
    }
    void write_value(const std::string& v) { put_sized(out_, v, '\x8c', 'X'); }
    void write_value(const PlainBytes& v) { put_sized(out_, v.bytes, 'C', 'B'); }
    void write_value(const PlainTuple& v) {
        put(out_, '(');
        for (const Plain& item : v.items) write(item);
        put(out_, 't');
    }
    void write_value(const PlainList& v) {
        put(out_, ']');
        put(out_, '(');
        for (const Plain& item : v.items) write(item);
        put(out_, 'e');
    }
    void write_value(const PlainDict& v) {
        put(out_, '}');
        put(out_, '(');
        for (const auto& [key, item] : v.items) {
            write(key);
            write(item);
        }
        put(out_, 'u');
    }

    Bytes& out_;
};

// A pickle is a program for a stack machine; this one knows data alone. Marks are positions of the stack.
class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

    Plain read() {
        for (;;) {
            const unsigned char code = byte();
            if (code == '.') break;
            step(code);
            if (stack_.size() > bytes_.size()) fail("a stack that has grown beyond its message");
        }
        if (stack_.size() != 1 || !marks_.empty()) fail("an unfinished value");
        return std::move(stack_.front().value);
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw UnpicklingError("this message is no plain pickle: " + what + " at byte " + std::to_string(at_));
    }
    unsigned char byte() {
        if (at_ >= bytes_.size()) fail("its end is missing");
        return static_cast<unsigned char>(bytes_[at_++]);
    }
    std::uint64_t little(int count) {
        std::uint64_t out = 0;
        for (int i = 0; i < count; ++i) out |= std::uint64_t{byte()} << (8 * i);
        return out;
    }
    std::string text(std::uint64_t size) {
        if (size > bytes_.size() - at_) fail("a text longer than the message");
        std::string out(reinterpret_cast<const char*>(bytes_.data() + at_), size);
        at_ += size;
        return out;
    }
    // A value on the stack, and how many containers lie inside each other in it. Counted as it is built: a value that
    // is nested deeply cannot even be destroyed without a deep stack.
    struct Item {
        Plain value;
        int depth = 0;
    };
    void push(Plain value, int depth = 0) { stack_.push_back({std::move(value), depth}); }
    int around(int depth) const {
        if (depth >= most_depth) fail("values nested too deeply");
        return depth + 1;
    }
    Item pop() {
        if (stack_.empty() || (!marks_.empty() && marks_.back() >= stack_.size())) fail("a value is missing");
        Item out = std::move(stack_.back());
        stack_.pop_back();
        return out;
    }
    // What lies above the last mark; depth becomes that of the deepest.
    std::vector<Plain> pop_to_mark(int& depth) {
        if (marks_.empty()) fail("a mark is missing");
        std::vector<Plain> out;
        for (std::size_t i = marks_.back(); i < stack_.size(); ++i) {
            depth = std::max(depth, stack_[i].depth);
            out.push_back(std::move(stack_[i].value));
        }
        stack_.resize(marks_.back());
        marks_.pop_back();
        return out;
    }
    // The container on top, which is about to take something of that depth.
    template <class T>
    T& top(int depth) {
        T* found = stack_.empty() ? nullptr : std::get_if<T>(&stack_.back().value.value);
        if (found == nullptr) fail("items for something that takes none");
        stack_.back().depth = std::max(stack_.back().depth, around(depth));
        return *found;
    }
    void tuple(std::size_t count) {
        PlainTuple out;
        int depth = 0;
        for (std::size_t i = 0; i < count; ++i) {
            Item item = pop();
            depth = std::max(depth, item.depth);
            out.items.insert(out.items.begin(), std::move(item.value));
        }
        push(std::move(out), around(depth));
    }
    void tuple_to_mark() {
        int depth = 0;
        auto items = pop_to_mark(depth);
        push(PlainTuple{std::move(items)}, around(depth));
    }
    void append_to_mark() {
        int depth = 0;
        auto items = pop_to_mark(depth);
        auto& list = top<PlainList>(depth).items;
        list.insert(list.end(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
    }
    void set_items() {
        int depth = 0;
        auto items = pop_to_mark(depth);
        if (items.size() % 2 != 0) fail("a key without a value");
        auto& dict = top<PlainDict>(depth);
        for (std::size_t i = 0; i < items.size(); i += 2)
            dict.items.emplace_back(std::move(items[i]), std::move(items[i + 1]));
    }
    static bool is_container(const Plain& value) {
        return std::holds_alternative<PlainTuple>(value.value) || std::holds_alternative<PlainList>(value.value) ||
               std::holds_alternative<PlainDict>(value.value);
    }
    void count_copy(const Plain& value) {
        if (const auto* text = std::get_if<std::string>(&value.value)) copied_bytes_ += text->size();
        if (const auto* data = std::get_if<PlainBytes>(&value.value)) copied_bytes_ += data->bytes.size();
        if (copied_bytes_ > most_copied_bytes) fail("more repeated than a message can need");
    }
    // Containers are remembered as such only: sharing one would have to be undone by copying it.
    void remember(std::uint64_t index) {
        if (stack_.empty() || memo_.size() > 100'000) fail("nothing to remember");
        const Plain& value = stack_.back().value;
        if (is_container(value)) {
            memo_[index] = std::nullopt;
            return;
        }
        count_copy(value);
        memo_[index] = value;
    }
    void recall(std::uint64_t index) {
        const auto found = memo_.find(index);
        if (found == memo_.end()) fail("a reference to nothing");
        if (!found->second) fail("a shared container");
        count_copy(*found->second);
        push(*found->second);
    }
    std::int64_t long1() {
        const auto size = static_cast<int>(little(1));
        if (size > 8) fail("an int beyond 64 bits");
        std::uint64_t bits = little(size);
        if (size > 0 && size < 8 && (bits >> (8 * size - 1)) != 0) bits |= ~std::uint64_t{0} << (8 * size);
        return static_cast<std::int64_t>(bits);
    }
    static Plain number_of(double number) {
        Plain out;
        out.value = number;
        return out;
    }
    static Plain bytes_of(std::string bytes) {
        Plain out;
        out.value = PlainBytes{std::move(bytes)};
        return out;
    }
    double big_double() {
        std::uint64_t bits = 0;
        for (int i = 0; i < 8; ++i) bits = bits << 8 | byte();
        double out = 0;
        std::memcpy(&out, &bits, 8);
        return out;
    }

    void step(unsigned char code) {
        switch (code) {
            case 0x80:
                little(1);
                break;  // PROTO
            case 0x95:
                little(8);
                break;  // FRAME
            case 0x94:
                remember(memo_.size());
                break;
            case 'q':
                remember(little(1));
                break;
            case 'r':
                remember(little(4));
                break;
            case 'h':
                recall(little(1));
                break;
            case 'j':
                recall(little(4));
                break;
            case '(':
                marks_.push_back(stack_.size());
                break;
            case 'N':
                push(nullptr);
                break;
            case 0x88:
                push(true);
                break;
            case 0x89:
                push(false);
                break;
            case 'K':
                push(static_cast<std::int64_t>(little(1)));
                break;
            case 'M':
                push(static_cast<std::int64_t>(little(2)));
                break;
            case 'J':
                push(std::int64_t{static_cast<std::int32_t>(little(4))});
                break;
            case 0x8a:
                push(long1());
                break;
            case 'G':
                push(number_of(big_double()));
                break;
            case 0x8c:
                push(text(little(1)));
                break;
            case 'X':
                push(text(little(4)));
                break;
            case 'C':
                push(bytes_of(text(little(1))));
                break;
            case 'B':
                push(bytes_of(text(little(4))));
                break;
            case ')':
                tuple(0);
                break;
            case 0x85:
                tuple(1);
                break;
            case 0x86:
                tuple(2);
                break;
            case 0x87:
                tuple(3);
                break;
            case 't':
                tuple_to_mark();
                break;
            case ']':
                push(PlainList{}, 1);
                break;
            case '}':
                push(PlainDict{}, 1);
                break;
            case 'a': {
                Item item = pop();
                top<PlainList>(item.depth).items.push_back(std::move(item.value));
                break;
            }
            case 'e':
                append_to_mark();
                break;
            case 's': {
                Item item = pop();
                Item key = pop();
                top<PlainDict>(std::max(key.depth, item.depth))
                    .items.emplace_back(std::move(key.value), std::move(item.value));
                break;
            }
            case 'u':
                set_items();
                break;
            default:
                fail("an instruction that is more than data (" + std::to_string(code) + ")");
        }
    }

    std::span<const std::byte> bytes_;
    std::size_t at_ = 0;
    std::vector<Item> stack_;
    std::vector<std::size_t> marks_;
    std::unordered_map<std::uint64_t, std::optional<Plain>> memo_;
    std::size_t copied_bytes_ = 0;
};

}  // namespace

Bytes write_plain_pickle(const Plain& value) {
    Bytes out;
    put(out, 0x80);
    put(out, 4);
    Writer(out).write(value);
    put(out, '.');
    return out;
}

Plain read_plain_pickle(std::span<const std::byte> bytes) {
    return Reader(bytes).read();
}

}  // namespace mp::serial
