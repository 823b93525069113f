// SPDX-License-Identifier: MIT
// Makes shared memory, tells its name, and ends as its argument says.
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

#include "mp/context.h"
#include "mp/shared_memory.h"

namespace {

using mp::shared_memory::SharedMemory;

void hold(const SharedMemory& shm) {
    std::cout << shm.name() << '\n' << ::getpid() << std::endl;
    for (;;) ::pause();
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    if (argc < 2) return 2;
    const std::string what = argv[1];
    if (what == "attach") {
        std::cout << SharedMemory(argv[2]).size() << std::endl;
        return 0;
    }
    SharedMemory shm({.create = true, .size = 1000, .track = what != "untracked"});
    std::optional<mp::Process> child;
    if (what == "child") {
        child = mp::get_context(argv[2]).Process({.target = mp::call<hold>(shm)});
        child->start();
        child->join();
    }
    std::cout << shm.name() << std::endl;
    if (what == "die") std::raise(SIGKILL);
    if (what == "wait") {
        for (;;) ::pause();
    }
    if (what == "unlink") shm.unlink();
    return 0;
}
