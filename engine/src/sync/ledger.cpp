// SPDX-License-Identifier: MIT
#include "sync/ledger.h"

#include <algorithm>

namespace mp::sync {

using telemetry::entry_high;
using telemetry::entry_token;
using telemetry::make_entry;
using telemetry::nobody;

namespace {

constexpr std::uint64_t one_unit = std::uint64_t{1} << 32;    // in an entry
constexpr std::uint64_t one_change = std::uint64_t{1} << 32;  // in value and version

// Beside the token of an entry whose units are just being given back, by the process of that token.
constexpr Token returning_bit = 0x80000000U;
constexpr Token process_of(std::uint64_t entry) {
    return entry_token(entry) & telemetry::token_mask;
}

constexpr std::uint32_t value_of(std::uint64_t word) {
    return static_cast<std::uint32_t>(word);
}

}  // namespace

bool Ledger::take_unit(Token self) {
    auto& word = state_.value_and_version;
    std::uint64_t seen = word.load(std::memory_order_relaxed);
    if (value_of(seen) == 0) return false;
    Entry* entry = nullptr;
    const bool known = holders_.any([&](Entry& candidate) {
        std::uint64_t held = candidate.load(std::memory_order_relaxed);
        while (entry_token(held) == self) {
            if (candidate.compare_exchange_weak(held, held + one_unit, std::memory_order_acq_rel)) {
                entry = &candidate;
                return true;
            }
        }
        return false;
    });
    if (!known) entry = &write_down(self);
    while (value_of(seen) != 0) {
        if (word.compare_exchange_weak(seen, seen - 1 + one_change, std::memory_order_seq_cst)) {
            state_.acquired_count.fetch_add(1, std::memory_order_relaxed);
            return true;
        }
    }
    cross_out(*entry, self);
    return false;
}

Entry& Ledger::write_down(Token self) {
    Entry* found = nullptr;
    const std::uint64_t one = make_entry(self, 1);
    // A free entry, or one that its process needs no more.
    const auto take = [&] {
        return holders_.any([&](Entry& entry) {
            std::uint64_t seen = entry.load(std::memory_order_relaxed);
            found = &entry;
            return entry_high(seen) == 0 && entry.compare_exchange_strong(seen, one, std::memory_order_acq_rel);
        });
    };
    if (take()) return *found;
    return_units_of_the_dead();
    return take() ? *found : holders_.claim(one);
}

bool Ledger::give_unit(Token self) noexcept {
    auto& word = state_.value_and_version;
    std::uint64_t seen = word.load(std::memory_order_relaxed);
    do {
        if (value_of(seen) >= state_.limit) return false;
    } while (!word.compare_exchange_weak(seen, seen + 1 + one_change, std::memory_order_seq_cst));
    if (holders_.any([&](Entry& entry) { return cross_out(entry, self); })) return true;
    (void)holders_.any([&](Entry& entry) {
        const Token token = entry_token(entry.load(std::memory_order_relaxed));
        return token != nobody && (token & returning_bit) == 0 && cross_out(entry, token);
    });
    return true;
}

bool Ledger::cross_out(Entry& entry, Token token) noexcept {
    std::uint64_t held = entry.load(std::memory_order_relaxed);
    while (entry_token(held) == token && entry_high(held) > 0) {
        if (entry.compare_exchange_weak(held, held - one_unit, std::memory_order_acq_rel)) return true;
    }
    return false;
}

std::uint32_t Ledger::units_of(Token token) const noexcept {
    std::uint32_t units = 0;
    holders_.each([&](Entry& entry) {
        const std::uint64_t held = entry.load(std::memory_order_relaxed);
        if (entry_token(held) == token) units += entry_high(held);
    });
    return units;
}

// First the entry is made our own, so that only one of many who see the death gives its units back; should we die in
// the middle, they are ours to be given back. The value changes only when nothing else changed it since the look at
// the ledger. What may not be given back now (somebody may be between writing down and taking) stays on record under
// nobody's name, to be looked at again; more than the first value is never worth keeping.
bool Ledger::return_units(Entry& entry, std::uint64_t seen) noexcept {
    const Token self = registry_.self();
    const std::uint32_t units = entry_high(seen);
    const std::uint64_t mine = make_entry(self | returning_bit, units);
    if (self == nobody || units == 0 || !entry.compare_exchange_strong(seen, mine, std::memory_order_acq_rel))
        return false;
    auto& word = state_.value_and_version;
    std::uint64_t before = word.load(std::memory_order_seq_cst);
    std::uint32_t returned = 0;
    do {
        std::uint64_t used = value_of(before);
        holders_.each([&](Entry& other) {
            const std::uint64_t value = other.load(std::memory_order_acquire);
            const bool counts = entry_high(value) != 0 && (entry_token(value) & returning_bit) == 0;
            if (counts && registry_.alive(entry_token(value))) used += entry_high(value);
        });
        const std::uint64_t room = used < state_.initial ? state_.initial - used : 0;
        returned = static_cast<std::uint32_t>(std::min<std::uint64_t>(units, room));
    } while (!word.compare_exchange_weak(before, before + returned + one_change, std::memory_order_seq_cst));
    const std::uint32_t left = std::min(units - returned, state_.initial);
    const bool kept = left == 0 || holders_.any([&](Entry& other) {
        std::uint64_t value = other.load(std::memory_order_acquire);
        if (&other == &entry || entry_token(value) != telemetry::abandoned) return false;
        const std::uint64_t sum = std::min(std::uint64_t{entry_high(value)} + left, std::uint64_t{state_.initial});
        return other.compare_exchange_strong(value, make_entry(telemetry::abandoned, static_cast<std::uint32_t>(sum)),
                                             std::memory_order_acq_rel);
    });
    entry.store(kept ? 0 : make_entry(telemetry::abandoned, left), std::memory_order_release);
    return returned != 0;
}

bool Ledger::return_units_of(Token dead) noexcept {
    bool grew = false;
    holders_.each([&](Entry& entry) {
        const std::uint64_t seen = entry.load(std::memory_order_acquire);
        if (process_of(seen) == dead) grew |= return_units(entry, seen);
    });
    return grew;
}

bool Ledger::return_units_of_the_dead() noexcept {
    bool grew = false;
    holders_.each([&](Entry& entry) {
        const std::uint64_t seen = entry.load(std::memory_order_acquire);
        if (entry_high(seen) != 0 && !registry_.alive(process_of(seen))) grew |= return_units(entry, seen);
    });
    return grew;
}

}  // namespace mp::sync
