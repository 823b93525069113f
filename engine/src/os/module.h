// SPDX-License-Identifier: MIT
#pragma once
// The executable and the shared libraries of this process: where an address lies, in words that hold in every process
// that runs the same files.

#include <cstdint>
#include <optional>

namespace mp::os {

struct ModuleAddress {
    std::uint64_t module = 0;  // hash of the file's name, its build id and its segments; the executable has no name
    std::uint64_t offset = 0;  // from the address the module was loaded at
};

// Empty when no loaded module contains the address.
std::optional<ModuleAddress> module_address(const void* address);

}  // namespace mp::os
