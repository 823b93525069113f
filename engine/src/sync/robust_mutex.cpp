// SPDX-License-Identifier: MIT
#include "sync/robust_mutex.h"

#include <algorithm>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "os/self.h"
#include "telemetry/writer.h"

namespace mp::sync {

using telemetry::abandoned;
using telemetry::nobody;
using telemetry::token_mask;
using telemetry::waiters_bit;

std::int64_t slice_until(std::int64_t deadline_ns) noexcept {
    return std::min(deadline_ns, os::monotonic_ns() + slice_ns);
}

Token require_self(const Registry& registry) {
    const Token self = registry.self();
    if (self == nobody) [[unlikely]]
        throw RuntimeError(
            "use a shared object: this process has no place in its program's registry, which was full when it was "
            "forked; end some processes first");
    return self;
}

std::uint32_t most_looks() noexcept {
    static const std::uint32_t looks = os::usable_cpu_count() > 1 ? 200 : 0;
    return looks;
}

void abandon_word(std::atomic<std::uint32_t>& word, Token dead) noexcept {
    std::uint32_t seen = word.load(std::memory_order_relaxed);
    while ((seen & token_mask) == dead) {
        if (word.compare_exchange_weak(seen, abandoned, std::memory_order_acq_rel)) {
            os::futex_wake(word, 1);
            return;
        }
    }
}

namespace {

constexpr std::uint32_t most_pauses = 8;  // some 0.4 µs

// True once the word is ours; seen is what it was.
bool take_if_free(const Registry& registry, std::atomic<std::uint32_t>& word, std::uint32_t mine, std::uint32_t seen,
                  Acquired& out) noexcept {
    const Token holder = seen & token_mask;
    const bool dead = holder != nobody && (holder == abandoned || !registry.alive(holder));
    if (holder != nobody && !dead) return false;
    if (!word.compare_exchange_strong(seen, mine, std::memory_order_acquire, std::memory_order_relaxed)) return false;
    out.taken = true;
    out.from_the_dead = dead;
    out.dead = dead && holder != abandoned ? holder : nobody;
    return true;
}

}  // namespace

Acquired acquire_word_slow(Registry& registry, std::atomic<std::uint32_t>& word, Token self, std::int64_t timeout_ns,
                           telemetry::WaitFor kind, ObjectId shown, std::uint32_t looks) noexcept {
    Acquired out;
    if (timeout_ns > 0) {
        // Ever less often: each look takes the line from the holder, who has to write it to let go.
        std::uint32_t pauses = 1;
        for (std::uint32_t spent = 0; spent < looks; pauses = std::min(pauses * 2, most_pauses)) {
            for (std::uint32_t i = 0; i < pauses; ++i) os::pause_cpu();
            spent += pauses;
            if (word.load(std::memory_order_relaxed) == 0 && try_acquire_word(word, self)) {
                out.taken = true;
                out.looks = spent;
                return out;
            }
        }
    }
    const std::uint32_t first = word.load(std::memory_order_relaxed);
    if (take_if_free(registry, word, self | (first & waiters_bit), first, out) || timeout_ns <= 0) return out;
    const std::int64_t began_ns = os::monotonic_ns();
    const std::int64_t deadline_ns = os::deadline_after(timeout_ns);
    const telemetry::WaitScope waiting(registry, kind, shown);
    for (;;) {
        std::uint32_t seen = word.load(std::memory_order_relaxed);
        // Others may sleep as well, so the word keeps the bit: at worst one wake-up too many.
        if (take_if_free(registry, word, self | waiters_bit, seen, out)) break;
        seen = word.load(std::memory_order_relaxed);
        if ((seen & token_mask) == nobody || (seen & token_mask) == abandoned) continue;
        if ((seen & waiters_bit) == 0 &&
            !word.compare_exchange_strong(seen, seen | waiters_bit, std::memory_order_relaxed))
            continue;
        if (os::monotonic_ns() >= deadline_ns) break;
        os::futex_wait(word, seen | waiters_bit, slice_until(deadline_ns));
    }
    out.slept_ns = std::max<std::int64_t>(os::monotonic_ns() - began_ns, 1);
    return out;
}

}  // namespace mp::sync
