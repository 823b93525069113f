// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/actions.h"

#include <QMenu>
#include <QWidget>
#include <algorithm>
#include <csignal>

#include "format/format.h"
#include "format/words.h"
#include "page/signals.h"
#include "page/verbs.h"
#include "shell/confirm_dialog.h"
#include "shell/icons.h"

namespace lifeguard {

using namespace mp::observe;

Actions::Actions(Hub& hub, QWidget* window) : QObject(window), m_hub(hub), m_window(window), m_aftermath(hub.models) {
    drain = make("actionDrain", "drain", tr("Drain"), {}, Verb::drain, false);
    terminate =
        make("actionTerminate", "terminate", tr("Terminate…"), QKeySequence(Qt::Key_Delete), Verb::terminate, false);
    kill = make("actionKill", "kill", tr("Kill…"), QKeySequence(Qt::SHIFT | Qt::Key_Delete), Verb::kill, false);
    kill_tree = make("actionKillTree", "kill", tr("Kill tree…"), {}, Verb::kill, true);
    suspend = make("actionSuspend", "suspend", tr("Suspend"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S),
                   Verb::suspend, false);
    restart = make("actionRestart", "refresh", tr("Restart"), {}, Verb::restart, false);
    suspend_tree = make("actionSuspendTree", "suspend", tr("Suspend tree…"), {}, Verb::suspend, true);
    resume_tree = make("actionResumeTree", "resume", tr("Resume tree"), {}, Verb::resume, true);
    retry = make("actionRetry", "refresh", tr("Retry task"), {}, Verb::retry_task, false);
    retry_failed = make("actionRetryFailed", "refresh", tr("Retry all failed…"), {}, Verb::retry_failed, false);
    pause_pool = make("actionPausePool", "pause", tr("Pause intake"), {}, Verb::pause_pool, false);
    signal_menu = new QMenu(tr("Send si&gnal"), m_window);
    signal_menu->setObjectName(QStringLiteral("signalMenu"));
    fillSignalMenu(signal_menu, [this](int number) { askSignal(number, m_hub.models.selection.entities()); });
    m_help[restart] = tr("Restart: finish the task, then be replaced");
    m_help[suspend_tree] = tr("Suspend it and all processes below it");
    m_help[resume_tree] = tr("Resume it and all processes below it");
    m_help[retry] = tr("Another attempt at the chosen tasks, with equal arguments");
    m_help[retry_failed] = tr("Another attempt at every failed task whose call is kept");
    m_help[drain] = tr("Drain: finish the task, take no more");
    m_help[terminate] = tr("Terminate: ask to end (SIGTERM)");
    m_help[kill] = tr("Kill: end at once (SIGKILL)");
    m_help[kill_tree] = tr("Kill it and all processes below it");
    connect(&m_hub.models.selection, &Selection::changed, this, &Actions::refresh);
    connect(&m_hub.models, &SessionModels::latestChanged, this, &Actions::refresh);
    connect(&m_hub, &Hub::sessionChanged, this, &Actions::refresh);
    connect(&m_hub.commands, &Commands::finished, this, &Actions::onFinished);
    connect(&m_hub.feed, &SnapshotFeed::treesFound, this,
            [this](const QList<Identity>& roots, const QList<TreeMember>& members) {
                if (roots != m_tree_roots) return;
                m_tree = members;
                refresh();
            });
    connect(&m_aftermath, &Aftermath::told, this, &Actions::told);
    refresh();
}

QAction* Actions::make(const char* name, const char* icon, const QString& text, const QKeySequence& key, Verb verb,
                       bool descendants) {
    auto* action = new QAction(icons::get(icon), text, this);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(key);
    connect(action, &QAction::triggered, this, [this, action, verb, descendants] {
        Verb now = verb;
        if (action == suspend && suspend->data().toBool()) now = Verb::resume;
        if (action == pause_pool && pause_pool->data().toBool()) now = Verb::unpause_pool;
        const auto& chosen = m_hub.models.selection.entities();
        ask(now, action == retry_failed ? failedPools(chosen, m_hub.pageContext()).pools : chosen, descendants);
    });
    return action;
}

void Actions::enable(QAction* action, Verb verb, bool descendants) {
    const auto& entities = m_hub.models.selection.entities();
    QString reason = whyNot(verb, entities, m_hub.pageContext());
    if (descendants) {
        const Request whole = reason.isEmpty() ? requestFor(verb, entities, true) : Request{};
        const bool tree = whole.targets.size() > whole.roots.size();
        if (reason.isEmpty() && !tree) reason = tr("It has no processes below it.");
        action->setVisible(tree);
    }
    action->setEnabled(reason.isEmpty());
    const QString key = action->shortcut().toString(QKeySequence::NativeText);
    const QString help = key.isEmpty() ? m_help.value(action) : tr("%1 (%2)").arg(m_help.value(action), key);
    action->setToolTip(reason.isEmpty() ? help : tr("%1\nNot now: %2").arg(help, reason));
    m_refused[action] = reason;
}

bool Actions::explain(const QKeySequence& key) {
    for (QAction* action : all()) {
        if (action->isEnabled() || action->shortcut() != key || m_refused.value(action).isEmpty()) continue;
        Q_EMIT told(tr("%1: %2").arg(action->text().remove(QStringLiteral("…")), m_refused.value(action)), true);
        return true;
    }
    return false;
}

void Actions::refresh() {
    const auto& entities = m_hub.models.selection.entities();
    const bool resumes = !whyNot(Verb::suspend, entities, m_hub.pageContext()).isEmpty() &&
                         whyNot(Verb::resume, entities, m_hub.pageContext()).isEmpty();
    suspend->setText(resumes ? tr("Resume") : tr("Suspend"));
    // An icon that is set again lays the toolbar out again, even if it is the same.
    if (resumes != suspend->data().toBool()) suspend->setIcon(icons::get(resumes ? "resume" : "suspend"));
    suspend->setData(resumes);
    m_help[suspend] = resumes ? tr("Resume: let it go on (SIGCONT)") : tr("Suspend: hold it where it is (SIGSTOP)");
    enable(drain, Verb::drain, false);
    enable(terminate, Verb::terminate, false);
    enable(kill, Verb::kill, false);
    lookForTrees();
    enable(kill_tree, Verb::kill, true);
    enable(suspend_tree, Verb::suspend, true);
    enable(resume_tree, Verb::resume, true);
    enable(restart, Verb::restart, false);
    enable(retry, Verb::retry_task, false);
    signal_menu->setEnabled(whyNot(Verb::send_signal, entities, m_hub.pageContext()).isEmpty());
    refreshPools();
    enable(suspend, resumes ? Verb::resume : Verb::suspend, false);
}

void Actions::refreshPools() {
    const auto& entities = m_hub.models.selection.entities();
    const bool paused = whyNot(Verb::unpause_pool, entities, m_hub.pageContext()).isEmpty();
    pause_pool->setData(paused);
    pause_pool->setText(paused ? tr("Resume intake") : tr("Pause intake"));
    m_help[pause_pool] = paused ? tr("Let the workers of the chosen pools begin tasks again")
                                : tr("Workers of the chosen pools finish what they run and begin nothing else");
    enable(pause_pool, paused ? Verb::unpause_pool : Verb::pause_pool, false);
    const FailedPools failed = failedPools(entities, m_hub.pageContext());
    retry_failed->setText(failed.count == 0 ? tr("Retry all failed…")
                                            : tr("Retry all failed (%1)…").arg(format::count(failed.count)));
    retry_failed->setEnabled(failed.refused.isEmpty());
    retry_failed->setToolTip(failed.refused.isEmpty()
                                 ? m_help.value(retry_failed)
                                 : tr("%1\nNot now: %2").arg(m_help.value(retry_failed), failed.refused));
}

// What is below the chosen that the program does not know of; looked at again every two seconds while it is chosen.
void Actions::lookForTrees() {
    QList<Identity> roots;
    for (const Entity& entity : m_hub.models.selection.entities())
        if (entity.kind == Entity::Kind::process) roots.append(entity.identity);
    const SnapshotPtr now = m_hub.models.latest();
    const std::int64_t now_ns = now ? now->taken_ns : 0;
    if (roots != m_tree_roots) {
        m_tree_roots = roots;
        m_tree.clear();
    } else if (now_ns - m_tree_asked_ns < 2'000'000'000) {
        return;
    }
    m_tree_asked_ns = now_ns;
    if (!roots.isEmpty() && roots.size() <= 50) m_hub.feed.findTrees(roots);
}

// The roots, and below them who is known: by the program, or found when they were chosen.
void Actions::addTrees(Request& request, const QList<Entity>& entities) const {
    request.roots = request.targets;
    const QList<Identity> roots = targetsOf(entities, m_hub.models);
    QList<Target> below;
    for (const Entity& entity : entities) {
        for (const Identity& identity : m_hub.models.processes.descendants(entity)) {
            const Process* process = m_hub.models.latest()->process(identity);
            if (process && !process->ended_ns)
                below.append(Target{identity, process->pool_id, 0, words::processName(*process)});
        }
    }
    if (roots == m_tree_roots)
        for (const TreeMember& member : m_tree)
            below.append(Target{member.identity, 0, 0, QString::fromStdString(member.name)});
    for (const Target& target : below) {
        const bool known = std::any_of(request.targets.begin(), request.targets.end(),
                                       [&](const Target& t) { return t.identity == target.identity; });
        if (!known) request.targets.append(target);
    }
}

// Each task once, however many of its attempts are chosen.
Request Actions::retryRequest(const QList<Entity>& entities) const {
    Request request;
    request.verb = Verb::retry_task;
    for (const Entity& entity : entities) {
        const Task* task = m_hub.models.tasks.task(entity);
        if (!task) continue;
        Target target;
        target.pool_id = entity.pool;
        target.task_id = entity.id;
        target.name = QStringLiteral("#%1 %2").arg(format::id(entity.id), QString::fromStdString(task->function));
        if (!request.targets.contains(target)) request.targets.append(target);
    }
    return request;
}

Request Actions::poolRequest(Verb verb, const QList<Entity>& entities) const {
    Request request;
    request.verb = verb;
    const SnapshotPtr now = m_hub.models.latest();
    for (const Entity& entity : entities) {
        const Pool* pool = now->pool(entity.id);
        if (pool) request.targets.append(Target{{}, pool->id, 0, QString::fromStdString(pool->name)});
    }
    return request;
}

QStringList Actions::poolNames(const QList<Entity>& entities) const {
    QStringList names;
    const SnapshotPtr now = m_hub.models.latest();
    for (const Entity& entity : entities)
        if (const Pool* pool = now ? now->pool(entity.id) : nullptr) names.append(QString::fromStdString(pool->name));
    return names;
}

Request Actions::requestFor(Verb verb, const QList<Entity>& entities, bool descendants) const {
    if (verb == Verb::cancel_task) return cancelRequest(entities);
    if (verb == Verb::retry_task) return retryRequest(entities);
    if (verb == Verb::pause_pool || verb == Verb::unpause_pool || verb == Verb::retry_failed)
        return poolRequest(verb, entities);
    Request request;
    request.verb = verb;
    const QList<Identity> identities = targetsOf(entities, m_hub.models);
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
    for (const Entity& entity : entities) {
        if (!entity.identity || !now) continue;
        const Process* process = now->process(entity.identity);
        if (!process || process->ended_ns) ++request.ended;
    }
    const bool whole = std::all_of(entities.begin(), entities.end(),
                                   [](const Entity& entity) { return entity.kind == Entity::Kind::pool; });
    if (whole) request.pools = poolNames(entities);
    if (descendants && now) addTrees(request, entities);
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
    if (request.verb == Verb::kill || request.verb == Verb::cancel_task || request.verb == Verb::retry_failed)
        return true;
    if (request.verb == Verb::suspend) return !request.roots.isEmpty();
    if (request.verb == Verb::send_signal) return signalChoice(request.signal).harmful;
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
    carryOut(request, entities);
}

void Actions::askSignal(int signal, const QList<Entity>& entities) {
    const QString reason = whyNot(Verb::send_signal, entities, m_hub.pageContext());
    Request request = reason.isEmpty() ? requestFor(Verb::send_signal, entities, false) : Request{};
    if (request.targets.isEmpty()) {
        Q_EMIT told(tr("%1: %2").arg(Commands::verbText(Verb::send_signal), reason), true);
        return;
    }
    request.signal = signal;
    carryOut(request, entities);
}

void Actions::carryOut(const Request& request, const QList<Entity>& entities) {
    if (!mustConfirm(request, entities)) {
        run(request);
        return;
    }
    auto* dialog = new ConfirmDialog(request, m_hub.models, alternativeTo(request, entities), m_window);
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
    const int sent = Commands::signalOf(request);
    if (sent == SIGKILL || sent == SIGTERM)
        for (const Target& target : request.targets) m_hub.feed.markEndedByUser(target.identity);
    m_hub.commands.run(request);
}

void Actions::onFinished(const Outcome& outcome) {
    const int ended = outcome.request.ended;
    Q_EMIT told(
        ended == 0 ? outcome.sentence : outcome.sentence + tr("; %n of the chosen had ended before", nullptr, ended),
        !outcome.ok);
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
