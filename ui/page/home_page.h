// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where one begins: start a pool, attach to what runs, open what was recorded, try the demo; and whether this machine
// has what watching needs.

#include "page/page.h"

class QGridLayout;
class QGroupBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QToolButton;

namespace lifeguard {

class ContentStack;
class FlowLayout;

class HomePage : public Page {
    Q_OBJECT
public:
    HomePage(const PageContext& context, QWidget* parent = nullptr);
    QWidget* mainWidget() const override;

protected:
    void refresh() override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QGroupBox* makeStart();
    QGroupBox* makeAttach();
    QWidget* makeManager(QWidget* group);
    QGroupBox* makeRuns();
    QGroupBox* makeDemo();
    QWidget* makeSelfTest();
    void refreshSessions();
    void refreshRuns();
    void refreshManagers();
    void refreshSelfTest();
    void attach();
    void openRun();

    QLineEdit* m_command;
    QListWidget* m_sessions;
    ContentStack* m_sessionsStack;
    QPushButton* m_attach;
    QLineEdit* m_manager;
    QWidget* m_recent;
    FlowLayout* m_recentRow;
    QList<ManagerPlace> m_places;
    QListWidget* m_runs;
    ContentStack* m_runsStack;
    QPushButton* m_open;
    QLabel* m_selfTest;
    QLabel* m_details;
    QToolButton* m_detailsButton;
};

}  // namespace lifeguard
