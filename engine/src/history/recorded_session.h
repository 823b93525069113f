// SPDX-License-Identifier: MIT
#pragma once
// The state of a recorded run at a moment, as a Snapshot.

#include "history/database_impl.h"

namespace mp::history {

// The latest tick at or before time_ns decides; before the first one, the first. ended_tasks: those of that tick too.
observe::Snapshot snapshot_at(SQLite::Database& db, std::int64_t run, std::int64_t time_ns, bool ended_tasks = true);
// The last state of every object that the run ever had, the vanished included: for exports.
observe::Snapshot whole_run(SQLite::Database& db, std::int64_t run);

}  // namespace mp::history
