// SPDX-License-Identifier: MIT
#pragma once
// What a handle (Lock, Queue, Value, …) holds of its object in the registry: Object, always in a shared_ptr, one for
// each object and process. The last handle of the process that made the object gives the slot back; handles in
// children, inherited or received, never do. Public headers hold a shared_ptr<telemetry::Object> of the incomplete
// type.
//
//     std::shared_ptr<Object> object = Object::create(ObjectKind::event, name, [](ObjectSlot& slot) { … });
//     object->slot().state.event …
//
// Threads: as shared_ptr. Fork: the child's copy counts on its own; that it is not the creator is seen by its token.

#include <memory>
#include <string_view>

#include "telemetry/registry.h"

namespace mp::telemetry {

class Object {
public:
    // What the room has to take down before the slot is given back; in the creator only.
    using OnDrop = void (*)(Registry&, ObjectSlot&) noexcept;

    // A new object, zeroed and then prepared by prepare(ObjectSlot&) before anybody can see it.
    // Throws OutOfSharedMemory, ResourceExhausted, and whatever prepare throws (nothing is left then).
    template <class Prepare>
    static std::shared_ptr<Object> create(ObjectKind kind, std::string_view name, Prepare prepare,
                                          OnDrop on_drop = nullptr) {
        Registry& registry = Registry::instance();
        std::shared_ptr<Object> object(new Object(registry, registry.allocate(kind, name), on_drop));
        prepare(object->slot());
        registry.publish(object->slot());
        return object;
    }

    // Another process's object, by the id that a parcel brought. Throws RuntimeError when this program has no such
    // object of that kind (any more).
    static std::shared_ptr<Object> open(ObjectId id, ObjectKind kind);

    ~Object();
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;

    Registry& registry() const noexcept { return registry_; }
    ObjectSlot& slot() const noexcept { return slot_; }
    ObjectId id() const noexcept { return id_; }
    std::string name() const { return read_text(slot_.header.name, sizeof slot_.header.name); }

private:
    Object(Registry& registry, ObjectSlot& slot, OnDrop on_drop) noexcept
        : registry_(registry), slot_(slot), id_(registry.id_of(slot)), on_drop_(on_drop) {}

    Registry& registry_;
    ObjectSlot& slot_;
    ObjectId id_;
    OnDrop on_drop_;
};

}  // namespace mp::telemetry
