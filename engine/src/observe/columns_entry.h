// SPDX-License-Identifier: MIT
#pragma once
// What a line of the catalogue is made of: a column with the function that takes its value from a row, and the ways in
// which a field becomes a value. The lines are in columns_work.cpp and columns_objects.cpp.

#include <algorithm>
#include <array>
#include <span>

#include "mp/columns.h"

namespace mp::columns {

using namespace observe;

inline constexpr auto left = Align::left;
inline constexpr auto right = Align::right;

template <class Row>
struct Entry {
    Column column;
    Value (*get)(const Snapshot&, const Row&);
};

// The lines of a table, and their columns alone.
template <class Row>
struct Lines {
    std::span<const Entry<Row>> entries;
    std::span<const Column> columns;
};
const Lines<Process>& process_lines();
const Lines<Pool>& pool_lines();
const Lines<Task>& task_lines();
const Lines<Queue>& queue_lines();
const Lines<Lock>& lock_lines();
const Lines<Sync>& sync_lines();
const Lines<Exit>& exit_lines();

template <class Row, std::size_t N>
constexpr std::array<Column, N> only_columns(const Entry<Row> (&entries)[N]) {
    std::array<Column, N> out{};
    for (std::size_t i = 0; i < N; ++i) out[i] = entries[i].column;
    return out;
}
inline Value text(const std::string& s) {
    return s.empty() ? Value{} : Value{s};
}
inline Value text(std::string_view s) {
    return s.empty() ? Value{} : Value{std::string(s)};
}
inline Value number(std::uint64_t n) {
    return n;
}
inline Value flag(bool b) {
    return static_cast<std::int64_t>(b);
}
// A point in time or a duration that is 0 where nobody knows it.
inline Value known(std::int64_t ns) {
    return ns != 0 ? Value{ns} : Value{};
}
template <class T>
inline Value maybe(const std::optional<T>& v) {
    if (!v) return {};
    if constexpr (std::is_floating_point_v<T>) {
        return static_cast<double>(*v);
    } else if constexpr (std::is_signed_v<T>) {
        return static_cast<std::int64_t>(*v);
    } else {
        return static_cast<std::uint64_t>(*v);
    }
}
inline Value pid(const Identity& id) {
    return id ? Value{static_cast<std::uint64_t>(id.pid)} : Value{};
}
// "worker-3", or the pid where the snapshot has no such process any more.
inline Value process_name(const Snapshot& snap, const Identity& id) {
    if (!id) return {};
    const Process* p = snap.process(id);
    return p != nullptr && !p->name.empty() ? Value{p->name} : Value{std::to_string(id.pid)};
}
inline Value process_names(const Snapshot& snap, const std::vector<Identity>& ids) {
    std::string all;
    for (const Identity& id : ids) {
        const Value name = process_name(snap, id);
        if (!std::holds_alternative<std::string>(name)) continue;
        if (!all.empty()) all += ", ";
        all += std::get<std::string>(name);
    }
    return text(all);
}
inline Value pool_name(const Snapshot& snap, std::uint64_t id) {
    if (id == 0) return {};
    const Pool* p = snap.pool(id);
    return p != nullptr && !p->name.empty() ? Value{p->name} : Value{std::to_string(id)};
}
inline Value quantile(const Histogram& h, double q) {
    const auto v = h.quantile(q);
    return v ? Value{static_cast<std::int64_t>(*v)} : Value{};
}
// What the process waits for: "lock \"db\"", "queue get \"in\"".
inline std::string wait_text(const Snapshot& snap, const Wait& wait) {
    std::string out(word(wait.kind));
    std::string object;
    if (const Lock* l = snap.lock(wait.object_id)) object = l->name;
    if (const Queue* q = snap.queue(wait.object_id)) object = q->name;
    for (const Sync& s : snap.syncs)
        if (s.id == wait.object_id) object = s.name;
    if (!object.empty()) out += " \"" + object + '"';
    return out;
}
inline std::string call_text(std::uint64_t id, const std::string& function, const std::string& arguments) {
    return "#" + std::to_string(id) + ' ' + function + (arguments.empty() ? "" : "(" + arguments + ")");
}
inline Value state_text(const Snapshot& snap, const Process& p) {
    if (p.ended_ns && p.exitcode) return Value{exit_text(*p.exitcode)};
    if (p.state == ProcessState::waiting && p.wait && p.wait->kind != WaitKind::none) return wait_text(snap, *p.wait);
    return text(word(p.state));
}
inline Value lasted(std::int64_t from_ns, const std::optional<std::int64_t>& to_ns, std::int64_t now_ns) {
    if (from_ns == 0) return {};
    return std::max<std::int64_t>(0, to_ns.value_or(now_ns) - from_ns);
}

}  // namespace mp::columns
