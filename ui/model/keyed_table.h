// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A table whose rows have a key for life: new rows are inserted, missing ones removed, changed ones announced; a
// refresh never resets. A model names its columns and its cells; the rows' comings and goings are done here.

#include <QAbstractTableModel>
#include <algorithm>
#include <unordered_set>
#include <vector>

#include "model/column.h"
#include "model/filter_expression.h"
#include "model/roles.h"

namespace lifeguard {

template <class Row, class Key>
class KeyedTable : public QAbstractTableModel, public FilterSource {
public:
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(columnList().size());
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
        return columnList()[section].header(role);
    }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
        if (role == Qt::TextAlignmentRole)
            return QVariant(Qt::AlignVCenter | (columnList()[index.column()].numeric ? Qt::AlignRight : Qt::AlignLeft));
        const Row& row = m_rows[static_cast<std::size_t>(index.row())];
        const QVariant value = cell(row, index.column(), role);
        if (role != Qt::AccessibleTextRole || value.isValid()) return value;
        return QString(columnList()[index.column()].title + QStringLiteral(": ") +
                       cell(row, index.column(), Qt::DisplayRole).toString());
    }
    FilterFields filterFields(int row, const QModelIndex&) const override {
        return fields(m_rows[static_cast<std::size_t>(row)]);
    }

    const std::vector<Row>& rows() const { return m_rows; }
    const Row* row(const QModelIndex& index) const {
        return index.isValid() && index.row() < rowCount() ? &m_rows[static_cast<std::size_t>(index.row())] : nullptr;
    }
    QModelIndex indexOfKey(const Key& key, int column = 0) const {
        for (int i = 0; i < rowCount(); ++i)
            if (keyOf(m_rows[static_cast<std::size_t>(i)]) == key) return index(i, column);
        return {};
    }

protected:
    virtual const Columns& columnList() const = 0;
    virtual Key keyOf(const Row& row) const = 0;
    virtual QVariant cell(const Row& row, int column, int role) const = 0;
    virtual FilterFields fields(const Row& row) const = 0;

    // Makes the rows these, in this order. Keys must be unique.
    void sync(std::vector<Row> wanted) {
        removeMissing(wanted);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const Key key = keyOf(wanted[i]);
            if (i < m_rows.size() && keyOf(m_rows[i]) == key) continue;
            const auto from = std::find_if(m_rows.begin() + static_cast<std::ptrdiff_t>(i), m_rows.end(),
                                           [&](const Row& row) { return keyOf(row) == key; });
            if (from == m_rows.end()) {
                insertRun(wanted, i);
            } else {
                const int row = static_cast<int>(from - m_rows.begin());
                beginMoveRows({}, row, row, {}, static_cast<int>(i));
                std::rotate(m_rows.begin() + static_cast<std::ptrdiff_t>(i), from, from + 1);
                endMoveRows();
            }
        }
        announce(wanted);
    }
    // Steps of a model that knows what came and went, for tables that are too long to be compared.
    void putRows(std::size_t at, std::vector<Row> fresh) {
        if (fresh.empty()) return;
        beginInsertRows({}, static_cast<int>(at), static_cast<int>(at + fresh.size()) - 1);
        m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(at), std::make_move_iterator(fresh.begin()),
                      std::make_move_iterator(fresh.end()));
        endInsertRows();
    }
    void dropRows(std::size_t first, std::size_t count) {
        if (count == 0) return;
        beginRemoveRows({}, static_cast<int>(first), static_cast<int>(first + count) - 1);
        const auto begin = m_rows.begin() + static_cast<std::ptrdiff_t>(first);
        m_rows.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
        endRemoveRows();
    }
    void replaceRow(std::size_t at, Row row) {
        if (m_rows[at] == row) return;
        m_rows[at] = std::move(row);
        Q_EMIT dataChanged(index(static_cast<int>(at), 0), index(static_cast<int>(at), columnCount() - 1));
    }
    void touch(int first_column, int last_column) {
        if (!m_rows.empty()) Q_EMIT dataChanged(index(0, first_column), index(rowCount() - 1, last_column));
    }

private:
    void removeMissing(const std::vector<Row>& wanted) {
        std::unordered_set<Key> keys;
        for (const Row& row : wanted) keys.insert(keyOf(row));
        for (int last = rowCount() - 1; last >= 0;) {
            if (keys.contains(keyOf(m_rows[static_cast<std::size_t>(last)]))) {
                --last;
                continue;
            }
            int first = last;
            while (first > 0 && !keys.contains(keyOf(m_rows[static_cast<std::size_t>(first) - 1]))) --first;
            beginRemoveRows({}, first, last);
            m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
            endRemoveRows();
            last = first - 1;
        }
    }
    // Inserts wanted[at] and the rows after it that are new as well, in one step.
    void insertRun(const std::vector<Row>& wanted, std::size_t at) {
        std::unordered_set<Key> present;
        for (const Row& row : m_rows) present.insert(keyOf(row));
        std::size_t end = at + 1;
        while (end < wanted.size() && !present.contains(keyOf(wanted[end]))) ++end;
        beginInsertRows({}, static_cast<int>(at), static_cast<int>(end) - 1);
        m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(at),
                      wanted.begin() + static_cast<std::ptrdiff_t>(at),
                      wanted.begin() + static_cast<std::ptrdiff_t>(end));
        endInsertRows();
    }
    void announce(std::vector<Row>& wanted) {
        int first = -1;
        const int count = rowCount();
        for (int i = 0; i <= count; ++i) {
            const bool differs =
                i < count && !(m_rows[static_cast<std::size_t>(i)] == wanted[static_cast<std::size_t>(i)]);
            if (differs) m_rows[static_cast<std::size_t>(i)] = std::move(wanted[static_cast<std::size_t>(i)]);
            if (differs && first < 0) first = i;
            if (!differs && first >= 0) {
                Q_EMIT dataChanged(index(first, 0), index(i - 1, columnCount() - 1));
                first = -1;
            }
        }
    }

    std::vector<Row> m_rows;
};

}  // namespace lifeguard
