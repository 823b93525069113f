// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/past_reader.h"

#include <optional>

namespace lifeguard {

// What both threads touch.
struct PastReader::Shared {
    std::atomic<std::int64_t> wanted{0};
    std::atomic<bool> asked{false};
    std::atomic<int> reads{0};
};

class PastLoop : public QObject {
    Q_OBJECT
public:
    explicit PastLoop(std::shared_ptr<PastReader::Shared> shared) : m_shared(std::move(shared)) {}

    void open(std::int64_t generation, const SessionOpener& opener) {
        m_generation = generation;
        m_opener = opener;
        m_session.reset();
    }
    void read() {
        m_shared->asked = false;  // what is asked from here on gets a turn of its own
        const std::int64_t time_ns = m_shared->wanted;
        if (!m_opener) return;
        try {
            if (!m_session) m_session.emplace(m_opener());
            m_session->seek(time_ns);
            ++m_shared->reads;
            // Without the tasks that had just ended: the window has them all, by their times.
            auto snapshot = std::make_shared<const mp::observe::Snapshot>(m_session->glance());
            Q_EMIT ready(m_generation, time_ns, snapshot);
        } catch (const std::exception& error) {
            m_session.reset();
            Q_EMIT failed(m_generation, QString::fromUtf8(error.what()));
        }
    }

Q_SIGNALS:
    void ready(std::int64_t generation, std::int64_t time_ns, const lifeguard::SnapshotPtr& snapshot);
    void failed(std::int64_t generation, const QString& sentence);

private:
    std::shared_ptr<PastReader::Shared> m_shared;
    SessionOpener m_opener;
    std::optional<mp::observe::Session> m_session;
    std::int64_t m_generation = 0;
};

PastReader::PastReader(QObject* parent)
    : QObject(parent), m_shared(std::make_shared<Shared>()), m_thread(QStringLiteral("past")) {
    m_loop = m_thread.own(new PastLoop(m_shared));
    connect(m_loop, &PastLoop::ready, this,
            [this](std::int64_t generation, std::int64_t time_ns, const SnapshotPtr& snapshot) {
                if (generation == m_generation) Q_EMIT ready(time_ns, snapshot);
            });
    connect(m_loop, &PastLoop::failed, this, [this](std::int64_t generation, const QString& sentence) {
        if (generation == m_generation) Q_EMIT failed(sentence);
    });
}

PastReader::~PastReader() = default;

void PastReader::setSource(const SessionOpener& opener) {
    ++m_generation;
    WorkerThread::post(m_loop, [loop = m_loop, generation = m_generation, opener] { loop->open(generation, opener); });
}

void PastReader::ask(std::int64_t time_ns) {
    m_shared->wanted = time_ns;
    if (m_shared->asked.exchange(true)) return;
    WorkerThread::post(m_loop, [loop = m_loop] { loop->read(); });
}

int PastReader::reads() const {
    return m_shared->reads;
}

}  // namespace lifeguard

#include "past_reader.moc"
