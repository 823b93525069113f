// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/agent_opener.h"

#include "mp/observe.h"

namespace lifeguard {

namespace {

mp::observe::ConnectOptions options(const AgentPlace& place, int pid) {
    return {.address = place.address, .authkey = place.key, .pid = pid};
}

}  // namespace

SessionOpener openerOfAgent(const AgentPlace& place, int pid) {
    return [place, pid] { return mp::observe::connect(options(place, pid)); };
}

SessionList::Finder finderOfAgent(const AgentPlace& place) {
    return [place] { return mp::observe::far_sessions(options(place, 0)); };
}

}  // namespace lifeguard
