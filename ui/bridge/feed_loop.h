// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The feed's inside: owns the session on the feed's thread, polls it, and posts frames back to the SnapshotFeed.

#include <QObject>
#include <QTimer>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_set>

#include "bridge/sample_rates.h"
#include "bridge/snapshot_feed.h"

namespace lifeguard {

// What both threads touch.
struct FeedShared {
    std::atomic<bool> frame_pending = false;  // the window has not taken the last frame yet: merge instead of pile up
    std::mutex mutex;
    std::unordered_set<mp::observe::Identity> ended_by_user;
};

class FeedLoop : public QObject {
    Q_OBJECT
public:
    explicit FeedLoop(std::shared_ptr<FeedShared> shared);

    // The feed's thread from here on.
    void open(std::int64_t generation, const SessionOpener& opener, const TasksLoader& tasks);
    void close();
    void poll(bool force_sample);
    void findTrees(std::int64_t generation, const QList<mp::observe::Identity>& roots);
    void setInterval(std::chrono::milliseconds interval) { m_interval = interval; }

Q_SIGNALS:
    void opened(std::int64_t generation, mp::observe::SourceKind kind, const QString& title);
    void failed(std::int64_t generation, const QString& sentence);
    void lost(std::int64_t generation, const QString& sentence);
    void frameReady(const lifeguard::Frame& frame);
    void pastReady(const QList<lifeguard::Frame>& frames);
    void treesFound(std::int64_t generation, const QList<mp::observe::Identity>& roots,
                    const QList<mp::observe::TreeMember>& members);
    void tasksReady(std::int64_t generation, const lifeguard::RecordedTasksPtr& tasks);

private:
    void walkPast();
    mp::observe::Snapshot findEnd();
    mp::observe::Snapshot lastWithObjects(const mp::observe::Snapshot& end);
    void mergeLog(mp::observe::Snapshot& snapshot, bool pending);
    void amend(mp::observe::Snapshot& snapshot);
    void measureSelf(Frame& frame);

    std::shared_ptr<FeedShared> m_shared;
    std::optional<mp::observe::Session> m_session;
    mp::observe::Snapshot m_end;  // of a recording: what it is opened with
    std::int64_t m_generation = 0;
    QTimer* m_timer;
    SampleRates m_rates;
    std::chrono::milliseconds m_interval{1000};
    std::chrono::steady_clock::time_point m_sampled{};
    std::vector<mp::observe::Task> m_tasks;    // of polls whose frame was merged away
    std::vector<mp::observe::LogEntry> m_log;  // of the same
    std::uint64_t m_log_sequence = 0;          // of the last entry that a frame or m_log has
    bool m_sample_owed = false;
    bool m_alive = true;  // as the last poll said
    double m_self_cpu_s = 0;
    std::chrono::steady_clock::time_point m_self_measured{};
};

}  // namespace lifeguard
