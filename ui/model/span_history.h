// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Who did what when, for the timeline: a lane a process, with the tasks that it ran and its waits for locks.
//
//     for (const SpanHistory::LanePtr& lane : models.spans.lanes()) draw(lane->spans);
//
// Compact and bounded: beyond spans_kept the oldest tasks go, failures last. Threads: the GUI's.

#include <QHash>
#include <QObject>
#include <memory>
#include <optional>
#include <unordered_map>

#include "model/filter_expression.h"
#include "model/roles.h"

namespace lifeguard {

// An attempt at a task, or a wait.
struct Span {
    std::int64_t start_ns = 0;
    std::int64_t end_ns = 0;
    std::uint64_t id = 0;     // of the task, or of the object waited for
    std::uint32_t label = 0;  // SpanHistory::label()
    std::uint16_t attempt = 1;
    mp::observe::TaskState state = mp::observe::TaskState::running;
    bool hidden = false;  // the filter leaves it out
    bool failed() const { return mp::observe::is_failure(state); }
};

class SpanHistory : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t spans_kept = 200'000;
    static constexpr std::size_t waits_kept = 4'000;  // of a lane
    static constexpr std::size_t lanes_kept = 2'000;

    struct Lane {
        mp::observe::Identity worker;
        QString name;
        std::uint64_t pool = 0;
        QString pool_name;
        std::int64_t started_ns = 0;
        std::optional<std::int64_t> ended_ns;
        QString exit;  // "−11 SIGSEGV"; "" while it lives or where it is not known
        bool crashed = false;
        std::vector<Span> spans;      // ended tasks, by time
        std::optional<Span> running;  // its end is the latest look
        std::vector<Span> waits;      // by time; label: of what
        bool matches = true;          // the filter wants the worker itself, whatever it ran
        std::size_t shown = 0;        // spans that the filter wants
    };

    using LanePtr = std::shared_ptr<Lane>;  // who holds one draws safely, whatever comes meanwhile

    using QObject::QObject;
    void update(const mp::observe::Snapshot& snapshot);
    void fill(const std::vector<mp::observe::Task>& tasks, std::uint64_t total);  // of a recording, and how many it has
    void clear();
    // Spans are hidden that do not match; lanes that have none and do not match themselves.
    void setFilter(const FilterExpression& filter);
    bool isFiltered() const { return !m_filter.isEmpty(); }
    bool isShown(const Lane& lane) const {
        return !isFiltered() || lane.matches || lane.shown > 0 || (lane.running && !lane.running->hidden);
    }

    const std::vector<LanePtr>& lanes() const { return m_lanes; }  // pools one after the other, workers as they came
    QString label(std::uint32_t index) const { return m_labels.value(static_cast<qsizetype>(index)); }
    std::int64_t firstTime() const { return m_first_ns; }  // 0: nothing is known
    std::int64_t lastTime() const { return m_last_ns; }
    std::size_t size() const { return m_size; }
    // From here on all tasks are known, of those before only some; so many are known to be missing.
    std::int64_t coveredFrom() const { return m_covered_ns; }
    std::uint64_t missing() const { return m_missing; }
    static Entity entityOf(const Lane& lane, const Span& span);
    // What is known here of a task that the lists have forgotten: no arguments, no result.
    std::optional<mp::observe::Task> task(const Entity& entity) const;

private:
    void match(Lane& lane, Span& span) const;
    void matchLane(Lane& lane) const;
    Lane& laneOf(const mp::observe::Identity& worker, std::uint64_t pool);
    std::uint32_t labelOf(const QString& text);
    bool take(const mp::observe::Task& task);
    void takeProcess(const mp::observe::Process& process, const mp::observe::Snapshot& snapshot);
    void takeWait(Lane& lane, const mp::observe::Process& process, const mp::observe::Snapshot& snapshot);
    void arrange();
    void trim();

    std::vector<LanePtr> m_lanes;
    std::unordered_map<mp::observe::Identity, std::size_t> m_places;
    FilterExpression m_filter;
    QStringList m_labels;
    QHash<QString, std::uint32_t> m_label_places;
    std::int64_t m_first_ns = 0;
    std::int64_t m_last_ns = 0;
    std::int64_t m_covered_ns = 0;
    std::uint64_t m_missing = 0;
    std::size_t m_size = 0;
    bool m_grown = false;  // a lane was added since the lanes were put in order
};

}  // namespace lifeguard
