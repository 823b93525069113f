// SPDX-License-Identifier: MIT
// Processes killed at random moments inside put and get (faults D1 to D4): nobody hangs, every item is whole, none
// comes twice, the others go on, nothing is left behind. LIFEGUARD_SOAK=1 makes it a thousand kills each.

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "engine/channel/children.h"
#include "mp/exceptions.h"
#include "mp/queues.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using test::Child;

struct Item {
    std::uint32_t round = 0;
    std::uint32_t number = 0;
    std::string body;
};

char letter(std::uint32_t round, std::uint32_t number) {
    return static_cast<char>('a' + (round * 7 + number) % 26);
}

Item make_item(std::uint32_t round, std::uint32_t number, std::size_t size) {
    return {round, number, std::string(size, letter(round, number))};
}

bool whole(const Item& item, std::size_t size) {
    return item.body.size() == size &&
           item.body.find_first_not_of(letter(item.round, item.number)) == std::string::npos;
}

std::size_t entries_of(const char* directory) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(directory)) ++count;
    return count;
}

struct Fault {
    std::size_t size;
    int signal;
    int kills;
};

std::string name_of(const testing::TestParamInfo<Fault>& info) {
    return std::to_string(info.param.size) + "Bytes" + (info.param.signal == SIGKILL ? "Kill" : "Terminate");
}

class QueueDeath : public testing::TestWithParam<Fault> {
protected:
    void SetUp() override {
        { Queue<int> first; }  // the registry's own descriptor
        descriptors_ = entries_of("/proc/self/fd");
        shared_ = entries_of("/dev/shm");
    }
    void TearDown() override {
        EXPECT_EQ(entries_of("/proc/self/fd"), descriptors_);
        EXPECT_EQ(entries_of("/dev/shm"), shared_);
    }
    int kills() const { return std::getenv("LIFEGUARD_SOAK") != nullptr ? 1000 : GetParam().kills; }
    void wait_a_moment() { ::usleep(std::uniform_int_distribution<useconds_t>(0, 4000)(random_)); }

    std::mt19937 random_{20240229};
    std::size_t descriptors_ = 0;
    std::size_t shared_ = 0;
};

TEST_P(QueueDeath, OfAPutterLeavesOnlyWholeItems) {
    const auto [size, signal, unused] = GetParam();
    Queue<Item> q(4);
    Clock::duration longest{};
    for (std::uint32_t round = 1; round <= static_cast<std::uint32_t>(kills()); ++round) {
        Child putter([&, size = size] {
            for (std::uint32_t i = 0;; ++i) q.put(make_item(round, i, size));
        });
        std::uint32_t next = 0;
        // Some are taken while it puts, so that the kill finds it in every part of put, a full queue included.
        for (std::uint32_t i = 0; i < round % 5; ++i) {
            const Item item = q.get(20s);
            ASSERT_EQ(item.number, next++);
            ASSERT_TRUE(whole(item, size));
        }
        wait_a_moment();
        putter.end(signal);
        const auto start = Clock::now();
        while (const auto item = q.try_get()) {
            ASSERT_EQ(item->round, round);
            ASSERT_EQ(item->number, next++) << "an item was lost or came twice";
            ASSERT_TRUE(whole(*item, size));
        }
        // The others go on: as many as fit, and no more.
        for (std::uint32_t i = 0; i < 4; ++i) q.put(make_item(0, i, size), 20s);
        EXPECT_THROW(q.put_nowait({}), Full);
        for (std::uint32_t i = 0; i < 4; ++i) ASSERT_EQ(q.get(20s).number, i);
        longest = std::max(longest, Clock::now() - start);
    }
    EXPECT_LT(longest, 10s);
    RecordProperty("longest_ms", static_cast<int>(longest / 1ms));
}

TEST_P(QueueDeath, OfAGetterGivesItsItemToTheNext) {
    const auto [size, signal, unused] = GetParam();
    Queue<Item> q(4);
    auto* reported = static_cast<std::atomic<std::uint32_t>*>(
        ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    std::uint32_t put_next = 0;
    std::uint32_t lost = 0;
    for (int round = 0; round < kills(); ++round) {
        reported->store(UINT32_MAX);
        Child getter([&, size = size] {
            for (;;) {
                const Item item = q.get();
                if (!whole(item, size)) std::abort();
                reported->store(item.number);
            }
        });
        const std::uint32_t first = put_next;
        const auto until = Clock::now() + std::chrono::microseconds(random_() % 8000);
        do {
            try {
                q.put(make_item(1, put_next, size), 1ms);
                ++put_next;
            } catch (const Full&) {
            }
        } while (Clock::now() < until);
        ASSERT_EQ(getter.end(signal), -signal);
        // Everything behind the last that the getter reported comes to us, save one that it had and could not report.
        std::uint32_t next = reported->load() == UINT32_MAX ? first : reported->load() + 1;
        std::vector<bool> seen(put_next - next);
        for (std::uint32_t count = 0;;) {
            std::optional<Item> item;
            try {
                item = q.get(count + 1 >= put_next - next ? 150ms : 20000ms);
            } catch (const Empty&) {
                break;
            }
            ASSERT_TRUE(whole(*item, size));
            ASSERT_GE(item->number, next) << "twice";
            ASSERT_FALSE(seen.at(item->number - next)) << "twice";
            seen.at(item->number - next) = true;
            if (++count == put_next - next) break;
        }
        lost += static_cast<std::uint32_t>(std::count(seen.begin(), seen.end(), false));
        EXPECT_LE(std::count(seen.begin(), seen.end(), false), 1);
        EXPECT_FALSE(q.try_get().has_value());
    }
    ::munmap(reported, 4096);
    RecordProperty("unreported", static_cast<int>(lost));
}

INSTANTIATE_TEST_SUITE_P(Moments, QueueDeath,
                         testing::Values(Fault{100, SIGKILL, 100}, Fault{100, SIGTERM, 50},
                                         Fault{10'000'000, SIGKILL, 30}, Fault{10'000'000, SIGTERM, 20}),
                         name_of);

TEST(QueueDeathOfOne, AmongManyHurtsNobodyElse) {
    Queue<Item> q(16);
    Queue<std::uint32_t> got;
    std::vector<Child> getters;
    for (int i = 0; i < 2; ++i) {
        getters.emplace_back([&] {
            for (;;) {
                const Item item = q.get();
                if (!whole(item, item.body.size())) std::abort();
                if (item.round == 7) got.put(item.number);
            }
        });
    }
    std::vector<Child> noisy;
    const auto make_noise = [&] {
        noisy.emplace_back([&] {
            for (std::uint32_t i = 0;; ++i) q.put(make_item(1, i, i % 3 == 0 ? 5000 : 50));
        });
    };
    make_noise();
    make_noise();
    Child steady([&] {
        for (std::uint32_t i = 0; i < 2000; ++i) q.put(make_item(7, i, 300));
    });
    for (int i = 0; i < 20; ++i) {
        ::usleep(5000);
        noisy.front().end(i % 2 == 0 ? SIGKILL : SIGTERM);
        noisy.erase(noisy.begin());
        make_noise();
    }
    std::vector<bool> seen(2000);
    for (int i = 0; i < 2000; ++i) {
        const std::uint32_t number = got.get(20s);
        ASSERT_FALSE(seen.at(number));
        seen.at(number) = true;
    }
    EXPECT_EQ(steady.wait(), 0);
}

}  // namespace
}  // namespace mp
