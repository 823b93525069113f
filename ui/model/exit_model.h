// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Every end of a process in the session, newest first, with its decoded code, its meaning and the task it ran.

#include <functional>

#include "model/keyed_table.h"

namespace lifeguard {

struct ExitRow {
    mp::observe::Exit exit;
    bool operator==(const ExitRow&) const = default;
};

class ExitModel : public KeyedTable<ExitRow, mp::observe::Identity> {
    Q_OBJECT
public:
    enum ColumnIndex {
        TimeColumn,
        WorkerColumn,
        PidColumn,
        ExitColumn,
        MeaningColumn,
        RanColumn,
        TaskColumn,
        ReplacedColumn,
        ColumnCount
    };
    using KeyedTable::KeyedTable;

    void update(const mp::observe::Snapshot& snapshot);
    void clear() { sync({}); }
    QModelIndex indexOf(const Entity& entity, int column = 0) const { return indexOfKey(entity.identity, column); }
    const mp::observe::Exit* exitOf(const mp::observe::Identity& identity) const;

    // For the bars over the table: "SIGSEGV" 3, "ok" 41, most frequent first.
    struct Group {
        QString text;  // exit text
        Tone tone;
        int count;
        QString filter;  // the expression that leaves just these
    };
    // Of those alone that `is_counted` lets through, by row.
    QVector<Group> groups(const std::function<bool(int)>& is_counted = {}) const;
    int failures() const;  // ends that nobody wanted, for the badge
    static const Columns& columns();
    std::optional<TimeRange> timesOf(int row, const QModelIndex&) const override {
        const std::int64_t end_ns = rows()[static_cast<std::size_t>(row)].exit.ended_ns;
        return TimeRange{end_ns, end_ns};
    }

protected:
    const Columns& columnList() const override { return columns(); }
    mp::observe::Identity keyOf(const ExitRow& row) const override { return row.exit.identity; }
    QVariant cell(const ExitRow& row, int column, int role) const override;
    QStringList states() const override { return {QStringLiteral("ok"), QStringLiteral("failed")}; }
    FilterFields fields(const ExitRow& row) const override;

private:
    QString display(const ExitRow& row, int column) const;
    QVariant raw(const ExitRow& row, int column) const;
};

}  // namespace lifeguard
