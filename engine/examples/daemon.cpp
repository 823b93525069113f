// SPDX-License-Identifier: MIT
// At the end of a program its daemonic children are terminated and the others are waited for.
// Mirrors Process.daemon of Python's multiprocessing page.
// Run: daemon [--start-method fork|spawn]
#include "example.h"

namespace {

using example::say;

// Waits for something that never comes: only the end of the program ends it.
void serve(mp::Event started, mp::Event never) {
    try {
        mp::Process child;
        child.start();
    } catch (const mp::AssertionError& error) {
        say("daemon: ", error.what());
    }
    started.set();
    never.wait();
    say("daemon: this is never printed");
}

void finish(mp::Event main_ends) {
    main_ends.wait();
    say("worker: main has come to its end, and I still finish my work");
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Event started, never, main_ends;
    mp::Process daemon({.target = mp::call<serve>(started, never), .name = "server", .daemon = true});
    mp::Process worker({.target = mp::call<finish>(main_ends), .name = "worker"});
    say("daemonic: ", daemon.name(), ' ', daemon.daemon(), ", ", worker.name(), ' ', worker.daemon());
    daemon.start();
    worker.start();
    try {
        worker.daemon(true);
    } catch (const mp::AssertionError& error) {
        say("too late: ", error.what());
    }
    started.wait();
    say("main: the end");
    main_ends.set();
}
