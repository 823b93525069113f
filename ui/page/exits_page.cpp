// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/exits_page.h"

#include <QMenu>
#include <QVBoxLayout>
#include <algorithm>

#include "format/format.h"

namespace lifeguard {
namespace {

const QString kAll = QStringLiteral("all");

QString glyphOf(Tone tone) {
    return tone == Tone::failed ? QStringLiteral("✖") : tone == Tone::ok ? QStringLiteral("✓") : QStringLiteral("○");
}

}  // namespace

ExitsPage::ExitsPage(const PageContext& context, QWidget* parent)
    : Page(context, QStringLiteral("exits"), tr("Exits"), parent) {
    m_proxy = new FilterProxy(this);
    m_proxy->setSourceModel(&context.models.exits);
    m_proxy->follow(context.models.times);
    m_groups = new Chips(QStringLiteral("exitGroups"), this);
    m_groups->setAccessibleName(tr("Exits by cause"));
    m_table = new TableView(QStringLiteral("exitTable"), ExitModel::columns(), context.settings, this);
    m_table->setAccessibleName(tr("Exits"));
    m_table->columns()->setNames({QStringLiteral("name"), QStringLiteral("meaning")});
    m_table->columns()->setElidedInMiddle({QStringLiteral("name"), QStringLiteral("task")});
    m_table->columns()->setDefaultWidths({{QStringLiteral("time"), 15},
                                          {QStringLiteral("name"), 18},
                                          {QStringLiteral("exit"), 20},
                                          {QStringLiteral("meaning"), 26},
                                          {QStringLiteral("ran"), 12},
                                          {QStringLiteral("task"), 60}});
    m_table->setModel(m_proxy);
    m_rows = new ContentStack(QStringLiteral("exitRows"), m_table, this);
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_groups);
    column->addWidget(m_rows, 1);
    m_stack = new ContentStack(QStringLiteral("exits"), content, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_stack);
    connect(m_groups, &Chips::chosen, this, [this](const QString& id) {
        const QString wanted = id == kAll ? QString() : id;
        if (m_proxy->filterText() != wanted) m_proxy->setFilterText(wanted);
    });
    connect(m_table, &TableView::chosenChanged, this, [this] { takeChosen(); });
    connect(m_table, &TableView::menuRequested, this, &ExitsPage::showMenu);
    connect(m_proxy, &FilterProxy::filterChanged, this, [this] { refresh(); });
    refresh();
}

void ExitsPage::refresh() {
    if (!m_context.models.snapshot()) {
        m_stack->showEmpty(tr("No exits: no program is watched."), waysToAProgram());
        return;
    }
    const int all = m_context.models.exits.rowCount();
    if (all == 0) {
        m_stack->showEmpty(tr("No process has ended yet. Each end will appear here with its code, its meaning and the "
                              "task that was running."),
                           {{tr("Go to Workers"), [this] { Q_EMIT pageRequested(QStringLiteral("workers"), {}); }}});
        return;
    }
    m_stack->showContent();
    refreshGroups();
    if (m_proxy->rowCount() == 0 && m_proxy->isTimeRestricted()) {
        m_rows->showEmpty(m_proxy->filterText().isEmpty()
                              ? tr("No process ended%1.").arg(timeWords())
                              : tr("No end matches “%1”%2.").arg(m_proxy->filterText(), timeWords()),
                          {clearTime()});
    } else if (m_proxy->rowCount() == 0) {
        m_rows->showEmpty(tr("No rows match “%1” among %2 exits.")
                              .arg(m_proxy->filterText(), format::count(static_cast<std::uint64_t>(all))),
                          {{tr("Clear filter"), [this] { m_proxy->setFilterText({}); }}});
    } else {
        m_rows->showContent();
    }
}

void ExitsPage::refreshGroups() {
    const auto groups = m_context.models.exits.groups([this](int row) { return m_proxy->isInTime(row); });
    int most = 1, all = 0;
    for (const auto& group : groups) {
        most = std::max(most, group.count);
        all += group.count;
    }
    QList<Chips::Item> items{{kAll, tr("All"), all, {}, {}, -1}};
    QString current = kAll;
    for (const auto& group : groups) {
        items.append({group.filter, group.text, group.count, group.tone, glyphOf(group.tone),
                      static_cast<double>(group.count) / most});
        if (m_proxy->filterText() == group.filter) current = group.filter;
    }
    m_groups->setItems(items);
    m_groups->choose(current);
}

void ExitsPage::reveal(const Entity& entity) {
    const Entity exit{Entity::Kind::exit, entity.identity, 0};
    if (!m_proxy->mapFromSource(m_context.models.exits.indexOf(exit)).isValid()) m_proxy->setFilterText({});
    m_table->keeper()->choose({exit}, true);
}

void ExitsPage::showMenu(const QList<Entity>& entities, const QPoint& global) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("exitMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const mp::observe::Exit* exit = m_context.models.exits.exitOf(entities.first().identity);
    if (exit != nullptr && exit->replaced_by) {
        const Entity next{Entity::Kind::process, exit->replaced_by, 0};
        menu->addAction(tr("Show its &replacement"), this,
                        [this, next] { Q_EMIT pageRequested(QStringLiteral("workers"), next); });
    }
    menu->addAction(tr("&Copy rows"), m_table, &TableView::copyRows);
    menu->popup(global);
}

}  // namespace lifeguard
