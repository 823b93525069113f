// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/manager_feed.h"

#include <QDateTime>
#include <algorithm>

#include "bridge/manager_loop.h"

namespace lifeguard {
namespace {

StopFlag newFlag() {
    return std::make_shared<std::atomic<bool>>(false);
}

}  // namespace

ManagerFeed::ManagerFeed(QObject* parent)
    : QObject(parent),
      m_stop(newFlag()),
      m_look_thread(QStringLiteral("manager")),
      m_ask_thread(QStringLiteral("manager-asks")) {
    m_loop = m_look_thread.own(new ManagerLoop);
    m_asker = m_ask_thread.own(new ManagerAsker);
    connect(m_loop, &ManagerLoop::opened, this, &ManagerFeed::onOpened);
    connect(m_loop, &ManagerLoop::failed, this, &ManagerFeed::onFailed);
    connect(m_loop, &ManagerLoop::listed, this, &ManagerFeed::onListed);
    connect(m_asker, &ManagerAsker::answered, this, [this](std::int64_t generation, const ObjectDetails& details) {
        if (generation == m_generation) Q_EMIT answered(details);
    });
    connect(m_asker, &ManagerAsker::called, this, [this](std::int64_t generation, const CallOutcome& outcome) {
        if (generation == m_generation) Q_EMIT called(outcome);
    });
}

ManagerFeed::~ManagerFeed() {
    *m_stop = true;
}

void ManagerFeed::open(const ManagerPlace& place) {
    *m_stop = true;
    m_stop = newFlag();
    ++m_generation;
    m_place = place;
    m_kind = {};
    m_objects.reset();
    m_updated_at_ms = 0;
    m_reason.clear();
    m_control = !place.readOnly;
    setState(State::connecting);
    WorkerThread::post(m_loop, [loop = m_loop, generation = m_generation, place, stop = m_stop] {
        loop->open(generation, place, stop);
    });
    WorkerThread::post(m_asker, [asker = m_asker, generation = m_generation, place, stop = m_stop] {
        asker->open(generation, place, stop);
    });
}

void ManagerFeed::close() {
    if (m_state == State::none) return;
    *m_stop = true;
    ++m_generation;
    m_place = {};
    m_kind = {};
    m_objects.reset();
    m_control = false;
    WorkerThread::post(m_loop, [loop = m_loop] { loop->close(); });
    WorkerThread::post(m_asker, [asker = m_asker, stop = m_stop] { asker->open(0, {}, stop); });
    setState(State::none);
}

void ManagerFeed::retry() {
    WorkerThread::post(m_loop, [loop = m_loop] { loop->retry(); });
}

void ManagerFeed::refresh() {
    WorkerThread::post(m_loop, [loop = m_loop] { loop->look(); });
}

void ManagerFeed::setInterval(std::chrono::milliseconds interval) {
    WorkerThread::post(m_loop, [loop = m_loop, interval] { loop->setInterval(interval); });
}

void ManagerFeed::setControlAllowed(bool allowed) {
    if (m_control == allowed || m_state == State::none) return;
    m_control = allowed;
    Q_EMIT stateChanged();
}

QString ManagerFeed::whyNoControl() const {
    if (m_state == State::none || m_state == State::connecting) return tr("No manager is attached.");
    if (stale()) return tr("The manager is not reached: %1.").arg(m_reason);
    return m_control ? QString() : tr("Attached read-only: “Allow control…” permits calls.");
}

void ManagerFeed::ask(const QString& id, bool however_large) {
    if (!isOpen()) return;
    WorkerThread::post(m_asker, [asker = m_asker, id, however_large] { asker->ask(id, however_large); });
}

void ManagerFeed::call(const QString& id, const QString& method, const QString& arguments) {
    QString reason = whyNoControl();
    if (!reason.isEmpty()) {
        Q_EMIT called({id, method, false, reason, {}});
        return;
    }
    QString type;
    if (m_objects)
        for (const ManagedObject& object : *m_objects)
            if (object.id == id) type = object.type;
    WorkerThread::post(m_asker,
                       [asker = m_asker, id, type, method, arguments] { asker->call(id, type, method, arguments); });
}

void ManagerFeed::setState(State state) {
    m_state = state;
    Q_EMIT stateChanged();
}

void ManagerFeed::onOpened(std::int64_t generation, const ManagerLine::Kind& kind) {
    if (generation != m_generation) return;
    const bool first = m_state == State::connecting;
    m_kind = kind;
    m_reason.clear();
    setState(State::live);
    if (first) Q_EMIT opened();
}

void ManagerFeed::onFailed(std::int64_t generation, const QString& reason, bool refused, bool first, int retry_ms) {
    if (generation != m_generation) return;
    if (first) {
        const QString title = m_place.title();
        close();
        Q_EMIT failed(tr("%1: %2.").arg(title, reason));
        return;
    }
    m_reason = reason;
    m_retry_at_ms = retry_ms > 0 ? QDateTime::currentMSecsSinceEpoch() + retry_ms : 0;
    setState(refused ? State::refused : State::waiting);
}

void ManagerFeed::onListed(std::int64_t generation, const ManagedObjects& objects) {
    if (generation != m_generation) return;
    m_objects = objects;
    m_updated_at_ms = QDateTime::currentMSecsSinceEpoch();
    Q_EMIT listed();
}

// --- a look without a session ---------------------------------------------------------------------------------------

ManagerProbe::ManagerProbe(QObject* parent)
    : QObject(parent), m_stop(newFlag()), m_thread(QStringLiteral("manager-test")) {
    m_worker = m_thread.own(new QObject);
}

ManagerProbe::~ManagerProbe() {
    *m_stop = true;
}

void ManagerProbe::cancel() {
    *m_stop = true;
    ++m_generation;
    m_running = false;
}

void ManagerProbe::run(const ManagerPlace& place) {
    cancel();
    m_stop = newFlag();
    m_running = true;
    WorkerThread::post(m_worker, [this, place, stop = m_stop, generation = m_generation] {
        ManagerLine::Kind kind;
        QString sentence;
        mp::connection::Address address;
        try {
            address = parseManagerAddress(place.address);
            ManagerLine line(address, managerKey(place), stop);
            line.prove();
            kind = line.detectKind();
            const std::size_t count = kind.kind == ServerKind::agent ? 0 : line.objects().size();
            sentence = kind.kind == ServerKind::agent
                           ? tr("ok: %1").arg(kind.text)
                           : tr("ok: %1 manager, %n object(s)", nullptr, static_cast<int>(count)).arg(kind.text);
        } catch (const std::exception& error) {
            kind = {};
            sentence = ManagerLine::explain(error, address);
        }
        // This object outlives its thread, and hears of it in its own.
        QMetaObject::invokeMethod(
            this,
            [this, generation, kind, sentence] {
                if (generation != m_generation) return;
                m_running = false;
                Q_EMIT finished(kind.kind != ServerKind::unknown, kind.kind, sentence);
            },
            Qt::QueuedConnection);
    });
}

}  // namespace lifeguard
