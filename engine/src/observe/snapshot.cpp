// SPDX-License-Identifier: MIT
// What can be asked of a snapshot: quantiles, look-ups, and who waits for whom in a ring.
#include "mp/snapshot.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace mp::observe {
namespace {

template <class T>
const T* by_id(const std::vector<T>& all, std::uint64_t id) {
    const auto it = std::find_if(all.begin(), all.end(), [&](const T& each) { return each.id == id; });
    return it == all.end() ? nullptr : &*it;
}

}  // namespace

Task running_task(const Process& process) {
    Task task;
    task.id = process.task->id;
    task.pool_id = process.pool_id;
    task.function = process.task->function;
    task.arguments = process.task->arguments;
    task.state = TaskState::running;
    task.worker = process.identity;
    task.started_ns = process.task->started_ns;
    task.attempt = process.task->attempt;
    task.max_attempts = process.task->max_attempts;
    return task;
}

std::uint64_t Histogram::count() const {
    std::uint64_t total = 0;
    for (const std::uint64_t n : buckets) total += n;
    return total;
}

std::optional<double> Histogram::quantile(double q) const {
    const std::uint64_t total = count();
    if (total == 0) return {};
    const double rank = std::clamp(q, 0.0, 1.0) * static_cast<double>(total);
    double below = 0;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        const auto here = static_cast<double>(buckets[i]);
        if (here > 0 && below + here >= rank) {
            const double low = std::ldexp(1.0, static_cast<int>(i));
            return low + low * (rank - below) / here;  // the bucket is [low, 2 low)
        }
        below += here;
    }
    return std::ldexp(1.0, static_cast<int>(buckets.size()));  // only when rounding left the last bucket short
}

// Each process waits for at most one lock and each lock has at most one holder, so the wait-for graph has at most one
// arrow out of each process: following it either ends or runs into a ring.
std::vector<Snapshot::Deadlock> Snapshot::deadlocks() const {
    struct Arrow {
        Identity holder;
        std::uint64_t lock = 0;
        std::int64_t since_ns = 0;
    };
    std::unordered_map<std::uint64_t, Identity> holders;
    for (const Lock& l : locks)
        if (l.holder) holders.emplace(l.id, *l.holder);
    std::unordered_map<Identity, Arrow> arrows;
    for (const Process& p : processes) {
        if (p.ended_ns || !p.wait || p.wait->kind != WaitKind::lock) continue;
        const auto held = holders.find(p.wait->object_id);
        if (held == holders.end()) continue;
        arrows.emplace(p.identity, Arrow{held->second, p.wait->object_id, p.wait->since_ns});
    }

    std::vector<Deadlock> rings;
    std::unordered_set<Identity> settled;
    for (const Process& start : processes) {
        std::vector<Identity> path;
        Identity at = start.identity;
        while (arrows.contains(at) && !settled.contains(at)) {
            settled.insert(at);
            path.push_back(at);
            at = arrows.at(at).holder;
        }
        const auto ring = std::find(path.begin(), path.end(), at);
        if (ring == path.end()) continue;
        Deadlock d;
        d.members.assign(ring, path.end());
        for (const Identity& member : d.members) {
            const Arrow& arrow = arrows.at(member);
            d.locks.push_back(arrow.lock);
            d.since_ns = std::max(d.since_ns, arrow.since_ns);  // it is shut since the last of them began to wait
        }
        rings.push_back(std::move(d));
    }
    return rings;
}

const Process* Snapshot::process(const Identity& identity) const {
    const auto it =
        std::find_if(processes.begin(), processes.end(), [&](const Process& p) { return p.identity == identity; });
    return it == processes.end() ? nullptr : &*it;
}
const Pool* Snapshot::pool(std::uint64_t id) const {
    return by_id(pools, id);
}
const Lock* Snapshot::lock(std::uint64_t id) const {
    return by_id(locks, id);
}
const Queue* Snapshot::queue(std::uint64_t id) const {
    return by_id(queues, id);
}

}  // namespace mp::observe
