// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/aftermath.h"

#include <algorithm>

#include "bridge/commands.h"
#include "format/format.h"
#include "format/words.h"

namespace lifeguard {
namespace {

using namespace mp::observe;

constexpr std::int64_t patience_ns = 5'000'000'000;

bool hasEnded(const Target& target, const Snapshot& snapshot) {
    const Process* process = snapshot.process(target.identity);
    return !process || process->ended_ns;
}

std::optional<std::int32_t> exitOf(const Target& target, const Snapshot& snapshot) {
    const Process* process = snapshot.process(target.identity);
    if (process && process->exitcode) return process->exitcode;
    for (auto it = snapshot.exits.rbegin(); it != snapshot.exits.rend(); ++it)
        if (it->identity == target.identity) return it->exitcode;
    return std::nullopt;
}

}  // namespace

Aftermath::Aftermath(SessionModels& models, QObject* parent) : QObject(parent), m_models(models) {
    connect(&m_models, &SessionModels::latestChanged, this, &Aftermath::look);
    connect(&m_models, &SessionModels::cleared, this, [this] { m_watched.clear(); });
}

void Aftermath::follow(const Outcome& outcome) {
    const Verb verb = outcome.request.verb;
    if (verb != Verb::kill && verb != Verb::terminate) return;
    Watched watched{verb, {}, m_models.latest() ? m_models.latest()->taken_ns : 0};
    for (qsizetype i = 0; i < outcome.request.targets.size(); ++i)
        if (outcome.accepted.value(i)) watched.targets.append(outcome.request.targets[i]);
    if (!watched.targets.isEmpty()) m_watched.append(watched);
}

void Aftermath::look() {
    const SnapshotPtr now = m_models.latest();
    if (!now) return;
    m_watched.removeIf([&](const Watched& watched) {
        const auto ended = std::count_if(watched.targets.begin(), watched.targets.end(),
                                         [&](const Target& target) { return hasEnded(target, *now); });
        if (ended < watched.targets.size() && now->taken_ns - watched.since_ns < patience_ns) return false;
        report(watched, *now, ended);
        return true;
    });
}

void Aftermath::report(const Watched& watched, const Snapshot& snapshot, qsizetype ended) {
    const bool all = ended == watched.targets.size();
    if (watched.targets.size() > 1) {
        Q_EMIT told(
            tr("%1: %2 of %3 ended").arg(Commands::verbText(watched.verb)).arg(ended).arg(watched.targets.size()),
            !all);
        return;
    }
    const Target& target = watched.targets.front();
    const QString name =
        tr("%1 (pid %2)").arg(target.name, format::id(static_cast<std::uint64_t>(target.identity.pid)));
    const QString took = format::age(snapshot.taken_ns - watched.since_ns);
    if (!all) {
        Q_EMIT told(tr("%1: %2 is still there after %3").arg(Commands::verbText(watched.verb), name, took), true);
        return;
    }
    const auto code = exitOf(target, snapshot);
    Q_EMIT told(tr("%1 exited %2 after %3").arg(name, code ? words::exitText(*code) : format::unknown(), took), false);
}

}  // namespace lifeguard
