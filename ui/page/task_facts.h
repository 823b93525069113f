// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the inspector says of a task: what it was, when, who had it, what came of it, its other attempts, what it wrote.

#include "bridge/recorded_tasks.h"
#include "model/task_model.h"
#include "page/fact_list.h"

namespace lifeguard::facts {

QString taskTitle(const mp::observe::Task& task);     // "#4711 resize"
QString taskSubtitle(const mp::observe::Task& task);  // "✖ lost: its worker exited −11 SIGSEGV"
Facts task(const mp::observe::Task& task, const TaskModel& model, std::int64_t now_ns);
Facts taskAttempts(const std::vector<mp::observe::Task>& attempts, const TaskModel& model, std::int64_t now_ns);
// nullptr: nothing was read yet. `recorded`: there is a run where it could be.
Facts taskOutput(const OutputOfTask* output, bool recorded);

}  // namespace lifeguard::facts
