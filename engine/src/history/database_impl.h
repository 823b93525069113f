// SPDX-License-Identifier: MIT
#pragma once
// The open file behind a Database: its connection, and what the other files of the room need of it.

#include <SQLiteCpp/SQLiteCpp.h>

#include <memory>
#include <string>

#include "history/sql.h"
#include "mp/history.h"

namespace mp::history {

class Database::Impl {
public:
    Impl(std::string path, bool readonly);

    SQLite::Database& db() { return *db_; }
    const std::string& path() const { return path_; }
    bool readonly() const { return readonly_; }

    // Throws KeyError where there is no such run.
    void require_run(std::int64_t run);
    // Throws PermissionError where the file was opened for reading alone.
    void require_writable(const std::string& doing) const;

private:
    void open_for_writing();
    void open_for_reading();
    void settle();  // what every connection sets

    std::string path_;
    bool readonly_;
    std::unique_ptr<SQLite::Database> db_;
};

// Retention, in retention.cpp. A run's rows in every table, in slices; true when nothing of it is left.
bool remove_run(SQLite::Database& db, std::int64_t run, std::chrono::milliseconds at_most);
std::size_t purge_marked(SQLite::Database& db, std::int64_t marked_before_ns, std::chrono::milliseconds at_most);

// A recording behind the interface that a Session is made of, in recorded_session.cpp.
std::unique_ptr<observe::SessionSource> open_recording(const std::string& path, std::int64_t run);

// The machine's present boot, so that a pid and its start are not taken for those of another one.
std::string boot_id();

}  // namespace mp::history
