// SPDX-License-Identifier: MIT
// A number and an array in memory that processes share. What must not be interrupted takes the lock that comes with it.
// Mirrors "Sharing state between processes" (shared memory) of Python's multiprocessing page.
// Run: shared_state [--start-method fork|spawn]
#include <mutex>
#include <ranges>
#include <vector>

#include "example.h"

namespace {

void change(mp::Value<double> number, mp::Array<int> numbers) {
    number.value() = 3.1415927;
    for (int& each : numbers) each = -each;
}

void count(mp::Value<int> counter) {
    for (int i = 0; i < 1000; ++i) {
        const std::scoped_lock guard(counter.get_lock());  // ++ is a read and a write
        ++counter.value();
    }
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Value<double> number(0.0);
    const mp::Array<int> numbers(std::views::iota(0, 10));
    mp::Process process({.target = mp::call<change>(number, numbers)});
    process.start();
    process.join();
    example::say(number.value());
    example::say(example::list(numbers));
    example::say("the last is ", numbers[-1], ", every third: ", example::list(numbers.slice({}, {}, 3)));

    const mp::Value<int> counter(0);
    std::vector<mp::Process> counters;
    for (int i = 0; i < 4; ++i) {
        counters.emplace_back(mp::ProcessOptions{.target = mp::call<count>(counter)});
        counters.back().start();
    }
    for (mp::Process& each : counters) each.join();
    example::say("counted: ", counter.value());
}
