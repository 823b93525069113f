// SPDX-License-Identifier: MIT
// The ways to start a process, and contexts: one program may use several of them side by side.
// Mirrors "Contexts and start methods" of Python's multiprocessing page.
// Run: start_methods [--start-method fork|spawn]
#include "example.h"

namespace {

using example::say;

void greet(const std::string& whom, mp::Queue<std::string> answers) {
    answers.put("hello " + whom + ", I use " + mp::get_start_method());
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    // Each context has the whole API with one start method built in. Queues go to the children of any of them.
    for (const std::string& method : mp::get_all_start_methods()) {
        const mp::Context context = mp::get_context(method);
        auto answers = context.Queue<std::string>();
        auto child = context.Process({.target = mp::call<greet>("a child of " + method, answers)});
        child.start();
        say(answers.get());
        child.join();
    }

    // Asking for the default method settles it, and it is settled once.
    say("the default: ", mp::get_start_method());
    try {
        mp::set_start_method("spawn");
    } catch (const mp::RuntimeError& error) {
        say("once only: ", error.what());
    }
    try {
        (void)mp::get_context("magic");
    } catch (const mp::ValueError& error) {
        say("unknown: ", error.what());
    }

    // Only a forked child has the memory that a capture refers to; for the others start() refuses before any process
    // exists, and says what to do.
    const std::string captured = "a captured word";
    const auto speak = [captured] { say("a lambda says: ", captured); };
    auto forked = mp::get_context("fork").Process({.target = speak});
    forked.start();
    forked.join();
    auto spawned = mp::get_context("spawn").Process({.target = speak});
    try {
        spawned.start();
    } catch (const mp::PicklingError&) {
        say("a lambda with captures cannot be spawned");
    }
}
