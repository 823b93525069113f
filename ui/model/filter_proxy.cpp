// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/filter_proxy.h"

#include <algorithm>

#include "model/roles.h"

namespace lifeguard {

FilterProxy::FilterProxy(QObject* parent) : QSortFilterProxyModel(parent) {
    setRecursiveFilteringEnabled(true);
    setAutoAcceptChildRows(true);
    setDynamicSortFilter(false);  // one sort a tick instead of one a change
    setSortRole(SortRole);
    m_timer.setInterval(2000);
    connect(&m_timer, &QTimer::timeout, this, &FilterProxy::tick);
    m_timer.start();
}

void FilterProxy::setSourceModel(QAbstractItemModel* model) {
    if (sourceModel()) sourceModel()->disconnect(this);
    m_source = dynamic_cast<FilterSource*>(model);
    QSortFilterProxyModel::setSourceModel(model);
    if (!model) return;
    const auto mark = [this] { m_dirty = true; };
    connect(model, &QAbstractItemModel::dataChanged, this, mark);
    connect(model, &QAbstractItemModel::rowsInserted, this, mark);
    connect(model, &QAbstractItemModel::rowsMoved, this, mark);
}

bool FilterProxy::setFilterText(const QString& text) {
    QString error;
    auto expression = FilterExpression::parse(text, &error);
    if (expression && expression->text() != m_expression.text()) error = unknownState(*expression);
    if (!error.isEmpty()) expression.reset();
    Q_EMIT filterError(error);
    if (!expression) return false;
    if (expression->text() == m_expression.text()) return true;
    m_expression = std::move(*expression);
    invalidateFilter();
    Q_EMIT filterChanged();
    return true;
}

// A sentence about a state that no row is in and none can come into; "" if there is none.
QString FilterProxy::unknownState(const FilterExpression& expression) const {
    const QStringList known = m_source ? m_source->states() : QStringList();
    if (known.isEmpty()) return {};
    for (const QString& state : expression.states()) {
        const bool is_known = std::any_of(
            known.begin(), known.end(), [&](const QString& word) { return word.contains(state, Qt::CaseInsensitive); });
        if (!is_known && !isAnyIn(state, {}))
            return tr("There is no state “%1” here; known are %2.").arg(state, known.join(QStringLiteral(", ")));
    }
    return {};
}

bool FilterProxy::isAnyIn(const QString& state, const QModelIndex& parent) const {
    for (int row = 0; row < sourceModel()->rowCount(parent); ++row) {
        if (m_source->filterFields(row, parent).state.contains(state, Qt::CaseInsensitive)) return true;
        if (isAnyIn(state, sourceModel()->index(row, 0, parent))) return true;
    }
    return false;
}

void FilterProxy::follow(const TimeView& times) {
    m_times = &times;
    connect(&times, &TimeView::changed, this, [this] {
        invalidateFilter();
        Q_EMIT filterChanged();
    });
}

bool FilterProxy::isInTime(int source_row) const {
    if (!m_source || !isTimeRestricted()) return true;
    const auto times = m_source->timesOf(source_row, {});
    return !times || m_times->shows(*times);
}

void FilterProxy::setSort(int column, Qt::SortOrder order) {
    m_column = column;
    m_order = order;
    sort(column, order);
    m_dirty = false;
}

void FilterProxy::setFrozen(const QString& reason, bool frozen) {
    if (frozen && !m_frozen.contains(reason)) m_frozen.append(reason);
    if (!frozen) m_frozen.removeAll(reason);
}

// What came or changed since the last tick: rows that match now appear, others go, and the order is made anew.
void FilterProxy::tick() {
    if (!m_dirty || isFrozen()) return;
    m_dirty = false;
    if (!m_expression.isEmpty() || isTimeRestricted()) invalidateFilter();
    if (m_column >= 0) sort(m_column, m_order);
}

bool FilterProxy::filterAcceptsRow(int row, const QModelIndex& parent) const {
    if (!m_source) return true;
    if (isTimeRestricted()) {
        const auto times = m_source->timesOf(row, parent);
        if (times && !m_times->shows(*times)) return false;
    }
    return m_expression.isEmpty() || m_expression.matches(m_source->filterFields(row, parent));
}

bool FilterProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const QVariant a = left.data(SortRole), b = right.data(SortRole);
    if (!a.isValid() || !b.isValid()) return !a.isValid() && b.isValid();  // unknown is less than anything
    if (a.userType() == QMetaType::QString) return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
    return QVariant::compare(a, b) == QPartialOrdering::Less;
}

}  // namespace lifeguard
