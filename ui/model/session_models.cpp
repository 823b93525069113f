// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/session_models.h"

namespace lifeguard {

SessionModels::SessionModels(QObject* parent) : QObject(parent) {}

void SessionModels::update(const Frame& frame) {
    history.append(frame);  // charts and the timeline go on while the lists are paused
    spans.update(*frame.snapshot);
    log.take(*frame.snapshot);
    const bool sample_owed = m_paused && m_latest.sample;
    // What was never shown is not lost: tasks are told in one frame alone.
    if (m_paused && m_latest.snapshot && m_latest.snapshot != m_snapshot) tasks.keep(*m_latest.snapshot);
    m_latest = frame;
    m_latest.sample = m_latest.sample || sample_owed;
    Q_EMIT latestChanged();
    if (!m_paused) show(frame);
}

// In the order in which it happened: what the end has told already comes again after it.
void SessionModels::fillPast(const QList<Frame>& frames) {
    history.clear();
    spans.clear();
    for (const Frame& frame : frames) {
        history.append(frame);
        spans.update(*frame.snapshot);
    }
}

void SessionModels::fillTasks(const RecordedTasksPtr& recorded) {
    m_place = recorded->place;
    tasks.fill(recorded->tasks, recorded->total);
    spans.fill(recorded->tasks);
    log.takeFailures(recorded->tasks);
    showLog();
    if (m_snapshot) Q_EMIT updated(false);
}

void SessionModels::showLog() {
    if (m_paused || !m_snapshot) return;
    log.show();
    Q_EMIT updated(false);
}

void SessionModels::show(const Frame& frame) {
    m_snapshot = frame.snapshot;
    processes.update(m_snapshot, frame.sample);
    queues.update(*m_snapshot, history);
    locks.update(*m_snapshot);
    exits.update(*m_snapshot);
    tasks.update(*m_snapshot);
    log.show();
    findings.update(*m_snapshot, history);
    Q_EMIT updated(frame.sample);
}

void SessionModels::clear() {
    m_snapshot.reset();
    m_latest = {};
    setPaused(false);
    history.clear();
    processes.clear();
    queues.clear();
    locks.clear();
    exits.clear();
    tasks.clear();
    spans.clear();
    log.clear();
    objects.clear();
    m_place = {};
    findings.clear();
    selection.clear();
    Q_EMIT cleared();
}

void SessionModels::setPaused(bool paused) {
    if (m_paused == paused) return;
    m_paused = paused;
    Q_EMIT pausedChanged(paused);
    if (!paused && m_latest.snapshot && m_latest.snapshot != m_snapshot) show(m_latest);
}

}  // namespace lifeguard
