// SPDX-License-Identifier: MIT
#pragma once
// The many-to-many ring under every queue and every channel of a pool: cells in a memory file, the head in a slot of
// the registry. No lock anywhere: a cell's state word names who writes or reads it, so that the cell of a dead putter
// is skipped and the item of a dead getter goes to the next one. README.md has the states and why they suffice.
//
//     Ring ring = Ring::create({.cells = 256});
//     Ring::Slot slot;
//     if (ring.try_claim(100, slot)) { fill(slot.data, slot.size); ring.commit(slot); }
//     Ring::View view;
//     if (ring.try_take(view)) { use(view.data, view.size); ring.done(view); }
//
// Threads: all functions except reset() may be called from any number of threads and processes at once.
// Nothing but wait_readable, wait_writable and settle blocks.

#include <cstddef>
#include <memory>
#include <string_view>

#include "channel/bell.h"
#include "channel/heap.h"
#include "os/mapping.h"
#include "telemetry/registry.h"

namespace mp::channel {

struct RingOptions {
    std::uint64_t capacity = 0;      // most items at once, exactly; 0: as many as there are cells
    std::uint32_t cells = 1024;      // made a power of two, and at least capacity (up to max_cells)
    std::uint32_t cell_bytes = 512;  // a multiple of 64; what does not fit goes to the heap
    telemetry::ObjectKind kind = telemetry::ObjectKind::channel;
    std::string_view name = {};
    // Items stay with their getter until release(): the death of whoever has one puts it back, once. Each then takes a
    // block of the heap.
    bool keeps = false;
};

inline constexpr std::uint64_t max_cells = 1U << 22;

class Ring {
public:
    Ring() = default;
    // Throws OutOfSharedMemory, ResourceExhausted.
    static Ring create(const RingOptions& options);
    // The same ring in a process that was handed its id and a descriptor of its memory. Throws OSError when they do
    // not belong together.
    static Ring attach(telemetry::ObjectId id, os::Fd memory);

    Ring(Ring&&) noexcept;
    Ring& operator=(Ring&&) noexcept;
    ~Ring();  // unmaps; the registry's slot is given back by drop() alone

    explicit operator bool() const noexcept { return state_ != nullptr; }
    int descriptor() const noexcept { return memory_->get(); }
    telemetry::ObjectId id() const noexcept { return id_; }
    telemetry::QueueState& state() const noexcept { return *state_; }
    // For the last handle of the creating process: the registry's slot may serve another object.
    void drop() noexcept;
    // The same, where nobody else who had it lives: the slot is free at once.
    void release() noexcept;

    // ---- putting
    // A place to write one item into: exactly size bytes, aligned to 16.
    struct Slot {
        std::byte* data = nullptr;
        std::size_t size = 0;

    private:
        friend class Ring;
        std::uint64_t position = 0;
        Heap::Block block;  // valid: the item is too big for a cell
    };
    // False when the ring is full. An item beyond a cell takes a block of the heap here and its cell in commit().
    // Throws OutOfSharedMemory when the heap cannot grow.
    bool try_claim(std::size_t size, Slot& slot);
    // A slot in the heap without looking for room; commit() may then say false any number of times.
    void claim_block(std::size_t size, Slot& slot);
    // Publishes it. False only for a slot in the heap, when others filled the ring meanwhile: the slot stays valid, try
    // again. A ring with one putter never says false after a try_claim.
    bool commit(Slot& slot) noexcept;
    // Gives it up; nothing was put.
    void abandon(Slot& slot) noexcept;
    std::size_t inline_bytes() const noexcept { return cell_bytes_ - cell_header_bytes; }

    // ---- getting
    // One item, in place: valid until done(). Until then a death of this process hands the item to the next getter.
    struct View {
        const std::byte* data = nullptr;
        std::size_t size = 0;
        bool again = false;  // another getter died while it had the item, or (keeps) before it was done with it

    private:
        friend class Ring;
        std::uint64_t position = 0;
        Heap::Block block;
    };
    bool try_take(View& view);
    void done(View& view) noexcept;

    // ---- getting from a ring that keeps, instead of done()
    bool keeps() const noexcept { return keeps_; }
    Heap::Block keep(View& view) noexcept;
    void release(Heap::Block& block) noexcept;
    std::uint64_t blocks_in_use() const noexcept;  // items in the ring and with their getters, and a few being put
    int lost_with() const noexcept;                // pid of whoever last took an item to the grave for good; 0: unknown

    // ---- waiting. In slices: deaths are looked for, dead members' cells repaired, stop() asked.
    Wait wait_readable(const WaitOptions& options);
    Wait wait_writable(const WaitOptions& options);
    bool readable() noexcept;
    bool writable() noexcept;

    // All getters of this ring sleep on that bell instead of the ring's own (one sleeper, many rings). Each process
    // that puts must be told, before it puts.
    void use_bell(Bell bell) noexcept { getters_ = bell; }

    // ---- knowing
    std::uint64_t depth() noexcept;  // committed and not yet taken; a guess while others are at it
    // Items in cells, those that are being put or got included: looks at every cell.
    std::uint64_t occupied() noexcept;
    std::uint64_t capacity() const noexcept { return capacity_; }
    // Positions committed so far, skipped ones left out: what has ever been put.
    std::uint64_t put_count() noexcept;

    // Hangs up for everybody: sleepers wake, closed() is true from now on. Nothing else changes: what is in stays.
    void close_end() noexcept;
    bool closed() const noexcept { return state_->closed.load(std::memory_order_acquire) != 0; }

    // Room in the ring's memory for its user's own words; zero at first, at least aligned to a cache line.
    static constexpr std::size_t extra_bytes = 7168;
    std::byte* extra() const noexcept;

    // ---- mending
    // Looks at the cells and blocks of processes that have died since the last look. The waits tend to it themselves.
    bool repair() noexcept;
    bool repair_if_needed() noexcept;  // when somebody has died since
    void tend() noexcept;              // the same, and now and then looks whether somebody has
    // Forgets everything that is in: for the owner of a private ring whose other end has died. No other process and no
    // other thread may use the ring meanwhile.
    void reset() noexcept;

private:
    static constexpr std::size_t cell_header_bytes = 16;
    struct Cell {
        std::atomic<std::uint64_t> state;
        std::uint32_t size;  // inline: bytes; in the heap: block_mark
        std::uint32_t reserved;
        std::byte* payload() noexcept { return reinterpret_cast<std::byte*>(this) + cell_header_bytes; }
    };
    static constexpr std::uint32_t block_mark = 0xffffffffU;

    // In front of each item of a ring that keeps.
    struct alignas(16) Kept {
        std::uint64_t size;
        std::atomic<std::uint32_t> taken;  // 1: its getter has left the cell
        std::uint32_t again;               // 1: it has been put back
    };
    static Kept& kept(const Heap::Block& block) noexcept;
    bool settle(const Heap::Orphan& orphan) noexcept;

    struct Control;  // first pages of the memory file

    void map(std::uint64_t cells, std::uint32_t cell_bytes);
    Cell& cell(std::uint64_t position) const noexcept {
        return *reinterpret_cast<Cell*>(cells_ + (position & cells_mask_) * cell_bytes_);
    }
    bool claim_cell(std::uint64_t& position) noexcept;
    bool room_for(std::uint64_t position) noexcept;
    bool roomy() noexcept;
    void publish(std::uint64_t position) noexcept;
    bool find_full(std::uint64_t& position) noexcept;
    void fetch_ahead_to_put(std::uint64_t position, std::size_t size) const noexcept;
    void open(View& view, std::uint64_t position);
    enum class Found { none, one, not_known };
    template <class Use>
    Found find_orphan(Use use);
    bool take_orphan(View& view);
    bool worth_waking(std::uint64_t position) const noexcept;
    std::uint64_t advance_head() noexcept;
    std::uint64_t settled_tail() noexcept;
    [[noreturn]] void throw_no_identity() const;
    std::uint32_t lap_of(std::uint64_t position) const noexcept {
        return static_cast<std::uint32_t>(position >> lap_shift_);
    }
    Wait wait_on(const Bell& bell, const WaitOptions& options, bool (Ring::*ready)() noexcept);

    telemetry::QueueState* state_ = nullptr;
    telemetry::Registry* registry_ = nullptr;
    Control* control_ = nullptr;
    std::byte* cells_ = nullptr;
    std::uint64_t cells_mask_ = 0;
    unsigned lap_shift_ = 0;
    std::uint64_t cell_bytes_ = 0;
    std::uint64_t capacity_ = 0;
    bool keeps_ = false;
    Bell getters_;
    Bell putters_;
    std::atomic<std::uint64_t> known_head_{0};    // a head seen earlier: never ahead of the true one
    std::atomic<std::uint32_t> orphans_seen_{0};  // control's count when a search found none
    telemetry::ObjectId id_ = 0;
    std::shared_ptr<const os::Fd> memory_;
    os::Mapping mapping_;
    Heap heap_;
};

}  // namespace mp::channel
