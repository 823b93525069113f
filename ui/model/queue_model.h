// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The queues of a session, a row each: depth, flow, age of the oldest item, who is blocked, when it will be drained.

#include "bridge/time_history.h"
#include "model/keyed_table.h"

namespace lifeguard {

struct QueueRow {
    mp::observe::Queue queue;
    int blocked_putters = 0, blocked_getters = 0;
    std::optional<double> growth_per_s;  // over the last 10 s
    QVector<double> depths;              // the last minute
    bool operator==(const QueueRow&) const = default;
};

class QueueModel : public KeyedTable<QueueRow, std::uint64_t> {
    Q_OBJECT
public:
    enum ColumnIndex {
        NameColumn,
        KindColumn,
        DepthColumn,
        HistoryColumn,
        InColumn,
        OutColumn,
        OldestColumn,
        PutColumn,
        GotColumn,
        BlockedColumn,
        DrainColumn,
        UnfinishedColumn,
        RecoveredColumn,
        ColumnCount
    };
    using KeyedTable::KeyedTable;

    void update(const mp::observe::Snapshot& snapshot, const TimeHistory& history);
    void clear() { sync({}); }
    QModelIndex indexOf(const Entity& entity, int column = 0) const { return indexOfKey(entity.id, column); }
    const mp::observe::Queue* queue(std::uint64_t id) const;
    static const Columns& columns();

protected:
    const Columns& columnList() const override { return columns(); }
    std::uint64_t keyOf(const QueueRow& row) const override { return row.queue.id; }
    QVariant cell(const QueueRow& row, int column, int role) const override;
    QStringList states() const override { return {QStringLiteral("growing"), QStringLiteral("blocked")}; }
    FilterFields fields(const QueueRow& row) const override;

private:
    QString display(const QueueRow& row, int column) const;
    QVariant raw(const QueueRow& row, int column) const;
    QString toolTip(const QueueRow& row, int column) const;
};

}  // namespace lifeguard
