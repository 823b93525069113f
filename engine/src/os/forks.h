// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace mp::os {

// How many forks lie between the program's start and this process: another number in a forked child than in its parent.
// A load, where asking for the process's id is a system call.
std::uint32_t forks() noexcept;

}  // namespace mp::os
