// SPDX-License-Identifier: MIT
#include "memory/arena.h"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <random>
#include <thread>
#include <vector>

#include "mp/exceptions.h"
#include "mp/sharedctypes.h"
#include "mp/synchronize.h"
#include "support/child.h"
#include "support/leaks.h"
#include "support/wait.h"

namespace {

using mp::memory::arena_count;
using mp::memory::Block;
using mp::test::Child;

// proves: 8.heap.BufferWrapper, 17._TestHeap
TEST(Arena, BlocksNeverOverlapAndAllComesBack) {
    std::mt19937 random(11);
    std::uniform_int_distribution<std::size_t> sizes(1, 40000);
    struct Held {
        std::shared_ptr<Block> block;
        std::size_t size;
        int mark;
    };
    const auto marked_whole = [](const Held& held) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(held.block->data());
        for (std::size_t i = 0; i < held.size; ++i) {
            if (bytes[i] != static_cast<unsigned char>(held.mark)) return false;
        }
        return true;
    };
    std::vector<Held> held;
    for (int i = 1; i < 3000; ++i) {
        Held fresh{nullptr, sizes(random), i};
        fresh.block = Block::allocate(fresh.size, 8);
        const auto* bytes = reinterpret_cast<const unsigned char*>(fresh.block->data());
        for (std::size_t k = 0; k < fresh.size; ++k) ASSERT_EQ(bytes[k], 0) << "a new block is zeroed";
        std::memset(fresh.block->data(), i, fresh.size);
        held.push_back(std::move(fresh));
        if (held.size() > 60) {
            const std::size_t victim = random() % held.size();
            ASSERT_TRUE(marked_whole(held[victim])) << "block " << held[victim].mark;
            held.erase(held.begin() + static_cast<std::ptrdiff_t>(victim));
        }
    }
    for (const Held& block : held) ASSERT_TRUE(marked_whole(block));
    held.clear();
    EXPECT_LE(arena_count(), 1U) << "neighbours join, and whole arenas are given back";
}

TEST(Arena, AlignsSmallBlocksTo8AndBigOnesToALine) {
    const auto small = Block::allocate(3, 1);
    const auto big = Block::allocate(100, 1);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(small->data()) % 8, 0U);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(big->data()) % 64, 0U);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(Block::allocate(16, 32)->data()) % 32, 0U);
}

TEST(Arena, ABigBlockGoesWithItsFile) {
    const auto warm = Block::allocate(8, 8);
    mp::test::LeakCheck leaks;
    { mp::RawArray<char> big(64 << 20); }
}

TEST(Arena, NothingIsUsedAgainWhileAChildMayKnowIt) {
    auto block = Block::allocate(64, 8);
    const std::byte* address = block->data();
    mp::Event done;
    Child child([&] { done.wait(); });
    block.reset();
    std::vector<std::shared_ptr<Block>> others;
    for (int i = 0; i < 50; ++i) {
        others.push_back(Block::allocate(64, 8));
        EXPECT_NE(others.back()->data(), address);
    }
    done.set();
    EXPECT_EQ(child.join(), 0);
}

TEST(Arena, AChildCutsFromArenasOfItsOwn) {
    mp::RawValue<int> before(1);
    Child child([&] {
        std::vector<mp::RawValue<int>> own(100, mp::RawValue<int>(7));
        for (int i = 0; i < 1000; ++i) own.emplace_back(7);
    });
    std::vector<mp::RawValue<int>> mine;
    for (int i = 0; i < 1000; ++i) mine.emplace_back(3);
    EXPECT_EQ(child.join(), 0);
    for (const auto& value : mine) ASSERT_EQ(value.value(), 3);
    EXPECT_EQ(before.value(), 1);
}

// proves: I2
TEST(Arena, MoreThanThereIsIsAnErrorAndNoSignal) {
    EXPECT_THROW(mp::RawArray<char>(std::int64_t{1} << 46), mp::OutOfSharedMemory);
    EXPECT_THROW(mp::RawArray<double>(INT64_MAX), mp::OutOfSharedMemory);
}

// proves: 8.heap.BufferWrapper
TEST(Arena, ThreadsAllocateAndFreeAtOnce) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([t] {
            for (int i = 0; i < 2000; ++i) {
                mp::RawValue<int> value(t);
                ASSERT_EQ(value.value(), t);
            }
        });
    }
    for (auto& thread : threads) thread.join();
}

}  // namespace
