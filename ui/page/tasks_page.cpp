// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/tasks_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "format/format.h"
#include "page/verbs.h"
#include "widget/columns_button.h"

namespace lifeguard {
namespace {

int shown(std::uint64_t count) {
    return static_cast<int>(std::min<std::uint64_t>(count, 2'000'000'000));
}

}  // namespace

TasksPage::TasksPage(const PageContext& context, QWidget* parent)
    : Page(context, QStringLiteral("tasks"), tr("Tasks"), parent) {
    m_proxy = new FilterProxy(this);
    m_proxy->setSourceModel(&context.models.tasks);
    m_proxy->follow(context.models.times);
    m_chips = new StateChips(QStringLiteral("taskChips"), m_proxy, this);
    m_chips->setAccessibleName(tr("Tasks by state"));
    m_stop = new QPushButton(tr("Sto&p task…"), this);
    m_stop->setObjectName(QStringLiteral("taskStop"));
    m_retry = new QPushButton(tr("&Retry"), this);
    m_retry->setObjectName(QStringLiteral("taskRetry"));
    m_retry_failed = new QPushButton(this);
    m_retry_failed->setObjectName(QStringLiteral("taskRetryFailed"));
    auto* columns = new ColumnsButton(QStringLiteral("taskColumns"), this);
    m_table = new TableView(QStringLiteral("taskTable"), TaskModel::columns(), context.settings, this);
    m_table->setAccessibleName(tr("Tasks"));
    m_table->columns()->setNames({QStringLiteral("function"), QStringLiteral("worker")});
    m_table->columns()->setElidedInMiddle(
        {QStringLiteral("function"), QStringLiteral("arguments"), QStringLiteral("worker"), QStringLiteral("result")});
    m_table->columns()->setDefaultWidths({{QStringLiteral("id"), 8},
                                          {QStringLiteral("function"), 16},
                                          {QStringLiteral("arguments"), 34},
                                          {QStringLiteral("state"), 14},
                                          {QStringLiteral("worker"), 19},
                                          {QStringLiteral("queued"), 15},
                                          {QStringLiteral("wait"), 9},
                                          {QStringLiteral("run"), 10},
                                          {QStringLiteral("result"), 28},
                                          {QStringLiteral("started"), 18},
                                          {QStringLiteral("ended"), 18}});
    m_table->setModel(m_proxy);
    m_rows = new ContentStack(QStringLiteral("taskRows"), m_table, this);
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("taskNote"));
    m_note->setWordWrap(true);
    m_note->hide();

    auto* content = new QWidget(this);
    auto* bar = new QHBoxLayout;
    bar->addWidget(m_chips, 1);
    bar->addWidget(m_retry_failed);
    bar->addWidget(m_retry);
    bar->addWidget(m_stop);
    bar->addWidget(columns);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(bar);
    column->addWidget(m_rows, 1);
    column->addWidget(m_note);
    m_stack = new ContentStack(QStringLiteral("tasks"), content, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_stack);

    columns->setHeader(m_table->columns());
    connect(m_stop, &QPushButton::clicked, this, [this] { Q_EMIT requested(Verb::cancel_task, chosenRunning()); });
    connect(m_retry, &QPushButton::clicked, this, [this] { Q_EMIT requested(Verb::retry_task, chosenFailed()); });
    connect(m_retry_failed, &QPushButton::clicked, this,
            [this] { Q_EMIT requested(Verb::retry_failed, failedPools({}, m_context).pools); });
    connect(m_table, &TableView::chosenChanged, this, [this] {
        takeChosen();
        refreshButtons();
    });
    connect(m_table, &TableView::menuRequested, this, &TasksPage::showMenu);
    connect(m_proxy, &FilterProxy::filterChanged, this, [this] { refresh(); });
    refresh();
}

void TasksPage::refresh() {
    if (!m_context.models.snapshot()) {
        m_stack->showEmpty(tr("No tasks: no program is watched."), waysToAProgram());
        return;
    }
    const TaskModel& tasks = m_context.models.tasks;
    if (tasks.counts().all == 0 && tasks.counts().queued == 0) {
        m_stack->showEmpty(tr("No pool of this program has run a task yet. Each task will appear here with its "
                              "arguments, its worker, how long it took and what came of it."),
                           {{tr("Go to Workers"), [this] { Q_EMIT pageRequested(QStringLiteral("workers"), {}); }}});
        return;
    }
    m_stack->showContent();
    const TaskModel::Counts counts = m_proxy->isTimeRestricted()
                                         ? tasks.countsOf([this](int row) { return m_proxy->isInTime(row); })
                                         : tasks.counts();
    QList<Chips::Item> items{
        {StateChips::all, tr("All"), counts.all, {}, {}, -1},
        {QStringLiteral("queued"), tr("Queued"), shown(counts.queued), Tone::idle, QStringLiteral("○"), -1},
        {QStringLiteral("running"), tr("Running"), counts.running, Tone::active, QStringLiteral("▶"), -1},
        {QStringLiteral("done"), tr("Done"), counts.done, Tone::ok, QStringLiteral("✓"), -1},
        {QStringLiteral("failed"), tr("Failed"), counts.failed, Tone::failed, QStringLiteral("✖"), -1},
        {QStringLiteral("cancelled"), tr("Cancelled"), counts.cancelled, Tone::idle, QStringLiteral("■"), -1}};
    // What waits now is of no stretch of time.
    if (!m_context.models.times.range().isEmpty() && m_chips->state() != items[1].id) items.removeAt(1);
    m_chips->showItems(items);
    refreshRows();
    refreshNote();
    refreshButtons();
}

void TasksPage::refreshRows() {
    const TaskModel::Counts& counts = m_context.models.tasks.counts();
    const EmptyState::Action clear{tr("Clear filter"), [this] { m_proxy->setFilterText({}); }};
    if (m_proxy->rowCount() > 0) {
        m_rows->showContent();
    } else if (m_proxy->isTimeRestricted()) {
        m_rows->showEmpty(m_proxy->filterText().isEmpty()
                              ? tr("No task ran%1.").arg(timeWords())
                              : tr("No task matches “%1”%2.").arg(m_proxy->filterText(), timeWords()),
                          {clearTime()});
    } else if (m_chips->state() == QLatin1String("queued")) {
        m_rows->showEmpty(tr("%1 call(s) are queued. A pool counts what waits; a task gets its row when a worker "
                             "begins it.",
                             nullptr, shown(counts.queued))
                              .arg(format::count(counts.queued)),
                          {clear});
    } else if (m_proxy->filterText() == QLatin1String("state:failed")) {
        m_rows->showEmpty(tr("No failures. Failed tasks will appear here with their error."), {clear});
    } else if (!m_proxy->filterText().isEmpty()) {
        m_rows->showEmpty(
            tr("No rows match “%1” among %2 tasks.")
                .arg(m_proxy->filterText(), format::count(static_cast<std::uint64_t>(std::max(0, counts.all)))),
            {clear});
    } else {
        m_rows->showEmpty(tr("%1 call(s) are queued, none has been begun. A task gets its row when a worker begins it.",
                             nullptr, shown(counts.queued))
                              .arg(format::count(counts.queued)),
                          {{tr("Go to Workers"), [this] { Q_EMIT pageRequested(QStringLiteral("workers"), {}); }}});
    }
}

void TasksPage::refreshNote() {
    const TaskModel& tasks = m_context.models.tasks;
    QStringList sentences;
    if (tasks.forgotten() > 0)
        sentences << (m_context.feed.state() == SnapshotFeed::State::recording
                          ? tr("%1 older task(s) of this run are not listed; an export has them all.", nullptr,
                               shown(tasks.forgotten()))
                          : tr("%1 older task(s) are not listed any more; a recording keeps them.", nullptr,
                               shown(tasks.forgotten())))
                         .arg(format::count(tasks.forgotten()));
    if (tasks.unseen() > 0)
        sentences << tr("%1 task(s) ended too fast to be read one by one; they are in the pools' counts.", nullptr,
                        shown(tasks.unseen()))
                         .arg(format::count(tasks.unseen()));
    m_note->setText(sentences.join(QLatin1Char(' ')));
    m_note->setVisible(!sentences.isEmpty());
}

QList<Entity> TasksPage::chosenRunning() const {
    QList<Entity> running;
    for (const Entity& entity : m_table->keeper()->chosen()) {
        const mp::observe::Task* task = m_context.models.tasks.task(entity);
        if (task != nullptr && task->state == mp::observe::TaskState::running) running.append(entity);
    }
    return running;
}

QList<Entity> TasksPage::chosenFailed() const {
    QList<Entity> failed;
    for (const Entity& entity : m_table->keeper()->chosen()) {
        const mp::observe::Task* task = m_context.models.tasks.task(entity);
        if (task != nullptr && mp::observe::is_failure(task->state)) failed.append(entity);
    }
    return failed;
}

void TasksPage::refreshRetries() {
    const QList<Entity> failed = chosenFailed();
    const QString refused = failed.isEmpty() ? tr("Choose a task that has failed or was lost.")
                                             : whyNot(Verb::retry_task, failed, m_context);
    m_retry->setEnabled(refused.isEmpty());
    m_retry->setToolTip(refused.isEmpty() ? tr("Another attempt at the chosen tasks, with equal arguments") : refused);
    const FailedPools all = failedPools({}, m_context);
    m_retry_failed->setVisible(all.count > 0);
    m_retry_failed->setText(tr("Retry &all failed (%1)…").arg(format::count(all.count)));
    m_retry_failed->setEnabled(all.refused.isEmpty());
    m_retry_failed->setToolTip(all.refused.isEmpty() ? tr("Another attempt at every failed task whose call is kept")
                                                     : all.refused);
}

void TasksPage::refreshButtons() {
    refreshRetries();
    QString refused;
    if (m_table->keeper()->chosen().isEmpty())
        refused = tr("Choose a task that runs.");
    else if (chosenRunning().isEmpty())
        refused = tr("What is chosen does not run any more.");
    else
        refused = whyNot(Verb::cancel_task, chosenRunning(), m_context);
    m_stop->setEnabled(refused.isEmpty());
    m_stop->setToolTip(refused.isEmpty() ? tr("Stop the chosen tasks that run, by ending their workers") : refused);
}

void TasksPage::reveal(const Entity& entity) {
    if (entity.kind != Entity::Kind::task) return;
    if (!m_proxy->mapFromSource(m_context.models.tasks.indexOf(entity)).isValid()) m_proxy->setFilterText({});
    m_table->keeper()->choose({entity}, true);
}

void TasksPage::showWorker(const Entity& entity) {
    const mp::observe::Task* task = m_context.models.tasks.task(entity);
    if (task == nullptr) return;
    const Entity worker{Entity::Kind::process, task->worker, 0};
    if (m_context.models.processes.indexOf(worker).isValid())
        Q_EMIT pageRequested(QStringLiteral("workers"), worker);
    else
        Q_EMIT pageRequested(QStringLiteral("exits"), {Entity::Kind::exit, task->worker, 0});
}

void TasksPage::showMenu(const QList<Entity>& entities, const QPoint& global) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("taskMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    const QList<Entity> running = chosenRunning();
    QAction* stop =
        menu->addAction(tr("Sto&p task…"), this, [this, running] { Q_EMIT requested(Verb::cancel_task, running); });
    stop->setObjectName(QStringLiteral("menuStopTask"));
    stop->setEnabled(m_stop->isEnabled());
    stop->setToolTip(m_stop->toolTip());
    const QList<Entity> failed = chosenFailed();
    QAction* again =
        menu->addAction(tr("&Retry"), this, [this, failed] { Q_EMIT requested(Verb::retry_task, failed); });
    again->setObjectName(QStringLiteral("menuRetryTask"));
    again->setEnabled(m_retry->isEnabled());
    again->setToolTip(m_retry->toolTip());
    menu->addSeparator();
    const Entity first = entities.first();
    const mp::observe::Task* task = m_context.models.tasks.task(first);
    if (task != nullptr && task->worker)
        menu->addAction(tr("Show its &worker"), this, [this, first] { showWorker(first); })
            ->setObjectName(QStringLiteral("menuShowWorker"));
    if (task != nullptr && !task->function.empty()) {
        const QString term = QStringLiteral("fn:\"%1\"").arg(QString::fromStdString(task->function));
        menu->addAction(tr("Only this &function"), this, [this, term] { m_proxy->setFilterText(term); })
            ->setObjectName(QStringLiteral("menuOnlyFunction"));
    }
    menu->addSeparator();
    menu->addAction(tr("&Copy rows"), m_table, &TableView::copyRows)->setShortcut(QKeySequence::Copy);
    m_proxy->setFrozen(QStringLiteral("menu"), true);
    connect(menu, &QObject::destroyed, m_proxy, [proxy = m_proxy] { proxy->setFrozen(QStringLiteral("menu"), false); });
    menu->popup(global);
}

}  // namespace lifeguard
