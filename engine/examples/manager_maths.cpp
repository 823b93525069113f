// SPDX-License-Identifier: MIT
// A type of the program's own in a manager: made there, called from here.
// Mirrors "Customized managers" (MathsClass) of Python's multiprocessing page.
// Run: manager_maths [--start-method fork|spawn|forkserver]
#include "example.h"

namespace {

using example::say;

struct Maths {
    int add(int x, int y) const { return x + y; }
    int mul(int x, int y) const { return x * y; }
    int divide(int x, int y) const {
        if (y == 0) throw mp::ValueError("by nothing");
        return x / y;
    }
};

struct MyManager : mp::managers::BaseManager {
    using BaseManager::BaseManager;
};

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);
    MyManager::register_type<Maths>("Maths")
        .method<&Maths::add>("add")
        .method<&Maths::mul>("mul")
        .method<&Maths::divide>("divide");

    MyManager manager;
    manager.start();
    const auto maths = manager.create("Maths");
    say(maths.call<int>("add", 4, 3));
    say(maths.call<int>("mul", 7, 8));
    try {
        maths.call("divide", 1, 0);
    } catch (const mp::ValueError& error) {
        say("ValueError: ", error.what());
    }
    manager.shutdown();
    say("ended with ", manager.exitcode().value());
}
