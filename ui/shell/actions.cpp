// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/actions.h"

#include <QWidget>
#include <algorithm>

#include "format/format.h"
#include "format/words.h"
#include "page/verbs.h"
#include "shell/confirm_dialog.h"
#include "shell/icons.h"

namespace lifeguard {

using namespace mp::observe;

Actions::Actions(Hub& hub, QWidget* window) : QObject(window), m_hub(hub), m_window(window), m_aftermath(hub.models) {
    drain = make("actionDrain", "drain", tr("Drain"), {}, Verb::drain, false);
    terminate =
        make("actionTerminate", "terminate", tr("Terminate"), QKeySequence(Qt::Key_Delete), Verb::terminate, false);
    kill = make("actionKill", "kill", tr("Kill…"), QKeySequence(Qt::SHIFT | Qt::Key_Delete), Verb::kill, false);
    kill_tree = make("actionKillTree", "kill", tr("Kill tree…"), {}, Verb::kill, true);
    suspend = make("actionSuspend", "suspend", tr("Suspend"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S),
                   Verb::suspend, false);
    m_help[drain] = tr("Drain: finish the task, take no more");
    m_help[terminate] = tr("Terminate: ask to end (SIGTERM)");
    m_help[kill] = tr("Kill: end at once (SIGKILL)");
    m_help[kill_tree] = tr("Kill it and all processes below it");
    connect(&m_hub.models.selection, &Selection::changed, this, &Actions::refresh);
    connect(&m_hub.models, &SessionModels::latestChanged, this, &Actions::refresh);
    connect(&m_hub, &Hub::sessionChanged, this, &Actions::refresh);
    connect(&m_hub.commands, &Commands::finished, this, &Actions::onFinished);
    connect(&m_aftermath, &Aftermath::told, this, &Actions::told);
    refresh();
}

QAction* Actions::make(const char* name, const char* icon, const QString& text, const QKeySequence& key, Verb verb,
                       bool descendants) {
    auto* action = new QAction(icons::get(icon), text, this);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(key);
    connect(action, &QAction::triggered, this, [this, action, verb, descendants] {
        const Verb now = action == suspend && suspend->data().toBool() ? Verb::resume : verb;
        ask(now, m_hub.models.selection.entities(), descendants);
    });
    return action;
}

void Actions::enable(QAction* action, Verb verb, bool descendants) {
    const auto& entities = m_hub.models.selection.entities();
    QString reason = whyNot(verb, entities, m_hub.pageContext());
    if (reason.isEmpty() && descendants && requestFor(verb, entities, true).targets.size() < 2)
        reason = tr("It has no processes below it.");
    action->setEnabled(reason.isEmpty());
    const QString key = action->shortcut().toString(QKeySequence::NativeText);
    const QString help = key.isEmpty() ? m_help.value(action) : tr("%1 (%2)").arg(m_help.value(action), key);
    action->setToolTip(reason.isEmpty() ? help : tr("%1\nNot now: %2").arg(help, reason));
    action->setStatusTip(reason);
}

void Actions::refresh() {
    const auto& entities = m_hub.models.selection.entities();
    const bool resumes = !whyNot(Verb::suspend, entities, m_hub.pageContext()).isEmpty() &&
                         whyNot(Verb::resume, entities, m_hub.pageContext()).isEmpty();
    suspend->setData(resumes);
    suspend->setText(resumes ? tr("Resume") : tr("Suspend"));
    suspend->setIcon(icons::get(resumes ? "resume" : "suspend"));
    m_help[suspend] = resumes ? tr("Resume: let it go on (SIGCONT)") : tr("Suspend: hold it where it is (SIGSTOP)");
    enable(drain, Verb::drain, false);
    enable(terminate, Verb::terminate, false);
    enable(kill, Verb::kill, false);
    enable(kill_tree, Verb::kill, true);
    enable(suspend, resumes ? Verb::resume : Verb::suspend, false);
}

Request Actions::requestFor(Verb verb, const QList<Entity>& entities, bool descendants) const {
    if (verb == Verb::cancel_task) return cancelRequest(entities);
    Request request;
    request.verb = verb;
    QList<Identity> identities = targetsOf(entities, m_hub.models);
    if (descendants)
        for (const Entity& entity : entities) identities.append(m_hub.models.processes.descendants(entity));
    const SnapshotPtr now = m_hub.models.latest();
    for (const Identity& identity : identities) {
        const Process* process = now ? now->process(identity) : nullptr;
        if (!process || process->ended_ns) continue;
        Target target;
        target.identity = identity;
        target.pool_id = process->pool_id;
        const bool is_program = identity == now->program && !now->name.empty();
        target.name = is_program ? QString::fromStdString(now->name) : words::processName(*process);
        if (target.name.isEmpty())
            target.name = tr("process %1").arg(format::id(static_cast<std::uint64_t>(identity.pid)));
        if (!request.targets.contains(target)) request.targets.append(target);
    }
    return request;
}

// A task is stopped through the worker that runs it now.
Request Actions::cancelRequest(const QList<Entity>& entities) const {
    Request request;
    request.verb = Verb::cancel_task;
    const SnapshotPtr now = m_hub.models.latest();
    for (const Entity& entity : entities) {
        for (const Process& process : now->processes) {
            if (!process.task || process.ended_ns || process.task->id != entity.id || process.pool_id != entity.pool)
                continue;
            Target target;
            target.identity = process.identity;
            target.pool_id = entity.pool;
            target.task_id = entity.id;
            target.name = words::task(*process.task);
            request.targets.append(target);
        }
    }
    return request;
}

// Kill always asks. Terminate asks unless every target is a worker of a pool that is idle; of a whole pool or a session
// it asks anyway.
bool Actions::mustConfirm(const Request& request, const QList<Entity>& entities) const {
    if (request.verb == Verb::kill || request.verb == Verb::cancel_task) return true;
    if (request.verb != Verb::terminate) return false;
    const bool asks = m_hub.settings.confirmTerminate();
    const SnapshotPtr now = m_hub.models.latest();
    const bool whole = std::any_of(entities.begin(), entities.end(), [](const Entity& entity) {
        return entity.kind == Entity::Kind::pool || entity.kind == Entity::Kind::session;
    });
    return whole || std::any_of(request.targets.begin(), request.targets.end(), [&](const Target& target) {
               const Process* process = now->process(target.identity);
               return !process || process->pool_id == 0 || (asks && process->state != ProcessState::idle);
           });
}

// A busy worker may finish its task first, where its program listens.
std::optional<Verb> Actions::alternativeTo(const Request& request, const QList<Entity>& entities) const {
    if (request.verb != Verb::terminate) return std::nullopt;
    const SnapshotPtr now = m_hub.models.latest();
    const bool workers = std::all_of(entities.begin(), entities.end(), [&](const Entity& entity) {
        const Process* process = entity.kind == Entity::Kind::process ? now->process(entity.identity) : nullptr;
        return process && process->pool_id != 0 && process->task;
    });
    return workers && whyNot(Verb::drain, entities, m_hub.pageContext()).isEmpty() ? std::optional(Verb::drain)
                                                                                   : std::nullopt;
}

void Actions::ask(Verb verb, const QList<Entity>& entities, bool descendants) {
    const QString reason = whyNot(verb, entities, m_hub.pageContext());
    const Request request = reason.isEmpty() ? requestFor(verb, entities, descendants) : Request{};
    if (request.targets.isEmpty()) {
        Q_EMIT told(tr("%1: %2").arg(Commands::verbText(verb), reason.isEmpty() ? tr("nothing to act on.") : reason),
                    true);
        return;
    }
    if (!mustConfirm(request, entities)) {
        run(request);
        return;
    }
    auto* dialog = new ConfirmDialog(request, m_hub.models, descendants, alternativeTo(request, entities), m_window);
    connect(dialog, &ConfirmDialog::confirmed, this, &Actions::run);
    connect(dialog, &QDialog::finished, this, [this] { Q_EMIT dialogOpened(false); });
    Q_EMIT dialogOpened(true);
    dialog->open();
}

void Actions::resize(std::uint64_t pool, std::uint32_t workers) {
    const SnapshotPtr now = m_hub.models.latest();
    const Pool* found = now ? now->pool(pool) : nullptr;
    if (!found) {
        Q_EMIT told(tr("Resize: the pool is gone."), true);
        return;
    }
    Request request;
    request.verb = Verb::resize;
    request.size = workers;
    Target target;
    target.pool_id = pool;
    target.name = QString::fromStdString(found->name);
    request.targets.append(target);
    run(request);
}

// Who is meant to end is noted before the signal goes out, so that the first snapshot of its end knows already.
void Actions::run(const Request& request) {
    if (request.verb == Verb::kill || request.verb == Verb::terminate)
        for (const Target& target : request.targets) m_hub.feed.markEndedByUser(target.identity);
    m_hub.commands.run(request);
}

void Actions::onFinished(const Outcome& outcome) {
    Q_EMIT told(outcome.sentence, !outcome.ok);
    m_aftermath.follow(outcome);
    const SnapshotPtr now = m_hub.models.latest();
    const Verb verb = outcome.request.verb;
    for (qsizetype i = 0; i < outcome.request.targets.size(); ++i) {
        const Identity& identity = outcome.request.targets[i].identity;
        if (!outcome.accepted.value(i))
            m_hub.feed.unmarkEndedByUser(identity);
        else if (verb == Verb::terminate && now)
            m_hub.models.processes.setTerminating(identity, now->taken_ns);
    }
    m_hub.feed.refresh();
}

}  // namespace lifeguard
