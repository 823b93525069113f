// SPDX-License-Identifier: MIT
// A /dev/shm that is too small: rows I1 to I4 of the fault table, in a mount namespace of the test's own. Lack of room
// is an error where memory is asked for, and never a signal where it is touched; what needs no name needs no /dev/shm.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "mp/multiprocessing.h"

namespace {

using mp::shared_memory::ShareableList;
using mp::shared_memory::SharedMemory;

constexpr int may_not_mount = 77;

// In a child with a /dev/shm of its own; what the function returns is its exit code. Root mounts in a namespace of its
// own; anybody else in a user namespace of his own as well, where the system allows that.
int with_small_memory(const char* size, int (*body)()) {
    mp::Process p({.target = [=] {
        if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) ::_exit(may_not_mount);
        if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("tmpfs", "/dev/shm", "tmpfs", 0, size) != 0)
            ::_exit(may_not_mount);
        int code = 99;
        try {
            code = body();
        } catch (const std::exception& error) {
            std::fprintf(stderr, "in the small memory: %s\n", error.what());
        }
        ::_exit(code);
    }});
    p.start();
    p.join();
    return p.exitcode().value_or(-1);
}

#define EXPECT_WELL(code_of_child)                                                         \
    do {                                                                                   \
        const int code = (code_of_child);                                                  \
        if (code == may_not_mount) GTEST_SKIP() << "needs the right to mount a directory"; \
        EXPECT_EQ(code, 0);                                                                \
    } while (false)

// proves: 16./dev/shm
TEST(SmallMemory, I1_IsAnErrorAtCreationAndNotASignalLater) {
    EXPECT_WELL(with_small_memory("size=1m", [] {
        std::string said;
        try {
            SharedMemory({.create = true, .size = 10'000'000, .track = false});
        } catch (const mp::OutOfSharedMemory& error) {
            said = error.what();
        }
        if (said.find("10000000 bytes wanted, 1048576 free") == std::string::npos) return 1;
        if (!std::filesystem::is_empty("/dev/shm")) return 2;
        SharedMemory fits({.create = true, .size = 900'000, .track = false});
        std::memset(fits.buf().data(), 1, fits.size());
        try {
            SharedMemory({.create = true, .size = 200'000, .track = false});
            return 3;
        } catch (const mp::OutOfSharedMemory&) {
            return 0;
        }
    }));
}

// Arrays live in memory files, which need no /dev/shm; nothing goes to a disk.
TEST(SmallMemory, I2_AnArrayIsInMemoryOrAnError) {
    EXPECT_WELL(with_small_memory("size=1m", [] {
        const mp::RawArray<char> array(10'000'000);
        for (std::size_t i = 0; i < array.size(); i += 4096) array[static_cast<std::ptrdiff_t>(i)] = 'x';
        return std::filesystem::is_empty("/dev/shm") ? 0 : 1;
    }));
}

// Exit codes: 0 it has its memory and has written to it, 3 it was told that there is none.
void take_five_megabytes(mp::Barrier together) {
    int code = 0;
    together.wait();
    try {
        SharedMemory mine({.create = true, .size = 5'000'000, .track = false});
        std::memset(mine.buf().data(), 7, mine.size());
        together.wait();  // all have tried, so all that won hold theirs at once
        code = mine.buf()[mine.size() - 1] == std::byte{7} ? 0 : 4;
        mine.unlink();
    } catch (const mp::OutOfSharedMemory&) {
        code = 3;
        together.wait();
    }
    std::exit(code);
}

TEST(SmallMemory, I3_OfFourThatAskAtOnceTheLosersAreToldAndTheWinnersWork) {
    EXPECT_WELL(with_small_memory("size=8m", [] {
        const mp::Barrier together(4);
        std::vector<mp::Process> all;
        for (int i = 0; i < 4; ++i) {
            all.emplace_back(mp::ProcessOptions{.target = mp::call<take_five_megabytes>(together)});
            all.back().start();
        }
        int winners = 0;
        int losers = 0;
        for (auto& process : all) {
            process.join();
            winners += process.exitcode() == 0 ? 1 : 0;
            losers += process.exitcode() == 3 ? 1 : 0;
        }
        if (winners + losers != 4) return 1;  // a signal, or something else
        if (winners > 1) return 2;            // there is room for one
        return std::filesystem::is_empty("/dev/shm") ? 0 : 3;
    }));
}

int half(int x) {
    return x / 2;
}

// Not a byte left: what takes a name says so and leaves nothing, everything else works.
TEST(SmallMemory, I4_WithNothingLeftTheRestOfTheEngineWorks) {
    EXPECT_WELL(with_small_memory("size=64k", [] {
        SharedMemory all({.name = "all", .create = true, .size = 65'536, .track = false});
        try {
            SharedMemory({.create = true, .size = 1, .track = false});
            return 1;
        } catch (const mp::OutOfSharedMemory&) {
        }
        try {
            ShareableList({1, "two", 3.0});
            return 2;
        } catch (const mp::OutOfSharedMemory&) {
        }
        const std::filesystem::directory_iterator names("/dev/shm");
        if (std::distance(begin(names), end(names)) != 1) return 3;
        mp::Lock lock;
        lock.acquire();
        lock.release();
        mp::Queue<std::string> queue;
        queue.put(std::string(1'000'000, 'x'));
        if (queue.get().size() != 1'000'000) return 4;
        mp::Pool pool(2);
        if (pool.map(mp::fn<half>, {2, 4, 6}) != std::vector<int>{1, 2, 3}) return 5;
        const mp::Array<double> numbers(1000);
        numbers[999] = 1.5;
        return numbers[999] == 1.5 ? 0 : 6;
    }));
}

}  // namespace
