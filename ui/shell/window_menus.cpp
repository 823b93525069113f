// SPDX-License-Identifier: GPL-3.0-or-later
// Menus, toolbar and shortcuts of the main window.
#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QToolBar>

#include "format/format.h"
#include "page/runs_page.h"
#include "shell/actions.h"
#include "shell/attach_dialog.h"
#include "shell/command_palette.h"
#include "shell/icons.h"
#include "shell/main_window.h"
#include "shell/manager_watch.h"
#include "shell/navigation.h"
#include "shell/page_list.h"
#include "shell/session_button.h"
#include "shell/settings_dialog.h"
#include "widget/banner.h"
#include "widget/filter_edit.h"

namespace lifeguard {

QAction* MainWindow::add(const char* name, const char* icon, const QString& text, const QKeySequence& key,
                         void (MainWindow::*slot)()) {
    auto* action = new QAction(icon ? icons::get(icon) : QIcon(), text, this);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(key);
    connect(action, &QAction::triggered, this, slot);
    addAction(action);
    return action;
}

void MainWindow::makeActions() {
    m_pause = new QAction(icons::get("pause"), tr("Pause"), this);
    m_pause->setObjectName(QStringLiteral("actionPause"));
    m_pause->setCheckable(true);
    m_pause->setShortcut(Qt::Key_F6);
    m_pause->setToolTip(tr("Hold all rows still (F6); recording goes on"));
    connect(m_pause, &QAction::toggled, &m_hub.models, &SessionModels::setPaused);
    addAction(m_pause);
    m_record =
        add("actionRecord", "record", tr("Record"), QKeySequence(Qt::CTRL | Qt::Key_R), &MainWindow::toggleRecording);
    m_record->setCheckable(true);
    m_live = new QAction(tr("Back to live"), this);
    m_live->setObjectName(QStringLiteral("actionLive"));
    m_live->setShortcut(Qt::Key_End);
    connect(m_live, &QAction::triggered, &m_hub.travel, &TimeTravel::goLive);
    m_play = new QAction(tr("Play or hold the recording"), this);
    m_play->setObjectName(QStringLiteral("actionPlay"));
    m_play->setShortcut(Qt::Key_Space);
    connect(m_play, &QAction::triggered, this, [this] { m_hub.travel.setPlaying(!m_hub.travel.isPlaying()); });
    addActions({m_live, m_play});
    addActions(m_actions->all());
    add("actionNavigation", nullptr, tr("Go to the list of pages"), QKeySequence(Qt::CTRL | Qt::Key_0),
        &MainWindow::focusNavigation);
    add("actionFilter", nullptr, tr("Go to the filter"), QKeySequence::Find, &MainWindow::focusFilter);
    QAction* inspect = add("actionInspect", nullptr, tr("Show in the inspector"),
                           QKeySequence(Qt::ALT | Qt::Key_Return), &MainWindow::showInspector);
    inspect->setShortcuts({QKeySequence(Qt::ALT | Qt::Key_Return), QKeySequence(Qt::ALT | Qt::Key_Enter)});
}

void MainWindow::makeToolBar() {
    auto* bar = new QToolBar(tr("Toolbar"), this);
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({18, 18});
    m_session_button = new SessionButton(m_hub, bar);
    connect(m_session_button, &SessionButton::homeRequested, this, &MainWindow::goHome);
    bar->addWidget(m_session_button);
    m_badge = new QLabel(bar);
    m_badge->setObjectName(QStringLiteral("sessionBadge"));
    m_badge->setContentsMargins(6, 0, 6, 0);
    QFont bold = m_badge->font();
    bold.setBold(true);
    m_badge->setFont(bold);
    m_badge->setFrameShape(QFrame::StyledPanel);
    m_badge->hide();
    // A widget action is what a toolbar hides and shows; the label follows its session.
    QWidget* holder = new QWidget(bar);
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(4, 0, 4, 0);
    row->addWidget(m_badge);
    bar->addWidget(holder);
    QAction* start = add("actionStart", "start", tr("Start…"), QKeySequence::New, &MainWindow::goStart);
    start->setToolTip(tr("Start a pool of workers (Ctrl+N)"));
    bar->addAction(start);
    bar->addSeparator();
    bar->addActions({m_actions->drain, m_actions->terminate, m_actions->kill, m_actions->suspend});
    bar->addSeparator();
    bar->addActions({m_pause, m_record});
    bar->addSeparator();
    m_filter = new FilterEdit(QStringLiteral("filter"), bar);
    m_filter->setMinimumWidth(fontMetrics().averageCharWidth() * 18);
    m_filter->setMaximumWidth(fontMetrics().averageCharWidth() * 60);
    bar->addWidget(m_filter);
    connect(m_filter, &FilterEdit::errorChanged, this, [this](const QString& sentence) {
        if (sentence.isEmpty())
            m_filter_banner->clear();
        else
            m_filter_banner->showMessage(Tone::failed, QStringLiteral("✖"), sentence);
    });
    connect(m_filter, &FilterEdit::left, this, [this] {
        if (Page* shown = m_pages.value(m_current); shown && shown->mainWidget()) shown->mainWidget()->setFocus();
    });
    addToolBar(Qt::TopToolBarArea, bar);
    for (QAction* action : bar->actions())
        if (QWidget* button = bar->widgetForAction(action); button && button->objectName().isEmpty()) {
            button->setObjectName(action->objectName() + QStringLiteral("Button"));
            button->setAccessibleName(action->text());
        }
}

void MainWindow::makeMenus() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    file->addAction(add("actionHome", "home", tr("&Home"), QKeySequence(Qt::ALT | Qt::Key_Home), &MainWindow::goHome));
    file->addAction(findChild<QAction*>(QStringLiteral("actionStart")));
    file->addAction(add("actionAttach", "attach", tr("&Attach…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A),
                        &MainWindow::askAttach));
    file->addAction(add("actionOpen", "open", tr("&Open recording…"), QKeySequence::Open, &MainWindow::askFile));
    file->addAction(add("actionDemo", nullptr, tr("Try the &demo"), {}, &MainWindow::startDemo));
    file->addSeparator();
    auto* quit = file->addAction(tr("&Quit"));
    quit->setObjectName(QStringLiteral("actionQuit"));
    quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
    connect(quit, &QAction::triggered, this, &QWidget::close);

    QMenu* session = menuBar()->addMenu(tr("&Session"));
    session->addActions({m_pause, m_record, m_live, m_play});
    auto* refresh = session->addAction(icons::get("refresh"), tr("Re&fresh"));
    refresh->setObjectName(QStringLiteral("actionRefresh"));
    refresh->setShortcut(Qt::Key_F5);
    connect(refresh, &QAction::triggered, &m_hub.feed, &SnapshotFeed::refresh);
    connect(refresh, &QAction::triggered, &m_hub.manager, &ManagerFeed::refresh);
    session->addAction(add("actionImport", nullptr, tr("&Import runs…"), {}, &MainWindow::importRuns));
    session->addAction(add("actionClearEnded", nullptr, tr("&Clear ended rows"), {}, &MainWindow::clearEnded));
    auto* attached = session->addAction(tr("Record &every session that is opened"));
    attached->setObjectName(QStringLiteral("actionRecordAttached"));
    attached->setCheckable(true);
    attached->setChecked(m_hub.settings.recordAttached());
    connect(attached, &QAction::toggled, &m_hub.settings, &Settings::setRecordAttached);
    connect(&m_hub.settings, &Settings::changed, attached,
            [this, attached] { attached->setChecked(m_hub.settings.recordAttached()); });
    session->addSeparator();
    session->addAction(findChild<QAction*>(QStringLiteral("actionAttach")));
    session->addAction(m_manager_watch->control());
    auto* close = session->addAction(tr("&Stop watching"));
    close->setObjectName(QStringLiteral("actionCloseSession"));
    connect(close, &QAction::triggered, &m_hub, &Hub::close);

    QMenu* worker = menuBar()->addMenu(tr("&Worker"));
    worker->setToolTipsVisible(true);
    worker->addActions(m_actions->all());
    worker->insertMenu(m_actions->pause_pool, m_actions->signal_menu);
    worker->insertSeparator(m_actions->pause_pool);

    menuBar()->addMenu(makeViewMenu());
    QMenu* tools = menuBar()->addMenu(tr("Too&ls"));
    tools->addAction(add("actionAlerts", nullptr, tr("&Alert rules…"), {}, &MainWindow::showAlerts));
    tools->addAction(add("actionSettings", nullptr, tr("&Settings…"), QKeySequence(Qt::CTRL | Qt::Key_Comma),
                         &MainWindow::showSettings));
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(add("actionGuide", nullptr, tr("&Guide"), Qt::Key_F1, &MainWindow::showGuide));
    help->addAction(add("actionWhatsThis", nullptr, tr("&What is this?"), QKeySequence(Qt::SHIFT | Qt::Key_F1),
                        &MainWindow::askWhat));
    help->addAction(add("actionPalette", nullptr, tr("&Commands…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P),
                        &MainWindow::showPalette));
    help->addAction(
        add("actionKeys", nullptr, tr("&Keyboard"), QKeySequence(Qt::CTRL | Qt::Key_Slash), &MainWindow::showKeys));
    help->addAction(add("actionAbout", nullptr, tr("&About Lifeguard"), {}, &MainWindow::showAbout));
}

QMenu* MainWindow::makeViewMenu() {
    auto* view = new QMenu(tr("&View"), this);
    for (const PageEntry& entry : pageList()) {  // ManagerWatch shows those of the session and numbers them
        if (!entry.in_navigation) continue;
        auto* action = view->addAction(icons::get(entry.icon), entry.title());
        action->setObjectName(QStringLiteral("actionPage_") + entry.id);
        connect(action, &QAction::triggered, this, [this, id = entry.id] { showPage(id); });
    }
    view->addAction(add("actionCompare", "compare", tr("Com&pare runs"), QKeySequence(Qt::CTRL | Qt::Key_D),
                        &MainWindow::goCompare));
    view->addSeparator();
    QAction* inspector = m_inspector_dock->toggleViewAction();
    inspector->setShortcut(Qt::Key_F9);
    inspector->setIcon(icons::get("inspector"));
    QAction* activity = m_activity_dock->toggleViewAction();
    activity->setShortcut(Qt::Key_F8);
    activity->setIcon(icons::get("activity"));
    view->addActions({inspector, activity});
    view->addSeparator();

    const auto choice = [](QMenu* menu, const QString& text, bool checked, QActionGroup* group) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(checked);
        group->addAction(action);
        return action;
    };
    QMenu* themes = view->addMenu(tr("&Theme"));
    auto* theme_group = new QActionGroup(this);
    const QList<std::pair<QString, QString>> names{{QStringLiteral("system"), tr("System")},
                                                   {QStringLiteral("light"), tr("Light")},
                                                   {QStringLiteral("dark"), tr("Dark")}};
    for (const auto& [name, text] : names) {
        QAction* action = choice(themes, text, m_hub.settings.theme() == name, theme_group);
        action->setData(name);
        connect(action, &QAction::triggered, this, [this, theme_name = name] { m_hub.settings.setTheme(theme_name); });
    }
    connect(themes, &QMenu::aboutToShow, this, [this, theme_group] {
        for (QAction* action : theme_group->actions())
            action->setChecked(action->data().toString() == m_hub.settings.theme());
    });
    QMenu* intervals = view->addMenu(tr("&Sample every"));
    auto* interval_group = new QActionGroup(this);
    for (const int ms : {500, 1000, 2000, 5000, 10000}) {
        QAction* action = choice(intervals, format::duration(std::int64_t(ms) * 1'000'000),
                                 m_hub.settings.intervalMs() == ms, interval_group);
        action->setData(ms);
        connect(action, &QAction::triggered, this, [this, ms] { m_hub.settings.setIntervalMs(ms); });
    }
    connect(intervals, &QMenu::aboutToShow, this, [this, interval_group] {
        for (QAction* action : interval_group->actions())
            action->setChecked(action->data().toInt() == m_hub.settings.intervalMs());
    });
    view->addSeparator();
    auto* full = view->addAction(tr("&Full screen"));
    full->setObjectName(QStringLiteral("actionFullScreen"));
    full->setShortcut(Qt::Key_F11);
    connect(full, &QAction::triggered, this, [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    auto* reset = view->addAction(tr("&Reset layout…"));
    reset->setObjectName(QStringLiteral("actionResetLayout"));
    connect(reset, &QAction::triggered, this, [this] { askToResetLayout(m_hub.settings, this); });
    return view;
}

void MainWindow::askAttach() {
    askAttachTo({});
}

void MainWindow::askAttachTo(const QString& address) {
    auto* dialog = new AttachDialog(m_hub, this);
    if (!address.isEmpty()) dialog->setAddress(address);
    dialog->open();
}

void MainWindow::askFile() {
    auto* dialog = new QFileDialog(this, tr("Open recording"));
    dialog->setObjectName(QStringLiteral("openDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Run databases (*.db)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, &m_hub, &Hub::openFile);
    dialog->open();
}

void MainWindow::importRuns() {
    showPage(QStringLiteral("runs"));
    if (auto* page = qobject_cast<RunsPage*>(m_pages.value(QStringLiteral("runs")))) page->askImport();
}

void MainWindow::clearEnded() {
    m_hub.models.processes.clearEnded();
}

void MainWindow::toggleRecording() {
    if (m_hub.recorder.state().recording)
        m_hub.recorder.stop();
    else
        m_hub.recorder.start();
    m_record->setChecked(m_hub.recorder.state().recording);  // the recorder's own word counts
}

void MainWindow::focusFilter() {
    if (m_filter->isEnabled()) m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void MainWindow::focusNavigation() {
    m_navigation->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::showInspector() {
    m_inspector_dock->show();
    m_inspector_dock->raise();
}

void MainWindow::showPalette() {
    auto* palette = new CommandPalette(this, m_hub.models);
    connect(palette, &CommandPalette::pageRequested, this, &MainWindow::showPage);
    palette->open();
}

void MainWindow::showAbout() {
    auto* box =
        new QMessageBox(QMessageBox::NoIcon, tr("About Lifeguard"),
                        tr("Lifeguard %1\n\nWatches and steers pools of worker processes.\n\n"
                           "This program is free software under the GNU General Public License, version 3 or later; "
                           "the engine below it is under the MIT licence.")
                            .arg(QApplication::applicationVersion()),
                        QMessageBox::Close, this);
    box->setObjectName(QStringLiteral("aboutDialog"));
    box->setIconPixmap(icons::application().pixmap(64, 64));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

}  // namespace lifeguard
