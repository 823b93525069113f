// SPDX-License-Identifier: MIT
#include "sync/entries.h"

#include <bit>

namespace mp::sync {

using telemetry::ObjectKind;
using telemetry::ObjectSlot;

static_assert(std::endian::native == std::endian::little, "an entry's high half is its second word");

Entry& Entries::claim(std::uint64_t value) const {
    for (;;) {
        Entry* found = nullptr;
        const auto take = [&](Entry& entry) {
            std::uint64_t expected = 0;
            if (entry.load(std::memory_order_relaxed) != 0 ||
                !entry.compare_exchange_strong(expected, value, std::memory_order_acq_rel))
                return false;
            found = &entry;
            return true;
        };
        if (any(take)) return *found;
        grow();
    }
}

void Entries::grow() const {
    ObjectSlot& slot = registry_.allocate(ObjectKind::entries);
    // It lives as long as the object it belongs to, whoever made it.
    const Token creator = owner_.header.creator.load(std::memory_order_relaxed);
    std::atomic<ObjectId>* end = &more_;
    const ObjectId id = registry_.id_of(slot);
    for (;;) {
        ObjectId next = 0;
        if (end->compare_exchange_strong(next, id, std::memory_order_acq_rel)) break;
        end = &registry_.object(next).state.entries.more;
    }
    slot.header.creator.store(creator, std::memory_order_release);
    registry_.pass_on(id);  // whoever knows the object finds it there, however old
    registry_.publish(slot);
}

void Entries::drop_chain(Registry& registry, std::atomic<ObjectId>& more) noexcept {
    for (ObjectId id = more.exchange(0, std::memory_order_acq_rel); id != 0;) {
        ObjectSlot& slot = registry.object(id);
        id = slot.state.entries.more.load(std::memory_order_acquire);
        registry.drop(slot);
    }
}

Entries holders_of(Registry& registry, ObjectSlot& semaphore) noexcept {
    return {registry, semaphore, semaphore.state.semaphore.holders, semaphore.state.semaphore.more};
}
Entries waiters_of(Registry& registry, ObjectSlot& condition) noexcept {
    return {registry, condition, condition.state.condition.waiters, condition.state.condition.more};
}
Entries members_of(Registry& registry, ObjectSlot& barrier) noexcept {
    return {registry, barrier, barrier.state.barrier.members, barrier.state.barrier.more};
}

}  // namespace mp::sync
