// SPDX-License-Identifier: MIT
// Waiting for a process: for ever, for a while, or only looking. join() returns nothing; exitcode() tells.
// Mirrors Process.join() of Python's multiprocessing page, and its 2.6 tour's waiting with dots.
// Run: join_timeout [--start-method fork|spawn]
#include <chrono>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;

void work(mp::Event may_end) {
    may_end.wait();
    say("child: done");
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Event may_end;
    mp::Process child({.target = mp::call<work>(may_end)});
    child.start();
    for (int i = 1; i <= 3; ++i) {
        child.join(20ms);
        say("looked ", i, " times, alive ", child.is_alive(), ", exit code known ", child.exitcode().has_value());
    }
    child.join(0s);  // does not wait at all
    may_end.set();
    child.join();  // now for as long as it takes
    say("exit code ", child.exitcode().value());
    child.join();  // joining again is fine
}
