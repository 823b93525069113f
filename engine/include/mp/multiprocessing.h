// SPDX-License-Identifier: MIT
#pragma once
// The whole package at once, as `import multiprocessing` gives it in Python. What watches programs instead of being
// one has headers of its own: mp/observe.h and mp/history.h.
//
//     int f(int x) { return x * x; }
//     int main(int argc, char** argv) {
//         mp::freeze_support(argc, argv);
//         mp::Pool pool(5);
//         for (int y : pool.map(mp::fn<f>, {1, 2, 3})) std::cout << y << ' ';    // 1 4 9
//     }
//
// Threads, processes, errors: each header says so of its own.

#include "mp/call.h"
#include "mp/connection.h"
#include "mp/context.h"
#include "mp/dummy.h"
#include "mp/exceptions.h"
#include "mp/logging.h"
#include "mp/managers.h"
#include "mp/object.h"
#include "mp/pickle.h"
#include "mp/pool.h"
#include "mp/process.h"
#include "mp/queues.h"
#include "mp/reduction.h"
#include "mp/shared_memory.h"
#include "mp/sharedctypes.h"
#include "mp/synchronize.h"
#include "mp/util.h"
