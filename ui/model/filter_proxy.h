// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Filters and sorts any model of this folder. Ancestors and children of a match stay; an invalid filter leaves the last
// valid one in force. Rows are sorted on a tick of 2 s, never on every change, and not at all while frozen.

#include <QSortFilterProxyModel>
#include <QTimer>

#include "model/filter_expression.h"

namespace lifeguard {

class FilterProxy : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit FilterProxy(QObject* parent = nullptr);

    // False and filterError() if it does not parse; then the filter before stays.
    bool setFilterText(const QString& text);
    QString filterText() const { return m_expression.text(); }
    const FilterExpression& expression() const { return m_expression; }

    // Rows of a time outside of it are left out. It outlives the proxy.
    void follow(const TimeView& times);
    // What the time alone leaves, whatever the filter: for the counts above a list.
    bool isInTime(int source_row) const;
    bool isTimeRestricted() const { return m_times && m_times->restricts(); }

    // Column -1: the source's order (creation), the default.
    void setSort(int column, Qt::SortOrder order);

    // Reasons for freezing are counted by name: "pointer", "menu", "dialog", "pause".
    void setFrozen(const QString& reason, bool frozen);
    bool isFrozen() const { return !m_frozen.isEmpty(); }

    void setSourceModel(QAbstractItemModel* model) override;

Q_SIGNALS:
    void filterChanged();
    void filterError(const QString& sentence);  // "" when valid again

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    void tick();
    QString unknownState(const FilterExpression& expression) const;
    bool isAnyIn(const QString& state, const QModelIndex& parent) const;

    FilterExpression m_expression;
    FilterSource* m_source = nullptr;
    const TimeView* m_times = nullptr;
    QStringList m_frozen;
    QTimer m_timer;
    int m_column = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    bool m_dirty = false;
};

}  // namespace lifeguard
