// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A node of the process tree: the last values of a process, or of a pool with the sums of its members.

#include <QVector>
#include <memory>
#include <vector>

#include "model/roles.h"

namespace lifeguard {

struct ProcessNode {
    Entity entity;
    ProcessNode* parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<ProcessNode>> children;
    std::uint64_t order = 0;  // of its first appearance: the tree's own order

    mp::observe::Process process;  // of a session or process node
    mp::observe::Pool pool;        // of a pool node
    std::optional<std::int64_t> terminating_since_ns;
    bool ended = false;
    // What is told of the row: news at once, figures and the passing of time with the next sample.
    enum class Change { none, figures, news };
    Change change = Change::news;

    // Of a pool: over its living members.
    int members = 0, busy = 0, idle = 0, waiting = 0, suspended = 0;
    std::optional<double> cpu_percent;
    std::optional<std::int64_t> memory_bytes;

    QVector<double> samples;  // CPU of the last samples_count samples
    bool flat = false;        // they all were 0, and one more of them changes no line

    bool isPool() const { return entity.kind == Entity::Kind::pool; }
    void renumber(std::size_t from = 0) {
        for (std::size_t i = from; i < children.size(); ++i) children[i]->row = static_cast<int>(i);
    }
};

}  // namespace lifeguard
