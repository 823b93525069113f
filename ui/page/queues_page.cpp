// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/queues_page.h"

#include <QMenu>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

#include "format/format.h"
#include "page/curves.h"

namespace lifeguard {
namespace {
constexpr int kMostCharted = 4;  // two curves each in the flow chart
}

QueuesPage::QueuesPage(const PageContext& context, QWidget* parent)
    : Page(context, QStringLiteral("queues"), tr("Queues"), parent) {
    m_proxy = new FilterProxy(this);
    m_proxy->setSourceModel(&context.models.queues);
    m_banner = new Banner(QStringLiteral("queueBanner"), this);
    m_table = new TableView(QStringLiteral("queueTable"), QueueModel::columns(), context.settings, this);
    m_table->setAccessibleName(tr("Queues"));
    m_table->columns()->setNames({QStringLiteral("name")});
    m_table->columns()->setDefaultWidths({{QStringLiteral("name"), 18},
                                          {QStringLiteral("kind"), 14},
                                          {QStringLiteral("depth"), 14},
                                          {QStringLiteral("drain"), 22},
                                          {QStringLiteral("blocked"), 14}});
    m_table->setModel(m_proxy);
    m_rows = new ContentStack(QStringLiteral("queueRows"), m_table, this);
    auto* charts = new QWidget(this);
    m_depth = new TimeSeriesView(TimeSeriesView::Shape::lines, charts);
    curves::furnish(m_depth, QStringLiteral("chartQueueDepth"), tr("Depth"), tr("items"), &curves::count,
                    Scale::decimal, true);
    m_flow = new TimeSeriesView(TimeSeriesView::Shape::lines, charts);
    curves::furnishRates(m_flow, QStringLiteral("chartQueueFlow"), tr("Put and taken"), tr("items per second"));
    auto* row = new QHBoxLayout(charts);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_depth);
    row->addWidget(m_flow);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("queueSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_rows);
    splitter->addWidget(charts);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    m_stack = new ContentStack(QStringLiteral("queues"), splitter, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
    connect(m_table, &TableView::chosenChanged, this, [this] {
        takeChosen();
        refreshCharts();
    });
    connect(m_table, &TableView::menuRequested, this, [this](const QList<Entity>&, const QPoint& global) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(tr("&Copy rows"), m_table, &TableView::copyRows);
        menu->popup(global);
    });
    connect(m_proxy, &FilterProxy::filterChanged, this, [this] { refresh(); });
    connect(m_banner, &Banner::actionTriggered, this, [this] {
        for (const Finding& finding : m_context.models.findings.rows()) {
            if (finding.kind == Finding::Kind::growing_queue) {
                reveal(finding.entity);
                return;
            }
        }
    });
    refresh();
}

void QueuesPage::refresh() {
    const QString growing = [this] {
        for (const Finding& finding : m_context.models.findings.rows()) {
            if (finding.kind == Finding::Kind::growing_queue) return finding.text;
        }
        return QString();
    }();
    growing.isEmpty() ? m_banner->clear()
                      : m_banner->showMessage(Tone::waiting, words::state(mp::observe::ProcessState::waiting).glyph,
                                              growing, tr("Show"));
    if (!m_context.models.snapshot()) {
        m_stack->showEmpty(tr("No queues: no program is watched."), waysToAProgram());
        return;
    }
    const int all = m_context.models.queues.rowCount();
    if (all == 0) {
        if (showsMoment()) {
            m_stack->showEmpty(tr("At this moment the program had no queue."), {});
            return;
        }
        m_stack->showEmpty(tr("This program has made no queue. A Queue, SimpleQueue or JoinableQueue appears here as "
                              "soon as it exists; what waits for a pool stands on the Overview."),
                           {{tr("Go to Overview"), [this] { Q_EMIT pageRequested(QStringLiteral("overview"), {}); }}});
        return;
    }
    m_stack->showContent();
    if (m_proxy->rowCount() == 0) {
        m_rows->showEmpty(tr("No rows match “%1” among %2 queues.")
                              .arg(m_proxy->filterText(), format::count(static_cast<std::uint64_t>(all))),
                          {{tr("Clear filter"), [this] { m_proxy->setFilterText({}); }}});
    } else {
        m_rows->showContent();
    }
    refreshCharts();
}

QList<std::uint64_t> QueuesPage::chartedQueues() const {
    QList<std::uint64_t> ids;
    for (const Entity& entity : m_table->keeper()->chosen()) ids.append(entity.id);
    if (!ids.isEmpty()) return ids.mid(0, kMostCharted);
    std::vector<QueueRow> rows = m_context.models.queues.rows();
    std::stable_sort(rows.begin(), rows.end(),
                     [](const QueueRow& a, const QueueRow& b) { return a.queue.depth_count > b.queue.depth_count; });
    for (const QueueRow& row : rows) ids.append(row.queue.id);
    return ids.mid(0, kMostCharted);
}

void QueuesPage::refreshCharts() {
    const TimeHistory& history = m_context.models.history;
    QList<Curve> depths;
    QList<Curve> flows;
    for (const std::uint64_t id : chartedQueues()) {
        const mp::observe::Queue* queue = m_context.models.queues.queue(id);
        if (queue == nullptr) continue;
        const QString name = QString::fromStdString(queue->name);
        depths.append({name, name, curves::points(history, {SeriesKind::queue_depth, id}), {}});
        flows.append({name,
                      tr("%1 put").arg(name),
                      curves::points(history, {SeriesKind::queue_puts_per_s, id}),
                      {},
                      Qt::SolidLine});
        flows.append({name,
                      tr("%1 taken").arg(name),
                      curves::points(history, {SeriesKind::queue_gets_per_s, id}),
                      {},
                      Qt::DotLine});
    }
    m_depth->setSeries(depths);
    m_flow->setSeries(flows);
}

void QueuesPage::reveal(const Entity& entity) {
    if (!m_proxy->mapFromSource(m_context.models.queues.indexOf(entity)).isValid()) m_proxy->setFilterText({});
    m_table->keeper()->choose({entity}, true);
}

}  // namespace lifeguard
