// SPDX-License-Identifier: MIT
// A ring whose items stay with their getter until it says that it is done with them (RingOptions::keeps). Every item
// lies in a block of the heap, behind a few words that say how far it has come; the block's own word names who has it.
#include "channel/cell.h"
#include "channel/ring.h"
#include "channel/ring_control.h"

#include <cstring>

namespace mp::channel {

Ring::Kept& Ring::kept(const Heap::Block& block) noexcept {
    return *reinterpret_cast<Kept*>(block.data);
}

// The mark before the cell is let go: from then on only the block's owner says whose the item is.
Heap::Block Ring::keep(View& view) noexcept {
    kept(view.block).taken.store(1, std::memory_order_release);
    Heap::Block block = std::exchange(view.block, {});
    done(view);
    return block;
}

// The mark is gone before the block is: whoever is killed in between leaves a block that nobody misses.
void Ring::release(Heap::Block& block) noexcept {
    kept(block).taken.store(0, std::memory_order_release);
    heap_.free(block);
}

std::uint64_t Ring::blocks_in_use() const noexcept {
    return heap_.count_owned();
}

int Ring::lost_with() const noexcept {
    return control_->lost_with.load(std::memory_order_relaxed);
}

// A block of a dead process that no cell names. False: not now, look again.
bool Ring::settle(const Heap::Orphan& orphan) noexcept {
    if (!keeps_) {
        heap_.free_orphan(orphan);
        return true;
    }
    Heap::Block block;
    try {
        if (!heap_.adopt(orphan, block)) return true;  // somebody else sees to it
    } catch (...) {
        return false;  // it cannot be mapped now
    }
    Kept& item = kept(block);
    if (item.taken.load(std::memory_order_acquire) == 0 || item.again != 0) {
        // Never put, or lost for the second time: an item that ends its consumers does not go round for ever.
        if (item.taken.load(std::memory_order_relaxed) != 0)
            control_->lost_with.store(registry_->pid_of(orphan.owner), std::memory_order_relaxed);
        release(block);
        return true;
    }
    std::uint64_t position = 0;
    if (!claim_cell(position)) {
        heap_.give_back(block, orphan);  // the queue is full: its getters come by here as well
        return false;
    }
    item.again = 1;
    Cell& c = cell(position);
    const BlockName name{block.number, item.size};
    std::memcpy(c.payload(), &name, sizeof name);
    c.size = block_mark;
    publish(position);
    // It was counted when it was put. In this order nobody who joins can miss it.
    state_->skipped_count.fetch_add(1, std::memory_order_acq_rel);
    return true;
}

}  // namespace mp::channel
