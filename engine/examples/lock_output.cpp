// SPDX-License-Identifier: MIT
// Output that several processes write piece by piece is torn, unless a lock makes one line of the pieces.
// Mirrors "Synchronization between processes" of Python's multiprocessing page.
// Run: lock_output [--start-method fork|spawn]
#include <mutex>
#include <vector>

#include "example.h"

namespace {

void write_in_pieces(int number) {
    for (const char* piece : {"hello ", "from ", "process "}) std::cout << piece << std::flush;
    std::cout << number << '\n' << std::flush;
}

// A Lock is what std::scoped_lock and std::unique_lock expect.
void with_guard(mp::Lock lock, int number) {
    const std::scoped_lock guard(lock);
    write_in_pieces(number);
}

void without_guard(mp::Lock lock, int number) {
    lock.acquire();
    write_in_pieces(number);
    lock.release();
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Lock lock;
    std::vector<mp::Process> processes;
    for (int i = 0; i < 6; ++i) {
        processes.emplace_back(mp::ProcessOptions{.target = i % 2 == 0 ? mp::Target(mp::call<with_guard>(lock, i))
                                                                       : mp::call<without_guard>(lock, i)});
    }
    for (mp::Process& process : processes) process.start();
    for (mp::Process& process : processes) process.join();

    example::say("taken without waiting: ", lock.acquire(false));
    example::say("and once more: ", lock.acquire(false));
    lock.release();
    try {
        lock.release();
    } catch (const mp::ValueError& error) {
        example::say(error.what());
    }
}
