// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// All that pages show of one session, kept up to date from one place: models, recent past, selection, latest snapshot.
//
//     WorkersPage(SessionModels& models, …)  { view->setModel(&models.processes); }
//
// While paused (F6) nothing changes here, whatever the feed delivers; resuming shows the latest. So it is in history
// mode, in which the snapshot of a moment of the past is shown. Threads: the GUI's.

#include <QObject>

#include "bridge/frame.h"
#include "bridge/recorded_tasks.h"
#include "bridge/time_history.h"
#include "model/exit_model.h"
#include "model/findings_model.h"
#include "model/last_words.h"
#include "model/lock_model.h"
#include "model/log_model.h"
#include "model/object_model.h"
#include "model/process_model.h"
#include "model/queue_model.h"
#include "model/run_model.h"
#include "model/selection.h"
#include "model/span_history.h"
#include "model/task_model.h"
#include "model/time_view.h"

namespace lifeguard {

class SessionModels : public QObject {
    Q_OBJECT
public:
    explicit SessionModels(QObject* parent = nullptr);

    ProcessModel processes;
    QueueModel queues;
    LockModel locks;
    ExitModel exits;
    FindingsModel findings;
    AlertRules alerts;
    TaskModel tasks;
    SpanHistory spans;
    LogModel log;
    LastWords words;
    ObjectModel objects;  // of a manager server, instead of all the others
    RunModel runs;
    TimeHistory history;
    Selection selection;
    TimeView times;

    void update(const lifeguard::Frame& frame);
    void fillPast(const QList<lifeguard::Frame>& frames);  // of a recording, for charts
    void fillTasks(const lifeguard::RecordedTasksPtr& tasks);
    void showLog();  // lines came that are no frame's
    // Where this session is written down, for what only the database has.
    void setPlace(const RunPlace& place) { m_place = place; }
    const RunPlace& place() const { return m_place; }
    void setAlerting(bool on) { m_alerting = on; }  // not of what is over: a recording
    void clear();
    void setPaused(bool paused);
    bool isPaused() const { return m_paused; }

    // History mode: all of this is as it was then, until showNow().
    void showPast(const SnapshotPtr& snapshot, std::int64_t moment_ns);
    void showNow();
    bool isPast() const { return times.moment().has_value(); }

    // What is shown: the latest, or that of the moment of the pause. nullptr without a session.
    SnapshotPtr snapshot() const { return m_snapshot; }
    // What is true now, paused or not: for dialogs that must know whether a target still lives.
    SnapshotPtr latest() const { return m_latest.snapshot; }

Q_SIGNALS:
    void updated(bool sample);  // after all models, at most 4 times a second
    void latestChanged();       // also while paused
    void pausedChanged(bool paused);
    void cleared();

private:
    void show(const Frame& frame);

    SnapshotPtr m_snapshot;
    Frame m_latest;
    RunPlace m_place;
    bool m_paused = false;
    bool m_shows_past = false;
    bool m_filled = false;  // the past is known to its end: what is shown at first may be of a moment before it
    bool m_alerting = true;
};

}  // namespace lifeguard
