// SPDX-License-Identifier: MIT
#pragma once
// Finding programs that run on the engine: the announcements of this user's runtime directory, each looked at whether
// its program still lives.

#include <optional>
#include <vector>

#include "mp/snapshot.h"
#include "os/fd.h"
#include "os/mapping.h"
#include "telemetry/announce.h"
#include "telemetry/region.h"

namespace mp::observe {

// A program's registry, mapped read-only.
struct OpenRegistry {
    telemetry::Announcement announcement;
    os::Mapping mapping;
    telemetry::Region region() const { return telemetry::Region(mapping.data()); }
};

// Announcements of living programs, in the order of their pids; the files of dead ones are removed on the way.
std::vector<telemetry::Announcement> living_announcements();
// nullopt when the program has just ended; throws ValueError when what it announces is no registry of this layout.
std::optional<OpenRegistry> open_registry(const telemetry::Announcement& announcement);
// Who a slot is about. The parent writes the pid and the child its start time, so in between the kernel is asked for
// it: nobody shall see the same process under two identities.
Identity identity_in(const telemetry::ProcessSlot& slot);

// The slot of a process of that program, be it a worker; nullptr for one of another.
const telemetry::ProcessSlot* find_member(const telemetry::Region& region, const Identity& process);

}  // namespace mp::observe
