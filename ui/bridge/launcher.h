// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Starts programs as processes of their own, so that closing the window never stops them, and says when their session
// can be attached. The binaries are looked for beside this one, then in PATH.

#include <QObject>
#include <QStringList>
#include <QTimer>

#include "bridge/session_list.h"
#include "bridge/worker_thread.h"

namespace lifeguard {

// A command pool (`lifeguardctl pool`): one command for each input.
struct PoolSpec {
    QStringList command;  // with {} for the input, as lifeguardctl pool takes it
    QStringList inputs;
    QString inputFile;  // instead of inputs: one input a line
    QString directory;
    int workers = 0;  // 0: as many as processors
    int retries = 0;
    double timeoutSeconds = 0;  // of one task; 0: none
    bool record = true;
    QString name;  // of the run; "" for the program's
};

class LaunchLoop;

class Launcher : public QObject {
    Q_OBJECT
public:
    explicit Launcher(SessionList* sessions, QObject* parent = nullptr);
    ~Launcher() override;

    void startPool(const PoolSpec& spec);
    void startDemo();

    static QStringList poolArguments(const PoolSpec& spec);
    static QString findProgram(const QString& name);  // "" if there is none
    // Where programs are looked for before PATH, instead of beside this one.
    static void setProgramFolder(const QString& folder);
    bool isWaiting() const { return m_pid != 0; }
    qint64 launchedPid() const { return m_launched; }  // the last one started; 0: none
    // What the tasks of the last one write is recorded task by task.
    bool outputIsRecorded() const { return m_recorded; }

Q_SIGNALS:
    void sessionAppeared(int pid, bool demo);
    void failed(const QString& sentence);
    void outputAppended(const QString& text);  // what the started program prints, as it comes

private:
    void start(const QString& name, const QStringList& arguments, const QString& directory, bool demo);
    void look();
    void stopWaiting();

    SessionList* m_sessions;
    WorkerThread m_thread;
    LaunchLoop* m_loop;
    QTimer m_timer;
    qint64 m_pid = 0;  // started, its session has not appeared yet
    qint64 m_launched = 0;
    bool m_demo = false;
    bool m_recorded = false;
};

}  // namespace lifeguard
