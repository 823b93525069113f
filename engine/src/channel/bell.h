// SPDX-License-Identifier: MIT
#pragma once
// How somebody sleeps until something was put somewhere: two words in shared memory, no lock. Whoever publishes rings
// (one load while nobody sleeps); whoever finds nothing spins a little and then sleeps, in slices, so that neither a
// killed sleeper nor a killed ringer ever matters.

#include <atomic>
#include <cstdint>

#include "telemetry/layout.h"

namespace mp::channel {

// Why a wait ended.
enum class Wait : std::uint8_t {
    ready,      // what was waited for is there (it may be gone again by the next look)
    timed_out,  // the deadline has passed
    peer_gone,  // the process named by WaitOptions::peer has ended, and nothing is left of it
    stopped     // WaitOptions::stop said so
};

// The longest sleep between two looks at deaths and at stop().
inline constexpr std::int64_t slice_ns = 200'000'000;

struct WaitOptions {
    std::int64_t deadline_ns = INT64_MAX;       // monotonic; a moment that has passed: one look
    telemetry::Token peer = telemetry::nobody;  // give up when this process has ended
    bool (*stop)(void* context) = nullptr;      // asked before each sleep: true = give up
    void* context = nullptr;
    telemetry::WaitFor kind = telemetry::WaitFor::none;  // what observers see meanwhile; none: nothing
    telemetry::ObjectId object = 0;
};

class Bell {
public:
    Bell() = default;
    // Both words lie in memory that all sides map, zeroed at first.
    Bell(std::atomic<std::uint32_t>* sleepers, std::atomic<std::uint32_t>* word) : sleepers_(sleepers), word_(word) {}

    // After publishing, with a full fence (a locked instruction on x86) in between. Wakes at most one sleeper.
    void ring() const noexcept {
        if (somebody_sleeps()) wake();
    }
    bool somebody_sleeps() const noexcept { return (sleepers_->load(std::memory_order_seq_cst) & state_mask) != 0; }
    // Wakes everybody who sleeps: a member died, an end hung up.
    void ring_all() const noexcept;

    // Looks, spins (not on one CPU), then sleeps until ready(). ready is called in the waiting thread only.
    template <class Ready>
    Wait wait(const WaitOptions& options, Ready ready) const {
        return wait_for(
            options, [](void* r) { return (*static_cast<Ready*>(r))(); }, &ready);
    }

private:
    static constexpr std::uint32_t state_mask = 3;
    void wake() const noexcept;
    void announce() const noexcept;
    Wait wait_for(const WaitOptions& options, bool (*ready)(void*), void* context) const;

    std::atomic<std::uint32_t>* sleepers_ = nullptr;  // low two bits: 0 none, 1 one, 2 several; above: a version
    std::atomic<std::uint32_t>* word_ = nullptr;      // the futex; changes with each wake
};

// A full fence after a locked read-modify-write, which on x86 is one already.
inline void fence_after_rmw() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    std::atomic_signal_fence(std::memory_order_seq_cst);
#else
    std::atomic_thread_fence(std::memory_order_seq_cst);
#endif
}

}  // namespace mp::channel
