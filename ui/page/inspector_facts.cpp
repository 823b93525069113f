// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/inspector_facts.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

#include "format/format.h"
#include "format/words.h"
#include "model/log_model.h"

namespace lifeguard::facts {
namespace {

using namespace mp::observe;

QString tr(const char* text) {
    return QCoreApplication::translate("lifeguard::facts", text);
}
QString text(const std::string& value) {
    return value.empty() ? format::unknown() : QString::fromStdString(value);
}
QString pid(const Identity& identity) {
    return format::id(static_cast<std::uint64_t>(identity.pid));
}
Fact moment(const QString& name, std::int64_t ns) {
    return {name, ns == 0 ? format::unknown() : format::clock(ns), ns == 0 ? QString() : format::isoTime(ns)};
}
QString small(std::optional<std::int32_t> value) {
    return value ? format::number(*value, 0) : format::unknown();
}

QString who(const Identity& identity, const Snapshot& snapshot) {
    const Process* process = snapshot.process(identity);
    return process != nullptr && !process->name.empty()
               ? tr("%1 (pid %2)").arg(words::processName(*process), pid(identity))
               : tr("pid %1").arg(pid(identity));
}

QString names(const std::vector<Identity>& identities, const Snapshot& snapshot) {
    QStringList all;
    for (const Identity& identity : identities) all.append(who(identity, snapshot));
    return all.isEmpty() ? tr("nobody") : all.join(QLatin1Char('\n'));
}

QString poolName(std::uint64_t id, const Snapshot& snapshot) {
    const Pool* found = snapshot.pool(id);
    return found != nullptr ? QString::fromStdString(found->name) : format::unknown();
}

QString objectName(const Wait& wait, const Snapshot& snapshot) {
    if (const Lock* found = snapshot.lock(wait.object_id)) return text(found->name);
    if (const Queue* found = snapshot.queue(wait.object_id)) return text(found->name);
    return format::unknown();
}

}  // namespace

Facts processSummary(const Process& process, const Snapshot& snapshot) {
    const std::int64_t end = process.ended_ns.value_or(snapshot.taken_ns);
    Facts facts{{tr("State"), words::state(process, snapshot).full(), {}},
                {tr("PID"), pid(process.identity), {}},
                {tr("Role"), words::role(process.role), {}}};
    if (process.pool_id != 0) facts.append({tr("Pool"), poolName(process.pool_id, snapshot), {}});
    if (process.parent) facts.append({tr("Parent"), who(process.parent, snapshot), {}});
    facts.append(moment(tr("Started"), process.started_ns));
    if (process.ended_ns) facts.append(moment(tr("Ended"), *process.ended_ns));
    if (process.started_ns != 0)
        facts.append({process.ended_ns ? tr("Ran") : tr("Uptime"), format::duration(end - process.started_ns), {}});
    if (process.exitcode) {
        facts.append({tr("Exit"), words::exitText(*process.exitcode), {}});
        facts.append({tr("Meaning"), words::exitMeaning(*process.exitcode, process.cause), {}});
    }
    facts.append({tr("Tasks done"), format::count(process.done_count), {}});
    facts.append({tr("Tasks failed"), format::count(words::failedTasks(process)), {}});
    const bool beats = process.role == ProcessRole::pool_worker || process.role == ProcessRole::process;
    if (beats && process.heartbeat_ns && !process.ended_ns)
        facts.append({tr("Heartbeat"), tr("%1 ago").arg(format::age(snapshot.taken_ns - *process.heartbeat_ns)), {}});
    facts.append({tr("Command"), text(process.command), {}});
    return facts;
}

Facts processTask(const Process& process, const Snapshot& snapshot) {
    if (!process.task) return {{tr("Task"), tr("none now"), {}}};
    const CurrentTask& task = *process.task;
    return {{tr("Task"), words::task(task), {}},
            {tr("Arguments"), text(task.arguments), {}},
            moment(tr("Started"), task.started_ns),
            {tr("Runs for"), format::duration(process.ended_ns.value_or(snapshot.taken_ns) - task.started_ns), {}},
            {tr("Attempt"), tr("%1 of %2").arg(format::count(task.attempt), format::count(task.max_attempts)), {}}};
}

Facts processLocks(const Process& process, const Snapshot& snapshot) {
    Facts facts;
    if (process.wait && process.wait->kind != WaitKind::none) {
        facts.append({tr("Waits for"),
                      tr("%1 “%2”").arg(words::waitKind(process.wait->kind), objectName(*process.wait, snapshot)),
                      {}});
        facts.append({tr("Waits since"),
                      format::age(process.ended_ns.value_or(snapshot.taken_ns) - process.wait->since_ns),
                      {}});
    } else {
        facts.append({tr("Waits for"), tr("nothing"), {}});
    }
    QStringList held;
    for (const Lock& lock : snapshot.locks) {
        if (lock.holder != process.identity) continue;
        held.append(
            tr("“%1” for %2, %3 waiting")
                .arg(text(lock.name),
                     lock.held_since_ns ? format::age(snapshot.taken_ns - *lock.held_since_ns) : format::unknown(),
                     format::count(static_cast<std::uint64_t>(lock.waiters.size()))));
    }
    facts.append({tr("Holds"), held.isEmpty() ? tr("no lock") : held.join(QLatin1Char('\n')), {}});
    facts.append({tr("Waited for locks"), format::duration(process.lock_waited_ns), tr("Summed over its life")});
    facts.append({tr("Waited for queues"), format::duration(process.queue_waited_ns), tr("Summed over its life")});
    return facts;
}

Facts processResources(const Process& process) {
    return {{tr("CPU"),
             process.cpu_percent ? (format::cpuScale() < 1 ? tr("%1 % of the machine") : tr("%1 % of one CPU"))
                                       .arg(format::cpu(process.cpu_percent))
                                 : format::unknown(),
             {}},
            {tr("CPU time"), format::duration(process.cpu_time_ns), {}},
            {tr("Memory"), format::bytes(process.memory_bytes), tr("Resident")},
            {tr("Threads"), small(process.threads), {}},
            {tr("Open files"), small(process.open_files), {}},
            {tr("Nice"), small(process.nice), {}}};
}

Facts pool(const Pool& pool, const Snapshot& snapshot) {
    Facts facts{
        {tr("Workers"),
         tr("%1 of %2 wanted").arg(format::count(pool.alive_count), format::count(pool.target_size)),
         {}},
        {tr("Busy"), format::count(pool.busy_count), {}},
        {tr("Takes tasks"), pool.accepting ? tr("yes") : tr("no, it is closed"), {}},
        {tr("Intake"), pool.paused ? tr("❚❚ paused: its workers begin nothing") : tr("open"),
         tr("While it is paused, callers may go on submitting")},
        {tr("Submitted"), format::count(pool.submitted_count), {}},
        {tr("Queued"), format::count(pool.queued_count), {}},
        {tr("Running"), format::count(pool.running_count), {}},
        {tr("Done"), format::count(pool.done_count), {}},
        {tr("Failed"), format::count(pool.failed_count), {}},
        {tr("Lost"), format::count(pool.lost_count), tr("Their worker died with them")},
        {tr("Retried"), format::count(pool.retried_count), {}},
        {tr("Can be retried"), format::count(pool.retryable_count), tr("Failed and lost tasks whose calls it keeps")},
        {tr("Cancelled"), format::count(pool.cancelled_count), {}},
        {tr("Throughput"), format::rate(pool.tasks_per_s), {}},
        {tr("Workers replaced"), format::count(pool.restarts_count), {}},
        {tr("Owner"), who(pool.owner, snapshot), {}}};
    facts.append(moment(tr("Started"), pool.started_ns));
    return facts;
}

Facts queue(const Queue& queue, const Snapshot& snapshot) {
    Facts facts{{tr("Kind"), text(queue.kind), {}},
                {tr("Depth"), format::count(queue.depth_count), {}},
                {tr("Capacity"), queue.capacity_count ? format::count(*queue.capacity_count) : tr("unbounded"), {}},
                {tr("Oldest item"), format::duration(queue.oldest_ns), {}},
                {tr("Put"), format::count(queue.put_count), {}},
                {tr("Taken"), format::count(queue.got_count), {}},
                {tr("In"), format::rate(queue.puts_per_s), {}},
                {tr("Out"), format::rate(queue.gets_per_s), {}}};
    if (queue.unfinished_count) facts.append({tr("Unfinished"), format::count(*queue.unfinished_count), {}});
    facts.append({tr("Blocked in put"), names(queue.blocked_putters, snapshot), {}});
    facts.append({tr("Blocked in get"), names(queue.blocked_getters, snapshot), {}});
    facts.append(
        {tr("Recovered"), format::count(queue.recovered_count), tr("Items or slots taken back from the dead")});
    facts.append({tr("Made by"), who(queue.owner, snapshot), {}});
    return facts;
}

Facts lock(const Lock& lock, const Snapshot& snapshot) {
    Facts facts{{tr("Kind"), text(lock.kind), {}},
                {tr("Holder"), lock.holder ? who(*lock.holder, snapshot) : tr("free"), {}}};
    if (lock.held_since_ns) facts.append({tr("Held for"), format::age(snapshot.taken_ns - *lock.held_since_ns), {}});
    if (lock.depth_count > 1) facts.append({tr("Taken"), tr("%1 times").arg(format::count(lock.depth_count)), {}});
    facts.append({tr("Waiting"), names(lock.waiters, snapshot), {}});
    facts.append({tr("Acquired"), format::count(lock.acquired_count), {}});
    facts.append({tr("Contended"), format::count(lock.contended_count), tr("Acquired only after a wait")});
    facts.append({tr("Waited"), format::duration(lock.waited_ns), tr("Summed over all waits")});
    facts.append({tr("Longest wait"), format::duration(lock.longest_wait_ns), {}});
    facts.append(
        {tr("Owner died"), format::count(lock.owner_died_count), tr("Times its holder died and it was freed")});
    facts.append({tr("Made by"), who(lock.owner, snapshot), {}});
    return facts;
}

Facts sync(const Sync& sync, const Snapshot& snapshot) {
    Facts facts{{tr("Kind"), text(sync.kind), {}},
                {tr("Value"), format::number(static_cast<double>(sync.value), 0), {}}};
    if (sync.limit) facts.append({tr("Limit"), format::number(static_cast<double>(*sync.limit), 0), {}});
    if (!sync.holders.empty()) facts.append({tr("Holders"), names(sync.holders, snapshot), {}});
    facts.append({tr("Waiting"), names(sync.waiters, snapshot), {}});
    facts.append({tr("Made by"), who(sync.owner, snapshot), {}});
    return facts;
}

Facts exit(const Exit& exit, const Snapshot& snapshot) {
    Facts facts{{tr("Exit"), words::exitText(exit.exitcode), {}},
                {tr("Meaning"), words::exitMeaning(exit.exitcode, exit.cause), {}},
                {tr("PID"), pid(exit.identity), {}}};
    if (exit.pool_id != 0) facts.append({tr("Pool"), poolName(exit.pool_id, snapshot), {}});
    facts.append(moment(tr("Ended"), exit.ended_ns));
    facts.append(
        {tr("Ran"), exit.started_ns == 0 ? format::unknown() : format::duration(exit.ended_ns - exit.started_ns), {}});
    facts.append(
        {tr("Task at exit"),
         exit.task_id == 0 ? tr("none") : QStringLiteral("#%1 %2").arg(format::id(exit.task_id), text(exit.task)),
         {}});
    facts.append({tr("Replaced by"), exit.replaced_by ? who(exit.replaced_by, snapshot) : tr("nobody"), {}});
    return facts;
}

Facts exitEvidence(const Exit& exit, const Snapshot& snapshot, const std::vector<LogEntry>& last_words) {
    Facts facts{{tr("Cause"), words::exitCause(exit.cause), {}},
                {tr("Exit code"), QLocale::c().toString(exit.exitcode).replace(QLatin1Char('-'), QChar(0x2212)),
                 tr("As Python has it: negative for a signal")}};
    if (exit.exitcode < 0) facts.append({tr("Signal"), words::signalName(-exit.exitcode), {}});
    const Process* process = snapshot.process(exit.identity);
    if (process != nullptr) {
        facts.append({tr("Memory at the end"), format::bytes(process->memory_bytes), {}});
        facts.append({tr("CPU time"), format::duration(process->cpu_time_ns), {}});
        facts.append({tr("Tasks done before"), format::count(process->done_count), {}});
    }
    const auto alike = std::count_if(snapshot.exits.begin(), snapshot.exits.end(),
                                     [&](const Exit& other) { return other.exitcode == exit.exitcode; });
    facts.append({tr("Ends like this"), format::count(static_cast<std::uint64_t>(alike)), tr("In this session")});
    QStringList log;
    for (const LogEntry& entry : last_words)
        log.append(tr("%1  %2").arg(format::clock(entry.time_ns), LogModel::plain(QString::fromStdString(entry.text))));
    facts.append({tr("Its last words"), log.isEmpty() ? tr("none") : log.join(QLatin1Char('\n')), {}});
    return facts;
}

Facts run(const RunRow& run) {
    Facts facts{{tr("Run"), format::id(static_cast<std::uint64_t>(run.id)), {}},
                {tr("Name"), run.name.isEmpty() ? format::unknown() : run.name, {}},
                {tr("Source"), run.source, {}},
                {tr("Command"), run.command, {}},
                {tr("Host"), run.host.isEmpty() ? format::unknown() : run.host, {}},
                moment(tr("Started"), run.started_ns)};
    if (run.ended_ns) facts.append(moment(tr("Ended"), *run.ended_ns));
    facts.append({tr("State"),
                  run.recording     ? tr("● recording")
                  : run.interrupted ? tr("interrupted: recording ended before the program")
                                    : tr("✓ finished"),
                  {}});
    facts.append({tr("Duration"), format::duration(run.ended_ns.value_or(run.last_ns) - run.started_ns), {}});
    facts.append({tr("Tasks"), format::count(run.tasks_count), {}});
    facts.append({tr("Failed"), format::count(run.failed_count), {}});
    facts.append({tr("Bad exits"), format::count(run.bad_exits_count), {}});
    facts.append({tr("Task duration p95"),
                  run.p95_ns ? format::duration(static_cast<std::int64_t>(*run.p95_ns)) : format::unknown(),
                  {}});
    facts.append({tr("Size"), format::bytes(run.size_bytes), {}});
    if (!run.notes.isEmpty()) facts.append({tr("Notes"), run.notes, {}});
    return facts;
}

}  // namespace lifeguard::facts
