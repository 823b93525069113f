// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/verbs.h"

#include <QCoreApplication>
#include <QInputDialog>
#include <QMenu>
#include <algorithm>

#include "format/format.h"
#include "format/words.h"
#include "page/signals.h"

namespace lifeguard {
namespace {

using mp::observe::Identity;
using mp::observe::Process;
using mp::observe::ProcessState;

QString tr(const char* text, const char* context = nullptr, int n = -1) {
    return QCoreApplication::translate("lifeguard", text, context, n);
}

const Process* lookUp(const Identity& identity, const SessionModels& models) {
    const SnapshotPtr latest = models.latest();
    return latest ? latest->process(identity) : nullptr;
}

QString nameOf(const Process* process, const Identity& identity) {
    return process != nullptr && !process->name.empty() ? words::processName(*process)
                                                        : tr("process %1").arg(identity.pid);
}

QString sessionRefuses(const PageContext& context) {
    switch (context.feed.state()) {
        case SnapshotFeed::State::none:
        case SnapshotFeed::State::opening:
            return context.manager.isOpen() ? tr("A manager server has objects, not workers.")
                                            : tr("No program is watched.");
        case SnapshotFeed::State::ended:
            return tr("The program has ended.");
        case SnapshotFeed::State::lost:
            return tr("The connection to the program is lost.");
        case SnapshotFeed::State::recording:
            return tr("This is a recording: what it shows is over.");
        case SnapshotFeed::State::live:
            break;
    }
    if (context.models.isPast()) return tr("What is shown is over. End leads back to what is live.");
    return {};
}

// Only what runs can be stopped: what is queued has no name outside of its program.
QString refusesCancel(const QList<Entity>& entities, const PageContext& context) {
    if (entities.isEmpty()) return tr("Choose a task.");
    const SnapshotPtr latest = context.models.latest();
    for (const Entity& entity : entities) {
        if (entity.kind != Entity::Kind::task) return tr("Choose a task.");
        const bool runs = latest && std::any_of(latest->processes.begin(), latest->processes.end(), [&](const auto& p) {
                              return p.task && !p.ended_ns && p.task->id == entity.id && p.pool_id == entity.pool;
                          });
        if (!runs) return tr("Task #%1 does not run any more.").arg(entity.id);
        const mp::observe::Pool* pool = latest->pool(entity.pool);
        if (pool == nullptr || !pool->resizable) return tr("The pool's program does not take commands.");
    }
    return {};
}

// Only what has come to a bad end can be tried again, and only while its pool keeps the call.
QString refusesRetry(const QList<Entity>& entities, const PageContext& context) {
    if (entities.isEmpty()) return tr("Choose a task that has failed.");
    const SnapshotPtr latest = context.models.latest();
    for (const Entity& entity : entities) {
        const mp::observe::Task* task = entity.kind == Entity::Kind::task ? context.models.tasks.task(entity) : nullptr;
        if (task == nullptr) return tr("Choose a task that has failed.");
        if (!mp::observe::is_failure(task->state)) return tr("Task #%1 has not failed.").arg(entity.id);
        const mp::observe::Pool* pool = latest ? latest->pool(entity.pool) : nullptr;
        if (pool == nullptr || !pool->resizable) return tr("The task's program does not take commands.");
        if (!pool->accepting) return tr("The pool is closed and takes no further attempts.");
        if (pool->retryable_count == 0) return tr("The pool does not keep the call any more.");
    }
    return {};
}

// For whole pools: pause, unpause, retry all failed.
QString refusesPool(Verb verb, const QList<Entity>& entities, const PageContext& context) {
    const SnapshotPtr latest = context.models.latest();
    if (entities.isEmpty()) return tr("Choose a pool.");
    for (const Entity& entity : entities) {
        const mp::observe::Pool* pool = entity.kind == Entity::Kind::pool && latest ? latest->pool(entity.id) : nullptr;
        if (pool == nullptr) return tr("Choose a pool.");
        if (!pool->resizable) return tr("The pool's program does not take commands.");
        if (verb == Verb::pause_pool && pool->paused) return tr("The pool is paused already.");
        if (verb == Verb::unpause_pool && !pool->paused) return tr("The pool is not paused.");
        if (verb != Verb::retry_failed) continue;
        if (!pool->accepting) return tr("The pool is closed and takes no further attempts.");
        if (pool->retryable_count == 0) return tr("The pool keeps no failed call.");
    }
    return {};
}

// Of several, those that live are meant.
QString refusesProcesses(Verb verb, const QList<Identity>& targets, const PageContext& context) {
    if (targets.isEmpty()) return tr("Choose a worker.");
    QList<const Process*> living;
    for (const Identity& identity : targets) {
        const Process* process = lookUp(identity, context.models);
        if (process == nullptr || process->ended_ns) continue;
        if ((verb == Verb::drain || verb == Verb::restart) && process->pool_id == 0)
            return tr("%1 is no pool's worker.").arg(nameOf(process, identity));
        living.append(process);
    }
    if (living.isEmpty())
        return targets.size() == 1
                   ? tr("%1 has ended.").arg(nameOf(lookUp(targets.first(), context.models), targets.first()))
                   : tr("All that are chosen have ended.");
    const auto suspended = [](const Process* process) { return process->state == ProcessState::suspended; };
    if (verb == Verb::suspend && std::all_of(living.cbegin(), living.cend(), suspended))
        return tr("Suspended already.");
    if (verb == Verb::resume && std::none_of(living.cbegin(), living.cend(), suspended)) return tr("Not suspended.");
    return {};
}

QString refusesResize(const QList<Entity>& entities, const PageContext& context) {
    if (entities.size() != 1 || entities.first().kind != Entity::Kind::pool) return tr("Choose one pool.");
    const SnapshotPtr latest = context.models.latest();
    const mp::observe::Pool* pool = latest ? latest->pool(entities.first().id) : nullptr;
    if (pool == nullptr) return tr("The pool is gone.");
    return pool->resizable ? QString() : tr("The pool's program does not take commands.");
}

}  // namespace

QList<Identity> targetsOf(const QList<Entity>& entities, const SessionModels& models) {
    QList<Identity> targets;
    for (const Entity& entity : entities) {
        if (entity.kind == Entity::Kind::pool) {
            targets.append(models.processes.descendants(entity));
        } else if (entity.identity) {
            targets.append(entity.identity);
        }
    }
    return targets;
}

QString whyNot(Verb verb, const QList<Entity>& entities, const PageContext& context) {
    if (const QString refused = sessionRefuses(context); !refused.isEmpty()) return refused;
    if (verb == Verb::resize) return refusesResize(entities, context);
    if (verb == Verb::cancel_task) return refusesCancel(entities, context);
    if (verb == Verb::retry_task) return refusesRetry(entities, context);
    if (verb == Verb::pause_pool || verb == Verb::unpause_pool || verb == Verb::retry_failed)
        return refusesPool(verb, entities, context);
    return refusesProcesses(verb, targetsOf(entities, context.models), context);
}

FailedPools failedPools(const QList<Entity>& chosen, const PageContext& context) {
    FailedPools failed;
    const bool some = std::any_of(chosen.cbegin(), chosen.cend(),
                                  [](const Entity& entity) { return entity.kind == Entity::Kind::pool; });
    if (const SnapshotPtr now = context.models.latest()) {
        for (const mp::observe::Pool& pool : now->pools) {
            const Entity entity{Entity::Kind::pool, {}, pool.id};
            if (pool.retryable_count == 0 || !pool.accepting || (some && !chosen.contains(entity))) continue;
            failed.pools.append(entity);
            failed.count += pool.retryable_count;
        }
    }
    failed.refused =
        failed.count == 0 ? tr("No pool keeps a failed call.") : whyNot(Verb::retry_failed, failed.pools, context);
    return failed;
}

namespace {

// For trees: there only where something is below. What the program does not know of is looked up meanwhile.
void addTreeItems(QMenu* menu, const PageContext& context, const QList<Entity>& entities,
                  const QList<QAction*>& items) {
    const bool known = std::any_of(entities.cbegin(), entities.cend(), [&](const Entity& entity) {
        return !context.models.processes.descendants(entity).isEmpty();
    });
    for (QAction* item : items) item->setVisible(known);
    if (known) return;
    const QList<Identity> roots = targetsOf(entities, context.models);
    QObject::connect(&context.feed, &SnapshotFeed::treesFound, menu,
                     [items, roots](const QList<Identity>& asked, const QList<mp::observe::TreeMember>& members) {
                         if (asked != roots || members.isEmpty()) return;
                         for (QAction* item : items) item->setVisible(true);
                     });
    context.feed.findTrees(roots);
}

}  // namespace

QMenu* verbMenu(const QList<Entity>& entities, Page* page, const PageContext& context) {
    auto* menu = new QMenu(page);
    menu->setObjectName(QStringLiteral("verbMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    const auto add = [&](Verb verb, const QString& text, const QString& name, bool descendants = false) {
        QAction* action = menu->addAction(text);
        action->setObjectName(name);
        const QString refused = whyNot(verb, entities, context);
        action->setEnabled(refused.isEmpty());
        action->setToolTip(refused);
        QObject::connect(action, &QAction::triggered, page,
                         [=] { Q_EMIT page->requested(verb, entities, descendants); });
        return action;
    };
    const bool pools = std::any_of(entities.cbegin(), entities.cend(),
                                   [](const Entity& entity) { return entity.kind == Entity::Kind::pool; });
    add(Verb::drain, tr("&Drain"), QStringLiteral("menuDrain"));
    add(Verb::restart, tr("R&estart"), QStringLiteral("menuRestart"));
    add(Verb::terminate, tr("&Terminate…"), QStringLiteral("menuTerminate"));
    add(Verb::kill, tr("&Kill…"), QStringLiteral("menuKill"));
    menu->addSeparator();
    add(Verb::suspend, tr("&Suspend"), QStringLiteral("menuSuspend"));
    add(Verb::resume, tr("Res&ume"), QStringLiteral("menuResume"));
    if (!pools)
        addTreeItems(menu, context, entities,
                     {add(Verb::kill, tr("Kill t&ree…"), QStringLiteral("menuKillTree"), true),
                      add(Verb::suspend, tr("Suspend tree…"), QStringLiteral("menuSuspendTree"), true),
                      add(Verb::resume, tr("Resume tree"), QStringLiteral("menuResumeTree"), true)});
    QMenu* signals_ = menu->addMenu(tr("Send si&gnal"));
    signals_->setObjectName(QStringLiteral("menuSignals"));
    fillSignalMenu(signals_, [page, entities](int number) { Q_EMIT page->signalRequested(number, entities); });
    signals_->setEnabled(whyNot(Verb::send_signal, entities, context).isEmpty());
    const bool onePool = entities.size() == 1 && entities.first().kind == Entity::Kind::pool;
    if (!onePool) return menu;
    menu->addSeparator();
    QAction* resize = menu->addAction(tr("Resi&ze pool…"));
    resize->setObjectName(QStringLiteral("menuResize"));
    const QString refused = whyNot(Verb::resize, entities, context);
    resize->setEnabled(refused.isEmpty());
    resize->setToolTip(refused);
    const std::uint64_t id = entities.first().id;
    const mp::observe::Pool* pool = context.models.processes.pool(id);
    if (pool != nullptr && pool->paused)
        add(Verb::unpause_pool, tr("Resume &intake"), QStringLiteral("menuUnpause"));
    else
        add(Verb::pause_pool, tr("Pause &intake"), QStringLiteral("menuPause"));
    if (pool != nullptr && pool->retryable_count > 0)
        add(Verb::retry_failed, tr("Retr&y all failed (%1)…").arg(format::count(pool->retryable_count)),
            QStringLiteral("menuRetryFailed"));
    const int size = pool != nullptr ? static_cast<int>(pool->target_size) : 1;
    const QString name = pool != nullptr ? QString::fromStdString(pool->name) : QString();
    QObject::connect(resize, &QAction::triggered, page, [page, id, size, name] {
        auto* dialog = new QInputDialog(page->window());
        dialog->setObjectName(QStringLiteral("resizeDialog"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle(tr("Resize pool"));
        dialog->setLabelText(tr("Workers of %1:").arg(name));
        dialog->setInputMode(QInputDialog::IntInput);
        dialog->setIntRange(1, 4096);
        dialog->setIntValue(size);
        dialog->setOkButtonText(tr("Resize"));
        QObject::connect(dialog, &QInputDialog::intValueSelected, page, [page, id](int workers) {
            Q_EMIT page->resizeRequested(id, static_cast<std::uint32_t>(workers));
        });
        dialog->open();
    });
    return menu;
}

}  // namespace lifeguard
