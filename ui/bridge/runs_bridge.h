// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The recorded runs (the history database), read and changed on a thread of their own.

#include <QObject>
#include <QVector>

#include "bridge/recorded_tasks.h"
#include "bridge/run_row.h"
#include "bridge/settings.h"
#include "bridge/snapshot_feed.h"
#include "bridge/worker_thread.h"

namespace lifeguard {

class RunsWorker;

class RunsBridge : public QObject {
    Q_OBJECT
public:
    static QString defaultPath();  // $XDG_DATA_HOME/lifeguard/history.db

    explicit RunsBridge(const QString& database = defaultPath(), QObject* parent = nullptr);
    ~RunsBridge() override;

    void refresh();  // also by itself, every 2 s while somebody watches()
    void setWatching(bool watching);
    void rename(std::int64_t run, const QString& name);
    void setNotes(std::int64_t run, const QString& notes);
    void setStarred(std::int64_t run, bool starred);
    // Removed from the list at once, from the database by commitRemoval(); restore() takes it back until then.
    void remove(const QList<std::int64_t>& runs);
    void restore(const QList<std::int64_t>& runs);
    void commitRemoval();
    // Forgets what is older or more than that: once now, and each hour while the window is open.
    void prune(const Settings::Retention& retention);
    void exportRun(std::int64_t run, const QString& format, const QString& path);  // "csv" (a folder) or "json"

    // A recorded run as a session, for SnapshotFeed::open().
    SessionOpener opener(std::int64_t run) const { return openerOfRun(m_path, run); }
    static SessionOpener openerOfRun(const QString& database, std::int64_t run);
    static SessionOpener openerOfFile(const QString& path);  // its latest run

    // The tasks of the same, for SnapshotFeed::open().
    TasksLoader tasksLoader(std::int64_t run) const { return tasksOfRun(m_path, run); }
    static TasksLoader tasksOfRun(const QString& database, std::int64_t run);
    static TasksLoader tasksOfFile(const QString& path);
    // What command tasks wrote; answers by outputsRead(), in the same order.
    void readOutputs(const RunPlace& place, const QList<OutputOfTask>& wanted);
    // What a process said last; answers by wordsRead().
    void readWords(const RunPlace& place, const mp::observe::Identity& process);

    const QVector<RunRow>& runs() const { return m_runs; }
    QString database() const { return m_path; }

Q_SIGNALS:
    void changed(const QVector<lifeguard::RunRow>& runs);
    void failed(const QString& sentence);
    void exported(const QString& path);
    void outputsRead(const QList<lifeguard::OutputOfTask>& outputs);
    void wordsRead(const lifeguard::WordsOfProcess& words);

private:
    WorkerThread m_thread;
    RunsWorker* m_worker;
    QString m_path;
    QVector<RunRow> m_runs;
};

}  // namespace lifeguard
