// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/view_keeper.h"

#include <QScopedValueRollback>
#include <QScrollBar>
#include <QTreeView>

namespace lifeguard {

ViewKeeper::ViewKeeper(QAbstractItemView* view) : QObject(view), m_view(view), m_tree(qobject_cast<QTreeView*>(view)) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &ViewKeeper::restoreScroll);
    if (m_tree == nullptr) return;
    connect(m_tree, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
        if (m_frozen == 0 && !m_restoring) m_collapsed.insert(index.data(EntityRole).value<Entity>());
    });
    connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex& index) {
        if (m_frozen == 0 && !m_restoring) m_collapsed.remove(index.data(EntityRole).value<Entity>());
    });
}

void ViewKeeper::beforeSetModel(QAbstractItemModel* model) {
    for (const auto& connection : m_connections) disconnect(connection);
    m_connections.clear();
    m_frozen = 0;
    if (model == nullptr) return;
    const auto frozen = [this] { freeze(); };
    m_connections << connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this, frozen)
                  << connect(model, &QAbstractItemModel::rowsAboutToBeInserted, this, frozen)
                  << connect(model, &QAbstractItemModel::rowsAboutToBeMoved, this, frozen)
                  << connect(model, &QAbstractItemModel::layoutAboutToBeChanged, this, frozen)
                  << connect(model, &QAbstractItemModel::modelAboutToBeReset, this, frozen);
}

void ViewKeeper::afterSetModel() {
    QAbstractItemModel* model = m_view->model();
    // A header that sorts while the model is set begins changes whose ends were not heard yet.
    m_frozen = 0;
    m_anchors.clear();
    m_view->setAutoScroll(true);
    if (model == nullptr) return;
    const auto thawed = [this] { thaw(); };
    m_connections << connect(model, &QAbstractItemModel::rowsRemoved, this, thawed)
                  << connect(model, &QAbstractItemModel::rowsInserted, this,
                             [this](const QModelIndex& parent, int first, int last) {
                                 onInserted(parent, first, last);
                                 thaw();
                             })
                  << connect(model, &QAbstractItemModel::rowsMoved, this, thawed)
                  << connect(model, &QAbstractItemModel::layoutChanged, this, thawed)
                  << connect(model, &QAbstractItemModel::modelReset, this,
                             [this] {
                                 if (m_view->model()->rowCount() > 0)
                                     onInserted({}, 0, m_view->model()->rowCount() - 1);
                                 thaw();
                             })
                  << connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
                             [this] { onSelectionChanged(); });
    if (model->rowCount() > 0) onInserted({}, 0, model->rowCount() - 1);
}

// Before a change: remember the rows in sight. Qt moves the current row to a neighbour of a removed one and would
// scroll to it.
void ViewKeeper::freeze() {
    if (m_frozen++ > 0) return;
    m_view->setAutoScroll(false);
    if (!m_anchors.isEmpty() || m_view->verticalScrollBar()->value() == 0) return;
    const int bottom = m_view->viewport()->height();
    for (QModelIndex index = m_view->indexAt(QPoint(1, 1)); index.isValid();) {
        const QRect place = m_view->visualRect(index);
        if (place.top() >= bottom || m_anchors.size() >= 60) break;
        m_anchors.append({index.siblingAtColumn(0), place.top()});
        const QModelIndex next = m_view->indexAt(QPoint(1, place.bottom() + 2));
        if (next == index) break;
        index = next;
    }
}

void ViewKeeper::thaw() {
    if (m_frozen == 0 || --m_frozen > 0) return;
    m_view->setAutoScroll(true);
    // An insertion or a filter may have dropped rows that were chosen; the current row is no choice of the user's then.
    if (!m_chosen.isEmpty() && !m_view->selectionModel()->hasSelection() && m_view->currentIndex().isValid()) {
        const QScopedValueRollback quiet(m_restoring, true);
        m_view->selectionModel()->setCurrentIndex({}, QItemSelectionModel::NoUpdate);
    }
    if (!m_anchors.isEmpty()) m_timer.start();
}

void ViewKeeper::restoreScroll() {
    if (m_anchors.isEmpty() || m_frozen > 0) return;
    m_timer.stop();
    const QList<Anchor> anchors = std::exchange(m_anchors, {});
    for (const Anchor& anchor : anchors) {
        if (!anchor.index.isValid()) continue;
        const int now = m_view->visualRect(anchor.index).top();
        QScrollBar* bar = m_view->verticalScrollBar();
        if (now != anchor.y) bar->setValue(bar->value() + now - anchor.y);
        return;
    }
}

void ViewKeeper::onSelectionChanged() {
    if (m_frozen > 0 || m_restoring) return;
    QList<Entity> chosen;
    for (const QModelIndex& index : m_view->selectionModel()->selectedRows()) {
        const Entity entity = index.data(EntityRole).value<Entity>();
        if (entity) chosen.append(entity);
    }
    if (chosen == m_chosen) return;
    m_chosen = chosen;
    Q_EMIT chosenChanged();
}

void ViewKeeper::choose(const QList<Entity>& entities, bool scroll) {
    QItemSelection selection;
    QModelIndex first;
    for (const Entity& entity : entities) {
        const QModelIndex index = find(entity);
        if (!index.isValid()) continue;
        if (!first.isValid()) first = index;
        selection.select(index, index);
    }
    {
        const QScopedValueRollback quiet(m_restoring, true);
        m_view->setAutoScroll(scroll);
        m_view->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        if (first.isValid()) m_view->selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
        if (scroll && first.isValid()) m_view->scrollTo(first);
        m_view->setAutoScroll(true);
    }
    if (m_chosen == entities) return;
    m_chosen = entities;
    Q_EMIT chosenChanged();
}

void ViewKeeper::onInserted(const QModelIndex& parent, int first, int last) {
    const QScopedValueRollback quiet(m_restoring, true);
    if (m_tree != nullptr && parent.isValid() && !m_collapsed.contains(parent.data(EntityRole).value<Entity>()))
        m_tree->expand(parent.siblingAtColumn(0));
    for (int row = first; row <= last; ++row) restoreRow(m_view->model()->index(row, 0, parent));
}

void ViewKeeper::restoreRow(const QModelIndex& index) {
    const Entity entity = index.data(EntityRole).value<Entity>();
    if (m_chosen.contains(entity))
        m_view->selectionModel()->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
    if (m_tree == nullptr) return;
    m_tree->setExpanded(index, !m_collapsed.contains(entity));
    for (int row = 0; row < m_view->model()->rowCount(index); ++row) restoreRow(m_view->model()->index(row, 0, index));
}

QModelIndex ViewKeeper::find(const Entity& entity, const QModelIndex& parent) const {
    const QAbstractItemModel* model = m_view->model();
    for (int row = 0; row < model->rowCount(parent); ++row) {
        const QModelIndex index = model->index(row, 0, parent);
        if (index.data(EntityRole).value<Entity>() == entity) return index;
        if (const QModelIndex below = find(entity, index); below.isValid()) return below;
    }
    return {};
}

void ViewKeeper::expandAll() {
    m_collapsed.clear();
    if (m_tree != nullptr) m_tree->expandAll();
}

void ViewKeeper::collapseAll() {
    if (m_tree == nullptr) return;
    // The top rows stay open: a tree of one closed row says nothing.
    for (int row = 0; row < m_tree->model()->rowCount(); ++row) {
        const QModelIndex top = m_tree->model()->index(row, 0);
        m_tree->expand(top);
        for (int child = 0; child < m_tree->model()->rowCount(top); ++child)
            m_tree->collapse(m_tree->model()->index(child, 0, top));
    }
}

}  // namespace lifeguard
