// SPDX-License-Identifier: MIT
#pragma once
// The schema as a list of numbered steps; what the tables mean is in SCHEMA.md. A step that was ever released is never
// changed: a new one is added, and tests/fixtures keeps a database of every version.

#include <cstdint>
#include <span>
#include <string>

namespace SQLite {
class Database;
}

namespace mp::history {

// Written into the file's header, so that a history is known as one: "LGhi".
inline constexpr std::int32_t application_id = 0x4C476869;

struct Migration {
    int version;      // of the schema after it
    const char* sql;  // statements, run as one transaction
};
std::span<const Migration> migrations();

// Throws ValueError for a file that is no history, or one of a newer schema; it is not changed then.
// Returns the version found; 0 for a file that is still empty.
int check_schema(SQLite::Database& db, const std::string& path, int known);
// Throws ValueError where a table is not what the steps up to that version made of it: a file of strangers may hold a
// view, or another table, under its name.
void check_tables(SQLite::Database& db, const std::string& path, int version);
// Brings the file from that version up to the last step; each step is there whole or not at all.
void migrate(SQLite::Database& db, std::span<const Migration> steps);

}  // namespace mp::history
