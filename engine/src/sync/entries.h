// SPDX-License-Identifier: MIT
#pragma once
// The entries that an object keeps of processes and threads: those in its own slot, and, once they are used up, those
// of further slots that are chained behind it and dropped with it.

#include <span>

#include "telemetry/registry.h"

namespace mp::sync {

using telemetry::Entry;
using telemetry::ObjectId;
using telemetry::Registry;
using telemetry::Token;

class Entries {
public:
    Entries(Registry& registry, telemetry::ObjectSlot& owner, std::span<Entry> first,
            std::atomic<ObjectId>& more) noexcept
        : registry_(registry), owner_(owner), first_(first), more_(more) {}

    // visit(entry) -> bool: true ends the walk. Returns whether one did.
    template <class Visit>
    bool any(Visit visit) const {
        for (Entry& entry : first_) {
            if (visit(entry)) return true;
        }
        for (ObjectId id = more_.load(std::memory_order_acquire); id != 0;) {
            telemetry::EntriesState& state = registry_.object(id).state.entries;
            for (Entry& entry : state.entries) {
                if (visit(entry)) return true;
            }
            id = state.more.load(std::memory_order_acquire);
        }
        return false;
    }
    template <class Visit>
    void each(Visit visit) const {
        (void)any([&](Entry& entry) {
            visit(entry);
            return false;
        });
    }

    // A free entry, which now holds value; a new slot is chained when there is none. Throws OutOfSharedMemory.
    Entry& claim(std::uint64_t value) const;

    // For Object::create: gives the chained slots back with the object.
    static void drop_chain(Registry& registry, std::atomic<ObjectId>& more) noexcept;

private:
    void grow() const;

    Registry& registry_;
    telemetry::ObjectSlot& owner_;
    std::span<Entry> first_;
    std::atomic<ObjectId>& more_;
};

Entries holders_of(Registry& registry, telemetry::ObjectSlot& semaphore) noexcept;
Entries waiters_of(Registry& registry, telemetry::ObjectSlot& condition) noexcept;
Entries members_of(Registry& registry, telemetry::ObjectSlot& barrier) noexcept;

// The half of an entry that its waiter sleeps on.
inline std::atomic<std::uint32_t>& futex_word(Entry& entry) noexcept {
    static_assert(sizeof(Entry) == 8);
    return reinterpret_cast<std::atomic<std::uint32_t>*>(&entry)[1];
}

}  // namespace mp::sync
