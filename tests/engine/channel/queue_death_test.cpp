// SPDX-License-Identifier: MIT
// Processes killed at random moments inside put and get (faults D1 to D5): every item is whole, none comes twice, each
// put and get of the others ends within the second of the contract, nothing is left behind. LIFEGUARD_SOAK=1 makes it a
// thousand kills each.

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "mp/exceptions.h"
#include "mp/queues.h"
#include "support/child.h"
#include "support/stopwatch.h"
#include "support/wait.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using test::Child;
using test::Stopwatch;

struct Item {
    std::uint32_t round = 0;
    std::uint32_t number = 0;
    std::string body;
    template <class Ar>
    void serialize(Ar& ar) {
        ar(round);
        ar(number);
        ar(body);
        if (whole_number != nullptr) whole_number->store(number);
    }
    // In a process that only gets: where it says which item it has read to its last byte, still inside get().
    static inline std::atomic<std::uint32_t>* whole_number = nullptr;
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

// The longest put or get of those who go on. Each is given more time than it may take: what is too long is measured,
// and what hangs throws.
class Longest {
public:
    template <class Operation>
    auto operator()(Operation operation) {
        struct Noted {
            Longest& all;
            Stopwatch watch{};
            ~Noted() { all.longest_ = std::max(all.longest_, watch.fair()); }
        } const noted{*this};
        return operation();
    }
    void expect_within_contract(const char* what, int kills) const {
        std::printf("%d kills: the longest %s of the others took %.1f ms\n", kills, what, test::milliseconds(longest_));
        EXPECT_LT(longest_, 1s);
    }

private:
    std::chrono::nanoseconds longest_{0};
};

int kills_of(int usual) {
#ifdef __SANITIZE_THREAD__
    usual /= 10;  // it notes each of ten million bytes four times, and sees nothing of the other process
#endif
    return std::getenv("LIFEGUARD_SOAK") != nullptr ? 1000 : usual;
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
    int kills() const { return kills_of(GetParam().kills); }
    void wait_a_moment() { ::usleep(std::uniform_int_distribution<useconds_t>(0, 4000)(random_)); }

    std::mt19937 random_{20240229};
    std::size_t descriptors_ = 0;
    std::size_t shared_ = 0;
};

// proves: 4.1.a-writer-is-killed-inside-its, 16.queue-writer-killed-mid-message
TEST_P(QueueDeath, D1_D2_OfAPutterLeavesOnlyWholeItems) {
    const auto [size, signal, unused] = GetParam();
    Queue<Item> q(4);
    Longest longest;
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
        while (const auto item = longest([&] { return q.try_get(); })) {
            ASSERT_EQ(item->round, round);
            ASSERT_EQ(item->number, next++) << "an item was lost or came twice";
            ASSERT_TRUE(whole(*item, size));
        }
        // The others go on: as many as fit, and no more.
        for (std::uint32_t i = 0; i < 4; ++i) {
            const Item item = make_item(0, i, size);
            longest([&] { q.put(item, 20s); });
        }
        EXPECT_THROW(q.put_nowait({}), Full);
        for (std::uint32_t i = 0; i < 4; ++i) ASSERT_EQ(longest([&] { return q.get(20s); }).number, i);
    }
    longest.expect_within_contract("put or get", kills());
}

// proves: 4.1.a-reader-is-killed-inside-get, 16.queue-reader-killed
TEST_P(QueueDeath, D4_OfAGetterGivesItsItemToTheNext) {
    const auto [size, signal, unused] = GetParam();
    Queue<Item> q(4);
    auto* reported = static_cast<std::atomic<std::uint32_t>*>(
        ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    std::uint32_t put_next = 0;
    std::uint32_t lost = 0;
    Longest longest;
    for (int round = 0; round < kills(); ++round) {
        reported[0].store(UINT32_MAX);
        reported[1].store(UINT32_MAX);
        Child getter([&, size = size] {
            Item::whole_number = &reported[1];
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
        // Everything behind the last that the getter reported comes to us. One item may be the getter's own and not
        // reported: one that it had read whole. Whatever it had read in part comes.
        std::uint32_t next = reported->load() == UINT32_MAX ? first : reported->load() + 1;
        std::vector<bool> seen(put_next - next);
        for (std::uint32_t count = 0; count < put_next - next; ++count) {
            std::optional<Item> item;
            try {
                // The last may be the one that the getter had. Read in part it comes by the second of the contract;
                // read whole it is gone, most likely: there is little to wait for.
                const auto missing = static_cast<std::uint32_t>(std::ranges::find(seen, false) - seen.begin());
                const auto patience = next + missing == reported[1].load() ? 100ms : 1000ms;
                item = count + 1 >= put_next - next ? q.get(patience) : longest([&] { return q.get(20s); });
            } catch (const Empty&) {
                break;
            }
            ASSERT_TRUE(whole(*item, size));
            ASSERT_GE(item->number, next) << "twice";
            ASSERT_FALSE(seen.at(item->number - next)) << "twice";
            seen.at(item->number - next) = true;
        }
        lost += static_cast<std::uint32_t>(std::count(seen.begin(), seen.end(), false));
        for (std::uint32_t i = 0; i < seen.size(); ++i) {
            if (seen[i]) continue;
            EXPECT_EQ(next + i, reported[1].load()) << "an item that was read in part is lost";
        }
        EXPECT_FALSE(q.try_get().has_value());
    }
    ::munmap(reported, 4096);
    std::printf("%u items were read whole by getters that were killed before they could say so\n", lost);
    longest.expect_within_contract("get", kills());
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
    Longest longest;
    for (int i = 0; i < 2000; ++i) {
        const std::uint32_t number = longest([&] { return got.get(20s); });
        ASSERT_FALSE(seen.at(number));
        seen.at(number) = true;
    }
    EXPECT_EQ(steady.join(), 0);
    longest.expect_within_contract("get", 20);
}

TEST(SimpleQueueDeath, D3_OfAPutterLeavesOnlyWholeItems) {
    constexpr std::size_t size = 1'000'000;
    SimpleQueue<Item> q;
    Longest longest;
    std::mt19937 random(19991231);
    const int kills = kills_of(50);
    for (std::uint32_t round = 1; round <= static_cast<std::uint32_t>(kills); ++round) {
        Child putter([&] {
            for (std::uint32_t i = 0; i < 100; ++i) q.put(make_item(round, i, size));
            ::pause();
        });
        std::uint32_t next = 0;
        for (std::uint32_t i = 0; i < round % 5; ++i) ASSERT_EQ(q.get().number, next++);
        ::usleep(static_cast<useconds_t>(random() % 4000));
        putter.end(round % 2 == 0 ? SIGKILL : SIGTERM);
        q.put(make_item(0, 0, size));
        for (;;) {
            const Item item = longest([&] { return q.get(); });
            ASSERT_TRUE(whole(item, size));
            if (item.round == 0) break;
            ASSERT_EQ(item.number, next++) << "an item was lost or came twice";
        }
    }
    EXPECT_TRUE(q.empty());
    longest.expect_within_contract("get", kills);
}

// Stops the process that encodes it in the middle of its second encoding, which goes into the queue (the first counts).
struct Halting {
    std::string first = std::string(1'000'000, 'a');
    std::string second = std::string(1'000'000, 'b');
    template <class Ar>
    void serialize(Ar& ar) {
        static int encodings = 0;
        ar(first);
        if (halts && ++encodings == 2) ::raise(SIGSTOP);
        ar(second);
    }
    static inline bool halts = false;
};

// Ends the process that reads it, in the middle of get().
struct Deadly {
    int number = 0;
    template <class Ar>
    void serialize(Ar& ar) {
        ar(number);
        if (kills) ::raise(SIGKILL);
    }
    static inline bool kills = false;
};

// This process only puts: nothing but empty() tells it what has become of the item.
TEST(QueueDeath, EmptyKnowsWhatTheDeadHadInHand) {
    const Queue<Deadly> queue;
    queue.put({7});
    Child killed([&] {
        Deadly::kills = true;
        (void)queue.get();
    });
    EXPECT_EQ(killed.join(), -SIGKILL);
    EXPECT_TRUE(test::wait_until([&] { return !queue.empty(); })) << "nobody has it";
    Child next([&] {
        if (queue.get(20s).number != 7) throw RuntimeError("another one");
    });
    EXPECT_EQ(next.join(), 0);
    EXPECT_TRUE(queue.empty());
}

class HalfWritten : public testing::TestWithParam<int> {
protected:
    // What the others may expect while a message is half written, in front of everything else.
    void expect_others_go_on() {
        const Stopwatch waiting;
        EXPECT_THROW(q.get(1s), Empty);
        EXPECT_LT(waiting.fair(), 1100ms);
        const Stopwatch passing;
        q.put({}, 20s);
        EXPECT_EQ(q.get(20s).second.size(), 1'000'000U);
        EXPECT_LT(passing.fair(), 1s);
    }
    Queue<Halting> q{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Queues, HalfWritten, testing::Values(0, 4),
                         [](const auto& each) { return each.param == 0 ? "Unbounded" : "Bounded"; });

TEST_P(HalfWritten, D5_AGetKeepsItsTimeAndOthersPass) {
    for (const int end : {SIGKILL, SIGCONT}) {
        Child putter([&] {
            Halting::halts = true;
            q.put({});
        });
        int status = 0;
        ASSERT_EQ(::waitpid(putter.pid(), &status, WUNTRACED), putter.pid());
        ASSERT_TRUE(WIFSTOPPED(status));
        expect_others_go_on();
        putter.send_signal(end);
        if (end == SIGCONT) {
            EXPECT_EQ(q.get(20s).first.size(), 1'000'000U);
            EXPECT_EQ(putter.join(), 0);
        } else {
            EXPECT_EQ(putter.join(), -SIGKILL);
            expect_others_go_on();
        }
    }
}

}  // namespace
}  // namespace mp
