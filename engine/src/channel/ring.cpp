// SPDX-License-Identifier: MIT
#include "channel/ring.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>
#include <utility>

#include "channel/cell.h"
#include "channel/ring_control.h"
#include "mp/exceptions.h"
#include "os/self.h"

namespace mp::channel {

using telemetry::Token;

namespace {

constexpr std::uint64_t ring_magic = 0x31474e4952504d4cULL;  // "LMPRING1"
constexpr std::size_t control_bytes = 8192;

// A putter asks for the lines of the cells ahead, to write them: they travel while the items before are copied. Without
// it each item costs two journeys between processors, one for the state and one for the bytes (measured: 3.8 million
// items a second instead of 22). In a short ring the getter is at work there. A getter gains nothing: it would take the
// lines from under the putter.
constexpr std::uint64_t fetched_ahead = 4;
constexpr std::uint64_t fewest_cells_to_fetch_ahead = 64;
constexpr std::size_t line_bytes = 64;

std::size_t in_whole_pages(std::size_t size) {
    return (size + Heap::page_bytes - 1) / Heap::page_bytes * Heap::page_bytes;
}

// Whom a death keeps waiting: those who sleep at a queue look again at once instead of at the end of their slice.
void wake_queues(telemetry::Registry& registry, Token) noexcept {
    using telemetry::ObjectKind;
    const auto is_queue = [](ObjectKind kind) {
        return kind == ObjectKind::queue || kind == ObjectKind::simple_queue || kind == ObjectKind::joinable_queue;
    };
    registry.each_object(is_queue, [](telemetry::ObjectSlot& slot) {
        telemetry::QueueState& queue = slot.state.queue;
        Bell(&queue.getters_sleep, &queue.getters_word).ring_all();
        Bell(&queue.putters_sleep, &queue.putters_word).ring_all();
        Bell(&queue.join_waiters, &queue.finished_word).ring_all();
    });
}

}  // namespace

Ring Ring::create(const RingOptions& options) {
    static_assert(sizeof(Control) <= control_bytes);
    telemetry::Registry& registry = telemetry::Registry::instance();
    registry.add_sweeper(&wake_queues);
    const std::uint64_t cells = std::bit_ceil(
        std::clamp<std::uint64_t>(std::max<std::uint64_t>(options.cells, options.capacity), 2, max_cells));
    if (options.capacity > max_cells)
        throw ValueError("create a queue: maxsize " + std::to_string(options.capacity) + " is more than " +
                         std::to_string(max_cells) + ", the most that a bounded queue can count");
    const std::size_t cell_bytes = (std::max<std::size_t>(options.cell_bytes, 64) + 63) / 64 * 64;
    telemetry::ObjectSlot& slot = registry.allocate(options.kind, options.name);
    Ring ring;
    try {
        ring.registry_ = &registry;
        ring.state_ = &slot.state.queue;
        ring.id_ = registry.id_of(slot);
        const std::size_t heap_at = control_bytes + in_whole_pages(cells * cell_bytes);
        ring.memory_ = std::make_shared<os::Fd>(
            os::create_memory_file("lifeguard-queue", heap_at + Heap::table_bytes() + Heap::data_bytes()));
        ring.map(cells, static_cast<std::uint32_t>(cell_bytes));
    } catch (...) {
        registry.publish(slot);
        registry.drop(slot);
        throw;
    }
    ring.control_->magic = ring_magic;
    ring.control_->id = ring.id_;
    ring.control_->cells_count = cells;
    ring.control_->cell_bytes = cell_bytes;
    ring.control_->keeps = options.keeps ? 1 : 0;
    ring.keeps_ = options.keeps;
    telemetry::QueueState& state = *ring.state_;
    state.capacity = options.capacity;
    state.cells_count = cells;
    state.cell_bytes = cell_bytes;
    state.memory_bytes = control_bytes + cells * cell_bytes;
    state.seen_deaths.store(registry.deaths(), std::memory_order_relaxed);
    ring.capacity_ = options.capacity;
    registry.publish(slot);
    return ring;
}

Ring Ring::attach(telemetry::ObjectId id, os::Fd memory) {
    telemetry::Registry& registry = telemetry::Registry::instance();
    registry.add_sweeper(&wake_queues);
    if (!registry.valid(id)) throw OSError("attach to a queue: it does not exist any more");
    Ring ring;
    ring.registry_ = &registry;
    ring.id_ = id;
    ring.state_ = &registry.object(id).state.queue;
    ring.capacity_ = ring.state_->capacity;
    ring.memory_ = std::make_shared<os::Fd>(std::move(memory));
    const std::uint64_t cells = ring.state_->cells_count;
    const std::uint64_t cell_bytes = ring.state_->cell_bytes;
    const std::size_t expected =
        control_bytes + in_whole_pages(cells * cell_bytes) + Heap::table_bytes() + Heap::data_bytes();
    if (os::file_size(*ring.memory_) != expected) throw OSError("attach to a queue: the descriptor is not its memory");
    ring.map(cells, static_cast<std::uint32_t>(cell_bytes));
    const Control& control = *ring.control_;
    if (control.magic != ring_magic || control.id != id || control.cells_count != cells ||
        control.cell_bytes != cell_bytes)
        throw OSError("attach to a queue: the descriptor is the memory of another one");
    ring.keeps_ = control.keeps != 0;
    return ring;
}

void Ring::map(std::uint64_t cells, std::uint32_t cell_bytes) {
    const std::size_t heap_at = control_bytes + in_whole_pages(cells * cell_bytes);
    mapping_ = os::Mapping(*memory_, heap_at + Heap::table_bytes());
    control_ = reinterpret_cast<Control*>(mapping_.data());
    cells_ = mapping_.data() + control_bytes;
    cells_mask_ = cells - 1;
    lap_shift_ = static_cast<unsigned>(std::countr_zero(cells));
    cell_bytes_ = cell_bytes;
    heap_.open(memory_, mapping_.data() + heap_at, heap_at + Heap::table_bytes(), *registry_);
    getters_ = Bell(&state_->getters_sleep, &state_->getters_word);
    putters_ = Bell(&state_->putters_sleep, &state_->putters_word);
}

Ring::Ring(Ring&& other) noexcept {
    *this = std::move(other);
}

Ring& Ring::operator=(Ring&& other) noexcept {
    if (this == &other) return *this;
    state_ = std::exchange(other.state_, nullptr);
    registry_ = other.registry_;
    control_ = other.control_;
    cells_ = other.cells_;
    cells_mask_ = other.cells_mask_;
    cell_bytes_ = other.cell_bytes_;
    lap_shift_ = other.lap_shift_;
    capacity_ = other.capacity_;
    keeps_ = other.keeps_;
    getters_ = other.getters_;
    putters_ = other.putters_;
    known_head_.store(other.known_head_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    orphans_seen_.store(other.orphans_seen_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    id_ = other.id_;
    heap_ = std::move(other.heap_);
    mapping_ = std::move(other.mapping_);
    memory_ = std::move(other.memory_);
    return *this;
}

Ring::~Ring() = default;

void Ring::drop() noexcept {
    registry_->drop(registry_->object(id_));
}

void Ring::release() noexcept {
    registry_->release(registry_->object(id_));
}

std::byte* Ring::extra() const noexcept {
    return control_->extra;
}

// ---- putting -------------------------------------------------------------------------------------------------------

// The head that is written may lag behind the true one (advance_head): then this says no too often, never yes.
bool Ring::room_for(std::uint64_t position) noexcept {
    if (capacity_ == 0 || position < known_head_.load(std::memory_order_relaxed) + capacity_) return true;
    const std::uint64_t head = state_->head.load(std::memory_order_acquire);
    known_head_.store(head, std::memory_order_relaxed);
    return position < head + capacity_;
}

// The tail may lag behind what is claimed: everybody helps it forward.
bool Ring::claim_cell(std::uint64_t& position) noexcept {
    std::uint64_t tail = state_->tail.load(std::memory_order_acquire);
    for (;;) {
        if (!room_for(tail)) return false;
        std::atomic<std::uint64_t>& state = cell(tail).state;
        std::uint64_t seen = state.load(std::memory_order_acquire);
        const std::int32_t ahead = laps_between(seen, lap_of(tail));
        if (ahead < 0) return false;  // the ring is once round: the item of the lap before is still there
        if (ahead == 0 && is_empty(seen)) {
            if (!state.compare_exchange_strong(seen, make_writing(lap_of(tail), registry_->self()),
                                               std::memory_order_acq_rel))
                continue;
            position = tail;
            return true;
        }
        if (state_->tail.compare_exchange_strong(tail, tail + 1, std::memory_order_acq_rel)) ++tail;
    }
}

bool Ring::try_claim(std::size_t size, Slot& slot) {
    if (registry_->self() == telemetry::nobody) throw_no_identity();
    if (keeps_ || size > inline_bytes()) {
        if (!writable()) return false;
        claim_block(size, slot);
        return true;
    }
    if (!claim_cell(slot.position)) {
        if (capacity_ != 0) advance_head();
        repair_if_needed();
        if (!claim_cell(slot.position)) return false;
    }
    fetch_ahead_to_put(slot.position, size);
    slot.data = cell(slot.position).payload();
    slot.size = size;
    return true;
}

void Ring::fetch_ahead_to_put(std::uint64_t position, std::size_t size) const noexcept {
    if (cells_mask_ < fewest_cells_to_fetch_ahead) return;
    const auto* ahead = reinterpret_cast<const std::byte*>(&cell(position + fetched_ahead));
    for (std::size_t at = 0; at < cell_header_bytes + size; at += line_bytes) os::fetch_to_write(ahead + at);
}

void Ring::claim_block(std::size_t size, Slot& slot) {
    if (registry_->self() == telemetry::nobody) throw_no_identity();
    slot.block = heap_.allocate(size + (keeps_ ? sizeof(Kept) : 0));
    slot.data = slot.block.data;
    slot.size = size;
    if (!keeps_) return;
    new (slot.block.data) Kept{size, 0, 0};
    slot.data += sizeof(Kept);
}

void Ring::throw_no_identity() const {
    throw ResourceExhausted("use a queue: this process has no place in the program's registry, which is full");
}

bool Ring::commit(Slot& slot) noexcept {
    if (slot.block) {
        if (!claim_cell(slot.position)) return false;
        Cell& c = cell(slot.position);
        const BlockName name{slot.block.number, slot.size};
        std::memcpy(c.payload(), &name, sizeof name);
        c.size = block_mark;
        publish(slot.position);
        slot.block = {};  // the cell names it from now on; whoever takes the item takes the block over
    } else {
        cell(slot.position).size = static_cast<std::uint32_t>(slot.size);
        publish(slot.position);
    }
    slot.data = nullptr;
    return true;
}

void Ring::publish(std::uint64_t position) noexcept {
    cell(position).state.store(make_full(lap_of(position)), std::memory_order_release);
    // Moving the tail is also the fence between the item and the look at who sleeps (Bell::announce pairs with it).
    std::uint64_t expected = position;
    state_->tail.compare_exchange_strong(expected, position + 1, std::memory_order_seq_cst);
    fence_after_rmw();
    getters_.ring();
}

void Ring::abandon(Slot& slot) noexcept {
    if (slot.data == nullptr) return;
    slot.data = nullptr;
    if (slot.block) {
        heap_.free(slot.block);
        return;
    }
    state_->skipped_count.fetch_add(1, std::memory_order_acq_rel);
    cell(slot.position).state.store(make_empty(lap_of(slot.position) + 1), std::memory_order_release);
    std::uint64_t expected = slot.position;
    state_->tail.compare_exchange_strong(expected, slot.position + 1, std::memory_order_seq_cst);
    advance_head();
    fence_after_rmw();
    putters_.ring();
}

// ---- getting -------------------------------------------------------------------------------------------------------

// The first item in line. Cells that somebody is writing are passed over, so a putter that is stopped in the middle
// keeps nobody waiting; but whoever is passed must not have put another item behind, or its order would be turned
// round: so they are looked at again once an item is found.
bool Ring::find_full(std::uint64_t& position) noexcept {
    for (;;) {
        const std::uint64_t head = state_->head.load(std::memory_order_acquire);
        std::uint64_t first_passed = UINT64_MAX;
        bool retry = false;
        for (std::uint64_t p = head; p <= head + cells_mask_ && !retry; ++p) {
            const std::uint64_t seen = cell(p).state.load(std::memory_order_acquire);
            const std::int32_t ahead = laps_between(seen, lap_of(p));
            if (ahead < 0 || (ahead == 0 && is_empty(seen))) return false;
            if (ahead > 0 || is_reading(seen)) continue;
            if (is_writing(seen)) {
                first_passed = std::min(first_passed, p);
                continue;
            }
            for (std::uint64_t q = first_passed; q < p && !retry; ++q)
                retry = is_full(cell(q).state.load(std::memory_order_acquire));
            if (retry) break;
            position = p;
            return true;
        }
        if (!retry) return false;
    }
}

bool Ring::try_take(View& view) {
    if (registry_->self() == telemetry::nobody) throw_no_identity();
    if (control_->orphans.load(std::memory_order_relaxed) != orphans_seen_.load(std::memory_order_relaxed) &&
        take_orphan(view))
        return true;
    for (int round = 0; round < 2; ++round) {
        std::uint64_t position = 0;
        while (find_full(position)) {
            std::uint64_t expected = make_full(lap_of(position));
            if (!cell(position).state.compare_exchange_strong(
                    expected, make_reading(lap_of(position), registry_->self()), std::memory_order_acq_rel))
                continue;
            view.again = false;
            open(view, position);
            return true;
        }
        if (!repair_if_needed()) return false;
        if (take_orphan(view)) return true;
    }
    return false;
}

// The cell is ours (READING) by now.
void Ring::open(View& view, std::uint64_t position) {
    Cell& c = cell(position);
    view.position = position;
    if (c.size != block_mark) {
        view.data = c.payload();
        view.size = c.size;
        return;
    }
    BlockName name{};
    std::memcpy(&name, c.payload(), sizeof name);
    try {
        view.block = heap_.take_over(name.number);
    } catch (...) {
        c.state.store(make_full(lap_of(position)), std::memory_order_release);  // for somebody with more room
        throw;
    }
    view.data = view.block.data;
    view.size = name.size;
    if (!keeps_) return;
    view.data += sizeof(Kept);
    view.again = view.again || kept(view.block).again != 0;
}

void Ring::done(View& view) noexcept {
    cell(view.position).state.store(make_empty(lap_of(view.position) + 1), std::memory_order_release);
    std::uint64_t expected = view.position;
    if (!state_->head.compare_exchange_strong(expected, view.position + 1, std::memory_order_seq_cst) &&
        expected < view.position)
        advance_head();
    fence_after_rmw();
    if (putters_.somebody_sleeps() && worth_waking(view.position)) putters_.ring();
    if (view.block) heap_.free(view.block);
    view.data = nullptr;
}

// A putter that found every cell in use is not woken for a single one: the two would hand each cell over through the
// scheduler. Where the number of items is limited it is woken for each, because it may be what the getter waits for.
bool Ring::worth_waking(std::uint64_t position) const noexcept {
    if (capacity_ != 0 || cells_mask_ < 64) return true;
    const std::uint64_t left = state_->tail.load(std::memory_order_relaxed) - position;
    return left <= (cells_mask_ + 1) / 4 * 3;
}

// Past everything that no longer waits to be taken.
std::uint64_t Ring::advance_head() noexcept {
    std::uint64_t head = state_->head.load(std::memory_order_acquire);
    for (;;) {
        const std::uint64_t seen = cell(head).state.load(std::memory_order_acquire);
        const std::int32_t ahead = laps_between(seen, lap_of(head));
        if (ahead < 0 || (ahead == 0 && !is_reading(seen))) return head;
        if (state_->head.compare_exchange_strong(head, head + 1, std::memory_order_seq_cst)) ++head;
    }
}

}  // namespace mp::channel
