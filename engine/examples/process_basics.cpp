// SPDX-License-Identifier: MIT
// One process starts another, waits for it, and each says what it knows of itself: name, number, parent.
// Mirrors "The Process class" and "Process and exceptions" of Python's multiprocessing page.
// Run: process_basics [--start-method fork|spawn]
#include "example.h"

namespace {

using example::say;

void introduce() {
    const mp::Process& self = mp::current_process();
    const auto parent = mp::parent_process();
    say(self.name(), ": started by ", parent ? parent->name() : "nobody of this program");
}

void add(int a, int b) {
    introduce();
    say(mp::current_process().name(), ": ", a, " + ", b, " = ", a + b);
}

// The numbers a child and its parent have of each other are the same.
void compare_pids(int pid_of_parent) {
    say("the parent's pid is known to the child: ", mp::parent_process()->pid() == pid_of_parent);
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    introduce();
    mp::Process adder({.target = mp::call<add>(2, 3), .name = "Adder"});
    say("before start: pid ", adder.pid(), ", alive ", adder.is_alive(), ", has an exit code ",
        adder.exitcode().has_value());
    adder.start();
    const int pid = adder.pid();
    adder.join();
    say("after join: the same pid ", adder.pid() == pid, ", alive ", adder.is_alive(), ", exit code ",
        adder.exitcode().value());

    // A process without a name gets one from its number. run() calls the target here, without a new process.
    mp::Process second({.target = mp::call<compare_pids>(mp::current_process().pid())});
    say("the second one's name is ", second.name());
    second.start();
    second.join();
    mp::Process({.target = mp::call<introduce>()}).run();

    try {
        second.start();
    } catch (const mp::AssertionError& error) {
        say("a process is started once: ", error.what());
    }
    second.close();
    try {
        (void)second.is_alive();
    } catch (const mp::ValueError& error) {
        say("after close: ", error.what());
    }
}
