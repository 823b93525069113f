// SPDX-License-Identifier: MIT
#include "channel/queue_end.h"

#include <array>
#include <map>
#include <mutex>
#include <sstream>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "os/self.h"
#include "os/thread.h"

namespace mp::channel {

using telemetry::Token;

namespace {

constexpr std::uint32_t usual_cells = 1024;
constexpr std::uint32_t fewest_cells = 64;
constexpr std::int64_t most_counted = max_cells / 2;  // a bounded queue beyond it is counted, not limited by its ring
// How long an unbounded put waits for a reader that has been at it before the item goes to the feeder.
constexpr std::int64_t courtesy_ns = 5'000'000;
constexpr int most_courtesies = 4;  // others may take the room each time

// How long a process must have been the last one before a get() gives up.
constexpr std::int64_t patience_when_alone_ns = 500'000'000;

// Children forked with a feeder's mutex or thread in some state must not use it: each fork starts a new generation.
std::atomic<std::uint32_t> fork_generation{1};
const bool fork_handler_registered = [] {
    os::at_fork(nullptr, nullptr, [] { fork_generation.fetch_add(1, std::memory_order_relaxed); });
    return true;
}();

telemetry::ObjectKind object_kind(QueueKind kind) {
    switch (kind) {
        case QueueKind::joinable_queue:
            return telemetry::ObjectKind::joinable_queue;
        case QueueKind::simple_queue:
            return telemetry::ObjectKind::simple_queue;
        case QueueKind::queue:
            break;
    }
    return telemetry::ObjectKind::queue;
}

RingOptions ring_options(const detail::QueueSpec& spec) {
    RingOptions options{.cells = usual_cells, .kind = object_kind(spec.kind), .name = spec.name};
    if (spec.kind == QueueKind::simple_queue || spec.maxsize <= 0 || spec.maxsize > most_counted) return options;
    options.capacity = static_cast<std::uint64_t>(spec.maxsize);
    // More cells than items, so that one reader at a large item does not stand in the way of the next lap.
    options.cells = static_cast<std::uint32_t>(std::max<std::uint64_t>(2 * options.capacity, fewest_cells));
    if (options.capacity > (1U << 16)) options.cell_bytes = 64;
    return options;
}

// Processes with their share of a number: token low, number high.
constexpr std::uint64_t make_share(Token token, std::uint32_t number) {
    return static_cast<std::uint64_t>(number) << 32 | token;
}
constexpr Token token_of(std::uint64_t share) {
    return static_cast<Token>(share);
}
constexpr std::uint32_t number_of(std::uint64_t share) {
    return static_cast<std::uint32_t>(share >> 32);
}

// The entry of that process, or one that nobody living has; nullptr when all are in use.
template <class Entries>
std::atomic<std::uint64_t>* share_of(Entries& entries, Token self, telemetry::Registry& registry) noexcept {
    for (auto& entry : entries)
        if (token_of(entry.load(std::memory_order_relaxed)) == self) return &entry;
    for (auto& entry : entries) {
        std::uint64_t seen = entry.load(std::memory_order_relaxed);
        const Token owner = token_of(seen);
        if (owner != telemetry::nobody && registry.alive(owner)) continue;
        if (entry.compare_exchange_strong(seen, make_share(self, 0), std::memory_order_acq_rel)) return &entry;
    }
    return nullptr;
}

}  // namespace

// Beside the ring's own control words.
struct QueueEnd::Shared {
    std::int64_t maxsize;
    std::uint64_t start_number;                                    // processes started when the queue was made
    std::uint32_t deaths;                                          // of the registry at that moment
    alignas(64) std::atomic<std::uint64_t> done_count;             // task_done()
    alignas(64) std::array<std::atomic<std::uint64_t>, 256> held;  // items got and not done: process and number
};

QueueEnd::Shared& QueueEnd::shared() const noexcept {
    static_assert(sizeof(Shared) <= Ring::extra_bytes);
    return *reinterpret_cast<Shared*>(ring_.extra());
}

std::shared_ptr<QueueEnd> QueueEnd::create(const detail::QueueSpec& spec) {
    auto end = std::make_shared<QueueEnd>(spec.kind, Ring::create(ring_options(spec)));
    telemetry::Registry& registry = telemetry::Registry::instance();
    Shared& shared = end->shared();
    shared.maxsize = std::max<std::int64_t>(spec.maxsize, 0);
    shared.start_number = registry.header().next_start_number.load(std::memory_order_relaxed);
    shared.deaths = registry.deaths();
    end->maxsize_ = shared.maxsize;
    return end;
}

// A process that is handed the same queue twice has one end of it.
std::shared_ptr<QueueEnd> QueueEnd::open(QueueKind kind, telemetry::ObjectId id, os::Fd memory) {
    static std::mutex mutex;
    static auto* known = new std::map<telemetry::ObjectId, std::weak_ptr<QueueEnd>>;
    const std::lock_guard guard(mutex);
    std::weak_ptr<QueueEnd>& place = (*known)[id];
    if (auto end = place.lock()) return end;
    auto end = std::make_shared<QueueEnd>(kind, Ring::attach(id, std::move(memory)));
    end->maxsize_ = end->shared().maxsize;
    place = end;
    return end;
}

QueueEnd::QueueEnd(QueueKind kind, Ring ring) : kind_(kind), ring_(std::move(ring)) {
    (void)fork_handler_registered;
}

QueueEnd::~QueueEnd() {
    // Its finalizer keeps this end alive while anything is kept, so the feeder is idle here, or a parent's.
    if (feeder_generation_.load() == fork_generation.load()) delete feeder_.load();
    ring_.drop();
}

std::string QueueEnd::name() const {
    const telemetry::ObjectSlot& slot = telemetry::Registry::instance().object(ring_.id());
    return telemetry::read_text(slot.header.name, sizeof slot.header.name);
}

std::string QueueEnd::repr() const {
    std::ostringstream text;
    text << "<mp.queues." << telemetry::kind_name(object_kind(kind_)) << " object at " << static_cast<const void*>(this)
         << '>';
    return text.str();
}

void QueueEnd::check_open() {
    if (!closed_.load(std::memory_order_acquire)) return;
    if (kind_ == QueueKind::simple_queue) throw OSError("handle is closed");
    throw ValueError("Queue " + repr() + " is closed");
}

Feeder* QueueEnd::feeder(bool make) {
    const std::uint32_t now = fork_generation.load(std::memory_order_relaxed);
    Feeder* present = feeder_.load(std::memory_order_acquire);
    if (present != nullptr && feeder_generation_.load(std::memory_order_acquire) == now) return present;
    if (!make) return nullptr;
    static std::mutex mutex;
    const std::lock_guard guard(mutex);
    if (feeder_generation_.load(std::memory_order_acquire) != now) {
        // An inherited one is the parent's: its items are put there, its memory is left alone.
        feeder_.store(new Feeder(*this), std::memory_order_release);
        feeder_generation_.store(now, std::memory_order_release);
    }
    return feeder_.load(std::memory_order_acquire);
}

// ---- putting -------------------------------------------------------------------------------------------------------

bool QueueEnd::try_place(std::size_t size, Place& place) {
    if (maxsize_ > most_counted && size_t(this->size()) >= size_t(maxsize_)) return false;
    return ring_.try_claim(size, place.slot);
}

void QueueEnd::claim(std::size_t size, std::int64_t patience_ns, std::int64_t& deadline_ns, Place& place) {
    check_open();
    used_.store(true, std::memory_order_relaxed);
    bool keeps = kind_ != QueueKind::simple_queue && maxsize_ == 0;
    Feeder* feeding = keeps ? feeder(false) : nullptr;
    if (feeding == nullptr || !feeding->busy()) {
        if (try_place(size, place)) return;
        deadline_ns = patience_ns <= 0 ? 0 : os::deadline_after(patience_ns);
        keeps = keeps && feeder(true)->can_keep();
        for (int waits = 0; !keeps || waits < most_courtesies; ++waits) {
            // A reader that is at it will make room in no time. Where nobody has ever read there is no reason to wait.
            const std::uint64_t head = ring_.state().head.load(std::memory_order_relaxed);
            if (keeps && head == 0) break;
            const std::int64_t until_ns = keeps ? os::monotonic_ns() + courtesy_ns : deadline_ns;
            const Wait end = wait(false, until_ns, false);
            check_open();
            if (end == Wait::ready && try_place(size, place)) return;
            if (!keeps && end == Wait::timed_out) throw Full();
            if (keeps && ring_.state().head.load(std::memory_order_relaxed) == head) break;
        }
    }
    place.message = {std::make_unique_for_overwrite<std::byte[]>(size), size};
    place.slot.data = nullptr;
}

void QueueEnd::commit(Place& place, std::int64_t deadline_ns) {
    if (place.slot.data == nullptr) {
        feeder(true)->add(std::move(place.message), shared_from_this());
        return;
    }
    // Only a large item can find that others have filled the queue since it was claimed.
    while (!ring_.commit(place.slot)) {
        if (wait(false, deadline_ns == 0 ? os::forever_ns : deadline_ns, false) == Wait::timed_out) {
            ring_.abandon(place.slot);
            throw Full();
        }
    }
}

// ---- getting -------------------------------------------------------------------------------------------------------

bool QueueEnd::take(std::int64_t patience_ns, Ring::View& view) {
    check_open();
    if (!ring_.try_take(view)) {
        const std::int64_t deadline_ns = patience_ns <= 0 ? 0 : os::deadline_after(patience_ns);
        for (;;) {
            const Wait end = wait(true, deadline_ns, deadline_ns == os::forever_ns);
            check_open();
            if (ring_.try_take(view)) break;
            if (end == Wait::timed_out) return false;
            if (end == Wait::stopped)
                throw PeerLost("get from " + repr() + ": it is empty, and no process that could put into it is left");
        }
    }
    if (kind_ == QueueKind::joinable_queue) note_held(1);
    return true;
}

void QueueEnd::done(Ring::View& view) noexcept {
    ring_.done(view);
}

Wait QueueEnd::wait(bool for_reading, std::int64_t deadline_ns, bool until_alone) {
    struct Watch {
        QueueEnd* end;
        std::int64_t since_ns;
    } watch{this, 0};
    WaitOptions options{.deadline_ns = deadline_ns,
                        .context = &watch,
                        .kind = for_reading ? telemetry::WaitFor::queue_get : telemetry::WaitFor::queue_put,
                        .object = ring_.id()};
    // For a while: a process that the program forked itself shows up only when it has entered the registry.
    if (until_alone)
        options.stop = [](void* context) {
            Watch& w = *static_cast<Watch*>(context);
            if (!w.end->alone()) {
                w.since_ns = 0;
                return false;
            }
            const std::int64_t now_ns = os::monotonic_ns();
            if (w.since_ns == 0) w.since_ns = now_ns;
            return now_ns - w.since_ns >= patience_when_alone_ns;
        };
    return for_reading ? ring_.wait_readable(options) : ring_.wait_writable(options);
}

bool QueueEnd::nobody_else_left() noexcept {
    telemetry::Registry& registry = telemetry::Registry::instance();
    const telemetry::Region& region = registry.region();
    const Token creator = registry.object(ring_.id()).header.creator.load(std::memory_order_relaxed);
    const std::uint32_t high = registry.header().process_high.load(std::memory_order_acquire);
    for (std::uint32_t i = 0; i < high; ++i) {
        const telemetry::ProcessSlot& slot = region.process(i);
        const telemetry::ProcessPhase phase = slot.phase.load(std::memory_order_acquire);
        if (phase == telemetry::ProcessPhase::free || phase == telemetry::ProcessPhase::ended) continue;
        const Token token = telemetry::make_token(i, slot.generation.load(std::memory_order_acquire));
        if (token == registry.self() || slot.role == telemetry::Role::helper) continue;
        // Who was started before the queue was made cannot have it, unless he made it.
        if (phase != telemetry::ProcessPhase::reserved && token != creator &&
            slot.start_number <= shared().start_number)
            continue;
        if (registry.alive(token)) return false;
    }
    return true;
}

// Nobody can put any more: somebody who shared the queue has died, no other process is left, and this one has no other
// thread that could.
bool QueueEnd::alone() noexcept {
    telemetry::Registry& registry = telemetry::Registry::instance();
    if (registry.deaths() == shared().deaths || !nobody_else_left()) return false;
    if (const Feeder* feeding = feeder(false); feeding != nullptr && feeding->busy()) return false;
    const int threads = os::thread_count();
    return threads != 0 && threads - os::engine_thread_count() <= 1;
}

// ---- knowing and closing -------------------------------------------------------------------------------------------

std::uint64_t QueueEnd::backlog_of_all() noexcept {
    telemetry::Registry& registry = telemetry::Registry::instance();
    std::uint64_t items = 0;
    for (const auto& entry : ring_.state().backlog) {
        const std::uint64_t share = entry.load(std::memory_order_acquire);
        if (number_of(share) != 0 && registry.alive(token_of(share))) items += number_of(share);
    }
    return items;
}

std::atomic<std::uint64_t>* QueueEnd::backlog_share() noexcept {
    telemetry::Registry& registry = telemetry::Registry::instance();
    return share_of(ring_.state().backlog, registry.self(), registry);
}

void QueueEnd::wake_joiners() noexcept {
    if (kind_ == QueueKind::joinable_queue && unfinished() <= 0)
        Bell(&ring_.state().join_waiters, &ring_.state().finished_word).ring_all();
}

std::int64_t QueueEnd::size() noexcept {
    return static_cast<std::int64_t>(ring_.depth() + (maxsize_ == 0 || maxsize_ > most_counted ? backlog_of_all() : 0));
}

bool QueueEnd::empty() {
    if (closed_.load(std::memory_order_acquire)) {
        if (kind_ == QueueKind::simple_queue || used_.load(std::memory_order_relaxed))
            throw OSError("handle is closed");
        return true;
    }
    return !ring_.readable();
}

bool QueueEnd::full() noexcept {
    return maxsize_ != 0 && size() >= maxsize_;
}

void QueueEnd::join_thread() {
    if (!closed_.load(std::memory_order_acquire)) throw AssertionError("Queue " + repr() + " not closed");
    if (Feeder* feeding = feeder(false)) feeding->flush();
}

void QueueEnd::cancel_join_thread() noexcept {
    try {
        feeder(true)->cancel_flush();
    } catch (const std::bad_alloc&) {
        // without memory for a feeder there will be nothing to flush
    }
}

// ---- JoinableQueue -------------------------------------------------------------------------------------------------

void QueueEnd::note_held(std::int64_t change) noexcept {
    telemetry::Registry& registry = telemetry::Registry::instance();
    std::atomic<std::uint64_t>* entry = share_of(shared().held, registry.self(), registry);
    if (entry == nullptr) return;
    std::uint64_t seen = entry->load(std::memory_order_relaxed);
    for (;;) {
        const std::int64_t number = static_cast<std::int64_t>(number_of(seen)) + change;
        if (number < 0) return;  // another process's item: any process may say that it is done
        if (entry->compare_exchange_weak(seen, make_share(registry.self(), static_cast<std::uint32_t>(number)),
                                         std::memory_order_acq_rel))
            return;
    }
}

// What has been put is what the ring has seen and what feeders still keep.
std::int64_t QueueEnd::unfinished() noexcept {
    const std::uint64_t done = shared().done_count.load(std::memory_order_acquire);
    return static_cast<std::int64_t>(backlog_of_all() + ring_.put_count() - done);
}

void QueueEnd::task_done() {
    std::uint64_t done = shared().done_count.load(std::memory_order_acquire);
    do {
        if (static_cast<std::int64_t>(backlog_of_all() + ring_.put_count() - done) <= 0)
            throw ValueError("task_done() called too many times");
    } while (!shared().done_count.compare_exchange_weak(done, done + 1, std::memory_order_seq_cst));
    note_held(-1);
    telemetry::QueueState& state = ring_.state();
    const std::int64_t left = unfinished();
    state.unfinished.store(static_cast<std::uint64_t>(std::max<std::int64_t>(left, 0)), std::memory_order_relaxed);
    if (left <= 0) Bell(&state.join_waiters, &state.finished_word).ring_all();
}

// Items that processes had got when they ended: all that is unfinished, and neither in the queue nor with the living.
std::uint64_t QueueEnd::lost_count(int& pid) noexcept {
    telemetry::Registry& registry = telemetry::Registry::instance();
    if (registry.deaths() == shared().deaths) return 0;
    std::int64_t lost = unfinished() - static_cast<std::int64_t>(backlog_of_all() + ring_.occupied());
    for (auto& entry : shared().held) {
        const std::uint64_t share = entry.load(std::memory_order_acquire);
        if (number_of(share) == 0) continue;
        if (registry.alive(token_of(share))) {
            lost -= number_of(share);
        } else {
            pid = registry.pid_of(token_of(share));
        }
    }
    return lost > 0 ? static_cast<std::uint64_t>(lost) : 0;
}

void QueueEnd::join() {
    telemetry::QueueState& state = ring_.state();
    const Bell bell(&state.join_waiters, &state.finished_word);
    std::uint64_t suspected = 0;
    std::uint64_t done_then = 0;
    while (unfinished() > 0) {
        telemetry::Registry::instance().look_for_deaths();
        ring_.repair();
        // Counted while others work, so it is believed only when it stays the same while nothing is finished.
        int pid = 0;
        const std::uint64_t lost = lost_count(pid);
        std::uint64_t done = shared().done_count.load(std::memory_order_acquire);
        if (lost != 0 && lost == suspected && done == done_then) {
            if (!shared().done_count.compare_exchange_strong(done, done + lost, std::memory_order_seq_cst)) continue;
            bell.ring_all();
            throw ConsumerLost("join " + repr() + ": " + std::to_string(lost) +
                               " item(s) were with a process that ended before task_done()" +
                               (pid != 0 ? " (process " + std::to_string(pid) + ")" : std::string()));
        }
        suspected = lost;
        done_then = done;
        bell.wait({.deadline_ns = os::deadline_after(slice_ns), .kind = telemetry::WaitFor::join, .object = ring_.id()},
                  [this] { return unfinished() <= 0; });
    }
}

}  // namespace mp::channel
