// SPDX-License-Identifier: MIT
// How instances of Python's own classes print. What they are made of comes from a peer: whatever does not look as it
// should is printed as any unknown instance.
#include <array>
#include <cstdio>
#include <optional>

#include "serial/array_values.h"
#include "serial/big_int.h"
#include "serial/object_node.h"
#include "serial/python_names.h"
#include "serial/repr.h"

namespace mp::serial {

using detail::InstanceNode;
using detail::node_of;
using Kind = Object::Kind;

namespace {

using Fields = std::array<int, 7>;  // year, month, day, hour, minute, second, microsecond

int byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::string padded(int value, int width) {
    std::string out = std::to_string(value);
    if (static_cast<int>(out.size()) < width) out.insert(0, static_cast<std::size_t>(width) - out.size(), '0');
    return out;
}

struct Moment {
    std::string kind;  // date, time, datetime
    Fields fields{};
    bool fold = false;
    std::optional<Object> zone;
};

// The packed bytes that the three classes are pickled as.
std::optional<Moment> moment_of(const InstanceNode& node, std::string_view name) {
    const auto args = node.args.items();
    if (args.empty() || args.size() > 2 || args[0].kind() != Kind::bytes) return std::nullopt;
    std::string bytes(args[0].text());
    Moment out;
    out.kind = name;
    if (args.size() == 2) out.zone = args[1];
    const std::size_t wanted = name == "date" ? 4 : name == "time" ? 6 : 10;
    if (bytes.size() != wanted) return std::nullopt;
    const std::size_t flagged = name == "time" ? 0 : 2;  // the byte whose highest bit is the fold
    if (name != "date") {
        out.fold = (byte_at(bytes, flagged) & 0x80) != 0;
        bytes[flagged] = static_cast<char>(bytes[flagged] & 0x7f);
    }
    std::size_t at = 0;
    if (name != "time") {
        out.fields[0] = byte_at(bytes, 0) << 8 | byte_at(bytes, 1);
        out.fields[1] = byte_at(bytes, 2);
        out.fields[2] = byte_at(bytes, 3);
        at = 4;
    }
    if (name != "date") {
        for (std::size_t i = 0; i < 3; ++i) out.fields[3 + i] = byte_at(bytes, at + i);
        out.fields[6] = byte_at(bytes, at + 3) << 16 | byte_at(bytes, at + 4) << 8 | byte_at(bytes, at + 5);
    }
    return out;
}

void write_moment(ReprWriter& out, const Moment& moment) {
    std::size_t first = moment.kind == "time" ? 3 : 0;
    std::size_t last = 7;
    if (moment.kind == "date") {
        last = 3;
    } else if (moment.fields[6] == 0) {
        last = moment.fields[5] == 0 ? 5 : 6;
    }
    std::string text = "datetime." + moment.kind + "(";
    for (std::size_t i = first; i < last; ++i) text += (i == first ? "" : ", ") + std::to_string(moment.fields[i]);
    if (moment.fold) text += ", fold=1";
    out.text(text);
    if (moment.zone) {
        out.text(", tzinfo=");
        out.write(*moment.zone);
    }
    out.text(")");
}

struct Span {
    std::int64_t days = 0;
    std::int64_t seconds = 0;
    std::int64_t microseconds = 0;
};

std::optional<Span> span_of(const Object& object) {
    if (object.kind() != Kind::instance) return std::nullopt;
    const auto& node = node_of<InstanceNode>(object);
    const auto [module, name] = detail::callable_name(node);
    if (module != "datetime" || name != "timedelta" || node.args.kind() != Kind::tuple) return std::nullopt;
    const auto args = node.args.items();
    if (args.size() != 3) return std::nullopt;
    for (const Object& arg : args)
        if (arg.kind() != Kind::integer || detail::ObjectAccess::node(arg) != nullptr) return std::nullopt;
    return Span{args[0].as<std::int64_t>(), args[1].as<std::int64_t>(), args[2].as<std::int64_t>()};
}

std::string span_repr(const Span& span) {
    std::string inside;
    const auto add = [&](const char* name, std::int64_t value) {
        if (value != 0) inside += (inside.empty() ? "" : ", ") + std::string(name) + "=" + std::to_string(value);
    };
    add("days", span.days);
    add("seconds", span.seconds);
    add("microseconds", span.microseconds);
    return "datetime.timedelta(" + (inside.empty() ? "0" : inside) + ")";
}

std::string span_str(const Span& span) {
    std::string out;
    if (span.days != 0) out = std::to_string(span.days) + (span.days == 1 || span.days == -1 ? " day, " : " days, ");
    const auto seconds = static_cast<int>(span.seconds % 86400);
    out += std::to_string(seconds / 3600) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2);
    if (span.microseconds != 0) out += "." + padded(static_cast<int>(span.microseconds % 1'000'000), 6);
    return out;
}

std::string clock_str(const Fields& fields) {
    std::string out = padded(fields[3], 2) + ":" + padded(fields[4], 2) + ":" + padded(fields[5], 2);
    if (fields[6] != 0) out += "." + padded(fields[6], 6);
    return out;
}

std::string date_str(const Fields& fields) {
    return padded(fields[0], 4) + "-" + padded(fields[1], 2) + "-" + padded(fields[2], 2);
}

// "+01:00" of a datetime.timezone; "" where it cannot be told.
std::string offset_str(const Object& zone) {
    if (zone.kind() != Kind::instance) return "";
    const auto& node = node_of<InstanceNode>(zone);
    if (detail::callable_name(node) != PythonName("datetime", "timezone") || node.args.kind() != Kind::tuple ||
        node.args.size() == 0)
        return "";
    const auto span = span_of(node.args.items()[0]);
    if (!span || span->days < -1 || span->days > 0) return "";
    std::int64_t seconds = span->days * 86400 + span->seconds;
    std::string out = seconds < 0 ? "-" : "+";
    if (seconds < 0) seconds = -seconds;
    const auto whole = static_cast<int>(seconds % 86400);
    out += padded(whole / 3600, 2) + ":" + padded(whole / 60 % 60, 2);
    if (whole % 60 != 0) out += ":" + padded(whole % 60, 2);
    return out;
}

std::optional<std::string> uuid_text(const InstanceNode& node) {
    if (node.state.kind() != Kind::dict || !node.state.contains("int")) return std::nullopt;
    const Object number = node.state["int"];
    if (number.kind() != Kind::integer) return std::nullopt;
    std::string bytes = detail::ObjectAccess::node(number) != nullptr
                            ? node_of<detail::TextNode>(number).text
                            : int_bytes(detail::ObjectAccess::integer_of(number));
    if (is_negative(bytes) || bytes.size() > 17) return std::nullopt;
    bytes.resize(16, '\0');
    std::string out;
    for (std::size_t i = 16; i-- > 0;) {
        char pair[3];
        std::snprintf(pair, sizeof pair, "%02x", static_cast<unsigned>(static_cast<unsigned char>(bytes[i])));
        out += pair;
        if (i == 12 || i == 10 || i == 8 || i == 6) out += '-';
    }
    return out;
}

bool write_array(ReprWriter& out, const InstanceNode& node) {
    const auto array = array_values(node);
    if (!array) return false;
    out.text("array(");
    out.write(array->code);
    for (std::size_t i = 0; i < array->size; ++i) {
        out.text(i == 0 ? ", [" : ", ");
        out.write((*array)[i]);
    }
    out.text(array->size == 0 ? ")" : "])");
    return true;
}

void write_pairs(ReprWriter& out, std::span<const std::pair<Object, Object>> pairs, std::string_view between) {
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (i != 0) out.text(", ");
        if (between == ", ") out.text("(");
        out.write(pairs[i].first);
        out.text(between);
        out.write(pairs[i].second);
        if (between == ", ") out.text(")");
    }
}

bool write_collection(ReprWriter& out, std::string_view name, const InstanceNode& node) {
    const auto args = node.args.items();
    if (name == "OrderedDict") {
        out.text(node.entries.empty() ? "OrderedDict(" : "OrderedDict([");
        write_pairs(out, node.entries, ", ");
        out.text(node.entries.empty() ? ")" : "])");
    } else if (name == "defaultdict") {
        out.text("defaultdict(");
        out.write(args.empty() ? Object() : args[0]);
        out.text(", {");
        write_pairs(out, node.entries, ": ");
        out.text("})");
    } else if (name == "deque") {
        out.text("deque([");
        out.items(node.appended);
        out.text("]");
        if (args.size() == 2 && !args[1].is_none()) {
            out.text(", maxlen=");
            out.write(args[1]);
        }
        out.text(")");
    } else if (name == "Counter") {
        out.text("Counter(");
        if (!args.empty() && args[0].truthy()) out.write(args[0]);
        out.text(")");
    } else {
        return false;
    }
    return true;
}

bool write_namespace(ReprWriter& out, const InstanceNode& node) {
    if (node.has_state && node.state.kind() != Kind::dict) return false;
    out.text("namespace(");
    bool first = true;
    for (const auto& [key, value] : node.has_state ? node.state.entries() : std::vector<std::pair<Object, Object>>{}) {
        if (!std::exchange(first, false)) out.text(", ");
        out.text(str(key) + "=");
        out.write(value);
    }
    out.text(")");
    return true;
}

std::string path_text(std::span<const Object> args) {
    std::string out;
    for (const Object& part : args) {
        if (part.kind() != Kind::str) return "";
        if (!out.empty() && out.back() != '/') out += '/';
        out.append(part.text());
    }
    return out.empty() ? "." : out;
}

}  // namespace

bool write_known_instance(ReprWriter& out, const Object& instance) {
    const auto& node = node_of<InstanceNode>(instance);
    if (node.args.kind() != Kind::tuple) return false;
    const auto [module, name] = detail::callable_name(node);
    const auto args = node.args.items();
    if (module == "datetime") {
        if (name == "timedelta") {
            const auto span = span_of(instance);
            if (span) out.text(span_repr(*span));
            return span.has_value();
        }
        if (name == "timezone") {
            const bool utc =
                args.size() == 1 && span_of(args[0]) && span_repr(*span_of(args[0])) == "datetime.timedelta(0)";
            out.text(utc ? "datetime.timezone.utc" : "datetime.timezone(");
            if (utc) return true;
            out.items(args);
            out.text(")");
            return true;
        }
        if (name != "date" && name != "time" && name != "datetime") return false;
        const auto moment = moment_of(node, name);
        if (moment) write_moment(out, *moment);
        return moment.has_value();
    }
    if ((module == "decimal" && name == "Decimal") || (module == "builtins" && (name == "slice" || name == "range"))) {
        if (name == "range" && args.size() == 3 && args[2] == Object(1)) {
            out.text("range(");
            out.items(args.first(2));
        } else {
            out.text(std::string(name) + "(");
            out.items(args);
        }
        out.text(")");
        return true;
    }
    if (module == "fractions" && name == "Fraction") {
        // Before 3.11 it was made from "1/3".
        std::string text;
        if (args.size() == 1 && args[0].kind() == Kind::str) text = args[0].text();
        const std::size_t bar = text.find('/');
        out.text("Fraction(");
        if (text.empty()) {
            out.items(args);
        } else {
            out.text(text.substr(0, bar) + ", " + (bar == std::string::npos ? "1" : text.substr(bar + 1)));
        }
        out.text(")");
        return true;
    }
    if (module == "uuid" && name == "UUID") {
        const auto text = uuid_text(node);
        if (text) out.text("UUID('" + *text + "')");
        return text.has_value();
    }
    if (module == "array") return write_array(out, node);
    if (module == "collections") return write_collection(out, name, node);
    if (module == "types" && name == "SimpleNamespace") return write_namespace(out, node);
    if (module == "pathlib" || module == "pathlib._local") {
        const std::string path = path_text(args);
        if (path.empty() || name.find("Path") == std::string_view::npos) return false;
        out.text(std::string(name) + "(");
        out.write(Object::str(path));
        out.text(")");
        return true;
    }
    return false;
}

bool known_instance_as_str(const Object& instance, std::string& out) {
    const auto& node = node_of<InstanceNode>(instance);
    if (node.args.kind() != Kind::tuple) return false;
    const auto [module, name] = detail::callable_name(node);
    const auto args = node.args.items();
    if (module == "datetime") {
        if (const auto span = span_of(instance)) {
            out = span_str(*span);
            return true;
        }
        if (name == "timezone") {
            const bool named = args.size() == 2 && args[1].kind() == Kind::str;
            const std::string offset = offset_str(instance);
            out = named ? str(args[1]) : "UTC" + (offset == "+00:00" ? "" : offset);
            return true;
        }
        if (name != "date" && name != "time" && name != "datetime") return false;
        const auto moment = moment_of(node, name);
        if (!moment) return false;
        if (name != "time") out = date_str(moment->fields);
        if (name == "datetime") out += ' ';
        if (name != "date") out += clock_str(moment->fields);
        if (moment->zone) out += offset_str(*moment->zone);
        return true;
    }
    if (module == "decimal" && name == "Decimal" && args.size() == 1 && args[0].kind() == Kind::str) {
        out = args[0].text();
        return true;
    }
    if (module == "fractions" && name == "Fraction") {
        if (args.size() == 1 && args[0].kind() == Kind::str) {
            out = args[0].text();
        } else if (args.size() == 2) {
            out = str(args[0]) + (args[1] == Object(1) ? "" : "/" + str(args[1]));
        }
        return !out.empty();
    }
    if (module == "uuid" && name == "UUID") {
        const auto text = uuid_text(node);
        if (text) out = *text;
        return text.has_value();
    }
    if ((module == "pathlib" || module == "pathlib._local") && name.find("Path") != std::string_view::npos) {
        out = path_text(args);
        return !out.empty();
    }
    return false;
}

}  // namespace mp::serial
