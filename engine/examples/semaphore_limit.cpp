// SPDX-License-Identifier: MIT
// A semaphore lets several in, but no more than it has units: ten processes, three at work at any moment.
// Mirrors "Semaphore" and "BoundedSemaphore" of Python's multiprocessing page, and limited access as tutorials show it.
// Run: semaphore_limit [--start-method fork|spawn]
#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include "example.h"

namespace {

using namespace std::chrono_literals;

// Who is at work now, and the most that ever were.
struct Count {
    int now = 0;
    int most = 0;
};

void work(mp::Semaphore seats, mp::Value<Count> count, int number) {
    const std::scoped_lock seat(seats);
    {
        const std::scoped_lock guard(count.get_lock());
        count->most = std::max(count->most, ++count->now);
    }
    std::this_thread::sleep_for(20ms);  // the work
    const std::scoped_lock guard(count.get_lock());
    --count->now;
    example::say("process ", number, " is done");
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Semaphore seats(3);
    const mp::Value<Count> count;
    std::vector<mp::Process> processes;
    for (int i = 0; i < 10; ++i) {
        processes.emplace_back(mp::ProcessOptions{.target = mp::call<work>(seats, count, i)});
        processes.back().start();
    }
    for (mp::Process& process : processes) process.join();
    example::say("never more than three: ", count->most <= 3, ", at work now: ", count->now);
    example::say("units left: ", seats.get_value());

    const mp::BoundedSemaphore bounded(1);
    try {
        bounded.release();
    } catch (const mp::ValueError& error) {
        example::say("a bounded one: ", error.what());
    }
}
