// SPDX-License-Identifier: MIT
// Shared memory that ends with its manager: two processes each add up half of a list that neither is sent.
// Mirrors "SharedMemoryManager" of Python's multiprocessing.shared_memory page.
// Run: manager_shared_memory [--start-method fork|spawn|forkserver]
#include "example.h"

namespace {

using example::say;
using mp::shared_memory::ShareableList;

void sum(ShareableList list, std::size_t from, std::size_t to, mp::managers::ListProxy sums) {
    std::int64_t out = 0;
    for (std::size_t i = from; i < to; ++i) out += list[static_cast<std::int64_t>(i)].as<std::int64_t>();
    sums.append(out);
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    std::string name;
    {
        mp::managers::SharedMemoryManager segments;
        segments.start();
        auto manager = mp::Manager();
        std::vector<mp::shared_memory::Item> numbers;
        for (std::int64_t i = 0; i < 2000; ++i) numbers.emplace_back(i);
        const ShareableList list = segments.ShareableList(numbers);
        const auto sums = manager.list();
        mp::Process low({.target = mp::call<sum>(list, 0, 1000, sums)});
        mp::Process high({.target = mp::call<sum>(list, 1000, 2000, sums)});
        low.start();
        high.start();
        low.join();
        high.join();
        say("the sum: ", sums[0].as<std::int64_t>() + sums[1].as<std::int64_t>());

        const auto raw = segments.SharedMemory(128);
        name = raw.name();
        say(raw.size() >= 128 ? "a segment of its own" : "too small");
    }
    // The manager has ended, and what it lent with it.
    try {
        const mp::shared_memory::SharedMemory gone({.name = name});
        say("still there");
    } catch (const mp::FileNotFoundError&) {
        say("gone with its manager");
    }
}
