// SPDX-License-Identifier: MIT
// Runs of another history, of this machine or of another, become runs of this one. The file is a stranger's: it is only
// read, its tables must be those of the schema, and each value is looked at before it is taken over.
#include <SQLiteCpp/Backup.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "history/database_impl.h"
#include "history/schema.h"
#include "os/clock.h"
#include "os/file.h"

namespace mp::history {
namespace {

namespace fs = std::filesystem;

// Every table but `run`; objects before their samples.
constexpr std::array tables = {"tick",        "process",      "process_sample", "pool",        "pool_sample",
                               "queue",       "queue_sample", "lock",           "lock_sample", "sync",
                               "sync_sample", "task",         "task_output",    "exit",        "log"};
constexpr int slice_rows = 20'000;  // a transaction: a recorder beside it waits no longer than that takes
constexpr std::int64_t hour_ns = 3'600'000'000'000;
constexpr std::int64_t latest_ns = 4'102'444'800'000'000'000;  // the year 2100: no clock was ever that wrong

struct Column {
    std::string name;
    std::string type;
    bool required = false;
    bool is_time = false;
};

std::vector<Column> columns_of(SQLite::Database& db, const std::string& table) {
    std::vector<Column> out;
    SQLite::Statement rows(db, "PRAGMA table_info(" + table + ")");
    while (rows.executeStep()) {
        Column& column = out.emplace_back();
        column.name = rows.getColumn(1).getString();
        column.type = rows.getColumn(2).getString();
        column.required = rows.getColumn(3).getInt() != 0 || rows.getColumn(5).getInt() != 0;
        column.is_time = column.name.ends_with("_ns");
    }
    return out;
}

std::string names_of(const std::vector<Column>& columns) {
    std::string out;
    for (const Column& column : columns) out += (out.empty() ? "" : ", ") + column.name;
    return out;
}

// SQLite lets any value stand in any column; these are the ones that the recorder writes.
void check_value(const SQLite::Column& value, const Column& column, const std::string& path, const char* table) {
    const bool numeric = column.type == "INTEGER" || column.type == "REAL";
    const bool fits = value.isNull()      ? !column.required
                      : value.isInteger() ? numeric
                      : value.isFloat()   ? column.type == "REAL"
                      : value.isText()    ? column.type == "TEXT"
                                          : column.type == "BLOB";
    const bool in_range =
        !column.is_time || !value.isInteger() || (value.getInt64() >= 0 && value.getInt64() < latest_ns);
    const bool is_code = column.name != "exitcode" || value.isNull() ||
                         (value.getInt64() > -(1LL << 31) && value.getInt64() < (1LL << 31));
    if (fits && in_range && is_code) return;
    throw ValueError(path + " is damaged: a value of " + column.name + " in its table \"" + table + "\" is none");
}

// The version of the schema of a file that is a history.
int check_source(const std::string& path) {
    if (!os::may_read(path)) throw FileNotFoundError("there is no history at " + path, ENOENT);
    if (fs::is_directory(path)) throw ValueError(path + " is a directory, not a history");
    return guarded("import", path, [&] {
        SQLite::Database look(path, SQLite::OPEN_READONLY);
        const int version = check_schema(look, path, schema_version);
        if (version > 0 && version < schema_version) {
            check_tables(look, path, version);
        } else {
            Database::open_readonly(path);
        }
        return version;
    });
}

// A file of an older schema is brought up to date in a copy, which is gone afterwards.
class Source {
public:
    Source(const std::string& path, const std::string& beside) : named_(path) {
        const int version = check_source(path);
        guarded("import", path, [&] {
            if (version < schema_version) {
                SQLite::Database old(path, SQLite::OPEN_READONLY);
                copy_ = beside + ".import-" + std::to_string(os::wall_ns());
                os::make_private_file(copy_);
                SQLite::Database to(copy_, SQLite::OPEN_READWRITE);
                SQLite::Backup(to, old).executeStep();
                migrate(to, migrations());
            }
            db_.emplace(Database::open_readonly(copy_.empty() ? path : copy_));
        });
    }
    ~Source() {
        db_.reset();
        std::error_code gone;
        if (copy_.empty()) return;
        for (const char* end : {"", "-wal", "-shm", "-journal"}) fs::remove(copy_ + end, gone);
    }
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    Database& history() { return *db_; }
    SQLite::Database& db() { return db_->impl().db(); }
    const std::string& path() const { return named_; }

private:
    std::string named_;
    std::string copy_;
    std::optional<Database> db_;
};

class Import {
public:
    Import(Database::Impl& to, Source& from, const ImportOptions& options) : to_(to), from_(from), options_(options) {}

    // The number that the run has here; 0 where somebody stopped it.
    std::int64_t take(const RunInfo& run, ImportProgress& progress) {
        progress_ = &progress;
        progress.run = run.id;
        progress.rows = progress.rows_of = 0;
        for (const char* table : tables) {
            SQLite::Statement rows(from_.db(), std::string("SELECT count(*) FROM ") + table + " WHERE run = ?");
            rows.bind(1, run.id);
            rows.executeStep();
            progress.rows_of += static_cast<std::uint64_t>(rows.getColumn(0).getInt64());
        }
        if (!goes_on()) return 0;
        // marked as deleted until it is whole, so that nobody sees half of it and what breaks off is purged in time
        id_ = add_run(run.id);
        try {
            for (const char* table : tables) {
                if (copy(table, run.id)) continue;
                drop();
                return 0;
            }
            show();
        } catch (...) {
            drop();
            throw;
        }
        return id_;
    }

private:
    bool goes_on() { return !options_.progress || options_.progress(*progress_); }
    void drop() noexcept {
        try {
            remove_run(to_.db(), id_, std::chrono::hours(1));
        } catch (const std::exception&) {  // it stays marked, and the next who opens the file removes it
        }
    }

    std::int64_t add_run(std::int64_t source) {
        const auto columns = columns_of(from_.db(), "run");
        std::vector<Column> taken;
        for (const Column& c : columns)
            if (c.name != "id" && c.name != "deleted_ns") taken.push_back(c);
        SQLite::Statement row(from_.db(), "SELECT " + names_of(taken) + " FROM run WHERE id = ?");
        row.bind(1, source);
        row.executeStep();
        std::string places = "?";
        for (std::size_t i = 0; i < taken.size(); ++i) places += ", ?";
        SQLite::Statement insert(to_.db(),
                                 "INSERT INTO run (deleted_ns, " + names_of(taken) + ") VALUES (" + places + ")");
        insert.bind(1, os::wall_ns() + hour_ns);
        bind_row(row, insert, taken, "run");
        insert.exec();
        return to_.db().getLastInsertRowid();
    }

    void bind_row(SQLite::Statement& row, SQLite::Statement& insert, const std::vector<Column>& columns,
                  const char* table) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const int at = static_cast<int>(i);
            const SQLite::Column value = row.getColumn(at);
            check_value(value, columns[i], from_.path(), table);
            if (value.isNull()) {
                insert.bind(at + 2);
            } else if (value.isInteger()) {
                insert.bind(at + 2, std::int64_t{value.getInt64()});
            } else if (value.isFloat()) {
                insert.bind(at + 2, value.getDouble());
            } else if (value.isText()) {
                insert.bind(at + 2, value.getString());
            } else {
                const void* bytes = value.getBlob();  // null for none, which would be bound as unknown
                insert.bind(at + 2, bytes != nullptr ? bytes : "", value.getBytes());
            }
        }
    }

    // false: somebody stopped it.
    bool copy(const char* table, std::int64_t source) {
        std::vector<Column> columns = columns_of(from_.db(), table);
        std::erase_if(columns, [](const Column& c) { return c.name == "run"; });
        SQLite::Statement rows(from_.db(), "SELECT " + names_of(columns) + " FROM " + table + " WHERE run = ?");
        rows.bind(1, source);
        std::string places = "?";
        for (std::size_t i = 0; i < columns.size(); ++i) places += ", ?";
        SQLite::Statement insert(to_.db(), std::string("INSERT INTO ") + table + " (run, " + names_of(columns) +
                                               ") VALUES (" + places + ")");
        bool more = rows.executeStep();
        while (more) {
            SQLite::Transaction slice(to_.db(), SQLite::TransactionBehavior::IMMEDIATE);
            require_row();
            for (int i = 0; more && i < slice_rows; ++i) {
                insert.bind(1, id_);
                bind_row(rows, insert, columns, table);
                insert.exec();
                insert.reset();
                ++progress_->rows;
                more = rows.executeStep();
            }
            slice.commit();
            if (!goes_on()) return false;
        }
        return true;
    }

    // An hour may pass, and somebody empty the bin.
    void require_row() {
        SQLite::Statement found(to_.db(), "SELECT 1 FROM run WHERE id = ?");
        found.bind(1, id_);
        if (!found.executeStep())
            throw RuntimeError("the import into " + to_.path() +
                               " was stopped: somebody removed the run meanwhile; "
                               "import the file again");
    }
    void show() {
        SQLite::Transaction last(to_.db(), SQLite::TransactionBehavior::IMMEDIATE);
        require_row();
        SQLite::Statement visible(to_.db(), "UPDATE run SET deleted_ns = NULL WHERE id = ?");
        visible.bind(1, id_);
        visible.exec();
        last.commit();
    }

    Database::Impl& to_;
    Source& from_;
    const ImportOptions& options_;
    ImportProgress* progress_ = nullptr;
    std::int64_t id_ = 0;
};

// A recording is known again by its program, its recorder and its beginning.
std::int64_t known_as(SQLite::Database& to, SQLite::Database& from, std::int64_t source) {
    constexpr const char* marks =
        "program_pid, program_start_ticks, program_started_ns, recorder_pid, recorder_start_ticks, started_ns, "
        "recorder_boot, source";
    SQLite::Statement row(from, std::string("SELECT ") + marks + " FROM run WHERE id = ?");
    row.bind(1, source);
    row.executeStep();
    SQLite::Statement same(to, std::string("SELECT id FROM run WHERE deleted_ns IS NULL AND (") + marks +
                                   ") = (?, ?, ?, ?, ?, ?, ?, ?) ORDER BY id LIMIT 1");
    for (int i = 0; i < 6; ++i) same.bind(i + 1, std::int64_t{row.getColumn(i).getInt64()});
    same.bind(7, row.getColumn(6).getString());
    same.bind(8, row.getColumn(7).getString());
    return same.executeStep() ? std::int64_t{same.getColumn(0).getInt64()} : 0;
}

}  // namespace

void Database::check_import(const std::string& file) {
    check_source(file);
}

std::vector<ImportedRun> Database::import_runs(const std::string& file, const ImportOptions& options) {
    impl_->require_writable("import " + file);
    std::error_code unknown;
    if (fs::equivalent(file, path(), unknown)) throw ValueError(file + " is this history itself");
    Source source(file, path());
    return guarded("import " + file + " into the history", path(), [&] {
        SQLite::Transaction view(source.db(), SQLite::TransactionBehavior::DEFERRED);
        std::vector<RunInfo> wanted;
        for (const std::int64_t id : options.runs) wanted.push_back(source.history().run(id));
        if (options.runs.empty()) {
            wanted = source.history().runs();
            std::reverse(wanted.begin(), wanted.end());  // oldest first, so that the numbers keep their order
        }
        std::vector<ImportedRun> out;
        ImportProgress progress;
        progress.runs_of = wanted.size();
        for (const RunInfo& run : wanted) {
            ImportedRun& result = out.emplace_back();
            result.source = run.id;
            result.name = run.name;
            if (run.state == RunState::running) {
                result.what = ImportedRun::What::recording;
            } else if ((result.id = known_as(impl_->db(), source.db(), run.id)) != 0) {
                result.what = ImportedRun::What::known;
            } else {
                result.id = Import(*impl_, source, options).take(run, progress);
                if (result.id == 0) {
                    result.what = ImportedRun::What::stopped;
                    break;
                }
            }
            ++progress.runs;
        }
        return out;
    });
}

}  // namespace mp::history
