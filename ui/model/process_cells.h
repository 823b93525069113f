// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the cells of the process tree say, given a node and the snapshot it is of.

#include <QVariant>

#include "model/column.h"
#include "model/filter_expression.h"
#include "model/process_node.h"

namespace lifeguard::process_cells {

const Columns& columns();
StateText state(const ProcessNode& node, const mp::observe::Snapshot& snapshot);
QString display(const ProcessNode& node, int column, const mp::observe::Snapshot& snapshot);
QVariant raw(const ProcessNode& node, int column, const mp::observe::Snapshot& snapshot);
QString toolTip(const ProcessNode& node, int column, const mp::observe::Snapshot& snapshot);
FilterFields fields(const ProcessNode& node, const mp::observe::Snapshot& snapshot);

}  // namespace lifeguard::process_cells
