// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/inspector_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "format/format.h"
#include "format/words.h"
#include "page/curves.h"
#include "page/inspector_facts.h"
#include "page/verbs.h"
#include "widget/flow_layout.h"

namespace lifeguard {

InspectorPanel::InspectorPanel(const PageContext& context, QWidget* parent) : QWidget(parent), m_context(context) {
    setObjectName(QStringLiteral("inspector"));
    setAccessibleName(tr("Inspector"));
    m_title = new ElidedLabel(this);
    m_title->setObjectName(QStringLiteral("inspectorTitle"));
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_subtitle = new QLabel(this);
    m_subtitle->setObjectName(QStringLiteral("inspectorSubtitle"));
    m_subtitle->setWordWrap(true);
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("inspectorTabs"));
    m_tabs->setAccessibleName(tr("Inspector"));
    m_tabs->setDocumentMode(true);
    setMinimumWidth(fontMetrics().averageCharWidth() * 43);
    m_summary = new FactList(QStringLiteral("inspectorSummary"), this);
    m_task = new FactList(QStringLiteral("inspectorTask"), this);
    m_locks = new FactList(QStringLiteral("inspectorLocks"), this);
    m_evidence = new FactList(QStringLiteral("inspectorEvidence"), this);
    m_attempts = new FactList(QStringLiteral("inspectorAttempts"), this);
    m_output = new FactList(QStringLiteral("inspectorOutput"), this);
    m_resourcesBox = new QWidget(this);
    m_resources = new FactList(QStringLiteral("inspectorResources"), m_resourcesBox);
    m_cpu = new TimeSeriesView(TimeSeriesView::Shape::lines, m_resourcesBox);
    curves::furnish(m_cpu, QStringLiteral("inspectorCpu"), tr("CPU"), tr("% of one CPU"), &curves::percent);
    m_cpu->setSpan(60);
    auto* resources = new QVBoxLayout(m_resourcesBox);
    resources->setContentsMargins(0, 0, 0, 0);
    resources->addWidget(m_resources, 1);
    resources->addWidget(m_cpu, 1);
    m_depth = new TimeSeriesView(TimeSeriesView::Shape::lines, this);
    curves::furnish(m_depth, QStringLiteral("inspectorDepth"), tr("Depth"), tr("items"), &curves::count, Scale::decimal,
                    true);
    m_histogram = new HistogramView(this);
    m_histogram->setObjectName(QStringLiteral("inspectorHistogram"));
    m_histogram->setValueText(&curves::duration);
    m_histogram->setCountText(&curves::count);
    for (QWidget* page :
         QList<QWidget*>{m_task, m_locks, m_evidence, m_attempts, m_output, m_resourcesBox, m_depth, m_histogram})
        page->hide();

    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_title);
    column->addWidget(m_subtitle);
    column->addWidget(m_tabs, 1);
    column->addWidget(makeResize());
    column->addWidget(makeActions());
    m_stack = new ContentStack(QStringLiteral("inspector"), content, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_stack);

    const auto update = [this] {
        if (isVisible()) refresh();
    };
    connect(&context.models.selection, &Selection::changed, this, &InspectorPanel::choose);
    connect(&context.models, &SessionModels::updated, this, update);
    connect(&context.models, &SessionModels::cleared, this, update);
    connect(&context.feed, &SnapshotFeed::stateChanged, this, update);
    connect(&context.runs, &RunsBridge::changed, this, update);
    connect(&context.runs, &RunsBridge::outputsRead, this, &InspectorPanel::takeOutputs);
    connect(&context.runs, &RunsBridge::wordsRead, this, &InspectorPanel::takeWords);
    choose();
}

QSize InspectorPanel::sizeHint() const {
    // Wide enough for the most tabs that there are.
    int tabs = 0;
    for (const QString& title : {tr("Summary"), tr("Task"), tr("Locks"), tr("CPU")})
        tabs += fontMetrics().horizontalAdvance(title) + fontMetrics().averageCharWidth() * 4;
    return {std::max(fontMetrics().averageCharWidth() * 47, tabs), fontMetrics().height() * 30};
}

QWidget* InspectorPanel::makeResize() {
    m_resize = new QWidget(this);
    auto* label = new QLabel(tr("Workers:"), m_resize);
    m_size = new QSpinBox(m_resize);
    m_size->setObjectName(QStringLiteral("inspectorPoolSize"));
    m_size->setAccessibleName(tr("Workers of the pool"));
    m_size->setRange(1, 4096);
    label->setBuddy(m_size);
    m_apply = new QPushButton(tr("Apply"), m_resize);
    m_apply->setObjectName(QStringLiteral("inspectorPoolApply"));
    auto* row = new QHBoxLayout(m_resize);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(label);
    row->addWidget(m_size);
    row->addWidget(m_apply);
    row->addStretch();
    connect(m_apply, &QPushButton::clicked, this,
            [this] { Q_EMIT resizeRequested(m_entity.id, static_cast<std::uint32_t>(m_size->value())); });
    connect(m_size, &QSpinBox::valueChanged, this, &InspectorPanel::refreshActions);
    return m_resize;
}

QWidget* InspectorPanel::makeActions() {
    m_actions = new QWidget(this);
    auto* row = new FlowLayout(m_actions);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    m_actions->setSizePolicy(policy);
    const auto add = [&](const QString& name, const QString& text, Verb verb) {
        auto* button = new QPushButton(text, m_actions);
        button->setObjectName(name);
        button->setProperty("verb", static_cast<int>(verb));
        connect(button, &QPushButton::clicked, this, [this, verb] { Q_EMIT requested(verb, {m_entity}, false); });
        row->addWidget(button);
        return button;
    };
    m_terminate = add(QStringLiteral("inspectorTerminate"), tr("Terminate…"), Verb::terminate);
    m_kill = add(QStringLiteral("inspectorKill"), tr("Kill…"), Verb::kill);
    m_suspend = add(QStringLiteral("inspectorSuspend"), tr("Suspend"), Verb::suspend);
    m_resume = add(QStringLiteral("inspectorResume"), tr("Resume"), Verb::resume);
    m_stop = add(QStringLiteral("inspectorStopTask"), tr("Stop task…"), Verb::cancel_task);
    m_retry = add(QStringLiteral("inspectorRetry"), tr("Retry"), Verb::retry_task);
    m_pause = new QPushButton(m_actions);  // one of two verbs, as the pool is
    m_pause->setObjectName(QStringLiteral("inspectorPause"));
    connect(m_pause, &QPushButton::clicked, this, [this] {
        const mp::observe::Pool* pool = m_context.models.processes.pool(m_entity.id);
        Q_EMIT requested(pool != nullptr && pool->paused ? Verb::unpause_pool : Verb::pause_pool, {m_entity}, false);
    });
    row->addWidget(m_pause);
    m_link = new QPushButton(m_actions);
    m_link->setObjectName(QStringLiteral("inspectorLink"));
    connect(m_link, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested(m_linkPage, m_linkEntity); });
    row->addWidget(m_link);
    return m_actions;
}

void InspectorPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

void InspectorPanel::choose() {
    m_entity = m_context.models.selection.single();
    m_process.reset();
    m_shown_task.reset();
    m_task_output.reset();
    m_output_asked.reset();
    m_words.clear();
    m_words_asked.reset();
    if (m_entity.kind == Entity::Kind::pool) {
        const mp::observe::Pool* pool = m_context.models.processes.pool(m_entity.id);
        if (pool != nullptr) m_size->setValue(static_cast<int>(pool->target_size));
    }
    refresh();
}

void InspectorPanel::setTabs(Entity::Kind kind) {
    if (m_kind == kind) return;
    m_kind = kind;
    const int chosen = m_tabs->currentIndex();
    while (m_tabs->count() > 0) m_tabs->removeTab(0);
    m_tabs->addTab(m_summary, tr("Summary"));
    switch (kind) {
        case Entity::Kind::session:
        case Entity::Kind::process:
            m_tabs->addTab(m_task, tr("Task"));
            m_tabs->setTabToolTip(m_tabs->addTab(m_locks, tr("Locks")), tr("Locks and queues"));
            m_tabs->setTabToolTip(m_tabs->addTab(m_resourcesBox, tr("CPU")),
                                  tr("Resources: CPU, memory, threads, files"));
            break;
        case Entity::Kind::pool:
            m_tabs->addTab(m_histogram, tr("Durations"));
            break;
        case Entity::Kind::queue:
            m_tabs->addTab(m_depth, tr("Depth"));
            break;
        case Entity::Kind::lock:
            m_tabs->addTab(m_histogram, tr("Waits"));
            break;
        case Entity::Kind::exit:
            m_tabs->addTab(m_evidence, tr("Evidence"));
            break;
        case Entity::Kind::task:
            m_tabs->addTab(m_attempts, tr("Attempts"));
            m_tabs->addTab(m_output, tr("Output"));
            break;
        default:
            break;
    }
    m_tabs->setCurrentIndex(std::clamp(chosen, 0, m_tabs->count() - 1));
}

void InspectorPanel::refresh() {
    const qsizetype chosen = m_context.models.selection.entities().size();
    if (!m_entity) {
        m_stack->showEmpty(chosen > 1 ? tr("%1 rows are chosen. The inspector shows one.")
                                            .arg(format::count(static_cast<std::uint64_t>(chosen)))
                                      : tr("Choose a row on any page: what is known about it appears here."),
                           {});
        return;
    }
    m_stack->showContent();
    setTabs(m_entity.kind);
    setLink({}, {}, {});
    const SnapshotPtr snapshot = m_context.models.snapshot();
    if (m_entity.kind == Entity::Kind::run) {
        showRun();
    } else if (snapshot) {
        switch (m_entity.kind) {
            case Entity::Kind::session:
            case Entity::Kind::process:
                showProcess(*snapshot);
                break;
            case Entity::Kind::pool:
                showPool(*snapshot);
                break;
            case Entity::Kind::queue:
                showQueue(*snapshot);
                break;
            case Entity::Kind::lock:
            case Entity::Kind::sync:
                showLock(*snapshot);
                break;
            case Entity::Kind::exit:
                showExit(*snapshot);
                break;
            case Entity::Kind::task:
                showTask(*snapshot);
                break;
            default:
                break;
        }
    }
    refreshActions();
}

void InspectorPanel::showProcess(const mp::observe::Snapshot& snapshot) {
    if (const auto* known = m_context.models.processes.process(m_entity.identity)) m_process = *known;
    if (!m_process) {
        m_title->setText(tr("pid %1").arg(m_entity.identity.pid));
        m_subtitle->setText(tr("Nothing is known of it any more."));
        return;
    }
    m_title->setText(
        tr("%1 · pid %2")
            .arg(words::processName(*m_process), format::id(static_cast<std::uint64_t>(m_process->identity.pid))));
    const bool ended = m_process->ended_ns.has_value();
    QString state = words::state(*m_process, snapshot).full();
    if (ended) {
        state = snapshot.alive ? tr("%1, %2 ago. Values frozen at exit.")
                                     .arg(state, format::age(snapshot.taken_ns - *m_process->ended_ns))
                               : tr("%1 at %2. Values frozen at exit.").arg(state, format::clock(*m_process->ended_ns));
        setLink(tr("Show exit"), QStringLiteral("exits"), {Entity::Kind::exit, m_process->identity, 0});
    }
    m_subtitle->setText(state);
    m_summary->setFacts(facts::processSummary(*m_process, snapshot));
    m_task->setFacts(facts::processTask(*m_process, snapshot));
    m_locks->setFacts(facts::processLocks(*m_process, snapshot));
    m_resources->setFacts(facts::processResources(*m_process));
    const QModelIndex cell = m_context.models.processes.indexOf(m_entity, ProcessModel::CpuHistoryColumn);
    if (!cell.isValid()) return;
    const auto samples = cell.data(SamplesRole).value<QVector<double>>();
    const double step = m_context.settings.intervalMs() / 1000.0;
    const double end = static_cast<double>(m_process->ended_ns.value_or(snapshot.taken_ns)) / 1e9;
    Curve cpu{QStringLiteral("cpu"), tr("CPU"), {}, Tone::active};
    for (qsizetype i = 0; i < samples.size(); ++i)
        cpu.points.append({end - static_cast<double>(samples.size() - 1 - i) * step, samples[i]});
    m_cpu->setSilence(std::max(5.0, 3 * step));
    m_cpu->setSeries({cpu});
}

void InspectorPanel::showPool(const mp::observe::Snapshot& snapshot) {
    const mp::observe::Pool* pool = snapshot.pool(m_entity.id);
    if (pool == nullptr) {
        m_subtitle->setText(tr("This pool is gone."));
        return;
    }
    m_title->setText(tr("Pool %1").arg(QString::fromStdString(pool->name)));
    m_subtitle->setText(
        tr("%1 of %2 busy, %3 queued")
            .arg(format::count(pool->busy_count), format::count(pool->alive_count), format::count(pool->queued_count)));
    m_summary->setFacts(facts::pool(*pool, snapshot));
    showHistogram(tr("Task duration"), pool->durations, tr("No task has finished yet"));
}

void InspectorPanel::showQueue(const mp::observe::Snapshot& snapshot) {
    const mp::observe::Queue* queue = snapshot.queue(m_entity.id);
    if (queue == nullptr) {
        m_subtitle->setText(tr("This queue is gone."));
        return;
    }
    const QString name = QString::fromStdString(queue->name);
    m_title->setText(tr("Queue %1").arg(name));
    m_subtitle->setText(
        tr("%1 item(s)", nullptr, static_cast<int>(queue->depth_count)).arg(format::count(queue->depth_count)));
    m_summary->setFacts(facts::queue(*queue, snapshot));
    m_depth->setSeries(
        {{name, name, curves::points(m_context.models.history, {SeriesKind::queue_depth, queue->id}), {}}});
}

void InspectorPanel::showLock(const mp::observe::Snapshot& snapshot) {
    if (const mp::observe::Lock* lock = snapshot.lock(m_entity.id)) {
        m_title->setText(tr("Lock %1").arg(QString::fromStdString(lock->name)));
        m_subtitle->setText(
            lock->holder ? tr("held, %1 waiting").arg(format::count(static_cast<std::uint64_t>(lock->waiters.size())))
                         : tr("free"));
        m_summary->setFacts(facts::lock(*lock, snapshot));
        showHistogram(tr("Waits"), lock->waits, tr("Nobody had to wait for it yet"));
        if (lock->holder)
            setLink(tr("Show holder"), QStringLiteral("workers"), {Entity::Kind::process, *lock->holder, 0});
        return;
    }
    for (const mp::observe::Sync& sync : snapshot.syncs) {
        if (sync.id != m_entity.id) continue;
        m_title->setText(QString::fromStdString(sync.kind) + QLatin1Char(' ') + QString::fromStdString(sync.name));
        m_subtitle->clear();
        m_summary->setFacts(facts::sync(sync, snapshot));
        return;
    }
    m_subtitle->setText(tr("This lock is gone."));
}

void InspectorPanel::showRun() {
    const RunRow* run =
        m_context.models.runs.row(m_context.models.runs.indexOfKey(static_cast<std::int64_t>(m_entity.id)));
    if (run == nullptr) {
        m_subtitle->setText(tr("This run was deleted."));
        return;
    }
    m_title->setText(run->name.isEmpty() ? tr("Run %1").arg(run->id)
                                         : tr("Run %1 · %2").arg(QString::number(run->id), run->name));
    m_subtitle->setText(run->source);
    m_summary->setFacts(facts::run(*run));
}

void InspectorPanel::showHistogram(const QString& title, const mp::observe::Histogram& histogram,
                                   const QString& empty) {
    m_histogram->setHeading(title, tr("count by duration"));
    m_histogram->setEmptyText(empty);
    m_histogram->setBuckets(curves::buckets(histogram), curves::quantiles(histogram));
}

void InspectorPanel::setLink(const QString& text, const QString& page, const Entity& entity) {
    if (m_link->text() != text) m_link->setText(text);
    m_link->setVisible(!text.isEmpty());
    m_linkPage = page;
    m_linkEntity = entity;
}

void InspectorPanel::refreshPause() {
    m_pause->setVisible(m_entity.kind == Entity::Kind::pool);
    if (m_entity.kind != Entity::Kind::pool) return;
    const mp::observe::Pool* pool = m_context.models.processes.pool(m_entity.id);
    const bool paused = pool != nullptr && pool->paused;
    m_pause->setText(paused ? tr("Resume intake") : tr("Pause intake"));
    const QString refused = whyNot(paused ? Verb::unpause_pool : Verb::pause_pool, {m_entity}, m_context);
    m_pause->setEnabled(refused.isEmpty());
    m_pause->setToolTip(!refused.isEmpty() ? refused
                        : paused           ? tr("Let its workers begin tasks again")
                                           : tr("Its workers finish what they run and begin nothing else"));
}

void InspectorPanel::refreshActions() {
    const bool acts = m_entity.kind == Entity::Kind::process || m_entity.kind == Entity::Kind::session ||
                      m_entity.kind == Entity::Kind::pool;
    for (QPushButton* button : {m_terminate, m_kill, m_suspend, m_resume}) {
        button->setVisible(acts);
        if (!acts) continue;
        const QString refused = whyNot(static_cast<Verb>(button->property("verb").toInt()), {m_entity}, m_context);
        button->setEnabled(refused.isEmpty());
        button->setToolTip(refused);
    }
    const bool runs = m_entity.kind == Entity::Kind::task && m_shown_task && !m_shown_task->ended_ns;
    m_stop->setVisible(runs);
    if (runs) {
        const QString refused = whyNot(Verb::cancel_task, {m_entity}, m_context);
        m_stop->setEnabled(refused.isEmpty());
        m_stop->setToolTip(refused);
    }
    const bool ended = m_entity.kind == Entity::Kind::task && m_shown_task && m_shown_task->ended_ns;
    m_retry->setVisible(ended && m_shown_task->state != mp::observe::TaskState::done);
    if (ended) {
        const QString refused = whyNot(Verb::retry_task, {m_entity}, m_context);
        m_retry->setEnabled(refused.isEmpty());
        m_retry->setToolTip(refused.isEmpty() ? tr("Another attempt, with equal arguments") : refused);
    }
    refreshPause();
    m_resize->setVisible(m_entity.kind == Entity::Kind::pool);
    if (m_entity.kind != Entity::Kind::pool) return;
    QString refused = whyNot(Verb::resize, {m_entity}, m_context);
    m_size->setEnabled(refused.isEmpty());
    m_size->setToolTip(refused);
    const mp::observe::Pool* pool = m_context.models.processes.pool(m_entity.id);
    if (refused.isEmpty() && pool != nullptr && static_cast<int>(pool->target_size) == m_size->value())
        refused = tr("The pool has this size already.");
    m_apply->setEnabled(refused.isEmpty());
    m_apply->setToolTip(refused);
}

}  // namespace lifeguard
