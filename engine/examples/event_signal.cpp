// SPDX-License-Identifier: MIT
// An event is a flag that processes wait for: one waits for as long as it takes, another gives up after a while.
// Mirrors "Event" of Python's multiprocessing page, and signalling between processes as tutorials show it.
// Run: event_signal [--start-method fork|spawn]
#include <chrono>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;

void wait_for(mp::Event event) {
    say("patient: waits");
    event.wait();
    say("patient: set is ", event.is_set());
}

void wait_a_while(mp::Event event) {
    const bool in_time = event.wait(30ms);
    say("hasty: in time ", in_time, ", set is ", event.is_set());
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Event event;
    mp::Process patient({.target = mp::call<wait_for>(event)});
    mp::Process hasty({.target = mp::call<wait_a_while>(event)});
    patient.start();
    hasty.start();
    hasty.join();
    say("main: sets it");
    event.set();
    patient.join();
    event.clear();
    say("cleared: ", event.wait(0s));

    // Ours: a wait that does not outlive the only process that could set the flag.
    mp::Process setter({.target = mp::call<wait_a_while>(event)});
    setter.start();
    try {
        event.wait_or_dead({setter.pid()});
    } catch (const mp::PeerLost& error) {
        say("nobody is left to set it: ", error.pid() == setter.pid());
    }
    setter.join();
}
