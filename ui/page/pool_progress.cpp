// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/pool_progress.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "format/format.h"

namespace lifeguard {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kArriving = 10 * kSecond;
constexpr std::int64_t kLeastStall = 5 * kSecond;  // short tasks pause for other reasons

QString tr(const char* text) {
    return QCoreApplication::translate("lifeguard::PoolProgress", text);
}

}  // namespace

QString PoolProgress::text() const {
    if (total == 0) return paused && !over ? tr("❚❚ paused") : tr("no tasks yet");
    if (finished >= total && !arriving) return tr("all %1 finished").arg(format::count(finished));
    // Rounded down: work is left.
    const QString done =
        tr("%1 of %2").arg(format::share(std::min(std::floor(fraction * 100), 99.0) / 100), format::count(total));
    if (over) return tr("%1 · ended").arg(done);
    if (paused) return tr("%1 · ❚❚ paused").arg(done);
    if (stalled) return tr("%1 · stalled").arg(done);
    if (arriving && !known) return tr("%1 · work still arriving").arg(done);
    if (!least_ns || !most_ns) return done;
    const QString least = format::duration(*least_ns);
    const QString most = format::duration(*most_ns);
    return least == most ? tr("%1 · about %2 left").arg(done, least) : tr("%1 · %2 to %3 left").arg(done, least, most);
}

QList<PoolProgress> ProgressTracker::update(const mp::observe::Snapshot& snapshot) {
    QList<PoolProgress> all;
    for (const mp::observe::Pool& pool : snapshot.pools) {
        PoolProgress progress;
        progress.pool = pool.id;
        progress.name = QString::fromStdString(pool.name);
        progress.finished = pool.done_count + pool.failed_count + pool.lost_count + pool.cancelled_count;
        progress.known = pool.total_count.has_value();
        progress.total = std::max(pool.total_count.value_or(pool.submitted_count), progress.finished);
        progress.fraction =
            progress.total == 0 ? 0 : static_cast<double>(progress.finished) / static_cast<double>(progress.total);
        const bool fresh = !m_pools.contains(pool.id);
        Past& past = m_pools[pool.id];
        const std::int64_t now = snapshot.taken_ns;
        if (fresh || past.seen.back().finished != progress.finished) past.finished_ns = now;
        if (!fresh && past.seen.back().submitted != pool.submitted_count) past.submitted_ns = now;
        if (fresh || now - past.seen.back().time_ns >= kSecond || past.finished_ns == now || past.submitted_ns == now)
            past.seen.push_back({now, progress.finished, pool.submitted_count});
        while (past.seen.size() > 2 && now - past.seen.front().time_ns > 300 * kSecond) past.seen.pop_front();
        progress.over = !snapshot.alive;
        progress.arriving = !progress.over && past.submitted_ns != 0 && now - past.submitted_ns < kArriving;
        progress.paused = pool.paused;
        if (!progress.over && !pool.paused && (pool.running_count > 0 || pool.queued_count > 0)) {
            const auto p95 = pool.durations.quantile(0.95);
            const std::int64_t patience =
                std::max(kLeastStall, p95 ? static_cast<std::int64_t>(*p95 * 3) : kLeastStall);
            progress.stalled = p95 && now - past.finished_ns > patience;
        }
        if (!progress.over) guess(progress, past);
        all.append(progress);
    }
    return all;
}

// The rates of the last 10 s, the last minute and all that was seen differ as much as the work does: the fastest and
// the slowest of them give the range.
void ProgressTracker::guess(PoolProgress& progress, const Past& past) {
    if (progress.finished < 10 || progress.fraction < 0.05 || progress.finished >= progress.total) return;
    const auto left = static_cast<double>(progress.total - progress.finished);
    const Seen& last = past.seen.back();
    double fastest = 0;
    double slowest = 0;
    for (const std::int64_t span : {10 * kSecond, 60 * kSecond, 300 * kSecond}) {
        const auto first = std::find_if(past.seen.begin(), past.seen.end(),
                                        [&](const Seen& seen) { return last.time_ns - seen.time_ns <= span; });
        const double seconds = static_cast<double>(last.time_ns - first->time_ns) / 1e9;
        if (seconds < 1 || last.finished <= first->finished) continue;
        const double rate = static_cast<double>(last.finished - first->finished) / seconds;
        fastest = std::max(fastest, rate);
        slowest = slowest > 0 ? std::min(slowest, rate) : rate;
    }
    if (fastest <= 0) return;
    progress.least_ns = std::llround(left / fastest) * kSecond;
    progress.most_ns = std::llround(left / slowest) * kSecond;
}

}  // namespace lifeguard
