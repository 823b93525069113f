// SPDX-License-Identifier: MIT
// Ending children before they are done, and what exit codes say: 0 to 255 for an end of its own, minus the number of a
// signal otherwise.
// Mirrors terminate(), kill(), exitcode and active_children() of Python's multiprocessing page.
// Run: terminate [--start-method fork|spawn]
#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "example.h"

namespace {

using example::say;

void wait_for_ever(mp::Event never) {
    never.wait();
}
void leave_with(int code) {
    std::exit(code);
}
void fail() {
    throw std::runtime_error("no such luck");
}
void do_nothing() {}

mp::Process started(std::string name, mp::Target target) {
    mp::Process process({.target = std::move(target), .name = std::move(name)});
    process.start();
    return process;
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Event never;
    std::vector<mp::Process> sleepers{started("terminated", mp::call<wait_for_ever>(never)),
                                      started("killed", mp::call<wait_for_ever>(never))};
    say("active children: ", mp::active_children().size());
    sleepers[0].terminate();  // SIGTERM: it may clean up
    sleepers[1].kill();       // SIGKILL: it may not
    for (mp::Process& sleeper : sleepers) {
        sleeper.join();
        say(sleeper.name(), ": exit code ", sleeper.exitcode().value());
    }
    say("active children: ", mp::active_children().size());

    for (mp::Process process : {started("quiet", mp::call<do_nothing>()), started("own code", mp::call<leave_with>(3)),
                                started("unlucky", mp::call<fail>())}) {
        process.join();
        say(process.name(), ": exit code ", process.exitcode().value());
    }
}
