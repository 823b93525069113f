// SPDX-License-Identifier: MIT
#pragma once
// What an object of this process can be asked to do from outside ("resize"): registered by the room that made the
// object, carried out by the endpoint that hears the request. Neither knows the other.
// Threads: everything is safe from any thread; a handler runs in the endpoint's thread and must be quick.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "telemetry/layout.h"

namespace mp::telemetry {

struct ActionResult {
    bool accepted = true;
    std::string reason;       // one sentence when refused
    std::uint64_t count = 0;  // of a verb for many: how many it reached
};
using ActionHandler = std::function<ActionResult(std::string_view verb, std::span<const std::uint64_t> arguments)>;

// Verbs: "resize" (workers), "cancel" (task id), "restart" and "drain" (pid, start ticks of a worker), "pause",
// "unpause", "retry" (task id), "retry_failed".
void offer_actions(ObjectId object, ActionHandler handler);
void withdraw_actions(ObjectId object) noexcept;  // returns when no handler of it runs any more
ActionResult act(ObjectId object, std::string_view verb, std::span<const std::uint64_t> arguments);

// The endpoint, a higher room, leaves its starter here; the first offer_actions() of a process runs it.
void set_endpoint_starter(void (*start)()) noexcept;

}  // namespace mp::telemetry
