// SPDX-License-Identifier: MIT
// The reader's other half: locks, queues, semaphores, pools.
#include <algorithm>

#include "observe/reader.h"

namespace mp::observe {

using namespace telemetry;

namespace {

template <std::size_t N>
Histogram read_histogram(const std::atomic<std::uint32_t> (&buckets)[N]) {
    Histogram out;
    out.buckets.resize(N);
    for (std::size_t i = 0; i < N; ++i) out.buckets[i] = buckets[i].load(std::memory_order_relaxed);
    return out;
}

// "lock-3" where the program gave no name: a row needs something to be called by.
std::string object_name(const ObjectSlot& slot, const char* kind, ObjectId id) {
    std::string name = read_text(slot.header.name, sizeof slot.header.name);
    return name.empty() ? std::string(kind) + "-" + std::to_string(object_index(id)) : name;
}

std::uint64_t relaxed(const std::atomic<std::uint64_t>& counter) {
    return counter.load(std::memory_order_relaxed);
}

}  // namespace

void Reader::read_objects(Snapshot& out) {
    counts_now_.clear();
    const std::uint32_t high =
        std::min(region_.header().object_high.load(std::memory_order_acquire), object_slot_count);
    for (std::uint32_t index = 0; index < high; ++index) {
        const ObjectSlot& slot = region_.object(index);
        if (slot.header.phase.load(std::memory_order_acquire) != ObjectPhase::live) continue;
        const ObjectId id = region_.id_of(slot);
        switch (slot.header.kind) {
            case ObjectKind::lock:
            case ObjectKind::rlock:
                out.locks.push_back(read_lock(slot, id));
                break;
            case ObjectKind::queue:
            case ObjectKind::simple_queue:
            case ObjectKind::joinable_queue:
                out.queues.push_back(read_queue(slot, id));
                break;
            case ObjectKind::pool:
                out.pools.push_back(read_pool(slot, id, out));
                break;
            case ObjectKind::semaphore:
            case ObjectKind::bounded_semaphore:
            case ObjectKind::condition:
            case ObjectKind::event:
            case ObjectKind::barrier:
                out.syncs.push_back(read_sync(slot, id));
                break;
            default:
                break;
        }
    }
    seen_counts_.swap(counts_now_);
}

Lock Reader::read_lock(const ObjectSlot& slot, ObjectId id) {
    const LockState& state = slot.state.lock;
    Lock lock;
    lock.id = id;
    lock.kind = kind_name(slot.header.kind);
    lock.name = object_name(slot, slot.header.kind == ObjectKind::rlock ? "rlock" : "lock", id);
    lock.owner = identity_of(slot.header.creator.load(std::memory_order_relaxed));
    const Token holder = state.word.load(std::memory_order_acquire) & token_mask;
    lock.acquired_count = relaxed(state.acquired_count);
    lock.contended_count = relaxed(state.contended_count);
    lock.owner_died_count = relaxed(state.owner_died_count);
    lock.waited_ns = state.waited_ns.load(std::memory_order_relaxed);
    lock.longest_wait_ns = state.longest_wait_ns.load(std::memory_order_relaxed);
    lock.waits = read_histogram(state.waits);
    lock.acquires_per_s = rate(id, lock.acquired_count, false);
    SeenHolder& seen = seen_holders_[id];
    if (holder == nobody) {
        seen = {};
    } else {
        lock.holder = identity_of(holder);
        lock.depth_count = lock.kind == "RLock" ? state.depth.load(std::memory_order_relaxed) : 1;
        // Taking a lock reads no clock, so how long it is held counts from the first look that saw this very holding.
        if (seen.token != holder || seen.acquired != lock.acquired_count) seen = {holder, lock.acquired_count, now_ns_};
        lock.held_since_ns = wall(seen.since_ns);
    }
    return lock;
}

Queue Reader::read_queue(const ObjectSlot& slot, ObjectId id) {
    const QueueState& state = slot.state.queue;
    Queue queue;
    queue.id = id;
    queue.kind = kind_name(slot.header.kind);
    queue.name = object_name(slot, "queue", id);
    queue.owner = identity_of(slot.header.creator.load(std::memory_order_relaxed));
    const std::uint64_t head = state.head.load(std::memory_order_acquire);
    const std::uint64_t tail = state.tail.load(std::memory_order_acquire);
    const std::uint64_t skipped = std::min(relaxed(state.skipped_count), head);
    std::uint64_t backlog = 0;
    for (const auto& entry : state.backlog) {
        const std::uint64_t value = relaxed(entry);
        if (identity_of(static_cast<Token>(value & 0xffffffffU))) backlog += value >> 32;
    }
    queue.depth_count = (tail > head ? tail - head : 0) + backlog;
    queue.put_count = (tail > skipped ? tail - skipped : 0) + backlog;
    queue.got_count = head - skipped;
    queue.puts_per_s = rate(id, queue.put_count, false);
    queue.gets_per_s = rate(id, queue.got_count, true);
    if (state.capacity != 0) queue.capacity_count = state.capacity;
    if (slot.header.kind == ObjectKind::joinable_queue) queue.unfinished_count = relaxed(state.unfinished);
    queue.recovered_count = state.recovered_count.load(std::memory_order_relaxed) + skipped;
    return queue;
}

Sync Reader::read_sync(const ObjectSlot& slot, ObjectId id) {
    Sync sync;
    sync.id = id;
    sync.kind = kind_name(slot.header.kind);
    sync.name = object_name(slot, sync.kind.c_str(), id);
    sync.owner = identity_of(slot.header.creator.load(std::memory_order_relaxed));
    switch (slot.header.kind) {
        case ObjectKind::semaphore:
        case ObjectKind::bounded_semaphore: {
            const SemaphoreState& state = slot.state.semaphore;
            sync.value = state.value();
            if (slot.header.kind == ObjectKind::bounded_semaphore) sync.limit = state.limit;
            for (const auto& entry : state.holders) {
                const std::uint64_t value = relaxed(entry);
                if ((value >> 32) == 0) continue;
                if (const Identity holder = identity_of(static_cast<Token>(value & 0xffffffffU)))
                    sync.holders.push_back(holder);
            }
            break;
        }
        case ObjectKind::event:
            sync.value = slot.state.event.set.load(std::memory_order_relaxed) != 0;
            break;
        case ObjectKind::barrier:
            sync.value = slot.state.barrier.arrived.load(std::memory_order_relaxed);
            sync.limit = slot.state.barrier.parties;
            break;
        default:
            break;
    }
    return sync;
}

Pool Reader::read_pool(const ObjectSlot& slot, ObjectId id, const Snapshot& out) {
    const PoolState& state = slot.state.pool;
    Pool pool;
    pool.id = id;
    pool.name = object_name(slot, "pool", id);
    pool.owner = identity_of(slot.header.creator.load(std::memory_order_relaxed));
    pool.target_size = state.target_size.load(std::memory_order_relaxed);
    pool.accepting = state.accepting.load(std::memory_order_relaxed) != 0;
    pool.paused = state.paused.load(std::memory_order_relaxed) != 0;
    pool.retryable_count = state.kept_count.load(std::memory_order_relaxed);
    pool.resizable = state.resizable.load(std::memory_order_relaxed) != 0;
    pool.submitted_count = relaxed(state.submitted_count);
    pool.queued_count = relaxed(state.queued_count);
    pool.running_count = relaxed(state.running_count);
    pool.done_count = relaxed(state.done_count);
    pool.failed_count = relaxed(state.failed_count);
    pool.lost_count = relaxed(state.lost_count);
    pool.retried_count = relaxed(state.retried_count);
    pool.cancelled_count = relaxed(state.cancelled_count);
    pool.restarts_count = relaxed(state.restarts_count);
    if (const std::uint64_t total = relaxed(state.total_count); total != 0) pool.total_count = total;
    pool.tasks_per_s = rate(id, pool.done_count + pool.failed_count + pool.lost_count, false);
    pool.started_ns = wall(slot.header.created_ns);
    count_workers(pool, id, out);
    const auto runs = [&](const Process& process) { return process.identity == pool.owner && !process.ended_ns; };
    if (!pool.resizable && std::any_of(out.processes.begin(), out.processes.end(), runs)) {
        // A ThreadPool has no processes, and no endpoint that would change it.
        pool.alive_count = state.alive_count.load(std::memory_order_relaxed);
        pool.busy_count = static_cast<std::uint32_t>(std::min<std::uint64_t>(pool.running_count, pool.alive_count));
    }
    return pool;
}

// Workers write their own figures; the pool's are their sums.
void Reader::count_workers(Pool& pool, ObjectId id, const Snapshot& out) {
    for (const Process& process : out.processes) {
        if (process.pool_id != id || process.ended_ns) continue;
        ++pool.alive_count;
        if (process.task || process.state == ProcessState::busy) ++pool.busy_count;
    }
    pool.durations.buckets.assign(duration_buckets, 0);
    const std::uint32_t high =
        std::min(region_.header().process_high.load(std::memory_order_acquire), process_slot_count);
    for (std::uint32_t index = 0; index < high; ++index) {
        const ProcessSlot& slot = region_.process(index);
        if (slot.pool.load(std::memory_order_relaxed) != id) continue;
        for (std::size_t i = 0; i < duration_buckets; ++i)
            pool.durations.buckets[i] += slot.durations[i].load(std::memory_order_relaxed);
    }
}

// Who waits for what is written by the waiters; here it is turned around.
void Reader::add_waiters(Snapshot& out) {
    for (const Process& process : out.processes) {
        if (!process.wait || process.ended_ns) continue;
        const std::uint64_t id = process.wait->object_id;
        const auto add = [&](auto& list, auto member) {
            const auto found =
                std::find_if(list.begin(), list.end(), [&](const auto& object) { return object.id == id; });
            if (found != list.end()) ((*found).*member).push_back(process.identity);
        };
        switch (process.wait->kind) {
            case WaitKind::lock:
                add(out.locks, &Lock::waiters);
                break;
            case WaitKind::queue_get:
                add(out.queues, &Queue::blocked_getters);
                break;
            case WaitKind::queue_put:
                add(out.queues, &Queue::blocked_putters);
                break;
            case WaitKind::none:
            case WaitKind::join:
                break;
            default:
                add(out.syncs, &Sync::waiters);
                break;
        }
    }
}

}  // namespace mp::observe
