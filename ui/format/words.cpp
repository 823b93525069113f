// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/words.h"

#include <QCoreApplication>
#include <array>
#include <csignal>

#include "format/format.h"

namespace lifeguard::words {
namespace {

using namespace mp::observe;

struct WordsText {
    Q_DECLARE_TR_FUNCTIONS(Words)
};

const QString glyph_active = QStringLiteral("▶");
const QString glyph_idle = QStringLiteral("○");
const QString glyph_starting = QStringLiteral("◔");
const QString glyph_unknown = QStringLiteral("?");
// The hourglass of the design (U+29D7) is in no font of a plain Debian; the bow tie is the same shape, lying down.
const QString glyph_waiting = QStringLiteral("⋈");
const QString glyph_suspended = QStringLiteral("❚❚");
const QString glyph_draining = QStringLiteral("◌");
const QString glyph_ok = QStringLiteral("✓");
const QString glyph_failed = QStringLiteral("✖");
const QString glyph_ended = QStringLiteral("■");

const char* signalWord(int signal) {
    switch (signal) {
        case SIGHUP:
            return "SIGHUP";
        case SIGINT:
            return "SIGINT";
        case SIGQUIT:
            return "SIGQUIT";
        case SIGILL:
            return "SIGILL";
        case SIGTRAP:
            return "SIGTRAP";
        case SIGABRT:
            return "SIGABRT";
        case SIGBUS:
            return "SIGBUS";
        case SIGFPE:
            return "SIGFPE";
        case SIGKILL:
            return "SIGKILL";
        case SIGUSR1:
            return "SIGUSR1";
        case SIGSEGV:
            return "SIGSEGV";
        case SIGUSR2:
            return "SIGUSR2";
        case SIGPIPE:
            return "SIGPIPE";
        case SIGALRM:
            return "SIGALRM";
        case SIGTERM:
            return "SIGTERM";
        case SIGSTKFLT:
            return "SIGSTKFLT";
        case SIGCHLD:
            return "SIGCHLD";
        case SIGCONT:
            return "SIGCONT";
        case SIGSTOP:
            return "SIGSTOP";
        case SIGTSTP:
            return "SIGTSTP";
        case SIGTTIN:
            return "SIGTTIN";
        case SIGTTOU:
            return "SIGTTOU";
        case SIGURG:
            return "SIGURG";
        case SIGXCPU:
            return "SIGXCPU";
        case SIGXFSZ:
            return "SIGXFSZ";
        case SIGVTALRM:
            return "SIGVTALRM";
        case SIGPROF:
            return "SIGPROF";
        case SIGWINCH:
            return "SIGWINCH";
        case SIGIO:
            return "SIGIO";
        case SIGPWR:
            return "SIGPWR";
        case SIGSYS:
            return "SIGSYS";
        default:
            return nullptr;
    }
}

QString signalMeaning(int signal) {
    switch (signal) {
        case SIGSEGV:
            return WordsText::tr("invalid memory access");
        case SIGBUS:
            return WordsText::tr("memory that is not there (bus error)");
        case SIGILL:
            return WordsText::tr("illegal instruction");
        case SIGFPE:
            return WordsText::tr("arithmetic error");
        case SIGABRT:
            return WordsText::tr("it ended itself: abort or a failed check");
        case SIGKILL:
            return WordsText::tr("killed");
        case SIGTERM:
            return WordsText::tr("terminated");
        case SIGINT:
            return WordsText::tr("interrupted");
        case SIGHUP:
            return WordsText::tr("its terminal was closed");
        case SIGPIPE:
            return WordsText::tr("wrote to a pipe that nobody reads");
        case SIGXCPU:
            return WordsText::tr("processor time limit reached");
        case SIGXFSZ:
            return WordsText::tr("file size limit reached");
        case SIGSYS:
            return WordsText::tr("forbidden system call");
        case SIGTRAP:
            return WordsText::tr("stopped at a trap");
        default:
            return WordsText::tr("ended by %1").arg(signalName(signal));
    }
}

// The object a process waits for, by name where the snapshot knows it.
QString waitText(const Wait& wait, const Snapshot& snapshot) {
    QString name;
    if (const auto* lock = snapshot.lock(wait.object_id)) name = QString::fromStdString(lock->name);
    if (const auto* queue = snapshot.queue(wait.object_id)) name = QString::fromStdString(queue->name);
    for (const auto& sync : snapshot.syncs)
        if (sync.id == wait.object_id) name = QString::fromStdString(sync.name);
    const QString kind = waitKind(wait.kind);
    return name.isEmpty() ? kind : WordsText::tr("%1 “%2”", "kind of object waited for, its name").arg(kind, name);
}

bool wanted(ExitCause cause) {
    return cause == ExitCause::by_user || cause == ExitCause::by_lifeguard || cause == ExitCause::by_program;
}

}  // namespace

StateText state(ProcessState state) {
    switch (state) {
        case ProcessState::starting:
            return {glyph_starting, WordsText::tr("starting"), Tone::idle};
        case ProcessState::running:
            return {glyph_active, WordsText::tr("running"), Tone::active};
        case ProcessState::idle:
            return {glyph_idle, WordsText::tr("idle"), Tone::idle};
        case ProcessState::busy:
            return {glyph_active, WordsText::tr("busy"), Tone::active};
        case ProcessState::waiting:
            return {glyph_waiting, WordsText::tr("waiting"), Tone::waiting};
        case ProcessState::suspended:
            return {glyph_suspended, WordsText::tr("suspended"), Tone::suspended};
        case ProcessState::draining:
            return {glyph_draining, WordsText::tr("draining"), Tone::suspended};
        case ProcessState::ended:
            return {glyph_ended, WordsText::tr("ended"), Tone::idle};
        case ProcessState::unknown:
            break;
    }
    return {glyph_unknown, WordsText::tr("unknown"), Tone::idle};
}

StateText state(const Process& process, const Snapshot& snapshot) {
    if (process.state == ProcessState::ended || process.ended_ns) {
        if (process.exitcode) return exitState(*process.exitcode, process.cause);
        return {glyph_ended, WordsText::tr("ended"), Tone::idle};
    }
    if (process.state == ProcessState::waiting && process.wait && process.wait->kind != WaitKind::none)
        return {glyph_waiting, waitText(*process.wait, snapshot), Tone::waiting};
    // A nursery lives to start others: that is no work of the program's.
    if (process.role == ProcessRole::helper && process.state == ProcessState::running)
        return {glyph_idle, WordsText::tr("ready"), Tone::idle};
    return state(process.state);
}

std::uint64_t failedTasks(const Process& process) {
    const bool lost = process.task && process.exitcode && exitIsFailure(*process.exitcode, process.cause);
    return process.failed_count + (lost ? 1 : 0);
}

StateText taskState(TaskState state) {
    switch (state) {
        case TaskState::queued:
            return {glyph_idle, WordsText::tr("queued"), Tone::idle};
        case TaskState::running:
            return {glyph_active, WordsText::tr("running"), Tone::active};
        case TaskState::done:
            return {glyph_ok, WordsText::tr("done"), Tone::ok};
        case TaskState::failed:
            return {glyph_failed, WordsText::tr("failed"), Tone::failed};
        case TaskState::lost:
            return {glyph_failed, WordsText::tr("lost"), Tone::failed};
        case TaskState::cancelled:
            return {glyph_ended, WordsText::tr("cancelled"), Tone::idle};
        case TaskState::timed_out:
            return {glyph_failed, WordsText::tr("timed out"), Tone::failed};
    }
    return {glyph_unknown, WordsText::tr("unknown"), Tone::idle};
}

QString waitKind(WaitKind kind) {
    switch (kind) {
        case WaitKind::lock:
            return WordsText::tr("lock");
        case WaitKind::semaphore:
            return WordsText::tr("semaphore");
        case WaitKind::condition:
            return WordsText::tr("condition");
        case WaitKind::event:
            return WordsText::tr("event");
        case WaitKind::barrier:
            return WordsText::tr("barrier");
        case WaitKind::queue_get:
            return WordsText::tr("get from queue");
        case WaitKind::queue_put:
            return WordsText::tr("put on queue");
        case WaitKind::join:
            return WordsText::tr("join");
        case WaitKind::none:
            break;
    }
    return WordsText::tr("waiting");
}

QString processName(const Process& process) {
    const QString name = QString::fromStdString(process.name);
    return process.role == ProcessRole::helper && !name.isEmpty() ? WordsText::tr("%1 nursery").arg(name) : name;
}

QString exitName(const Exit& exit, const Snapshot& snapshot) {
    const Process* process = snapshot.process(exit.identity);
    return process != nullptr && !process->name.empty() ? processName(*process) : QString::fromStdString(exit.name);
}

QString role(ProcessRole role) {
    switch (role) {
        case ProcessRole::main:
            return WordsText::tr("main process");
        case ProcessRole::process:
            return WordsText::tr("process");
        case ProcessRole::pool_worker:
            return WordsText::tr("pool worker");
        case ProcessRole::helper:
            return WordsText::tr("helper");
        case ProcessRole::manager_server:
            return WordsText::tr("manager server");
        case ProcessRole::other:
            break;
    }
    return WordsText::tr("other");
}

QString signalName(int signal) {
    const char* word = signalWord(signal);
    return word ? QLatin1String(word) : WordsText::tr("signal %1").arg(signal);
}

QString exitText(int exitcode) {
    if (exitcode == 0) return WordsText::tr("0 ok");
    if (exitcode < 0) return QChar(0x2212) + QString::number(-exitcode) + QLatin1Char(' ') + signalName(-exitcode);
    if (exitcode > 128 && exitcode <= 128 + 64 && signalWord(exitcode - 128))
        return QStringLiteral("%1 (128+%2)").arg(exitcode).arg(signalName(exitcode - 128));
    return QString::number(exitcode);
}

QString exitMeaning(int exitcode, ExitCause cause) {
    const int signal = exitcode < 0 ? -exitcode : 0;
    const QString what = signal == SIGTERM   ? WordsText::tr("terminated")
                         : signal == SIGKILL ? WordsText::tr("killed")
                                             : WordsText::tr("ended");
    switch (cause) {
        case ExitCause::by_user:
            return WordsText::tr("%1 by you", "killed, terminated or ended").arg(what);
        case ExitCause::by_lifeguard:
            return WordsText::tr("%1 by Lifeguard", "killed, terminated or ended").arg(what);
        case ExitCause::by_program:
            return WordsText::tr("%1 by its program", "killed, terminated or ended").arg(what);
        case ExitCause::memory_limit:
            return WordsText::tr("killed; memory limit hit");
        default:
            break;
    }
    if (signal != 0) return signalMeaning(signal);
    if (exitcode == 0) return WordsText::tr("ended well");
    if (exitcode > 128 && signalWord(exitcode - 128))
        return WordsText::tr("a program it ran: %1").arg(signalMeaning(exitcode - 128));
    return exitcode == 1 ? WordsText::tr("ended with an error") : WordsText::tr("ended with status %1").arg(exitcode);
}

QString exitCause(ExitCause cause) {
    switch (cause) {
        case ExitCause::normal:
            return WordsText::tr("ended by itself");
        case ExitCause::error:
            return WordsText::tr("error");
        case ExitCause::signal_unknown:
            return WordsText::tr("signal, sender unknown");
        case ExitCause::by_user:
            return WordsText::tr("you");
        case ExitCause::by_lifeguard:
            return WordsText::tr("Lifeguard");
        case ExitCause::by_program:
            return WordsText::tr("its program");
        case ExitCause::memory_limit:
            return WordsText::tr("memory limit");
        case ExitCause::unknown:
            break;
    }
    return WordsText::tr("unknown");
}

bool exitIsFailure(int exitcode, ExitCause cause) {
    return exitcode != 0 && !wanted(cause);
}

StateText exitState(int exitcode, ExitCause cause) {
    if (exitcode == 0) return {glyph_ok, exitText(exitcode), Tone::ok};
    if (wanted(cause)) return {glyph_ended, exitText(exitcode), Tone::idle};
    return {glyph_failed, exitText(exitcode), Tone::failed};
}

QString task(const CurrentTask& task) {
    return QStringLiteral("#%1 %2").arg(format::id(task.id), QString::fromStdString(task.function));
}

QString workers(qsizetype count) {
    return WordsText::tr("%n worker(s)", nullptr, static_cast<int>(count));
}

}  // namespace lifeguard::words
