// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The recorded runs, newest first.

#include "bridge/run_row.h"
#include "model/keyed_table.h"

namespace lifeguard {

class RunModel : public KeyedTable<RunRow, std::int64_t> {
    Q_OBJECT
public:
    enum ColumnIndex {
        StarColumn,
        IdColumn,
        NameColumn,
        SourceColumn,
        StartedColumn,
        DurationColumn,
        TasksColumn,
        FailedColumn,
        ExitsColumn,
        P95Column,
        SizeColumn,
        StateColumn,
        NotesColumn,
        ColumnCount
    };
    using KeyedTable::KeyedTable;

    void update(const QVector<RunRow>& runs);
    QModelIndex indexOf(const Entity& entity, int column = 0) const {
        return indexOfKey(static_cast<std::int64_t>(entity.id), column);
    }
    static const Columns& columns();

protected:
    const Columns& columnList() const override { return columns(); }
    std::int64_t keyOf(const RunRow& row) const override { return row.id; }
    QVariant cell(const RunRow& row, int column, int role) const override;
    FilterFields fields(const RunRow& row) const override;

private:
    QString display(const RunRow& row, int column) const;
    QVariant raw(const RunRow& row, int column) const;
};

}  // namespace lifeguard
