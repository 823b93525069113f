// SPDX-License-Identifier: MIT
#pragma once
// What locks and conditions have alike, be they between processes, a manager's or mp::dummy's.

#include <chrono>
#include <type_traits>

#include "mp/detail/timeout.h"

namespace mp::detail {

// What the standard library asks of a lock, in terms of acquire() and release(): BasicLockable, Lockable,
// TimedLockable.
template <class Self>
class StandardLockable {
public:
    void lock() const { (void)self().acquire(); }
    bool try_lock() const { return self().acquire(false); }
    void unlock() const { self().release(); }
    template <class Rep, class Period>
    bool try_lock_for(std::chrono::duration<Rep, Period> timeout) const {
        return self().acquire(true, timeout);
    }
    template <class Clock, class Duration>
    bool try_lock_until(std::chrono::time_point<Clock, Duration> moment) const {
        return self().acquire(true, moment - Clock::now());
    }

private:
    const Self& self() const noexcept { return static_cast<const Self&>(*this); }
};

// wait_for() of a condition that has wait(): the last value of predicate().
template <class Condition, class Predicate>
auto wait_for_predicate(const Condition& condition, Predicate& predicate, Timeout timeout)
    -> std::decay_t<decltype(predicate())> {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::nanoseconds(timeout.is_forever() ? 0 : timeout.ns());
    auto result = predicate();
    while (!result) {
        const auto left = end - Clock::now();
        if (!timeout.is_forever() && left <= left.zero()) break;
        condition.wait(timeout.is_forever() ? Timeout() : Timeout(left));
        result = predicate();
    }
    return result;
}

}  // namespace mp::detail
