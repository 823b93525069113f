// SPDX-License-Identifier: MIT
// A program that forgot freeze_support: its spawned children say so and end, whether they start others or not.
#include <cstring>
#include <iostream>

#include "mp/context.h"

static void nothing() {}

int main() {
    try {
        if (mp::get_start_method(true) == std::nullopt) mp::set_start_method("spawn");
        mp::Process first({.target = mp::call<nothing>()});
        first.start();
        first.join();
        mp::Process second({.target = mp::call<nothing>()});
        second.start();
        second.join();
        std::cout << first.exitcode().value() << ' ' << second.exitcode().value() << '\n';
    } catch (const mp::RuntimeError&) {
        return 0;  // even a child that hides the error does not end well
    }
}
