// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the inspector says of each kind of thing, as names and values.

#include "bridge/run_row.h"
#include "model/queue_model.h"
#include "mp/snapshot.h"
#include "page/fact_list.h"

namespace lifeguard::facts {

// now_ns: the snapshot's moment, or the process' end: what is over has stopped ageing.
Facts processSummary(const mp::observe::Process& process, const mp::observe::Snapshot& snapshot);
Facts processTask(const mp::observe::Process& process, const mp::observe::Snapshot& snapshot);
Facts processLocks(const mp::observe::Process& process, const mp::observe::Snapshot& snapshot);
Facts processResources(const mp::observe::Process& process);
Facts pool(const mp::observe::Pool& pool, const mp::observe::Snapshot& snapshot);
Facts queue(const mp::observe::Queue& queue, const mp::observe::Snapshot& snapshot);
Facts lock(const mp::observe::Lock& lock, const mp::observe::Snapshot& snapshot);
Facts sync(const mp::observe::Sync& sync, const mp::observe::Snapshot& snapshot);
Facts exit(const mp::observe::Exit& exit, const mp::observe::Snapshot& snapshot);
// last_words: of the process, in order.
Facts exitEvidence(const mp::observe::Exit& exit, const mp::observe::Snapshot& snapshot,
                   const std::vector<mp::observe::LogEntry>& last_words);
Facts run(const RunRow& run);

}  // namespace lifeguard::facts
