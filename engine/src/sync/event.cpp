// SPDX-License-Identifier: MIT
#include <algorithm>
#include <ostream>
#include <vector>

#include "mp/exceptions.h"
#include "mp/synchronize.h"
#include "os/clock.h"
#include "os/procfs.h"
#include "sync/owner_text.h"
#include "sync/robust_mutex.h"
#include "telemetry/handle.h"
#include "telemetry/writer.h"

namespace mp {

using telemetry::EventState;
using telemetry::Object;
using telemetry::ObjectKind;

namespace {

// A setter that somebody counts on, known by pid and start, so that a reused pid does not pass for it.
struct Watched {
    int pid = 0;
    std::uint64_t start_ticks = 0;

    bool ended() const {
        const auto stat = os::read_process_stat(pid);
        return !stat || stat->state == 'Z' || stat->state == 'X' || stat->start_ticks != start_ticks;
    }
};

// Sleeps until set() was called after sequence was read, in slices; true then, false when the time is over.
// Before each slice look() may throw.
template <class Look>
bool sleep_until_set(const Object& object, std::uint32_t sequence, std::int64_t timeout_ns, Look look) {
    EventState& state = object.slot().state.event;
    const std::int64_t deadline_ns = os::deadline_after(timeout_ns);
    const telemetry::WaitScope waiting(object.registry(), telemetry::WaitFor::event, object.id());
    for (;;) {
        state.waiters.store(1, std::memory_order_seq_cst);
        // The flag itself counts as well: a setter may have been killed between its store and its wake-up.
        const auto is_set = [&] {
            return state.sequence.load(std::memory_order_seq_cst) != sequence ||
                   state.set.load(std::memory_order_acquire) != 0;
        };
        if (is_set()) return true;
        if (os::monotonic_ns() >= deadline_ns) return false;
        look(is_set);
        os::futex_wait(state.sequence, sequence, sync::slice_until(deadline_ns));
    }
}

}  // namespace

Event::Event(const SyncOptions& options)
    : Event(Object::create(ObjectKind::event, options.name, [](telemetry::ObjectSlot&) {})) {}
Event::Event(std::shared_ptr<Object> object) noexcept
    : SyncHandle(std::move(object)), state_(&object_->slot().state.event) {}

Event Event::open(std::uint64_t id) {
    return Event(Object::open(id, ObjectKind::event));
}

bool Event::is_set() const noexcept {
    return state_->set.load(std::memory_order_acquire) != 0;
}

void Event::set() const noexcept {
    state_->set.store(1, std::memory_order_release);
    state_->sequence.fetch_add(1, std::memory_order_seq_cst);
    state_->set_count.fetch_add(1, std::memory_order_relaxed);
    if (state_->waiters.load(std::memory_order_seq_cst) != 0 &&
        state_->waiters.exchange(0, std::memory_order_seq_cst) != 0)
        os::futex_wake(state_->sequence, INT32_MAX);
}

void Event::clear() const noexcept {
    state_->set.store(0, std::memory_order_release);
}

bool Event::wait(detail::Timeout timeout) const {
    const std::uint32_t sequence = state_->sequence.load(std::memory_order_acquire);
    if (is_set()) return true;
    if (timeout.ns() == 0) return false;
    return sleep_until_set(*object_, sequence, timeout.ns(), [](auto&) {});
}

bool Event::wait_or_dead(std::initializer_list<int> pids, detail::Timeout timeout) const {
    const std::uint32_t sequence = state_->sequence.load(std::memory_order_acquire);
    std::vector<Watched> setters;
    for (const int pid : pids) setters.push_back({pid, os::read_start_ticks(pid)});
    if (is_set()) return true;
    return sleep_until_set(*object_, sequence, timeout.ns(), [&](auto& is_set_now) {
        for (const Watched& setter : setters) {
            if (!setter.ended() || is_set_now()) continue;
            throw PeerLost("wait for event: process " + std::to_string(setter.pid) +
                               ", which was to set it, has ended without doing so",
                           setter.pid);
        }
    });
}

std::string Event::repr() const {
    return "<Event at " + sync::address_text(state_) + (is_set() ? " set>" : " unset>");
}

std::ostream& operator<<(std::ostream& out, const Event& event) {
    return out << event.repr();
}

}  // namespace mp
