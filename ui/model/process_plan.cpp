// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/process_plan.h"

#include <algorithm>
#include <limits>

namespace lifeguard {
namespace {

using namespace mp::observe;

Entity processEntity(const Snapshot& snapshot, const Identity& identity) {
    return {identity == snapshot.program ? Entity::Kind::session : Entity::Kind::process, identity, 0};
}
Entity poolEntity(std::uint64_t id) {
    return {Entity::Kind::pool, {}, id};
}

// The row of the program itself, also where the snapshot has no such process.
void addProgram(ProcessPlan& plan, const Snapshot& snapshot, const Entity& session) {
    if (plan.items.contains(session)) return;
    auto program = std::make_unique<Process>();
    program->identity = snapshot.program;
    program->name = snapshot.name;
    plan.items.insert(session, {{}, program.get(), nullptr});
    plan.made.push_back(std::move(program));
}

// The last values of a process that the snapshot has forgotten, with its end; nullptr if that was never told.
std::unique_ptr<Process> lastValues(const ProcessNode& node, const Snapshot& snapshot) {
    auto last = std::make_unique<Process>(node.process);
    if (last->ended_ns) return last;
    const auto exit = std::find_if(snapshot.exits.rbegin(), snapshot.exits.rend(),
                                   [&](const Exit& e) { return e.identity == last->identity; });
    if (exit == snapshot.exits.rend()) return nullptr;
    last->state = ProcessState::ended;
    last->ended_ns = exit->ended_ns;
    last->exitcode = exit->exitcode;
    last->cause = exit->cause;
    last->wait.reset();
    return last;
}

void findParents(ProcessPlan& plan, const Snapshot& snapshot, const Entity& session) {
    for (auto it = plan.items.begin(); it != plan.items.end(); ++it) {
        ProcessPlan::Item& item = it.value();
        if (it.key() == session) continue;
        const Identity owner = item.pool ? item.pool->owner : item.process->parent;
        const Entity parent = processEntity(snapshot, owner);
        item.parent = plan.items.contains(parent) && parent != it.key() ? parent : session;
        if (!item.process || item.process->pool_id == 0) continue;
        const Entity pool = poolEntity(item.process->pool_id);
        if (plan.items.contains(pool)) item.parent = pool;
    }
}

// Siblings: those known in their order, then the new ones in the snapshot's, pools first.
void orderSiblings(ProcessPlan& plan, const Snapshot& snapshot, const QHash<Entity, ProcessNode*>& known) {
    const auto add = [&plan](const Entity& entity) {
        const auto it = plan.items.constFind(entity);
        if (it != plan.items.cend()) plan.children[it->parent].append(entity);
    };
    for (const Pool& pool : snapshot.pools) add(poolEntity(pool.id));
    for (const Process& p : snapshot.processes) add(processEntity(snapshot, p.identity));
    for (const auto& p : plan.made) add(processEntity(snapshot, p->identity));
    const auto order = [&known](const Entity& entity) {
        const auto it = known.constFind(entity);
        return it == known.cend() ? std::numeric_limits<std::uint64_t>::max() : it.value()->order;
    };
    for (auto& siblings : plan.children)
        std::stable_sort(siblings.begin(), siblings.end(),
                         [&](const Entity& a, const Entity& b) { return order(a) < order(b); });
}

}  // namespace

ProcessPlan makeProcessPlan(const Snapshot& snapshot, const QHash<Entity, ProcessNode*>& known,
                            const std::function<bool(const Process&)>& is_kept) {
    ProcessPlan plan;
    if (!snapshot.program) return plan;
    const Entity session = processEntity(snapshot, snapshot.program);
    for (const Process& p : snapshot.processes)
        if (is_kept(p)) plan.items.insert(processEntity(snapshot, p.identity), {{}, &p, nullptr});
    addProgram(plan, snapshot, session);
    for (const ProcessNode* node : known) {
        if (node->entity.kind != Entity::Kind::process || plan.items.contains(node->entity)) continue;
        if (snapshot.process(node->entity.identity)) continue;
        auto last = lastValues(*node, snapshot);
        // In history mode what began and ended later is no row yet.
        if (!last || last->ended_ns > snapshot.taken_ns || !is_kept(*last)) continue;
        plan.items.insert(node->entity, {{}, last.get(), nullptr});
        plan.made.push_back(std::move(last));
    }
    for (const Pool& pool : snapshot.pools) plan.items.insert(poolEntity(pool.id), {{}, nullptr, &pool});
    findParents(plan, snapshot, session);
    orderSiblings(plan, snapshot, known);
    return plan;
}

}  // namespace lifeguard
