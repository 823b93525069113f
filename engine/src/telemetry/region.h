// SPDX-License-Identifier: MIT
#pragma once
// Typed access to a mapped registry, for writers and readers alike. It checks nothing but ranges; a reader of another
// program's registry first asks valid_header().

#include <string>
#include <string_view>

#include "telemetry/layout.h"

namespace mp::telemetry {

class Region {
public:
    Region() = default;
    explicit Region(std::byte* base) : base_(base) {}
    explicit operator bool() const { return base_ != nullptr; }

    Header& header() const { return *reinterpret_cast<Header*>(base_); }
    ProcessSlot& process(std::uint32_t index) const {
        return *reinterpret_cast<ProcessSlot*>(base_ + processes_offset + index % process_slot_count * process_stride);
    }
    ObjectSlot& object(std::uint32_t index) const {
        return *reinterpret_cast<ObjectSlot*>(base_ + objects_offset + index % object_slot_count * object_slot_bytes);
    }
    NameEntry& name(std::uint32_t index) const {
        return *reinterpret_cast<NameEntry*>(base_ + names_offset + index % name_count * sizeof(NameEntry));
    }
    Event& event(std::uint32_t process_index, std::uint64_t number) const {
        return *reinterpret_cast<Event*>(base_ + events_offset + process_index % process_slot_count * event_ring_bytes +
                                         number % events_per_process * sizeof(Event));
    }
    OutputPiece& output(std::uint32_t process_index, std::uint64_t number) const {
        return *reinterpret_cast<OutputPiece*>(base_ + outputs_offset +
                                               process_index % process_slot_count * output_ring_bytes +
                                               number % outputs_per_process * sizeof(OutputPiece));
    }
    std::uint32_t index_of(const ObjectSlot& slot) const {
        return static_cast<std::uint32_t>((reinterpret_cast<const std::byte*>(&slot) - base_ - objects_offset) /
                                          object_slot_bytes);
    }
    std::uint32_t index_of(const ProcessSlot& slot) const {
        return static_cast<std::uint32_t>((reinterpret_cast<const std::byte*>(&slot) - base_ - processes_offset) /
                                          process_stride);
    }
    ObjectId id_of(const ObjectSlot& slot) const {
        return make_object_id(index_of(slot), slot.header.generation.load(std::memory_order_relaxed));
    }

private:
    std::byte* base_ = nullptr;
};

// Empty when the first bytes are a registry of this layout, else one sentence that says what is wrong.
std::string why_invalid(const Header& header, std::size_t file_bytes);

// Copies a text that another process may be writing: at most size bytes, ended, control characters replaced.
std::string read_text(const char* text, std::size_t size);
// Its class in Python's spelling: "BoundedSemaphore"; "object" for what has none.
const char* kind_name(ObjectKind kind) noexcept;
void write_text(char* out, std::size_t size, std::string_view text) noexcept;

// The one writer of a group of fields brackets its stores with begin/end; a reader copies between two equal even
// counts.
inline void begin_write(Sequence& s) noexcept {
    s.count.store(s.count.load(std::memory_order_relaxed) | 1U, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
}
inline void end_write(Sequence& s) noexcept {
    s.count.store((s.count.load(std::memory_order_relaxed) | 1U) + 1U, std::memory_order_release);
}
template <class Copy>
bool read_consistent(const Sequence& s, Copy copy, int tries = 16) {
    for (int i = 0; i < tries; ++i) {
        const std::uint32_t before = s.count.load(std::memory_order_acquire);
        if ((before & 1U) != 0) continue;
        copy();
        std::atomic_thread_fence(std::memory_order_acquire);
        if (s.count.load(std::memory_order_relaxed) == before) return true;
    }
    return false;  // the writer is at it, or died in the middle
}

}  // namespace mp::telemetry
