// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Starts programs as processes of their own, so that closing the window never stops them, and says when their session
// can be attached. The binaries are looked for beside this one, then in PATH.

#include <QFile>
#include <QObject>
#include <QStringList>
#include <QTimer>
#include <memory>

#include "bridge/session_list.h"

namespace lifeguard {

// A command pool (`lifeguardctl pool`): one command for each input.
struct PoolSpec {
    QStringList command;  // with {} for the input, as lifeguardctl pool takes it
    QStringList inputs;
    QString directory;
    int workers = 0;  // 0: as many as processors
    int retries = 0;
    bool record = true;
    QString name;  // of the run; "" for the program's
};

// Any program of the engine (`lifeguardctl run`).
struct RunSpec {
    QStringList command;
    QString directory;
    bool record = true;
    QString name;
};

class Launcher : public QObject {
    Q_OBJECT
public:
    explicit Launcher(SessionList* sessions, QObject* parent = nullptr);
    ~Launcher() override;

    void startPool(const PoolSpec& spec);
    void startRun(const RunSpec& spec);
    void startDemo();
    // The recorder for a program that runs already; it ends with it. Returns its pid, or 0 and failed().
    qint64 startRecorder(int pid);

    static QStringList poolArguments(const PoolSpec& spec);
    static QStringList runArguments(const RunSpec& spec);
    static QString findProgram(const QString& name);  // "" if there is none
    bool isWaiting() const { return m_pid != 0; }

Q_SIGNALS:
    void sessionAppeared(int pid, bool demo);
    void failed(const QString& sentence);
    void outputAppended(const QString& text);  // what the started program prints, as it comes

private:
    void start(const QString& program, const QStringList& arguments, const QString& directory, bool demo);
    void look();
    void readOutput();

    SessionList* m_sessions;
    QTimer m_timer;
    qint64 m_pid = 0;
    qint64 m_outputPid = 0;
    bool m_demo = false;
    QString m_program;
    std::unique_ptr<QFile> m_output;
};

}  // namespace lifeguard
