// SPDX-License-Identifier: MIT
#pragma once
// The one catalogue of columns: what a page shows, a verb prints and an export writes has its id, title, unit, range
// and help here, and its value from cell(). ui/format adds only locale and translation.
//
//     namespace columns = mp::columns;
//     for (const columns::Column& c : columns::of(columns::Table::processes))
//         std::cout << c.title << ": " << columns::plain(columns::cell(snap, process, c.id), c.unit) << '\n';
//
// Threads: constant data and pure functions.

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "mp/snapshot.h"

namespace mp::columns {

enum class Table : std::uint8_t { processes, pools, tasks, queues, locks, syncs, exits, runs };

enum class Unit : std::uint8_t {
    text,
    flag,      // 0 or 1
    id,        // a number that is a name: never grouped
    count,     // grouped
    bytes,     // IEC on screen
    percent,   // of one CPU where it is of a process
    duration,  // nanoseconds
    time,      // nanoseconds since the Unix epoch, UTC
    rate,      // per second
};

enum class Align : std::uint8_t { left, right };

// What a cell holds; monostate is unknown (never shown as zero). Flags, signed numbers, durations and times are
// int64_t; counts and ids uint64_t; rates and percentages double.
using Value = std::variant<std::monostate, std::int64_t, std::uint64_t, double, std::string>;

struct Column {
    std::string_view id;          // stable: settings, JSON keys and CSV headings use it
    std::string_view title;       // heading
    std::string_view long_title;  // chooser, axis
    std::string_view help;        // one sentence for the tooltip
    Unit unit = Unit::text;
    Align align = Align::left;
    bool shown = true;  // by default
    double low = 0;     // least possible value
    double high = std::numeric_limits<double>::infinity();
};

// The columns of a table in their default order; the names of tables are "processes", "pools", …
std::span<const Column> of(Table table);
std::string_view name(Table table);
// nullptr where there is none of that id.
const Column* find(Table table, std::string_view id);
// How an export heads the column: the id with its unit, as in "memory_bytes", "run_ns"; times stand alone.
std::string export_id(const Column& column);
// "ns", "B", "%", "/s", "".
std::string_view unit_symbol(Unit unit);

// The value under that id; the snapshot gives what the row only refers to (names, the present). An unknown id throws
// KeyError.
Value cell(const observe::Snapshot& snap, const observe::Process& row, std::string_view id);
Value cell(const observe::Snapshot& snap, const observe::Pool& row, std::string_view id);
Value cell(const observe::Snapshot& snap, const observe::Task& row, std::string_view id);
Value cell(const observe::Snapshot& snap, const observe::Queue& row, std::string_view id);
Value cell(const observe::Snapshot& snap, const observe::Lock& row, std::string_view id);
Value cell(const observe::Snapshot& snap, const observe::Sync& row, std::string_view id);
Value cell(const observe::Snapshot& snap, const observe::Exit& row, std::string_view id);
// The same by position in of(table), without a search: for models that ask often.
Value cell(const observe::Snapshot& snap, const observe::Process& row, std::size_t column);
Value cell(const observe::Snapshot& snap, const observe::Pool& row, std::size_t column);
Value cell(const observe::Snapshot& snap, const observe::Task& row, std::size_t column);
Value cell(const observe::Snapshot& snap, const observe::Queue& row, std::size_t column);
Value cell(const observe::Snapshot& snap, const observe::Lock& row, std::size_t column);
Value cell(const observe::Snapshot& snap, const observe::Sync& row, std::size_t column);
Value cell(const observe::Snapshot& snap, const observe::Exit& row, std::size_t column);

// Words of the vocabulary, untranslated: "busy", "lost", "killed by Lifeguard".
std::string_view word(observe::ProcessRole role);
std::string_view word(observe::ProcessState state);
std::string_view word(observe::WaitKind kind);
std::string_view word(observe::TaskState state);
std::string_view word(observe::ExitCause cause);
std::string_view word(observe::LogStream stream);  // "log", "stdout", "stderr"
// The state of that word, for filters; nullopt for another word.
std::optional<observe::TaskState> task_state(std::string_view word);
std::optional<observe::ProcessState> process_state(std::string_view word);

// An exit code as people read it: "0 ok", "1", "-9 SIGKILL", "137 (128+SIGKILL)"; and what it means: "killed",
// "invalid memory access", "error".
std::string exit_text(std::int32_t exitcode);
std::string_view exit_meaning(std::int32_t exitcode);

// Values as plain text in the C locale, for terminals: "1.52 GiB", "12.4 ms", "34.1/s", "2026-08-20 14:03:19.441Z",
// "-" for unknown. iso_time gives "2026-08-20T14:03:19.441123456Z".
std::string plain(const Value& value, Unit unit);
std::string iso_time(std::int64_t time_ns);

}  // namespace mp::columns
