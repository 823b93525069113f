// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/session_models.h"

namespace lifeguard {

SessionModels::SessionModels(QObject* parent) : QObject(parent) {}

void SessionModels::update(const Frame& frame) {
    if (!m_filled) {  // charts and the timeline go on while the lists are paused
        history.append(frame);
        spans.update(*frame.snapshot);
    }
    log.take(*frame.snapshot);
    words.take(*frame.snapshot);
    if (frame.sample && m_alerting && frame.snapshot->alive) alerts.look(*frame.snapshot, history);
    const bool held = m_paused || isPast();
    const bool sample_owed = held && m_latest.sample;
    // What was never shown is not lost: tasks are told in one frame alone.
    if (held && m_latest.snapshot && m_latest.snapshot != m_snapshot) tasks.keep(*m_latest.snapshot);
    m_latest = frame;
    m_latest.sample = m_latest.sample || sample_owed;
    Q_EMIT latestChanged();
    if (!held) show(frame);
}

void SessionModels::showPast(const SnapshotPtr& snapshot, std::int64_t moment_ns) {
    if (!m_latest.snapshot) return;
    // From here on update() keeps back what it would have shown.
    m_shows_past = true;
    history.setMoment(moment_ns);
    m_snapshot = snapshot;
    processes.update(m_snapshot, false, true);
    queues.update(*m_snapshot, history);
    locks.update(*m_snapshot);
    exits.update(*m_snapshot);
    tasks.setMoment(moment_ns, m_snapshot.get());
    findings.update(*m_snapshot, history);
    times.setMoment(moment_ns);
    Q_EMIT updated(true);
}

void SessionModels::showNow() {
    if (!isPast()) return;
    history.setMoment(std::nullopt);
    tasks.setMoment(std::nullopt);
    times.setMoment(std::nullopt);
    if (m_latest.snapshot) show(m_latest);
}

// In the order in which it happened: what the end has told already comes again after it.
void SessionModels::fillPast(const QList<Frame>& frames) {
    history.clear();
    spans.clear();
    for (const Frame& frame : frames) {
        history.append(frame);
        spans.update(*frame.snapshot);
    }
    m_filled = true;
    if (m_snapshot && !isPast()) history.setMoment(m_snapshot->taken_ns);
}

void SessionModels::fillTasks(const RecordedTasksPtr& recorded) {
    m_place = recorded->place;
    tasks.fill(recorded->tasks, recorded->total);
    spans.fill(recorded->tasks, recorded->total);
    log.takeFailures(recorded->tasks);
    showLog();
    if (m_snapshot) Q_EMIT updated(false);
}

void SessionModels::showLog() {
    if (m_paused || isPast() || !m_snapshot) return;
    log.show();
    Q_EMIT updated(false);
}

void SessionModels::show(const Frame& frame) {
    m_snapshot = frame.snapshot;
    if (m_filled) history.setMoment(m_snapshot->taken_ns);
    processes.update(m_snapshot, frame.sample, std::exchange(m_shows_past, false));
    queues.update(*m_snapshot, history);
    locks.update(*m_snapshot);
    exits.update(*m_snapshot);
    tasks.update(*m_snapshot);
    log.show();
    findings.update(*m_snapshot, history, alerts.active());
    Q_EMIT updated(frame.sample);
}

void SessionModels::clear() {
    m_snapshot.reset();
    m_latest = {};
    m_filled = false;
    setPaused(false);
    times.setMoment(std::nullopt);
    times.clearRange();
    history.clear();
    processes.clear();
    queues.clear();
    locks.clear();
    exits.clear();
    tasks.clear();
    spans.clear();
    log.clear();
    words.clear();
    objects.clear();
    m_place = {};
    alerts.forget();
    findings.clear();
    selection.clear();
    Q_EMIT cleared();
}

void SessionModels::setPaused(bool paused) {
    if (m_paused == paused) return;
    m_paused = paused;
    Q_EMIT pausedChanged(paused);
    if (!paused && !isPast() && m_latest.snapshot && m_latest.snapshot != m_snapshot) show(m_latest);
}

}  // namespace lifeguard
