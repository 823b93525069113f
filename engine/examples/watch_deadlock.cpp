// SPDX-License-Identifier: MIT
// Two processes that wait for each other's lock, as an observer sees them: who waits for what, since when, and whom to
// end so that the rest goes on. Watching needs nothing from the program that is watched.
// Beyond Python.
// Run: watch_deadlock [--start-method fork|spawn]
#include <mp/observe.h>

#include <chrono>
#include <thread>
#include <vector>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;

// Both have one before either asks for the other.
void take_both(mp::Lock first, mp::Lock second, mp::Barrier both) {
    first.acquire();
    both.wait();
    second.acquire();
    say(mp::current_process().name(), ": has both, one of them from a dead process: ", second.owner_died());
    second.release();
    first.release();
}

std::string name_of(const mp::observe::Snapshot& snapshot, const mp::observe::Identity& identity) {
    const auto* process = snapshot.process(identity);
    return process == nullptr ? "?" : process->name;
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Lock fork({.name = "fork"}), knife({.name = "knife"});
    const mp::Barrier both(2);
    mp::Process plato({.target = mp::call<take_both>(fork, knife, both), .name = "Plato"});
    mp::Process hegel({.target = mp::call<take_both>(knife, fork, both), .name = "Hegel"});
    plato.start();
    hegel.start();

    // Here the program watches itself; attach() takes the pid of any program of this user.
    auto session = mp::observe::attach(mp::current_process().pid());
    auto snapshot = session.snapshot();
    while (snapshot.deadlocks().empty()) {
        std::this_thread::sleep_for(5ms);
        snapshot = session.snapshot();
    }
    const auto deadlock = snapshot.deadlocks().front();
    for (std::size_t i = 0; i < deadlock.members.size(); ++i) {
        const auto* lock = snapshot.lock(deadlock.locks[i]);
        say(name_of(snapshot, deadlock.members[i]), " waits for '", lock->name, "', held by ",
            name_of(snapshot, lock->holder.value_or(mp::observe::Identity{})));
    }
    const auto answer = session.kill(hegel.pid());
    say("killing Hegel: ", answer ? "done" : answer.reason);
    hegel.join();
    plato.join();
    say("exit codes: ", plato.exitcode().value(), " and ", hegel.exitcode().value());
}
