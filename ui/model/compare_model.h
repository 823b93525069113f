// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Two runs as rows: a figure each of A and of B, what changed, and whether that is better or worse.

#include "bridge/run_comparison.h"
#include "model/keyed_table.h"

namespace lifeguard {

struct CompareRow {
    QString key;
    QString title;
    QString a, b;     // as shown
    QString change;   // "−18 %"; "—" where it cannot be told
    int verdict = 0;  // of A against B: 1 better, −1 worse, 0 neither
    double sort = 0;
    bool operator==(const CompareRow&) const = default;
};

class CompareModel : public KeyedTable<CompareRow, QString> {
    Q_OBJECT
public:
    enum ColumnIndex { TitleColumn, AColumn, BColumn, ChangeColumn, ColumnCount };
    enum class Of { figures, functions };
    explicit CompareModel(Of of = Of::figures, QObject* parent = nullptr) : KeyedTable(parent), m_of(of) {}
    void setRuns(const RunComparison& comparison);       // figures of the whole runs
    void setFunctions(const RunComparison& comparison);  // the time of each function in all
    static const Columns& columns(Of of = Of::figures);

protected:
    const Columns& columnList() const override { return columns(m_of); }
    QString keyOf(const CompareRow& row) const override { return row.key; }
    QVariant cell(const CompareRow& row, int column, int role) const override;
    FilterFields fields(const CompareRow& row) const override;

private:
    Of m_of;
};

}  // namespace lifeguard
