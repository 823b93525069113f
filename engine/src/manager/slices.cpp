// SPDX-License-Identifier: MIT
#include "manager/slices.h"

#include <algorithm>
#include <optional>

#include "manager/referent.h"

namespace mp::manager {

bool is_slice(const Object& object) {
    return object.kind() == Object::Kind::instance && object.type_name() == "slice" && object.args().size() == 3;
}

Places places_of(const Object& slice, std::int64_t length) {
    const Object args = slice.args();
    const auto part = [&](std::size_t i) -> std::optional<std::int64_t> {
        if (args.items()[i].is_none()) return std::nullopt;
        return args.items()[i].as<std::int64_t>();
    };
    Places out;
    // A longer step goes as far: beyond the end.
    out.step = std::clamp(part(2).value_or(1), -length - 1, length + 1);
    if (out.step == 0) raise("ValueError", {"slice step cannot be zero"});
    const bool down = out.step < 0;
    const std::int64_t lowest = down ? -1 : 0;
    const std::int64_t highest = down ? length - 1 : length;
    const auto bound = [&](std::optional<std::int64_t> at, std::int64_t otherwise) {
        if (!at) return otherwise;
        return std::clamp(*at < 0 ? *at + length : *at, lowest, highest);
    };
    out.start = bound(part(0), down ? highest : lowest);
    const std::int64_t stop = bound(part(1), down ? lowest : highest);
    const std::int64_t span = down ? out.start - stop : stop - out.start;
    const std::int64_t stride = down ? -out.step : out.step;
    out.count = span <= 0 ? 0 : (span + stride - 1) / stride;
    return out;
}

std::vector<Object> items_of_range(std::int64_t start, std::int64_t stop, std::int64_t step) {
    std::vector<Object> out;
    if (step == 0 || (step > 0 ? start >= stop : start <= stop)) return out;
    // Differences of any two fit 64 bits without a sign.
    const auto low = static_cast<std::uint64_t>(step > 0 ? start : stop);
    const auto high = static_cast<std::uint64_t>(step > 0 ? stop : start);
    const std::uint64_t stride = step > 0 ? static_cast<std::uint64_t>(step) : -static_cast<std::uint64_t>(step);
    const std::uint64_t count = (high - low - 1) / stride + 1;
    if (count > static_cast<std::uint64_t>(most_made_items)) raise("MemoryError");
    out.reserve(count);
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(count); ++i) out.emplace_back(start + i * step);
    return out;
}

}  // namespace mp::manager
