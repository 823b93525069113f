// SPDX-License-Identifier: MIT
// How fast: items through a queue, messages through a pipe, reads of an array, locks taken, turns of a condition.
// Rough figures for a first look; the tree's tests/bench compares with others.
// Mirrors the simple benchmarks among the examples of Python's 2.6 multiprocessing page.
// Run: simple_benchmarks [--start-method fork|spawn] [SECONDS]   (of each; 0.05 unless told)
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <ranges>

#include "example.h"

namespace {

using Clock = std::chrono::steady_clock;

double least_seconds = 0.05;

// Doubles the number of rounds until they take long enough, and prints the last figure. run(n) gives the seconds.
template <class Run>
void measure(const char* what, Run run) {
    for (long rounds = 64;; rounds *= 2) {
        const double seconds = run(rounds);
        if (seconds < least_seconds) continue;
        std::printf("%-28s %10ld in %.3f s: %.0f a second\n", what, rounds, seconds,
                    static_cast<double>(rounds) / seconds);
        std::fflush(stdout);
        return;
    }
}

template <class Action>
double seconds_of(Action action) {
    const auto begin = Clock::now();
    action();
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

void put_many(mp::Queue<std::string> queue, mp::Event ready, long count) {
    ready.set();
    const std::string item(256, '0');
    for (long i = 0; i < count; ++i) queue.put(item);
}

void send_many(mp::Connection end, mp::Event ready, long count) {
    ready.set();
    const std::string message(256, '0');
    for (long i = 0; i < count; ++i) end.send_bytes(mp::as_bytes(message));
}

// The turn goes to and fro: the child takes the odd ones.
void take_turns(mp::Condition condition, mp::Value<long> turn, mp::Event ready, long count) {
    const std::unique_lock guard(condition);
    ready.set();
    for (long i = 0; i < count; ++i) {
        condition.wait_for([&] { return turn.value() % 2 == 1; });
        ++turn.value();
        condition.notify();
    }
}

// Runs action once the child is ready; the child's start does not count.
template <class Action>
double beside(mp::Target target, const mp::Event& ready, Action action) {
    mp::Process child({.target = std::move(target)});
    child.start();
    ready.wait();
    const double seconds = seconds_of(action);
    child.join();
    return seconds;
}

template <class L>
void measure_lock(const char* what, const L& lock) {
    measure(what, [&](long rounds) {
        return seconds_of([&] {
            for (long i = 0; i < rounds; ++i) {
                lock.acquire();
                lock.release();
            }
        });
    });
}

template <class A>
void measure_array(const char* what, const A& array) {
    measure(what, [&](long rounds) {
        return seconds_of([&] {
            for (long i = 0; i < rounds; ++i) (void)*static_cast<const volatile int*>(&array[5]);
        });
    });
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);
    if (argc % 2 == 0) least_seconds = std::atof(argv[argc - 1]);

    measure("Queue", [](long rounds) {
        const mp::Queue<std::string> queue;
        const mp::Event ready;
        return beside(mp::call<put_many>(queue, ready, rounds), ready, [&] {
            for (long i = 0; i < rounds; ++i) queue.get();
        });
    });
    measure("Pipe", [](long rounds) {
        const auto [in, out] = mp::Pipe(false);
        const mp::Event ready;
        return beside(mp::call<send_many>(out, ready, rounds), ready, [&in = in, rounds] {
            for (long i = 0; i < rounds; ++i) in.recv_bytes();
        });
    });
    measure_array("Array, no lock", mp::Array<int>(std::views::iota(0, 10), {.lock = false}));
    measure_array("Array", mp::Array<int>(std::views::iota(0, 10)));
    measure_lock("Lock", mp::Lock());
    measure_lock("RLock", mp::RLock());
    measure_lock("Semaphore", mp::Semaphore(1));
    measure("Condition, turns", [](long rounds) {
        const mp::Condition condition;
        const mp::Value<long> turn(0);
        const mp::Event ready;
        return beside(mp::call<take_turns>(condition, turn, ready, rounds), ready, [&] {
            const std::unique_lock guard(condition);
            for (long i = 0; i < rounds; ++i) {
                condition.wait_for([&] { return turn.value() % 2 == 0; });
                ++turn.value();
                condition.notify();
            }
        });
    });
}
