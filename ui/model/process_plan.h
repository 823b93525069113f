// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Who shall be in the process tree, and where: made from a snapshot and from the ended rows that stay.

#include <QHash>
#include <QVector>
#include <functional>
#include <memory>
#include <vector>

#include "model/process_node.h"

namespace lifeguard {

struct ProcessPlan {
    struct Item {
        Entity parent;  // none: a top row
        const mp::observe::Process* process = nullptr;
        const mp::observe::Pool* pool = nullptr;
    };
    QHash<Entity, Item> items;
    QHash<Entity, QVector<Entity>> children;                  // in order of their first appearance
    std::vector<std::unique_ptr<mp::observe::Process>> made;  // processes that the snapshot does not have itself
};

// known: the nodes that are in the tree now. The plan points into the snapshot.
ProcessPlan makeProcessPlan(const mp::observe::Snapshot& snapshot, const QHash<Entity, ProcessNode*>& known,
                            const std::function<bool(const mp::observe::Process&)>& is_kept);

}  // namespace lifeguard
