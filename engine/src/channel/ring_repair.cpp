// SPDX-License-Identifier: MIT
// The ring's slow side: waiting, counting, and mending what the dead have left.
#include <cstring>
#include <vector>

#include "channel/cell.h"
#include "channel/ring.h"
#include "channel/ring_control.h"
#include "channel/spin.h"
#include "os/clock.h"

namespace mp::channel {

using telemetry::Token;

namespace {

// How long a putter that found no room waits for more than a little of it.
constexpr std::int64_t comfort_ns = 3'000;

// All slots are looked at: once in a while is enough, whoever of this process waits for what.
void look_for_deaths_now_and_then(telemetry::Registry& registry) noexcept {
    static std::atomic<std::int64_t> next_ns{0};
    const std::int64_t now_ns = os::monotonic_ns();
    std::int64_t next = next_ns.load(std::memory_order_relaxed);
    if (now_ns < next || !next_ns.compare_exchange_strong(next, now_ns + slice_ns / 2, std::memory_order_relaxed))
        return;
    registry.look_for_deaths();
}

}  // namespace

// Asks use(index, state) about each cell whose getter died while it had the item, until it says yes. Where there is
// none, this process looks again only when somebody has found another.
template <class Use>
Ring::Found Ring::find_orphan(Use use) {
    const std::uint32_t searches = control_->orphans.load(std::memory_order_acquire);
    if (searches == orphans_seen_.load(std::memory_order_relaxed)) return Found::none;
    Gone gone(*registry_);
    for (std::uint64_t i = 0; i <= cells_mask_; ++i) {
        const std::uint64_t seen = cell(i).state.load(std::memory_order_acquire);
        if (is_reading(seen) && gone(token_in(seen)) && use(i, seen)) return Found::one;
    }
    if (gone.uncertain()) return Found::not_known;
    orphans_seen_.store(searches, std::memory_order_relaxed);
    return Found::none;
}

// ---- waiting and knowing -------------------------------------------------------------------------------------------

bool Ring::readable() noexcept {
    std::uint64_t position = 0;
    return find_full(position) || find_orphan([](auto...) { return true; }) != Found::none;
}

bool Ring::writable() noexcept {
    if (capacity_ != 0) advance_head();
    const std::uint64_t tail = settled_tail();
    if (!room_for(tail)) return false;
    return laps_between(cell(tail).state.load(std::memory_order_acquire), lap_of(tail)) >= 0;
}

Wait Ring::wait_readable(const WaitOptions& options) {
    return wait_on(getters_, options, &Ring::readable);
}

// Room for more than the next few items.
bool Ring::roomy() noexcept {
    const std::uint64_t most = capacity_ != 0 ? capacity_ : cells_mask_ + 1;
    const std::uint64_t last = settled_tail() + most / 8;
    return room_for(last) && laps_between(cell(last).state.load(std::memory_order_acquire), lap_of(last)) >= 0;
}

Wait Ring::wait_writable(const WaitOptions& options) {
    // A putter that takes each place the moment it is free runs at the getter's heels, and every item costs both a
    // journey of the lines that they share. So it lets some room come about first, for a moment at most.
    if (options.deadline_ns > 0) spin_for(comfort_ns, [this] { return roomy(); });
    return wait_on(putters_, options, &Ring::writable);
}

Wait Ring::wait_on(const Bell& bell, const WaitOptions& options, bool (Ring::*ready)() noexcept) {
    struct Watch {
        Ring* ring;
        const WaitOptions* options;
    } watch{this, &options};
    WaitOptions watched = options;
    watched.context = &watch;
    watched.stop = [](void* context) {
        const Watch& w = *static_cast<Watch*>(context);
        w.ring->tend();
        return w.options->stop != nullptr && w.options->stop(w.options->context);
    };
    return bell.wait(watched, [this, ready] { return (this->*ready)(); });
}

std::uint64_t Ring::settled_tail() noexcept {
    std::uint64_t tail = state_->tail.load(std::memory_order_acquire);
    for (;;) {
        const std::uint64_t seen = cell(tail).state.load(std::memory_order_acquire);
        const std::int32_t ahead = laps_between(seen, lap_of(tail));
        if (ahead < 0 || (ahead == 0 && is_empty(seen))) return tail;
        if (state_->tail.compare_exchange_strong(tail, tail + 1, std::memory_order_acq_rel)) ++tail;
    }
}

std::uint64_t Ring::depth() noexcept {
    const std::uint64_t head = advance_head();
    const std::uint64_t tail = settled_tail();
    return tail > head ? tail - head : 0;
}

std::uint64_t Ring::put_count() noexcept {
    const std::uint64_t tail = settled_tail();
    return tail - state_->skipped_count.load(std::memory_order_acquire);
}

std::uint64_t Ring::occupied() noexcept {
    std::uint64_t items = 0;
    for (std::uint64_t i = 0; i <= cells_mask_; ++i) {
        const std::uint64_t seen = cell(i).state.load(std::memory_order_acquire);
        if (!is_empty(seen)) ++items;
    }
    return items;
}

void Ring::close_end() noexcept {
    state_->closed.fetch_add(1, std::memory_order_seq_cst);
    fence_after_rmw();
    getters_.ring_all();
    putters_.ring_all();
}

// ---- mending -------------------------------------------------------------------------------------------------------

void Ring::tend() noexcept {
    look_for_deaths_now_and_then(*registry_);
    repair_if_needed();
}

bool Ring::repair_if_needed() noexcept {
    if (registry_->deaths() == state_->seen_deaths.load(std::memory_order_acquire)) return false;
    return repair();
}

// Every step is one compare-and-swap from the dead owner's mark, so any number of processes may mend at once, and
// one that dies meanwhile leaves the rest to the next. The deaths are marked as seen after the work only.
bool Ring::repair() noexcept {
    std::uint32_t seen_deaths = state_->seen_deaths.load(std::memory_order_acquire);
    const std::uint32_t deaths = registry_->deaths();
    Gone gone(*registry_);
    try {
        // The dead can commit nothing more: a block that one of them has now and that no cell names below is lost.
        std::vector<Heap::Orphan> blocks = heap_.orphans([&](Token token) { return gone(token); });
        bool orphaned_items = false;
        for (std::uint64_t i = 0; i <= cells_mask_; ++i) {
            Cell& c = cell(i);
            std::uint64_t seen = c.state.load(std::memory_order_acquire);
            if (is_writing(seen) && gone(token_in(seen))) {
                if (c.state.compare_exchange_strong(seen, make_empty(lap_in(seen) + 1), std::memory_order_acq_rel))
                    state_->skipped_count.fetch_add(1, std::memory_order_acq_rel);
            } else if (is_reading(seen) && gone(token_in(seen))) {
                orphaned_items = true;
            }
            if ((is_full(seen) || is_reading(seen)) && !blocks.empty() && c.size == block_mark) {
                BlockName name{};
                std::memcpy(&name, c.payload(), sizeof name);
                std::erase_if(blocks, [&](const Heap::Orphan& o) { return o.number == name.number; });
            }
        }
        bool settled = true;
        for (const Heap::Orphan& block : blocks) settled = settle(block) && settled;
        if (orphaned_items) {
            control_->orphans.fetch_add(1, std::memory_order_seq_cst);
            state_->recovered_count.fetch_add(1, std::memory_order_relaxed);
        }
        settled_tail();
        advance_head();
        if (settled && !gone.uncertain())
            state_->seen_deaths.compare_exchange_strong(seen_deaths, deaths, std::memory_order_acq_rel);
        getters_.ring_all();
        putters_.ring_all();
        return true;
    } catch (const std::bad_alloc&) {
        return false;  // no memory for the list: the next look does it
    }
}

// An item whose getter died while it had it.
bool Ring::take_orphan(View& view) {
    return find_orphan([&](std::uint64_t i, std::uint64_t seen) {
               if (!cell(i).state.compare_exchange_strong(seen, make_reading(lap_in(seen), registry_->self()),
                                                          std::memory_order_acq_rel))
                   return false;
               view.again = true;
               open(view, (static_cast<std::uint64_t>(lap_in(seen)) << lap_shift_) | i);
               return true;
           }) == Found::one;
}

void Ring::reset() noexcept {
    heap_.free_all();
    const std::uint64_t tail = settled_tail();
    for (std::uint64_t p = tail; p <= tail + cells_mask_; ++p) {
        const std::uint64_t fresh = make_empty(lap_of(p));
        if (cell(p).state.load(std::memory_order_relaxed) != fresh)
            cell(p).state.store(fresh, std::memory_order_relaxed);
    }
    state_->tail.store(tail, std::memory_order_relaxed);
    state_->head.store(tail, std::memory_order_relaxed);
    state_->closed.store(0, std::memory_order_relaxed);
    state_->seen_deaths.store(registry_->deaths(), std::memory_order_relaxed);
    state_->getters_sleep.store(0, std::memory_order_relaxed);
    state_->putters_sleep.store(0, std::memory_order_relaxed);
    known_head_.store(tail, std::memory_order_relaxed);
    orphans_seen_.store(control_->orphans.load(std::memory_order_relaxed), std::memory_order_release);
}

}  // namespace mp::channel
