// SPDX-License-Identifier: MIT
#pragma once
// Who holds a lock, in Python's words and for the log.

#include <cstddef>
#include <string>

#include "telemetry/handle.h"

namespace mp::sync {

// "None", "MainProcess", "MainProcess|Thread-77", "SomeOtherThread", "SomeOtherProcess".
std::string owner_text(const telemetry::Registry& registry, const telemetry::LockState& state);

// "Lock 'db': its owner (pid 77) died while it held it"; allocates nothing. pid 0: unknown.
void write_owner_died(char* out, std::size_t size, const telemetry::Object& object, int pid) noexcept;

// "0x7f…", where Python prints the address of an object.
std::string address_text(const void* address);

}  // namespace mp::sync
