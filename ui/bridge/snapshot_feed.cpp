// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/snapshot_feed.h"

#include "bridge/feed_loop.h"

namespace lifeguard {

using mp::observe::SourceKind;

SnapshotFeed::SnapshotFeed(QObject* parent)
    : QObject(parent), m_shared(std::make_shared<FeedShared>()), m_thread(QStringLiteral("feed")) {
    m_loop = m_thread.own(new FeedLoop(m_shared));
    connect(m_loop, &FeedLoop::opened, this, &SnapshotFeed::onOpened);
    connect(m_loop, &FeedLoop::failed, this, &SnapshotFeed::onFailed);
    connect(m_loop, &FeedLoop::lost, this, &SnapshotFeed::onLost);
    connect(m_loop, &FeedLoop::frameReady, this, &SnapshotFeed::onFrame);
    connect(m_loop, &FeedLoop::treesFound, this,
            [this](std::int64_t generation, const QList<mp::observe::Identity>& roots,
                   const QList<mp::observe::TreeMember>& members) {
                if (generation == m_generation) Q_EMIT treesFound(roots, members);
            });
    connect(m_loop, &FeedLoop::pastReady, this, [this](const QList<Frame>& frames) {
        if (!frames.isEmpty() && frames.front().generation == m_generation) Q_EMIT pastReady(frames);
    });
    connect(m_loop, &FeedLoop::tasksReady, this, [this](std::int64_t generation, const RecordedTasksPtr& tasks) {
        if (generation == m_generation) Q_EMIT tasksReady(tasks);
    });
}

SnapshotFeed::~SnapshotFeed() = default;

void SnapshotFeed::attach(int pid) {
    open([pid] { return mp::observe::attach(pid); });
}

void SnapshotFeed::open(SessionOpener opener, TasksLoader tasks) {
    m_opener = std::move(opener);
    m_latest.reset();
    m_shared->frame_pending = false;
    ++m_generation;
    setState(State::opening);
    WorkerThread::post(m_loop, [loop = m_loop, generation = m_generation, open = m_opener, load = std::move(tasks)] {
        loop->open(generation, open, load);
    });
}

void SnapshotFeed::close() {
    ++m_generation;
    m_latest.reset();
    m_title.clear();
    m_opener = {};
    WorkerThread::post(m_loop, [loop = m_loop] { loop->close(); });
    setState(State::none);
}

void SnapshotFeed::refresh() {
    WorkerThread::post(m_loop, [loop = m_loop] { loop->poll(true); });
}

void SnapshotFeed::findTrees(const QList<mp::observe::Identity>& roots) {
    WorkerThread::post(m_loop,
                       [loop = m_loop, roots, generation = m_generation] { loop->findTrees(generation, roots); });
}

void SnapshotFeed::setInterval(std::chrono::milliseconds interval) {
    WorkerThread::post(m_loop, [loop = m_loop, interval] { loop->setInterval(interval); });
}

void SnapshotFeed::markEndedByUser(const mp::observe::Identity& identity) {
    const std::lock_guard guard(m_shared->mutex);
    m_shared->ended_by_user.insert(identity);
}

void SnapshotFeed::unmarkEndedByUser(const mp::observe::Identity& identity) {
    const std::lock_guard guard(m_shared->mutex);
    m_shared->ended_by_user.erase(identity);
}

void SnapshotFeed::setState(State state) {
    if (m_state == state) return;
    m_state = state;
    Q_EMIT stateChanged();
}

void SnapshotFeed::onOpened(std::int64_t generation, SourceKind kind, const QString& title) {
    if (generation != m_generation) return;
    m_kind = kind;
    m_title = title;
    setState(kind == SourceKind::recording ? State::recording : State::live);
    Q_EMIT opened();
}

void SnapshotFeed::onFailed(std::int64_t generation, const QString& sentence) {
    if (generation != m_generation) return;
    m_opener = {};
    setState(State::none);
    Q_EMIT failed(sentence);
}

void SnapshotFeed::onFrame(const Frame& frame) {
    m_shared->frame_pending = false;
    if (frame.generation != m_generation) return;
    m_latest = frame.snapshot;
    Q_EMIT frameReady(frame);
    // After the frame: whoever asks how it ended finds the answer in the models.
    if (m_state == State::live && !frame.snapshot->alive) setState(State::ended);
}

void SnapshotFeed::onLost(std::int64_t generation, const QString& sentence) {
    if (generation != m_generation) return;
    setState(State::lost);
    Q_EMIT lost(sentence);
}

}  // namespace lifeguard
