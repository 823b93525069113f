// SPDX-License-Identifier: MIT
#include "process/interrupt.h"

#include <algorithm>
#include <atomic>

#include "mp/exceptions.h"
#include "mp/util.h"
#include "os/clock.h"
#include "os/self.h"
#include "os/signal.h"

namespace mp {

namespace {

constexpr std::int64_t slice_ns = 50'000'000;

std::atomic<int> catchers{0};
std::atomic<bool> key_pressed{false};

bool is_asked_for() noexcept {
    return catchers.load(std::memory_order_relaxed) > 0 && os::thread_id() == os::process_id();
}

// A forked child did not ask: the key ends it, unless it says otherwise.
const bool forgotten_by_children = [] {
    os::at_fork(nullptr, nullptr, [] {
        if (catchers.exchange(0) > 0) os::default_signal(os::signal_interrupt);
        key_pressed = false;
    });
    return true;
}();

}  // namespace

namespace process {

std::int64_t interrupt_slice(std::int64_t deadline_ns) noexcept {
    return is_asked_for() ? std::min(deadline_ns, os::monotonic_ns() + slice_ns) : deadline_ns;
}

bool take_interrupt() noexcept {
    return key_pressed.load(std::memory_order_relaxed) && is_asked_for() && key_pressed.exchange(false);
}

void throw_interrupted() {
    throw Interrupted("the interrupt key was pressed");
}

}  // namespace process

namespace util {

CatchInterrupt::CatchInterrupt() : owner_(os::process_id()) {
    (void)forgotten_by_children;
    if (catchers.fetch_add(1) > 0) return;
    os::set_signal_handler(os::signal_interrupt, [](int) { key_pressed.store(true); });
}

CatchInterrupt::~CatchInterrupt() {
    if (owner_ != os::process_id() || catchers.fetch_sub(1) > 1) return;
    os::default_signal(os::signal_interrupt);
    key_pressed = false;
}

bool CatchInterrupt::pressed() const noexcept {
    return key_pressed.load();
}

}  // namespace util

}  // namespace mp
