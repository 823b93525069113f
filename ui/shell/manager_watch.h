// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the window does while a manager server is attached instead of a session: its pages in the navigation, the
// inspector of objects, status line, the banner with the countdown after a loss, and the question before control.

#include <QObject>
#include <QPointer>
#include <QTimer>

#include "shell/hub.h"

class QAction;
class QMessageBox;
class QStackedWidget;

namespace lifeguard {

class Banner;
class InspectorPanel;
class MainWindow;
class Navigation;
class StatusLine;

class ManagerWatch : public QObject {
    Q_OBJECT
public:
    ManagerWatch(Hub& hub, Navigation& navigation, StatusLine& status, MainWindow* window);

    // Content of the inspector's dock: that of sessions, and that of objects.
    static QWidget* inspectors(Hub& hub, InspectorPanel* sessions, MainWindow* window);
    QAction* control() const { return m_control; }  // "Allow control…"
    void start();                                   // once the window has its menus
    // Asks before it is allowed; ends it at once.
    void askControl(bool allowed);

private:
    void refresh();
    void arrange(bool manager);
    void refreshBanner();
    void refreshStatus();

    Hub& m_hub;
    Navigation& m_navigation;
    StatusLine& m_status;
    MainWindow* m_window;
    QAction* m_control;
    QPointer<QMessageBox> m_question;
    QTimer m_timer;
    bool m_manager = false;
    bool m_dismissed = false;  // the banner of this loss
};

}  // namespace lifeguard
