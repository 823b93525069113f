// SPDX-License-Identifier: MIT
// A program that forgot freeze_support: its spawned children (and its fork server) say so and end, whether they start
// others or not. The start method is its argument.
#include <cstring>
#include <iostream>

#include "mp/context.h"

static void nothing() {}

int main(int argc, char** argv) {
    try {
        const bool main_process = argc > 1 && std::strncmp(argv[1], "--", 2) != 0;
        mp::set_start_method(main_process ? argv[1] : "spawn");
        mp::Process first({.target = mp::call<nothing>()});
        first.start();
        first.join();
        mp::Process second({.target = mp::call<nothing>()});
        second.start();
        second.join();
        std::cout << first.exitcode().value() << ' ' << second.exitcode().value() << '\n';
    } catch (const mp::ProcessError& error) {
        std::cout << error.what() << '\n';
        return 3;
    } catch (const mp::RuntimeError&) {
        return 0;  // even a child that hides the error does not end well
    }
}
