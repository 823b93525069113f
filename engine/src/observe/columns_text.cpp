// SPDX-License-Identifier: MIT
// The words of the catalogue, and values as plain text in the C locale.
#include <array>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <string>

#include "mp/columns.h"

namespace mp::columns {
namespace {

using namespace observe;

constexpr std::string_view role_words[] = {"main", "process", "worker", "helper", "manager", "other"};
constexpr std::string_view process_words[] = {"unknown", "starting",  "running",  "idle", "busy",
                                              "waiting", "suspended", "draining", "ended"};
constexpr std::string_view wait_words[] = {"",        "lock",      "semaphore", "condition", "event",
                                           "barrier", "queue get", "queue put", "join"};
constexpr std::string_view task_words[] = {"queued", "running", "done", "failed", "lost", "cancelled", "timed-out"};
constexpr std::string_view cause_words[] = {
    "unknown",         "normal", "error", "signal", "killed by you", "killed by Lifeguard", "ended by its program",
    "memory limit hit"};
constexpr std::string_view stream_words[] = {"log", "stdout", "stderr"};
static_assert(std::size(cause_words) == 8);

// What came from a file or a page may hold a value that no name exists for.
template <class E, std::size_t N>
std::string_view word_of(const std::string_view (&words)[N], E value) {
    const auto i = static_cast<std::size_t>(value);
    return i < N ? words[i] : std::string_view("unknown");
}
template <class E, std::size_t N>
std::optional<E> value_of(const std::string_view (&words)[N], std::string_view word) {
    for (std::size_t i = 0; i < N; ++i)
        if (words[i] == word) return static_cast<E>(i);
    return {};
}

struct SignalWord {
    int number;
    std::string_view name;
    std::string_view meaning;
};
constexpr SignalWord signals[] = {
    {SIGHUP, "SIGHUP", "terminal closed"},
    {SIGINT, "SIGINT", "interrupted (Ctrl+C)"},
    {SIGQUIT, "SIGQUIT", "quit from the keyboard"},
    {SIGILL, "SIGILL", "illegal instruction"},
    {SIGTRAP, "SIGTRAP", "breakpoint"},
    {SIGABRT, "SIGABRT", "aborted itself"},
    {SIGBUS, "SIGBUS", "memory access beyond a file's end, or misaligned"},
    {SIGFPE, "SIGFPE", "arithmetic error"},
    {SIGKILL, "SIGKILL", "killed"},
    {SIGUSR1, "SIGUSR1", "user signal 1"},
    {SIGSEGV, "SIGSEGV", "invalid memory access"},
    {SIGUSR2, "SIGUSR2", "user signal 2"},
    {SIGPIPE, "SIGPIPE", "wrote to a closed pipe"},
    {SIGALRM, "SIGALRM", "alarm clock"},
    {SIGTERM, "SIGTERM", "terminated"},
    {SIGXCPU, "SIGXCPU", "CPU time limit"},
    {SIGXFSZ, "SIGXFSZ", "file size limit"},
    {SIGSYS, "SIGSYS", "forbidden system call"},
};
const SignalWord* signal_word(int number) {
    for (const auto& s : signals)
        if (s.number == number) return &s;
    return nullptr;
}
std::string signal_name(int number) {
    const SignalWord* s = signal_word(number);
    return s != nullptr ? std::string(s->name) : "signal " + std::to_string(number);
}

// Three significant digits: "1.52", "12.4", "340".
std::string three_digits(double v) {
    std::array<char, 64> text{};
    const double size = std::fabs(v);
    const int decimals = size >= 99.95 || v == 0 ? 0 : size >= 9.995 ? 1 : 2;
    std::snprintf(text.data(), text.size(), "%.*f", decimals, v);
    return text.data();
}
std::string grouped(std::string digits) {
    const std::size_t first = !digits.empty() && digits.front() == '-' ? 1 : 0;
    for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
    return digits;
}
// A fraction keeps three significant digits, what is larger is grouped.
std::string measured(double v) {
    return std::fabs(v) >= 999.5 ? grouped(std::to_string(std::llround(v))) : three_digits(v);
}
std::string bytes_text(double v) {
    static constexpr std::string_view units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    std::size_t unit = 0;
    while (std::fabs(v) >= 999.5 && unit + 1 < std::size(units)) {
        v /= 1024;
        ++unit;
    }
    return (unit == 0 ? std::to_string(std::llround(v)) : three_digits(v)) + ' ' + std::string(units[unit]);
}
std::string duration_text(std::int64_t ns) {
    if (ns < 0) return "-" + duration_text(ns == INT64_MIN ? INT64_MAX : -ns);
    const auto v = static_cast<double>(ns);
    if (ns < 1'000) return std::to_string(ns) + " ns";
    if (v < 999.5e3) return three_digits(v / 1e3) + " µs";
    if (v < 999.5e6) return three_digits(v / 1e6) + " ms";
    if (v < 59.95e9) return three_digits(v / 1e9) + " s";
    const std::int64_t s = (ns + 500'000'000) / 1'000'000'000;
    std::array<char, 64> text{};
    if (s < 3600) {
        std::snprintf(text.data(), text.size(), "%lld min %02lld s", static_cast<long long>(s / 60),
                      static_cast<long long>(s % 60));
    } else if (s < 86400) {
        std::snprintf(text.data(), text.size(), "%lld h %02lld min", static_cast<long long>(s / 3600),
                      static_cast<long long>(s / 60 % 60));
    } else {
        std::snprintf(text.data(), text.size(), "%lld d %lld h", static_cast<long long>(s / 86400),
                      static_cast<long long>(s / 3600 % 24));
    }
    return text.data();
}
// The last digits of a number, in so many places.
void put_digits(std::string& to, std::int64_t value, int places) {
    const std::size_t start = to.size();
    to.append(static_cast<std::size_t>(places), '0');
    for (std::size_t at = to.size(); at > start && value != 0; value /= 10)
        to[--at] = static_cast<char>('0' + value % 10);
}
// Date and time of day in UTC with so many digits after the second. By hand: exports write millions of them.
std::string time_text(std::int64_t time_ns, char between, int digits) {
    using namespace std::chrono;
    const sys_time<nanoseconds> time{nanoseconds(time_ns)};
    const sys_days day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    std::string text;
    text.reserve(32);
    put_digits(text, static_cast<int>(date.year()), 4);
    put_digits(text += '-', static_cast<unsigned>(date.month()), 2);
    put_digits(text += '-', static_cast<unsigned>(date.day()), 2);
    put_digits(text += between, clock.hours().count(), 2);
    put_digits(text += ':', clock.minutes().count(), 2);
    put_digits(text += ':', clock.seconds().count(), 2);
    std::int64_t fraction = clock.subseconds().count();
    for (int i = digits; i < 9; ++i) fraction /= 10;
    put_digits(text += '.', fraction, digits);
    return text += 'Z';
}

double as_double(const Value& v) {
    if (const auto* i = std::get_if<std::int64_t>(&v)) return static_cast<double>(*i);
    if (const auto* u = std::get_if<std::uint64_t>(&v)) return static_cast<double>(*u);
    if (const auto* d = std::get_if<double>(&v)) return *d;
    return 0;
}
std::int64_t as_int(const Value& v) {
    if (const auto* i = std::get_if<std::int64_t>(&v)) return *i;
    return static_cast<std::int64_t>(as_double(v));
}
std::string digits_of(const Value& v) {
    if (const auto* i = std::get_if<std::int64_t>(&v)) return std::to_string(*i);
    if (const auto* u = std::get_if<std::uint64_t>(&v)) return std::to_string(*u);
    return std::to_string(std::llround(as_double(v)));
}

}  // namespace

std::string_view name(Table table) {
    static constexpr std::string_view names[] = {"processes", "pools", "tasks", "queues",
                                                 "locks",     "syncs", "exits", "runs"};
    return word_of(names, table);
}

std::string_view unit_symbol(Unit unit) {
    switch (unit) {
        case Unit::bytes:
            return "B";
        case Unit::percent:
            return "%";
        case Unit::duration:
            return "ns";
        case Unit::rate:
            return "/s";
        default:
            return "";
    }
}

std::string export_id(const Column& column) {
    std::string id(column.id);
    switch (column.unit) {
        case Unit::bytes:
            return id + "_bytes";
        case Unit::percent:
            return id + "_percent";
        case Unit::duration:
            return id + "_ns";
        case Unit::rate:
            return id + "_per_s";
        default:
            return id;
    }
}

std::string_view word(ProcessRole role) {
    return word_of(role_words, role);
}
std::string_view word(ProcessState state) {
    return word_of(process_words, state);
}
std::string_view word(WaitKind kind) {
    return word_of(wait_words, kind);
}
std::string_view word(TaskState state) {
    return word_of(task_words, state);
}
std::string_view word(ExitCause cause) {
    return word_of(cause_words, cause);
}
std::string_view word(LogStream stream) {
    return word_of(stream_words, stream);
}
std::optional<TaskState> task_state(std::string_view text) {
    return value_of<TaskState>(task_words, text);
}
std::optional<ProcessState> process_state(std::string_view text) {
    return value_of<ProcessState>(process_words, text);
}

std::string exit_text(std::int32_t exitcode) {
    if (exitcode == 0) return "0 ok";
    if (exitcode < 0) return std::to_string(exitcode) + ' ' + signal_name(-exitcode);
    // a shell passes the death of its child by a signal on as 128 + the signal
    if (exitcode > 128 && signal_word(exitcode - 128) != nullptr)
        return std::to_string(exitcode) + " (128+" + signal_name(exitcode - 128) + ")";
    return std::to_string(exitcode);
}

std::string_view exit_meaning(std::int32_t exitcode) {
    if (exitcode == 0) return "ok";
    const SignalWord* s = signal_word(exitcode < 0 ? -exitcode : exitcode > 128 ? exitcode - 128 : 0);
    if (s != nullptr) return s->meaning;
    return exitcode < 0 ? "ended by a signal" : "error";
}

std::string iso_time(std::int64_t time_ns) {
    return time_text(time_ns, 'T', 9);
}

std::string plain(const Value& value, Unit unit) {
    if (std::holds_alternative<std::monostate>(value)) return "-";
    if (const auto* s = std::get_if<std::string>(&value)) return *s;
    switch (unit) {
        case Unit::flag:
            return as_int(value) != 0 ? "yes" : "no";
        case Unit::bytes:
            return bytes_text(as_double(value));
        case Unit::percent:
            return measured(as_double(value));
        case Unit::rate:
            return measured(as_double(value)) + "/s";
        case Unit::duration:
            return duration_text(as_int(value));
        case Unit::time:
            return time_text(as_int(value), ' ', 3);
        case Unit::count:
            return grouped(digits_of(value));
        case Unit::id:
        case Unit::text:
            break;
    }
    return digits_of(value);
}

}  // namespace mp::columns
