// SPDX-License-Identifier: MIT
#include "sync/sweep.h"

#include "sync/barrier.h"
#include "sync/condition.h"
#include "sync/ledger.h"
#include "sync/robust_mutex.h"
#include "sync/semaphore.h"

namespace mp::sync {

using telemetry::ObjectKind;
using telemetry::ObjectSlot;

void sweep(Registry& registry, Token dead) noexcept {
    const auto any = [](ObjectKind) { return true; };
    registry.each_object(any, [&](ObjectSlot& slot) {
        switch (slot.header.kind.load(std::memory_order_relaxed)) {
            case ObjectKind::lock:
            case ObjectKind::rlock:
                abandon_word(slot.state.lock.word, dead);
                break;
            case ObjectKind::semaphore:
            case ObjectKind::bounded_semaphore:
                if (Ledger(registry, slot).return_units_of(dead)) wake_all(slot.state.semaphore);
                break;
            case ObjectKind::condition:
                forget_waiter(registry, slot, dead);
                break;
            case ObjectKind::barrier:
                abandon_word(slot.state.barrier.word, dead);
                wake_parties_of(registry, slot, dead);
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
