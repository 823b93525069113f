// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/time_travel.h"

#include <algorithm>
#include <utility>

#include "bridge/runs_bridge.h"

namespace lifeguard {
namespace {

using State = SnapshotFeed::State;

constexpr std::int64_t second = 1'000'000'000;
constexpr int tick_ms = 250;

std::size_t rowsOf(const mp::observe::Snapshot& snapshot) {
    return snapshot.processes.size() + snapshot.pools.size() + snapshot.queues.size() + snapshot.locks.size() +
           snapshot.syncs.size();
}

}  // namespace

TimeTravel::TimeTravel(SessionModels& models, SnapshotFeed& feed, QObject* parent)
    : QObject(parent), m_models(models), m_feed(feed) {
    m_player.setInterval(tick_ms);
    connect(&m_player, &QTimer::timeout, this, &TimeTravel::play);
    connect(&feed, &SnapshotFeed::frameReady, this, &TimeTravel::remember);
    connect(&models, &SessionModels::cleared, this, &TimeTravel::reset);
    connect(&models.times, &TimeView::changed, this, [this] {
        if (m_shown && !m_models.isPast()) goLive();  // a page has led back to now
    });
    connect(&m_reader, &PastReader::ready, this, [this](std::int64_t time_ns, const SnapshotPtr& snapshot) {
        if (!m_moment) return;
        // The recording may begin later than the window's memory, and ends a little before now.
        const SnapshotPtr kept = remembered(time_ns);
        const auto far = [&](const SnapshotPtr& each) { return std::abs(each->taken_ns - time_ns); };
        const bool memory = kept && far(kept) + second < far(snapshot);
        // While one scrubs, what comes is of a moment that was wished for before the latest.
        const std::optional<std::int64_t> latest = std::exchange(m_moment, time_ns);
        show(memory ? kept : snapshot, memory);
        if (!m_moment || m_moment == latest) return;
        m_moment = latest;
        Q_EMIT changed();
    });
    connect(&m_reader, &PastReader::failed, this, [this](const QString& sentence) {
        Q_EMIT told(sentence, true);
        if (const SnapshotPtr kept = m_moment ? remembered(*m_moment) : nullptr) show(kept, true);
    });
}

bool TimeTravel::canGoBack() const {
    return m_feed.isOpen() && !m_models.history.isEmpty();
}

std::int64_t TimeTravel::first() const {
    return m_models.history.firstTime();
}

std::int64_t TimeTravel::last() const {
    return m_models.history.newestTime();
}

void TimeTravel::goTo(std::int64_t time_ns) {
    if (!canGoBack()) return;
    if (time_ns >= last()) {
        goLive();
        return;
    }
    const std::int64_t wanted = std::max(time_ns, first());
    if (m_moment == wanted) return;
    m_moment = wanted;
    readRecording();
    Q_EMIT changed();
}

void TimeTravel::readRecording() {
    const bool recording = m_feed.state() == State::recording;
    const RunPlace place = recording ? RunPlace{} : m_models.place();
    if (recording && !m_reads_feed) {
        m_reader.setSource(m_feed.opener());
        m_reads_feed = true;
    } else if (place && place != m_source) {
        m_reader.setSource(RunsBridge::openerOfRun(place.database, place.run));
        m_source = place;
    }
    if (recording || place)
        m_reader.ask(*m_moment);
    else if (const SnapshotPtr kept = remembered(*m_moment))
        show(kept, true);
}

void TimeTravel::goLive() {
    m_player.stop();
    const bool was = m_moment.has_value();
    m_moment.reset();
    m_from_memory = false;
    m_shown = false;
    m_models.showNow();
    if (was) Q_EMIT changed();
}

void TimeTravel::step(int seconds) {
    goTo(m_moment.value_or(last()) + seconds * second);
}

void TimeTravel::setPlaying(bool playing) {
    if (playing == m_player.isActive() || (playing && !canGoBack())) return;
    if (playing && !m_moment) goTo(first());  // at the end there is nothing left to play: from the beginning
    playing ? m_player.start() : m_player.stop();
    Q_EMIT changed();
}

void TimeTravel::setSpeed(int times) {
    if (times == m_speed) return;
    m_speed = times;
    Q_EMIT changed();
}

void TimeTravel::play() {
    if (!m_moment) {
        setPlaying(false);
        return;
    }
    goTo(*m_moment + m_speed * tick_ms * (second / 1000));
}

void TimeTravel::reset() {
    m_player.stop();
    m_samples.clear();
    m_rows = 0;
    m_source = {};
    m_reads_feed = false;
    m_reader.setSource({});
    m_moment.reset();
    m_from_memory = false;
    m_shown = false;
    Q_EMIT changed();
}

void TimeTravel::remember(const Frame& frame) {
    if (!frame.sample || m_feed.state() == State::recording) return;
    auto kept = std::make_shared<mp::observe::Snapshot>();
    const mp::observe::Snapshot& now = *frame.snapshot;
    kept->taken_ns = now.taken_ns;
    kept->program_started_ns = now.program_started_ns;
    kept->program = now.program;
    kept->name = now.name;
    kept->command = now.command;
    kept->alive = now.alive;
    kept->system_cpu_percent = now.system_cpu_percent;
    kept->processes = now.processes;
    kept->pools = now.pools;
    kept->queues = now.queues;
    kept->locks = now.locks;
    kept->syncs = now.syncs;
    m_rows += rowsOf(*kept);
    m_samples.push_back(std::move(kept));
    while (m_samples.size() > 1 && (m_samples.size() > samples_kept || m_rows > rows_kept)) {
        m_rows -= rowsOf(*m_samples.front());
        m_samples.pop_front();
    }
}

// Ends and log entries of that time are in the latest snapshot too: later ones are left out.
SnapshotPtr TimeTravel::remembered(std::int64_t time_ns) const {
    if (m_samples.empty() || !m_models.latest()) return nullptr;
    auto after = std::upper_bound(m_samples.begin(), m_samples.end(), time_ns,
                                  [](std::int64_t time, const SnapshotPtr& each) { return time < each->taken_ns; });
    if (after != m_samples.begin()) --after;
    auto whole = std::make_shared<mp::observe::Snapshot>(**after);
    const SnapshotPtr now = m_models.latest();
    for (const auto& exit : now->exits)
        if (exit.ended_ns <= whole->taken_ns) whole->exits.push_back(exit);
    for (const auto& entry : now->log)
        if (entry.time_ns <= whole->taken_ns) whole->log.push_back(entry);
    return whole;
}

void TimeTravel::show(const SnapshotPtr& snapshot, bool from_memory) {
    const bool news = from_memory != m_from_memory;
    m_from_memory = from_memory;
    m_shown = true;
    m_models.showPast(snapshot, *m_moment);
    if (news) Q_EMIT changed();
}

}  // namespace lifeguard
