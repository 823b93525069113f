// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Runs of another history file on their way into the user's, on a thread of their own: the list of runs and everything
// else goes on meanwhile.

#include <QObject>
#include <atomic>
#include <memory>

#include "bridge/worker_thread.h"

namespace lifeguard {

// What came of it.
struct ImportSummary {
    QString path;
    int imported = 0;
    int known = 0;      // were there already
    int recording = 0;  // somebody writes them just now
    bool stopped = false;
};

class RunImport : public QObject {
    Q_OBJECT
public:
    explicit RunImport(QObject* parent = nullptr);
    ~RunImport() override;  // stops

    // progressed() tells how far, finished() or failed() ends it. One after the other.
    void start(const QString& database, const QString& file);
    void stop();  // of the run at work nothing is kept

    // "run-118.html": what an export of that format is called.
    static QString exportName(std::int64_t run, const QString& format);

Q_SIGNALS:
    void progressed(std::int64_t run, int permille);
    void finished(const lifeguard::ImportSummary& summary);
    void failed(const QString& sentence);

private:
    WorkerThread m_thread;
    QObject* m_worker;
    std::shared_ptr<std::atomic<bool>> m_stop;
};

}  // namespace lifeguard
Q_DECLARE_METATYPE(lifeguard::ImportSummary)
