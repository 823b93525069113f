// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Recording of the session in the window: a recorder is a process of its own (`lifeguardctl record`), started here
// unless the program is recorded already. It outlives the window and ends with the program.

#include <QObject>
#include <chrono>
#include <optional>

#include "bridge/worker_thread.h"
#include "mp/snapshot.h"

namespace lifeguard {

struct RecordingState {
    bool recording = false;
    std::int64_t run = 0;  // 0: not known yet
    std::int64_t started_ns = 0;
    std::int64_t size_bytes = 0;
    bool operator==(const RecordingState&) const = default;
};

class RecorderLoop;

class RecorderControl : public QObject {
    Q_OBJECT
public:
    explicit RecorderControl(const QString& database, QObject* parent = nullptr);
    ~RecorderControl() override;

    // The session in the window. With `start` it is recorded after so long, unless somebody records it by then: a
    // command pool brings a recorder of its own, which also gets the outputs of its tasks.
    void follow(const mp::observe::Identity& program, bool start, std::chrono::milliseconds grace = {});
    void leave();
    void start();
    void stop();

    const RecordingState& state() const { return m_state; }

Q_SIGNALS:
    void changed();
    void failed(const QString& sentence);

private:
    WorkerThread m_thread;
    RecorderLoop* m_loop;
    mp::observe::Identity m_program;
    RecordingState m_state;
};

}  // namespace lifeguard
Q_DECLARE_METATYPE(lifeguard::RecordingState)
