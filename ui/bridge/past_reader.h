// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Reads what a recording shows of a moment, on a thread of its own. Scrubbing asks faster than a database answers: only
// the latest wish counts, those between are never read.
//
//     PastReader reader;
//     reader.setSource(RunsBridge::openerOfRun(database, run));
//     reader.ask(moment_ns);                                    // answers by ready(), later
//
// Threads: the GUI's; nothing here blocks it.

#include <QObject>
#include <atomic>
#include <memory>

#include "bridge/frame.h"
#include "bridge/snapshot_feed.h"
#include "bridge/worker_thread.h"

namespace lifeguard {

class PastLoop;

class PastReader : public QObject {
    Q_OBJECT
public:
    explicit PastReader(QObject* parent = nullptr);
    ~PastReader() override;

    // A recording, which may still be written. Answers to what was asked before do not come any more.
    void setSource(const SessionOpener& opener);
    void ask(std::int64_t time_ns);
    int reads() const;  // how often the database was asked, for tests

Q_SIGNALS:
    // The state at the last sample before that moment, or the first there is; its taken_ns says which.
    void ready(std::int64_t time_ns, const lifeguard::SnapshotPtr& snapshot);
    void failed(const QString& sentence);

private:
    struct Shared;
    friend class PastLoop;
    std::shared_ptr<Shared> m_shared;
    WorkerThread m_thread;
    PastLoop* m_loop;
    std::int64_t m_generation = 0;
};

}  // namespace lifeguard
Q_DECLARE_METATYPE(lifeguard::SnapshotPtr)
