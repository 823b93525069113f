// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/locks_page.h"

#include <QGroupBox>
#include <QMenu>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

#include "format/format.h"
#include "page/curves.h"

namespace lifeguard {

LocksPage::LocksPage(const PageContext& context, QWidget* parent)
    : Page(context, QStringLiteral("locks"), tr("Locks"), parent) {
    m_proxy = new FilterProxy(this);
    m_proxy->setSourceModel(&context.models.locks);
    m_banner = new Banner(QStringLiteral("lockBanner"), this);
    m_table = new TableView(QStringLiteral("lockTable"), LockModel::columns(), context.settings, this);
    m_table->setAccessibleName(tr("Locks"));
    m_table->columns()->setNames({QStringLiteral("name")});
    m_table->columns()->setDefaultWidths(
        {{QStringLiteral("name"), 16}, {QStringLiteral("kind"), 14}, {QStringLiteral("holder"), 16}});
    m_table->setModel(m_proxy);
    m_rows = new ContentStack(QStringLiteral("lockRows"), m_table, this);
    m_graph = new WaitGraphView(QStringLiteral("waitGraph"));
    m_graphArea = new QScrollArea(this);
    m_graphArea->setObjectName(QStringLiteral("waitGraphArea"));
    m_graphArea->setWidget(m_graph);
    m_graphArea->setWidgetResizable(true);
    m_graphArea->setFrameShape(QFrame::NoFrame);
    m_graphArea->setFocusPolicy(Qt::NoFocus);
    m_graphStack = new ContentStack(QStringLiteral("waitGraph"), m_graphArea, this);
    auto* graphBox = new QGroupBox(tr("Wait-for graph"), this);
    auto* inside = new QVBoxLayout(graphBox);
    inside->setContentsMargins(4, 4, 4, 4);
    inside->addWidget(m_graphStack);
    m_waits = new HistogramView(this);
    m_waits->setObjectName(QStringLiteral("chartLockWaits"));
    m_waits->setValueText(&curves::duration);
    m_waits->setCountText(&curves::count);
    auto* bottom = new QSplitter(Qt::Horizontal, this);
    bottom->setChildrenCollapsible(false);
    bottom->addWidget(graphBox);
    bottom->addWidget(m_waits);
    bottom->setStretchFactor(0, 5);
    bottom->setStretchFactor(1, 3);
    bottom->setSizes({5000, 3000});
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("lockSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_rows);
    splitter->addWidget(bottom);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    m_stack = new ContentStack(QStringLiteral("locks"), splitter, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
    connect(m_table, &TableView::chosenChanged, this, [this] {
        takeChosen();
        refreshWaits();
    });
    connect(m_table, &TableView::menuRequested, this, [this](const QList<Entity>&, const QPoint& global) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(tr("&Copy rows"), m_table, &TableView::copyRows);
        menu->popup(global);
    });
    connect(m_graph, &WaitGraphView::activated, this, [this](const Entity& entity) {
        entity.kind == Entity::Kind::lock ? reveal(entity) : Q_EMIT pageRequested(QStringLiteral("workers"), entity);
    });
    connect(m_banner, &Banner::actionTriggered, this, [this] {
        reveal(m_deadlocked);
        const QRect place = m_graph->placeOf(m_deadlocked);
        m_graphArea->ensureVisible(place.center().x(), place.center().y());
    });
    connect(m_proxy, &FilterProxy::filterChanged, this, [this] { refresh(); });
    refresh();
}

void LocksPage::refresh() {
    const SnapshotPtr snapshot = m_context.models.snapshot();
    if (!snapshot) {
        m_banner->clear();
        m_stack->showEmpty(tr("No locks: no program is watched."), waysToAProgram());
        return;
    }
    refreshBanner(*snapshot);
    const int all = m_context.models.locks.rowCount();
    if (all == 0) {
        if (showsMoment()) {
            m_stack->showEmpty(tr("At this moment the program had no lock."), {});
            return;
        }
        m_stack->showEmpty(
            tr("This program has made no lock. Locks, semaphores, conditions, events and barriers appear "
               "here as soon as they exist."),
            {{tr("Go to Overview"), [this] { Q_EMIT pageRequested(QStringLiteral("overview"), {}); }}});
        return;
    }
    m_stack->showContent();
    if (m_proxy->rowCount() == 0) {
        m_rows->showEmpty(tr("No rows match “%1” among %2 locks.")
                              .arg(m_proxy->filterText(), format::count(static_cast<std::uint64_t>(all))),
                          {{tr("Clear filter"), [this] { m_proxy->setFilterText({}); }}});
    } else {
        m_rows->showContent();
    }
    const WaitGraph graph = WaitGraph::of(*snapshot);
    m_graph->setGraph(graph);
    if (graph.nodes.isEmpty()) {
        m_graphStack->showEmpty(tr("✓ Nobody waits for a lock now."), {});
    } else {
        m_graphStack->showContent();
    }
    refreshWaits();
}

void LocksPage::refreshBanner(const mp::observe::Snapshot& snapshot) {
    const auto deadlocks = snapshot.deadlocks();
    if (deadlocks.empty()) {
        m_banner->clear();
        return;
    }
    const auto& first = deadlocks.front();
    QStringList parts;
    for (std::size_t i = 0; i < first.members.size(); ++i) {
        const auto* process = snapshot.process(first.members[i]);
        const auto* wants = snapshot.lock(first.locks[i]);
        const auto* holds = snapshot.lock(first.locks[(i + first.locks.size() - 1) % first.locks.size()]);
        if (process == nullptr || wants == nullptr || holds == nullptr) continue;
        parts.append(tr("%1 holds “%2” and waits for “%3”")
                         .arg(words::processName(*process), QString::fromStdString(holds->name),
                              QString::fromStdString(wants->name)));
    }
    QString text =
        tr("Deadlock since %1: %2.").arg(format::clockSeconds(first.since_ns), parts.join(QLatin1String("; ")));
    if (deadlocks.size() > 1)
        text += tr(" And %1 more.").arg(format::count(static_cast<std::uint64_t>(deadlocks.size() - 1)));
    m_deadlocked = {Entity::Kind::lock, {}, first.locks.empty() ? 0 : first.locks.front()};
    m_banner->showMessage(Tone::failed, QStringLiteral("◆"), text, tr("Show"));
}

void LocksPage::refreshWaits() {
    const QList<Entity>& chosen = m_table->keeper()->chosen();
    const LockRow* row = nullptr;
    if (!chosen.isEmpty()) row = m_context.models.locks.lock(chosen.first().id);
    if (row == nullptr) {
        // Without a choice: the lock that was waited for the longest.
        for (const LockRow& each : m_context.models.locks.rows()) {
            if (!each.is_sync && (row == nullptr || each.lock.waited_ns > row->lock.waited_ns)) row = &each;
        }
    }
    if (row == nullptr || row->is_sync) {
        m_waits->setHeading(tr("Waits"), QString());
        m_waits->setEmptyText(tr("Waits are measured for locks"));
        m_waits->setBuckets({}, {});
        return;
    }
    m_waits->setHeading(tr("Waits for “%1”").arg(QString::fromStdString(row->lock.name)), tr("count by duration"));
    m_waits->setEmptyText(tr("Nobody had to wait for it yet"));
    m_waits->setBuckets(curves::buckets(row->lock.waits),
                        curves::quantiles(row->lock.waits, row->lock.longest_wait_ns));
}

void LocksPage::reveal(const Entity& entity) {
    if (!m_proxy->mapFromSource(m_context.models.locks.indexOf(entity)).isValid()) m_proxy->setFilterText({});
    m_table->keeper()->choose({entity}, true);
}

}  // namespace lifeguard
