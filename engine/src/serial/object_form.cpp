// SPDX-License-Identifier: MIT
#include <cmath>
#include <ratio>

#include "mp/object.h"
#include "serial/big_int.h"
#include "serial/object_node.h"
#include "serial/text.h"

namespace mp::detail {

using Kind = Object::Kind;
using std::chrono::microseconds;
using std::chrono::nanoseconds;
using std::chrono::sys_days;
using std::chrono::sys_time;

namespace {

constexpr int most_form_levels = 500;
thread_local int levels_taken = 0;

std::string shown(const Object& object) {
    std::string text;
    try {
        text = repr(object, 4096);
    } catch (const MemoryError&) {
        return "a long " + object.type_name();
    }
    if (text.size() > 60) {
        std::size_t cut = 57;
        while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0U) == 0x80U) --cut;
        text = text.substr(0, cut) + "...";
    }
    return text + " (" + object.type_name() + ")";
}

bool is_instance_of(const Object& object, std::string_view module, std::string_view name) {
    if (object.kind() != Kind::instance || object.args().kind() != Kind::tuple) return false;
    return callable_name(node_of<InstanceNode>(object)) == std::pair(module, name);
}

Object instance_of(const char* module, const char* name, std::vector<Object> args) {
    return Object::instance(module, name, std::move(args));
}

std::string date_bytes(std::chrono::year_month_day date) {
    const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
    return {static_cast<char>(year >> 8U), static_cast<char>(year & 0xffU),
            static_cast<char>(static_cast<unsigned>(date.month())),
            static_cast<char>(static_cast<unsigned>(date.day()))};
}

bool python_has(std::chrono::year_month_day date) {
    return date.ok() && static_cast<int>(date.year()) >= 1 && static_cast<int>(date.year()) <= 9999;
}

std::chrono::year_month_day date_of(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i])); };
    return {std::chrono::year(static_cast<int>(at(0) << 8U | at(1))), std::chrono::month(at(2) & 0x7fU),
            std::chrono::day(at(3))};
}

// days, seconds and microseconds of a timedelta
std::optional<microseconds> span_of(const Object& object) {
    if (!is_instance_of(object, "datetime", "timedelta") || object.args().size() != 3) return std::nullopt;
    const Object args = object.args();
    std::int64_t parts[3];
    for (std::size_t i = 0; i < 3; ++i) {
        const auto part = take_integer(args.items()[i]);
        if (!part || *part < -1'000'000'000 || *part > 1'000'000'000) return std::nullopt;
        parts[i] = *part;
    }
    return microseconds((parts[0] * 86400 + parts[1]) * 1'000'000 + parts[2]);
}

}  // namespace

void cannot_take(const Object& object, std::string_view wanted) {
    throw TypeError("cannot take " + shown(object) + " as " + std::string(wanted));
}
void does_not_hold(const Object& object, std::string_view wanted) {
    throw OverflowError("cannot take " + shown(object) + " as " + std::string(wanted) + ", which does not hold it");
}

TakeLevel::TakeLevel() {
    if (levels_taken >= most_form_levels) throw TypeError("a value that is nested too deeply, or holds itself");
    ++levels_taken;
}
TakeLevel::~TakeLevel() {
    --levels_taken;
}

Object make_boolean(bool value) noexcept {
    return ObjectAccess::boolean(value);
}
Object make_integer(std::int64_t value) noexcept {
    return ObjectAccess::integer(value);
}
Object make_unsigned(std::uint64_t value) {
    if (value <= INT64_MAX) return ObjectAccess::integer(static_cast<std::int64_t>(value));
    return make_node<TextNode>(Kind::integer, serial::int_bytes_unsigned(value));
}
Object make_floating(double value) noexcept {
    return ObjectAccess::floating(value);
}

Object make_duration(nanoseconds whole, bool microseconds_hold_it, double seconds) {
    if (!microseconds_hold_it) return make_floating(seconds);
    const auto all = std::chrono::floor<microseconds>(whole).count();
    constexpr std::int64_t day = 86'400'000'000;
    const std::int64_t days = all >= 0 ? all / day : -((-all + day - 1) / day);
    const std::int64_t rest = all - days * day;
    return instance_of("datetime", "timedelta", {days, rest / 1'000'000, rest % 1'000'000});
}

Object make_datetime(sys_time<microseconds> moment) {
    const auto midnight = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date(midnight);
    if (!python_has(date)) throw OverflowError("a datetime of Python's lies in the years 1 to 9999");
    auto rest = static_cast<std::uint64_t>((moment - midnight).count());
    const std::uint64_t micro = rest % 1'000'000;
    rest /= 1'000'000;
    std::string packed = date_bytes(date);
    for (const std::uint64_t part :
         {rest / 3600, rest / 60 % 60, rest % 60, micro >> 16U, micro >> 8U & 0xffU, micro & 0xffU})
        packed += static_cast<char>(part);
    Object utc = instance_of("datetime", "timezone", {instance_of("datetime", "timedelta", {0, 0, 0})});
    return instance_of("datetime", "datetime", {Object::bytes(packed), utc});
}

Object make_date(std::chrono::year_month_day date) {
    if (!python_has(date)) throw ValueError("no date of Python's, which lie in the years 1 to 9999");
    return instance_of("datetime", "date", {Object::bytes(date_bytes(date))});
}

Object make_text(std::u32string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char32_t code = text[i];
        // A pair of surrogates of a text of 16-bit units is one character.
        if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.size() && text[i + 1] >= 0xdc00 && text[i + 1] < 0xe000)
            code = 0x10000 + ((code - 0xd800) << 10U) + (text[++i] - 0xdc00);
        if (code > 0x10ffff) throw UnicodeError("a character beyond U+10FFFF is none");
        serial::append_code_point(out, code);
    }
    return Object::str(out);
}

Object make_path(const std::filesystem::path& path) {
    const std::string& native = path.native();
    if (serial::is_text(native)) return Object::str(native);
    // Python's own way with names that are no UTF-8: each odd byte becomes a lone surrogate.
    std::string out;
    std::string_view rest = native;
    while (!rest.empty()) {
        const std::size_t bad = serial::find_bad_text(rest);
        out.append(rest.substr(0, bad));
        if (bad == std::string_view::npos) break;
        serial::append_code_point(out, 0xdc00U + static_cast<unsigned char>(rest[bad]));
        rest.remove_prefix(bad + 1);
    }
    return Object::str(out);
}

Object make_key(const Object& object) {
    const Kind kind = object.kind();
    if (kind == Kind::set) return Object::frozenset(object.elements());
    if (kind != Kind::list && kind != Kind::tuple) return object;
    std::vector<Object> items;
    for (const Object& item : object.items()) items.push_back(make_key(item));
    return Object::tuple(std::move(items));
}

std::optional<bool> take_boolean(const Object& object) noexcept {
    if (object.kind() != Kind::boolean) return std::nullopt;
    return ObjectAccess::boolean_of(object);
}

bool is_integer(const Object& object) noexcept {
    return object.kind() == Kind::integer || object.kind() == Kind::boolean;
}

std::optional<std::int64_t> take_integer(const Object& object) noexcept {
    if (const auto truth = take_boolean(object)) return *truth ? 1 : 0;
    if (object.kind() != Kind::integer || ObjectAccess::node(object) != nullptr) return std::nullopt;
    return ObjectAccess::integer_of(object);
}

std::optional<std::uint64_t> take_unsigned(const Object& object) noexcept {
    if (const auto number = take_integer(object)) {
        if (*number < 0) return std::nullopt;
        return static_cast<std::uint64_t>(*number);
    }
    if (object.kind() != Kind::integer) return std::nullopt;
    const std::string& bytes = node_of<TextNode>(object).text;
    if (serial::is_negative(bytes) || bytes.size() > 9 || (bytes.size() == 9 && bytes[8] != 0)) return std::nullopt;
    std::uint64_t out = 0;
    for (std::size_t i = 8; i-- > 0;) out = out << 8U | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
    return out;
}

std::optional<double> take_floating(const Object& object) noexcept {
    if (object.kind() == Kind::floating) return ObjectAccess::floating_of(object);
    if (const auto number = take_integer(object)) return static_cast<double>(*number);
    if (object.kind() != Kind::integer) return std::nullopt;
    return serial::int_to_double(node_of<TextNode>(object).text);
}

std::optional<std::complex<double>> take_complex(const Object& object) noexcept {
    if (object.kind() == Kind::complex)
        return std::complex(node_of<ComplexNode>(object).real, node_of<ComplexNode>(object).imag);
    if (const auto real = take_floating(object)) return std::complex(*real, 0.0);
    return std::nullopt;
}

std::optional<nanoseconds> take_duration(const Object& object) {
    constexpr double most = 9.2e9;  // seconds that 64-bit nanoseconds hold
    if (const auto whole = take_integer(object)) {
        if (*whole < -9'200'000'000 || *whole > 9'200'000'000) return std::nullopt;
        return nanoseconds(*whole * 1'000'000'000);
    }
    if (const auto seconds = take_floating(object)) {
        if (!(std::fabs(*seconds) < most)) return std::nullopt;
        return nanoseconds(std::llround(*seconds * 1e9));
    }
    const auto span = span_of(object);
    if (!span || !(std::fabs(static_cast<double>(span->count())) < most * 1e6)) return std::nullopt;
    return std::chrono::duration_cast<nanoseconds>(*span);
}

std::optional<sys_time<microseconds>> take_datetime(const Object& object) {
    if (!is_instance_of(object, "datetime", "datetime")) return std::nullopt;
    const Object args = object.args();
    if (args.size() < 1 || args.size() > 2 || args[0].kind() != Kind::bytes || args[0].size() != 10)
        return std::nullopt;
    const Object packed = args[0];
    const auto at = [&](std::size_t i) { return std::int64_t{static_cast<unsigned char>(packed.text()[i])}; };
    const auto date = date_of(packed.text());
    if (!date.ok()) return std::nullopt;
    const std::int64_t seconds = at(4) * 3600 + at(5) * 60 + at(6);
    sys_time<microseconds> out =
        sys_days(date) + microseconds(seconds * 1'000'000 + (at(7) << 16 | at(8) << 8 | at(9)));
    if (args.size() == 2) {  // without a zone it is taken as UTC
        const Object zone = args[1];
        if (!is_instance_of(zone, "datetime", "timezone") || zone.args().size() == 0) return std::nullopt;
        const auto offset = span_of(zone.args()[0]);
        if (!offset) return std::nullopt;
        out -= *offset;
    }
    return out;
}

std::optional<std::chrono::year_month_day> take_date(const Object& object) {
    if (!is_instance_of(object, "datetime", "date") || object.args().size() != 1) return std::nullopt;
    const Object packed = object.args()[0];
    if (packed.kind() != Kind::bytes || packed.size() != 4) return std::nullopt;
    const auto date = date_of(packed.text());
    if (!date.ok()) return std::nullopt;
    return date;
}

std::optional<std::u32string> take_text(const Object& object) {
    if (object.kind() != Kind::str) return std::nullopt;
    std::u32string out;
    for (std::size_t at = 0; at < object.text().size();) out += serial::next_code_point(object.text(), at);
    return out;
}

std::optional<std::string> take_path(const Object& object) {
    const Kind kind = object.kind();
    if (kind == Kind::bytes) return std::string(object.text());
    if (kind == Kind::instance) {
        const std::string module = object.module();
        if (module != "pathlib" && module != "pathlib._local") return std::nullopt;
        return mp::str(object);
    }
    if (kind != Kind::str) return std::nullopt;
    std::string out;
    const std::string_view text = object.text();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t code = serial::next_code_point(text, at);
        if (code >= 0xdc80 && code <= 0xdcff) {
            out += static_cast<char>(code - 0xdc00);
        } else {
            out.append(text.substr(begin, at - begin));
        }
    }
    return out;
}

}  // namespace mp::detail
