// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/item_views.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QPaintEvent>
#include <algorithm>

#include "widget/cell_delegate.h"

namespace lifeguard {
namespace {

// What both views have in common; they have no base of their own in Qt that has both header and rows.
template <class View>
void furnish(View* view, const QString& name, HeaderView* header, Settings& settings) {
    view->setObjectName(name);
    view->setItemDelegate(new CellDelegate(view));
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setAlternatingRowColors(true);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setMouseTracking(true);
    header->setSectionsClickable(true);  // a view turns this off in its header
    view->setTabKeyNavigation(false);    // Tab leaves a list, arrows move in it
    const QString key = QLatin1String("layout/columns/") + name;
    QObject::connect(header, &HeaderView::stateChanged, view,
                     [header, key, &settings] { settings.setValue(key, header->save()); });
    QObject::connect(&settings, &Settings::layoutReset, header, &HeaderView::resetColumns);
}

void restoreColumns(HeaderView* header, const QString& name, const Settings& settings) {
    const QByteArray state = settings.value(QLatin1String("layout/columns/") + name).toByteArray();
    if (!state.isEmpty()) header->restore(state);
}

QList<Entity> chosenRows(const QAbstractItemView& view) {
    QList<Entity> entities;
    for (const QModelIndex& index : view.selectionModel()->selectedRows()) {
        if (const Entity entity = index.data(EntityRole).value<Entity>()) entities.append(entity);
    }
    return entities;
}

// Rows do not move under the pointer.
void freezeUnderPointer(const QAbstractItemView& view, const QEvent& event) {
    auto* proxy = qobject_cast<FilterProxy*>(view.model());
    if (proxy == nullptr) return;
    if (event.type() == QEvent::Enter || event.type() == QEvent::HoverEnter)
        proxy->setFrozen(QStringLiteral("pointer"), true);
    if (event.type() == QEvent::Leave || event.type() == QEvent::HoverLeave || event.type() == QEvent::Hide)
        proxy->setFrozen(QStringLiteral("pointer"), false);
}

QPoint menuPlace(const QAbstractItemView& view, const QContextMenuEvent& event) {
    if (event.reason() != QContextMenuEvent::Keyboard || !view.currentIndex().isValid()) return event.globalPos();
    return view.viewport()->mapToGlobal(view.visualRect(view.currentIndex()).bottomLeft());
}

}  // namespace

QString rowsAsTsv(const QAbstractItemView& view, const HeaderView& header) {
    QString text;
    QModelIndexList rows = view.selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [&](const QModelIndex& a, const QModelIndex& b) {
        return view.visualRect(a).top() < view.visualRect(b).top();
    });
    for (const QModelIndex& row : rows) {
        QStringList cells;
        for (int visual = 0; visual < header.count(); ++visual) {
            const int section = header.logicalIndex(visual);
            if (header.isSectionHidden(section)) continue;
            QString cell = row.siblingAtColumn(section).data().toString();
            cells.append(
                cell.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' ')));
        }
        text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return text;
}

TreeView::TreeView(const QString& name, const Columns& columns, Settings& settings, QWidget* parent)
    : QTreeView(parent),
      m_header(new HeaderView(name + QLatin1String("Header"), columns, this)),
      m_keeper(new ViewKeeper(this)),
      m_settings(settings) {
    setHeader(m_header);
    furnish(this, name, m_header, settings);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    connect(m_keeper, &ViewKeeper::chosenChanged, this, &TreeView::chosenChanged);
}

void TreeView::setModel(QAbstractItemModel* model) {
    m_keeper->beforeSetModel(model);
    QTreeView::setModel(model);
    m_keeper->afterSetModel();
    if (model != nullptr) restoreColumns(m_header, objectName(), m_settings);
}

void TreeView::copyRows() {
    if (const QString text = rowsAsTsv(*this, *m_header); !text.isEmpty()) QGuiApplication::clipboard()->setText(text);
}

void TreeView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        copyRows();
    } else if (event->key() == Qt::Key_Asterisk) {
        m_keeper->expandAll();
    } else {
        QTreeView::keyPressEvent(event);
    }
}

void TreeView::contextMenuEvent(QContextMenuEvent* event) {
    const QList<Entity> entities = chosenRows(*this);
    if (!entities.isEmpty()) Q_EMIT menuRequested(entities, menuPlace(*this, *event));
}

void TreeView::paintEvent(QPaintEvent* event) {
    m_keeper->restoreScroll();
    auto* cells = static_cast<CellDelegate*>(itemDelegate());
    cells->setPainted(event->region());
    QTreeView::paintEvent(event);
    cells->setPainted({});
}

// The style draws a branch's arrow in the ink of rows that are not chosen.
void TreeView::drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const {
    m_on_selection = selectionModel() != nullptr && selectionModel()->isSelected(index);
    QTreeView::drawBranches(painter, rect, index);
    m_on_selection = false;
}

void TreeView::initViewItemOption(QStyleOptionViewItem* option) const {
    QTreeView::initViewItemOption(option);
    if (!m_on_selection) return;
    const QColor ink = option->palette.color(QPalette::HighlightedText);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        option->palette.setColor(role, ink);
}

bool TreeView::viewportEvent(QEvent* event) {
    freezeUnderPointer(*this, *event);
    return QTreeView::viewportEvent(event);
}

TableView::TableView(const QString& name, const Columns& columns, Settings& settings, QWidget* parent)
    : QTableView(parent),
      m_header(new HeaderView(name + QLatin1String("Header"), columns, this)),
      m_keeper(new ViewKeeper(this)),
      m_settings(settings) {
    setHorizontalHeader(m_header);
    furnish(this, name, m_header, settings);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    connect(m_keeper, &ViewKeeper::chosenChanged, this, &TableView::chosenChanged);
}

void TableView::setModel(QAbstractItemModel* model) {
    m_keeper->beforeSetModel(model);
    QTableView::setModel(model);
    m_keeper->afterSetModel();
    if (model != nullptr) restoreColumns(m_header, objectName(), m_settings);
}

void TableView::copyRows() {
    if (const QString text = rowsAsTsv(*this, *m_header); !text.isEmpty()) QGuiApplication::clipboard()->setText(text);
}

void TableView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        copyRows();
    } else {
        QTableView::keyPressEvent(event);
    }
}

void TableView::contextMenuEvent(QContextMenuEvent* event) {
    const QList<Entity> entities = chosenRows(*this);
    if (!entities.isEmpty()) Q_EMIT menuRequested(entities, menuPlace(*this, *event));
}

void TableView::paintEvent(QPaintEvent* event) {
    m_keeper->restoreScroll();
    QTableView::paintEvent(event);
}

bool TableView::viewportEvent(QEvent* event) {
    freezeUnderPointer(*this, *event);
    return QTableView::viewportEvent(event);
}

}  // namespace lifeguard
