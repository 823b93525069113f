// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/process_cells.h"

#include <QCoreApplication>

#include "format/format.h"
#include "model/process_model.h"

namespace lifeguard::process_cells {
namespace {

using namespace mp::observe;
using M = ProcessModel;

struct ProcessModelText {
    Q_DECLARE_TR_FUNCTIONS(ProcessModel)
};

template <class T>
QVariant maybe(const std::optional<T>& value) {
    return value ? QVariant::fromValue(*value) : QVariant();
}
QVariant number(std::int64_t value) {
    return QVariant::fromValue<qlonglong>(value);
}
QVariant number(std::optional<std::int64_t> value) {
    return value ? number(*value) : QVariant();
}

// The program and helpers write when something happens to them; workers and processes do so as they work.
bool beats(const Process& p) {
    return p.role == ProcessRole::pool_worker || p.role == ProcessRole::process;
}

std::optional<std::int64_t> heartbeat(const Process& p, const Snapshot& snapshot) {
    if (!beats(p) || !p.heartbeat_ns || p.ended_ns) return std::nullopt;
    return std::max<std::int64_t>(0, snapshot.taken_ns - *p.heartbeat_ns);
}
std::optional<std::int64_t> uptime(std::int64_t started_ns, std::optional<std::int64_t> ended_ns,
                                   const Snapshot& snapshot) {
    if (started_ns == 0) return std::nullopt;
    return std::max<std::int64_t>(0, ended_ns.value_or(snapshot.taken_ns) - started_ns);
}

QString processName(const Process& p) {
    const QString name = words::processName(p);
    return name.isEmpty() ? ProcessModelText::tr("pid %1").arg(format::id(static_cast<std::uint64_t>(p.identity.pid)))
                          : name;
}

QString sessionName(const ProcessNode& node, const Snapshot& snapshot) {
    return snapshot.name.empty() ? processName(node.process) : QString::fromStdString(snapshot.name);
}

std::uint64_t failedOf(const ProcessNode& node) {
    return node.isPool() ? node.pool.failed_count + node.pool.lost_count : words::failedTasks(node.process);
}

QString poolStates(const ProcessNode& node) {
    QStringList parts;
    const auto add = [&parts](int count, const QString& text) {
        if (count > 0) parts << text.arg(format::count(static_cast<std::uint64_t>(count)));
    };
    add(node.busy, ProcessModelText::tr("%1 busy"));
    add(node.idle, ProcessModelText::tr("%1 idle"));
    add(node.waiting, ProcessModelText::tr("%1 waiting"));
    add(node.suspended, ProcessModelText::tr("%1 suspended"));
    return parts.isEmpty() ? ProcessModelText::tr("no workers") : parts.join(QLatin1Char(' '));
}

QString taskText(const ProcessNode& node) {
    if (node.isPool())
        return node.pool.queued_count > 0 ? ProcessModelText::tr("%1 queued").arg(format::count(node.pool.queued_count))
                                          : QString();
    if (node.process.task) return words::task(*node.process.task);
    return QStringLiteral("–");
}

}  // namespace

const Columns& columns() {
    const auto column = [](const char* id) { return catalogueColumn(mp::columns::Table::processes, id); };
    static const Columns all = [&column] {
        Columns list(M::ColumnCount);
        list[M::NameColumn] = column("name");
        list[M::PidColumn] = column("pid");
        list[M::StateColumn] = column("state");
        list[M::TaskColumn] = column("task");
        list[M::CpuColumn] = column("cpu");
        list[M::CpuHistoryColumn] = {QStringLiteral("cpu_history"),
                                     ProcessModelText::tr("CPU 60 s"),
                                     QStringLiteral("%"),
                                     ProcessModelText::tr("CPU use over the last 60 samples."),
                                     false,
                                     true};
        list[M::MemoryColumn] = column("memory");
        list[M::DoneColumn] = column("done");
        list[M::FailedColumn] = column("failed");
        list[M::HeartbeatColumn] = column("heartbeat");
        list[M::UptimeColumn] = column("uptime");
        list[M::ParentColumn] = column("ppid");
        list[M::ThreadsColumn] = column("threads");
        list[M::FilesColumn] = column("fds");
        list[M::QueueWaitedColumn] = column("queue_waited");
        list[M::LockWaitedColumn] = column("lock_waited");
        list[M::RestartsColumn] = catalogueColumn(mp::columns::Table::pools, "restarts");
        list[M::NiceColumn] = column("nice");
        list[M::CpuTimeColumn] = column("cpu_time");
        list[M::StartedColumn] = column("started");
        list[M::ExitColumn] = column("exit");
        list[M::CommandColumn] = column("command");
        list[M::RoleColumn] = column("role");
        return list;
    }();
    return all;
}

StateText state(const ProcessNode& node, const Snapshot& snapshot) {
    if (node.isPool()) {
        const auto like = node.busy > 0        ? ProcessState::busy
                          : node.waiting > 0   ? ProcessState::waiting
                          : node.suspended > 0 ? ProcessState::suspended
                                               : ProcessState::idle;
        const StateText shape = words::state(like);
        return {shape.glyph, poolStates(node), shape.tone};
    }
    StateText text = words::state(node.process, snapshot);
    if (node.terminating_since_ns && !node.ended)
        text.text =
            ProcessModelText::tr("terminating %1").arg(format::age(snapshot.taken_ns - *node.terminating_since_ns));
    return text;
}

QString display(const ProcessNode& node, int column, const Snapshot& snapshot) {
    const Process& p = node.process;
    switch (column) {
        case M::NameColumn:
            if (node.isPool())
                return ProcessModelText::tr("%1 (%2)", "pool, number of workers")
                    .arg(QString::fromStdString(node.pool.name),
                         format::count(static_cast<std::uint64_t>(node.members)));
            return node.entity.kind == Entity::Kind::session ? sessionName(node, snapshot) : processName(p);
        case M::StateColumn:
            return state(node, snapshot).text;
        case M::TaskColumn:
            return taskText(node);
        case M::CpuHistoryColumn:
            return {};
        case M::MemoryColumn:
            return format::bytes(node.isPool() ? node.memory_bytes : p.memory_bytes);
        case M::CpuColumn:
            return format::cpu(node.isPool() ? node.cpu_percent : p.cpu_percent);
        case M::DoneColumn:
            return format::count(node.isPool() ? node.pool.done_count : p.done_count);
        case M::FailedColumn:
            return format::count(failedOf(node));
        case M::UptimeColumn:
            return format::duration(node.isPool() ? uptime(node.pool.started_ns, {}, snapshot)
                                                  : uptime(p.started_ns, p.ended_ns, snapshot));
        case M::RestartsColumn:
            return node.isPool() ? format::count(node.pool.restarts_count) : QString();
        case M::StartedColumn: {
            const auto started = node.isPool() ? node.pool.started_ns : p.started_ns;
            return started == 0 ? format::unknown() : format::clock(started);
        }
        default:
            break;
    }
    if (node.isPool()) return {};
    switch (column) {
        case M::PidColumn:
            return format::id(static_cast<std::uint64_t>(p.identity.pid));
        case M::HeartbeatColumn: {
            if (node.ended && p.ended_ns)  // how long ago only as long as the time goes on
                return ProcessModelText::tr("ended %1")
                    .arg(snapshot.alive ? format::roughAge(snapshot.taken_ns - *p.ended_ns)
                                        : format::clockSeconds(*p.ended_ns));
            const auto beat = heartbeat(p, snapshot);
            return beat ? format::age(*beat) : format::unknown();
        }
        case M::ParentColumn:
            return p.parent ? format::id(static_cast<std::uint64_t>(p.parent.pid)) : format::unknown();
        case M::ThreadsColumn:
            return p.threads ? format::count(static_cast<std::uint64_t>(*p.threads)) : format::unknown();
        case M::FilesColumn:
            return p.open_files ? format::count(static_cast<std::uint64_t>(*p.open_files)) : format::unknown();
        case M::QueueWaitedColumn:
            return format::duration(p.queue_waited_ns);
        case M::LockWaitedColumn:
            return format::duration(p.lock_waited_ns);
        case M::NiceColumn:
            return p.nice ? QString::number(*p.nice) : format::unknown();
        case M::CpuTimeColumn:
            return format::duration(p.cpu_time_ns);
        case M::ExitColumn:
            return p.exitcode ? words::exitText(*p.exitcode) : QString();
        case M::CommandColumn:
            return p.command.empty() ? format::unknown() : QString::fromStdString(p.command);
        case M::RoleColumn:
            return words::role(p.role);
        default:
            return {};
    }
}

QVariant raw(const ProcessNode& node, int column, const Snapshot& snapshot) {
    const Process& p = node.process;
    switch (column) {
        case M::CpuColumn:
        case M::CpuHistoryColumn:
            return maybe(node.isPool() ? node.cpu_percent : p.cpu_percent);
        case M::MemoryColumn:
            return number(node.isPool() ? node.memory_bytes : p.memory_bytes);
        case M::DoneColumn:
            return QVariant::fromValue<qulonglong>(node.isPool() ? node.pool.done_count : p.done_count);
        case M::FailedColumn:
            return QVariant::fromValue<qulonglong>(failedOf(node));
        case M::UptimeColumn:
            return number(node.isPool() ? uptime(node.pool.started_ns, {}, snapshot)
                                        : uptime(p.started_ns, p.ended_ns, snapshot));
        case M::RestartsColumn:
            return node.isPool() ? QVariant::fromValue<qulonglong>(node.pool.restarts_count) : QVariant();
        case M::StartedColumn:
            return number(node.isPool() ? node.pool.started_ns : p.started_ns);
        case M::PidColumn:
            return node.isPool() ? QVariant() : QVariant(p.identity.pid);
        case M::ParentColumn:
            return node.isPool() ? QVariant() : QVariant(p.parent.pid);
        case M::HeartbeatColumn:
            return node.isPool() ? QVariant() : number(heartbeat(p, snapshot));
        case M::ThreadsColumn:
            return maybe(p.threads);
        case M::FilesColumn:
            return maybe(p.open_files);
        case M::QueueWaitedColumn:
            return number(p.queue_waited_ns);
        case M::LockWaitedColumn:
            return number(p.lock_waited_ns);
        case M::NiceColumn:
            return maybe(p.nice);
        case M::CpuTimeColumn:
            return number(p.cpu_time_ns);
        case M::ExitColumn:
            return maybe(p.exitcode);
        default:
            return display(node, column, snapshot);
    }
}

QString toolTip(const ProcessNode& node, int column, const Snapshot& snapshot) {
    const Process& p = node.process;
    const bool unknown = display(node, column, snapshot) == format::unknown();
    if (unknown && node.ended) return ProcessModelText::tr("Not known: the process has ended.");
    if (unknown && column == M::HeartbeatColumn && !beats(p))
        return ProcessModelText::tr("Workers beat; the program and its helpers do not.");
    if (unknown && column == M::HeartbeatColumn)
        return ProcessModelText::tr("Not known: it has not written about itself.");
    if (unknown && column == M::CpuColumn)
        return ProcessModelText::tr("Not known yet: it takes two samples to measure.");
    if (unknown) return ProcessModelText::tr("Not known: the system does not tell of this process.");
    if (node.isPool()) return {};
    switch (column) {
        case M::StateColumn:
            if (p.exitcode) return words::exitMeaning(*p.exitcode, p.cause);
            if (p.wait && p.wait->since_ns != 0)
                return ProcessModelText::tr("waiting for %1")
                    .arg(format::duration(snapshot.taken_ns - p.wait->since_ns));
            return {};
        case M::TaskColumn:
            if (!p.task) return {};
            return ProcessModelText::tr("%1(%2)\nruns for %3, attempt %4 of %5")
                .arg(QString::fromStdString(p.task->function), QString::fromStdString(p.task->arguments),
                     format::duration(snapshot.taken_ns - p.task->started_ns))
                .arg(p.task->attempt)
                .arg(p.task->max_attempts);
        case M::ExitColumn:
            return p.exitcode ? words::exitMeaning(*p.exitcode, p.cause) : QString();
        case M::StartedColumn:
            return p.started_ns == 0 ? QString() : format::isoTime(p.started_ns);
        case M::NameColumn:
        case M::CommandColumn:
            return QString::fromStdString(p.command);
        default:
            return {};
    }
}

namespace {

// The word of the chip that counts this process, see ProcessModel::counts(): state:busy finds what "Busy" counts.
QString chipWord(const ProcessNode& node, const Snapshot& snapshot) {
    if (node.ended) return QStringLiteral(" exited");
    switch (words::state(node.process, snapshot).tone) {
        case Tone::active:
            return QStringLiteral(" busy");
        case Tone::waiting:
            return QStringLiteral(" waiting");
        case Tone::suspended:
            return QStringLiteral(" suspended");
        default:
            return QStringLiteral(" idle");
    }
}

}  // namespace

FilterFields fields(const ProcessNode& node, const Snapshot& snapshot) {
    FilterFields f;
    const Process& p = node.process;
    const auto as_double = [](auto value) { return static_cast<double>(value); };
    if (node.isPool()) {
        f.pool = QString::fromStdString(node.pool.name);
        f.text = f.pool;
        f.done = as_double(node.pool.done_count);
        f.failed = as_double(node.pool.failed_count + node.pool.lost_count);
        f.cpu = node.cpu_percent;
        if (node.memory_bytes) f.memory_bytes = as_double(*node.memory_bytes);
        return f;
    }
    f.worker = display(node, M::NameColumn, snapshot);
    f.state = state(node, snapshot).text;
    if (p.role != ProcessRole::helper) f.state += QLatin1Char(' ') + words::state(p.state).text;
    if (node.entity.kind == Entity::Kind::process) f.state += chipWord(node, snapshot);
    if (p.exitcode)
        f.state += words::exitIsFailure(*p.exitcode, p.cause) ? QStringLiteral(" failed") : QStringLiteral(" ok");
    if (p.task) {
        f.function = QString::fromStdString(p.task->function);
        f.run_s = as_double(snapshot.taken_ns - p.task->started_ns) / 1e9;
    }
    if (const Pool* pool = snapshot.pool(p.pool_id)) f.pool = QString::fromStdString(pool->name);
    f.pid = p.identity.pid;
    if (p.exitcode) f.exit = *p.exitcode;
    f.cpu = p.cpu_percent;
    if (p.memory_bytes) f.memory_bytes = as_double(*p.memory_bytes);
    f.done = as_double(p.done_count);
    f.failed = as_double(words::failedTasks(p));
    f.text = f.worker + QLatin1Char('\n') + format::id(static_cast<std::uint64_t>(p.identity.pid)) + QLatin1Char('\n') +
             f.state + QLatin1Char('\n') + QString::fromStdString(p.command);
    if (p.task) f.text += QLatin1Char('\n') + words::task(*p.task) + QString::fromStdString(p.task->arguments);
    return f;
}

}  // namespace lifeguard::process_cells
