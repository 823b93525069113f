// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// History mode: which moment of the session is shown, where its past comes from, and replay.
//
//     travel.goTo(moment_ns);    // all models are as they were then
//     travel.goLive();           // …and as they are now
//
// The past is read from the session's recording. What is not recorded is kept in memory as far as it goes: processes,
// pools, queues and locks of the last samples, a bounded number of them.

#include <QObject>
#include <QTimer>
#include <deque>

#include "bridge/past_reader.h"
#include "model/session_models.h"

namespace lifeguard {

class TimeTravel : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t samples_kept = 600;
    static constexpr std::size_t rows_kept = 60'000;  // processes and objects of all of them together

    TimeTravel(SessionModels& models, SnapshotFeed& feed, QObject* parent = nullptr);

    std::optional<std::int64_t> moment() const { return m_moment; }  // wished; shown as soon as it is read
    bool isLive() const { return !m_moment; }
    bool fromMemory() const { return m_from_memory; }  // what is shown now
    bool canGoBack() const;
    // Where the past begins and ends, as far as it is known here.
    std::int64_t first() const;
    std::int64_t last() const;

    void goTo(std::int64_t time_ns);
    void goLive();  // of a recording: to its end
    void step(int seconds);
    void setPlaying(bool playing);
    bool isPlaying() const { return m_player.isActive(); }
    void setSpeed(int times);
    int speed() const { return m_speed; }
    void reset();  // another session

Q_SIGNALS:
    void changed();
    void told(const QString& sentence, bool failure);

private:
    void remember(const Frame& frame);
    void show(const SnapshotPtr& snapshot, bool from_memory);
    SnapshotPtr remembered(std::int64_t time_ns) const;
    void readRecording();
    void play();

    SessionModels& m_models;
    SnapshotFeed& m_feed;
    PastReader m_reader;
    RunPlace m_source;          // what the reader reads, of a live session
    bool m_reads_feed = false;  // …or it reads the recording that is open
    std::optional<std::int64_t> m_moment;
    bool m_from_memory = false;
    bool m_shown = false;               // the models are at a moment
    std::deque<SnapshotPtr> m_samples;  // without exits, log and tasks: later snapshots have them
    std::size_t m_rows = 0;
    QTimer m_player;
    int m_speed = 1;
};

}  // namespace lifeguard
