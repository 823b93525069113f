// SPDX-License-Identifier: MIT
// A ThreadPool has a Pool's functions over threads of this process: any callable goes, nothing is copied, and waiting
// (for files, for the network) is shared where there is nothing to compute.
// Mirrors "ThreadPool" of Python's multiprocessing page.
// Run: thread_pool [--start-method fork|spawn|forkserver]
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "example.h"

namespace {
using namespace std::chrono_literals;
using example::say;
}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    mp::ThreadPool pool(4);
    std::atomic<int> calls{0};
    const std::vector<std::string> words{"one", "three", "fifteen"};
    const auto lengths = pool.map(
        [&calls](const std::string& word) {
            ++calls;  // this process's own memory
            return word.size();
        },
        words);
    say(example::list(lengths), " in ", calls.load(), " calls");

    const auto begin = std::chrono::steady_clock::now();
    pool.map(
        [](int) {
            std::this_thread::sleep_for(100ms);
            return 0;
        },
        std::vector<int>(4));
    say("four waits take the time of one: ", std::chrono::steady_clock::now() - begin < 390ms);

    auto failing = pool.apply_async([]() -> int { throw std::out_of_range("beyond"); });
    try {
        (void)failing.get();
    } catch (const std::out_of_range& error) {
        say("an exception: ", error.what());
    }
    pool.close();
    pool.join();
}
