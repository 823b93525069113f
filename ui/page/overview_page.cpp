// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/overview_page.h"

#include <QGridLayout>
#include <QLabel>
#include <QListView>
#include <QProgressBar>
#include <algorithm>
#include <cmath>

#include "format/format.h"
#include "page/curves.h"
#include "widget/cell_delegate.h"

namespace lifeguard {
namespace {

constexpr int kBarSteps = 1000;
constexpr int kMostQueues = 4;
constexpr int kMostBars = 3;

std::optional<double> known(double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

OverviewPage::OverviewPage(const PageContext& context, QWidget* parent)
    : Page(context, QStringLiteral("overview"), tr("Overview"), parent) {
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(makeCards());
    m_progress = new QVBoxLayout;
    m_progress->setSpacing(4);
    column->addLayout(m_progress);
    m_middle = new QBoxLayout(QBoxLayout::LeftToRight);
    m_middle->addWidget(makeCharts(), 5);
    m_middle->addWidget(makeFindings(), 2);
    column->addLayout(m_middle, 1);
    m_stack = new ContentStack(QStringLiteral("overview"), content, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_stack);
    connect(&context.models, &SessionModels::cleared, this, [this] { m_tracker.clear(); });
    // A guess needs the past: it is kept while another page is in front, too.
    connect(&context.models, &SessionModels::updated, this, [this] {
        if (!isVisible() && m_context.models.snapshot()) m_tracker.update(*m_context.models.snapshot());
    });
    refresh();
}

QWidget* OverviewPage::makeCards() {
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](const QString& name, const QString& title, const QString& page) {
        auto* card = new Card(name, title, row);
        layout->addWidget(card, 1);
        connect(card, &Card::clicked, this, [this, page] { Q_EMIT pageRequested(page, {}); });
        return card;
    };
    m_workers = add(QStringLiteral("cardWorkers"), tr("Workers busy"), QStringLiteral("workers"));
    m_throughput = add(QStringLiteral("cardThroughput"), tr("Throughput"), QStringLiteral("workers"));
    m_queued = add(QStringLiteral("cardQueued"), tr("Tasks queued"), QStringLiteral("queues"));
    m_failed = add(QStringLiteral("cardFailed"), tr("Failed"), QStringLiteral("exits"));
    m_wait = add(QStringLiteral("cardWait"), tr("Longest lock wait"), QStringLiteral("locks"));
    return row;
}

QWidget* OverviewPage::makeFindings() {
    auto* box = new QWidget(this);
    m_findingsTitle = new QLabel(box);
    QFont bold = font();
    bold.setBold(true);
    m_findingsTitle->setFont(bold);
    m_findings = new QListView(box);
    m_findings->setObjectName(QStringLiteral("findings"));
    m_findings->setAccessibleName(tr("Needs attention"));
    m_findings->setModel(&m_context.models.findings);
    auto* words = new CellDelegate(m_findings);
    words->setWrapping(true);
    m_findings->setItemDelegate(words);
    m_findings->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_findings->setTextElideMode(Qt::ElideRight);
    m_findings->setResizeMode(QListView::Adjust);
    m_findings->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_findings->setToolTip(tr("Enter or a double click shows more"));
    m_findings->setMinimumHeight(fontMetrics().height() * 4);
    connect(m_findings, &QListView::activated, this, &OverviewPage::follow);
    m_findingsStack = new ContentStack(QStringLiteral("findings"), m_findings, box);
    m_findingsStack->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_findingsTitle);
    layout->addWidget(m_findingsStack, 1);
    return box;
}

QWidget* OverviewPage::makeCharts() {
    auto* box = new QWidget(this);
    m_states = new TimeSeriesView(TimeSeriesView::Shape::stackedAreas, box);
    curves::furnish(m_states, QStringLiteral("chartStates"), tr("Workers by state"), tr("workers"), &curves::count,
                    Scale::decimal, true);
    m_rates = new TimeSeriesView(TimeSeriesView::Shape::lines, box);
    curves::furnishRates(m_rates, QStringLiteral("chartRates"), tr("Tasks finished"), tr("per second"));
    m_depths = new TimeSeriesView(TimeSeriesView::Shape::lines, box);
    curves::furnish(m_depths, QStringLiteral("chartDepths"), tr("Queue depth, deepest four"), tr("items"),
                    &curves::count, Scale::decimal, true);
    m_depths->setEmptyText(tr("No queue at this moment"));
    m_durations = new TimeSeriesView(TimeSeriesView::Shape::lines, box);
    curves::furnish(m_durations, QStringLiteral("chartDurations"), tr("Task duration"), tr("last 10 s"),
                    &curves::duration, Scale::duration);
    m_durations->setEmptyText(tr("No task has finished yet"));
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(m_states, 0, 0);
    grid->addWidget(m_rates, 0, 1);
    grid->addWidget(m_depths, 1, 0);
    grid->addWidget(m_durations, 1, 1);
    return box;
}

void OverviewPage::refresh() {
    const SnapshotPtr snapshot = m_context.models.snapshot();
    if (!snapshot) {
        m_stack->showEmpty(tr("Nothing to show yet: no program is watched."),
                           waysToAProgram()
                               << EmptyState::Action{tr("Try the demo"), [this] { Q_EMIT demoRequested(); }});
        return;
    }
    m_stack->showContent();
    refreshCards(*snapshot);
    refreshProgress(m_tracker.update(*snapshot));
    // Curves change with the samples, four times rarer than the rest.
    const TimeHistory& history = m_context.models.history;
    const Charted charted{snapshot->program, history.firstTime(), history.lastTime(), snapshot->queues.size()};
    if (charted != std::exchange(m_charted, charted)) refreshCharts(*snapshot);
    const int findings = m_context.models.findings.rowCount();
    m_findingsTitle->setText(tr("Needs attention (%1)").arg(format::count(static_cast<std::uint64_t>(findings))));
    if (findings > 0) {
        m_findingsStack->showContent();
    } else {
        m_findingsStack->showEmpty(tr("✓ Nothing needs your attention."), {});
    }
}

void OverviewPage::refreshCards(const mp::observe::Snapshot& snapshot) {
    const TimeHistory& history = m_context.models.history;
    const ProcessModel::Counts counts = m_context.models.processes.counts();
    std::uint64_t failed = 0;
    std::uint64_t done = 0;
    std::uint64_t queued = 0;
    std::uint64_t alive = 0;
    std::uint64_t busy = 0;
    std::uint64_t paused = 0;
    for (const mp::observe::Pool& pool : snapshot.pools) {
        alive += pool.alive_count;
        busy += pool.busy_count;
        failed += pool.failed_count + pool.lost_count;
        done += pool.done_count;
        queued += pool.queued_count;
        paused += pool.paused ? 1 : 0;
    }
    const auto number = [](int value) { return format::count(static_cast<std::uint64_t>(std::max(0, value))); };
    // Of the pools, as in the status bar; all processes where there is no pool.
    if (snapshot.pools.empty()) {
        m_workers->setValue(tr("%1/%2", "busy/all").arg(number(counts.busy), number(counts.all - counts.ended)),
                            tr("%1 idle, %2 waiting").arg(number(counts.idle), number(counts.waiting)));
    } else {
        const auto waiting = std::count_if(snapshot.processes.begin(), snapshot.processes.end(), [](const auto& p) {
            return p.pool_id != 0 && !p.ended_ns && p.state == mp::observe::ProcessState::waiting;
        });
        m_workers->setValue(tr("%1/%2", "busy/all").arg(format::count(busy), format::count(alive)),
                            tr("%1 idle, %2 waiting")
                                .arg(format::count(alive - std::min(alive, busy)), number(static_cast<int>(waiting))));
    }
    m_workers->setSamples(curves::lastMinute(history, {SeriesKind::workers_busy}));
    m_throughput->setValue(
        format::rate(snapshot.alive ? known(history.last({SeriesKind::tasks_ok_per_s})) : std::nullopt),
        tr("%1 done").arg(format::count(done)));
    m_throughput->setSamples(curves::lastMinute(history, {SeriesKind::tasks_ok_per_s}));
    QString where = snapshot.pools.empty() ? tr("no pool")
                    : snapshot.pools.size() == 1
                        ? tr("in 1 pool")
                        : tr("in %1 pools").arg(format::count(static_cast<std::uint64_t>(snapshot.pools.size())));
    if (paused > 0)
        where +=
            paused == snapshot.pools.size() ? tr(" · ❚❚ paused") : tr(" · ❚❚ %1 paused").arg(format::count(paused));
    m_queued->setValue(format::count(queued), where);
    m_queued->setSamples(curves::lastMinute(history, {SeriesKind::tasks_queued}));
    const int bad = m_context.models.exits.failures();
    m_failed->setValue(format::count(failed), tr("%1 bad exit(s)", nullptr, bad).arg(number(bad)));
    m_failed->setTone(Tone::failed, failed > 0 ? QStringLiteral("✖") : QString());
    m_failed->setSamples(curves::lastMinute(history, {SeriesKind::tasks_failed_per_s}));
    const mp::observe::Lock* longest = nullptr;
    std::int64_t longestNs = 0;
    for (const mp::observe::Process& process : snapshot.processes) {
        if (!process.wait || process.wait->kind != mp::observe::WaitKind::lock) continue;
        const std::int64_t waited = snapshot.taken_ns - process.wait->since_ns;
        if (longest != nullptr && waited <= longestNs) continue;
        longest = snapshot.lock(process.wait->object_id);
        longestNs = waited;
    }
    m_wait->setValue(
        longest != nullptr ? format::duration(longestNs) : tr("none"),
        longest != nullptr ? tr("for “%1”").arg(QString::fromStdString(longest->name)) : tr("nobody waits for a lock"));
    m_wait->setSamples(curves::lastMinute(history, {SeriesKind::longest_lock_wait_ns}));
}

void OverviewPage::refreshProgress(const QList<PoolProgress>& progress) {
    const auto count = std::min<qsizetype>(progress.size(), kMostBars);
    while (m_bars.size() < count) {
        Bar made{};
        made.row = new QWidget(this);
        made.name = new QLabel(made.row);
        made.bar = new QProgressBar(made.row);
        made.bar->setRange(0, kBarSteps);
        made.bar->setTextVisible(false);
        made.bar->setMaximumHeight(fontMetrics().height());
        made.text = new QLabel(made.row);
        made.bar->setObjectName(QStringLiteral("poolProgress%1").arg(m_bars.size()));
        auto* layout = new QHBoxLayout(made.row);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(made.name);
        layout->addWidget(made.bar, 1);
        layout->addWidget(made.text);
        m_progress->addWidget(made.row);
        m_bars.append(made);
    }
    for (qsizetype i = 0; i < m_bars.size(); ++i) {
        const bool shown = i < count && (progress[i].total > 0 || progress[i].paused);
        m_bars[i].row->setVisible(shown);
        if (!shown) continue;
        m_bars[i].name->setText(progress[i].name);
        m_bars[i].bar->setValue(static_cast<int>(progress[i].fraction * kBarSteps));
        m_bars[i].bar->setAccessibleName(tr("Progress of %1").arg(progress[i].name));
        m_bars[i].text->setText(progress[i].text());
        m_bars[i].text->setToolTip(
            tr("%1 of %2 tasks finished").arg(format::count(progress[i].finished), format::count(progress[i].total)));
    }
}

void OverviewPage::refreshCharts(const mp::observe::Snapshot& snapshot) {
    const TimeHistory& history = m_context.models.history;
    m_states->setSeries(curves::workersByState(history));
    m_rates->setSeries(
        {{QStringLiteral("ok"), tr("✓ ok"), curves::points(history, {SeriesKind::tasks_ok_per_s}), Tone::ok},
         {QStringLiteral("failed"), tr("✖ failed"), curves::points(history, {SeriesKind::tasks_failed_per_s}),
          Tone::failed}});
    QList<const mp::observe::Queue*> queues;
    for (const mp::observe::Queue& queue : snapshot.queues) queues.append(&queue);
    std::stable_sort(queues.begin(), queues.end(),
                     [](const auto* a, const auto* b) { return a->depth_count > b->depth_count; });
    QList<Curve> depths;
    for (const auto* queue : queues.mid(0, kMostQueues)) {
        const QString name = QString::fromStdString(queue->name);
        depths.append({name, name, curves::points(history, {SeriesKind::queue_depth, queue->id}), {}});
    }
    m_depths->setSeries(depths);
    m_durations->setSeries(
        {{QStringLiteral("p50"), tr("p50"), curves::points(history, {SeriesKind::duration_p50_ns}), Tone::ok},
         {QStringLiteral("p95"), tr("p95"), curves::points(history, {SeriesKind::duration_p95_ns}), Tone::active},
         {QStringLiteral("p99"), tr("p99"), curves::points(history, {SeriesKind::duration_p99_ns}), Tone::failed}});
}

void OverviewPage::follow(const QModelIndex& finding) {
    Q_EMIT pageRequested(finding.data(PageRole).toString(), finding.data(EntityRole).value<Entity>());
}

// Where it is narrow, the findings go below the charts.
void OverviewPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    const bool wide = width() > fontMetrics().averageCharWidth() * 130;
    m_middle->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

}  // namespace lifeguard
