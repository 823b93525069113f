// SPDX-License-Identifier: MIT
// Shared memory with a name, and a list in it: any process of the machine attaches to it by that name, Python's too.
// Mirrors "multiprocessing.shared_memory" of Python's documentation.
// Run: shared_names [--start-method fork|spawn|forkserver]
#include "example.h"

namespace {

using example::say;
using mp::shared_memory::ShareableList;
using mp::shared_memory::SharedMemory;

void change(const std::string& bytes, const std::string& list) {
    const SharedMemory memory(bytes);
    memory.buf()[0] = std::byte{42};
    ShareableList items({.name = list});
    items[1] = "2";
    items[3] = nullptr;
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    SharedMemory memory({.create = true, .size = 4096});
    ShareableList items({1, "two", 3.5, true});
    mp::Process process({.target = mp::call<change>(memory.name(), items.shm().name())});
    process.start();
    process.join();
    say("its first byte: ", std::to_integer<int>(memory.buf()[0]));
    say("the list: ", items);
    try {
        items[1] = "a text that is too long for its place";
    } catch (const mp::ValueError& error) {
        say(error.what());
    }
    memory.unlink();
    items.shm().unlink();
}
