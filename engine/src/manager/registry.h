// SPDX-License-Identifier: MIT
#pragma once
// The types that this program registered, and the steps that registered them.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mp/call.h"
#include "mp/detail/manager_types.h"

namespace mp::manager {

struct TypeEntry {
    managers::detail::Factory make;  // none: a name that clients use
    std::map<std::string, managers::detail::Method> methods;
    std::optional<std::vector<std::string>> exposed;
    std::map<std::string, std::string> returns;
    bool create_method = true;
    bool concurrent = false;
};

struct Registry {
    std::map<std::string, TypeEntry> types;
    std::map<std::string, Call<Bytes> (*)(Object)> functions;  // for pools
    struct Step {
        Target run;
        std::string type_id;
    };
    std::vector<Step> steps;

    static Registry copy();
    // The steps as a server that is spawned can take them.
    std::vector<Target> portable_steps() const;
};

}  // namespace mp::manager
