// SPDX-License-Identifier: MIT
#pragma once
// What crosses the wire between an agent and its clients, as Python's data and back: see fields.h.

#include "mp/object.h"
#include "mp/observe.h"

namespace mp::observe {

Object to_data(const Snapshot& snapshot);
Object to_data(const SessionInfo& info);
Object to_data(const Identity& identity);
Object to_data(const Answer& answer);
Object to_data(const TreeMember& member);

// Each throws ValueError, with what is wrong where, for what is none.
void from_data(const Object& object, Snapshot& snapshot);
void from_data(const Object& object, SessionInfo& info);
void from_data(const Object& object, Identity& identity);
void from_data(const Object& object, Answer& answer);
void from_data(const Object& object, TreeMember& member);

}  // namespace mp::observe
