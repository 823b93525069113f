// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/output_tail.h"

#include <QDateTime>
#include <algorithm>

namespace lifeguard {

using namespace mp::observe;

namespace {

constexpr int ask_interval_ms = 500;
constexpr std::size_t asked_at_once = 400;
constexpr std::size_t waiting_kept = 2'000;  // a flood of tasks is read in the database, not here
constexpr int looks_kept = 6;                // a recorder writes twice a second
constexpr int misses_enough = 400;           // functions write no output of their own: after so many, none is asked for
constexpr qsizetype early_kept = 64 * 1024;

}  // namespace

OutputTail::OutputTail(SessionModels& models, SnapshotFeed& feed, RunsBridge& runs, Launcher& launcher)
    : m_models(models), m_feed(feed), m_runs(runs), m_launcher(launcher) {
    connect(&m_models, &SessionModels::cleared, this, &OutputTail::forget);
    connect(&m_feed, &SnapshotFeed::frameReady, this, [this](const Frame& frame) { note(*frame.snapshot); });
    connect(&m_feed, &SnapshotFeed::tasksReady, this, [this](const RecordedTasksPtr& tasks) { noteAll(*tasks); });
    connect(&m_runs, &RunsBridge::outputsRead, this, &OutputTail::take);
    connect(&m_launcher, &Launcher::outputAppended, this, &OutputTail::takeProgram);
    connect(&m_timer, &QTimer::timeout, this, &OutputTail::ask);
    m_timer.start(ask_interval_ms);
}

void OutputTail::forget() {
    m_waiting.clear();
    m_asked.clear();
    m_hits = m_misses = 0;
}

void OutputTail::note(const Snapshot& snapshot) {
    if (m_feed.kind() == SourceKind::recording) return;  // noteAll has them all
    if (!m_early.isEmpty()) takeProgram({});
    if (m_hits == 0 && m_misses >= misses_enough) return;
    for (const Task& task : snapshot.tasks)
        if (task.ended_ns && m_waiting.size() < waiting_kept) m_waiting.push_back({task});
}

void OutputTail::noteAll(const RecordedTasks& recorded) {
    const std::size_t many = std::min(recorded.tasks.size(), waiting_kept);
    for (std::size_t i = 0; i < many; ++i) m_waiting.push_back({recorded.tasks[i], looks_kept - 1});
}

void OutputTail::ask() {
    if (m_waiting.empty() || !m_asked.empty() || !m_models.place()) return;
    QList<OutputOfTask> wanted;
    while (!m_waiting.empty() && m_asked.size() < asked_at_once) {
        m_asked.push_back(std::move(m_waiting.front()));
        m_waiting.pop_front();
        OutputOfTask output;
        output.pool = m_asked.back().task.pool_id;
        output.id = m_asked.back().task.id;
        output.attempt = m_asked.back().task.attempt;
        wanted.append(output);
    }
    m_runs.readOutputs(m_models.place(), wanted);
}

void OutputTail::take(const QList<OutputOfTask>& outputs) {
    // Others ask as well, and a session before this one may have: only the answer to what was asked counts.
    const bool ours = !m_asked.empty() && static_cast<std::size_t>(outputs.size()) == m_asked.size() &&
                      std::equal(m_asked.begin(), m_asked.end(), outputs.begin(),
                                 [](const Waiting& mine, const OutputOfTask& output) {
                                     return mine.task.id == output.id && mine.task.pool_id == output.pool &&
                                            mine.task.attempt == output.attempt;
                                 });
    if (!ours) return;
    const auto asked = std::exchange(m_asked, {});
    const int hits_before = m_hits;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const OutputOfTask& output = outputs[static_cast<qsizetype>(i)];
        if (output.known) {
            ++m_hits;
            m_models.log.addOutput(asked[i].task, m_models.tasks.workerName(asked[i].task.worker), output.output,
                                   output.error);
        } else if (asked[i].looks + 1 < looks_kept) {
            m_waiting.push_back({asked[i].task, asked[i].looks + 1});
        } else {
            ++m_misses;
        }
    }
    if (m_hits == 0 && m_misses >= misses_enough) m_waiting.clear();
    if (m_hits > hits_before) m_models.showLog();
}

void OutputTail::takeProgram(const QString& text) {
    if (m_launcher.launchedPid() != m_early_of) m_early.clear();  // of a program before this one
    m_early_of = m_launcher.launchedPid();
    if (m_launcher.outputIsRecorded()) return;  // its tasks' outputs come by themselves, each with its worker
    const SnapshotPtr now = m_models.latest();
    m_early = QString(m_early + text).right(early_kept);
    if (!now || now->program.pid != m_launcher.launchedPid() || m_feed.kind() == SourceKind::recording) return;
    m_models.log.addProgramOutput(now->program, QString::fromStdString(now->name), std::exchange(m_early, {}),
                                  QDateTime::currentMSecsSinceEpoch() * 1'000'000);
    m_models.showLog();
}

}  // namespace lifeguard
