// SPDX-License-Identifier: MIT
#include "engine/channel/stream.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstring>
#include <vector>

#include "mp/queues.h"
#include "support/child.h"
#include "support/tenths.h"

namespace mp::channel_test {

using namespace std::chrono_literals;

// Each item carries its putter and number in its first words, and a word that follows from them in its last.
void stream_through_a_queue(std::uint64_t bytes, std::uint64_t item_bytes) {
    constexpr std::uint64_t putters = 2;
    const std::uint64_t items = bytes / item_bytes / putters * putters;
    Queue<Bytes> queue(8);
    std::vector<test::Child> children;
    for (std::uint64_t putter = 0; putter < putters; ++putter) {
        children.emplace_back([&, putter] {
            Bytes item(item_bytes);
            for (std::uint64_t number = 0; number < items / putters; ++number) {
                const std::uint64_t words[] = {putter, number};
                const std::uint64_t last = putter * 1'000'003 + number * 31;
                std::memcpy(item.data(), words, sizeof words);
                std::memcpy(item.data() + item_bytes - sizeof last, &last, sizeof last);
                queue.put(item);
            }
            queue.close();
            queue.join_thread();
        });
    }
    test::Tenths tenths("bytes", items * item_bytes);
    std::uint64_t next[putters] = {};
    for (std::uint64_t i = 0; i < items; ++i) {
        const Bytes item = queue.get(60s);
        std::uint64_t words[2];
        std::uint64_t last = 0;
        ASSERT_EQ(item.size(), item_bytes);
        std::memcpy(words, item.data(), sizeof words);
        std::memcpy(&last, item.data() + item_bytes - sizeof last, sizeof last);
        ASSERT_LT(words[0], putters);
        ASSERT_EQ(words[1], next[words[0]]++) << "of putter " << words[0];
        ASSERT_EQ(last, words[0] * 1'000'003 + words[1] * 31);
        tenths.done(item_bytes);
    }
    for (test::Child& child : children) EXPECT_EQ(child.join(), 0);
    EXPECT_TRUE(queue.empty());
    tenths.expect_no_growth();
}

}  // namespace mp::channel_test
