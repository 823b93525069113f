// SPDX-License-Identifier: MIT
#pragma once
// Waiting awake for what will be there in a moment, before going to sleep. On one CPU nobody else could run meanwhile:
// there a budget steps aside a few times instead, and spin_for() does nothing.

#include <cstdint>

namespace mp::channel {

// Looks until ready() or for that long at most; the looks grow rarer. Whether it is ready.
bool spin_for(std::int64_t most_ns, bool (*ready)(void*), void* context);
template <class Ready>
bool spin_for(std::int64_t most_ns, Ready ready) {
    return spin_for(
        most_ns, [](void* r) { return (*static_cast<Ready*>(r))(); }, &ready);
}

// How long to do so: as long as it has paid lately, next to nothing when it has not. Of one thread, or one connection.
class SpinBudget {
public:
    bool spin(bool (*ready)(void*), void* context);
    template <class Ready>
    bool spin(Ready ready) {
        return spin([](void* r) { return (*static_cast<Ready*>(r))(); }, &ready);
    }

private:
    bool yield(bool (*ready)(void*), void* context);
    static constexpr std::int64_t longest_ns = 50'000;
    static constexpr std::int64_t shortest_ns = 4'000;
    std::int64_t budget_ns_ = longest_ns;
    // on one CPU
    static constexpr int shortest_pause = 32;
    int skip_ = 0;  // so often it is not tried
    int pause_ = shortest_pause;
    unsigned paid_ = 0;
};

}  // namespace mp::channel
