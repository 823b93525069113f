// SPDX-License-Identifier: MIT
#pragma once
// The demo's processes beside its pool: one that finds files faster than they are worked on, some that quarrel over a
// lock, and two that take a pair of locks in opposite order now and then.

#include <cstdint>
#include <string>

#include "mp/queues.h"
#include "mp/sharedctypes.h"
#include "mp/synchronize.h"
#include "work.h"

namespace demo {

// Puts the paths of all regular files below the directory on the queue, again and again.
void scan(const std::string& directory, mp::Queue<std::string> paths, mp::Event stop);

// Takes results, and books them in the catalogue under its lock.
void book(mp::Queue<Digest> results, mp::Lock catalogue, mp::Array<std::int64_t> totals, mp::Event stop);

// Reads the totals under the same lock, for longer than is polite.
void report(mp::Lock catalogue, mp::Array<std::int64_t> totals, mp::Event stop);

// Takes `first`, then `second`; with a partner that does it the other way round that ends in a deadlock, which it gives
// up after some seconds and begins again a while later.
void quarrel(mp::Lock first, mp::Lock second, mp::Event stop);

}  // namespace demo
