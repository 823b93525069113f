// SPDX-License-Identifier: MIT
// Registrations hang in a list that only grows; look-ups go through a hash table made from it, which is replaced as a
// whole when the list has grown. Tables that were replaced stay: a reader may still be inside, and there are few.
#include "mp/detail/function_registry.h"

#include <memory>
#include <vector>

#include "mp/detail/type_name.h"
#include "mp/exceptions.h"
#include "os/module.h"

namespace mp::detail {

namespace {

constinit std::atomic<const FunctionRegistration*> newest{nullptr};

std::size_t hash_of(FunctionId id) noexcept {
    return static_cast<std::size_t>((id.offset >> 4) * 0x9e3779b97f4a7c15ULL ^ id.module);
}

struct FunctionTable {
    explicit FunctionTable(const FunctionRegistration* head) : made_from(head) {
        std::size_t count = 0;
        for (const auto* each = head; each != nullptr; each = each->next()) ++count;
        std::size_t size = 16;
        while (size < 2 * count) size *= 2;
        places.resize(size);
        for (const auto* each = head; each != nullptr; each = each->next()) insert({each->id(), each});
    }

    struct Place {
        FunctionId id;
        const FunctionRegistration* registration = nullptr;
    };

    void insert(const Place& place) {
        std::size_t at = hash_of(place.id) & (places.size() - 1);
        while (places[at].registration != nullptr) at = (at + 1) & (places.size() - 1);
        places[at] = place;
    }

    // Half of the places are free, so the search ends.
    const FunctionRegistration* find(FunctionId id) const noexcept {
        for (std::size_t at = hash_of(id) & (places.size() - 1);; at = (at + 1) & (places.size() - 1)) {
            const Place& place = places[at];
            if (place.registration == nullptr || place.id == id) return place.registration;
        }
    }

    const FunctionRegistration* made_from;
    const FunctionTable* replaced = nullptr;  // keeps the old ones reachable
    std::vector<Place> places;
};

constinit std::atomic<const FunctionTable*> current{nullptr};

const FunctionTable& up_to_date_table() {
    const FunctionTable* table = current.load(std::memory_order_acquire);
    while (table == nullptr || table->made_from != newest.load(std::memory_order_acquire)) {
        auto made = std::make_unique<FunctionTable>(newest.load(std::memory_order_acquire));
        made->replaced = table;
        if (current.compare_exchange_strong(table, made.get(), std::memory_order_acq_rel)) table = made.release();
    }
    return *table;
}

}  // namespace

FunctionRegistration::FunctionRegistration(AnyFunction run, const std::type_info& kind, std::string (*namer)()) noexcept
    : function_(run), signature_(&kind), name_(namer) {
    next_ = newest.load(std::memory_order_relaxed);
    while (!newest.compare_exchange_weak(next_, this, std::memory_order_acq_rel)) {
    }
}

FunctionId FunctionRegistration::look_up_id() const {
    const auto place = os::module_address(reinterpret_cast<const void*>(function_));
    if (!place) throw PicklingError("function " + name() + " lies in no loaded module");
    module_.store(place->module, std::memory_order_relaxed);
    offset_.store(place->offset, std::memory_order_relaxed);
    known_.store(true, std::memory_order_release);
    return {place->module, place->offset};
}

const FunctionRegistration* find_registration(FunctionId id) {
    return up_to_date_table().find(id);
}

const FunctionRegistration& require_registration(FunctionId id, const std::type_info& signature) {
    const FunctionRegistration* found = find_registration(id);
    if (found == nullptr) {
        throw UnpicklingError("function " + std::to_string(id.module) + "+" + std::to_string(id.offset) +
                              " is not in this program; both ends must run the same executable");
    }
    if (found->signature() != signature) {
        throw UnpicklingError("function " + found->name() + " is not of the kind expected here (" +
                              type_name_of(signature) + ")");
    }
    return *found;
}

}  // namespace mp::detail
