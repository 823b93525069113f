// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/confirm_text.h"

#include <QCoreApplication>
#include <algorithm>
#include <csignal>

#include "bridge/commands.h"
#include "format/format.h"
#include "page/signals.h"

namespace lifeguard {
namespace {

using namespace mp::observe;

struct ConfirmWords {
    Q_DECLARE_TR_FUNCTIONS(ConfirmText)
};

// As it stands before or after whom it is done to.
QString verbOf(const Request& request) {
    switch (request.verb) {
        case Verb::send_signal:
            return ConfirmWords::tr("Send %1 to").arg(signalChoice(request.signal).name);
        case Verb::kill:
            return ConfirmWords::tr("Kill", "in a question");
        case Verb::terminate:
            return ConfirmWords::tr("Terminate", "in a question");
        case Verb::suspend:
            return ConfirmWords::tr("Suspend", "in a question");
        case Verb::resume:
            return ConfirmWords::tr("Resume", "in a question");
        default:
            return Commands::verbText(request.verb);
    }
}

bool ends(const Request& request) {
    return request.verb == Verb::kill || request.verb == Verb::terminate ||
           (request.verb == Verb::send_signal && signalChoice(request.signal).harmful);
}

// "Running task #4698 resize("a.png") for 8.2 s: it will be marked lost, attempt 1 of 3."
QString taskFate(const CurrentTask& task, std::int64_t now_ns) {
    const QString what = QStringLiteral("%1(%2)").arg(words::task(task), QString::fromStdString(task.arguments));
    const QString running = ConfirmWords::tr("Running task %1 for %2").arg(what, format::age(now_ns - task.started_ns));
    const QString attempt = ConfirmWords::tr("attempt %1 of %2").arg(task.attempt).arg(task.max_attempts);
    if (task.attempt < task.max_attempts)
        return ConfirmWords::tr("%1: it will be tried again, %2 is lost.").arg(running, attempt);
    return ConfirmWords::tr("%1: it will be marked lost, %2.").arg(running, attempt);
}

QStringList locksHeld(const Process& process, const Snapshot& snapshot) {
    QStringList lines;
    for (const Lock& lock : snapshot.locks) {
        if (lock.holder != process.identity) continue;
        const QString name = lock.name.empty() ? format::id(lock.id) : QString::fromStdString(lock.name);
        const int waiting = static_cast<int>(lock.waiters.size());
        lines << ConfirmWords::tr("Holds lock “%1” (%n waiting): what it protects may be half changed.", nullptr,
                                  waiting)
                     .arg(name);
    }
    return lines;
}

void oneProcess(ConfirmText& text, const Request& request, const Process& process, const Snapshot& snapshot) {
    if (!ends(request)) return;
    if (process.identity == snapshot.program)
        text.consequences << ConfirmWords::tr(
                                 "It is the main process of %1: its pools and all their workers end with it.")
                                 .arg(QString::fromStdString(snapshot.name));
    if (process.task)
        text.consequences << taskFate(*process.task, snapshot.taken_ns);
    else if (process.pool_id != 0)
        text.consequences << ConfirmWords::tr("It runs no task now.");
    text.consequences << locksHeld(process, snapshot);
    const Pool* pool = snapshot.pool(process.pool_id);
    if (pool && pool->accepting)
        text.consequences
            << ConfirmWords::tr("%1 will start another worker in its place.").arg(QString::fromStdString(pool->name));
    if (request.verb == Verb::terminate && process.state == ProcessState::suspended)
        text.consequences << ConfirmWords::tr("It is suspended: it acts on the signal only when it is resumed.");
    if (!text.consequences.isEmpty()) return;
    text.consequences << (request.verb == Verb::kill
                              ? ConfirmWords::tr("It ends at once and cannot save anything.")
                              : ConfirmWords::tr("It is asked to end (SIGTERM) and may finish what it does first."));
}

void manyProcesses(ConfirmText& text, const Request& request, const Snapshot& snapshot) {
    text.consequences << listedNames(request.targets);
    if (request.ended > 0)
        text.consequences << ConfirmWords::tr("%n of the chosen have ended already.", nullptr, request.ended);
    if (request.pools.size() > 1)
        text.consequences
            << ConfirmWords::tr("All workers of these pools: %1.").arg(request.pools.join(QStringLiteral(", ")));
    if (!ends(request)) return;
    int tasks = 0;
    QStringList locks;
    for (const Target& target : request.targets) {
        const Process* process = snapshot.process(target.identity);
        if (!process) continue;
        tasks += process->task ? 1 : 0;
        locks << locksHeld(*process, snapshot);
    }
    text.consequences << (tasks == 0 ? ConfirmWords::tr("None of them runs a task now.")
                                     : ConfirmWords::tr("%n of them run(s) a task, which will be lost in this attempt.",
                                                        nullptr, tasks));
    text.consequences << locks.mid(0, 3);
    if (locks.size() > 3)
        text.consequences << ConfirmWords::tr("%n more lock(s) are held.", nullptr, static_cast<int>(locks.size()) - 3);
    for (const Pool& pool : snapshot.pools) {
        const bool meant = std::any_of(request.targets.begin(), request.targets.end(),
                                       [&](const Target& target) { return target.pool_id == pool.id; });
        if (meant && pool.accepting)
            text.consequences
                << ConfirmWords::tr("%1 will start others in their place.").arg(QString::fromStdString(pool.name));
    }
}

}  // namespace

namespace {

// The engine stops a task by killing the worker that runs it; nothing else would stop a function that does not look.
ConfirmText cancelText(const Request& request, const Snapshot& snapshot) {
    ConfirmText text;
    const int count = static_cast<int>(request.targets.size());
    if (count == 1) {
        const Target& target = request.targets.front();
        text.question = ConfirmWords::tr("Stop task %1?").arg(target.name);
        text.button = ConfirmWords::tr("Stop %1").arg(target.name);
        const Process* process = snapshot.process(target.identity);
        if (process == nullptr) return text;
        if (process->task)
            text.consequences << ConfirmWords::tr(
                                     "It has run for %1; it is not tried again, and its caller gets an error.")
                                     .arg(format::age(snapshot.taken_ns - process->task->started_ns));
        text.consequences << ConfirmWords::tr("Its worker %1 (pid %2) is killed with it, and replaced.")
                                 .arg(words::processName(*process),
                                      format::id(static_cast<std::uint64_t>(process->identity.pid)));
        text.consequences << locksHeld(*process, snapshot);
        return text;
    }
    text.question = ConfirmWords::tr("Stop %n tasks?", nullptr, count);
    text.button = ConfirmWords::tr("Stop %n tasks", nullptr, count);
    text.consequences << listedNames(request.targets)
                      << ConfirmWords::tr(
                             "Their workers are killed with them, and replaced. Their callers get an error.");
    return text;
}

ConfirmText retryText(const Request& request, const Snapshot& snapshot) {
    ConfirmText text;
    std::uint64_t failed = 0;
    QStringList pools;
    for (const Target& target : request.targets) {
        const Pool* pool = snapshot.pool(target.pool_id);
        if (!pool) continue;
        failed += pool->retryable_count;
        pools << ConfirmWords::tr("%1: %n failed or lost task(s)", nullptr, static_cast<int>(pool->retryable_count))
                     .arg(target.name);
    }
    text.question = ConfirmWords::tr("Retry all failed (%1)?").arg(format::count(failed));
    text.button = ConfirmWords::tr("Retry %n task(s)", nullptr, static_cast<int>(failed));
    text.consequences << pools.mid(0, names_listed)
                      << ConfirmWords::tr(
                             "They run again with the arguments that they had; what they had done before is not "
                             "undone.")
                      << ConfirmWords::tr(
                             "Whoever waited for them has the error already: what comes now is seen here and in "
                             "the recording.");
    return text;
}

// "Kill worker-3 and all 4 processes below it?"
ConfirmText treeText(const Request& request, const Snapshot& snapshot) {
    ConfirmText text;
    const QString verb = verbOf(request);
    const int below = static_cast<int>(request.targets.size() - request.roots.size());
    if (request.roots.size() == 1) {
        text.question = ConfirmWords::tr("%1 %2 and the %n process(es) below it?", nullptr, below)
                            .arg(verb, request.roots.front().name);
    } else {
        text.question = ConfirmWords::tr("%1 %2 processes and the %n below them?", nullptr, below)
                            .arg(verb)
                            .arg(request.roots.size());
    }
    text.button = ConfirmWords::tr("%1 %n processes", nullptr, static_cast<int>(request.targets.size())).arg(verb);
    manyProcesses(text, request, snapshot);
    text.consequences << ConfirmWords::tr("What they start until then is included.");
    return text;
}

// "Kill pool files (4 processes)?"
ConfirmText poolText(const Request& request, const Snapshot& snapshot) {
    ConfirmText text;
    const int count = static_cast<int>(request.targets.size());
    text.question =
        ConfirmWords::tr("%1 pool %2 (%n process(es))?", nullptr, count).arg(verbOf(request), request.pools.front());
    text.button = ConfirmWords::tr("%1 pool %2", "verb, name").arg(verbOf(request), request.pools.front());
    manyProcesses(text, request, snapshot);
    return text;
}

void signalFate(ConfirmText& text, const Request& request) {
    const SignalChoice choice = signalChoice(request.signal);
    text.consequences << ConfirmWords::tr("%1: %2.").arg(choice.name, choice.meaning);
    if (request.signal != SIGKILL)
        text.consequences << ConfirmWords::tr("A process that handles the signal does what it likes instead.");
}

}  // namespace

QString listedNames(const QList<Target>& targets) {
    QStringList names;
    for (const Target& target : targets.mid(0, names_listed)) names << target.name;
    const auto more = targets.size() - names.size();
    const QString all = names.join(QStringLiteral(", "));
    return more > 0 ? ConfirmWords::tr("%1 and %n more", nullptr, static_cast<int>(more)).arg(all) : all;
}

ConfirmText confirmText(const Request& request, const Snapshot& snapshot) {
    if (request.verb == Verb::cancel_task) return cancelText(request, snapshot);
    if (request.verb == Verb::retry_failed) return retryText(request, snapshot);
    if (!request.roots.isEmpty()) return treeText(request, snapshot);
    ConfirmText text;
    const QString verb = verbOf(request);
    if (request.verb == Verb::send_signal) signalFate(text, request);
    const int count = static_cast<int>(request.targets.size());
    if (request.pools.size() == 1) {
        const ConfirmText pool = poolText(request, snapshot);
        text.question = pool.question;
        text.button = pool.button;
        text.consequences += pool.consequences;
        return text;
    }
    if (count == 1) {
        const Target& target = request.targets.front();
        text.question = ConfirmWords::tr("%1 %2 (pid %3)?")
                            .arg(verb, target.name, format::id(static_cast<std::uint64_t>(target.identity.pid)));
        text.button = ConfirmWords::tr("%1 %2", "verb, name").arg(verb, target.name);
        if (const Process* process = snapshot.process(target.identity)) oneProcess(text, request, *process, snapshot);
        if (request.ended > 0)
            text.consequences << ConfirmWords::tr("%n of the chosen have ended already.", nullptr, request.ended);
        return text;
    }
    text.question = ConfirmWords::tr("%1 %n processes?", nullptr, count).arg(verb);
    text.button = ConfirmWords::tr("%1 %n processes", nullptr, count).arg(verb);
    manyProcesses(text, request, snapshot);
    return text;
}

}  // namespace lifeguard
