// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/home_page.h"

#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QToolButton>

#include "format/format.h"
#include "widget/content_stack.h"
#include "widget/flow_layout.h"

namespace lifeguard {
namespace {

constexpr int kIdRole = Qt::UserRole;
constexpr int kRecentRuns = 8;
constexpr int kRecentManagers = 3;

struct Line {
    qint64 id;
    QString text;
    QString tip;
};

// The list as these lines; the choice stays with its id. Only what differs is touched, so nothing flickers.
void fill(QListWidget* list, const QList<Line>& lines) {
    const QVariant chosen = list->currentItem() != nullptr ? list->currentItem()->data(kIdRole) : QVariant();
    while (list->count() > lines.size()) delete list->takeItem(list->count() - 1);
    while (list->count() < lines.size()) list->addItem(new QListWidgetItem);
    int current = -1;
    for (int i = 0; i < list->count(); ++i) {
        QListWidgetItem* item = list->item(i);
        if (item->text() != lines[i].text) item->setText(lines[i].text);
        item->setData(kIdRole, lines[i].id);
        item->setToolTip(lines[i].text + QLatin1Char('\n') + lines[i].tip);
        if (chosen.isValid() && chosen.toLongLong() == lines[i].id) current = i;
    }
    if (current != list->currentRow()) list->setCurrentRow(current);
}

// A line takes the room that the list has; what is too long for it ends in an ellipsis.
class ElidingDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        return {0, QStyledItemDelegate::sizeHint(option, index).height()};
    }
};

QListWidget* list(const QString& name, const QString& accessibleName, QWidget* parent) {
    auto* made = new QListWidget(parent);
    made->setObjectName(name);
    made->setAccessibleName(accessibleName);
    made->setAlternatingRowColors(true);
    made->setItemDelegate(new ElidingDelegate(made));
    return made;
}

QGroupBox* box(const QString& name, const QString& title, QWidget* parent) {
    auto* group = new QGroupBox(title, parent);
    group->setObjectName(name);
    QFont bold = group->font();
    bold.setBold(true);
    group->setFont(bold);
    return group;
}

// A group box hands its bold title font on to what is in it: say otherwise.
void plain(QWidget* inside, const QWidget* page) {
    QFont font = page->font();
    font.setBold(false);
    inside->setFont(font);
}

QLabel* note(const QString& text, QWidget* parent, const QWidget* page) {
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    plain(label, page);
    return label;
}

}  // namespace

HomePage::HomePage(const PageContext& context, QWidget* parent)
    : Page(context, QStringLiteral("home"), tr("Home"), parent) {
    auto* grid = new QGridLayout;
    grid->setSpacing(12);
    grid->addWidget(makeStart(), 0, 0);
    grid->addWidget(makeDemo(), 0, 1);
    grid->addWidget(makeAttach(), 1, 0);
    grid->addWidget(makeRuns(), 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 12);
    layout->setSpacing(12);
    layout->addLayout(grid, 1);
    layout->addWidget(makeSelfTest());
    connect(&context.sessions, &SessionList::changed, this, [this] {
        if (isVisible()) refreshSessions();
    });
    connect(&context.runs, &RunsBridge::changed, this, [this] {
        if (isVisible()) refreshRuns();
    });
    connect(&context.selfTest, &SelfTest::finished, this, &HomePage::refreshSelfTest);
    connect(&context.sessions, &SessionList::changed, &context.selfTest, &SelfTest::look);
    refresh();
    refreshSelfTest();
}

QGroupBox* HomePage::makeStart() {
    auto* group = box(QStringLiteral("homeStart"), tr("Start a pool"), this);
    m_command = new QLineEdit(group);
    plain(m_command, this);
    m_command->setObjectName(QStringLiteral("homeCommand"));
    m_command->setAccessibleName(tr("Command"));
    m_command->setPlaceholderText(tr("gzip -k {}"));
    auto* start = new QPushButton(tr("S&tart…"), group);
    plain(start, this);
    start->setObjectName(QStringLiteral("homeStartButton"));
    start->setToolTip(tr("Choose inputs and number of workers, then start"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_command, 1);
    row->addWidget(start);
    auto* layout = new QVBoxLayout(group);
    layout->addWidget(note(tr("One command for each of many inputs, on as many workers as you like; {} stands for the "
                              "input."),
                           group, this));
    layout->addLayout(row);
    layout->addStretch();
    const auto go = [this] { Q_EMIT startRequested(m_command->text()); };
    connect(start, &QPushButton::clicked, this, go);
    connect(m_command, &QLineEdit::returnPressed, this, go);
    return group;
}

QGroupBox* HomePage::makeDemo() {
    auto* group = box(QStringLiteral("homeDemo"), tr("Try the demo"), this);
    auto* demo = new QPushButton(tr("Start the &demo"), group);
    plain(demo, this);
    demo->setObjectName(QStringLiteral("homeDemoButton"));
    auto* row = new QHBoxLayout;
    row->addWidget(demo);
    row->addStretch();
    auto* layout = new QVBoxLayout(group);
    layout->addWidget(note(tr("A real program with real work: a pool of workers, a queue that backs up, a lock that is "
                              "fought over, and a worker that crashes now and then."),
                           group, this));
    layout->addLayout(row);
    layout->addStretch();
    connect(demo, &QPushButton::clicked, this, &Page::demoRequested);
    return group;
}

QGroupBox* HomePage::makeAttach() {
    auto* group = box(QStringLiteral("homeAttach"), tr("Attach to a running program or a manager"), this);
    m_sessions = list(QStringLiteral("homeSessions"), tr("Running programs"), group);
    m_sessionsStack = new ContentStack(QStringLiteral("homeSessions"), m_sessions, group);
    plain(m_sessionsStack, this);
    m_attach = new QPushButton(tr("&Attach"), group);
    plain(m_attach, this);
    m_attach->setObjectName(QStringLiteral("homeAttachButton"));
    auto* row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(m_attach);
    auto* layout = new QVBoxLayout(group);
    layout->addWidget(m_sessionsStack, 1);
    layout->addLayout(row);
    layout->addWidget(makeManager(group));
    connect(m_attach, &QPushButton::clicked, this, &HomePage::attach);
    connect(m_sessions, &QListWidget::itemActivated, this, &HomePage::attach);
    connect(m_sessions, &QListWidget::currentRowChanged, this, [this](int at) { m_attach->setEnabled(at >= 0); });
    m_attach->setEnabled(false);
    return group;
}

QWidget* HomePage::makeManager(QWidget* group) {
    auto* part = new QWidget(group);
    plain(part, this);
    m_manager = new QLineEdit(part);
    m_manager->setObjectName(QStringLiteral("homeManager"));
    m_manager->setAccessibleName(tr("Address of a manager server"));
    m_manager->setPlaceholderText(tr("tcp://host:port, unix:/path or @name"));
    auto* attach = new QPushButton(tr("Attach to &manager…"), part);
    attach->setObjectName(QStringLiteral("homeManagerButton"));
    attach->setToolTip(tr("Look into a manager server, C++'s or Python's (Ctrl+Shift+A)"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_manager, 1);
    line->addWidget(attach);
    m_recent = new QWidget(part);
    m_recent->setObjectName(QStringLiteral("homeManagers"));
    m_recentRow = new FlowLayout(m_recent);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(line);
    layout->addWidget(m_recent);
    const auto go = [this] { Q_EMIT attachDialogRequested(m_manager->text().trimmed()); };
    connect(attach, &QPushButton::clicked, this, go);
    connect(m_manager, &QLineEdit::returnPressed, this, go);
    return part;
}

// The managers that were attached last, a button each. A key that was typed has to be typed again.
void HomePage::refreshManagers() {
    const QList<ManagerPlace> places = SavedManagers(m_context.settings).list().mid(0, kRecentManagers);
    if (places == m_places && !m_recent->isHidden()) return;
    m_places = places;
    qDeleteAll(m_recent->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
    m_recent->setVisible(!places.isEmpty());
    if (places.isEmpty()) return;
    m_recentRow->addWidget(new QLabel(tr("Recent:"), m_recent));
    for (const ManagerPlace& place : places) {
        auto* button = new QPushButton(place.title(), m_recent);
        button->setObjectName(QStringLiteral("homeManager_") + place.address);
        button->setAccessibleName(tr("Attach to %1").arg(place.title()));
        button->setToolTip(place.key == KeyKind::file ? tr("%1, key in %2").arg(place.address, place.keyFile)
                                                      : place.address);
        connect(button, &QPushButton::clicked, this, [this, place] {
            if (place.key == KeyKind::typed)
                Q_EMIT attachDialogRequested(place.address);
            else
                Q_EMIT managerRequested(place);
        });
        m_recentRow->addWidget(button);
    }
}

QGroupBox* HomePage::makeRuns() {
    auto* group = box(QStringLiteral("homeRuns"), tr("Open a recording"), this);
    m_runs = list(QStringLiteral("homeRecent"), tr("Recent runs"), group);
    m_runsStack = new ContentStack(QStringLiteral("homeRecent"), m_runs, group);
    plain(m_runsStack, this);
    m_open = new QPushButton(tr("&Open"), group);
    plain(m_open, this);
    m_open->setObjectName(QStringLiteral("homeOpenButton"));
    m_open->setEnabled(false);
    auto* file = new QPushButton(tr("Open f&ile…"), group);
    plain(file, this);
    file->setObjectName(QStringLiteral("homeOpenFile"));
    auto* all = new QPushButton(tr("All r&uns"), group);
    plain(all, this);
    all->setObjectName(QStringLiteral("homeAllRuns"));
    auto* row = new QHBoxLayout;
    row->addWidget(file);
    row->addWidget(all);
    row->addStretch();
    row->addWidget(m_open);
    auto* layout = new QVBoxLayout(group);
    layout->addWidget(m_runsStack, 1);
    layout->addLayout(row);
    connect(m_open, &QPushButton::clicked, this, &HomePage::openRun);
    connect(m_runs, &QListWidget::itemActivated, this, &HomePage::openRun);
    connect(m_runs, &QListWidget::currentRowChanged, this, [this](int at) { m_open->setEnabled(at >= 0); });
    connect(file, &QPushButton::clicked, this, &Page::fileRequested);
    connect(all, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("runs"), {}); });
    return group;
}

QWidget* HomePage::makeSelfTest() {
    auto* box = new QWidget(this);
    m_selfTest = new QLabel(box);
    m_selfTest->setObjectName(QStringLiteral("homeSelfTest"));
    m_selfTest->setWordWrap(true);
    m_detailsButton = new QToolButton(box);
    m_detailsButton->setObjectName(QStringLiteral("homeSelfTestDetails"));
    m_detailsButton->setText(tr("D&etails"));
    m_detailsButton->setCheckable(true);
    m_detailsButton->setFocusPolicy(Qt::StrongFocus);
    m_details = new QLabel(box);
    m_details->setObjectName(QStringLiteral("homeSelfTestText"));
    m_details->setWordWrap(true);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_details->hide();
    auto* row = new QHBoxLayout;
    row->addWidget(m_selfTest, 1);
    row->addWidget(m_detailsButton);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_details);
    connect(m_detailsButton, &QToolButton::toggled, m_details, &QLabel::setVisible);
    return box;
}

QWidget* HomePage::mainWidget() const {
    return m_command;
}

void HomePage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_context.runs.setWatching(true);
    m_context.runs.refresh();
    m_context.sessions.refresh();
}

void HomePage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    m_context.runs.setWatching(false);
}

void HomePage::refresh() {
    refreshSessions();
    refreshRuns();
    refreshManagers();
}

void HomePage::refreshSessions() {
    QList<Line> lines;
    for (const auto& session : m_context.sessions.sessions()) {
        QString text =
            tr("%1 · pid %2 · since %3")
                .arg(QString::fromStdString(session.name), format::id(static_cast<std::uint64_t>(session.identity.pid)),
                     format::dateTime(session.started_ns));
        if (session.recorded) text += tr(" · ● recorded");
        lines.append({session.identity.pid, text, QString::fromStdString(session.command)});
    }
    fill(m_sessions, lines);
    if (lines.isEmpty()) {
        m_sessionsStack->showEmpty(tr("No program of yours runs on the engine now. It appears here by itself when one "
                                      "does."),
                                   {});
    } else {
        m_sessionsStack->showContent();
        if (m_sessions->currentRow() < 0) m_sessions->setCurrentRow(0);
    }
    m_attach->setEnabled(!lines.isEmpty());
    m_attach->setToolTip(lines.isEmpty() ? tr("There is nothing to attach to.") : QString());
}

void HomePage::refreshRuns() {
    QList<Line> lines;
    for (const RunRow& run : m_context.runs.runs()) {
        if (lines.size() >= kRecentRuns) break;
        QString text = tr("run %1 · %2 · %3")
                           .arg(format::id(static_cast<std::uint64_t>(run.id)),
                                run.name.isEmpty() ? run.source : run.name, format::dateTime(run.started_ns));
        if (run.recording) text += tr(" · ● recording");
        if (run.interrupted) text += tr(" · interrupted");
        if (run.failed_count > 0) text += tr(" · ✖ %1 failed").arg(format::count(run.failed_count));
        lines.append({run.id, text, run.command});
    }
    fill(m_runs, lines);
    if (lines.isEmpty()) {
        m_runsStack->showEmpty(tr("No runs recorded yet. Each program that is watched is recorded."), {});
    } else {
        m_runsStack->showContent();
    }
    m_open->setEnabled(m_runs->currentRow() >= 0);
}

void HomePage::refreshSelfTest() {
    QStringList words;
    QStringList details;
    for (const SelfTestItem& item : m_context.selfTest.items()) {
        const QString glyph = item.ok ? QStringLiteral("✓") : QStringLiteral("✖");
        words.append(glyph + QLatin1Char(' ') + item.name);
        details.append(glyph + QLatin1Char(' ') + item.name + QLatin1String(": ") + item.detail);
    }
    m_selfTest->setText(words.isEmpty() ? tr("Self test: running…")
                                        : tr("Self test:   %1").arg(words.join(QLatin1String("   "))));
    m_selfTest->setAccessibleName(m_selfTest->text());
    m_details->setText(details.join(QLatin1Char('\n')));
    m_detailsButton->setEnabled(!details.isEmpty());
}

void HomePage::attach() {
    if (const QListWidgetItem* item = m_sessions->currentItem()) Q_EMIT attachRequested(item->data(kIdRole).toInt());
}

void HomePage::openRun() {
    if (const QListWidgetItem* item = m_runs->currentItem()) Q_EMIT runRequested(item->data(kIdRole).toLongLong());
}

}  // namespace lifeguard
