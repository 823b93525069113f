// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Keeps what the user sees of a view steady while its model changes: what is chosen (by entity, so it survives filters
// and never slides to a neighbour), what is expanded, and the row at the top of the sight.

#include <QAbstractItemView>
#include <QSet>
#include <QTimer>

#include "model/roles.h"

class QTreeView;

namespace lifeguard {

class ViewKeeper : public QObject {
    Q_OBJECT
public:
    explicit ViewKeeper(QAbstractItemView* view);

    // Around QAbstractItemView::setModel(): Qt's own handlers must come after ours when rows go, before when they come.
    void beforeSetModel(QAbstractItemModel* model);
    void afterSetModel();

    // What the user has chosen: changed by the user and by choose() alone, never by the model's changes.
    const QList<Entity>& chosen() const { return m_chosen; }
    void choose(const QList<Entity>& entities, bool scroll);

    void expandAll();
    void collapseAll();
    // The row at the top of the sight again, if the model has changed since; called before painting.
    void restoreScroll();

Q_SIGNALS:
    void chosenChanged();

private:
    void freeze();
    void thaw();
    void onSelectionChanged();
    void onInserted(const QModelIndex& parent, int first, int last);
    void restoreRow(const QModelIndex& index);
    QModelIndex find(const Entity& entity, const QModelIndex& parent = {}) const;

    QAbstractItemView* m_view;
    QTreeView* m_tree;  // null for a table
    QList<QMetaObject::Connection> m_connections;
    QList<Entity> m_chosen;
    QSet<Entity> m_collapsed;
    struct Anchor {
        QPersistentModelIndex index;
        int y;
    };
    QList<Anchor> m_anchors;
    QTimer m_timer;
    int m_frozen = 0;
    bool m_restoring = false;
};

}  // namespace lifeguard
