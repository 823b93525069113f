// SPDX-License-Identifier: MIT
#include "sync/sweep.h"

#include "sync/robust_mutex.h"

namespace mp::sync {

using telemetry::ObjectKind;
using telemetry::ObjectSlot;

void sweep(Registry& registry, Token dead) noexcept {
    registry.each_object([&](ObjectSlot& slot) {
        switch (slot.header.kind) {
            case ObjectKind::lock:
            case ObjectKind::rlock:
                abandon_word(slot.state.lock.word, dead);
                break;
            default:
                break;
        }
    });
}

void sweep_at_deaths() {
    Registry::instance().add_sweeper(&sweep);
}

}  // namespace mp::sync
