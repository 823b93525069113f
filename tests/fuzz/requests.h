// SPDX-License-Identifier: MIT
#pragma once
// An input as numbers and bytes, and requests that are made of those: each names a function of the server or a method,
// with arguments of every shape.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mp/object.h"
#include "serial/proxy_form.h"

namespace fuzz {

using mp::Object;

constexpr std::uint64_t first_ident = 0x100000000001;  // 100000000001, 100000000002, … in the corpus

// Of the server that is fed: a proxy with it is the server's own.
inline Object server_address;

class Input {
public:
    explicit Input(std::span<const std::byte> bytes) : rest_(bytes) {}
    bool over() const { return rest_.empty(); }
    unsigned byte() {  // 0 at the end
        if (rest_.empty()) return 0;
        const auto out = std::to_integer<unsigned>(rest_.front());
        rest_ = rest_.subspan(1);
        return out;
    }
    unsigned short_number() { return byte() * 256 + byte(); }
    std::span<const std::byte> bytes(std::size_t count) {
        const auto out = rest_.first(std::min(count, rest_.size()));
        rest_ = rest_.subspan(out.size());
        return out;
    }

private:
    std::span<const std::byte> rest_;
};

inline std::string ident(unsigned number) {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%012llx", static_cast<unsigned long long>(first_ident + number));
    return text.data();
}

inline Object request(Object whose, std::string_view name, std::vector<Object> args = {},
                      Object keywords = Object::dict()) {
    return Object::tuple({std::move(whose), name, Object::tuple(std::move(args)), std::move(keywords)});
}
inline Object accept_connection() {
    return request({}, "accept_connection", {"fuzz"});
}
inline Object count_request() {
    return request({}, "number_of_objects");
}

template <std::size_t N>
std::string_view one_of(const std::array<std::string_view, N>& all, unsigned number) {
    return all[number % N];
}

inline constexpr std::array<std::string_view, 17> types{
    "list",  "dict",  "Namespace", "Value",   "Array",    "Queue", "JoinableQueue",   "Lock", "RLock", "Semaphore",
    "Event", "Maths", "Condition", "Barrier", "Iterator", "three", "BoundedSemaphore"};
inline constexpr std::array<std::string_view, 11> functions{
    "create",     "create",   "create",        "incref",          "decref", "get_methods",
    "debug_info", "shutdown", "track_segment", "release_segment", "dummy"};
inline constexpr std::array<std::string_view, 75> methods{"__add__",      "__contains__", "__delitem__",
                                                          "__getitem__",  "__len__",      "__mul__",
                                                          "__reversed__", "__rmul__",     "__setitem__",
                                                          "append",       "count",        "extend",
                                                          "index",        "insert",       "pop",
                                                          "remove",       "reverse",      "sort",
                                                          "__imul__",     "__iter__",     "clear",
                                                          "copy",         "get",          "items",
                                                          "keys",         "popitem",      "setdefault",
                                                          "update",       "values",       "__ior__",
                                                          "__or__",       "__ror__",      "__getattribute__",
                                                          "__setattr__",  "__delattr__",  "set",
                                                          "empty",        "full",         "get_nowait",
                                                          "join",         "put",          "put_nowait",
                                                          "qsize",        "task_done",    "acquire",
                                                          "release",      "locked",       "__enter__",
                                                          "__exit__",     "wait",         "notify",
                                                          "notify_all",   "wait_for",     "is_set",
                                                          "abort",        "reset",        "parties",
                                                          "n_waiting",    "broken",       "add",
                                                          "squares",      "other",        "__next__",
                                                          "send",         "throw",        "close",
                                                          "#GETVALUE",    "__str__",      "__repr__",
                                                          "#OWNER_DIED",  "fromkeys",     "has_key",
                                                          "__iadd__",     "nothing",      ""};

inline Object value(Input& in, int depth = 0) {
    const unsigned word = in.byte();
    const auto some = [&] {
        std::vector<Object> out;
        if (depth < 4)
            for (unsigned left = in.byte() % 4; left > 0; --left) out.push_back(value(in, depth + 1));
        return out;
    };
    switch (word % 20) {
        case 0:
            return {};
        case 1:
            return Object((word & 128U) != 0);
        case 2:
        case 3:
            return Object(static_cast<std::int64_t>(in.byte()) - 128);
        case 4:
            return Object(std::int64_t{1} << in.byte() % 63);
        case 5:
            return Object(INT64_MIN);
        case 6:
            return Object(static_cast<double>(in.byte()) / 64 - 1);
        case 7:
            return Object(in.byte() % 2 != 0 ? __builtin_nan("") : -__builtin_inf());
        case 8:
            return Object(std::string(in.byte() % 8, 'x'));
        case 9:
            return Object(one_of(methods, in.byte()));
        case 10:
            return Object(std::string(1, "bBhHiIlLqQfdcu?"[in.byte() % 15]));
        case 11: {
            const auto bytes = in.bytes(in.byte() % 8);
            return Object(mp::Bytes(bytes.begin(), bytes.end()));
        }
        case 12:
        case 13:
            return Object::tuple(some());
        case 14:
        case 15:
            return Object::list(some());
        case 16: {
            Object out = Object::dict();
            for (const Object& one : some()) {
                if (one.kind() == Object::Kind::integer || one.kind() == Object::Kind::str) out.set_item(one, depth);
            }
            return out;
        }
        case 17:
            return mp::pickle::loads(std::array{std::byte{'c'}, std::byte{'x'}, std::byte{'\n'}, std::byte{'y'},
                                                std::byte{'\n'}, std::byte{'.'}});
        case 18: {
            mp::serial::ProxyForm form;
            form.func = "AutoProxy";
            form.type = one_of(types, word >> 4U);
            form.address = server_address;
            form.id = ident(in.byte() % 8);
            return (word & 64U) != 0 ? mp::serial::token_object(form.type, form.address, form.id)
                                     : mp::serial::proxy_object(form, nullptr);
        }
        default:
            return Object(ident(in.byte() % 8));
    }
}

inline std::vector<Object> arguments(Input& in) {
    std::vector<Object> out;
    for (unsigned left = in.byte() % 4; left > 0; --left) out.push_back(value(in));
    return out;
}

inline Object keywords(Input& in) {
    static constexpr std::array<std::string_view, 8> names{"block", "timeout", "blocking", "n",
                                                           "item",  "reverse", "ident",    "iterable"};
    Object out = Object::dict();
    for (unsigned left = in.byte(); left > 0 && left < 3; --left) out.set_item(one_of(names, in.byte()), value(in));
    return out;
}

// nullopt: it is to be a method's. The choice is the input's.
inline std::optional<Object> control_request(Input& in) {
    const unsigned word = in.byte();
    if (word % 3 != 0) return std::nullopt;
    const std::string_view name = one_of(functions, word / 3);
    std::vector<Object> args;
    if (name == "create") {
        args.emplace_back(one_of(types, in.byte()));
    } else if (name == "incref" || name == "decref") {
        args.emplace_back(ident(in.byte() % 8));
    }
    for (const Object& one : arguments(in)) args.push_back(one);
    return request({}, name, std::move(args), keywords(in));
}

inline Object method_request(Input& in) {
    const std::string whose = ident(in.byte() % 8);
    const std::string_view name = one_of(methods, in.byte());
    std::vector<Object> args = arguments(in);
    return request(whose, name, std::move(args), keywords(in));
}

}  // namespace fuzz
