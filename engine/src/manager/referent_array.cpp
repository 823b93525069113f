// SPDX-License-Identifier: MIT
// Array: Python's array.array.
#include <algorithm>
#include <cstring>
#include <limits>

#include "manager/referent.h"
#include "manager/slices.h"

namespace mp::manager {

using Kind = Object::Kind;

namespace {

// One item as the machine has it. Throws OverflowError, TypeError.
template <class T>
void put(std::string& raw, const Object& value) {
    T item{};
    if constexpr (std::is_floating_point_v<T>) {
        item = value.as<T>();
    } else {
        if (!detail::is_integer(value))
            raise("TypeError", {"'" + value.type_name() + "' object cannot be interpreted as an integer"});
        try {
            item = value.as<T>();
        } catch (const OverflowError&) {
            raise("OverflowError", {"the value does not fit the array's type code"});
        }
    }
    char bytes[sizeof item];
    std::memcpy(bytes, &item, sizeof item);
    raw.append(bytes, sizeof item);
}
template <class T>
Object get(const char* at) {
    T item{};
    std::memcpy(&item, at, sizeof item);
    return Object(item);
}

struct Code {
    char letter;
    std::size_t size;
    void (*put)(std::string&, const Object&);
    Object (*get)(const char*);
};
template <class T>
constexpr Code code(char letter) {
    return {letter, sizeof(T), put<T>, get<T>};
}
constexpr Code codes[] = {
    code<signed char>('b'), code<unsigned char>('B'),      code<short>('h'), code<unsigned short>('H'),
    code<int>('i'),         code<unsigned int>('I'),       code<long>('l'),  code<unsigned long>('L'),
    code<long long>('q'),   code<unsigned long long>('Q'), code<float>('f'), code<double>('d')};

class Array final : public Referent {
public:
    Array(const Code& of, const std::vector<Object>& items) : code_(of) {
        for (const Object& item : items) code_.put(raw_, item);
    }
    const std::vector<std::string>& exposed() const override {
        static const std::vector<std::string> names{"__len__", "__getitem__", "__setitem__"};
        return names;
    }
    Object value() override { return part(raw_); }
    std::string repr() override { return text_of(value()); }

    void call(const RequestPtr& request) override {
        const auto length = static_cast<std::int64_t>(raw_.size() / code_.size);
        if (request->method == "__len__") {
            request->give(length);
            return;
        }
        const Object key = request->need(0, "key");
        const bool setting = request->method == "__setitem__";
        if (is_slice(key)) {
            const Places places = places_of(key, length);
            if (setting) set(places, request->need(1, "value"));
            request->give(setting ? Object() : slice(places));
            return;
        }
        const auto number = detail::take_integer(key);
        if (!number) raise("TypeError", {"array indices must be integers"});
        const std::int64_t at = *number < 0 ? *number + length : *number;
        if (at < 0 || at >= length)
            raise("IndexError", {setting ? "array assignment index out of range" : "array index out of range"});
        char* place = raw_.data() + static_cast<std::size_t>(at) * code_.size;
        if (!setting) {
            request->give(code_.get(place));
            return;
        }
        std::string bytes;
        code_.put(bytes, request->need(1, "value"));
        std::memcpy(place, bytes.data(), bytes.size());
        request->give({});
    }

private:
    Object part(std::string_view raw) const {
        return Object::instance("array", "array", {Object::str({&code_.letter, 1}), Object::bytes(raw)});
    }
    Object slice(const Places& places) const {
        std::string out;
        for (std::int64_t i = 0; i < places.count; ++i)
            out.append(raw_, static_cast<std::size_t>(places.at(i)) * code_.size, code_.size);
        return part(out);
    }
    // Of another array, with the same type code.
    void set(const Places& places, const Object& value) {
        const bool array = value.kind() == Kind::instance && value.type_name() == "array" && value.args().size() == 2;
        if (!array) raise("TypeError", {"can only assign array (not \"" + value.type_name() + "\") to array slice"});
        const Object letter = value.args().items()[0];
        const Object bytes = value.args().items()[1];
        if (letter.kind() != Kind::str || letter.text() != std::string_view(&code_.letter, 1) ||
            bytes.kind() != Kind::bytes || bytes.size() % code_.size != 0)
            raise("TypeError", {"bad argument type for built-in operation"});
        const std::string_view raw = bytes.text();
        const auto size = static_cast<std::int64_t>(raw.size() / code_.size);
        if (places.step == 1) {
            raw_.replace(static_cast<std::size_t>(places.start) * code_.size,
                         static_cast<std::size_t>(places.count) * code_.size, raw);
            return;
        }
        if (size != places.count)
            raise("ValueError", {"attempt to assign array of size " + std::to_string(size) +
                                 " to extended slice of size " + std::to_string(places.count)});
        for (std::int64_t i = 0; i < size; ++i)
            raw_.replace(static_cast<std::size_t>(places.at(i)) * code_.size, code_.size,
                         raw.substr(static_cast<std::size_t>(i) * code_.size, code_.size));
    }

    Code code_;
    std::string raw_;
};

}  // namespace

std::shared_ptr<Referent> make_array(const Request& with) {
    const auto letter = with.need(0, "typecode").as<std::string>();
    const Object items = with.need(1, "sequence");
    const auto* found = std::find_if(std::begin(codes), std::end(codes),
                                     [&](const Code& one) { return letter.size() == 1 && one.letter == letter[0]; });
    if (found == std::end(codes))
        raise("ValueError", {"bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)"});
    return std::make_shared<Array>(*found, items_of(items));
}

}  // namespace mp::manager
