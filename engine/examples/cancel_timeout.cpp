// SPDX-License-Identifier: MIT
// Taking work back: a task that has not started, one that has, and one that takes longer than it may.
// Beyond Python, where a task cannot be taken back.
// Run: cancel_timeout [--start-method fork|spawn]
#include <chrono>
#include <optional>
#include <thread>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;

std::optional<mp::Event> started;

void remember(mp::Event event) {
    started = event;
}
int run_for_ever() {
    started->set();
    for (;;) std::this_thread::sleep_for(1h);
}
int quick(int x) {
    return x;
}

template <class Result>
void explain(const char* what, const Result& result) {
    try {
        say(what, ": ", result.get());
    } catch (const mp::CancelledError&) {
        say(what, ": cancelled");
    } catch (const mp::TimeoutError&) {
        say(what, ": took too long");
    }
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Event event;
    mp::Pool pool({.processes = 1, .initializer = mp::call<remember>(event)});
    auto endless = pool.apply_async(mp::fn<run_for_ever>);
    auto waiting = pool.apply_async(mp::fn<quick>, 1);
    auto behind = pool.apply_async(mp::fn<quick>, 2);
    event.wait();

    say("one that waits is taken back: ", waiting.cancel());
    explain("  it", waiting);
    say("one that runs is not: ", endless.cancel());
    say("unless it is meant: ", endless.cancel({.running = true}));
    explain("  it", endless);
    explain("those behind it have their turn", behind);
    say("one that is done is not taken back: ", behind.cancel({.running = true}));

    auto limited = pool.apply_async(mp::call<run_for_ever>(), {.timeout = 50ms});
    explain("with a limit of its own", limited);
    explain("the worker was replaced", pool.apply_async(mp::fn<quick>, 3));
}
