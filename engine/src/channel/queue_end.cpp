// SPDX-License-Identifier: MIT
#include "channel/queue_end.h"

#include <map>
#include <mutex>
#include <sstream>

#include "channel/queue_shared.h"
#include "mp/exceptions.h"
#include "os/clock.h"

namespace mp::channel {

using telemetry::Token;

namespace {

constexpr std::uint32_t usual_cells = 1024;
constexpr std::uint32_t fewest_cells = 64;
constexpr std::int64_t most_counted = max_cells / 2;  // a bounded queue beyond it is counted, not limited by its ring
// How long an unbounded put waits for a reader that has been at it before the item goes to the feeder.
constexpr std::int64_t courtesy_ns = 5'000'000;
constexpr int most_courtesies = 4;  // others may take the room each time

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
    RingOptions options{
        .cells = usual_cells, .kind = object_kind(spec.kind), .name = spec.name, .keeps = spec.redeliver};
    if (spec.kind == QueueKind::simple_queue || spec.maxsize <= 0 || spec.maxsize > most_counted) return options;
    options.capacity = static_cast<std::uint64_t>(spec.maxsize);
    // More cells than items, so that one reader at a large item does not stand in the way of the next lap.
    options.cells = static_cast<std::uint32_t>(std::max<std::uint64_t>(2 * options.capacity, fewest_cells));
    if (options.capacity > (1U << 16)) options.cell_bytes = 64;
    return options;
}

}  // namespace

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

QueueEnd::QueueEnd(QueueKind kind, Ring ring) : kind_(kind), ring_(std::move(ring)) {}

QueueEnd::~QueueEnd() {
    // A feeder's finalizer keeps its end alive while anything is kept, so it is idle here.
    ring_.drop();
}

std::string QueueEnd::name() const {
    const telemetry::ObjectSlot& slot = telemetry::Registry::instance().object(ring_.id());
    return telemetry::read_text(slot.header.name, sizeof slot.header.name);
}

std::string QueueEnd::repr() const {
    std::ostringstream text;
    text << "<multiprocessing.queues." << telemetry::kind_name(object_kind(kind_)) << " object at "
         << static_cast<const void*>(this) << '>';
    return text.str();
}

void QueueEnd::check_open() {
    if (!closed_.load(std::memory_order_acquire)) return;
    if (kind_ == QueueKind::simple_queue) throw OSError("handle is closed");
    throw ValueError("Queue " + repr() + " is closed");
}

Feeder* QueueEnd::feeder(bool make) {
    return make ? &feeder_.get_or_make(*this) : feeder_.get();
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
    if (!ring_.keeps()) return take_any(patience_ns, view);
    Claims& claims = claims_.get_or_make();
    claims.promise();
    bool taken = false;
    try {
        ring_.repair_if_needed();  // where putters never pause nobody would see to the items of the dead
        taken = take_any(patience_ns, view);
    } catch (...) {
        claims.withdraw();
        throw;
    }
    if (!taken) claims.withdraw();
    return taken;
}

bool QueueEnd::take_any(std::int64_t patience_ns, Ring::View& view) {
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
    if (kind_ == QueueKind::joinable_queue) note_got(view);
    return true;
}

void QueueEnd::done(Ring::View& view) noexcept {
    if (ring_.keeps()) {
        claims_.get()->keep(ring_.keep(view));
    } else {
        ring_.done(view);
    }
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
    ring_.tend();  // what a dead process had in hand may be back
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

}  // namespace mp::channel
