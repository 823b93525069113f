// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a confirmation says: the question with the names, the fate of tasks and locks, the verb on the button.
// Pure functions of the snapshot, so that a test can read them.

#include <QStringList>

#include "bridge/request.h"
#include "model/roles.h"

namespace lifeguard {

struct ConfirmText {
    QString question;          // "Kill worker-3 (pid 12067)?"
    QStringList consequences;  // sentences, one a line
    QString button;            // "Kill worker-3"
};

inline constexpr int names_listed = 10;

ConfirmText confirmText(const Request& request, const mp::observe::Snapshot& snapshot);

// "worker-1, worker-2, … and 2 more"
QString listedNames(const QList<Target>& targets);

}  // namespace lifeguard
