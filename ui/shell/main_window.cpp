// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/main_window.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QCloseEvent>
#include <QComboBox>
#include <QDockWidget>
#include <QKeyEvent>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "chart/time_series_view.h"
#include "format/theme.h"
#include "format/words.h"
#include "page/inspector_panel.h"
#include "page/start_page.h"
#include "shell/actions.h"
#include "shell/activity_panel.h"
#include "shell/icons.h"
#include "shell/manager_watch.h"
#include "shell/navigation.h"
#include "shell/notifier.h"
#include "shell/page_list.h"
#include "shell/session_button.h"
#include "shell/status_line.h"
#include "shell/time_dock.h"
#include "widget/banner.h"
#include "widget/filter_edit.h"

namespace lifeguard {
namespace {

using State = SnapshotFeed::State;

const QString page_key = QStringLiteral("layout/page");

}  // namespace

MainWindow::MainWindow(Hub& hub, QWidget* parent) : QMainWindow(parent), m_hub(hub) {
    setObjectName(QStringLiteral("mainWindow"));
    setWindowIcon(icons::application());
    setDockOptions(QMainWindow::AnimatedDocks);
    setContextMenuPolicy(Qt::NoContextMenu);
    m_actions = new Actions(m_hub, this);
    m_status = new StatusLine(this);
    setStatusBar(m_status);
    makeCentre();
    makeDocks();
    makeActions();
    makeToolBar();
    m_manager_watch = new ManagerWatch(m_hub, *m_navigation, *m_status, this);
    makeMenus();
    m_manager_watch->start();

    connect(&m_hub, &Hub::sessionChanged, this, &MainWindow::onSessionChanged);
    connect(&m_hub, &Hub::told, this, &MainWindow::tell);
    connect(&m_hub.feed, &SnapshotFeed::opened, this, &MainWindow::onOpened);
    connect(&m_hub.feed, &SnapshotFeed::frameReady, m_status, &StatusLine::setFrame);
    connect(&m_hub.models, &SessionModels::updated, this, &MainWindow::onUpdated);
    connect(&m_hub.models.selection, &Selection::changed, this, [this] {
        if (Page* shown = m_pages.value(m_current)) shown->showSelection(false);
    });
    connect(&m_hub.models, &SessionModels::pausedChanged, this, &MainWindow::setPaused);
    connect(&m_hub.models.processes, &ProcessModel::terminated, this,
            [this](const mp::observe::Identity&, const QString& sentence) { tell(sentence, false); });
    connect(&m_hub.recorder, &RecorderControl::changed, this, &MainWindow::onRecordingChanged);
    connect(&m_hub.travel, &TimeTravel::changed, this, &MainWindow::refreshTravel);
    connect(m_actions, &Actions::told, this, &MainWindow::tell);
    connect(m_actions, &Actions::dialogOpened, this, &MainWindow::freezeRows);

    m_layout_timer.setSingleShot(true);
    m_layout_timer.setInterval(500);
    connect(&m_layout_timer, &QTimer::timeout, this, &MainWindow::saveLayout);
    connect(&m_hub.settings, &Settings::layoutReset, this, &MainWindow::resetLayout);
    connect(&m_hub.settings, &Settings::changed, this, &MainWindow::applySetting);
    auto* notifier = new Notifier(m_hub, this);
    connect(notifier, &Notifier::told, this, &MainWindow::tell);
    connect(notifier, &Notifier::noted, m_activity, &ActivityPanel::add);
    connect(notifier, &Notifier::popped, m_status, [this](const QString& sentence) { m_status->tell(sentence, true); });
    explainWidgets();
    restoreLayout();
    if (!m_hub.settings.notice().isEmpty()) {
        m_notice_banner->showMessage(Tone::waiting, QStringLiteral("⚠"), m_hub.settings.notice());
        m_activity->add(m_hub.settings.notice(), true);
    }
    showPage(QStringLiteral("home"));
    onSessionChanged();
}

// What dies with the window, after its own members, must not call it any more: a list that loses its rows would.
MainWindow::~MainWindow() {
    for (QObject* child : findChildren<QObject*>()) child->disconnect(this);
}

// --- what it is made of ---------------------------------------------------------------------------------------------

void MainWindow::makeCentre() {
    m_navigation = new Navigation;
    m_stack = new QStackedWidget;
    m_stack->setObjectName(QStringLiteral("pages"));
    m_session_banner = new Banner(QStringLiteral("sessionBanner"));
    m_pause_banner = new Banner(QStringLiteral("pauseBanner"));
    m_notice_banner = new Banner(QStringLiteral("noticeBanner"));
    m_manager_banner = new Banner(QStringLiteral("managerBanner"));
    m_filter_banner = new Banner(QStringLiteral("filterBanner"));
    for (Banner* banner : {m_session_banner, m_manager_banner, m_pause_banner, m_notice_banner, m_filter_banner})
        banner->hide();
    m_time = new TimeDock(m_hub.models, m_hub.feed, m_hub.travel);
    m_time->hide();

    m_frame = new HistoryFrame;
    auto* column = new QVBoxLayout(m_frame);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_filter_banner);
    column->addWidget(m_notice_banner);
    column->addWidget(m_session_banner);
    column->addWidget(m_manager_banner);
    column->addWidget(m_pause_banner);
    column->addWidget(m_stack, 1);
    column->addWidget(m_time);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_navigation);
    row->addWidget(m_frame, 1);
    auto* centre = new QWidget(this);
    centre->setLayout(row);
    setCentralWidget(centre);
    connect(m_navigation, &Navigation::pageChosen, this, [this](const QString& id) { showPage(id); });
    connect(m_pause_banner, &Banner::actionTriggered, this, [this] { m_hub.models.setPaused(false); });
    connect(m_session_banner, &Banner::actionTriggered, this, &MainWindow::goHome);
}

void MainWindow::makeDocks() {
    const auto dock = [this](const char* name, const QString& title, QWidget* content, Qt::DockWidgetArea area) {
        auto* made = new QDockWidget(title, this);
        made->setObjectName(QLatin1String(name));
        made->setAccessibleName(title);
        made->setFeatures(QDockWidget::DockWidgetClosable);
        made->setAllowedAreas(area);
        made->setWidget(content);
        addDockWidget(area, made);
        connect(made, &QDockWidget::visibilityChanged, this, [this](bool visible) {
            m_layout_timer.start();
            if (visible) makeRoom();
        });
        return made;
    };
    auto* inspector = new InspectorPanel(m_hub.pageContext(), this);
    connect(inspector, &InspectorPanel::requested, m_actions, &Actions::ask);
    connect(inspector, &InspectorPanel::resizeRequested, m_actions, &Actions::resize);
    connect(inspector, &InspectorPanel::pageRequested, this, &MainWindow::showPage);
    m_inspector_dock = dock("inspectorDock", tr("Inspector"), ManagerWatch::inspectors(m_hub, inspector, this),
                            Qt::RightDockWidgetArea);
    m_activity = new ActivityPanel;
    m_activity_dock = dock("activityDock", tr("Activity"), m_activity, Qt::BottomDockWidgetArea);
    m_activity_dock->hide();
}

Page* MainWindow::page(const QString& id) {
    if (Page* made = m_pages.value(id)) return made;
    const PageEntry* entry = findPage(id);
    if (!entry) return nullptr;
    Page* fresh = entry->make(m_hub.pageContext(), m_stack);
    m_stack->addWidget(fresh);
    m_pages.insert(id, fresh);
    connectPage(fresh);
    return fresh;
}

void MainWindow::connectPage(Page* page) {
    connect(page, &Page::requested, m_actions, &Actions::ask);
    connect(page, &Page::resizeRequested, m_actions, &Actions::resize);
    connect(page, &Page::signalRequested, m_actions, &Actions::askSignal);
    connect(page, &Page::pageRequested, this, &MainWindow::showPage);
    connect(page, &Page::startRequested, this, [this](const QString& command) {
        goStart();
        auto* start = qobject_cast<StartPage*>(m_pages.value(m_current));
        if (start && !command.isEmpty()) start->setCommand(command);
    });
    connect(page, &Page::homeRequested, this, &MainWindow::goHome);
    connect(page, &Page::fileRequested, this, &MainWindow::askFile);
    connect(page, &Page::demoRequested, this, &MainWindow::startDemo);
    connect(page, &Page::poolRequested, &m_hub.launcher, &Launcher::startPool);
    connect(page, &Page::attachRequested, this, [this](int pid) { m_hub.attach(pid); });
    connect(page, &Page::managerRequested, &m_hub, &Hub::attachManager);
    connect(page, &Page::attachDialogRequested, this, &MainWindow::askAttachTo);
    connect(page, &Page::controlRequested, this, [this](bool allowed) { m_manager_watch->askControl(allowed); });
    connect(page, &Page::runRequested, &m_hub, &Hub::openRun);
    connect(page, &Page::told, this, [this](const QString& sentence) { tell(sentence, false); });
}

// --- pages ----------------------------------------------------------------------------------------------------------

void MainWindow::showPage(const QString& id, const Entity& entity) {
    Page* shown = page(id);
    if (!shown) return;
    m_current = id;
    m_stack->setCurrentWidget(shown);
    m_navigation->setCurrentPage(id);
    m_filter->setProxy(shown->filter());
    if (id == QStringLiteral("exits")) m_exits_seen = m_hub.models.exits.failures();
    shown->showSelection(!entity);
    if (entity) shown->reveal(entity);
    if (QWidget* widget = shown->mainWidget(); widget && !m_navigation->hasFocus()) widget->setFocus();
    m_time->setVisible(findPage(id)->has_time_strip && m_hub.feed.isOpen());
    if (inNavigation(*findPage(id), false)) m_hub.settings.setValue(page_key, id);
    refreshTitle();
    refreshBadges();
    if (m_time->isVisible()) m_time->refresh();
    if (isVisible()) fitWidth(width());
}

void MainWindow::goHome() {
    showPage(QStringLiteral("home"));
}
void MainWindow::goStart() {
    showPage(QStringLiteral("start"));
}

void MainWindow::goCompare() {
    showPage(QStringLiteral("compare"));
}

void MainWindow::startDemo() {
    tell(tr("The demo is being started."), false);
    m_hub.launcher.startDemo();
}

// --- the session ----------------------------------------------------------------------------------------------------

void MainWindow::onOpened() {
    m_exits_seen = 0;
    m_activity->forgetSession();
    const QStringList without{QStringLiteral("home"), QStringLiteral("start"), QStringLiteral("runs"),
                              QStringLiteral("compare"), QStringLiteral("objects")};
    if (!without.contains(m_current)) {
        showPage(m_current);
        return;
    }
    const QString remembered = m_hub.settings.value(page_key).toString();
    const bool use = findPage(remembered) && remembered != QStringLiteral("runs");
    showPage(use ? remembered : QStringLiteral("overview"));
}

void MainWindow::onSessionChanged() {
    m_status->setSession(m_hub.feed);
    if (m_hub.models.snapshot()) m_status->setWork(*m_hub.models.snapshot());
    const bool open = m_hub.feed.isOpen();
    refreshBadge();
    m_time->setVisible(open && findPage(m_current)->has_time_strip);
    m_pause->setEnabled(open);
    const QStringList without{QStringLiteral("runs"), QStringLiteral("start"), QStringLiteral("compare")};
    const bool nothing = m_hub.feed.state() == State::none && m_hub.manager.state() == ManagerFeed::State::none;
    if (nothing && !without.contains(m_current)) showPage(QStringLiteral("home"));
    onRecordingChanged();
    refreshBanner();
    refreshTravel();
    refreshTitle();
    refreshBadges();
}

// What is to be known of the session on every page: that it is a demo, is over, or may be changed from here.
void MainWindow::refreshBadge() {
    const bool control = m_hub.manager.isOpen() && m_hub.manager.controlAllowed();
    m_badge->setVisible(control || m_hub.isDemo() || m_hub.feed.state() == State::recording);
    m_badge->setText(control ? tr("CONTROL") : m_hub.isDemo() ? tr("DEMO") : tr("RECORDED"));
    m_badge->setToolTip(control ? tr("Calls of methods are allowed on this connection.") : QString());
    QPalette colours = palette();
    if (control) colours.setColor(QPalette::WindowText, theme::tone(Tone::waiting, colours));
    m_badge->setPalette(colours);
}

void MainWindow::refreshBanner() {
    switch (m_hub.feed.state()) {
        case State::ended: {
            const SnapshotPtr now = m_hub.models.latest();
            const auto* program = now ? now->process(now->program) : nullptr;
            const QString how = program && program->exitcode ? words::exitText(*program->exitcode) : QString();
            m_session_banner->showMessage(
                Tone::idle, QStringLiteral("■"),
                how.isEmpty() ? tr("%1 has ended. Its last state is shown.").arg(m_hub.feed.title())
                              : tr("%1 has ended: %2. Its last state is shown.").arg(m_hub.feed.title(), how),
                tr("Home"));
            break;
        }
        case State::lost:
            m_session_banner->showMessage(
                Tone::failed, QStringLiteral("✖"),
                tr("%1 can no longer be watched. Its last state is shown.").arg(m_hub.feed.title()), tr("Home"));
            break;
        default:
            m_session_banner->clear();
            break;
    }
}

void MainWindow::onUpdated(bool sample) {
    m_activity->addLog(*m_hub.models.snapshot());
    m_status->setWork(*m_hub.models.snapshot());
    if (m_current == QStringLiteral("exits") && isActiveWindow()) m_exits_seen = m_hub.models.exits.failures();
    refreshBadges();
    if (sample && m_time->isVisible() && !isMinimized()) m_time->refresh();
}

void MainWindow::refreshBadges() {
    int deadlocks = 0;
    for (const Finding& finding : m_hub.models.findings.rows()) deadlocks += finding.kind == Finding::Kind::deadlock;
    m_navigation->setBadge(QStringLiteral("exits"), std::max(0, m_hub.models.exits.failures() - m_exits_seen));
    m_navigation->setBadge(QStringLiteral("locks"), deadlocks);
}

// In history mode a frame says so, End leads back, and what acts on processes says why it does not.
void MainWindow::refreshTravel() {
    m_frame->setShown(!m_hub.travel.isLive());
    m_live->setEnabled(!m_hub.travel.isLive());
    m_play->setEnabled(!m_hub.travel.isLive() || m_hub.feed.state() == State::recording);
    m_actions->refresh();
}

void MainWindow::refreshTitle() {
    QStringList parts;
    if (m_hub.feed.isOpen()) parts << m_hub.feed.title();
    if (m_hub.manager.isOpen()) parts << m_hub.manager.place().title();
    if (const PageEntry* entry = findPage(m_current)) parts << entry->title();
    parts << tr("Lifeguard");
    setWindowTitle(parts.join(QStringLiteral(" · ")));
}

void MainWindow::tell(const QString& sentence, bool failure) {
    m_status->tell(sentence, failure);
    m_activity->add(sentence, failure);
}

void MainWindow::applyTheme(const QString& name) {
    theme::apply(*qApp, theme::choiceFromName(name));
}

// What was drawn in the old way is drawn anew.
void MainWindow::applySetting(const QString& key) {
    if (key == QStringLiteral("view/theme")) applyTheme(m_hub.settings.theme());
    if (!key.startsWith(QStringLiteral("view/"))) return;
    m_hub.showAsSet();
    for (QAbstractItemView* view : findChildren<QAbstractItemView*>()) view->viewport()->update();
    for (TimeSeriesView* chart : findChildren<TimeSeriesView*>()) chart->redraw();
    if (m_hub.models.snapshot()) Q_EMIT m_hub.models.updated(true);
}

void MainWindow::onRecordingChanged() {
    const RecordingState& state = m_hub.recorder.state();
    m_status->setRecording(state);
    const bool live = m_hub.feed.state() == State::live;
    m_record->setEnabled(live);
    m_record->setChecked(live && state.recording);
    m_record->setToolTip(!live             ? tr("Record\nNot now: no program is watched that could be recorded.")
                         : state.recording ? tr("This session is being recorded (Ctrl+R stops it)")
                                           : tr("Record this session (Ctrl+R)"));
}

void MainWindow::setPaused(bool paused) {
    m_pause->setChecked(paused);
    m_status->setPaused(paused);
    freezeRows(paused);
    if (paused)
        m_pause_banner->showMessage(Tone::suspended, QStringLiteral("❚❚"),
                                    tr("Paused: rows hold still, recording goes on."), tr("Resume (F6)"));
    else
        m_pause_banner->clear();
}

void MainWindow::freezeRows(bool frozen) {
    for (Page* page : std::as_const(m_pages))
        if (FilterProxy* proxy = page->filter()) proxy->setFrozen(QStringLiteral("dialog"), frozen);
}

// --- what the window hears -------------------------------------------------------------------------------------------

void MainWindow::moveEvent(QMoveEvent* event) {
    QMainWindow::moveEvent(event);
    m_layout_timer.start();
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange && !isMinimized() && m_time && m_time->isVisible())
        m_time->refresh();
}

// Space plays a recording, but not where it presses a button or is typed.
bool MainWindow::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space) {
        const QWidget* focus = focusWidget();
        if (qobject_cast<const QAbstractButton*>(focus) || qobject_cast<const QComboBox*>(focus)) event->accept();
    }
    return QMainWindow::event(event);
}

// Esc never closes the window; it gives the keyboard back to the page.
void MainWindow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_time->isVisible() && m_time->clearRange()) return;
    if (event->key() == Qt::Key_Escape && m_pages.value(m_current)) {
        if (QWidget* widget = m_pages.value(m_current)->mainWidget()) widget->setFocus();
        return;
    }
    if (m_actions->explain(QKeySequence(event->keyCombination()))) return;
    QMainWindow::keyPressEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    saveLayout();
    event->accept();
}

}  // namespace lifeguard
