// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/sample_rates.h"

namespace lifeguard {
namespace {

using namespace mp::observe;

std::optional<double> perSecond(std::uint64_t now, std::uint64_t before, double seconds) {
    if (seconds <= 0 || now < before) return std::nullopt;
    return static_cast<double>(now - before) / seconds;
}

std::uint64_t finished(const Pool& pool) {
    return pool.done_count + pool.failed_count + pool.lost_count + pool.cancelled_count;
}

}  // namespace

void SampleRates::sample(Snapshot& snapshot) {
    const double seconds = m_time_ns == 0 ? 0 : static_cast<double>(snapshot.taken_ns - m_time_ns) / 1e9;
    m_time_ns = snapshot.taken_ns;

    std::unordered_map<Identity, ProcessRate> processes;
    for (const auto& p : snapshot.processes) {
        if (p.ended_ns) continue;
        ProcessRate rate{p.cpu_time_ns, std::nullopt};
        const auto before = m_processes.find(p.identity);
        if (before != m_processes.end() && before->second.cpu_time_ns && p.cpu_time_ns && seconds > 0)
            rate.cpu_percent = static_cast<double>(*p.cpu_time_ns - *before->second.cpu_time_ns) / 1e7 / seconds;
        else
            rate.cpu_percent = p.cpu_percent;  // its first sample: the source's own figure, if it has one
        processes.emplace(p.identity, rate);
    }
    m_processes = std::move(processes);

    std::unordered_map<std::uint64_t, PoolRate> pools;
    for (const auto& p : snapshot.pools) {
        PoolRate rate{finished(p), p.tasks_per_s};
        if (const auto before = m_pools.find(p.id); before != m_pools.end())
            rate.tasks_per_s = perSecond(rate.finished, before->second.finished, seconds);
        pools.emplace(p.id, rate);
    }
    m_pools = std::move(pools);

    std::unordered_map<std::uint64_t, QueueRate> queues;
    for (const auto& q : snapshot.queues) {
        QueueRate rate{q.put_count, q.got_count, q.puts_per_s, q.gets_per_s};
        if (const auto before = m_queues.find(q.id); before != m_queues.end()) {
            rate.puts_per_s = perSecond(q.put_count, before->second.put, seconds);
            rate.gets_per_s = perSecond(q.got_count, before->second.got, seconds);
        }
        queues.emplace(q.id, rate);
    }
    m_queues = std::move(queues);

    std::unordered_map<std::uint64_t, LockRate> locks;
    for (const auto& l : snapshot.locks) {
        LockRate rate{l.acquired_count, l.acquires_per_s};
        if (const auto before = m_locks.find(l.id); before != m_locks.end())
            rate.acquires_per_s = perSecond(l.acquired_count, before->second.acquired, seconds);
        locks.emplace(l.id, rate);
    }
    m_locks = std::move(locks);
    apply(snapshot);
}

void SampleRates::apply(Snapshot& snapshot) const {
    for (auto& p : snapshot.processes)
        if (const auto it = m_processes.find(p.identity); it != m_processes.end() && !p.ended_ns)
            p.cpu_percent = it->second.cpu_percent;
    for (auto& p : snapshot.pools)
        if (const auto it = m_pools.find(p.id); it != m_pools.end()) p.tasks_per_s = it->second.tasks_per_s;
    for (auto& q : snapshot.queues)
        if (const auto it = m_queues.find(q.id); it != m_queues.end()) {
            q.puts_per_s = it->second.puts_per_s;
            q.gets_per_s = it->second.gets_per_s;
        }
    for (auto& l : snapshot.locks)
        if (const auto it = m_locks.find(l.id); it != m_locks.end()) l.acquires_per_s = it->second.acquires_per_s;
}

}  // namespace lifeguard
