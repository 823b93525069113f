// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector of a task.
#include <QLabel>

#include "format/format.h"
#include "page/inspector_panel.h"
#include "page/task_facts.h"

namespace lifeguard {

void InspectorPanel::showTask(const mp::observe::Snapshot& snapshot) {
    const TaskModel& tasks = m_context.models.tasks;
    if (const mp::observe::Task* known = tasks.task(m_entity))
        m_shown_task = *known;
    else if (!m_shown_task)
        m_shown_task = m_context.models.spans.task(m_entity);
    if (!m_shown_task) {
        m_title->setText(tr("Task #%1").arg(format::id(m_entity.id)));
        m_subtitle->setText(tr("It is not listed any more."));
        return;
    }
    m_title->setText(facts::taskTitle(*m_shown_task));
    m_subtitle->setText(facts::taskSubtitle(*m_shown_task));
    m_summary->setFacts(facts::task(*m_shown_task, tasks, snapshot.taken_ns));
    m_attempts->setFacts(facts::taskAttempts(tasks.attempts(m_entity), tasks, snapshot.taken_ns));
    const RunPlace& place = m_context.models.place();
    // Asked for when it is chosen, and once more when it has ended: it is written down then.
    const std::pair<Entity, bool> wanted{m_entity, m_shown_task->ended_ns.has_value()};
    if (place && m_output_asked != wanted) {
        m_output_asked = wanted;
        OutputOfTask wants;
        wants.pool = m_entity.pool;
        wants.id = m_entity.id;
        wants.attempt = m_entity.attempt;
        m_context.runs.readOutputs(place, {wants});
    }
    m_output->setFacts(facts::taskOutput(m_task_output ? &*m_task_output : nullptr, static_cast<bool>(place)));
    if (!m_shown_task->worker) return;
    const Entity worker{Entity::Kind::process, m_shown_task->worker, 0};
    if (m_context.models.processes.indexOf(worker).isValid())
        setLink(tr("Show worker"), QStringLiteral("workers"), worker);
    else if (m_context.models.exits.exitOf(m_shown_task->worker) != nullptr)
        setLink(tr("Show exit"), QStringLiteral("exits"), {Entity::Kind::exit, m_shown_task->worker, 0});
}

void InspectorPanel::takeOutputs(const QList<OutputOfTask>& outputs) {
    for (const OutputOfTask& output : outputs) {
        if (m_entity.kind != Entity::Kind::task || output.id != m_entity.id || output.pool != m_entity.pool ||
            output.attempt != m_entity.attempt)
            continue;
        m_task_output = output;
        if (isVisible()) refresh();
    }
}

}  // namespace lifeguard
