// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which time the pages show: a range that was dragged in the time strip, and the moment of the past that history mode
// is at. Lists whose rows have a time (FilterSource::timesOf) follow it; the others show the snapshot of the moment.

#include <QObject>
#include <cstdint>
#include <optional>

namespace lifeguard {

struct TimeRange {
    std::int64_t from_ns = 0;
    std::int64_t to_ns = 0;
    bool isEmpty() const { return to_ns <= from_ns; }
    bool touches(std::int64_t begin_ns, std::int64_t end_ns) const { return begin_ns <= to_ns && end_ns >= from_ns; }
    bool operator==(const TimeRange&) const = default;
};

class TimeView : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    const TimeRange& range() const { return m_range; }
    void setRange(const TimeRange& range);  // an empty one shows all
    void clearRange() { setRange({}); }

    // nullopt: now.
    const std::optional<std::int64_t>& moment() const { return m_moment; }
    void setMoment(std::optional<std::int64_t> time_ns);

    bool restricts() const { return !m_range.isEmpty() || m_moment; }
    // What began then and ended (or will end) then is in sight.
    bool shows(std::int64_t begin_ns, std::int64_t end_ns) const {
        return (m_range.isEmpty() || m_range.touches(begin_ns, end_ns)) && (!m_moment || begin_ns <= *m_moment);
    }
    bool shows(const TimeRange& times) const { return shows(times.from_ns, times.to_ns); }

Q_SIGNALS:
    void changed();

private:
    TimeRange m_range;
    std::optional<std::int64_t> m_moment;
};

}  // namespace lifeguard
