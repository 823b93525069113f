// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One window, one session: pages in the middle, navigation at the left, inspector at the right, toolbar and status
// line. Closing it stops nothing that it started.

#include <QHash>
#include <QMainWindow>
#include <QTimer>

#include "shell/hub.h"

class QDockWidget;
class QLabel;
class QStackedWidget;

namespace lifeguard {

class Actions;
class ActivityPanel;
class Banner;
class FilterEdit;
class ManagerWatch;
class Navigation;
class SessionButton;
class StatusLine;
class HistoryFrame;
class TimeDock;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    static constexpr int layout_version = 1;

    explicit MainWindow(Hub& hub, QWidget* parent = nullptr);
    ~MainWindow() override;

    void showPage(const QString& id, const Entity& entity = {});
    QString currentPage() const { return m_current; }
    Page* page(const QString& id);  // made when it is first asked for
    void startDemo();
    void resizeTo(const QSize& size);  // down to what the narrow layout needs
    void tell(const QString& sentence, bool failure);
    static void applyTheme(const QString& name);  // "system", "light", "dark"; of the whole application

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void moveEvent(QMoveEvent* event) override;
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    // window_menus.cpp
    void makeActions();
    void makeToolBar();
    void makeMenus();
    QMenu* makeViewMenu();
    QAction* add(const char* name, const char* icon, const QString& text, const QKeySequence& key,
                 void (MainWindow::*slot)());
    void askAttach();
    void askAttachTo(const QString& address);
    void askFile();
    void importRuns();
    void applySetting(const QString& key);
    // window_help.cpp
    void showKeys();
    void showGuide();
    void askWhat();
    void explainWidgets();
    void showAlerts();
    void showSettings();
    void showPalette();
    void showAbout();
    void clearEnded();
    void toggleRecording();
    void goHome();
    void goStart();
    void goCompare();
    void focusFilter();
    void focusNavigation();
    void showInspector();

    void makeCentre();
    void makeDocks();
    void connectPage(Page* page);
    void onSessionChanged();
    void onOpened();
    void onUpdated(bool sample);
    void onRecordingChanged();
    void setPaused(bool paused);
    void freezeRows(bool frozen);
    void refreshTitle();
    void refreshBadge();
    void refreshBanner();
    void refreshBadges();
    void refreshTravel();
    void saveLayout();
    void restoreLayout();
    void resetLayout();
    void fitWidth(int width);
    void makeRoom();
    void setCompact(bool compact);

    Hub& m_hub;
    Actions* m_actions = nullptr;
    Navigation* m_navigation = nullptr;
    QStackedWidget* m_stack = nullptr;
    Banner* m_session_banner = nullptr;
    Banner* m_manager_banner = nullptr;
    Banner* m_pause_banner = nullptr;
    Banner* m_notice_banner = nullptr;
    Banner* m_filter_banner = nullptr;
    TimeDock* m_time = nullptr;
    HistoryFrame* m_frame = nullptr;
    QAction* m_live = nullptr;
    QAction* m_play = nullptr;
    SessionButton* m_session_button = nullptr;
    QLabel* m_badge = nullptr;
    FilterEdit* m_filter = nullptr;
    StatusLine* m_status = nullptr;
    ManagerWatch* m_manager_watch = nullptr;
    QDockWidget* m_inspector_dock = nullptr;
    QDockWidget* m_activity_dock = nullptr;
    ActivityPanel* m_activity = nullptr;
    QAction* m_pause = nullptr;
    QAction* m_record = nullptr;
    QHash<QString, Page*> m_pages;
    QString m_current;
    QString m_page_wanted;  // shown when the session that is being opened is there
    QTimer m_layout_timer;
    int m_exits_seen = 0;
    int m_wide_width = 0;               // px that the wide layout needed when it was last seen
    bool m_inspector_gave_way = false;  // hidden because the window became narrow
    bool m_restoring = true;
};

}  // namespace lifeguard
