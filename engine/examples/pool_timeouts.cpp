// SPDX-License-Identifier: MIT
// Waiting for results a little at a time. A timeout only ends the waiting; the task goes on and may be asked for again.
// Mirrors the timeouts in the pool example at the end of Python's multiprocessing page.
// Run: pool_timeouts [--start-method fork|spawn]
#include <chrono>
#include <optional>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;

// What the workers wait for; they get it when they start.
std::optional<mp::Event> may_go_on;

void remember(mp::Event event) {
    may_go_on = event;
}
int triple(int x) {
    may_go_on->wait();
    return 3 * x;
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Event gate;
    mp::Pool pool({.processes = 2, .initializer = mp::call<remember>(gate)});

    auto result = pool.apply_async(mp::fn<triple>, 4);
    std::string dots;
    for (bool known = false; !known;) {
        try {
            say("get: ", dots, ' ', result.get(20ms));
            known = true;
        } catch (const mp::TimeoutError&) {
            if ((dots += '.').size() == 3) gate.set();
            if (dots.size() > 3) dots = "...";
        }
    }
    result.wait(0s);  // looks; never throws
    say("ready ", result.ready());

    gate.clear();
    auto results = pool.imap(mp::fn<triple>, {1, 2, 3});
    try {
        results.next(20ms);
    } catch (const mp::TimeoutError&) {
        say("next: not yet");
    }
    gate.set();
    for (const int y : results) say("next: ", y);
    try {
        results.next(0s);
    } catch (const mp::StopIteration&) {
        say("next: no more");
    }
}
