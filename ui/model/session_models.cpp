// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/session_models.h"

namespace lifeguard {

SessionModels::SessionModels(QObject* parent) : QObject(parent) {}

void SessionModels::update(const Frame& frame) {
    history.append(frame);  // charts go on while the lists are paused
    const bool sample_owed = m_paused && m_latest.sample;
    m_latest = frame;
    m_latest.sample = m_latest.sample || sample_owed;
    Q_EMIT latestChanged();
    if (!m_paused) show(frame);
}

void SessionModels::fillPast(const QList<Frame>& frames) {
    for (const Frame& frame : frames) history.append(frame);
}

void SessionModels::show(const Frame& frame) {
    m_snapshot = frame.snapshot;
    processes.update(m_snapshot, frame.sample);
    queues.update(*m_snapshot, history);
    locks.update(*m_snapshot);
    exits.update(*m_snapshot);
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
    findings.clear();
    selection.clear();
    Q_EMIT cleared();
}

void SessionModels::setPaused(bool paused) {
    if (m_paused == paused) return;
    m_paused = paused;
    Q_EMIT pausedChanged(paused);
    if (!paused && m_latest.snapshot) show(m_latest);
}

}  // namespace lifeguard
