// SPDX-License-Identifier: MIT
#include "telemetry/handle.h"

#include <string>

#include "mp/exceptions.h"

namespace mp::telemetry {

std::shared_ptr<Object> Object::open(ObjectId id, ObjectKind kind) {
    Registry& registry = Registry::instance();
    ObjectSlot& slot = registry.object(id);
    if (!registry.valid(id) || slot.header.kind != kind)
        throw RuntimeError("open shared object " + std::to_string(id) +
                           ": this program has no such object; it was made by another program, or its maker has ended");
    return std::shared_ptr<Object>(new Object(registry, slot, nullptr));
}

Object::~Object() {
    // A child's copy of the creator's handle: the object is not its to take down.
    if (slot_.header.creator.load(std::memory_order_relaxed) != registry_.self() || registry_.id_of(slot_) != id_)
        return;
    if (on_drop_ != nullptr) on_drop_(registry_, slot_);
    registry_.drop(slot_);
}

}  // namespace mp::telemetry
