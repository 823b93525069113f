// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The words and glyphs of states, exits and causes, each with its tone; a tone is never shown without its glyph.
//
//     words::exitText(-9)                          "−9 SIGKILL"
//     words::state(process, snapshot).text         "lock \"db\""     with glyph "⧖" and Tone::waiting

#include <QString>

#include "mp/snapshot.h"

namespace lifeguard {

// The six state colours of the design, by meaning. theme.h has the colours.
enum class Tone { active, idle, waiting, suspended, ok, failed };

struct StateText {
    QString glyph;
    QString text;
    Tone tone = Tone::idle;
    QString full() const { return glyph + QLatin1Char(' ') + text; }  // "▶ busy"
};

namespace words {

StateText state(mp::observe::ProcessState state);
// What a process does now, with the object it waits for or the exit it came to.
StateText state(const mp::observe::Process& process, const mp::observe::Snapshot& snapshot);
// As its pool counts: with the task that it took along when it died.
std::uint64_t failedTasks(const mp::observe::Process& process);
StateText taskState(mp::observe::TaskState state);
QString waitKind(mp::observe::WaitKind kind);
QString role(mp::observe::ProcessRole role);
// "" where it has none. The nursery of a pool, which forks its workers, bears the pool's name: "files nursery".
QString processName(const mp::observe::Process& process);

// The same of one that has ended.
QString exitName(const mp::observe::Exit& exit, const mp::observe::Snapshot& snapshot);

QString signalName(int signal);  // "SIGKILL"; "signal 63" where it has no name
QString exitText(int exitcode);  // "0 ok", "1", "−9 SIGKILL", "137 (128+SIGKILL)"
// What it means, in words; says who ended it only with evidence.
QString exitMeaning(int exitcode, mp::observe::ExitCause cause);
QString exitCause(mp::observe::ExitCause cause);
// Nobody wanted this end: the only ends that are red.
bool exitIsFailure(int exitcode, mp::observe::ExitCause cause);
StateText exitState(int exitcode, mp::observe::ExitCause cause);

QString task(const mp::observe::CurrentTask& task);  // "#4711 resize"
QString workers(qsizetype count);                    // "1 worker", "3 workers"

}  // namespace words
}  // namespace lifeguard
