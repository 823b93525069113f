// SPDX-License-Identifier: MIT
// The registry's other half: slots for objects, and the table of names.
#include "mp/exceptions.h"
#include "os/clock.h"
#include "telemetry/registry.h"

namespace mp::telemetry {

namespace {

void wipe(ObjectSlot& slot) noexcept {
    auto* words = reinterpret_cast<std::atomic<std::uint64_t>*>(slot.state.bytes);
    for (std::size_t i = 0; i < sizeof slot.state / 8; ++i) words[i].store(0, std::memory_order_relaxed);
}

}  // namespace

// ---- objects

// A process knows an object when it is the creator, or was started (or descends from one started) while the creator had
// it. So a dropped slot is free again once no process of a lineage as old as the drop lives.
bool Registry::reusable(const ObjectSlot& slot) const noexcept {
    const Token creator = slot.header.creator.load(std::memory_order_acquire);
    const bool dropped = slot.header.phase.load(std::memory_order_acquire) == ObjectPhase::dropped;
    const bool creator_alive = alive(creator);
    if (!dropped && creator_alive) return false;
    const std::uint64_t dropped_at = dropped ? slot.header.dropped_at.load(std::memory_order_relaxed) : UINT64_MAX;
    return !anybody_knows(creator, dropped_at);
}

bool Registry::anybody_knows(Token creator, std::uint64_t dropped_at) const noexcept {
    if (strangers_expected()) return true;
    const std::uint32_t high = header().process_high.load(std::memory_order_acquire);
    for (std::uint32_t index = 0; index < high; ++index) {
        const ProcessSlot& s = region_.process(index);
        const ProcessPhase phase = s.phase.load(std::memory_order_acquire);
        if (phase == ProcessPhase::free || phase == ProcessPhase::ended) continue;
        const Token token = make_token(index, s.generation.load(std::memory_order_acquire));
        if (token == creator || token == header().main) continue;
        if (s.lineage_number <= dropped_at && alive(token)) return true;
    }
    return false;
}

ObjectSlot& Registry::allocate(ObjectKind kind, std::string_view name) {
    const std::uint32_t hint = object_hint_.load(std::memory_order_relaxed);
    // Slots below the high mark that are free come first; then fresh ones; then those of the dropped and the dead.
    for (int pass = 0; pass < 2; ++pass) {
        for (std::uint32_t i = 0; i < object_slot_count; ++i) {
            const std::uint32_t index = (hint + i) % object_slot_count;
            ObjectSlot& slot = region_.object(index);
            ObjectPhase phase = slot.header.phase.load(std::memory_order_acquire);
            if (phase != ObjectPhase::free && !(pass == 1 && reusable(slot))) {
                // Dropped ones are looked at on the way too, so that a program that makes and drops stays small.
                if (phase != ObjectPhase::dropped || i > 64 || !reusable(slot)) continue;
            }
            if (!slot.header.phase.compare_exchange_strong(phase, ObjectPhase::building, std::memory_order_acq_rel))
                continue;
            slot.header.creator.store(self_, std::memory_order_relaxed);
            slot.header.generation.fetch_add(1, std::memory_order_acq_rel);
            slot.header.kind = kind;
            slot.header.created_ns = os::monotonic_ns();
            slot.header.dropped_at.store(0, std::memory_order_relaxed);
            write_text(slot.header.name, sizeof slot.header.name, name);
            wipe(slot);
            object_hint_.store(index + 1, std::memory_order_relaxed);
            std::uint32_t high = header().object_high.load(std::memory_order_relaxed);
            while (high < index + 1 && !header().object_high.compare_exchange_weak(high, index + 1)) {
            }
            return slot;
        }
    }
    throw OutOfSharedMemory("create a shared object: this program has " + std::to_string(object_slot_count) +
                            " of them already; drop some first");
}

void Registry::drop(ObjectSlot& slot) noexcept {
    if (slot.header.creator.load(std::memory_order_relaxed) != self_) return;  // an inherited handle: the creator drops
    slot.header.dropped_at.store(header().next_start_number.load(std::memory_order_relaxed), std::memory_order_relaxed);
    slot.header.phase.store(ObjectPhase::dropped, std::memory_order_release);
    // Without children nobody else can know it: free at once, and the next object takes this very slot.
    if (reusable(slot)) {
        slot.header.phase.store(ObjectPhase::free, std::memory_order_release);
        object_hint_.store(region_.index_of(slot), std::memory_order_relaxed);
    }
}

bool Registry::valid(ObjectId id) const noexcept {
    const ObjectSlot& slot = object(id);
    const ObjectPhase phase = slot.header.phase.load(std::memory_order_acquire);
    return slot.header.generation.load(std::memory_order_acquire) == static_cast<std::uint32_t>(id >> 16) &&
           (phase == ObjectPhase::live || phase == ObjectPhase::dropped);
}

// ---- names

std::uint32_t Registry::intern(std::string_view text) noexcept {
    text = text.substr(0, sizeof(NameEntry::text) - 1);
    std::uint32_t hash = 2166136261U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    const std::uint32_t start = text.empty() ? 0 : 1 + hash % (name_count - 1);
    for (std::uint32_t i = 0; i < name_count; ++i) {
        const std::uint32_t index = (start + i) % name_count;
        NameEntry& entry = region_.name(index);
        std::uint32_t state = entry.state.load(std::memory_order_acquire);
        if (state == 0 && entry.state.compare_exchange_strong(state, 1, std::memory_order_acq_rel)) {
            entry.hash = hash;
            write_text(entry.text, sizeof entry.text, text);
            entry.state.store(2, std::memory_order_release);
            return index;
        }
        // An entry that is being written by another process is passed over: two entries with one text do no harm.
        if (state == 2 && entry.hash == hash && text == std::string_view(entry.text)) return index;
    }
    return 0;
}

}  // namespace mp::telemetry
