// SPDX-License-Identifier: MIT
// The catalogue: one line a column with its value, in columns_work.cpp and columns_objects.cpp. A new published value
// is one more line there; the text of values is in columns_text.cpp. Here: runs, and finding a line.
#include "mp/columns.h"

#include <algorithm>

#include "mp/exceptions.h"
#include "observe/columns_entry.h"

namespace mp::columns {
namespace {

// Values of runs come from the room that knows them: mp::history::cell.
constexpr Column run_columns[] = {
    {"starred", "☆", "Starred", "1: kept whatever its age.", Unit::flag, left, true, 0, 1},
    {"id", "Run", "Number of the run", "Number of the run in the history.", Unit::id, right},
    {"name", "Name", "Name", "Name that it was given.", Unit::text, left},
    {"source", "Source", "Program", "The program that was recorded.", Unit::text, left},
    {"state", "State", "State", "Running, finished, or interrupted by the end of its recorder.", Unit::text, left},
    {"started", "Started", "Started", "When the recording began.", Unit::time, right},
    {"duration", "Duration", "Duration", "From its beginning to its last data.", Unit::duration, right},
    {"tasks", "Tasks", "Tasks ended", "Tasks that ended; retries of one count once.", Unit::count, right},
    {"failed", "Failed", "Tasks failed", "Tasks whose last attempt failed, was lost or timed out.", Unit::count, right},
    {"exits_nonzero", "Bad exits", "Exits other than 0", "Processes that ended with another code than 0.", Unit::count,
     right},
    {"p95", "p95", "95th percentile of durations", "95 of 100 tasks took less.", Unit::duration, right},
    {"size", "Size", "Size", "About what it takes in the history.", Unit::bytes, right},
    {"notes", "Notes", "Notes", "Yours.", Unit::text, left},
    {"p50", "p50", "Median duration", "Half of the tasks took less.", Unit::duration, right, false},
    {"p99", "p99", "99th percentile of durations", "99 of 100 tasks took less.", Unit::duration, right, false},
    {"exits", "Exits", "Processes ended", "Processes that ended.", Unit::count, right, false},
    {"dropped", "Dropped", "Tasks not seen", "Tasks overwritten before they could be read.", Unit::count, right, false},
    {"ended", "Ended", "Ended", "When the last data came.", Unit::time, right, false},
    {"pid", "PID", "Process id", "Number of the program's main process.", Unit::id, right, false},
    {"command", "Command", "Command line", "The command line of the program.", Unit::text, left, false},
};

template <class Row>
Value at(const Lines<Row>& lines, const Snapshot& snap, const Row& row, std::size_t column) {
    if (column >= lines.entries.size()) throw IndexError("no column " + std::to_string(column));
    return lines.entries[column].get(snap, row);
}
template <class Row>
Value named(const Lines<Row>& lines, const Snapshot& snap, const Row& row, std::string_view id) {
    for (const auto& entry : lines.entries)
        if (entry.column.id == id) return entry.get(snap, row);
    throw KeyError("no column \"" + std::string(id) + '"');
}

}  // namespace

std::span<const Column> of(Table table) {
    switch (table) {
        case Table::processes:
            return process_lines().columns;
        case Table::pools:
            return pool_lines().columns;
        case Table::tasks:
            return task_lines().columns;
        case Table::queues:
            return queue_lines().columns;
        case Table::locks:
            return lock_lines().columns;
        case Table::syncs:
            return sync_lines().columns;
        case Table::exits:
            return exit_lines().columns;
        case Table::runs:
            return run_columns;
    }
    return {};
}

const Column* find(Table table, std::string_view id) {
    const auto all = of(table);
    const auto it = std::find_if(all.begin(), all.end(), [&](const Column& c) { return c.id == id; });
    return it == all.end() ? nullptr : &*it;
}

Value cell(const Snapshot& s, const Process& r, std::string_view id) {
    return named(process_lines(), s, r, id);
}
Value cell(const Snapshot& s, const Pool& r, std::string_view id) {
    return named(pool_lines(), s, r, id);
}
Value cell(const Snapshot& s, const Task& r, std::string_view id) {
    return named(task_lines(), s, r, id);
}
Value cell(const Snapshot& s, const Queue& r, std::string_view id) {
    return named(queue_lines(), s, r, id);
}
Value cell(const Snapshot& s, const Lock& r, std::string_view id) {
    return named(lock_lines(), s, r, id);
}
Value cell(const Snapshot& s, const Sync& r, std::string_view id) {
    return named(sync_lines(), s, r, id);
}
Value cell(const Snapshot& s, const Exit& r, std::string_view id) {
    return named(exit_lines(), s, r, id);
}
Value cell(const Snapshot& s, const Process& r, std::size_t column) {
    return at(process_lines(), s, r, column);
}
Value cell(const Snapshot& s, const Pool& r, std::size_t column) {
    return at(pool_lines(), s, r, column);
}
Value cell(const Snapshot& s, const Task& r, std::size_t column) {
    return at(task_lines(), s, r, column);
}
Value cell(const Snapshot& s, const Queue& r, std::size_t column) {
    return at(queue_lines(), s, r, column);
}
Value cell(const Snapshot& s, const Lock& r, std::size_t column) {
    return at(lock_lines(), s, r, column);
}
Value cell(const Snapshot& s, const Sync& r, std::size_t column) {
    return at(sync_lines(), s, r, column);
}
Value cell(const Snapshot& s, const Exit& r, std::size_t column) {
    return at(exit_lines(), s, r, column);
}

}  // namespace mp::columns
