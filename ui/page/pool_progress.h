// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How far a pool's work is and how long it will take: a range, because tasks differ; nothing where a guess would
// mislead.

#include <QHash>
#include <QString>
#include <cstdint>
#include <deque>
#include <optional>

#include "mp/snapshot.h"

namespace lifeguard {

struct PoolProgress {
    std::uint64_t pool = 0;
    QString name;
    std::uint64_t finished = 0;
    std::uint64_t total = 0;
    double fraction = 0;
    bool known = false;     // the program said how many will come
    bool arriving = false;  // work was added within the last 10 s, so an end cannot be told
    bool over = false;      // its program has ended
    bool paused = false;    // its intake: nothing begins, which is no stall
    bool stalled = false;   // nothing finished for longer than three times the 95th percentile of durations
    std::optional<std::int64_t> least_ns;  // time left; nullopt below 5 % or 10 tasks
    std::optional<std::int64_t> most_ns;

    QString text() const;  // "90 % of 12,104 · 2 min 05 s to 3 min 10 s left"
};

class ProgressTracker {
public:
    QList<PoolProgress> update(const mp::observe::Snapshot& snapshot);
    void clear() { m_pools.clear(); }

private:
    struct Seen {
        std::int64_t time_ns;
        std::uint64_t finished;
        std::uint64_t submitted;
    };
    struct Past {
        std::deque<Seen> seen;  // of the last 5 min, about one a second
        std::int64_t finished_ns = 0;
        std::int64_t submitted_ns = 0;
    };
    static void guess(PoolProgress& progress, const Past& past);
    QHash<std::uint64_t, Past> m_pools;
};

}  // namespace lifeguard
