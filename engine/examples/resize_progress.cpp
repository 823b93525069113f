// SPDX-License-Identifier: MIT
// A pool that grows and shrinks while it works, and how far it is: submitted, queued, running, done, failed.
// Beyond Python.
// Run: resize_progress [--start-method fork|spawn]
#include <chrono>
#include <optional>
#include <thread>
#include <vector>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;

std::optional<mp::Barrier> meeting;

void remember(mp::Barrier barrier) {
    meeting = barrier;
}
// Returns only when four workers are in it at once.
int meet() {
    return meeting->wait();
}
int fail() {
    throw mp::ValueError("as told");
}

void print(const mp::PoolProgress& p) {
    say("submitted ", p.submitted, ", queued ", p.queued, ", running ", p.running, ", done ", p.done, ", failed ",
        p.failed);
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Barrier barrier(4);
    mp::Pool pool({.processes = 2, .initializer = mp::call<remember>(barrier)});
    pool.expect(5);  // for those who watch: how much is to come in all
    std::vector<mp::AsyncResult<int>> results;
    for (int i = 0; i < 4; ++i) results.push_back(pool.apply_async(mp::fn<meet>));
    while (barrier.n_waiting() < 2) std::this_thread::sleep_for(1ms);
    say("two workers cannot do it:");
    print(pool.progress());

    pool.resize(4);
    int sum = 0;
    for (auto& result : results) sum += result.get();
    say("four can: ", pool.processes(), " workers, sum of their numbers ", sum);
    try {
        pool.apply(mp::fn<fail>);
    } catch (const mp::ValueError&) {
    }
    print(pool.progress());

    pool.resize(1);
    say("and one is enough for the rest: ", pool.processes());
}
