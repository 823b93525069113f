// SPDX-License-Identifier: MIT
// A run as files for others: CSV, one file a table; JSON, one file. Cells come from the catalogue of columns, so a
// field has the name that pages and verbs give it. The page and the trace have files of their own.
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "history/export_file.h"
#include "history/fields.h"
#include "history/recorded_session.h"
#include "os/error.h"

namespace mp::history {
namespace {

using columns::Table;
using columns::Unit;
using columns::Value;

// --- the two ways to write a table ----------------------------------------------------------------------------------

class TableWriter {
public:
    virtual ~TableWriter() = default;
    virtual void begin(const std::string& table, const std::vector<std::string>& heads) = 0;
    virtual void cell(const Value& value, Unit unit) = 0;
    virtual void end_row() = 0;
    virtual void end() = 0;
};

// RFC 4180: CRLF, quotes where a field needs them. Unknown is an empty field.
class CsvWriter : public TableWriter {
public:
    explicit CsvWriter(std::string directory) : directory_(std::move(directory)) {}
    void begin(const std::string& table, const std::vector<std::string>& heads) override {
        file_ = std::make_unique<NewFile>(directory_ + '/' + table + ".csv");
        line_.clear();
        for (const std::string& head : heads) field(head);
        end_row();
    }
    void cell(const Value& value, Unit unit) override {
        if (const auto* s = std::get_if<std::string>(&value)) return field(*s);
        if (const auto* d = std::get_if<double>(&value)) return field(number_text(*d));
        if (const auto* u = std::get_if<std::uint64_t>(&value)) return field(std::to_string(*u));
        if (const auto* i = std::get_if<std::int64_t>(&value))
            return field(unit == Unit::time ? columns::iso_time(*i) : std::to_string(*i));
        field({});
    }
    void end_row() override {
        line_ += "\r\n";
        *file_ << line_;
        line_.clear();
        first_ = true;
    }
    void end() override {
        file_->finish();
        written_.push_back(std::move(file_));
    }
    // All of them or none: only names change now.
    std::vector<std::string> commit() {
        std::vector<std::string> files;
        for (const auto& file : written_) files.push_back(file->commit());
        return files;
    }

private:
    void field(const std::string& text) {
        if (!first_) line_ += ',';
        first_ = false;
        if (text.find_first_of(",\"\r\n") == std::string::npos) {
            line_ += text;
            return;
        }
        line_ += '"';
        for (const char c : text) {
            if (c == '"') line_ += '"';
            line_ += c;
        }
        line_ += '"';
    }
    std::string directory_;
    std::unique_ptr<NewFile> file_;
    std::string line_;
    bool first_ = true;
    std::vector<std::unique_ptr<NewFile>> written_;
};

// {"lifeguard_run": 1, "processes": [{…}, …], …}; a row at a time, so that a million tasks need no memory.
class JsonWriter : public TableWriter {
public:
    explicit JsonWriter(NewFile& file) : file_(file) { file_ << "{\"lifeguard_run\": 1"; }
    void begin(const std::string& table, const std::vector<std::string>& heads) override {
        heads_ = heads;
        file_ << ",\n\"" << table << "\": [";
        first_ = true;
        row_ = nlohmann::ordered_json::object();
        at_ = 0;
    }
    void cell(const Value& value, Unit unit) override {
        nlohmann::ordered_json& to = row_[heads_.at(at_++)];
        if (const auto* s = std::get_if<std::string>(&value)) to = *s;
        if (const auto* d = std::get_if<double>(&value)) to = *d;
        if (const auto* u = std::get_if<std::uint64_t>(&value)) to = *u;
        if (const auto* i = std::get_if<std::int64_t>(&value)) {
            if (unit == Unit::time) {
                to = columns::iso_time(*i);
            } else if (unit == Unit::flag) {
                to = *i != 0;
            } else {
                to = *i;
            }
        }
    }
    void end_row() override {
        file_ << (first_ ? "\n" : ",\n") << row_.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
        first_ = false;
        row_ = nlohmann::ordered_json::object();
        at_ = 0;
    }
    void end() override { file_ << "]"; }
    void end_file() { file_ << "}\n"; }

private:
    NewFile& file_;
    std::vector<std::string> heads_;
    nlohmann::ordered_json row_;
    std::size_t at_ = 0;
    bool first_ = true;
};

// --- what is written ------------------------------------------------------------------------------------------------

void begin_table(TableWriter& to, Table table, const std::vector<std::string>& more = {}) {
    std::vector<std::string> heads;
    for (const auto& c : columns::of(table)) heads.push_back(columns::export_id(c));
    heads.insert(heads.end(), more.begin(), more.end());
    to.begin(std::string(columns::name(table)), heads);
}

template <class Row>
void write_cells(TableWriter& to, Table table, const observe::Snapshot& snap, const Row& row) {
    const auto all = columns::of(table);
    for (std::size_t i = 0; i < all.size(); ++i) to.cell(columns::cell(snap, row, i), all[i].unit);
}

template <class Row>
void write_table(TableWriter& to, Table table, const observe::Snapshot& snap, const std::vector<Row>& rows) {
    begin_table(to, table);
    for (const Row& row : rows) {
        write_cells(to, table, snap, row);
        to.end_row();
    }
    to.end();
}

void write_run(TableWriter& to, const RunInfo& run) {
    begin_table(to, Table::runs);
    for (const auto& c : columns::of(Table::runs)) to.cell(cell(run, c.id), c.unit);
    to.end_row();
    to.end();
}

// Tasks with the command and the output of those that had one.
void write_tasks(TableWriter& to, SQLite::Database& db, std::int64_t run, const observe::Snapshot& snap) {
    begin_table(to, Table::tasks, {"attempt", "max_attempts", "command", "stdout", "stderr"});
    SQLite::Statement rows(db,
                           "SELECT t.pool_id, t.id, t.attempt, t.function, t.arguments, t.state, t.worker_pid, "
                           "t.worker_start_ticks, t.queued_ns, t.started_ns, t.ended_ns, t.max_attempts, "
                           "t.items_count, t.exitcode, t.result, o.command, o.output, o.error FROM task t LEFT JOIN "
                           "task_output o ON o.run = t.run AND o.pool_id = t.pool_id AND o.id = t.id AND o.attempt "
                           "= t.attempt WHERE t.run = ? ORDER BY t.pool_id, t.id, t.attempt");
    rows.bind(1, run);
    // a look-up per task among thousands of short-lived workers would be quadratic
    std::unordered_map<observe::Identity, std::size_t> places;
    for (std::size_t i = 0; i < snap.processes.size(); ++i) places.emplace(snap.processes[i].identity, i);
    observe::Snapshot around;
    around.taken_ns = snap.taken_ns;
    around.pools = snap.pools;
    while (rows.executeStep()) {
        observe::Task task;
        std::array<std::optional<std::string>, 3> texts;
        Reader from(rows);
        read(from, task);
        from >> texts[0] >> texts[1] >> texts[2];
        around.processes.clear();
        if (const auto at = places.find(task.worker); at != places.end())
            around.processes.push_back(snap.processes[at->second]);
        write_cells(to, Table::tasks, around, task);
        to.cell(std::uint64_t{task.attempt}, Unit::count);
        to.cell(std::uint64_t{task.max_attempts}, Unit::count);
        for (auto& text : texts) to.cell(text ? Value{std::move(*text)} : Value{}, Unit::text);
        to.end_row();
    }
    to.end();
}

// A table as the file has it, without the run's number; times that are points become ISO texts.
void write_raw(TableWriter& to, SQLite::Database& db, std::int64_t run, const std::string& name,
               const std::string& sql) {
    SQLite::Statement rows(db, sql);
    rows.bind(1, run);
    std::vector<std::string> heads;
    std::vector<bool> is_time;
    for (int i = 0; i < rows.getColumnCount(); ++i) {
        const std::string head = rows.getColumnName(i);
        is_time.push_back(head == "time");
        heads.push_back(head);
    }
    to.begin(name, heads);
    while (rows.executeStep()) {
        for (int i = 0; i < rows.getColumnCount(); ++i) {
            const SQLite::Column c = rows.getColumn(i);
            if (c.isNull()) {
                to.cell({}, Unit::text);
            } else if (c.isInteger()) {
                to.cell(std::int64_t{c.getInt64()}, is_time[static_cast<std::size_t>(i)] ? Unit::time : Unit::count);
            } else if (c.isFloat()) {
                to.cell(c.getDouble(), Unit::text);
            } else {
                to.cell(c.getString(), Unit::text);
            }
        }
        to.end_row();
    }
    to.end();
}

void write_samples(TableWriter& to, SQLite::Database& db, std::int64_t run) {
    write_raw(to, db, run, "samples",
              "SELECT time_ns AS time, workers_busy, workers_idle, workers_waiting, workers_suspended, workers_other, "
              "tasks_queued, period_ns, tasks_ok, tasks_failed, tasks_dropped, duration_p50_ns, duration_p95_ns, "
              "duration_p99_ns, system_cpu_percent FROM tick WHERE run = ? ORDER BY time_ns");
    write_raw(to, db, run, "process_samples",
              "SELECT s.time_ns AS time, o.name, o.pid, s.task_id, s.cpu_percent, s.cpu_time_ns, s.memory_bytes, "
              "s.threads, s.done_count, s.failed_count, s.lock_waited_ns, s.queue_waited_ns FROM process_sample s JOIN "
              "process o ON o.run = s.run AND o.number = s.number WHERE s.run = ? ORDER BY s.number, s.time_ns");
    write_raw(
        to, db, run, "queue_samples",
        "SELECT s.time_ns AS time, o.name, o.id, s.depth_count, s.put_count, s.got_count, s.puts_per_s, "
        "s.gets_per_s, s.oldest_ns FROM queue_sample s JOIN queue o ON o.run = s.run AND o.number = s.number WHERE "
        "s.run = ? ORDER BY s.number, s.time_ns");
    write_raw(to, db, run, "lock_samples",
              "SELECT s.time_ns AS time, o.name, o.id, s.waiters_count, s.acquired_count, s.contended_count, "
              "s.waited_ns, s.longest_wait_ns FROM lock_sample s JOIN lock o ON o.run = s.run AND o.number = s.number "
              "WHERE s.run = ? ORDER BY s.number, s.time_ns");
    write_raw(to, db, run, "log",
              "SELECT time_ns AS time, process_pid AS pid, level, CASE stream WHEN 1 THEN 'stdout' WHEN 2 "
              "THEN 'stderr' ELSE 'log' END AS stream, pool_id AS pool, task_id AS task, attempt, text FROM log WHERE "
              "run = ? ORDER BY sequence");
}

void write_tables(TableWriter& to, Database& db, const RunInfo& run) {
    SQLite::Database& file = db.impl().db();
    const observe::Snapshot snap = whole_run(file, run.id);
    write_run(to, run);
    write_table(to, Table::processes, snap, snap.processes);
    write_table(to, Table::pools, snap, snap.pools);
    write_tasks(to, file, run.id, snap);
    write_table(to, Table::queues, snap, snap.queues);
    write_table(to, Table::locks, snap, snap.locks);
    write_table(to, Table::syncs, snap, snap.syncs);
    write_table(to, Table::exits, snap, db.exits(run.id));
    write_samples(to, file, run.id);
}

// What SQLite says is about the history, what the system says about the export.
template <class F>
auto exporting(Database& db, std::int64_t run, F&& f) {
    return guarded("export run " + std::to_string(run), db.path(), [&] {
        const RunInfo info = db.run(run);
        SQLite::Transaction view(db.impl().db(), SQLite::TransactionBehavior::DEFERRED);
        return f(info);
    });
}

}  // namespace

std::string export_name(std::int64_t run, Format format) {
    const std::string name = "run-" + std::to_string(run);
    switch (format) {
        case Format::csv:
            return name;
        case Format::json:
            return name + ".json";
        case Format::html:
            return name + ".html";
        case Format::trace:
            return name + ".trace.json";
    }
    throw ValueError("no such format of an export");
}

std::vector<std::string> Database::export_run(std::int64_t id, Format format, const std::string& directory) {
    const std::string place = directory.empty() ? "." : directory;
    guarded("export run " + std::to_string(id), path(), [&] { impl_->require_run(id); });
    std::error_code failed;
    std::filesystem::create_directories(place, failed);
    if (failed) os::throw_error(failed.value(), "make the directory of the export", place);
    if (format != Format::csv) return {export_file(id, format, place + '/' + export_name(id, format))};
    return exporting(*this, id, [&](const RunInfo& info) {
        CsvWriter csv(place);
        write_tables(csv, *this, info);
        return csv.commit();
    });
}

std::string Database::export_file(std::int64_t id, Format format, const std::string& file) {
    if (format == Format::csv) throw ValueError("CSV is a file for each table: name a directory instead of " + file);
    return exporting(*this, id, [&](const RunInfo& info) {
        NewFile out(file);
        if (format == Format::json) {
            JsonWriter json(out);
            write_tables(json, *this, info);
            json.end_file();
        } else if (format == Format::html) {
            write_report(out, *this, info);
        } else {
            write_trace(out, *this, info);
        }
        return out.commit();
    });
}

}  // namespace mp::history
