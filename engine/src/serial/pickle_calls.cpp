// SPDX-License-Identifier: MIT
// What a pickle would call: nothing is. A closed list of callables stands for values and becomes these; all others
// become instances, which remember the call. And the instructions of protocols 0 and 1.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "serial/big_int.h"
#include "serial/pickle_codes.h"
#include "serial/pickle_reader.h"
#include "serial/python_names.h"
#include "serial/text.h"

namespace mp::serial {

using detail::InstanceNode;
using detail::make_node;
using detail::node_of;
using detail::ObjectAccess;
using Kind = Object::Kind;

void PickleReader::instance(InstanceNode::Made made, Object callable, Object args, Object kwargs) {
    if (args.kind() != Kind::tuple) fail("arguments that are no tuple");
    const bool is_global = callable.kind() == Kind::global;
    std::string_view module;
    std::string_view name;
    if (is_global) {
        module = node_of<detail::GlobalNode>(callable).module.text();
        name = node_of<detail::GlobalNode>(callable).name.text();
    }
    const bool exception = is_global && is_exception(module, name);
    if (!limits_.instances && !exception && !compares_by_value(module, name))
        fail("an instance of " + std::string(module) + "." + std::string(name) + ", which is refused here");
    count_object();
    Object out = make_node<InstanceNode>(exception ? Kind::exception : Kind::instance, made, std::move(callable),
                                         std::move(args));
    auto& node = node_of<InstanceNode>(out);
    deepen(node, node.callable);
    deepen(node, node.args);
    deepen(node, kwargs);
    node.kwargs = std::move(kwargs);
    push(std::move(out));
}

void PickleReader::call(Object callable, Object args) {
    if (callable.kind() == Kind::global && args.kind() == Kind::tuple) {
        const auto& named = node_of<detail::GlobalNode>(callable);
        if (call_value(named.module.text(), named.name.text(), args)) return;
    }
    instance(InstanceNode::Made::reduce, std::move(callable), std::move(args));
}

// The callables that only stand for a value. What does not look like CPython's own use of one stays an instance.
bool PickleReader::call_value(std::string_view module, std::string_view name, const Object& args) {
    const auto items = args.items();
    const auto one_list = [&] { return items.size() == 1 && items[0].kind() == Kind::list; };
    if (module == "_codecs" && name == "encode") {
        if (items.size() != 2 || items[0].kind() != Kind::str || items[1].kind() != Kind::str) return false;
        if (items[1].text() != "latin1" && items[1].text() != "latin-1") return false;
        const auto bytes = to_latin1(items[0].text());
        if (!bytes) fail("bytes with characters beyond a byte");
        push_text(Kind::bytes, *bytes);
        return true;
    }
    if (module == "copyreg" && name == "_reconstructor" && items.size() == 3 && items[0].kind() == Kind::global &&
        items[2].is_none()) {  // what protocols 0 and 1 have for a bare instance
        tuple({});
        Object none = pop();
        instance(InstanceNode::Made::newobj, items[0], std::move(none));
        return true;
    }
    if (module != "builtins") return false;
    if (name == "OSError" && items.size() >= 2 && items[0].kind() == Kind::integer) {
        const auto number = detail::take_integer(items[0]);
        const std::string_view what = system_error_name(number ? static_cast<long>(*number) : 0);
        if (what == name) return false;
        count_object();
        instance(InstanceNode::Made::reduce, Object::global(module, what), args);
        return true;
    }
    if (name == "complex" && items.size() == 2) {
        const auto real = detail::take_floating(items[0]);
        const auto imag = detail::take_floating(items[1]);
        if (!real || !imag) return false;
        count_object();
        push(Object::complex(*real, *imag));
    } else if ((name == "set" || name == "frozenset") && one_list()) {
        count_object();
        Object out = name == "set" ? Object::set() : Object::frozenset();
        for (const Object& item : items[0].items()) insert(node_of<detail::TableNode>(out), item, Object());
        push(std::move(out));
    } else if (name == "list" && one_list()) {
        count_object();
        Object out = Object::list();
        std::vector<Object> copies(items[0].items().begin(), items[0].items().end());
        append(out, copies);
        push(std::move(out));
    } else if ((name == "bytes" || name == "bytearray") && items.size() <= 2) {
        const Kind kind = name == "bytes" ? Kind::bytes : Kind::bytearray;
        if (items.empty()) {
            push_text(kind, "");
        } else if (items.size() == 1 && items[0].kind() == Kind::bytes) {
            push_text(kind, items[0].text());
        } else if (items.size() == 2 && items[0].kind() == Kind::str && items[1].kind() == Kind::str &&
                   (items[1].text() == "latin-1" || items[1].text() == "latin1")) {
            const auto bytes = to_latin1(items[0].text());
            if (!bytes) fail("bytes with characters beyond a byte");
            push_text(kind, *bytes);
        } else {
            return false;
        }
    } else {
        return false;
    }
    return true;
}

void PickleReader::build() {
    Object state = pop();
    Object& target = top();
    const Kind kind = target.kind();
    if (kind != Kind::instance && kind != Kind::exception) fail("a state for a " + target.type_name());
    auto& node = node_of<InstanceNode>(target);
    if (node.has_state) fail("a second state for a " + target.type_name());
    changing(target);
    deepen(node, state);
    node.has_state = true;
    node.state = std::move(state);
}

namespace {

// UNICODE's text: Latin-1 with \uXXXX and \UXXXXXXXX.
std::optional<std::string> from_raw_unicode_escape(std::string_view raw) {
    std::string out;
    for (std::size_t at = 0; at < raw.size(); ++at) {
        const bool escape = raw[at] == '\\' && at + 1 < raw.size() && (raw[at + 1] == 'u' || raw[at + 1] == 'U');
        if (!escape) {
            append_code_point(out, static_cast<unsigned char>(raw[at]));
            continue;
        }
        const std::size_t digits = raw[at + 1] == 'u' ? 4 : 8;
        const std::string_view hex = raw.substr(at + 2, digits);
        std::uint32_t code_point = 0;
        const auto end = std::from_chars(hex.data(), hex.data() + hex.size(), code_point, 16);
        if (hex.size() != digits || end.ptr != hex.data() + hex.size() || code_point > 0x10ffff) return std::nullopt;
        append_code_point(out, code_point);
        at += 1 + digits;
    }
    return out;
}

// A Python 2 string literal in quotes.
std::optional<std::string> from_literal(std::string_view quoted) {
    if (quoted.size() < 2 || quoted.front() != quoted.back() || (quoted[0] != '\'' && quoted[0] != '"'))
        return std::nullopt;
    const std::string_view text = quoted.substr(1, quoted.size() - 2);
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\') {
            out += text[at];
            continue;
        }
        if (++at == text.size()) return std::nullopt;
        static constexpr std::string_view letters = "\\'\"ntrabfv";
        static constexpr std::string_view meanings = "\\'\"\n\t\r\a\b\f\v";
        const std::size_t known = letters.find(text[at]);
        if (known != std::string_view::npos) {
            out += meanings[known];
        } else if (text[at] == 'x' && at + 2 < text.size()) {
            unsigned value = 0;
            const auto end = std::from_chars(text.data() + at + 1, text.data() + at + 3, value, 16);
            if (end.ptr != text.data() + at + 3) return std::nullopt;
            out += static_cast<char>(static_cast<unsigned char>(value));
            at += 2;
        } else {
            return std::nullopt;
        }
    }
    return out;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

bool PickleReader::step_old(unsigned char next) {
    switch (next) {
        case code::INT:
        case code::LONG: {
            std::string_view digits = line();
            if (next == code::INT && (digits == "00" || digits == "01")) {
                push(ObjectAccess::boolean(digits == "01"));
                break;
            }
            if (next == code::LONG && digits.ends_with('L')) digits.remove_suffix(1);
            if (digits.size() > 100'000) fail("an int of too many digits");
            const auto bytes = int_from_decimal(digits);
            if (!bytes) fail("an int that is none");
            push_int(*bytes);
            break;
        }
        case code::FLOAT: {
            std::string text(line());
            char* end = nullptr;
            const double value = std::strtod(text.c_str(), &end);
            if (text.empty() || end != text.c_str() + text.size()) fail("a float that is none");
            push(ObjectAccess::floating(value));
            break;
        }
        case code::UNICODE: {
            const auto text = from_raw_unicode_escape(line());
            if (!text) fail("a str with an escape that is none");
            push_text(Kind::str, *text);
            break;
        }
        case code::STRING: {
            const auto text = from_literal(line());
            if (!text || !is_ascii(*text)) fail("a text of Python 2 that is not ASCII");
            push_text(Kind::str, *text);
            break;
        }
        case code::BINSTRING:
        case code::SHORT_BINSTRING: {
            const std::string_view text = take(little(next == code::BINSTRING ? 4 : 1));
            if (!is_ascii(text)) fail("a text of Python 2 that is not ASCII");
            push_text(Kind::str, text);
            break;
        }
        case code::LIST: {
            auto items = pop_to_mark();
            count_object();
            push(Object::list());
            append(top(), items);
            break;
        }
        case code::DICT: {
            auto pairs = pop_to_mark();
            count_object();
            push(Object::dict());
            set_items(top(), pairs);
            break;
        }
        case code::PUT:
            remember(line_number());
            break;
        case code::GET:
            recall(line_number());
            break;
        case code::GLOBAL: {
            const std::string_view module = line();
            const std::string_view name = line();
            if (!is_text(module) || !is_text(name)) fail("a name that is not UTF-8");
            global(Object::str(module), Object::str(name));
            break;
        }
        case code::INST: {
            const std::string_view module = line();
            const std::string_view name = line();
            auto items = pop_to_mark();
            if (!is_text(module) || !is_text(name)) fail("a name that is not UTF-8");
            global(Object::str(module), Object::str(name));
            tuple(std::move(items));
            Object args = pop();
            call(pop(), std::move(args));
            break;
        }
        case code::OBJ: {
            auto items = pop_to_mark();
            if (items.empty()) fail("an object of no class");
            Object callable = items.front();
            items.erase(items.begin());
            tuple(std::move(items));
            call(std::move(callable), pop());
            break;
        }
        default:
            return false;
    }
    return true;
}

}  // namespace mp::serial
