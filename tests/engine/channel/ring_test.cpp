// SPDX-License-Identifier: MIT
#include "channel/ring.h"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "support/child.h"
#include "support/wait.h"

namespace mp::channel {
namespace {

using test::Child;

struct Item {
    std::uint32_t producer;
    std::uint32_t number;
};

std::int64_t in_seconds(int seconds) {
    return os::deadline_after(seconds * 1'000'000'000LL);
}

bool put_bytes(Ring& ring, const std::string& text) {
    Ring::Slot slot;
    if (!ring.try_claim(text.size(), slot)) return false;
    std::memcpy(slot.data, text.data(), text.size());
    return ring.commit(slot);
}

bool take_bytes(Ring& ring, std::string& out) {
    Ring::View view;
    if (!ring.try_take(view)) return false;
    out.assign(reinterpret_cast<const char*>(view.data), view.size);
    ring.done(view);
    return true;
}

void put_item(Ring& ring, Item item) {
    Ring::Slot slot;
    while (!ring.try_claim(sizeof item, slot)) ring.wait_writable({});
    std::memcpy(slot.data, &item, sizeof item);
    ring.commit(slot);
}

Item take_item(Ring& ring) {
    Ring::View view;
    while (!ring.try_take(view)) ring.wait_readable({});
    Item item{};
    std::memcpy(&item, view.data, sizeof item);
    ring.done(view);
    return item;
}

TEST(Ring, GivesBackWhatWasPut) {
    Ring ring = Ring::create({.cells = 8});
    std::string out;
    EXPECT_FALSE(take_bytes(ring, out));
    for (int round = 0; round < 100; ++round) {
        EXPECT_TRUE(put_bytes(ring, "item " + std::to_string(round)));
        EXPECT_EQ(ring.depth(), 1U);
        ASSERT_TRUE(take_bytes(ring, out));
        EXPECT_EQ(out, "item " + std::to_string(round));
    }
    EXPECT_EQ(ring.depth(), 0U);
    EXPECT_EQ(ring.put_count(), 100U);
}

TEST(Ring, IsFullAtItsCapacityExactly) {
    Ring ring = Ring::create({.capacity = 3, .cells = 64});
    std::string out;
    for (int round = 0; round < 200; ++round) {
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(put_bytes(ring, "x"));
        EXPECT_FALSE(put_bytes(ring, "x"));
        EXPECT_FALSE(ring.writable());
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(take_bytes(ring, out));
        EXPECT_FALSE(take_bytes(ring, out));
        EXPECT_FALSE(ring.readable());
    }
}

TEST(Ring, HoldsAsManyItemsAsCellsWithoutACapacity) {
    Ring ring = Ring::create({.cells = 16});
    for (int i = 0; i < 16; ++i) EXPECT_TRUE(put_bytes(ring, "x"));
    EXPECT_FALSE(put_bytes(ring, "x"));
}

TEST(Ring, PutsWhatDoesNotFitACellIntoTheHeap) {
    Ring ring = Ring::create({.cells = 16});
    for (std::size_t size : {std::size_t{0}, ring.inline_bytes(), ring.inline_bytes() + 1, std::size_t{1} << 10,
                             (std::size_t{1} << 16) + 1, std::size_t{9} << 20}) {
        std::string text(size, '\0');
        std::iota(text.begin(), text.end(), static_cast<char>(size));
        for (int i = 0; i < 5; ++i) ASSERT_TRUE(put_bytes(ring, text));
        std::string out;
        for (int i = 0; i < 5; ++i) {
            ASSERT_TRUE(take_bytes(ring, out));
            ASSERT_EQ(out, text);
        }
    }
}

TEST(Ring, AnAbandonedSlotIsNoItem) {
    Ring ring = Ring::create({.capacity = 2, .cells = 16});
    for (std::size_t size : {std::size_t{5}, std::size_t{5000}}) {
        for (int i = 0; i < 50; ++i) {
            Ring::Slot slot;
            ASSERT_TRUE(ring.try_claim(size, slot));
            ring.abandon(slot);
        }
        std::string out;
        EXPECT_FALSE(take_bytes(ring, out));
        EXPECT_TRUE(put_bytes(ring, "one"));
        EXPECT_TRUE(put_bytes(ring, "two"));
        EXPECT_TRUE(take_bytes(ring, out) && out == "one");
        EXPECT_TRUE(take_bytes(ring, out) && out == "two");
    }
    EXPECT_EQ(ring.put_count(), 4U);
}

TEST(Ring, PassesAPutterThatIsStillWriting) {
    Ring ring = Ring::create({.cells = 16});
    Ring::Slot slow;
    ASSERT_TRUE(ring.try_claim(4, slow));
    EXPECT_TRUE(put_bytes(ring, "fast"));
    std::string out;
    ASSERT_TRUE(take_bytes(ring, out));
    EXPECT_EQ(out, "fast");
    EXPECT_FALSE(take_bytes(ring, out));
    std::memcpy(slow.data, "slow", 4);
    ring.commit(slow);
    ASSERT_TRUE(take_bytes(ring, out));
    EXPECT_EQ(out, "slow");
    EXPECT_EQ(ring.depth(), 0U);
}

TEST(Ring, AttachesInAnotherProcessByIdAndDescriptor) {
    Ring ring = Ring::create({.cells = 16});
    Ring again = Ring::attach(ring.id(), os::Fd(::dup(ring.descriptor())));
    EXPECT_TRUE(put_bytes(again, "hello"));
    std::string out;
    EXPECT_TRUE(take_bytes(ring, out));
    Ring other = Ring::create({.cells = 16});
    EXPECT_THROW(Ring::attach(other.id(), os::Fd(::dup(ring.descriptor()))), OSError);
}

TEST(Ring, ResetForgetsEverything) {
    Ring ring = Ring::create({.cells = 16});
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(put_bytes(ring, std::string(3000, 'x')));
    Ring::View view;
    ASSERT_TRUE(ring.try_take(view));
    ring.reset();
    std::string out;
    EXPECT_FALSE(take_bytes(ring, out));
    for (int i = 0; i < 16; ++i) ASSERT_TRUE(put_bytes(ring, std::to_string(i)));
    EXPECT_FALSE(put_bytes(ring, "x"));
    for (int i = 0; i < 16; ++i) {
        ASSERT_TRUE(take_bytes(ring, out));
        EXPECT_EQ(out, std::to_string(i));
    }
}

TEST(Ring, WaitsEndInTime) {
    Ring ring = Ring::create({.capacity = 1, .cells = 4});
    EXPECT_EQ(ring.wait_readable({.deadline_ns = os::monotonic_ns() + 20'000'000}), Wait::timed_out);
    EXPECT_EQ(ring.wait_readable({.deadline_ns = 0}), Wait::timed_out);
    EXPECT_EQ(ring.wait_writable({.deadline_ns = 0}), Wait::ready);
    EXPECT_TRUE(put_bytes(ring, "x"));
    EXPECT_EQ(ring.wait_writable({.deadline_ns = os::monotonic_ns() + 20'000'000}), Wait::timed_out);
    EXPECT_EQ(ring.wait_readable({}), Wait::ready);
    std::string out;
    EXPECT_TRUE(take_bytes(ring, out));
    EXPECT_EQ(ring.wait_readable({.stop = [](void*) { return true; }}), Wait::stopped);
}

TEST(Ring, WakesASleeper) {
    Ring ring = Ring::create({.capacity = 1, .cells = 4});
    Child child([&] {
        for (int i = 0; i < 20; ++i) {
            ::usleep(2000);
            put_item(ring, {0, static_cast<std::uint32_t>(i)});
        }
    });
    for (std::uint32_t i = 0; i < 20; ++i) EXPECT_EQ(take_item(ring).number, i);
    EXPECT_EQ(child.join(), 0);
}

TEST(Ring, SaysThatThePeerIsGone) {
    Ring ring = Ring::create({.cells = 4});
    Ring tokens = Ring::create({.cells = 4});
    Child child([&] {
        put_item(tokens, {telemetry::Registry::instance().self(), 0});
        ::pause();
    });
    const telemetry::Token peer = take_item(tokens).producer;
    EXPECT_EQ(ring.wait_readable({.deadline_ns = os::monotonic_ns() + 20'000'000, .peer = peer}), Wait::timed_out);
    child.end(SIGKILL);
    EXPECT_EQ(ring.wait_readable({.deadline_ns = in_seconds(10), .peer = peer}), Wait::peer_gone);
}

// This process never takes anything: it must not go on believing that the item of the dead is there.
TEST(Ring, IsNotReadableOnceAnotherHasTakenTheItemOfTheDead) {
    Ring ring = Ring::create({.cells = 8});
    ASSERT_TRUE(put_bytes(ring, "once"));
    Child killed([&] {
        Ring::View view;
        if (ring.try_take(view)) ::raise(SIGKILL);
    });
    EXPECT_EQ(killed.join(), -SIGKILL);
    EXPECT_TRUE(test::wait_until([&] { return ring.repair() && ring.readable(); }));
    Child next([&] {
        std::string out;
        if (!take_bytes(ring, out) || out != "once") throw RuntimeError("it is not there");
    });
    EXPECT_EQ(next.join(), 0);
    EXPECT_FALSE(ring.readable());
}

// Many to many: every item once, each producer's in its order, whatever the size of the ring.
class RingCrowd : public testing::TestWithParam<std::tuple<int, int, std::uint64_t, std::uint32_t>> {};

TEST_P(RingCrowd, DeliversEveryItemOnceAndInOrder) {
    const auto [producers, consumers, capacity, cells] = GetParam();
    Ring ring = Ring::create({.capacity = capacity, .cells = cells});
    Ring results = Ring::create({.cells = 1U << 17});
    const std::uint32_t each = 20000;
    std::vector<Child> children;
    for (int p = 0; p < producers; ++p) {
        children.emplace_back([&, p] {
            for (std::uint32_t i = 0; i < each; ++i) put_item(ring, {static_cast<std::uint32_t>(p), i});
        });
    }
    for (int c = 0; c < consumers; ++c) {
        children.emplace_back([&] {
            std::map<std::uint32_t, std::uint32_t> next;
            for (;;) {
                const Item item = take_item(ring);
                if (item.producer == UINT32_MAX) return;
                std::uint32_t& expected = next[item.producer];
                if (item.number < expected) throw RuntimeError("out of order");
                expected = item.number + 1;
                put_item(results, item);
            }
        });
    }
    std::map<std::uint32_t, std::vector<bool>> seen;
    for (std::uint32_t i = 0; i < each * static_cast<std::uint32_t>(producers); ++i) {
        const Item item = take_item(results);
        std::vector<bool>& mine = seen[item.producer];
        mine.resize(each);
        ASSERT_FALSE(mine[item.number]) << "twice";
        mine[item.number] = true;
    }
    for (int c = 0; c < consumers; ++c) put_item(ring, {UINT32_MAX, 0});
    for (Child& child : children) EXPECT_EQ(child.join(), 0);
    std::string out;
    EXPECT_FALSE(take_bytes(results, out));
    EXPECT_EQ(ring.depth(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Sizes, RingCrowd,
                         testing::Values(std::tuple{1, 1, 0, 1024}, std::tuple{2, 2, 0, 1024}, std::tuple{4, 4, 0, 2},
                                         std::tuple{4, 3, 1, 4}, std::tuple{3, 4, 5, 64}, std::tuple{8, 1, 0, 16},
                                         std::tuple{1, 8, 7, 8}));

}  // namespace
}  // namespace mp::channel
