// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The recent past of a session for charts, sparklines and the time strip: one value per series and sample, in rings.
//
//     auto depth = history.series({SeriesKind::queue_depth, queue.id});   // {times_ns, values}, same length
//
// A sample in which a series had no value is NaN: a gap, never a line to zero. So is a stretch in which nothing was
// sampled (the program was stopped, the window asleep): a NaN stands between. Threads: the GUI thread.

#include <QObject>
#include <QVector>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "bridge/frame.h"

namespace lifeguard {

enum class SeriesKind : std::uint8_t {
    workers_busy,  // workers by state; they sum up to all that live
    workers_idle,
    workers_waiting,
    workers_suspended,
    workers_starting,
    tasks_ok_per_s,      // finished since the sample before, whole session
    tasks_failed_per_s,  // failed and lost
    tasks_queued,        // over all pools
    duration_p50_ns,     // of the tasks that finished within the last 10 s
    duration_p95_ns,
    duration_p99_ns,
    longest_lock_wait_ns,  // running now
    cpu_percent,           // sum over the session
    memory_bytes,
    queue_depth,  // object: queue id
    queue_puts_per_s,
    queue_gets_per_s,
    lock_waiters,     // object: lock id
    pool_done_per_s,  // object: pool id
};

struct SeriesId {
    SeriesKind kind;
    std::uint64_t object = 0;  // 0: of the session
    bool operator==(const SeriesId&) const = default;
};

struct Series {
    QVector<std::int64_t> times_ns;
    QVector<double> values;
};

// A moment worth a mark in the time strip.
struct Mark {
    enum class Kind { exit, deadlock };
    Kind kind = Kind::exit;
    std::int64_t time_ns = 0;
    QString text;
};

class TimeHistory : public QObject {
    Q_OBJECT
public:
    static constexpr int samples_limit = 3600;
    static constexpr int marks_limit = 1000;

    explicit TimeHistory(QObject* parent = nullptr);

    void append(const Frame& frame);  // takes samples only; marks of any frame
    void clear();

    // Up to the moment that is shown.
    Series series(const SeriesId& id) const;
    Series series(const SeriesId& id, std::int64_t from_ns) const;
    double last(const SeriesId& id) const;         // NaN if unknown
    Series wholeSeries(const SeriesId& id) const;  // whatever is shown: for the time strip
    void setMoment(std::optional<std::int64_t> time_ns) { m_moment = time_ns; }  // nullopt: now
    const std::deque<Mark>& marks() const { return m_marks; }
    std::int64_t firstTime() const { return m_times.empty() ? 0 : m_times.front(); }
    std::int64_t lastTime() const { return m_moment ? *m_moment : newestTime(); }
    std::int64_t newestTime() const { return m_times.empty() ? 0 : m_times.back(); }
    bool isEmpty() const { return m_times.empty(); }

Q_SIGNALS:
    void sampled();  // at most once per sample interval
    void cleared();

private:
    struct Hash {
        std::size_t operator()(const SeriesId& id) const noexcept {
            return std::hash<std::uint64_t>()(id.object * 31 + static_cast<std::uint64_t>(id.kind));
        }
    };
    Series cut(const SeriesId& id, std::int64_t from_ns, std::int64_t to_ns) const;
    void appendMoment(std::int64_t time_ns);
    void put(SeriesKind kind, std::uint64_t object, double value);
    void putStates(const mp::observe::Snapshot& snapshot);
    void putTasks(const mp::observe::Snapshot& snapshot);
    void putObjects(const mp::observe::Snapshot& snapshot);
    void takeTasks(const mp::observe::Snapshot& snapshot);
    void takeMarks(const mp::observe::Snapshot& snapshot);

    std::deque<std::int64_t> m_times;
    std::unordered_map<SeriesId, std::deque<double>, Hash> m_values;  // each as long as m_times
    std::deque<Mark> m_marks;
    std::optional<std::int64_t> m_moment;
    std::deque<std::pair<std::int64_t, std::int64_t>> m_durations;  // end, duration; of the last 10 s
    std::uint64_t m_finished = 0, m_failed_total = 0;               // all pools, at the sample before
    bool m_finished_known = false;
    std::unordered_set<mp::observe::Identity> m_exits_seen;
    std::int64_t m_deadlock_since_ns = 0;
};

}  // namespace lifeguard
