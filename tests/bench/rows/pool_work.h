// SPDX-License-Identifier: MIT
#pragma once
// A pool's no-ops, alone and watched.

#include <ranges>

#include "harness.h"
#include "mp/multiprocessing.h"

namespace bench {

inline int give_back(int x) {
    return x;
}

// Items a second of a map of a million.
inline double mapped_a_second(mp::Pool& pool) {
    constexpr int items = 1'000'000;
    return items / seconds_each(1, [&] {
               if (pool.map(mp::fn<give_back>, std::views::iota(0, items)).back() != items - 1)
                   throw std::runtime_error("map gave a wrong result");
           });
}

// Tasks a second of an imap of twenty thousand, one a message.
inline double imapped_a_second(mp::Pool& pool) {
    constexpr int tasks = 20'000;
    return tasks / seconds_each(1, [&] {
               long sum = 0;
               for (const int y : pool.imap(mp::fn<give_back>, std::views::iota(0, tasks))) sum += y;
               if (sum != long{tasks} * (tasks - 1) / 2) throw std::runtime_error("imap gave a wrong result");
           });
}

}  // namespace bench
