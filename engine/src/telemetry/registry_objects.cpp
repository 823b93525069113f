// SPDX-License-Identifier: MIT
// The registry's other half: slots for objects, and the table of names.
#include <algorithm>

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

// A process knows an object when it is the creator, was started (or descends from one started) while the creator had
// it, or was sent its id. So a dropped slot is free again once no process of a lineage as old as the drop lives, but
// for those that are older than an object that was never sent.
bool Registry::reusable(const ObjectSlot& slot) const noexcept {
    const Token creator = slot.header.creator.load(std::memory_order_acquire);
    const bool dropped = slot.header.phase.load(std::memory_order_acquire) == ObjectPhase::dropped;
    const bool creator_alive = alive(creator);
    if (!dropped && creator_alive) return false;
    const std::uint64_t dropped_at = dropped ? slot.header.dropped_at.load(std::memory_order_relaxed) : UINT64_MAX;
    const bool sent = slot.header.passed_on.load(std::memory_order_acquire) != 0;
    return !anybody_knows(creator, dropped_at, sent ? INT64_MIN : slot.header.created_ns);
}

bool Registry::anybody_knows(Token creator, std::uint64_t dropped_at, std::int64_t made_ns) const noexcept {
    if (strangers_expected()) return true;
    const std::uint32_t high = header().process_high.load(std::memory_order_acquire);
    for (std::uint32_t index = 0; index < high; ++index) {
        const ProcessSlot& s = region_.process(index);
        const ProcessPhase phase = s.phase.load(std::memory_order_acquire);
        if (phase == ProcessPhase::free || phase == ProcessPhase::ended) continue;
        const Token token = make_token(index, s.generation.load(std::memory_order_acquire));
        if (token == creator) continue;
        const std::int64_t image_ns = s.image_ns.load(std::memory_order_relaxed);
        if (image_ns != 0 && image_ns < made_ns) continue;
        if (s.lineage_number <= dropped_at && alive(token)) return true;
    }
    return false;
}

// Slots that are free come first, and among them dropped ones that nobody knows any more: a program that makes and
// drops stays small, however long it runs. A few are looked at each time, in turn. Then fresh ones; then all, and those
// that dead processes have left as well.
ObjectSlot& Registry::allocate(ObjectKind kind, std::string_view name) {
    constexpr std::uint32_t most_looks = 256;
    int most_dropped = 16;  // each has all processes looked at
    const std::uint32_t high = header().object_high.load(std::memory_order_acquire);
    const std::uint32_t hint = object_hint_.load(std::memory_order_relaxed);
    const auto take = [&](std::uint32_t index, bool thorough) {
        ObjectSlot& slot = region_.object(index);
        ObjectPhase phase = slot.header.phase.load(std::memory_order_acquire);
        const bool over =
            phase == ObjectPhase::dropped ? thorough || most_dropped-- > 0 : thorough && phase == ObjectPhase::live;
        if (phase != ObjectPhase::free && !(over && reusable(slot))) return false;
        if (!slot.header.phase.compare_exchange_strong(phase, ObjectPhase::building, std::memory_order_seq_cst))
            return false;
        // Whoever comes from here on sees that there is nothing to visit.
        if (slot.header.visitors.load(std::memory_order_seq_cst) == 0) return true;
        slot.header.phase.store(phase, std::memory_order_release);
        return false;
    };
    for (std::uint32_t i = 0; i < std::min(high, most_looks); ++i) {
        const std::uint32_t index = (hint + i) % high;
        if (take(index, false)) return build(index, kind, name);
    }
    object_hint_.store(hint + most_looks, std::memory_order_relaxed);
    for (std::uint32_t index = high; index < object_slot_count; ++index) {
        if (take(index, false)) return build(index, kind, name, false);
    }
    for (std::uint32_t index = 0; index < object_slot_count; ++index) {
        if (take(index, true)) return build(index, kind, name);
    }
    throw OutOfSharedMemory("create a shared object: this program has " + std::to_string(object_slot_count) +
                            " of them already; drop some first");
}

ObjectSlot& Registry::build(std::uint32_t index, ObjectKind kind, std::string_view name, bool go_on_here) noexcept {
    ObjectSlot& slot = region_.object(index);
    slot.header.creator.store(self_, std::memory_order_relaxed);
    slot.header.generation.fetch_add(1, std::memory_order_acq_rel);
    slot.header.kind.store(kind, std::memory_order_relaxed);
    slot.header.passed_on.store(0, std::memory_order_relaxed);
    slot.header.created_ns = os::monotonic_ns();
    slot.header.dropped_at.store(0, std::memory_order_relaxed);
    write_text(slot.header.name, sizeof slot.header.name, name);
    wipe(slot);
    if (go_on_here) object_hint_.store(index + 1, std::memory_order_relaxed);
    std::uint32_t high = header().object_high.load(std::memory_order_relaxed);
    while (high < index + 1 && !header().object_high.compare_exchange_weak(high, index + 1)) {
    }
    return slot;
}

void Registry::pass_on(ObjectId id) noexcept {
    object(id).header.passed_on.store(1, std::memory_order_release);
}

void Registry::drop(ObjectSlot& slot) noexcept {
    if (slot.header.creator.load(std::memory_order_relaxed) != self_) return;  // an inherited handle: the creator drops
    slot.header.dropped_at.store(header().next_start_number.load(std::memory_order_relaxed), std::memory_order_relaxed);
    slot.header.phase.store(ObjectPhase::dropped, std::memory_order_release);
    if (reusable(slot)) release(slot);
}

void Registry::release(ObjectSlot& slot) noexcept {
    if (slot.header.creator.load(std::memory_order_relaxed) != self_) return;
    slot.header.phase.store(ObjectPhase::free, std::memory_order_release);
    object_hint_.store(region_.index_of(slot), std::memory_order_relaxed);  // the next object takes this very slot
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
