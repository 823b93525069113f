// SPDX-License-Identifier: MIT
// A server's part in lanes: who is offered one, and whom it looks at.
#include <algorithm>

#include "manager/core.h"
#include "mp/logging.h"

namespace mp::manager {

namespace {

constexpr std::size_t most_lanes = 256;    // mapped; those who come later speak by their sockets
constexpr std::size_t most_looked_at = 8;  // those who spoke lately: each look costs a line of the cache

}  // namespace

void Core::offer_lane(Guest& guest) {
    if (address_.is_tcp() || guest.lane || lanes_ == most_lanes) return;
    try {
        auto made = Lane::make();
        guest.lane.emplace(std::move(made.lane));
        guest.file = std::move(made.file);
        ++lanes_;
    } catch (const Exception& error) {
        get_logger().debug(std::string("a manager's client speaks by its socket alone: ") + error.what());
    }
}

// It has spoken by its socket, and will again soon.
void Core::look_at_lane(const GuestPtr& guest) {
    if (!guest->lane || by_lane_.size() == most_looked_at) return;
    if (std::find(by_lane_.begin(), by_lane_.end(), guest) != by_lane_.end()) return;
    guest->lane->requests().wake();
    by_lane_.push_back(guest);
}

bool Core::lanes_speak() const noexcept {
    return std::any_of(by_lane_.begin(), by_lane_.end(),
                       [](const GuestPtr& guest) { return guest->lane->requests().holds_message(); });
}

// Before this server sleeps: from now on by the socket. False: somebody has spoken in between.
bool Core::leave_lanes() {
    std::erase_if(by_lane_, [](const GuestPtr& guest) { return guest->lane->requests().sleep(); });
    return by_lane_.empty();
}

void Core::forget_lane(const GuestPtr& guest) {
    if (!guest->lane) return;
    std::erase(by_lane_, guest);
    guest->lane.reset();
    --lanes_;
}

void Core::read_lanes() {
    for (std::size_t i = by_lane_.size(); i-- > 0;) {
        if (i >= by_lane_.size()) continue;  // one has ended on the way
        const GuestPtr guest = by_lane_[i];
        if (!guest->lane->requests().holds_message()) continue;
        if (guest->current || !guest->out.empty()) {
            end_impatient(guest);
            continue;
        }
        guest->in.filled(guest->lane->requests().take(guest->in.room()).value_or(0));
        go_on(guest);
    }
}

}  // namespace mp::manager
