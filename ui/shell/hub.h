// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What stands behind one window: the feed and the models it fills, commands, launcher, runs, recorder. No widgets.

#include <QObject>
#include <QTimer>

#include "bridge/agent_opener.h"
#include "bridge/commands.h"
#include "bridge/launcher.h"
#include "bridge/manager_feed.h"
#include "bridge/recorder_control.h"
#include "bridge/runs_bridge.h"
#include "bridge/self_test.h"
#include "bridge/session_list.h"
#include "bridge/settings.h"
#include "bridge/snapshot_feed.h"
#include "model/session_models.h"
#include "page/page.h"
#include "shell/output_tail.h"
#include "shell/time_travel.h"

namespace lifeguard {

class Hub : public QObject {
    Q_OBJECT
public:
    explicit Hub(Settings& settings, const QString& database = RunsBridge::defaultPath(), QObject* parent = nullptr);

    Settings& settings;
    SessionModels models;
    SnapshotFeed feed;
    SessionList sessions;
    RunsBridge runs;
    Launcher launcher;
    Commands commands;
    RecorderControl recorder;
    SelfTest self_test;
    OutputTail output;
    ManagerFeed manager;
    TimeTravel travel;

    PageContext pageContext();

    void attach(int pid, bool demo = false);
    void open(SessionOpener opener, TasksLoader tasks = {});  // a recording, or a test's program
    void attachManager(const ManagerPlace& place);            // instead of a session; an agent's sessions are opened
    void attachFar(int pid);                                  // a session of the agent that is attached
    // The sessions of the agent that is attached; null where none is.
    const SessionList* farSessions() const { return m_far.get(); }
    void openRun(std::int64_t run);
    void openFile(const QString& path);
    void close();
    bool isDemo() const { return m_demo; }
    void showAsSet();  // times and CPU shares are shown as the settings say

Q_SIGNALS:
    void sessionChanged();
    void told(const QString& sentence, bool failure);  // for status line and activity

private:
    void onOpened();
    void onFrame(const Frame& frame);
    void onManagerOpened();
    void openAgent();
    void onFarSessions();
    void leave();

    std::optional<AgentPlace> m_agent;
    std::unique_ptr<SessionList> m_far;
    bool m_far_wanted = false;  // nothing of the agent's has been opened yet
    bool m_demo = false;
    bool m_followed = false;
    QTimer m_pruning;
};

}  // namespace lifeguard
