// SPDX-License-Identifier: MIT
#pragma once
// Python's < for the values of a list that is to be sorted.

#include "mp/object.h"

namespace mp::manager {

// Throws TypeError "'<' not supported between instances of 'str' and 'int'".
bool less(const Object& a, const Object& b);

}  // namespace mp::manager
