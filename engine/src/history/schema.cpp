// SPDX-License-Identifier: MIT
#include "history/schema.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <vector>

#include "mp/exceptions.h"

namespace mp::history {
namespace {

// Samples are stored by object, then time: a chart reads one stretch, and the state at a moment is one step in the
// tree. Tables without rowid are the index themselves.
constexpr const char* version_1 = R"sql(
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL, source TEXT NOT NULL, command TEXT NOT NULL, notes TEXT NOT NULL,
    starred INTEGER NOT NULL DEFAULT 0, state INTEGER NOT NULL, deleted_ns INTEGER,
    program_pid INTEGER NOT NULL, program_start_ticks INTEGER NOT NULL, program_started_ns INTEGER NOT NULL,
    recorder_pid INTEGER NOT NULL, recorder_start_ticks INTEGER NOT NULL, recorder_boot TEXT NOT NULL,
    started_ns INTEGER NOT NULL, ended_ns INTEGER NOT NULL,
    tasks INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0, dropped INTEGER NOT NULL DEFAULT 0,
    exits INTEGER NOT NULL DEFAULT 0, exits_nonzero INTEGER NOT NULL DEFAULT 0,
    p50_ns REAL, p95_ns REAL, p99_ns REAL, size_bytes INTEGER NOT NULL DEFAULT 0);

CREATE TABLE tick (
    run INTEGER NOT NULL, time_ns INTEGER NOT NULL, alive INTEGER NOT NULL, system_cpu_percent REAL,
    workers_busy INTEGER NOT NULL, workers_idle INTEGER NOT NULL, workers_waiting INTEGER NOT NULL,
    workers_suspended INTEGER NOT NULL, workers_other INTEGER NOT NULL, tasks_queued INTEGER NOT NULL,
    period_ns INTEGER NOT NULL, tasks_ok INTEGER NOT NULL, tasks_failed INTEGER NOT NULL,
    tasks_dropped INTEGER NOT NULL, duration_p50_ns REAL, duration_p95_ns REAL, duration_p99_ns REAL,
    PRIMARY KEY (run, time_ns)) WITHOUT ROWID;

CREATE TABLE process (
    run INTEGER NOT NULL, number INTEGER NOT NULL, pid INTEGER NOT NULL, start_ticks INTEGER NOT NULL,
    parent_pid INTEGER, parent_start_ticks INTEGER, role INTEGER NOT NULL, name TEXT NOT NULL, command TEXT NOT NULL,
    daemon INTEGER NOT NULL, pool_id INTEGER NOT NULL, started_ns INTEGER NOT NULL, ended_ns INTEGER,
    exitcode INTEGER, cause INTEGER NOT NULL, first_ns INTEGER NOT NULL, gone_ns INTEGER,
    PRIMARY KEY (run, number)) WITHOUT ROWID;
CREATE TABLE process_sample (
    run INTEGER NOT NULL, number INTEGER NOT NULL, time_ns INTEGER NOT NULL, state INTEGER NOT NULL,
    task_id INTEGER, task_function TEXT, task_arguments TEXT, task_started_ns INTEGER, task_attempt INTEGER,
    task_max_attempts INTEGER, wait_kind INTEGER, wait_object_id INTEGER, wait_since_ns INTEGER, cpu_percent REAL,
    cpu_time_ns INTEGER, memory_bytes INTEGER, threads INTEGER, open_files INTEGER, nice INTEGER,
    done_count INTEGER NOT NULL, failed_count INTEGER NOT NULL, lock_waited_ns INTEGER NOT NULL,
    queue_waited_ns INTEGER NOT NULL, heartbeat_ns INTEGER,
    PRIMARY KEY (run, number, time_ns)) WITHOUT ROWID;

CREATE TABLE pool (
    run INTEGER NOT NULL, number INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, owner_pid INTEGER,
    owner_start_ticks INTEGER, started_ns INTEGER NOT NULL, first_ns INTEGER NOT NULL, gone_ns INTEGER,
    PRIMARY KEY (run, number)) WITHOUT ROWID;
CREATE TABLE pool_sample (
    run INTEGER NOT NULL, number INTEGER NOT NULL, time_ns INTEGER NOT NULL, target_size INTEGER NOT NULL,
    alive_count INTEGER NOT NULL, busy_count INTEGER NOT NULL, accepting INTEGER NOT NULL, resizable INTEGER NOT NULL,
    submitted_count INTEGER NOT NULL, queued_count INTEGER NOT NULL, running_count INTEGER NOT NULL,
    done_count INTEGER NOT NULL, failed_count INTEGER NOT NULL, lost_count INTEGER NOT NULL,
    retried_count INTEGER NOT NULL, cancelled_count INTEGER NOT NULL, restarts_count INTEGER NOT NULL,
    total_count INTEGER, tasks_per_s REAL, durations TEXT,
    PRIMARY KEY (run, number, time_ns)) WITHOUT ROWID;

CREATE TABLE queue (
    run INTEGER NOT NULL, number INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
    owner_pid INTEGER, owner_start_ticks INTEGER, capacity_count INTEGER, first_ns INTEGER NOT NULL, gone_ns INTEGER,
    PRIMARY KEY (run, number)) WITHOUT ROWID;
CREATE TABLE queue_sample (
    run INTEGER NOT NULL, number INTEGER NOT NULL, time_ns INTEGER NOT NULL, depth_count INTEGER NOT NULL,
    put_count INTEGER NOT NULL, got_count INTEGER NOT NULL, puts_per_s REAL, gets_per_s REAL,
    unfinished_count INTEGER, blocked_putters TEXT, blocked_getters TEXT, oldest_ns INTEGER,
    recovered_count INTEGER NOT NULL,
    PRIMARY KEY (run, number, time_ns)) WITHOUT ROWID;

CREATE TABLE lock (
    run INTEGER NOT NULL, number INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
    owner_pid INTEGER, owner_start_ticks INTEGER, first_ns INTEGER NOT NULL, gone_ns INTEGER,
    PRIMARY KEY (run, number)) WITHOUT ROWID;
CREATE TABLE lock_sample (
    run INTEGER NOT NULL, number INTEGER NOT NULL, time_ns INTEGER NOT NULL, holder TEXT, depth_count INTEGER NOT NULL,
    held_since_ns INTEGER, waiters TEXT, waiters_count INTEGER NOT NULL, acquired_count INTEGER NOT NULL,
    contended_count INTEGER NOT NULL, owner_died_count INTEGER NOT NULL, waited_ns INTEGER NOT NULL,
    longest_wait_ns INTEGER NOT NULL, acquires_per_s REAL, waits TEXT,
    PRIMARY KEY (run, number, time_ns)) WITHOUT ROWID;

CREATE TABLE sync (
    run INTEGER NOT NULL, number INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
    owner_pid INTEGER, owner_start_ticks INTEGER, value_limit INTEGER, first_ns INTEGER NOT NULL, gone_ns INTEGER,
    PRIMARY KEY (run, number)) WITHOUT ROWID;
CREATE TABLE sync_sample (
    run INTEGER NOT NULL, number INTEGER NOT NULL, time_ns INTEGER NOT NULL, value INTEGER NOT NULL, holders TEXT,
    waiters TEXT,
    PRIMARY KEY (run, number, time_ns)) WITHOUT ROWID;

CREATE TABLE task (
    run INTEGER NOT NULL, pool_id INTEGER NOT NULL, id INTEGER NOT NULL, attempt INTEGER NOT NULL,
    function TEXT NOT NULL, arguments TEXT NOT NULL, state INTEGER NOT NULL, worker_pid INTEGER,
    worker_start_ticks INTEGER, queued_ns INTEGER, started_ns INTEGER, ended_ns INTEGER NOT NULL, max_attempts INTEGER NOT NULL,
    items_count INTEGER NOT NULL, exitcode INTEGER, result TEXT NOT NULL,
    PRIMARY KEY (run, pool_id, id, attempt)) WITHOUT ROWID;
CREATE INDEX task_by_end ON task (run, ended_ns);
CREATE INDEX task_not_done ON task (run, ended_ns) WHERE state <> 2;

CREATE TABLE task_output (
    run INTEGER NOT NULL, pool_id INTEGER NOT NULL, id INTEGER NOT NULL, attempt INTEGER NOT NULL,
    command TEXT NOT NULL, output_cut INTEGER NOT NULL, error_cut INTEGER NOT NULL, output BLOB NOT NULL,
    error BLOB NOT NULL,
    PRIMARY KEY (run, pool_id, id, attempt));

CREATE TABLE exit (
    run INTEGER NOT NULL, pid INTEGER NOT NULL, start_ticks INTEGER NOT NULL, name TEXT NOT NULL,
    pool_id INTEGER NOT NULL, exitcode INTEGER NOT NULL, cause INTEGER NOT NULL, started_ns INTEGER NOT NULL,
    ended_ns INTEGER NOT NULL, task_id INTEGER NOT NULL, task TEXT NOT NULL, replaced_by_pid INTEGER,
    replaced_by_start_ticks INTEGER,
    PRIMARY KEY (run, pid, start_ticks)) WITHOUT ROWID;

CREATE TABLE log (
    run INTEGER NOT NULL, sequence INTEGER NOT NULL, time_ns INTEGER NOT NULL, process_pid INTEGER,
    process_start_ticks INTEGER, level INTEGER NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (run, sequence)) WITHOUT ROWID;
)sql";

// Whether a pool's intake was paused; what workers wrote, by stream and task.
constexpr const char* version_2 = R"sql(
ALTER TABLE pool_sample ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
ALTER TABLE log ADD COLUMN stream INTEGER NOT NULL DEFAULT 0;
ALTER TABLE log ADD COLUMN pool_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE log ADD COLUMN task_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE log ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0;
)sql";

constexpr Migration steps_known[] = {{1, version_1}, {2, version_2}};

}  // namespace

std::span<const Migration> migrations() {
    return steps_known;
}

int check_schema(SQLite::Database& db, const std::string& path, int known) {
    const int version = db.execAndGet("PRAGMA user_version").getInt();
    const int application = db.execAndGet("PRAGMA application_id").getInt();
    const bool empty = db.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
    if (empty && version == 0 && application == 0) return 0;
    if (application != application_id)
        throw ValueError(path + " is a database, but not Lifeguard's history; it was not changed");
    if (version > known)
        throw ValueError(path + " was written by a newer Lifeguard (schema " + std::to_string(version) +
                         "; this one knows " + std::to_string(known) + "); it was not changed");
    return version;
}

namespace {

using Tables = std::map<std::string, std::string>;  // name, statement that made it

Tables tables_of(SQLite::Database& db) {
    Tables out;
    SQLite::Statement rows(db,
                           "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
                           "ESCAPE '\\'");
    while (rows.executeStep()) out[rows.getColumn(0).getString()] = rows.getColumn(1).getString();
    return out;
}

// Of each version, by its place less one; made once.
const Tables& tables_of_version(int version) {
    static const std::vector<Tables> all = [] {
        std::vector<Tables> out;
        SQLite::Database reference(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        for (const Migration& step : migrations()) {
            reference.exec(step.sql);
            out.push_back(tables_of(reference));
        }
        return out;
    }();
    return all.at(static_cast<std::size_t>(version - 1));
}

}  // namespace

void check_tables(SQLite::Database& db, const std::string& path, int version) {
    const Tables found = tables_of(db);
    for (const auto& [name, sql] : tables_of_version(version)) {
        const auto at = found.find(name);
        if (at == found.end() || at->second != sql)
            throw ValueError(path + " is damaged: its table \"" + name + "\" is " +
                             (at == found.end() ? "missing" : "not that of a Lifeguard history"));
    }
}

void migrate(SQLite::Database& db, std::span<const Migration> steps) {
    for (const Migration& step : steps) {
        // another process may be at it as well: the version is read again inside the transaction
        SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
        if (db.execAndGet("PRAGMA user_version").getInt() >= step.version) continue;
        db.exec(step.sql);
        db.exec("PRAGMA application_id = " + std::to_string(application_id));
        db.exec("PRAGMA user_version = " + std::to_string(step.version));
        transaction.commit();
    }
}

}  // namespace mp::history
