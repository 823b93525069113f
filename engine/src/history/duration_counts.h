// SPDX-License-Identifier: MIT
#pragma once
// Durations counted in buckets of less than one percent each, for the percentiles of a whole run in fixed room.

#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

namespace mp::history {

class DurationCounts {
public:
    void add(std::int64_t ns) { change(ns, 1); }
    void remove(std::int64_t ns) { change(ns, -1); }

    // The middle of the bucket that the fraction q of all lies below.
    std::optional<double> quantile(double q) const {
        if (total_ == 0) return {};
        const double rank = q * static_cast<double>(total_);
        double below = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            below += static_cast<double>(counts_[i]);
            if (below >= rank && counts_[i] > 0) return middle(i);
        }
        return {};
    }

private:
    static constexpr int fine_bits = 7;  // 128 buckets a power of two

    static std::size_t bucket(std::uint64_t ns) {
        if (ns < (1u << fine_bits)) return static_cast<std::size_t>(ns);
        const int shift = std::bit_width(ns) - 1 - fine_bits;
        return (static_cast<std::size_t>(shift) << fine_bits) + static_cast<std::size_t>(ns >> shift);
    }
    static double middle(std::size_t bucket) {
        if (bucket < (2u << fine_bits)) return static_cast<double>(bucket);
        const std::size_t shift = (bucket >> fine_bits) - 1;
        const std::size_t fine = bucket - (shift << fine_bits);
        return (static_cast<double>(fine) + 0.5) * static_cast<double>(std::uint64_t{1} << shift);
    }
    void change(std::int64_t ns, int by) {
        const std::size_t at = bucket(ns < 0 ? 0 : static_cast<std::uint64_t>(ns));
        if (at >= counts_.size()) counts_.resize(at + 1, 0);
        counts_[at] += by;
        total_ += by;
    }

    std::vector<std::int64_t> counts_;
    std::int64_t total_ = 0;
};

}  // namespace mp::history
