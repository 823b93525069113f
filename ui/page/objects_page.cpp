// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/objects_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include "format/format.h"
#include "format/theme.h"
#include "widget/columns_button.h"

namespace lifeguard {

ObjectsPage::ObjectsPage(const PageContext& context, QWidget* parent)
    : Page(context, QStringLiteral("objects"), tr("Objects"), parent) {
    m_proxy = new FilterProxy(this);
    m_proxy->setSourceModel(&context.models.objects);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(makeBar());
    m_table = new TableView(QStringLiteral("objectTable"), ObjectModel::columns(), context.settings, this);
    m_table->setAccessibleName(tr("Objects"));
    m_table->columns()->setDefaultWidths({{QStringLiteral("kind"), 16},
                                          {QStringLiteral("id"), 17},
                                          {QStringLiteral("references"), 10},
                                          {QStringLiteral("size"), 12},
                                          {QStringLiteral("text"), 46},
                                          {QStringLiteral("since"), 15}});
    m_table->setModel(m_proxy);
    m_stack = new ContentStack(QStringLiteral("objects"), m_table, this);
    layout->addWidget(m_stack, 1);
    findChild<ColumnsButton*>(QStringLiteral("objectColumns"))->setHeader(m_table->columns());

    const auto update = [this] {
        if (isVisible()) refresh();
    };
    connect(&context.manager, &ManagerFeed::stateChanged, this, update);
    connect(&context.manager, &ManagerFeed::listed, this, update);
    connect(m_proxy, &FilterProxy::filterChanged, this, [this] { refresh(); });
    connect(m_table, &TableView::chosenChanged, this, [this] { takeChosen(); });
    connect(m_table, &TableView::menuRequested, this,
            [this](const QList<Entity>&, const QPoint& global) { showMenu(global); });
    refresh();
}

QWidget* ObjectsPage::makeBar() {
    auto* bar = new QWidget(this);
    m_server = new QLabel(bar);
    m_server->setObjectName(QStringLiteral("objectServer"));
    m_server->setTextFormat(Qt::PlainText);
    m_server->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_server->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_badge = new QLabel(tr("CONTROL"), bar);
    m_badge->setObjectName(QStringLiteral("objectControlBadge"));
    m_badge->setFrameShape(QFrame::StyledPanel);
    m_badge->setContentsMargins(6, 0, 6, 0);
    QFont bold = m_badge->font();
    bold.setBold(true);
    m_badge->setFont(bold);
    m_control = new QToolButton(bar);
    m_control->setObjectName(QStringLiteral("objectControl"));
    m_control->setCheckable(true);
    m_control->setFocusPolicy(Qt::StrongFocus);
    // What is shown follows the feed; a click only asks.
    connect(m_control, &QToolButton::clicked, this, [this](bool checked) {
        m_control->setChecked(m_context.manager.controlAllowed());
        Q_EMIT controlRequested(checked);
    });
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_server, 1);
    row->addWidget(m_badge);
    row->addWidget(m_control);
    row->addWidget(new ColumnsButton(QStringLiteral("objectColumns"), bar));
    return bar;
}

void ObjectsPage::refresh() {
    const ManagerFeed& manager = m_context.manager;
    const bool open = manager.isOpen();
    const int all = m_context.models.objects.rowCount();
    const QString count = tr("%n object(s)", nullptr, all);
    m_server->setText(!open ? QString()
                      : manager.stale()
                          ? tr("%1 · %2 · %3 · stale").arg(manager.place().title(), manager.kind().text, count)
                          : tr("%1 · %2 · %3").arg(manager.place().title(), manager.kind().text, count));
    m_server->setToolTip(manager.place().address);
    const bool control = manager.controlAllowed();
    m_badge->setVisible(open && control);
    QPalette amber = palette();
    amber.setColor(QPalette::WindowText, theme::tone(Tone::waiting, palette()));
    m_badge->setPalette(amber);
    QPalette rows = palette();
    if (manager.stale()) rows.setColor(QPalette::Text, rows.color(QPalette::Disabled, QPalette::Text));
    m_table->setPalette(rows);
    m_control->setEnabled(open);
    m_control->setChecked(control);
    m_control->setText(control ? tr("&Read-only again") : tr("&Allow control…"));
    m_control->setToolTip(control ? tr("Calls of methods are allowed on this connection; a click ends that.")
                                  : tr("Attached read-only. A click asks whether methods may be called."));
    if (!open) {
        m_stack->showEmpty(tr("No manager server is attached. Its objects, C++'s or Python's, appear here."),
                           {{tr("Attach…"), [this] { Q_EMIT attachDialogRequested({}); }}});
    } else if (all == 0) {
        m_stack->showEmpty(tr("The manager holds no object now. What its clients make appears here within seconds."),
                           {});
    } else if (m_proxy->rowCount() == 0) {
        m_stack->showEmpty(tr("No rows match “%1” among %2 objects.")
                               .arg(m_proxy->filterText(), format::count(static_cast<std::uint64_t>(all))),
                           {{tr("Clear filter"), [this] { m_proxy->setFilterText({}); }}});
    } else {
        m_stack->showContent();
    }
}

void ObjectsPage::showMenu(const QPoint& global) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("objectMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Copy rows"), m_table, &TableView::copyRows);
    menu->popup(global);
}

void ObjectsPage::reveal(const Entity& entity) {
    const QModelIndex index = m_context.models.objects.indexOf(entity);
    if (index.isValid() && !m_proxy->mapFromSource(index).isValid()) m_proxy->setFilterText({});
    m_table->keeper()->choose({entity}, true);
    m_context.models.selection.set({entity});
}

}  // namespace lifeguard
