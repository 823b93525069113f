// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The tree and the table that all pages use: rows stay chosen, expanded and in place over refreshes; Ctrl+C copies rows
// as TSV; the menu key and the right button ask with the entities frozen at that moment; a header that remembers.

#include <QTableView>
#include <QTreeView>

#include "bridge/settings.h"
#include "widget/header_view.h"
#include "widget/view_keeper.h"

namespace lifeguard {

// Rows as tab separated values: columns in sight, in their order.
QString rowsAsTsv(const QAbstractItemView& view, const HeaderView& header);

class TreeView : public QTreeView {
    Q_OBJECT
public:
    TreeView(const QString& name, const Columns& columns, Settings& settings, QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    HeaderView* columns() const { return m_header; }
    ViewKeeper* keeper() const { return m_keeper; }
    void copyRows();

Q_SIGNALS:
    void chosenChanged();
    void menuRequested(const QList<lifeguard::Entity>& entities, const QPoint& global);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const override;
    void initViewItemOption(QStyleOptionViewItem* option) const override;

private:
    mutable bool m_on_selection = false;  // the branch that is drawn is of a chosen row
    HeaderView* m_header;
    ViewKeeper* m_keeper;
    Settings& m_settings;
};

class TableView : public QTableView {
    Q_OBJECT
public:
    TableView(const QString& name, const Columns& columns, Settings& settings, QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    HeaderView* columns() const { return m_header; }
    ViewKeeper* keeper() const { return m_keeper; }
    void copyRows();

Q_SIGNALS:
    void chosenChanged();
    void menuRequested(const QList<lifeguard::Entity>& entities, const QPoint& global);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    HeaderView* m_header;
    ViewKeeper* m_keeper;
    Settings& m_settings;
};

}  // namespace lifeguard
