// SPDX-License-Identifier: GPL-3.0-or-later
// The main window's help, and the dialogs of its Tools menu.
#include <QDockWidget>
#include <QStackedWidget>
#include <QWhatsThis>

#include "shell/activity_panel.h"
#include "shell/alert_dialog.h"
#include "shell/help_window.h"
#include "shell/key_list.h"
#include "shell/main_window.h"
#include "shell/navigation.h"
#include "shell/session_button.h"
#include "shell/settings_dialog.h"
#include "shell/status_line.h"
#include "widget/filter_edit.h"

namespace lifeguard {

void MainWindow::showGuide() {
    auto* help = findChild<HelpWindow*>();
    if (!help) help = new HelpWindow(this);
    help->showTopic(HelpWindow::topicOf(m_current));
    help->show();
    help->raise();
    help->activateWindow();
}

void MainWindow::showKeys() {
    (new KeyList(this))->open();
}

void MainWindow::askWhat() {
    QWhatsThis::enterWhatsThisMode();
}

void MainWindow::showAlerts() {
    (new AlertDialog(m_hub.models, m_hub.settings, this))->open();
}

void MainWindow::showSettings() {
    (new SettingsDialog(m_hub.settings, this))->open();
}

// Shift+F1, then a click. The time strip brings its own words.
void MainWindow::explainWidgets() {
    m_navigation->setWhatsThis(
        tr("The pages, each for one question; Ctrl+1 to Ctrl+9 open them. A number beside a name "
           "counts what is new there and went wrong."));
    m_session_button->setWhatsThis(tr("The program that is watched. A click lists the others that run on the engine."));
    m_filter->setWhatsThis(
        tr("Shows the rows that match: words, and terms such as state:failed worker:3 fn:resize "
           "exit:!0 run>1s. All of them must hold. Esc clears it."));
    m_inspector_dock->setWhatsThis(
        tr("All that is known of what is chosen on the page. Of what has ended it keeps the "
           "last values. F9 closes and opens it."));
    m_activity_dock->setWhatsThis(
        tr("What you did and what came of it, alerts, and what the engine reports. F8 closes "
           "and opens it."));
    m_status->setWhatsThis(
        tr("The program and how fresh its figures are, work in all pools, the recording, and what "
           "this window itself costs."));
    m_stack->setWhatsThis(
        tr("The page. A click chooses a row, the inspector tells all about it; a right click shows "
           "what can be done. F1 opens the guide where it fits the page."));
    for (QAction* action : actions())
        if (action->whatsThis().isEmpty()) action->setWhatsThis(action->toolTip());
}

}  // namespace lifeguard
