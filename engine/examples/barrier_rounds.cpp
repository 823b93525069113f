// SPDX-License-Identifier: MIT
// A barrier: nobody goes on before all have arrived. The last to arrive runs the action; wait() gives each another
// number. A party that does not come breaks it for all.
// Mirrors "Barrier" of Python's multiprocessing page.
// Run: barrier_rounds [--start-method fork|spawn]
#include <chrono>
#include <vector>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;

void announce(mp::Value<int> rounds) {
    say("round ", ++rounds.value(), " is complete");
}

void run(mp::Barrier barrier, mp::Value<int> firsts) {
    for (int round = 0; round < 3; ++round) {
        if (barrier.wait() == 0) ++firsts.value();  // one of them in each round
        barrier.wait();
    }
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Value<int> rounds(0), firsts(0);
    const mp::Barrier barrier(3, mp::call<announce>(rounds));
    std::vector<mp::Process> parties;
    for (int i = 0; i < 3; ++i) {
        parties.emplace_back(mp::ProcessOptions{.target = mp::call<run>(barrier, firsts)});
        parties.back().start();
    }
    for (mp::Process& party : parties) party.join();
    say("number 0 was given ", firsts.value(), " times");

    try {
        barrier.wait(20ms);  // alone
    } catch (const mp::BrokenBarrierError&) {
        say("nobody came: broken ", barrier.broken());
    }
    barrier.reset();
    say("after reset: broken ", barrier.broken(), ", waiting ", barrier.n_waiting(), " of ", barrier.parties());
}
