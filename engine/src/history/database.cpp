// SPDX-License-Identifier: MIT
// Opening the file, and the list of runs.
#include <sqlite3.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "history/database_impl.h"
#include "history/export_file.h"
#include "history/schema.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/procfs.h"
#include "os/self.h"

namespace mp::history {
namespace {

constexpr int busy_ms = 5'000;
constexpr std::int64_t minute_ns = 60'000'000'000;

constexpr const char* run_columns =
    "id, name, source, command, notes, starred, state, deleted_ns, program_pid, program_start_ticks, recorder_pid, "
    "recorder_start_ticks, recorder_boot, started_ns, ended_ns, tasks, failed, dropped, exits, exits_nonzero, p50_ns, "
    "p95_ns, p99_ns, size_bytes";

// A run is running as long as its recorder lives, whatever the row says.
RunState state_now(RunState written, const observe::Identity& recorder, const std::string& boot) {
    if (written != RunState::running) return RunState::finished;
    if (boot != boot_id()) return RunState::interrupted;
    // One that has been killed is dead at once, not when its parent has heard of it.
    const auto stat = os::read_process_stat(recorder.pid);
    const bool lives = stat && stat->start_ticks == recorder.start_ticks && !stat->ending;
    return lives ? RunState::running : RunState::interrupted;
}

RunInfo read_run(SQLite::Statement& row) {
    RunInfo run;
    observe::Identity recorder;
    std::string boot;
    std::optional<std::int64_t> deleted_ns;
    Reader from(row);
    from >> run.id >> run.name >> run.source >> run.command >> run.notes >> run.starred >> run.state >> deleted_ns >>
        run.program >> recorder >> boot >> run.started_ns >> run.ended_ns >> run.tasks >> run.failed >> run.dropped >>
        run.exits >> run.exits_nonzero >> run.p50_ns >> run.p95_ns >> run.p99_ns >> run.size_bytes;
    run.duration_ns = elapsed_ns(run.started_ns, run.ended_ns);
    run.deleted = deleted_ns.has_value();
    run.state = state_now(run.state, recorder, boot);
    return run;
}

}  // namespace

std::string boot_id() {
    std::string id;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
    return id;
}

std::string default_path() {
    std::string base = os::environment("XDG_DATA_HOME");
    if (base.empty()) {
        const std::string home = os::environment("HOME");
        if (home.empty()) throw FileNotFoundError("neither XDG_DATA_HOME nor HOME says where the history is", ENOENT);
        base = home + "/.local/share";
    }
    return base + "/lifeguard/history.db";
}

// --- opening --------------------------------------------------------------------------------------------------------

Database::Impl::Impl(std::string path, bool readonly) : path_(std::move(path)), readonly_(readonly) {
    guarded("open the history", path_, [&] { readonly_ ? open_for_reading() : open_for_writing(); });
}

void Database::Impl::open_for_writing() {
    const std::size_t slash = path_.find_last_of('/');
    if (slash != std::string::npos && slash > 0) os::make_private_directory(path_.substr(0, slash));
    std::error_code unknown;  // what cannot be looked at cannot be opened either, and that is said below
    if (std::filesystem::is_directory(path_, unknown)) throw ValueError(path_ + " is a directory, not a history");
    os::make_private_file(path_);  // mode 0600 from its first moment, and the system's own reason where it refuses
    db_ =
        std::make_unique<SQLite::Database>(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);  // one thread's alone
    db_->setBusyTimeout(busy_ms);
    if (check_schema(*db_, path_, schema_version) == 0) db_->exec("PRAGMA auto_vacuum = INCREMENTAL");
    db_->exec("PRAGMA journal_mode = WAL");
    settle();
    migrate(*db_, migrations());
    purge_marked(*db_, os::wall_ns() - minute_ns, std::chrono::milliseconds(200));
}

void Database::Impl::open_for_reading() {
    if (!os::may_read(path_)) throw FileNotFoundError("there is no history at " + path_, ENOENT);
    if (std::filesystem::is_directory(path_)) throw ValueError(path_ + " is a directory, not a history");
    int version = 0;
    try {
        db_ = std::make_unique<SQLite::Database>(path_, SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX);
        db_->setBusyTimeout(busy_ms);
        version = check_schema(*db_, path_, schema_version);
    } catch (const SQLite::Exception& error) {
        // On a read-only disk there is no room for the index of the write-ahead log. Without such a log (the last
        // writer left in order) nobody can be writing either, and the file is read as it lies.
        const int reason = error.getErrorCode() & 0xff;
        if (reason != SQLITE_CANTOPEN && reason != SQLITE_READONLY) throw;
        const std::string log = path_ + "-wal";
        std::error_code none;
        if (std::filesystem::exists(log, none) && std::filesystem::file_size(log, none) > 0) throw;
        std::string escaped;
        for (const char c : path_)
            escaped += c == '%' ? "%25" : c == '?' ? "%3f" : c == '#' ? "%23" : std::string(1, c);
        db_ = std::make_unique<SQLite::Database>("file:" + escaped + "?immutable=1",
                                                 SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX | SQLite::OPEN_URI);
        version = check_schema(*db_, path_, schema_version);
    }
    if (version == 0) throw ValueError(path_ + " is empty: nothing was recorded there yet");
    if (version < schema_version)
        throw ValueError(path_ + " was written by an older Lifeguard (schema " + std::to_string(version) +
                         "); open it for writing once to bring it up to date");
    check_tables(*db_, path_, version);
    settle();
}

void Database::Impl::settle() {
    db_->exec("PRAGMA trusted_schema = OFF");  // nothing that a file brings along is run
    db_->exec("PRAGMA synchronous = NORMAL");
    db_->exec("PRAGMA foreign_keys = ON");
    db_->exec("PRAGMA temp_store = MEMORY");
    db_->exec("PRAGMA cache_size = -16384");  // KiB
    // a record of several minutes of a busy pool: the log is taken back into the file at this many pages
    if (!readonly_) db_->exec("PRAGMA wal_autocheckpoint = 4000");
}

void Database::Impl::require_run(std::int64_t run) {
    SQLite::Statement found(*db_, "SELECT 1 FROM run WHERE id = ?");
    found.bind(1, run);
    if (!found.executeStep()) throw KeyError("there is no run " + std::to_string(run) + " in " + path_);
}

void Database::Impl::require_writable(const std::string& doing) const {
    if (readonly_) throw PermissionError("cannot " + doing + ": " + path_ + " was opened for reading alone", EROFS);
}

Database::Database(const std::string& path) : impl_(std::make_unique<Impl>(path, false)) {}
Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database Database::open_readonly(const std::string& path) {
    return Database(std::make_unique<Impl>(path, true));
}
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
const std::string& Database::path() const {
    return impl_->path();
}
bool Database::readonly() const {
    return impl_->readonly();
}

// --- runs -----------------------------------------------------------------------------------------------------------

std::vector<RunInfo> Database::runs(const RunFilter& filter) {
    return guarded("list the runs", path(), [&] {
        // instr on lower() instead of LIKE: nobody has to escape % and _
        SQLite::Statement query(impl_->db(), std::string("SELECT ") + run_columns +
                                                 " FROM run WHERE (deleted_ns IS NOT NULL) = ?1 AND started_ns >= ?2"
                                                 " AND (?3 = 0 OR started_ns < ?3) AND (?4 = '' OR instr(lower(name ||"
                                                 " char(10) || source || char(10) || command || char(10) || notes),"
                                                 " lower(?4)) > 0) AND (?5 OR state = ?6) ORDER BY id DESC");
        query.bind(1, filter.deleted ? 1 : 0);
        query.bind(2, filter.from_ns);
        query.bind(3, filter.to_ns);
        query.bind(4, filter.text);
        // an interrupted run was running as far as its row knows
        query.bind(5, filter.state ? 0 : 1);
        query.bind(6, filter.state == RunState::finished ? static_cast<int>(RunState::finished)
                                                         : static_cast<int>(RunState::running));
        std::vector<RunInfo> out;
        while (query.executeStep()) {
            RunInfo run = read_run(query);
            if (filter.state && run.state != *filter.state) continue;  // only known once the recorder was looked for
            out.push_back(std::move(run));
            if (filter.limit != 0 && out.size() == filter.limit) break;
        }
        return out;
    });
}

RunInfo Database::run(std::int64_t id) {
    return guarded("read run " + std::to_string(id), path(), [&] {
        impl_->require_run(id);
        SQLite::Statement query(impl_->db(), std::string("SELECT ") + run_columns + " FROM run WHERE id = ?");
        query.bind(1, id);
        query.executeStep();
        return read_run(query);
    });
}

namespace {

template <class T>
void set_column(Database::Impl& impl, std::int64_t run, const std::string& column, const T& value) {
    const std::string doing = "change run " + std::to_string(run);
    impl.require_writable(doing);
    guarded(doing, impl.path(), [&] {
        impl.require_run(run);
        SQLite::Statement update(impl.db(), "UPDATE run SET " + column + " = ? WHERE id = ?");
        Binder(update) << value << run;
        update.exec();
    });
}

}  // namespace

void Database::rename(std::int64_t run, const std::string& name) {
    set_column(*impl_, run, "name", name);
}
void Database::set_notes(std::int64_t run, const std::string& notes) {
    set_column(*impl_, run, "notes", notes);
}
void Database::set_starred(std::int64_t run, bool starred) {
    set_column(*impl_, run, "starred", starred);
}

void Database::delete_run(std::int64_t id) {
    if (run(id).state == RunState::running)
        throw RuntimeError("run " + std::to_string(id) + " is being recorded; stop the recording before deleting it");
    set_column(*impl_, id, "deleted_ns", os::wall_ns());
}
void Database::restore_run(std::int64_t id) {
    set_column(*impl_, id, "deleted_ns", std::optional<std::int64_t>());
}

observe::Session Database::load(std::int64_t id) {
    guarded("open run " + std::to_string(id), path(), [&] { impl_->require_run(id); });
    return observe::Session(open_recording(path(), id));
}

columns::Value cell(const RunInfo& run, std::string_view column) {
    const auto text = [](const std::string& s) { return s.empty() ? columns::Value{} : columns::Value{s}; };
    const auto duration = [](const std::optional<double>& d) {
        return d ? columns::Value{static_cast<std::int64_t>(*d)} : columns::Value{};
    };
    if (column == "starred") return static_cast<std::int64_t>(run.starred);
    if (column == "id") return static_cast<std::uint64_t>(run.id);
    if (column == "name") return text(run.name);
    if (column == "source") return text(run.source);
    if (column == "started") return run.started_ns;
    if (column == "ended") return run.ended_ns;
    if (column == "duration") return run.duration_ns;
    if (column == "tasks") return run.tasks;
    if (column == "failed") return run.failed;
    if (column == "exits") return run.exits;
    if (column == "exits_nonzero") return run.exits_nonzero;
    if (column == "dropped") return run.dropped;
    if (column == "p50") return duration(run.p50_ns);
    if (column == "p95") return duration(run.p95_ns);
    if (column == "p99") return duration(run.p99_ns);
    if (column == "size") return run.size_bytes;
    if (column == "notes") return text(run.notes);
    if (column == "pid") return static_cast<std::uint64_t>(run.program.pid);
    if (column == "command") return text(run.command);
    if (column == "state") {
        constexpr std::string_view words[] = {"running", "finished", "interrupted"};
        return std::string(words[static_cast<std::size_t>(run.state)]);
    }
    throw KeyError("no column \"" + std::string(column) + "\" of runs");
}

}  // namespace mp::history
