// SPDX-License-Identifier: MIT
// A pool of workers: results of many calls in order or as they come, single calls, a result that is waited for in vain.
// Mirrors "Using a pool of workers" of Python's multiprocessing page.
// Run: pool_basics [--start-method fork|spawn]
#include <algorithm>
#include <chrono>
#include <ranges>
#include <set>
#include <vector>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;

int square(int x) {
    return x * x;
}
int own_pid() {
    return mp::current_process().pid();
}
void wait_for(mp::Call<bool> condition) {
    while (!condition()) {
    }
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    mp::Pool pool(4);
    say("in order: ", example::list(pool.map(mp::fn<square>, std::views::iota(0, 10))));

    std::vector<int> squares;
    for (const int y : pool.imap_unordered(mp::fn<square>, std::views::iota(0, 10))) squares.push_back(y);
    std::ranges::sort(squares);
    say("as they came, sorted: ", example::list(squares));

    auto twenty = pool.apply_async(mp::fn<square>, 20);
    say("one call: ", twenty.get(10s));

    std::vector<mp::AsyncResult<int>> pids;
    for (int i = 0; i < 8; ++i) pids.push_back(pool.apply_async(mp::fn<own_pid>));
    std::set<int> workers;
    for (auto& pid : pids) workers.insert(pid.get());
    say("eight calls were run by one to four workers: ", !workers.empty() && workers.size() <= 4,
        ", not by this process: ", !workers.contains(own_pid()));

    auto endless = pool.apply_async(mp::call<wait_for>(mp::call<[] { return false; }>()));
    try {
        endless.get(20ms);
    } catch (const mp::TimeoutError&) {
        say("not ready in time, and still running: ", !endless.ready());
    }
    say(pool);
    // The end of the pool's last handle terminates it, whatever its workers do.
}
