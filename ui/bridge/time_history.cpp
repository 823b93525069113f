// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/time_history.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "format/words.h"

namespace lifeguard {
namespace {

using namespace mp::observe;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t durations_window_ns = 10 * second;
constexpr std::size_t durations_limit = 20'000;

double orNothing(const std::optional<double>& value) {
    return value.value_or(nothing);
}

double quantile(std::vector<std::int64_t>& sorted, double q) {
    if (sorted.empty()) return nothing;
    return static_cast<double>(sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1) + 0.5)]);
}

}  // namespace

TimeHistory::TimeHistory(QObject* parent) : QObject(parent) {}

void TimeHistory::clear() {
    m_moment.reset();
    m_times.clear();
    m_values.clear();
    m_marks.clear();
    m_durations.clear();
    m_finished_known = false;
    m_exits_seen.clear();
    m_deadlock_since_ns = 0;
    Q_EMIT cleared();
}

void TimeHistory::append(const Frame& frame) {
    const Snapshot& snapshot = *frame.snapshot;
    takeTasks(snapshot);
    takeMarks(snapshot);
    if (!frame.sample) return;
    // Twice the usual distance without a sample is a gap, and is drawn as one.
    if (m_times.size() >= 2) {
        const std::int64_t usual = m_times[m_times.size() - 1] - m_times[m_times.size() - 2];
        if (usual > 0 && snapshot.taken_ns - m_times.back() > std::max(3 * usual, 3 * second))
            appendMoment(m_times.back() + usual);
    }
    appendMoment(snapshot.taken_ns);
    putStates(snapshot);
    putTasks(snapshot);
    putObjects(snapshot);
    Q_EMIT sampled();
}

// A column of "nothing" for every series known; put() then writes what there is.
void TimeHistory::appendMoment(std::int64_t time_ns) {
    m_times.push_back(time_ns);
    for (auto& [id, values] : m_values) values.push_back(nothing);
    if (m_times.size() <= samples_limit) return;
    m_times.pop_front();
    for (auto it = m_values.begin(); it != m_values.end();) {
        it->second.pop_front();
        const bool silent = std::all_of(it->second.begin(), it->second.end(), [](double v) { return std::isnan(v); });
        it = silent ? m_values.erase(it) : std::next(it);
    }
}

void TimeHistory::put(SeriesKind kind, std::uint64_t object, double value) {
    auto& values = m_values[SeriesId{kind, object}];
    if (values.size() < m_times.size()) values.resize(m_times.size(), nothing);
    values.back() = value;
}

void TimeHistory::putStates(const Snapshot& snapshot) {
    int busy = 0, idle = 0, waiting = 0, suspended = 0, starting = 0;
    double cpu = 0, memory = 0;
    bool has_cpu = false, has_memory = false;
    std::int64_t longest_wait = 0;
    for (const auto& p : snapshot.processes) {
        if (p.ended_ns) continue;
        if (p.cpu_percent) cpu += *p.cpu_percent, has_cpu = true;
        if (p.memory_bytes) memory += static_cast<double>(*p.memory_bytes), has_memory = true;
        if (p.wait && p.wait->kind == WaitKind::lock)
            longest_wait = std::max(longest_wait, snapshot.taken_ns - p.wait->since_ns);
        // Workers are a pool's; of a program without a pool, its processes.
        if (p.role != (snapshot.pools.empty() ? ProcessRole::process : ProcessRole::pool_worker)) continue;
        switch (p.state) {
            case ProcessState::busy:
            case ProcessState::running:
                ++busy;
                break;
            case ProcessState::waiting:
                ++waiting;
                break;
            case ProcessState::suspended:
            case ProcessState::draining:
                ++suspended;
                break;
            case ProcessState::starting:
                ++starting;
                break;
            default:
                ++idle;
                break;
        }
    }
    put(SeriesKind::workers_busy, 0, busy);
    put(SeriesKind::workers_idle, 0, idle);
    put(SeriesKind::workers_waiting, 0, waiting);
    put(SeriesKind::workers_suspended, 0, suspended);
    put(SeriesKind::workers_starting, 0, starting);
    put(SeriesKind::longest_lock_wait_ns, 0, static_cast<double>(longest_wait));
    put(SeriesKind::cpu_percent, 0, has_cpu ? cpu : nothing);
    put(SeriesKind::memory_bytes, 0, has_memory ? memory : nothing);
}

void TimeHistory::putTasks(const Snapshot& snapshot) {
    const std::size_t n = m_times.size();
    const double seconds = n < 2 ? 0 : static_cast<double>(m_times[n - 1] - m_times[n - 2]) / second;
    std::uint64_t queued = 0, finished = 0, failed = 0;
    for (const auto& pool : snapshot.pools) {
        queued += pool.queued_count;
        finished += pool.done_count;
        failed += pool.failed_count + pool.lost_count;
        put(SeriesKind::pool_done_per_s, pool.id, orNothing(pool.tasks_per_s));
    }
    // The pools' counters are whole; the task events may have been overwritten.
    const bool known = m_finished_known && seconds > 0 && finished >= m_finished && failed >= m_failed_total;
    put(SeriesKind::tasks_ok_per_s, 0, known ? static_cast<double>(finished - m_finished) / seconds : nothing);
    put(SeriesKind::tasks_failed_per_s, 0, known ? static_cast<double>(failed - m_failed_total) / seconds : nothing);
    m_finished = finished;
    m_failed_total = failed;
    m_finished_known = true;
    put(SeriesKind::tasks_queued, 0, static_cast<double>(queued));

    while (!m_durations.empty() && (m_durations.front().first < snapshot.taken_ns - durations_window_ns ||
                                    m_durations.size() > durations_limit))
        m_durations.pop_front();
    std::vector<std::int64_t> sorted;
    sorted.reserve(m_durations.size());
    for (const auto& [end, duration] : m_durations) sorted.push_back(duration);
    std::sort(sorted.begin(), sorted.end());
    put(SeriesKind::duration_p50_ns, 0, quantile(sorted, 0.50));
    put(SeriesKind::duration_p95_ns, 0, quantile(sorted, 0.95));
    put(SeriesKind::duration_p99_ns, 0, quantile(sorted, 0.99));
}

void TimeHistory::putObjects(const Snapshot& snapshot) {
    for (const auto& q : snapshot.queues) {
        put(SeriesKind::queue_depth, q.id, static_cast<double>(q.depth_count));
        put(SeriesKind::queue_puts_per_s, q.id, orNothing(q.puts_per_s));
        put(SeriesKind::queue_gets_per_s, q.id, orNothing(q.gets_per_s));
    }
    for (const auto& l : snapshot.locks) put(SeriesKind::lock_waiters, l.id, static_cast<double>(l.waiters.size()));
}

void TimeHistory::takeTasks(const Snapshot& snapshot) {
    for (const auto& task : snapshot.tasks)
        if (task.ended_ns && task.started_ns && task.state == TaskState::done)
            m_durations.emplace_back(*task.ended_ns, *task.ended_ns - *task.started_ns);
}

void TimeHistory::takeMarks(const Snapshot& snapshot) {
    for (const auto& e : snapshot.exits) {
        if (!m_exits_seen.insert(e.identity).second) continue;
        if (!words::exitIsFailure(e.exitcode, e.cause)) continue;
        m_marks.push_back({Mark::Kind::exit, e.ended_ns,
                           words::exitName(e, snapshot) + QLatin1Char(' ') + words::exitText(e.exitcode)});
    }
    if (m_exits_seen.size() > 4 * snapshot.exits.size() + 10'000) {
        m_exits_seen.clear();
        for (const auto& e : snapshot.exits) m_exits_seen.insert(e.identity);
    }
    const auto deadlocks = snapshot.deadlocks();
    if (!deadlocks.empty() && deadlocks.front().since_ns != m_deadlock_since_ns) {
        m_deadlock_since_ns = deadlocks.front().since_ns;
        m_marks.push_back({Mark::Kind::deadlock, m_deadlock_since_ns, tr("deadlock")});
    }
    while (m_marks.size() > marks_limit) m_marks.pop_front();
}

Series TimeHistory::cut(const SeriesId& id, std::int64_t from_ns, std::int64_t to_ns) const {
    Series out;
    const auto found = m_values.find(id);
    if (found == m_values.end()) return out;
    const auto first = std::lower_bound(m_times.begin(), m_times.end(), from_ns) - m_times.begin();
    const auto& values = found->second;
    for (auto i = static_cast<std::size_t>(first); i < m_times.size() && m_times[i] <= to_ns; ++i) {
        out.times_ns.append(m_times[i]);
        out.values.append(i < values.size() ? values[i] : nothing);
    }
    return out;
}

Series TimeHistory::series(const SeriesId& id, std::int64_t from_ns) const {
    return cut(id, from_ns, m_moment.value_or(std::numeric_limits<std::int64_t>::max()));
}

Series TimeHistory::series(const SeriesId& id) const {
    return series(id, std::numeric_limits<std::int64_t>::min());
}

Series TimeHistory::wholeSeries(const SeriesId& id) const {
    return cut(id, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
}

double TimeHistory::last(const SeriesId& id) const {
    const auto found = m_values.find(id);
    if (found == m_values.end() || found->second.empty()) return nothing;
    if (!m_moment) return found->second.back();
    const auto after = std::upper_bound(m_times.begin(), m_times.end(), *m_moment) - m_times.begin();
    const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(after, 1)) - 1;
    return at < found->second.size() ? found->second[at] : nothing;
}

}  // namespace lifeguard
