// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/command_palette.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "format/format.h"
#include "shell/actions.h"

namespace lifeguard {
namespace {

constexpr int most_shown = 60;

// "Kill…" of "&Kill…"
QString plainText(QString text) {
    text.replace(QLatin1String("&&"), QLatin1String("\x01"));
    text.remove(QLatin1Char('&'));
    return text.replace(QLatin1Char('\x01'), QLatin1Char('&'));
}

// Every word must be in it; what begins with what was typed comes first.
int rankOf(const QString& text, const QStringList& words) {
    int rank = 0;
    for (const QString& word : words) {
        const auto at = text.indexOf(word, 0, Qt::CaseInsensitive);
        if (at < 0) return -1;
        rank += at == 0 ? 0 : text[at - 1].isSpace() ? 1 : 2;
    }
    return rank;
}

}  // namespace

CommandPalette::CommandPalette(QWidget* window, const SessionModels& models)
    : QDialog(window), m_window(window), m_models(models) {
    setObjectName(QStringLiteral("commandPalette"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Commands"));
    m_line = new QLineEdit(this);
    m_line->setObjectName(QStringLiteral("paletteLine"));
    m_line->setAccessibleName(tr("Command"));
    m_line->setPlaceholderText(tr("What to do or where to go: kill, locks, worker-3, #4711"));
    m_line->setClearButtonEnabled(true);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(tr("Commands"));
    m_list->setUniformItemSizes(true);
    m_list->setAlternatingRowColors(true);
    m_empty = new QLabel(this);
    m_empty->setObjectName(QStringLiteral("paletteEmpty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->hide();
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_line);
    column->addWidget(m_list, 1);
    column->addWidget(m_empty, 1);
    resize(fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 22);
    m_line->installEventFilter(this);
    connect(m_line, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &QListWidget::itemActivated, this, &CommandPalette::runCurrent);
    collectActions();
    collectPlaces(models);
    std::stable_sort(m_entries.begin(), m_entries.end(),
                     [](const Entry& a, const Entry& b) { return a.place < b.place; });
    filter({});
}

int CommandPalette::matches() const {
    return m_list->count();
}

void CommandPalette::collectActions() {
    const auto actions = m_window->findChildren<QAction*>();
    QStringList known;
    for (QAction* action : actions) {
        const QString text = plainText(action->text());
        // Without a name it is one of Qt's own, or of a menu that is open for a moment.
        if (!action->objectName().startsWith(QLatin1String("action")) || text.isEmpty() || action->isSeparator() ||
            known.contains(action->objectName()) || action->objectName() == QLatin1String("actionPalette"))
            continue;
        known << action->objectName();
        const bool page = action->objectName().startsWith(QLatin1String("actionPage_"));
        if (page && !action->isVisible()) continue;  // not of what is attached now
        const bool verb = qobject_cast<const Actions*>(action->parent()) != nullptr;
        m_entries.push_back({page ? tr("Go to %1").arg(text) : text,
                             action->shortcut().toString(QKeySequence::NativeText), action->isEnabled(),
                             action->toolTip().section(QLatin1Char('\n'), 1), [action] { action->trigger(); },
                             page   ? Entry::Place::page
                             : verb ? Entry::Place::verb
                                    : Entry::Place::other});
    }
}

void CommandPalette::collectPlaces(const SessionModels& models) {
    const SnapshotPtr now = models.snapshot();
    if (!now) return;
    const auto add = [this](const QString& text, const QString& what, const QString& page, const Entity& entity) {
        if (text.isEmpty()) return;
        m_entries.push_back(
            {text, what, true, {}, [this, page, entity] { Q_EMIT pageRequested(page, entity); }, Entry::Place::other});
    };
    for (const auto& process : now->processes)
        if (!process.ended_ns)
            add(words::processName(process),
                tr("process, pid %1").arg(format::id(static_cast<std::uint64_t>(process.identity.pid))),
                QStringLiteral("workers"),
                {process.identity == now->program ? Entity::Kind::session : Entity::Kind::process, process.identity,
                 0});
    for (const auto& pool : now->pools)
        add(QString::fromStdString(pool.name), tr("pool"), QStringLiteral("workers"),
            {Entity::Kind::pool, {}, pool.id});
    for (const auto& queue : now->queues)
        add(QString::fromStdString(queue.name), tr("queue"), QStringLiteral("queues"),
            {Entity::Kind::queue, {}, queue.id});
    for (const auto& lock : now->locks)
        add(QString::fromStdString(lock.name), tr("lock"), QStringLiteral("locks"), {Entity::Kind::lock, {}, lock.id});
}

void CommandPalette::filter(const QString& text) {
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    std::vector<std::pair<int, const Entry*>> found;
    for (const Entry& entry : m_entries)
        if (const int rank = rankOf(entry.text, words); rank >= 0) found.emplace_back(rank, &entry);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    m_shown.clear();
    if (text.startsWith(QLatin1Char('#'))) {
        const std::uint64_t id = text.mid(1).trimmed().toULongLong();
        for (const TaskRow& row : m_models.tasks.rows()) {
            if (row.task.id != id) continue;
            const Entity entity = TaskModel::entityOf(row.task);
            m_shown.push_back(
                {tr("Task #%1 %2, attempt %3")
                     .arg(format::id(id), QString::fromStdString(row.task.function), QString::number(row.task.attempt)),
                 words::taskState(row.task.state).full(),
                 true,
                 {},
                 [this, entity] { Q_EMIT pageRequested(QStringLiteral("tasks"), entity); },
                 Entry::Place::other});
        }
    }
    for (const auto& [rank, entry] : found)
        if (m_shown.size() < most_shown) m_shown.push_back(*entry);
    m_list->clear();
    for (const Entry& entry : m_shown) {
        auto* item = new QListWidgetItem(
            entry.detail.isEmpty() ? entry.text : entry.text + QStringLiteral("   ·   ") + entry.detail, m_list);
        if (!entry.enabled) item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
        item->setToolTip(entry.reason);
    }
    for (int row = 0; row < m_list->count(); ++row) {
        if (!(m_list->item(row)->flags() & Qt::ItemIsEnabled)) continue;
        m_list->setCurrentRow(row);
        break;
    }
    m_list->setVisible(!m_shown.empty());
    m_empty->setVisible(m_shown.empty());
    m_empty->setText(tr("Nothing is called “%1” here.").arg(text));
}

void CommandPalette::runCurrent() {
    const int row = m_list->currentRow();
    if (row < 0 || row >= static_cast<int>(m_shown.size()) || !m_shown[static_cast<std::size_t>(row)].enabled) return;
    const auto run = m_shown[static_cast<std::size_t>(row)].run;
    hide();
    run();
    close();
}

// The line keeps the keyboard; arrows walk in the list below it.
bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_line || event->type() != QEvent::KeyPress) return QDialog::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        runCurrent();
        return true;
    }
    const int by = key == Qt::Key_Down       ? 1
                   : key == Qt::Key_Up       ? -1
                   : key == Qt::Key_PageDown ? 10
                   : key == Qt::Key_PageUp   ? -10
                                             : 0;
    if (by == 0) return QDialog::eventFilter(watched, event);
    int row = std::clamp(m_list->currentRow() + by, 0, std::max(0, m_list->count() - 1));
    const int step = by > 0 ? 1 : -1;
    while (row >= 0 && row < m_list->count() && !(m_list->item(row)->flags() & Qt::ItemIsEnabled)) row += step;
    if (row >= 0 && row < m_list->count()) m_list->setCurrentRow(row);
    return true;
}

}  // namespace lifeguard
