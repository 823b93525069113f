// SPDX-License-Identifier: MIT
// What goes wrong most often, and how it is done right: hand over what a child needs, take a queue's items before
// joining who puts them, do not trust in global variables, lock what is more than one step.
// Mirrors "Programming guidelines" of Python's multiprocessing page.
// Run: guidelines [--start-method fork|spawn]
#include <mutex>

#include "example.h"

namespace {

using example::say;

int setting = 1;  // changed in main

void tell_setting(int handed_over) {
    // Whether the global has main's value depends on the start method; an argument has it always.
    const bool forked = mp::get_start_method() == "fork";
    say("the global is as the start method has it: ", setting == (forked ? 2 : 1), ", the argument is ", handed_over);
}

void put_much(mp::Queue<std::string> queue) {
    queue.put(std::string(std::size_t{64} << 20, 'X'));
}

void add_one(mp::Value<int> counter) {
    const std::scoped_lock guard(counter.get_lock());
    counter.value() += 1;
}

void try_to_send(mp::Queue<mp::Call<void>> calls, mp::Lock lock) {
    try {
        calls.put(mp::call<[](mp::Lock l) { l.acquire(); }>(lock));
    } catch (const mp::RuntimeError& error) {
        say(error.what());
    }
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);  // without it a spawned child would start children of its own: RuntimeError
    example::choose_start_method(argc, argv);

    // Hand over what a child needs.
    setting = 2;
    mp::Process teller({.target = mp::call<tell_setting>(setting)});
    teller.start();
    teller.join();

    // Get before join: who has put more than there is room for ends only when somebody takes it.
    const mp::Queue<std::string> queue;
    mp::Process putter({.target = mp::call<put_much>(queue)});
    putter.start();
    const std::string much = queue.get();
    putter.join();
    say("got ", much.size() >> 20U, " MiB, then joined: exit code ", putter.exitcode().value());

    // Locks, queues and shared values are given to a process as it is started, and in no other way.
    const mp::Lock lock;
    const mp::Queue<mp::Call<void>> calls;
    mp::Process sender({.target = mp::call<try_to_send>(calls, lock)});
    sender.start();
    sender.join();

    // One step for the reader may be two for the machine: a shared value has a lock for that.
    const mp::Value<int> counter(0);
    mp::Process adders[] = {mp::Process({.target = mp::call<add_one>(counter)}),
                            mp::Process({.target = mp::call<add_one>(counter)})};
    for (mp::Process& adder : adders) adder.start();
    for (mp::Process& adder : adders) adder.join();
    say("counted ", counter.value());
}
