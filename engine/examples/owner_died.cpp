// SPDX-License-Identifier: MIT
// Nobody's death blocks the others: a lock whose holder was killed goes to the next in line, who is told so, and the
// units of a semaphore that a dead process held come back.
// Beyond Python, where the others would wait for ever.
// Run: owner_died [--start-method fork|spawn]
#include <csignal>

#include "example.h"

namespace {

using example::say;

void take_and_die(mp::Lock lock, mp::Value<int> balance) {
    lock.acquire();
    balance.value() -= 10;  // and the other half of it is never done
    std::raise(SIGKILL);
}
void hold_unit_and_die(mp::Semaphore units) {
    units.acquire();
    std::raise(SIGKILL);
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Lock lock;
    const mp::Value<int> balance(100);
    mp::Process victim({.target = mp::call<take_and_die>(lock, balance)});
    victim.start();
    victim.join();
    lock.acquire();
    say("the lock is mine, its owner died: ", lock.owner_died());
    if (lock.owner_died()) balance.value() = 100;  // put right what was left half done
    lock.release();
    lock.acquire();
    say("the next time all is well: owner died ", lock.owner_died(), ", balance ", balance.value());
    lock.release();

    const mp::Semaphore units(2);
    mp::Process other({.target = mp::call<hold_unit_and_die>(units)});
    other.start();
    other.join();
    units.acquire();
    units.acquire();
    say("its unit has come back: ", units);
}
