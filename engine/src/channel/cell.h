// SPDX-License-Identifier: MIT
#pragma once
// The state word of a ring's cell: which lap of the ring it stands for, whether an item is in, and who is at it.
//   bits 0…31 lap · bit 32 full · bits 33…63 token of the process that writes (not full) or reads (full); 0: nobody
// All zero is "empty, lap 0", so a fresh memory file is an empty ring. README.md draws the transitions.

#include <cstdint>

#include "telemetry/registry.h"

namespace mp::channel {

constexpr std::uint64_t full_bit = 1ULL << 32;
constexpr unsigned token_shift = 33;

constexpr std::uint64_t make_empty(std::uint32_t lap) {
    return lap;
}
constexpr std::uint64_t make_writing(std::uint32_t lap, telemetry::Token token) {
    return static_cast<std::uint64_t>(token) << token_shift | lap;
}
constexpr std::uint64_t make_full(std::uint32_t lap) {
    return full_bit | lap;
}
constexpr std::uint64_t make_reading(std::uint32_t lap, telemetry::Token token) {
    return make_writing(lap, token) | full_bit;
}
constexpr telemetry::Token token_in(std::uint64_t state) {
    return static_cast<telemetry::Token>(state >> token_shift);
}
constexpr std::uint32_t lap_in(std::uint64_t state) {
    return static_cast<std::uint32_t>(state);
}
constexpr bool is_empty(std::uint64_t state) {
    return (state >> 32) == 0;
}
constexpr bool is_writing(std::uint64_t state) {
    return (state & full_bit) == 0 && token_in(state) != 0;
}
constexpr bool is_full(std::uint64_t state) {
    return (state >> 32) == 1;
}
constexpr bool is_reading(std::uint64_t state) {
    return (state & full_bit) != 0 && token_in(state) != 0;
}
// How many laps the cell is ahead of lap; laps wrap round after 2^32.
constexpr std::int32_t laps_between(std::uint64_t state, std::uint32_t lap) {
    return static_cast<std::int32_t>(lap_in(state) - lap);
}

// What a cell holds for an item in the heap.
struct BlockName {
    std::uint64_t number;
    std::uint64_t size;
};

// Is a token's process gone, with every thread? The registry tells when the thread that carries its life ended; another
// thread of the same process may still run for a moment, and must not find its cell in other hands.
class Gone {
public:
    explicit Gone(telemetry::Registry& registry) noexcept : registry_(registry) {}
    bool operator()(telemetry::Token token) noexcept;
    // True when a process was dying and not yet gone: look again soon.
    bool uncertain() const noexcept { return uncertain_; }

private:
    telemetry::Registry& registry_;
    telemetry::Token last_gone_ = telemetry::nobody;
    bool uncertain_ = false;
};

}  // namespace mp::channel
