// SPDX-License-Identifier: MIT
// Forgetting: whole runs that were deleted, and what grew old. In slices, so that a recorder beside it never waits
// long.
#include "history/database_impl.h"
#include "os/clock.h"

namespace mp::history {
namespace {

using Clock = std::chrono::steady_clock;

// Big tables by their whole key, so that a slice is cheap to find; the small ones go with the run itself.
struct Sliced {
    const char* table;
    const char* key;
};
constexpr Sliced sliced_tables[] = {
    {"task_output", "run, pool_id, id, attempt"},
    {"task", "run, pool_id, id, attempt"},
    {"process_sample", "run, number, time_ns"},
    {"pool_sample", "run, number, time_ns"},
    {"queue_sample", "run, number, time_ns"},
    {"lock_sample", "run, number, time_ns"},
    {"sync_sample", "run, number, time_ns"},
    {"tick", "run, time_ns"},
    {"log", "run, sequence"},
};
constexpr const char* small_tables[] = {"process", "pool", "queue", "lock", "sync", "exit"};
constexpr int deleted_rows = 20'000;

// Deletes a slice; the number of rows that went.
int delete_slice(SQLite::Database& db, const Sliced& table, std::int64_t run, const std::string& condition = {}) {
    const std::string name = table.table;
    const std::string key = table.key;
    SQLite::Statement slice(db, "DELETE FROM " + name + " WHERE (" + key + ") IN (SELECT " + key + " FROM " + name +
                                    " WHERE run = ?" + condition + " LIMIT ?)");
    slice.bind(1, run);
    slice.bind(2, deleted_rows);
    return slice.exec();
}

// Gives pages that nothing uses any more back to the disk.
void give_back(SQLite::Database& db) {
    SQLite::Statement vacuum(db, "PRAGMA incremental_vacuum");
    while (vacuum.executeStep()) {
    }
}

std::vector<std::int64_t> ids(SQLite::Database& db, const std::string& where, std::int64_t value) {
    SQLite::Statement query(db, "SELECT id FROM run WHERE " + where + " ORDER BY id");
    query.bind(1, value);
    std::vector<std::int64_t> out;
    while (query.executeStep()) out.push_back(query.getColumn(0).getInt64());
    return out;
}

std::uint64_t file_bytes(SQLite::Database& db) {
    const std::int64_t pages = db.execAndGet("PRAGMA page_count").getInt64();
    const std::int64_t unused = db.execAndGet("PRAGMA freelist_count").getInt64();
    return static_cast<std::uint64_t>((pages - unused) * db.execAndGet("PRAGMA page_size").getInt64());
}

// The successful tasks of a run with their output: failures, exits and the charts stay.
std::uint64_t forget_successes(SQLite::Database& db, std::int64_t run) {
    SQLite::Statement outputs(db,
                              "DELETE FROM task_output WHERE run = ?1 AND (pool_id, id, attempt) IN "
                              "(SELECT pool_id, id, attempt FROM task WHERE run = ?1 AND state = 2)");
    outputs.bind(1, run);
    outputs.exec();
    std::uint64_t removed = 0;
    for (;;) {
        const int rows = delete_slice(db, sliced_tables[1], run, " AND state = 2");
        removed += static_cast<std::uint64_t>(rows);
        if (rows < deleted_rows) break;
    }
    if (removed > 0) {
        // each row was at least about this long; the list of runs shows "about" anyway
        SQLite::Statement shrink(db, "UPDATE run SET size_bytes = max(size_bytes - ?2, size_bytes / 20) WHERE id = ?1");
        shrink.bind(1, run);
        shrink.bind(2, static_cast<std::int64_t>(removed * 90));
        shrink.exec();
    }
    return removed;
}

}  // namespace

bool remove_run(SQLite::Database& db, std::int64_t run, std::chrono::milliseconds at_most) {
    const auto end = Clock::now() + at_most;
    for (const Sliced& table : sliced_tables) {
        while (delete_slice(db, table, run) == deleted_rows)
            if (Clock::now() >= end) return false;
    }
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    for (const char* table : small_tables) {
        SQLite::Statement rest(db, std::string("DELETE FROM ") + table + " WHERE run = ?");
        rest.bind(1, run);
        rest.exec();
    }
    SQLite::Statement row(db, "DELETE FROM run WHERE id = ?");
    row.bind(1, run);
    row.exec();
    transaction.commit();
    return true;
}

std::size_t purge_marked(SQLite::Database& db, std::int64_t marked_before_ns, std::chrono::milliseconds at_most) {
    const auto end = Clock::now() + at_most;
    std::size_t removed = 0;
    for (const std::int64_t run : ids(db, "deleted_ns IS NOT NULL AND deleted_ns < ?", marked_before_ns)) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
        if (left.count() <= 0 || !remove_run(db, run, left)) break;
        ++removed;
    }
    if (removed > 0) give_back(db);
    return removed;
}

std::size_t Database::purge_deleted() {
    impl_->require_writable("remove deleted runs");
    return guarded("remove deleted runs", path(), [&] {
        // what is marked for a time to come is a run on its way in (import.cpp)
        return purge_marked(impl_->db(), os::wall_ns() + 1, std::chrono::hours(1));
    });
}

PruneResult Database::prune(const RetentionPolicy& policy) {
    impl_->require_writable("prune the history");
    return guarded("prune the history", path(), [&] {
        SQLite::Database& db = impl_->db();
        PruneResult result;
        const std::int64_t now = os::wall_ns();
        const auto before = [&](std::chrono::hours age) {
            return now - std::chrono::duration_cast<std::chrono::nanoseconds>(age).count();
        };
        // oldest first; a run whose row says "running" may only be interrupted, which run() finds out
        std::vector<std::int64_t> open_to_it;
        for (const std::int64_t id : ids(db, "starred = 0 AND deleted_ns IS NULL AND started_ns < ?", now))
            if (run(id).state != RunState::running) open_to_it.push_back(id);

        std::vector<std::int64_t> kept;
        for (const std::int64_t id : open_to_it) {
            const std::int64_t ended = run(id).ended_ns;
            if (ended < before(policy.keep_runs_for)) {
                remove_run(db, id, std::chrono::hours(1));
                ++result.runs;
                continue;
            }
            if (ended < before(policy.keep_tasks_for)) result.tasks += forget_successes(db, id);
            kept.push_back(id);
        }
        if (policy.max_file_bytes != 0) {
            for (const std::int64_t id : kept) {
                if (file_bytes(db) <= policy.max_file_bytes) break;
                result.tasks += forget_successes(db, id);
            }
            for (const std::int64_t id : kept) {
                if (file_bytes(db) <= policy.max_file_bytes) break;
                remove_run(db, id, std::chrono::hours(1));
                ++result.runs;
            }
        }
        give_back(db);
        return result;
    });
}

}  // namespace mp::history
