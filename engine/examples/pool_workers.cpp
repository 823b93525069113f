// SPDX-License-Identifier: MIT
// The life of a worker: an initializer that each runs first, and a number of tasks after which it makes room for a new
// one.
// Mirrors the arguments initializer and maxtasksperchild of Pool on Python's multiprocessing page.
// Run: pool_workers [--start-method fork|spawn]
#include <map>
#include <vector>

#include "example.h"

namespace {

using example::say;

// A worker's own; the initializer fills it, the tasks use it.
std::string greeting;

void prepare(const std::string& text, mp::Value<int> prepared) {
    greeting = text;
    const std::scoped_lock guard(prepared.get_lock());
    ++prepared.value();
}

std::string greet(const std::string& name) {
    return greeting + ", " + name;
}
int own_pid(int) {
    return mp::current_process().pid();
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Value<int> prepared(0);
    {
        mp::Pool pool({.processes = 3, .initializer = mp::call<prepare>("Good morning", prepared)});
        const std::vector<std::string> names{"Ada", "Grace", "Barbara"};
        for (const std::string& line : pool.map(mp::fn<greet>, names)) say(line);
        pool.close();
        pool.join();
    }
    say("prepared workers: ", prepared.value());

    mp::Pool pool({.processes = 2, .maxtasksperchild = 2});
    std::map<int, int> tasks_of;
    for (const int pid : pool.map(mp::fn<own_pid>, std::vector<int>(10), {.chunksize = 1})) ++tasks_of[pid];
    bool none_more_than_two = true;
    for (const auto& [pid, count] : tasks_of) none_more_than_two = none_more_than_two && count <= 2;
    say("ten tasks took at least five workers: ", tasks_of.size() >= 5,
        ", none did more than two: ", none_more_than_two);
}
