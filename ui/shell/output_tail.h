// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Brings what tasks and programs write into the log of the session: outputs of recorded commands from the database, a
// moment after their end; and the output of a program that was started from this window, as it comes.

#include <QObject>
#include <QTimer>
#include <deque>

#include "bridge/launcher.h"
#include "bridge/runs_bridge.h"
#include "bridge/snapshot_feed.h"
#include "model/session_models.h"

namespace lifeguard {

class OutputTail : public QObject {
    Q_OBJECT
public:
    OutputTail(SessionModels& models, SnapshotFeed& feed, RunsBridge& runs, Launcher& launcher);

private:
    struct Waiting {
        mp::observe::Task task;
        int looks = 0;  // how often it was asked for in vain
    };
    void forget();
    void note(const mp::observe::Snapshot& snapshot);
    void noteAll(const RecordedTasks& recorded);
    void ask();
    void take(const QList<OutputOfTask>& outputs);
    void takeProgram(const QString& text);

    SessionModels& m_models;
    SnapshotFeed& m_feed;
    RunsBridge& m_runs;
    Launcher& m_launcher;
    std::deque<Waiting> m_waiting;
    std::vector<Waiting> m_asked;
    QTimer m_timer;
    QString m_early;        // written before its program could be watched
    qint64 m_early_of = 0;  // the process that wrote it
    int m_hits = 0;         // outputs that were there
    int m_misses = 0;
};

}  // namespace lifeguard
