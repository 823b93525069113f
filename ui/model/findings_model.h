// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What needs attention, worst first: deadlocks, crashed workers, the user's own alert rules, lost tasks, queues that
// grow, long waits for a lock. One column of sentences; PageRole says which page shows more, EntityRole what it is
// about.

#include "bridge/time_history.h"
#include "model/alert_rules.h"
#include "model/keyed_table.h"

namespace lifeguard {

struct Finding {
    enum class Kind { deadlock, crash, alert, lost_tasks, growing_queue, lock_wait };
    Kind kind = Kind::crash;
    QString key;   // stable while the finding lasts
    QString text;  // "worker-3 died: −11 SIGSEGV ×3"
    QString page;  // id: "exits"
    Tone tone = Tone::failed;
    Entity entity;
    std::int64_t since_ns = 0;
    bool operator==(const Finding&) const = default;
};

class FindingsModel : public KeyedTable<Finding, QString> {
    Q_OBJECT
public:
    static constexpr std::int64_t crash_stay_ns = 300'000'000'000;  // a death stays a finding for 5 min
    static constexpr std::int64_t long_wait_ns = 1'000'000'000;

    using KeyedTable::KeyedTable;
    void update(const mp::observe::Snapshot& snapshot, const TimeHistory& history,
                const QVector<AlertRules::Active>& alerts = {});
    void clear() { sync({}); }
    int failures() const;  // those in red
    static const Columns& columns();

protected:
    const Columns& columnList() const override { return columns(); }
    QString keyOf(const Finding& row) const override { return row.key; }
    QVariant cell(const Finding& row, int column, int role) const override;
    FilterFields fields(const Finding& row) const override;
};

}  // namespace lifeguard
