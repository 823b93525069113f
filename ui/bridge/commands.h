// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the user does to a session: each command goes to the identities that were chosen (pid and start time, so never
// to a later process with the same pid), on a thread of its own, and always comes back as an outcome with a sentence.

#include <QObject>

#include "bridge/request.h"
#include "bridge/snapshot_feed.h"
#include "bridge/worker_thread.h"

namespace lifeguard {

class CommandLoop;

class Commands : public QObject {
    Q_OBJECT
public:
    explicit Commands(QObject* parent = nullptr);
    ~Commands() override;

    void setOpener(SessionOpener opener);  // of the session that the window shows
    void clear();
    void run(const Request& request);  // answers by finished()

    static QString verbText(Verb verb);           // "Terminate"
    static int signalOf(const Request& request);  // what a verb for processes sends; 0: nothing

Q_SIGNALS:
    void finished(const lifeguard::Outcome& outcome);

private:
    WorkerThread m_thread;
    CommandLoop* m_loop;
};

}  // namespace lifeguard
