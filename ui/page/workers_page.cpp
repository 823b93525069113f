// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/workers_page.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "format/format.h"
#include "page/verbs.h"
#include "widget/columns_button.h"

namespace lifeguard {

WorkersPage::WorkersPage(const PageContext& context, QWidget* parent)
    : Page(context, QStringLiteral("workers"), tr("Workers"), parent) {
    m_proxy = new FilterProxy(this);
    m_proxy->setSourceModel(&context.models.processes);

    m_chips = new StateChips(QStringLiteral("workerChips"), m_proxy, this);
    m_chips->setAccessibleName(tr("Workers by state"));
    auto* columns = new ColumnsButton(QStringLiteral("workerColumns"), this);
    auto* expand = new QToolButton(this);
    expand->setObjectName(QStringLiteral("workerExpand"));
    expand->setText(tr("E&xpand all"));
    expand->setToolTip(tr("Open all branches (*)"));
    expand->setFocusPolicy(Qt::StrongFocus);
    m_ended = new QCheckBox(tr("E&nded rows"), this);
    m_ended->setObjectName(QStringLiteral("workerShowEnded"));
    m_ended->setToolTip(tr("Workers that ended well stay for 30 s, others until they are cleared"));
    m_ended->setChecked(context.models.processes.showsEnded());
    m_clear = new QPushButton(tr("Clea&r ended"), this);
    m_clear->setObjectName(QStringLiteral("workerClearEnded"));

    m_tree = new TreeView(QStringLiteral("workerTree"), ProcessModel::columns(), context.settings, this);
    m_tree->setAccessibleName(tr("Workers"));
    m_tree->setIndentation(fontMetrics().averageCharWidth() * 2 + 3);
    m_tree->columns()->setNames({QStringLiteral("name")});
    m_tree->columns()->setElidedInMiddle({QStringLiteral("name"), QStringLiteral("command")});
    m_tree->columns()->setLargestFirst({QStringLiteral("heartbeat")});  // who has been silent for longest
    m_tree->columns()->setDefaultWidths({{QStringLiteral("name"), 29},
                                         {QStringLiteral("pid"), 7},
                                         {QStringLiteral("state"), 22},
                                         {QStringLiteral("task"), 18},
                                         {QStringLiteral("heartbeat"), 13},
                                         {QStringLiteral("cpu_history"), 8},
                                         {QStringLiteral("memory"), 10},
                                         {QStringLiteral("uptime"), 12},
                                         {QStringLiteral("command"), 40}});
    m_tree->setModel(m_proxy);
    m_stack = new ContentStack(QStringLiteral("workers"), m_tree, this);

    auto* bar = new QHBoxLayout;
    bar->addWidget(m_chips, 1);
    bar->addWidget(m_ended);
    bar->addWidget(m_clear);
    bar->addWidget(expand);
    bar->addWidget(columns);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(m_stack, 1);

    columns->setHeader(m_tree->columns());
    connect(expand, &QToolButton::clicked, m_tree->keeper(), &ViewKeeper::expandAll);
    connect(m_ended, &QCheckBox::toggled, &context.models.processes, &ProcessModel::setShowEnded);
    connect(m_clear, &QPushButton::clicked, &context.models.processes, &ProcessModel::clearEnded);
    connect(m_tree, &TreeView::menuRequested, this, &WorkersPage::showMenu);
    connect(m_tree, &TreeView::chosenChanged, this, [this] { takeChosen(); });
    connect(m_proxy, &FilterProxy::filterChanged, this, [this] { refresh(); });
    refresh();
}

void WorkersPage::refresh() {
    const ProcessModel::Counts counts = m_context.models.processes.counts();
    m_chips->showItems(
        {{StateChips::all, tr("All"), counts.all, {}, {}, -1},
         {QStringLiteral("busy"), tr("Busy"), counts.busy, Tone::active, QStringLiteral("▶"), -1},
         {QStringLiteral("idle"), tr("Idle"), counts.idle, Tone::idle, QStringLiteral("○"), -1},
         {QStringLiteral("waiting"), tr("Waiting"), counts.waiting, Tone::waiting,
          words::state(mp::observe::ProcessState::waiting).glyph, -1},
         {QStringLiteral("suspended"), tr("Suspended"), counts.suspended, Tone::suspended, QStringLiteral("❚❚"), -1},
         {QStringLiteral("exited"), tr("Ended"), counts.ended, {}, QStringLiteral("✖"), -1}});
    m_clear->setEnabled(counts.ended > 0);
    m_clear->setToolTip(counts.ended > 0 ? tr("Take the rows of ended workers away") : tr("No worker has ended."));
    if (m_context.models.processes.rowCount() == 0) {
        m_stack->showEmpty(tr("No workers yet: no program is watched. Start a pool, or attach to a running program."),
                           waysToAProgram());
    } else if (m_proxy->rowCount() == 0) {
        m_stack->showEmpty(tr("No rows match “%1” in %2.").arg(m_proxy->filterText(), words::workers(counts.all)),
                           {{tr("Clear filter"), [this] { m_proxy->setFilterText({}); }}});
    } else {
        m_stack->showContent();
    }
}

void WorkersPage::reveal(const Entity& entity) {
    if (!m_proxy->mapFromSource(m_context.models.processes.indexOf(entity)).isValid()) m_proxy->setFilterText({});
    m_tree->keeper()->choose({entity}, true);
}

void WorkersPage::showMenu(const QList<Entity>& entities, const QPoint& global) {
    QMenu* menu = verbMenu(entities, this, m_context);
    menu->addSeparator();
    QAction* copy = menu->addAction(tr("&Copy rows"), m_tree, &TreeView::copyRows);
    copy->setObjectName(QStringLiteral("menuCopy"));
    copy->setShortcut(QKeySequence::Copy);
    m_proxy->setFrozen(QStringLiteral("menu"), true);
    connect(menu, &QObject::destroyed, m_proxy, [proxy = m_proxy] { proxy->setFrozen(QStringLiteral("menu"), false); });
    menu->popup(global);
}

}  // namespace lifeguard
