// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/task_facts.h"

#include <QCoreApplication>

#include "format/format.h"
#include "format/words.h"

namespace lifeguard::facts {
namespace {

using namespace mp::observe;

QString tr(const char* text) {
    return QCoreApplication::translate("lifeguard::facts", text);
}

Fact moment(const QString& name, const std::optional<std::int64_t>& ns) {
    return {name, ns ? format::clock(*ns) : format::unknown(), ns ? format::isoTime(*ns) : QString()};
}

QString ran(const Task& task, std::int64_t now_ns) {
    if (!task.started_ns) return task.ended_ns ? tr("it never began") : format::unknown();
    return format::duration(task.ended_ns.value_or(now_ns) - *task.started_ns);
}

QString worker(const Task& task, const TaskModel& model) {
    if (!task.worker) return tr("none");
    const QString pid = format::id(static_cast<std::uint64_t>(task.worker.pid));
    const QString name = model.workerName(task.worker);
    return name.isEmpty() ? tr("pid %1").arg(pid) : tr("%1 (pid %2)").arg(name, pid);
}

QString whole(const QString& text, bool cut) {
    const QString trimmed = text.endsWith(QLatin1Char('\n')) ? text.chopped(1) : text;
    if (trimmed.isEmpty()) return tr("nothing");
    // A label of a megabyte would stop the window: the file of an export has it all.
    constexpr qsizetype most = 16'384;
    if (trimmed.size() <= most) return cut ? trimmed + tr("\n… there was more than is kept") : trimmed;
    return trimmed.left(most) + tr("\n… %1 more").arg(format::count(static_cast<std::uint64_t>(trimmed.size() - most)));
}

}  // namespace

QString taskTitle(const Task& task) {
    return QStringLiteral("#%1 %2").arg(format::id(task.id), QString::fromStdString(task.function));
}

QString taskSubtitle(const Task& task) {
    const QString state = words::taskState(task.state).full();
    const QString came = task.state == TaskState::done ? QString() : taskOutcome(task);
    return came.isEmpty() ? state : tr("%1: %2").arg(state, came);
}

Facts task(const Task& task, const TaskModel& model, std::int64_t now_ns) {
    Facts facts{{tr("Function"), task.function.empty() ? format::unknown() : QString::fromStdString(task.function), {}},
                {tr("Arguments"), task.arguments.empty() ? format::unknown() : QString::fromStdString(task.arguments),
                 tr("Short text: its first bytes, as the program wrote them")}};
    if (const QString came = taskOutcome(task); !came.isEmpty())
        facts.append({task.state == TaskState::done ? tr("Result") : tr("Error"), came, {}});
    facts.append({tr("Worker"), worker(task, model), {}});
    facts.append(moment(tr("Queued"), task.queued_ns));
    if (task.queued_ns && task.started_ns)
        facts.append({tr("Waited"), format::duration(*task.started_ns - *task.queued_ns), tr("In the pool's queue")});
    facts.append(moment(tr("Started"), task.started_ns));
    if (task.ended_ns) facts.append(moment(tr("Ended"), task.ended_ns));
    facts.append({task.ended_ns ? tr("Ran") : tr("Runs for"), ran(task, now_ns), {}});
    facts.append({tr("Attempt"), tr("%1 of %2").arg(task.attempt).arg(std::max(task.attempt, task.max_attempts)), {}});
    if (task.items_count > 1)
        facts.append({tr("Calls in it"), format::count(task.items_count), tr("A map's chunk is one task of many")});
    if (task.exitcode) facts.append({tr("Exit"), words::exitText(*task.exitcode), {}});
    return facts;
}

Facts taskAttempts(const std::vector<Task>& attempts, const TaskModel& model, std::int64_t now_ns) {
    Facts facts;
    for (const Task& each : attempts) {
        const QString when = each.started_ns ? format::clock(*each.started_ns) : tr("never began");
        QStringList lines{tr("%1, %2, ran %3").arg(when, worker(each, model), ran(each, now_ns))};
        lines << taskSubtitle(each);
        facts.append({tr("Attempt %1").arg(each.attempt), lines.join(QLatin1Char('\n')), {}});
    }
    return facts;
}

Facts taskOutput(const OutputOfTask* output, bool recorded) {
    if (!recorded)
        return {{tr("Output"), tr("What tasks write is kept with a recording; this session is not recorded."), {}}};
    if (output == nullptr) return {{tr("Output"), tr("reading…"), {}}};
    if (!output->known)
        return {{tr("Output"),
                 tr("Nothing was kept of this task. Tasks that are commands have their output recorded; functions "
                    "write to their program's output."),
                 {}}};
    return {{tr("Command"), output->command, {}},
            {tr("Standard output"), whole(output->output, output->output_cut), {}},
            {tr("Standard error"), whole(output->error, output->error_cut), {}}};
}

}  // namespace lifeguard::facts
