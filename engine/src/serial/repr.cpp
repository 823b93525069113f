// SPDX-License-Identifier: MIT
#include "serial/repr.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <ostream>

#include "serial/big_int.h"
#include "serial/object_node.h"
#include "serial/proxy_form.h"
#include "serial/python_names.h"
#include "serial/text.h"

namespace mp::serial {

using detail::node_of;
using detail::ObjectAccess;
using Kind = Object::Kind;

namespace {

constexpr std::size_t most_levels = 1000;
constexpr std::size_t most_digits = 4300;  // Python's own limit for printing an int

// As CPython's format 'r', without the ".0".
std::string shortest(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    char buffer[64];
    const auto end = std::to_chars(std::begin(buffer), std::end(buffer), value, std::chars_format::scientific);
    std::string_view text(buffer, static_cast<std::size_t>(end.ptr - buffer));
    std::string out;
    if (text.starts_with('-')) {
        out = "-";
        text.remove_prefix(1);
    }
    const std::size_t e = text.find('e');
    int exponent = 0;
    std::string_view power = text.substr(e + 1);
    if (power.starts_with('+')) power.remove_prefix(1);
    std::from_chars(power.data(), power.data() + power.size(), exponent);
    std::string digits(1, text[0]);
    if (e > 2) digits.append(text.substr(2, e - 2));
    const auto count = static_cast<int>(digits.size());
    if (exponent < -4 || exponent >= 16) {
        out += digits[0];
        if (count > 1) out.append(".").append(digits, 1);
        const std::string number = std::to_string(std::abs(exponent));
        return out + (exponent < 0 ? "e-" : "e+") + (number.size() < 2 ? "0" : "") + number;
    }
    if (exponent < 0) return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    if (count <= exponent + 1) return out + digits + std::string(static_cast<std::size_t>(exponent + 1 - count), '0');
    const auto whole = static_cast<std::size_t>(exponent + 1);
    return out + digits.substr(0, whole) + "." + digits.substr(whole);
}

void append_hex(std::string& out, char letter, char32_t value, int digits) {
    static constexpr std::string_view hex = "0123456789abcdef";
    out += '\\';
    out += letter;
    for (int i = digits - 1; i >= 0; --i) out += hex[(value >> (4U * static_cast<unsigned>(i))) & 0xfU];
}

char quote_for(std::string_view text) {
    return text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"' : '\'';
}

// The escapes that str and bytes share; false for what is none of them.
bool append_escaped(std::string& out, char32_t code, char quote) {
    switch (code) {
        case '\\':
            out += "\\\\";
            return true;
        case '\n':
            out += "\\n";
            return true;
        case '\r':
            out += "\\r";
            return true;
        case '\t':
            out += "\\t";
            return true;
        default:
            if (code != static_cast<unsigned char>(quote)) return false;
            out += '\\';
            out += quote;
            return true;
    }
}

}  // namespace

std::string repr_of_double(double value) {
    std::string out = shortest(value);
    if (std::isfinite(value) && out.find_first_of(".e") == std::string::npos) out += ".0";
    return out;
}

std::string repr_of_complex(double real, double imag) {
    const std::string imaginary = shortest(imag);
    if (real == 0 && !std::signbit(real)) return imaginary + "j";
    const bool has_sign = imaginary[0] == '-';
    return "(" + shortest(real) + (has_sign ? "" : "+") + imaginary + "j)";
}

void append_repr_of_str(std::string& out, std::string_view text) {
    const char quote = quote_for(text);
    out += quote;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t code = next_code_point(text, at);
        if (append_escaped(out, code, quote)) continue;
        if (is_printable(code)) {
            out.append(text.substr(begin, at - begin));
        } else if (code < 0x100) {
            append_hex(out, 'x', code, 2);
        } else if (code < 0x10000) {
            append_hex(out, 'u', code, 4);
        } else {
            append_hex(out, 'U', code, 8);
        }
    }
    out += quote;
}

void append_repr_of_bytes(std::string& out, std::string_view bytes) {
    const char quote = quote_for(bytes);
    out += 'b';
    out += quote;
    for (const char byte : bytes) {
        const auto code = static_cast<unsigned char>(byte);
        if (append_escaped(out, code, quote)) continue;
        if (code >= 0x20 && code < 0x7f) {
            out += byte;
        } else {
            append_hex(out, 'x', code, 2);
        }
    }
    out += quote;
}

void ReprWriter::check() const {
    if (out_.size() > limit_)
        throw MemoryError("a text of more than " + std::to_string(limit_) + " bytes: too long to print");
}

void ReprWriter::text(std::string_view part) {
    out_.append(part);
    check();
}

void ReprWriter::items(std::span<const Object> items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i != 0) out_ += ", ";
        write(items[i]);
    }
}

void ReprWriter::write(const Object& object) {
    switch (object.kind()) {
        case Kind::none:
            out_ += "None";
            break;
        case Kind::boolean:
            out_ += ObjectAccess::boolean_of(object) ? "True" : "False";
            break;
        case Kind::integer:
            if (ObjectAccess::node(object) == nullptr) {
                out_ += std::to_string(ObjectAccess::integer_of(object));
            } else {
                const std::string& bytes = node_of<detail::TextNode>(object).text;
                // 3 bits and a bit a digit
                const bool printable = bytes.size() * 8 * 3 / 10 < most_digits;
                out_ += printable ? int_to_decimal(bytes) : int_to_hex(bytes);
            }
            break;
        case Kind::floating:
            out_ += repr_of_double(ObjectAccess::floating_of(object));
            break;
        case Kind::complex:
            out_ +=
                repr_of_complex(node_of<detail::ComplexNode>(object).real, node_of<detail::ComplexNode>(object).imag);
            break;
        case Kind::str:
            append_repr_of_str(out_, object.text());
            break;
        case Kind::bytes:
            append_repr_of_bytes(out_, object.text());
            break;
        case Kind::bytearray:
            out_ += "bytearray(";
            append_repr_of_bytes(out_, object.text());
            out_ += ')';
            break;
        default:
            write_node(object);
            break;
    }
    check();
}

void ReprWriter::write_node(const Object& object) {
    const detail::ObjectNode* node = ObjectAccess::node(object);
    if (around_.size() >= most_levels) {
        out_ += "...";
        return;
    }
    const bool inside_itself = std::find(around_.begin(), around_.end(), node) != around_.end();
    const Kind kind = object.kind();
    if (inside_itself) {
        switch (kind) {
            case Kind::list:
                out_ += "[...]";
                break;
            case Kind::tuple:
                out_ += "(...)";
                break;
            case Kind::dict:
                out_ += "{...}";
                break;
            default:
                out_ += object.type_name() + "(...)";
                break;
        }
        return;
    }
    around_.push_back(node);
    if (kind == Kind::list || kind == Kind::tuple) {
        const auto content = object.items();
        out_ += kind == Kind::list ? '[' : '(';
        items(content);
        if (kind == Kind::tuple && content.size() == 1) out_ += ',';
        out_ += kind == Kind::list ? ']' : ')';
    } else if (kind == Kind::global) {
        const std::string module = object.module();
        out_ += "<class '";
        if (module != "builtins") out_ += module + ".";
        out_.append(node_of<detail::GlobalNode>(object).name.text()).append("'>");
    } else if (kind == Kind::exception || kind == Kind::instance) {
        write_instance(object);
    } else {
        write_table(object);
    }
    around_.pop_back();
}

void ReprWriter::write_table(const Object& object) {
    const Kind kind = object.kind();
    const auto& table = node_of<detail::TableNode>(object).table;
    if (table.size() == 0) {
        out_ += kind == Kind::dict ? "{}" : kind == Kind::set ? "set()" : "frozenset()";
        return;
    }
    out_ += kind == Kind::frozenset ? "frozenset({" : "{";
    bool first = true;
    for (const auto& entry : table.entries()) {
        if (!entry.live) continue;
        if (!std::exchange(first, false)) out_ += ", ";
        write(entry.key);
        if (kind != Kind::dict) continue;
        out_ += ": ";
        write(entry.value);
    }
    out_ += kind == Kind::frozenset ? "})" : "}";
}

void ReprWriter::write_instance(const Object& object) {
    const auto& node = node_of<detail::InstanceNode>(object);
    const bool has_items = node.args.kind() == Kind::tuple;
    if (node.kind == Kind::exception && has_items) {
        const auto [in, what] = detail::callable_name(node);
        auto args = node.args.items();
        if (args.size() > 2 && args.size() <= 5 && is_system_error(in, what)) args = args.first(2);  // files are apart
        text(object.type_name() + "(");
        items(args);
        text(")");
        return;
    }
    if (node.kind == Kind::instance && write_known_instance(*this, object)) return;
    if (const auto proxy = read_proxy(object)) {
        char place[32];
        std::snprintf(place, sizeof place, "%p", static_cast<const void*>(&node));
        text("<" + proxy_class(*proxy) + " object, typeid '" + proxy->type + "' at " + place + ">");
        return;
    }
    const auto [module, name] = detail::callable_name(node);
    text("<");
    if (name.empty()) {
        text("object made by ");
        write(node.callable);
    } else {
        text(std::string(module) + "." + std::string(name) + " object");
    }
    if (has_items && !node.args.items().empty()) {
        text(" ");
        write(node.args);
    }
    if (node.has_state) {
        text(" ");
        write(node.state);
    }
    text(">");
}

namespace {

// Of UnicodeDecodeError(encoding, object, start, end, reason).
std::string decode_error_text(const Object& args) {
    const auto start = detail::take_integer(args[2]);
    const auto end = detail::take_integer(args[3]);
    if (args[0].kind() != Kind::str || args[1].kind() != Kind::bytes || args[4].kind() != Kind::str || !start || !end)
        return repr(args);
    std::string out = "'" + str(args[0]) + "' codec can't decode byte";
    const auto size = static_cast<std::int64_t>(args[1].size());
    if (*start >= 0 && *start < size && *end == *start + 1) {
        const Object bytes = args[1];
        out += " 0x";
        std::string hex;
        append_hex(hex, 'x', static_cast<unsigned char>(bytes.text()[static_cast<std::size_t>(*start)]), 2);
        out += hex.substr(2) + " in position " + std::to_string(*start);
    } else {
        out += "s in position " + std::to_string(*start) + "-" + std::to_string(*end - 1);
    }
    return out + ": " + str(args[4]);
}

}  // namespace

std::string repr_beginning(const Object& object, std::size_t bytes) {
    ReprWriter writer(bytes);
    try {
        writer.write(object);
    } catch (const MemoryError&) {
        // What there is by now is what was asked for.
    }
    return writer.take();
}

}  // namespace mp::serial

namespace mp {

std::string repr(const Object& object, std::size_t limit) {
    serial::ReprWriter writer(limit);
    writer.write(object);
    return writer.take();
}

namespace {

// Of a value inside an exception or on its own; nobody is asked for it.
std::string own_str(const Object& object) {
    if (object.kind() == Object::Kind::str) return std::string(object.text());
    std::string out;
    if (object.kind() == Object::Kind::instance && serial::known_instance_as_str(object, out)) return out;
    if (object.kind() != Object::Kind::exception) return repr(object);
    const Object args = object.args();
    const std::string name = object.type_name();
    if (args.kind() != Object::Kind::tuple || args.size() == 0) return "";
    if (args.size() == 1) return name == "KeyError" ? repr(args[0]) : own_str(args[0]);
    if (name == "UnicodeDecodeError" && args.size() == 5) return serial::decode_error_text(args);
    const bool system = serial::is_system_error(object.module(), name) && args.size() <= 5;
    if (!system) return repr(args);
    out = "[Errno " + own_str(args[0]) + "] " + own_str(args[1]);
    if (args.size() >= 3 && !args[2].is_none()) out += ": " + repr(args[2]);
    if (args.size() == 5) out += " -> " + repr(args[4]);
    return out;
}

}  // namespace

std::string str(const Object& object) {
    if (auto text = serial::proxy_text(object)) return std::move(*text);
    return own_str(object);
}

std::string Object::brief() const {
    return serial::repr_beginning(*this, 100);
}

std::ostream& operator<<(std::ostream& out, const Object& object) {
    return out << str(object);
}
std::ostream& operator<<(std::ostream& out, const ObjectItem& item) {
    return out << item.get();
}

}  // namespace mp
