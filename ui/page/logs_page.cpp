// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/logs_page.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSaveFile>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QVBoxLayout>

#include "format/format.h"

namespace lifeguard {
LogsPage::LogsPage(const PageContext& context, QWidget* parent)
    : Page(context, QStringLiteral("logs"), tr("Logs"), parent) {
    m_proxy = new FilterProxy(this);
    m_proxy->setSourceModel(&context.models.log);
    m_proxy->follow(context.models.times);
    m_chips = new StateChips(QStringLiteral("logChips"), m_proxy, this);
    m_chips->setAccessibleName(tr("Lines by kind"));
    m_follow = new QCheckBox(tr("F&ollow"), this);
    m_follow->setObjectName(QStringLiteral("logFollow"));
    m_follow->setToolTip(tr("Keep the newest line in sight; scrolling up stops it, scrolling to the end begins again"));
    m_follow->setChecked(true);
    m_save = new QPushButton(tr("Sav&e…"), this);
    m_save->setObjectName(QStringLiteral("logSave"));
    m_save->setToolTip(tr("Write the lines that are shown to a text file"));
    m_table = new TableView(QStringLiteral("logTable"), LogModel::columns(), context.settings, this);
    m_table->setAccessibleName(tr("Lines"));
    m_table->columns()->setDefaultWidths({{QStringLiteral("time"), 15},
                                          {QStringLiteral("source"), 20},
                                          {QStringLiteral("level"), 13},
                                          {QStringLiteral("text"), 60}});
    m_table->setModel(m_proxy);
    m_rows = new ContentStack(QStringLiteral("logRows"), m_table, this);
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("logNote"));
    m_note->setWordWrap(true);
    m_note->hide();
    auto* content = new QWidget(this);
    auto* bar = new QHBoxLayout;
    bar->addWidget(m_chips, 1);
    bar->addWidget(m_follow);
    bar->addWidget(m_save);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(bar);
    column->addWidget(m_rows, 1);
    column->addWidget(m_note);
    m_stack = new ContentStack(QStringLiteral("logs"), content, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_stack);

    connect(m_follow, &QCheckBox::toggled, this, [this](bool on) {
        if (on) toTheEnd();
    });
    connect(m_save, &QPushButton::clicked, this, &LogsPage::save);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_moving) m_follow->setChecked(value >= m_table->verticalScrollBar()->maximum());
    });
    connect(m_table->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this](int, int most) {
        const QScopedValueRollback moving(m_moving, true);
        if (m_follow->isChecked()) m_table->verticalScrollBar()->setValue(most);
    });
    connect(m_table, &TableView::chosenChanged, this, &LogsPage::choose);
    connect(m_table, &TableView::menuRequested, this, &LogsPage::showMenu);
    connect(m_proxy, &FilterProxy::filterChanged, this, [this] { refresh(); });
    refresh();
}

bool LogsPage::isFollowing() const {
    return m_follow->isChecked();
}

void LogsPage::refresh() {
    if (!m_context.models.snapshot()) {
        m_stack->showEmpty(tr("No lines: no program is watched."), waysToAProgram());
        return;
    }
    const LogModel& log = m_context.models.log;
    if (log.counts().all == 0) {
        m_stack->showEmpty(tr("Nothing was said yet. What the program logs, what its workers and recorded commands "
                              "write, failed tasks and ends of processes will appear here."),
                           {{tr("Go to Workers"), [this] { Q_EMIT pageRequested(QStringLiteral("workers"), {}); }}});
        return;
    }
    m_stack->showContent();
    const LogModel::Counts counts =
        m_proxy->isTimeRestricted() ? log.countsOf([this](int row) { return m_proxy->isInTime(row); }) : log.counts();
    const bool recording = m_context.feed.state() == SnapshotFeed::State::recording;
    QList<Chips::Item> items{
        {StateChips::all, tr("All"), counts.all, {}, {}, -1},
        {QStringLiteral("error"), tr("Errors"), counts.errors, Tone::failed, QStringLiteral("✖"), -1},
        {QStringLiteral("warning"), tr("Warnings"), counts.warnings, Tone::waiting,
         words::state(mp::observe::ProcessState::waiting).glyph, -1},
        {QStringLiteral("stdout"), tr("stdout"), counts.out, Tone::active, QStringLiteral("›"), -1},
        {QStringLiteral("stderr"), tr("stderr"), counts.err, Tone::suspended, QStringLiteral("»"), -1},
        {QStringLiteral("other"), tr("Others"), counts.others, Tone::idle, QStringLiteral("○"), -1}};
    // What was never written down is not counted as none.
    if (recording)
        items.removeIf([this](const Chips::Item& item) {
            return item.count == 0 && item.id.startsWith(QLatin1String("std")) && m_chips->state() != item.id;
        });
    m_chips->showItems(items);
    refreshRows();
    const std::uint64_t forgotten = log.forgotten();
    QStringList sentences;
    if (forgotten > 0)
        sentences << tr("%1 older line(s) are not kept here.", nullptr, static_cast<int>(forgotten))
                         .arg(format::count(forgotten));
    if (recording)
        sentences << tr(
            "A recording has what workers wrote while their output was captured, not what the program "
            "itself or other processes printed.");
    m_note->setText(sentences.join(QLatin1Char(' ')));
    m_note->setVisible(!sentences.isEmpty());
    m_save->setEnabled(m_proxy->rowCount() > 0);
    if (m_follow->isChecked() && !m_context.models.isPaused()) toTheEnd();
}

void LogsPage::refreshRows() {
    if (m_proxy->rowCount() > 0) {
        m_rows->showContent();
        return;
    }
    if (m_proxy->isTimeRestricted()) {
        m_rows->showEmpty(m_proxy->filterText().isEmpty()
                              ? tr("Nothing was said%1.").arg(timeWords())
                              : tr("No line matches “%1”%2.").arg(m_proxy->filterText(), timeWords()),
                          {clearTime()});
        return;
    }
    m_rows->showEmpty(
        tr("No rows match “%1” among %2 lines.")
            .arg(m_proxy->filterText(), format::count(static_cast<std::uint64_t>(m_context.models.log.counts().all))),
        {{tr("Clear filter"), [this] { m_proxy->setFilterText({}); }}});
}

// The place that the view wanted to keep is given up first: the end is what is wanted.
void LogsPage::toTheEnd() {
    const QScopedValueRollback moving(m_moving, true);
    m_table->keeper()->restoreScroll();
    m_table->scrollToBottom();
}

const LogRow* LogsPage::lineOf(const Entity& line) const {
    return m_context.models.log.row(m_context.models.log.indexOfKey(line.id));
}

// What the chosen lines are about: the task, the end, the process.
QList<Entity> LogsPage::about() const {
    QList<Entity> about;
    for (const Entity& line : m_table->keeper()->chosen()) {
        const LogRow* row = lineOf(line);
        if (row != nullptr && row->entity && !about.contains(row->entity)) about.append(row->entity);
    }
    return about;
}

// The inspector shows what a line is about.
void LogsPage::choose() {
    if (m_showing) return;
    m_context.models.selection.set(about());
    if (!m_table->keeper()->chosen().isEmpty()) m_follow->setChecked(false);  // what is read must not run away
}

// A line stays highlighted only as long as what it is about is what is chosen.
void LogsPage::showSelection(bool) {
    if (m_table->keeper()->chosen().isEmpty() || about() == m_context.models.selection.entities()) return;
    const QScopedValueRollback showing(m_showing, true);
    m_table->keeper()->choose({}, false);
}

void LogsPage::reveal(const Entity& entity) {
    QModelIndex found = m_context.models.log.indexOf(entity);
    if (!found.isValid()) return;
    if (!m_proxy->mapFromSource(found).isValid()) {
        m_proxy->setFilterText({});
        found = m_context.models.log.indexOf(entity);
    }
    m_follow->setChecked(false);
    m_table->keeper()->choose({found.data(EntityRole).value<Entity>()}, true);
}

void LogsPage::showMenu(const QList<Entity>& entities, const QPoint& global) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("logMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const LogRow* row = lineOf(entities.first());
    if (row != nullptr) {
        const Entity about = row->entity;
        const QString page = about.kind == Entity::Kind::task   ? QStringLiteral("tasks")
                             : about.kind == Entity::Kind::exit ? QStringLiteral("exits")
                                                                : QStringLiteral("workers");
        if (about)
            menu->addAction(tr("Show what it is &about"), this,
                            [this, page, about] { Q_EMIT pageRequested(page, about); })
                ->setObjectName(QStringLiteral("menuShowAbout"));
        const QString term = QStringLiteral("worker:\"%1\"").arg(row->source);
        menu->addAction(tr("Only %1").arg(row->source), this, [this, term] { m_proxy->setFilterText(term); })
            ->setObjectName(QStringLiteral("menuOnlySource"));
        if (about.kind == Entity::Kind::task) {
            const QString id = QString::number(about.id);
            menu->addAction(tr("Only &task #%1").arg(id), this,
                            [this, id] { m_proxy->setFilterText(QStringLiteral("id:%1").arg(id)); })
                ->setObjectName(QStringLiteral("menuOnlyTask"));
        }
        menu->addSeparator();
    }
    menu->addAction(tr("&Copy rows"), m_table, &TableView::copyRows)->setShortcut(QKeySequence::Copy);
    menu->popup(global);
}

void LogsPage::save() {
    QString text;
    for (int i = 0; i < m_proxy->rowCount(); ++i) {
        const LogRow* row = m_context.models.log.row(m_proxy->mapToSource(m_proxy->index(i, 0)));
        if (row != nullptr)
            text += format::isoTime(row->time_ns) + QLatin1Char(' ') + row->source + QLatin1Char(' ') +
                    m_proxy->index(i, LogModel::LevelColumn).data().toString() + QStringLiteral(" | ") + row->text +
                    QLatin1Char('\n');
    }
    auto* dialog = new QFileDialog(window(), tr("Save lines"));
    dialog->setObjectName(QStringLiteral("logSaveDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Text (*.log *.txt)"));
    dialog->setDefaultSuffix(QStringLiteral("log"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, text](const QString& path) {
        QSaveFile file(path);
        const bool written = file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) >= 0 && file.commit();
        Q_EMIT told(written ? tr("Saved to %1").arg(path)
                            : tr("%1 could not be written: %2").arg(path, file.errorString()));
    });
    dialog->open();
}

}  // namespace lifeguard
