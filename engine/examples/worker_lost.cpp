// SPDX-License-Identifier: MIT
// A worker that dies takes only the task it was running with it: that result is a WorkerLost, or the task runs again
// where retries allow it. The others go on, and the pool is back to strength at once.
// Beyond Python, where such a result never comes.
// Run: worker_lost [--start-method fork|spawn]
#include <csignal>
#include <stdexcept>
#include <vector>

#include "example.h"

namespace {

using example::say;

int crash_at_three(int x) {
    if (x == 3) std::raise(SIGKILL);
    return 10 * x;
}

// Dies in its first attempt, as if the machine had been short of memory just then.
unsigned crash_once() {
    const unsigned attempt = mp::current_task().attempt;
    if (attempt == 1) std::raise(SIGSEGV);
    return attempt;
}

unsigned throw_once() {
    const unsigned attempt = mp::current_task().attempt;
    if (attempt == 1) throw std::runtime_error("not today");
    return attempt;
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    mp::Pool pool(2);
    std::vector<mp::AsyncResult<int>> results;
    for (int i = 0; i < 6; ++i) results.push_back(pool.apply_async(mp::fn<crash_at_three>, i));
    for (auto& result : results) {
        try {
            say(result.get());
        } catch (const mp::WorkerLost& error) {
            say("lost: exit code ", error.exitcode(), ", the worker's pid is known: ", error.pid() > 0);
        }
    }

    try {
        pool.map(mp::fn<crash_at_three>, {0, 1, 2, 3, 4, 5}, {.chunksize = 2});
    } catch (const mp::WorkerLost& error) {
        say("a map says which items are lost: ", error.first(), " to before ", error.last());
    }

    say("tried again after a crash, attempt ", pool.apply(mp::call<crash_once>(), {.retries = 2}));
    auto thrown = pool.apply_async(mp::call<throw_once>(), {.retries = 2, .retry_errors = true});
    say("tried again after an exception, attempt ", thrown.get());
    say(pool, ", failed so far: ", pool.progress().failed);
}
