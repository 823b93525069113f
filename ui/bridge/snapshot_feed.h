// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Watches one session on a thread of its own and hands its snapshots to the window as const values.
//
//     SnapshotFeed feed;
//     connect(&feed, &SnapshotFeed::frameReady, models, &SessionModels::update);
//     feed.attach(4242);
//
// It polls four times a second, so that exits and state changes are on screen within 250 ms; once per sample interval a
// frame is marked as a sample: rates and CPU shares are those of a whole interval, and charts append only samples.
// Threads: the GUI thread; nothing here blocks it.

#include <QObject>
#include <chrono>
#include <functional>

#include "bridge/frame.h"
#include "bridge/recorded_tasks.h"
#include "bridge/worker_thread.h"
#include "mp/observe.h"

namespace lifeguard {

// Makes the session where it is used: each thread that needs one makes its own. Throws mp::Exception with a sentence.
using SessionOpener = std::function<mp::observe::Session()>;

class FeedLoop;
struct FeedShared;

class SnapshotFeed : public QObject {
    Q_OBJECT
public:
    enum class State { none, opening, live, ended, lost, recording };

    explicit SnapshotFeed(QObject* parent = nullptr);
    ~SnapshotFeed() override;

    void attach(int pid);
    // Any other source; answers by opened() or failed(). `tasks` is read after the first frame, for recordings.
    void open(SessionOpener opener, TasksLoader tasks = {});
    void close();
    void refresh();  // a frame at once, marked as a sample
    void setInterval(std::chrono::milliseconds interval);

    // The processes below these, those that the program does not know of too; answers by treesFound().
    void findTrees(const QList<mp::observe::Identity>& roots);

    // Its end by SIGTERM or SIGKILL, when it comes, is stated as wanted by the user.
    void markEndedByUser(const mp::observe::Identity& identity);
    void unmarkEndedByUser(const mp::observe::Identity& identity);

    State state() const { return m_state; }
    bool isOpen() const { return m_state != State::none && m_state != State::opening; }
    mp::observe::SourceKind kind() const { return m_kind; }
    QString title() const { return m_title; }
    SnapshotPtr latest() const { return m_latest; }
    SessionOpener opener() const { return m_opener; }

Q_SIGNALS:
    void opened();
    void failed(const QString& sentence);  // could not be opened: who, what, what to do
    void frameReady(const lifeguard::Frame& frame);
    // A recording was opened: samples of its whole length, for charts; before its first frame.
    void pastReady(const QList<lifeguard::Frame>& frames);
    void tasksReady(const lifeguard::RecordedTasksPtr& tasks);  // of a recording, after its first frame
    void stateChanged();
    void treesFound(const QList<mp::observe::Identity>& roots, const QList<mp::observe::TreeMember>& members);
    void lost(const QString& sentence);  // the source is gone for good; the last snapshot stays

private:
    void setState(State state);
    void onOpened(std::int64_t generation, mp::observe::SourceKind kind, const QString& title);
    void onFailed(std::int64_t generation, const QString& sentence);
    void onFrame(const Frame& frame);
    void onLost(std::int64_t generation, const QString& sentence);

    std::shared_ptr<FeedShared> m_shared;
    WorkerThread m_thread;
    FeedLoop* m_loop;
    State m_state = State::none;
    mp::observe::SourceKind m_kind = mp::observe::SourceKind::local;
    QString m_title;
    SnapshotPtr m_latest;
    SessionOpener m_opener;
    std::int64_t m_generation = 0;
};

}  // namespace lifeguard
