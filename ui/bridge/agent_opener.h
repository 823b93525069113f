// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Another machine's programs, through its agent (`lifeguardctl agent`): for SnapshotFeed::open() and SessionList.
//
//     const AgentPlace place{.address = mp::connection::Address("host", 7000), .key = {"…"}};
//     auto* list = new SessionList(this, finderOfAgent(place));     // its sessions, looked up as those here
//     feed.open(openerOfAgent(place, list->sessions().front().identity.pid));

#include <optional>

#include "bridge/session_list.h"
#include "bridge/snapshot_feed.h"
#include "mp/connection.h"

namespace lifeguard {

struct AgentPlace {
    mp::connection::Address address;               // by default the user's own agent
    std::optional<mp::connection::AuthKey> key{};  // none: as at a path
};

// pid: the program, or any process of it; 0: the only one there is. Each thread that opens it has a connection of its
// own. What it throws has a sentence: nobody listens, the key is wrong, no such program.
SessionOpener openerOfAgent(const AgentPlace& place, int pid = 0);
SessionList::Finder finderOfAgent(const AgentPlace& place);

}  // namespace lifeguard
