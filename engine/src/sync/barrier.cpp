// SPDX-License-Identifier: MIT
// A barrier's figures change under a lock word that survives its owner; each arrival sleeps on an entry of its own, in
// which it finds how its round ended, however late it wakes.
#include "sync/barrier.h"

#include <cstdlib>
#include <exception>
#include <ostream>

#include "mp/exceptions.h"
#include "mp/synchronize.h"
#include "os/clock.h"
#include "sync/entries.h"
#include "sync/owner_text.h"
#include "sync/robust_mutex.h"
#include "sync/sweep.h"
#include "telemetry/handle.h"
#include "telemetry/writer.h"

namespace mp {

using telemetry::BarrierState;
using telemetry::Entry;
using telemetry::entry_high;
using telemetry::entry_token;
using telemetry::make_entry;
using telemetry::Object;
using telemetry::ObjectKind;
using telemetry::ObjectSlot;
using telemetry::Registry;
using telemetry::Token;

namespace sync {

namespace {

// The high half of a member's entry. A process has one entry as a party, and one for each arrival.
enum Member : std::uint32_t { party = 1, waiting = 2, passed = 3, broken = 4 };
enum Phase : std::uint32_t { filling = 0, acting = 1, is_broken = 2 };

std::uint32_t member_state(const Entry& entry) noexcept {
    return entry_high(entry.load(std::memory_order_acquire));
}

// The barrier while its lock word is ours.
class Locked {
public:
    Locked(Registry& registry, ObjectSlot& slot, ObjectId id)
        : registry_(registry), state_(slot.state.barrier), members_(members_of(registry, slot)) {
        const Token self = require_self(registry);
        if (try_acquire_word(state_.word, self)) return;
        const Acquired got = acquire_word_slow(registry, state_.word, self, detail::Timeout::forever_ns,
                                               telemetry::WaitFor::barrier, id, most_looks());
        // Somebody died in the middle of a change: nobody can say how far it came.
        if (got.from_the_dead) break_it(got.dead != telemetry::nobody ? registry.pid_of(got.dead) : 0);
    }
    ~Locked() { release_word(state_.word); }
    Locked(const Locked&) = delete;
    Locked& operator=(const Locked&) = delete;

    void break_it(int pid) noexcept {
        state_.broken_by_pid.store(static_cast<std::uint32_t>(pid), std::memory_order_relaxed);
        enter_phase(is_broken);
        end_round(broken);
    }
    void pass() noexcept {
        state_.passed_count.fetch_add(1, std::memory_order_relaxed);
        end_round(passed);
        enter_phase(filling);
    }
    void reset() noexcept {
        end_round(broken);
        forget_the_dead();
        state_.broken_by_pid.store(0, std::memory_order_relaxed);
        enter_phase(filling);
    }
    void enter_phase(Phase phase) noexcept {
        state_.state.store(phase, std::memory_order_release);
        os::futex_wake(state_.state, INT32_MAX);  // for those who came while an action ran
    }

    // A party that has died since; its entries go. 0 when none has; -1 for one whose pid is unknown.
    int take_dead_party() noexcept {
        int pid = 0;
        members_.each([&](Entry& entry) {
            const std::uint64_t seen = entry.load(std::memory_order_acquire);
            if (seen == 0 || registry_.alive(entry_token(seen))) return;
            if (entry_high(seen) == party || entry_high(seen) == waiting) {
                const int known = registry_.pid_of(entry_token(seen));
                pid = known != 0 ? known : -1;
            }
            entry.store(0, std::memory_order_release);
        });
        return pid;
    }
    void forget_the_dead() noexcept { (void)take_dead_party(); }

    void join(Token self) {
        const std::uint64_t mine = make_entry(self, party);
        if (!members_.any([&](Entry& entry) { return entry.load(std::memory_order_relaxed) == mine; }))
            members_.claim(mine);
    }
    void leave(Token self) noexcept {
        members_.each([&](Entry& entry) {
            std::uint64_t mine = make_entry(self, party);
            entry.compare_exchange_strong(mine, 0, std::memory_order_acq_rel);
        });
    }
    Entry& arrive(Token self) {
        Entry& entry = members_.claim(make_entry(self, waiting));
        state_.arrived.fetch_add(1, std::memory_order_relaxed);
        return entry;
    }

private:
    void end_round(Member outcome) noexcept {
        state_.arrived.store(0, std::memory_order_relaxed);
        members_.each([&](Entry& entry) {
            std::uint64_t seen = entry.load(std::memory_order_acquire);
            if (entry_high(seen) != waiting) return;
            if (entry.compare_exchange_strong(seen, make_entry(entry_token(seen), outcome), std::memory_order_acq_rel))
                os::futex_wake(futex_word(entry), 1);
        });
    }

    Registry& registry_;
    BarrierState& state_;
    Entries members_;
};

[[noreturn]] void throw_broken(const BarrierState& state) {
    const auto pid = static_cast<int>(state.broken_by_pid.load(std::memory_order_relaxed));
    if (pid > 0)
        throw BrokenBarrier("wait at barrier: process " + std::to_string(pid) + ", a party of it, has died", pid);
    if (pid < 0) throw BrokenBarrier("wait at barrier: a party of it has died");
    throw BrokenBarrierError("wait at barrier: it is broken, was reset, or a party came too late");
}

void break_if_somebody_died(Registry& registry, ObjectSlot& slot, ObjectId id) {
    bool suspicion = false;
    members_of(registry, slot).each([&](Entry& entry) {
        const std::uint64_t seen = entry.load(std::memory_order_acquire);
        suspicion |= seen != 0 && !registry.alive(entry_token(seen));
    });
    if (!suspicion) return;
    Locked barrier(registry, slot, id);
    if (const int pid = barrier.take_dead_party(); pid != 0) barrier.break_it(pid);
}

// Until the round that this entry belongs to has ended; late: the deadline passed first, and broke it for all.
std::uint32_t sleep_to_end_of_round(Registry& registry, ObjectSlot& slot, ObjectId id, Entry& entry,
                                    std::int64_t deadline_ns) {
    const telemetry::WaitScope shown(registry, telemetry::WaitFor::barrier, id);
    for (;;) {
        const std::uint64_t seen = entry.load(std::memory_order_acquire);
        if (entry_high(seen) != waiting) return entry_high(seen);
        break_if_somebody_died(registry, slot, id);
        if (os::monotonic_ns() >= deadline_ns) {
            Locked barrier(registry, slot, id);
            if (member_state(entry) == waiting) barrier.break_it(0);
            continue;
        }
        os::futex_wait(futex_word(entry), waiting, slice_until(deadline_ns));
    }
}

// While the action of the round before runs, nobody can arrive. False when the deadline has passed.
bool sleep_while_acting(Registry& registry, ObjectSlot& slot, ObjectId id, std::int64_t deadline_ns) {
    const telemetry::WaitScope shown(registry, telemetry::WaitFor::barrier, id);
    auto& phase = slot.state.barrier.state;
    while (phase.load(std::memory_order_acquire) == acting) {
        break_if_somebody_died(registry, slot, id);
        if (os::monotonic_ns() >= deadline_ns) return false;
        os::futex_wait(phase, acting, slice_until(deadline_ns));
    }
    return true;
}

struct Arrival {
    Entry* entry = nullptr;
    int index = 0;
    bool last = false;
};

// Throws BrokenBarrierError. The last one of a barrier with an action leaves it in the acting phase.
Arrival arrive(Registry& registry, ObjectSlot& slot, ObjectId id, bool has_action, std::int64_t deadline_ns) {
    BarrierState& state = slot.state.barrier;
    const Token self = require_self(registry);
    for (;;) {
        {
            Locked barrier(registry, slot, id);
            const auto phase = state.state.load(std::memory_order_relaxed);
            if (phase == filling) {
                if (const int pid = barrier.take_dead_party(); pid != 0) barrier.break_it(pid);
            }
            if (state.state.load(std::memory_order_relaxed) == is_broken) throw_broken(state);
            if (phase == filling) {
                barrier.join(self);
                Arrival mine;
                mine.index = static_cast<int>(state.arrived.load(std::memory_order_relaxed));
                mine.entry = &barrier.arrive(self);
                mine.last = static_cast<std::uint32_t>(mine.index) + 1 == state.parties;
                if (mine.last && has_action) barrier.enter_phase(acting);
                if (mine.last && !has_action) barrier.pass();
                return mine;
            }
        }
        if (!sleep_while_acting(registry, slot, id, deadline_ns)) {
            Locked(registry, slot, id).break_it(0);
            throw_broken(state);
        }
    }
}

void run_action(Registry& registry, ObjectSlot& slot, ObjectId id, Entry& entry, const Target& action) {
    std::exception_ptr failure;
    try {
        action();
    } catch (...) {
        failure = std::current_exception();
    }
    Locked barrier(registry, slot, id);
    // Reset or aborted meanwhile: this round has had its end.
    if (member_state(entry) == waiting) {
        if (failure) {
            barrier.break_it(0);
        } else {
            barrier.pass();
        }
    }
    if (failure) {
        entry.store(0, std::memory_order_release);
        std::rethrow_exception(failure);
    }
}

void leave_at_exit() {
    static const int registered = std::atexit(&leave_barriers);
    (void)registered;
}

}  // namespace

void wake_parties_of(Registry& registry, ObjectSlot& slot, Token dead) noexcept {
    const Entries members = members_of(registry, slot);
    if (!members.any([&](Entry& entry) { return entry_token(entry.load(std::memory_order_acquire)) == dead; })) return;
    members.each([&](Entry& entry) {
        if (member_state(entry) == waiting) os::futex_wake(futex_word(entry), 1);
    });
    os::futex_wake(slot.state.barrier.state, INT32_MAX);
}

void leave_barriers() noexcept {
    Registry* registry = Registry::existing();
    if (registry == nullptr || registry->self() == telemetry::nobody) return;
    const auto is_barrier = [](ObjectKind kind) { return kind == ObjectKind::barrier; };
    registry->each_object(is_barrier, [&](ObjectSlot& slot) {
        members_of(*registry, slot).each([&](Entry& entry) {
            std::uint64_t mine = make_entry(registry->self(), party);
            entry.compare_exchange_strong(mine, 0, std::memory_order_acq_rel);
        });
    });
}

}  // namespace sync

namespace {

void drop_members(Registry& registry, ObjectSlot& slot) noexcept {
    sync::Entries::drop_chain(registry, slot.state.barrier.more);
}

std::shared_ptr<Object> make_barrier(std::int64_t parties, const SyncOptions& options) {
    sync::sweep_at_deaths();
    const auto prepare = [&](ObjectSlot& slot) {
        // Zero and fewer are allowed, and never met.
        slot.state.barrier.parties = parties > 0 && parties < UINT32_MAX ? static_cast<std::uint32_t>(parties) : 0;
    };
    return Object::create(ObjectKind::barrier, options.name, prepare, &drop_members);
}

}  // namespace

Barrier::Barrier(std::int64_t parties, Target action, detail::Timeout timeout, const SyncOptions& options)
    : Barrier(make_barrier(parties, options), std::move(action), timeout.ns()) {}
Barrier::Barrier(std::shared_ptr<Object> object, Target action, std::int64_t timeout_ns)
    : SyncHandle(std::move(object)),
      state_(&object_->slot().state.barrier),
      action_(std::move(action)),
      timeout_ns_(timeout_ns) {}

Barrier Barrier::open(std::uint64_t id, Target action, std::int64_t timeout_ns) {
    sync::sweep_at_deaths();
    return {Object::open(id, ObjectKind::barrier), std::move(action), timeout_ns};
}

int Barrier::wait() const {
    return wait_ns(timeout_ns_);
}
int Barrier::wait(detail::Timeout timeout) const {
    return wait_ns(timeout.is_forever() ? timeout_ns_ : timeout.ns());
}

int Barrier::wait_ns(std::int64_t timeout_ns) const {
    sync::leave_at_exit();
    Registry& registry = object_->registry();
    ObjectSlot& slot = object_->slot();
    const std::int64_t deadline_ns = os::deadline_after(timeout_ns);
    const sync::Arrival mine = sync::arrive(registry, slot, id(), static_cast<bool>(action_), deadline_ns);
    if (mine.last && action_) sync::run_action(registry, slot, id(), *mine.entry, action_);
    const std::uint32_t outcome = sync::sleep_to_end_of_round(registry, slot, id(), *mine.entry, deadline_ns);
    mine.entry->store(0, std::memory_order_release);
    if (outcome != sync::passed) sync::throw_broken(*state_);
    return mine.index;
}

void Barrier::reset() const {
    sync::Locked(object_->registry(), object_->slot(), id()).reset();
}
void Barrier::abort() const {
    sync::Locked(object_->registry(), object_->slot(), id()).break_it(0);
}
void Barrier::join() const {
    sync::leave_at_exit();
    sync::Locked(object_->registry(), object_->slot(), id()).join(sync::require_self(object_->registry()));
}
void Barrier::leave() const {
    sync::Locked(object_->registry(), object_->slot(), id()).leave(object_->registry().self());
}

std::int64_t Barrier::parties() const noexcept {
    return state_->parties;
}
int Barrier::n_waiting() const noexcept {
    return static_cast<int>(state_->arrived.load(std::memory_order_acquire));
}
bool Barrier::broken() const noexcept {
    return state_->state.load(std::memory_order_acquire) == sync::is_broken;
}
std::string Barrier::repr() const {
    const std::string what =
        broken() ? "broken" : "waiters=" + std::to_string(n_waiting()) + "/" + std::to_string(parties());
    return "<multiprocessing.synchronize.Barrier at " + sync::address_text(state_) + ": " + what + ">";
}

std::ostream& operator<<(std::ostream& out, const Barrier& barrier) {
    return out << barrier.repr();
}

}  // namespace mp
