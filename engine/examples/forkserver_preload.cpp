// SPDX-License-Identifier: MIT
// The fork server: a small process with one thread that starts all others, quickly and free of this program's threads
// and locks. What takes long to load is loaded there once, and each child has it.
// Mirrors "set_forkserver_preload" of Python's multiprocessing page.
// Run: forkserver_preload [--start-method fork|spawn|forkserver]
#include <string>

#include "example.h"

namespace {

using example::say;

std::string& model() {
    static std::string text;
    return text;
}

void load() {
    model() = "a model that took long to load";
}

void use(mp::Queue<std::string> answers) {
    answers.put(model().empty() ? "no model" : model());
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    mp::set_forkserver_preload({mp::call<load>()});
    for (const char* method : {"forkserver", "spawn"}) {
        const mp::Context context = mp::get_context(method);
        auto answers = context.Queue<std::string>();
        auto process = context.Process({.target = mp::call<use>(answers)});
        process.start();
        say(method, ": ", answers.get());
        process.join();
    }
}
