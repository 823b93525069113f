// SPDX-License-Identifier: MIT
#pragma once
// How long to wait: any std::chrono duration, or nothing for "for ever". Zero and negative ones mean "do not wait".
// Durations that 64-bit nanoseconds cannot hold count as for ever.

#include <chrono>
#include <cstdint>
#include <optional>

namespace mp::detail {

class Timeout {
public:
    static constexpr std::int64_t forever_ns = INT64_MAX;

    constexpr Timeout() noexcept = default;
    constexpr Timeout(std::nullopt_t) noexcept {}
    template <class Rep, class Period>
    constexpr Timeout(std::chrono::duration<Rep, Period> duration) noexcept : ns_(to_ns(duration)) {}
    template <class Rep, class Period>
    constexpr Timeout(std::optional<std::chrono::duration<Rep, Period>> duration) noexcept
        : ns_(duration ? to_ns(*duration) : forever_ns) {}

    // Zero or more; forever_ns for no end.
    constexpr std::int64_t ns() const noexcept { return ns_; }
    constexpr bool is_forever() const noexcept { return ns_ == forever_ns; }

private:
    template <class Rep, class Period>
    static constexpr std::int64_t to_ns(std::chrono::duration<Rep, Period> duration) noexcept {
        using Seconds = std::chrono::duration<long double>;
        const long double seconds = std::chrono::duration_cast<Seconds>(duration).count();
        if (!(seconds > 0)) return 0;
        if (seconds > 9.2e9L) return forever_ns;
        return std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count();
    }

    std::int64_t ns_ = forever_ns;
};

}  // namespace mp::detail
