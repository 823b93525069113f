// SPDX-License-Identifier: MIT
// A condition puts stages in order: the processes of the second stage run beside each other, but only after the first
// stage is done.
// Mirrors "Condition" of Python's multiprocessing page, and the two stages that tutorials show.
// Run: condition_stages [--start-method fork|spawn]
#include <chrono>
#include <mutex>
#include <vector>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;

void first_stage(mp::Condition stages, mp::Value<bool> done) {
    const std::unique_lock guard(stages);
    say("first stage: done");
    done.value() = true;
    stages.notify_all();
}

// The predicate makes it right whoever comes first: a notification that nobody waits for is not kept.
void second_stage(mp::Condition stages, mp::Value<bool> done) {
    const std::unique_lock guard(stages);
    stages.wait_for([&] { return done.value(); });
    say(mp::current_process().name(), ": runs");
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Condition stages;
    const mp::Value<bool> done(false);
    std::vector<mp::Process> processes;
    for (const char* name : {"second stage 1", "second stage 2"}) {
        processes.emplace_back(mp::ProcessOptions{.target = mp::call<second_stage>(stages, done), .name = name});
        processes.back().start();
    }
    {
        const std::unique_lock guard(stages);
        say("without the first stage: ", stages.wait_for([&] { return done.value(); }, 50ms));
    }
    processes.emplace_back(mp::ProcessOptions{.target = mp::call<first_stage>(stages, done)});
    processes.back().start();
    for (mp::Process& process : processes) process.join();

    try {
        stages.notify();
    } catch (const mp::AssertionError& error) {
        say("without holding it: ", error.what());
    }
}
