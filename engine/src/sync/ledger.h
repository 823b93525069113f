// SPDX-License-Identifier: MIT
#pragma once
// Who holds how many units of a semaphore: an entry a process, kept at 0 units until somebody needs the place. The
// ledger may say too much for a moment, never too little: a unit is written down before it is taken and crossed out
// after it was given back. So a death between the two leaves too high an entry, and what comes back from the dead is
// bounded by what the first value leaves after the living.

#include "sync/entries.h"

namespace mp::sync {

class Ledger {
public:
    Ledger(Registry& registry, telemetry::ObjectSlot& semaphore) noexcept
        : registry_(registry), state_(semaphore.state.semaphore), holders_(holders_of(registry, semaphore)) {}

    // False when there is none.
    bool take_unit(Token self);
    // False when the value is at its limit. Crosses out a unit of this process, or else of any other: whoever took it.
    bool give_unit(Token self) noexcept;
    std::uint32_t units_of(Token token) const noexcept;

    // Gives back what dead processes held. True when the value grew.
    bool return_units_of(Token dead) noexcept;
    bool return_units_of_the_dead() noexcept;

private:
    // Writes a unit down under that name, in an entry that has none.
    Entry& write_down(Token self);
    bool cross_out(Entry& entry, Token token) noexcept;
    bool return_units(Entry& entry, std::uint64_t seen) noexcept;

    Registry& registry_;
    telemetry::SemaphoreState& state_;
    Entries holders_;
};

}  // namespace mp::sync
