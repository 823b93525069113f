// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of the task table say.
#include <algorithm>

#include "format/format.h"
#include "model/task_model.h"

namespace lifeguard {

using namespace mp::observe;

namespace {

std::optional<std::int64_t> waited(const Task& task) {
    if (!task.queued_ns || !task.started_ns) return std::nullopt;
    return *task.started_ns - *task.queued_ns;
}

std::optional<std::int64_t> ran(const TaskRow& row) {
    if (!row.task.started_ns) return std::nullopt;
    return std::max<std::int64_t>(0, row.task.ended_ns.value_or(row.now_ns) - *row.task.started_ns);
}

QString moment(const std::optional<std::int64_t>& ns) {
    return ns ? format::clock(*ns) : format::unknown();
}

QVariant number(const std::optional<std::int64_t>& value) {
    return value ? QVariant::fromValue<qlonglong>(*value) : QVariant();
}

// Words of the filter, not of the screen; what was lost and what took too long has failed as well.
QString stateWords(TaskState state) {
    switch (state) {
        case TaskState::queued:
            return QStringLiteral("queued");
        case TaskState::running:
            return QStringLiteral("running");
        case TaskState::done:
            return QStringLiteral("done");
        case TaskState::failed:
            return QStringLiteral("failed");
        case TaskState::lost:
            return QStringLiteral("failed lost");
        case TaskState::timed_out:
            return QStringLiteral("failed timed-out");
        case TaskState::cancelled:
            return QStringLiteral("cancelled");
    }
    return {};
}

}  // namespace

QString taskOutcome(const Task& task) {
    if (!task.result.empty()) return QString::fromStdString(task.result);
    switch (task.state) {
        case TaskState::lost:
            return task.exitcode ? TaskModel::tr("its worker exited %1").arg(words::exitText(*task.exitcode))
                                 : TaskModel::tr("its worker died");
        case TaskState::timed_out:
            return TaskModel::tr("took longer than allowed; its worker was killed");
        case TaskState::cancelled:
            return task.started_ns ? TaskModel::tr("cancelled while it ran")
                                   : TaskModel::tr("cancelled before it started");
        default:
            return {};
    }
}

const Columns& TaskModel::columns() {
    const auto column = [](const char* id) { return catalogueColumn(mp::columns::Table::tasks, id); };
    static const Columns all = [&column] {
        Columns list(ColumnCount);
        list[IdColumn] = column("id");
        list[FunctionColumn] = column("function");
        list[ArgumentsColumn] = catalogueColumn(mp::columns::Table::tasks, "arguments", true);
        list[StateColumn] = column("state");
        list[WorkerColumn] = column("worker");
        list[QueuedColumn] = column("queued");
        list[WaitColumn] = column("wait");
        list[RunColumn] = column("run");
        list[TriesColumn] = column("tries");
        list[ResultColumn] = column("result");
        list[StartedColumn] = column("started");
        list[EndedColumn] = column("ended");
        list[PoolColumn] = column("pool");
        list[ItemsColumn] = column("items");
        list[ExitColumn] = column("exit");
        list[PidColumn] = column("pid");
        return list;
    }();
    return all;
}

QVariant TaskModel::cellOf(const TaskRow& row, int column, int role) const {
    switch (role) {
        case Qt::DisplayRole:
            return display(row, column);
        case Qt::ToolTipRole:
            return toolTip(row, column);
        case RawRole:
        case SortRole:
            return raw(row, column);
        case EntityRole:
            return QVariant::fromValue(entityOf(row.task));
        case ToneRole:
            if (column != StateColumn) return {};
            return static_cast<int>(words::taskState(row.task.state).tone);
        case GlyphRole:
            if (column != StateColumn) return {};
            return words::taskState(row.task.state).glyph;
        default:
            return {};
    }
}

QString TaskModel::display(const TaskRow& row, int column) const {
    const Task& t = row.task;
    switch (column) {
        case IdColumn:
            return format::id(t.id);
        case FunctionColumn:
            return t.function.empty() ? format::unknown() : QString::fromStdString(t.function);
        case ArgumentsColumn:
            return QString::fromStdString(t.arguments);
        case StateColumn:
            return words::taskState(t.state).text;
        case WorkerColumn:
            if (!t.worker) return QStringLiteral("–");
            return row.worker.isEmpty() ? format::id(static_cast<std::uint64_t>(t.worker.pid)) : row.worker;
        case QueuedColumn:
            return moment(t.queued_ns);
        case WaitColumn:
            return format::duration(waited(t));
        case RunColumn:
            return !t.started_ns && t.ended_ns ? QStringLiteral("–") : format::duration(ran(row));
        case TriesColumn:
            return QStringLiteral("%1/%2").arg(t.attempt).arg(std::max(t.attempt, t.max_attempts));
        case ResultColumn:
            return taskOutcome(t);
        case StartedColumn:
            return !t.started_ns && t.ended_ns ? QStringLiteral("–") : moment(t.started_ns);
        case EndedColumn:
            return t.ended_ns ? format::clock(*t.ended_ns) : QStringLiteral("–");
        case PoolColumn:
            return row.pool.isEmpty() ? format::unknown() : row.pool;
        case ItemsColumn:
            return format::count(t.items_count);
        case ExitColumn:
            return t.exitcode ? words::exitText(*t.exitcode) : QStringLiteral("–");
        case PidColumn:
            return t.worker ? format::id(static_cast<std::uint64_t>(t.worker.pid)) : QStringLiteral("–");
        default:
            return {};
    }
}

QVariant TaskModel::raw(const TaskRow& row, int column) const {
    const Task& t = row.task;
    switch (column) {
        case IdColumn:
            return QVariant::fromValue<qulonglong>(t.id);
        case QueuedColumn:
            return number(t.queued_ns);
        case WaitColumn:
            return number(waited(t));
        case RunColumn:
            return number(ran(row));
        case TriesColumn:
            return t.attempt;
        case StartedColumn:
            return number(t.started_ns);
        case EndedColumn:
            return number(t.ended_ns);
        case ItemsColumn:
            return QVariant::fromValue<qulonglong>(t.items_count);
        case ExitColumn:
            return t.exitcode ? QVariant(*t.exitcode) : QVariant();
        case PidColumn:
            return t.worker ? QVariant(t.worker.pid) : QVariant();
        default:
            return display(row, column);
    }
}

QString TaskModel::toolTip(const TaskRow& row, int column) const {
    const Task& t = row.task;
    switch (column) {
        case FunctionColumn:
        case ArgumentsColumn:
        case ResultColumn:
            return display(row, column);
        case QueuedColumn:
            if (t.queued_ns) return format::isoTime(*t.queued_ns);
            return tr("Known once the task has ended: the record of a task is written at its end.");
        case WaitColumn:
            return t.queued_ns || t.ended_ns
                       ? QString()
                       : tr("Known once the task has ended: the record of a task is written at its end.");
        case StartedColumn:
            return t.started_ns ? format::isoTime(*t.started_ns) : QString();
        case EndedColumn:
            return t.ended_ns ? format::isoTime(*t.ended_ns) : QString();
        case WorkerColumn:
            return t.worker ? tr("pid %1").arg(format::id(static_cast<std::uint64_t>(t.worker.pid)))
                            : tr("No worker has begun it.");
        default:
            return {};
    }
}

FilterFields TaskModel::fieldsOf(const TaskRow& row) const {
    const Task& t = row.task;
    FilterFields f;
    f.function = QString::fromStdString(t.function);
    f.arguments = QString::fromStdString(t.arguments);
    f.result = taskOutcome(t);
    f.state = stateWords(t.state);
    f.worker = row.worker;
    f.pool = row.pool;
    f.id = static_cast<double>(t.id);
    f.tries = t.attempt;
    if (t.worker) f.pid = t.worker.pid;
    if (t.exitcode) f.exit = *t.exitcode;
    if (const auto time = ran(row)) f.run_s = static_cast<double>(*time) / 1e9;
    if (const auto time = waited(t)) f.wait_s = static_cast<double>(*time) / 1e9;
    f.text = QLatin1Char('#') + format::id(t.id) + QLatin1Char('\n') + f.function + QLatin1Char('\n') + f.arguments +
             QLatin1Char('\n') + f.result + QLatin1Char('\n') + f.worker + QLatin1Char('\n') +
             words::taskState(t.state).text;
    return f;
}

}  // namespace lifeguard
