// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What can be done to the chosen things now, and if not, why not. Toolbar, menus and inspector ask the same.

#include "page/page.h"

class QMenu;

namespace lifeguard {

// "" if the verb makes sense for all of them; else one sentence for the tool tip.
QString whyNot(Verb verb, const QList<Entity>& entities, const PageContext& context);

// The processes a verb would reach: themselves, of a pool its living workers, of a session its program.
QList<mp::observe::Identity> targetsOf(const QList<Entity>& entities, const SessionModels& models);

// Pools that keep failed calls and are open: of the chosen ones, or of all where no pool is chosen. What a verb for all
// of them would try again is the sum.
struct FailedPools {
    QList<Entity> pools;
    std::uint64_t count = 0;
    QString refused;  // why they cannot be tried again now; ""
};
FailedPools failedPools(const QList<Entity>& chosen, const PageContext& context);

// The menu over chosen processes and pools, frozen to these entities. Owned by the page, deletes itself.
QMenu* verbMenu(const QList<Entity>& entities, Page* page, const PageContext& context);

}  // namespace lifeguard
