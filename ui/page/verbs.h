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

// The menu over chosen processes and pools, frozen to these entities. Owned by the page, deletes itself.
QMenu* verbMenu(const QList<Entity>& entities, Page* page, const PageContext& context);

}  // namespace lifeguard
