// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The user's programs that run on the engine now, looked up once a second on a thread of its own.

#include <QObject>
#include <QVector>
#include <functional>

#include "bridge/worker_thread.h"
#include "mp/observe.h"

namespace lifeguard {

class SessionLoop;

class SessionList : public QObject {
    Q_OBJECT
public:
    using Finder = std::function<std::vector<mp::observe::SessionInfo>()>;

    explicit SessionList(QObject* parent = nullptr, Finder finder = &mp::observe::sessions);
    ~SessionList() override;

    const QVector<mp::observe::SessionInfo>& sessions() const { return m_sessions; }
    const mp::observe::SessionInfo* find(int pid) const;
    void refresh();

Q_SIGNALS:
    void changed();
    void failed(const QString& sentence);

private:
    WorkerThread m_thread;
    SessionLoop* m_loop;
    QVector<mp::observe::SessionInfo> m_sessions;
};

}  // namespace lifeguard
