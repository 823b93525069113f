// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/session_list.h"

#include <QTimer>
#include <algorithm>

namespace lifeguard {

using mp::observe::SessionInfo;

class SessionLoop : public QObject {
    Q_OBJECT
public:
    explicit SessionLoop(SessionList::Finder finder) : m_finder(std::move(finder)), m_timer(new QTimer(this)) {
        connect(m_timer, &QTimer::timeout, this, &SessionLoop::look);
    }
    void start() {
        m_timer->start(1000);
        look();
    }
    void look() {
        try {
            const auto found = m_finder();
            Q_EMIT found_(QVector<SessionInfo>(found.begin(), found.end()));
            m_complained = false;
        } catch (const std::exception& error) {
            if (!std::exchange(m_complained, true)) Q_EMIT failed(QString::fromUtf8(error.what()));
        }
    }

Q_SIGNALS:
    void found_(const QVector<mp::observe::SessionInfo>& sessions);
    void failed(const QString& sentence);

private:
    SessionList::Finder m_finder;
    QTimer* m_timer;
    bool m_complained = false;
};

namespace {
bool same(const SessionInfo& a, const SessionInfo& b) {
    return a.identity == b.identity && a.recorded == b.recorded && a.name == b.name;
}
}  // namespace

SessionList::SessionList(QObject* parent, Finder finder) : QObject(parent), m_thread(QStringLiteral("sessions")) {
    m_loop = m_thread.own(new SessionLoop(std::move(finder)));
    connect(m_loop, &SessionLoop::failed, this, &SessionList::failed);
    connect(m_loop, &SessionLoop::found_, this, [this](const QVector<SessionInfo>& found) {
        if (std::equal(found.begin(), found.end(), m_sessions.begin(), m_sessions.end(), same)) return;
        m_sessions = found;
        Q_EMIT changed();
    });
    WorkerThread::post(m_loop, [loop = m_loop] { loop->start(); });
}

SessionList::~SessionList() = default;

const SessionInfo* SessionList::find(int pid) const {
    const auto it = std::find_if(m_sessions.begin(), m_sessions.end(),
                                 [pid](const SessionInfo& info) { return info.identity.pid == pid; });
    return it == m_sessions.end() ? nullptr : &*it;
}

void SessionList::refresh() {
    WorkerThread::post(m_loop, [loop = m_loop] { loop->look(); });
}

}  // namespace lifeguard

#include "session_list.moc"
