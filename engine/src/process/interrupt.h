// SPDX-License-Identifier: MIT
#pragma once
// The interrupt key as an exception: what util::CatchInterrupt asks for, and where waits look.

#include <cstdint>

namespace mp::process {

// How long a wait of this thread may sleep before it has to look: for ever where nobody asked for the exception.
std::int64_t interrupt_slice(std::int64_t deadline_ns) noexcept;
// The key was pressed, and this thread is to be told. One press is told once.
bool take_interrupt() noexcept;
[[noreturn]] void throw_interrupted();

}  // namespace mp::process
