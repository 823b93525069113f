// SPDX-License-Identifier: MIT
#pragma once
// Objects of registered types: the program's own code, run in threads.

#include <memory>
#include <string>

#include "manager/referent.h"
#include "manager/registry.h"

namespace mp::manager {

// What a factory or method gave, as something to be kept. Never nullptr.
std::shared_ptr<Referent> make_shared_referent(const std::string& type_id, const TypeEntry& entry,
                                               const managers::detail::Shared& made);

// referent_shared.cpp: a container with a mutex, a proxy.
std::shared_ptr<Referent> make_guarded(const managers::detail::Shared& made);
std::shared_ptr<Referent> make_relay(const managers::detail::Shared& made);

}  // namespace mp::manager
