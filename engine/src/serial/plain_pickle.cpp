// SPDX-License-Identifier: MIT
#include "serial/plain_pickle.h"

#include <cstring>
#include <limits>
#include <unordered_map>

namespace mp::serial {

namespace {

constexpr int most_depth = 100;

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
        check_depth(stack_.front(), 0);
        return std::move(stack_.front());
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
    Plain pop() {
        if (stack_.empty() || (!marks_.empty() && marks_.back() >= stack_.size())) fail("a value is missing");
        Plain out = std::move(stack_.back());
        stack_.pop_back();
        return out;
    }
    std::vector<Plain> pop_to_mark() {
        if (marks_.empty()) fail("a mark is missing");
        const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
        marks_.pop_back();
        std::vector<Plain> out(std::make_move_iterator(first), std::make_move_iterator(stack_.end()));
        stack_.erase(first, stack_.end());
        return out;
    }
    template <class T>
    T& top() {
        T* found = stack_.empty() ? nullptr : std::get_if<T>(&stack_.back().value);
        if (found == nullptr) fail("items for something that takes none");
        return *found;
    }
    void tuple(std::size_t count) {
        PlainTuple out;
        for (std::size_t i = 0; i < count; ++i) out.items.insert(out.items.begin(), pop());
        stack_.emplace_back(std::move(out));
    }
    void set_items(std::vector<Plain> items) {
        if (items.size() % 2 != 0) fail("a key without a value");
        auto& dict = top<PlainDict>();
        for (std::size_t i = 0; i < items.size(); i += 2)
            dict.items.emplace_back(std::move(items[i]), std::move(items[i + 1]));
    }
    void remember(std::uint64_t index) {
        if (stack_.empty() || memo_.size() > 100'000) fail("nothing to remember");
        memo_[index] = stack_.back();
    }
    void recall(std::uint64_t index) {
        const auto found = memo_.find(index);
        if (found == memo_.end()) fail("a reference to nothing");
        // Sharing is undone by copying, so what could be copied without end is kept to small values.
        if (std::holds_alternative<PlainTuple>(found->second.value) ||
            std::holds_alternative<PlainList>(found->second.value) ||
            std::holds_alternative<PlainDict>(found->second.value))
            fail("a shared container");
        stack_.push_back(found->second);
    }
    std::int64_t long1() {
        const auto size = static_cast<int>(little(1));
        if (size > 8) fail("an int beyond 64 bits");
        std::uint64_t bits = little(size);
        if (size > 0 && size < 8 && (bits >> (8 * size - 1)) != 0) bits |= ~std::uint64_t{0} << (8 * size);
        return static_cast<std::int64_t>(bits);
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
                stack_.emplace_back(nullptr);
                break;
            case 0x88:
                stack_.emplace_back(true);
                break;
            case 0x89:
                stack_.emplace_back(false);
                break;
            case 'K':
                stack_.emplace_back(static_cast<std::int64_t>(little(1)));
                break;
            case 'M':
                stack_.emplace_back(static_cast<std::int64_t>(little(2)));
                break;
            case 'J':
                stack_.emplace_back(std::int64_t{static_cast<std::int32_t>(little(4))});
                break;
            case 0x8a:
                stack_.emplace_back(long1());
                break;
            case 'G':
                stack_.emplace_back().value = big_double();
                break;
            case 0x8c:
                stack_.emplace_back(text(little(1)));
                break;
            case 'X':
                stack_.emplace_back(text(little(4)));
                break;
            case 'C':
                stack_.emplace_back().value = PlainBytes{text(little(1))};
                break;
            case 'B':
                stack_.emplace_back().value = PlainBytes{text(little(4))};
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
                stack_.emplace_back(PlainTuple{pop_to_mark()});
                break;
            case ']':
                stack_.emplace_back(PlainList{});
                break;
            case '}':
                stack_.emplace_back(PlainDict{});
                break;
            case 'a': {
                Plain item = pop();
                top<PlainList>().items.push_back(std::move(item));
                break;
            }
            case 'e': {
                auto items = pop_to_mark();
                auto& list = top<PlainList>().items;
                list.insert(list.end(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
                break;
            }
            case 's': {
                Plain item = pop();
                Plain key = pop();
                top<PlainDict>().items.emplace_back(std::move(key), std::move(item));
                break;
            }
            case 'u':
                set_items(pop_to_mark());
                break;
            default:
                fail("an instruction that is more than data (" + std::to_string(code) + ")");
        }
    }

    void check_depth(const Plain& value, int depth) const {
        if (depth > most_depth) fail("values nested too deeply");
        if (const auto* tuple = std::get_if<PlainTuple>(&value.value)) {
            for (const Plain& item : tuple->items) check_depth(item, depth + 1);
        } else if (const auto* list = std::get_if<PlainList>(&value.value)) {
            for (const Plain& item : list->items) check_depth(item, depth + 1);
        } else if (const auto* dict = std::get_if<PlainDict>(&value.value)) {
            for (const auto& [key, item] : dict->items) {
                check_depth(key, depth + 1);
                check_depth(item, depth + 1);
            }
        }
    }

    std::span<const std::byte> bytes_;
    std::size_t at_ = 0;
    std::vector<Plain> stack_;
    std::vector<std::size_t> marks_;
    std::unordered_map<std::uint64_t, Plain> memo_;
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
