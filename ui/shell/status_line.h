// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The line at the foot of the window: the session and how fresh it is, work, recording, and what the window itself
// costs. A message of success or failure takes the first place for some seconds.

#include <QStatusBar>
#include <QTimer>

#include "bridge/frame.h"
#include "bridge/recorder_control.h"
#include "bridge/snapshot_feed.h"

class QLabel;

namespace lifeguard {

class ElidedLabel;

class StatusLine : public QStatusBar {
    Q_OBJECT
public:
    explicit StatusLine(QWidget* parent = nullptr);

    void setSession(const SnapshotFeed& feed);
    void setFrame(const Frame& frame);
    void setWork(const mp::observe::Snapshot& snapshot);  // what the pages show
    void setPaused(bool paused);
    void setManager(const QString& text);  // instead of a session; "": none
    void setRecording(const RecordingState& state);
    void tell(const QString& sentence, bool failure);

private:
    void freshen();

    ElidedLabel* m_session;
    QLabel* m_work;
    QLabel* m_recording;
    QLabel* m_self;
    QTimer m_timer;
    QTimer m_message_timer;
    QString m_message;
    QString m_source;
    bool m_far = false;  // it is another machine's
    QString m_manager;
    SnapshotFeed::State m_state = SnapshotFeed::State::none;
    std::int64_t m_received_ms = 0;
    std::int64_t m_snapshot_ns = 0;
    bool m_paused = false;
};

}  // namespace lifeguard
