// SPDX-License-Identifier: MIT
#include "sync/owner_text.h"

#include <cstdio>

#include "sync/lock_state.h"

namespace mp::sync {

std::string owner_text(const Registry& registry, const telemetry::LockState& state) {
    const Token holder = state.word.load(std::memory_order_acquire) & telemetry::token_mask;
    if (holder == telemetry::nobody || holder == telemetry::abandoned) return "None";
    if (holder != registry.self()) return "SomeOtherProcess";
    if (!owned_by_this_thread(state, holder)) return "SomeOtherThread";
    const telemetry::ProcessSlot& self = registry.self_slot();
    std::string name = telemetry::read_text(self.name, sizeof self.name);
    if (os::thread_id() != os::process_id()) name += "|Thread-" + std::to_string(os::thread_id());
    return name;
}

void write_owner_died(char* out, std::size_t size, const telemetry::Object& object, int pid) noexcept {
    const auto& header = object.slot().header;
    const char* kind = telemetry::kind_name(header.kind);
    char who[24] = "";
    if (pid != 0) std::snprintf(who, sizeof who, " (pid %d)", pid);
    if (header.name[0] != '\0') {
        std::snprintf(out, size, "%s '%.31s': its owner%s died while it held it", kind, header.name, who);
    } else {
        std::snprintf(out, size, "%s %u: its owner%s died while it held it", kind, telemetry::object_index(object.id()),
                      who);
    }
}

std::string address_text(const void* address) {
    char text[24];
    std::snprintf(text, sizeof text, "%p", address);
    return text;
}

}  // namespace mp::sync
