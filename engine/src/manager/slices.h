// SPDX-License-Identifier: MIT
#pragma once
// Python's slices and ranges, and how many items a request may ask to be made.

#include <cstdint>
#include <vector>

#include "mp/object.h"

namespace mp::manager {

// A few bytes (list * n, range(n)) make no more than so many items, 256 MiB of them.
inline constexpr std::int64_t most_made_items = std::int64_t{1} << 24U;

bool is_slice(const Object& object);

// The places that a slice names in a sequence of that length, in its order: start, start + step, …
struct Places {
    std::int64_t start = 0;
    std::int64_t step = 1;
    std::int64_t count = 0;
    std::int64_t at(std::int64_t index) const noexcept { return start + index * step; }
};
// Throws Raised ValueError "slice step cannot be zero".
Places places_of(const Object& slice, std::int64_t length);

// What a range goes through. Throws Raised MemoryError.
std::vector<Object> items_of_range(std::int64_t start, std::int64_t stop, std::int64_t step);

}  // namespace mp::manager
