// SPDX-License-Identifier: MIT
#pragma once
// How many wait for a condition, as it tells itself.

#include <string>

#include "mp/synchronize.h"

namespace mp::test {

inline bool has_waiters(const Condition& condition, int count) {
    return condition.repr().ends_with(", " + std::to_string(count) + ")>");
}

}  // namespace mp::test
