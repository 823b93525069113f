// SPDX-License-Identifier: MIT
// A process that is killed inside put or get, at every machine instruction of it in turn: the child is stepped by the
// debugger's interface and killed at the n-th step, n = 1, 2, … until it finishes alive. After each kill the ring must
// hold the item as a whole or not at all, exactly its capacity must fit, and no block of the heap may be lost.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "channel/ring.h"
#include "support/crash_point.h"

namespace mp::channel {
namespace {

constexpr std::uint64_t ring_capacity = 4;

bool put_text(Ring& ring, const std::string& text) {
    Ring::Slot slot;
    if (!ring.try_claim(text.size(), slot)) return false;
    std::memcpy(slot.data, text.data(), text.size());
    return ring.commit(slot);
}

void finish(Ring& ring, Ring::View& view) {
    if (!ring.keeps()) return ring.done(view);
    Heap::Block block = ring.keep(view);
    ring.release(block);
}

std::vector<std::string> take_all(Ring& ring) {
    std::vector<std::string> items;
    Ring::View view;
    while (ring.try_take(view)) {
        items.emplace_back(reinterpret_cast<const char*>(view.data), view.size);
        finish(ring, view);
    }
    return items;
}

using test::End;

// One instruction at a time.
End kill_after(int steps, const std::function<void()>& operation) {
    const End end = test::kill_at(
        steps, test::Step::instruction, [] {}, operation);
    telemetry::Registry::instance().look_for_deaths();
    return end;
}

std::int64_t blocks_of(const Ring& ring) {
    struct stat status {};
    ::fstat(ring.descriptor(), &status);
    return status.st_blocks;
}

// Exactly the capacity fits, round after round of the ring.
void expect_sound(Ring& ring, const std::string& text) {
    for (int lap = 0; lap < 3; ++lap) {
        for (std::uint64_t i = 0; i < ring_capacity; ++i) ASSERT_TRUE(put_text(ring, text));
        ASSERT_FALSE(put_text(ring, text));
        ASSERT_EQ(take_all(ring), std::vector<std::string>(ring_capacity, text));
    }
    ASSERT_EQ(ring.depth(), 0U);
}

class CrashPoint : public testing::TestWithParam<std::size_t> {
protected:
    // A step more each time; large ranges of plain copying are strided over.
    template <class Operation, class Check>
    void sweep(Operation operation, Check check) {
        Ring ring = Ring::create({.capacity = ring_capacity, .cells = 8, .keeps = keeps_});
        const std::string text(GetParam(), 'x');
        expect_sound(ring, text);
        const std::int64_t blocks_before = blocks_of(ring);
        const int stride = mp::test::stride(7);
        int points = 0;
        for (int steps = 1;; steps += stride) {
            const std::uint64_t held = prepare_ ? prepare_(ring, text) : 0;
            const End end = kill_after(steps, [&] { operation(ring, text); });
            if (end == End::impossible) GTEST_SKIP() << "stepping a child is not allowed here";
            check(take_all(ring), held, end, text);
            expect_sound(ring, text);
            if (HasFatalFailure()) FAIL() << "after " << steps << " instructions";
            ++points;
            if (end == End::finished) break;
        }
        EXPECT_GT(points, 200 / stride);
        EXPECT_LE(blocks_of(ring), blocks_before + 64) << "blocks of the heap were lost";
    }
    std::function<std::uint64_t(Ring&, const std::string&)> prepare_;
    bool keeps_ = false;
};

TEST_P(CrashPoint, PutLeavesAWholeItemOrNothing) {
    sweep([](Ring& ring, const std::string& text) { put_text(ring, text); },
          [](const std::vector<std::string>& items, std::uint64_t, End end, const std::string& text) {
              ASSERT_LE(items.size(), 1U);
              for (const std::string& item : items) ASSERT_EQ(item, text);
              ASSERT_TRUE(end != End::finished || items.size() == 1);
          });
}

TEST_P(CrashPoint, GetTakesItOrLeavesItToTheNext) {
    prepare_ = [](Ring& ring, const std::string& text) {
        put_text(ring, text);
        put_text(ring, text);
        return std::uint64_t{2};
    };
    sweep(
        [](Ring& ring, const std::string&) {
            Ring::View view;
            if (ring.try_take(view)) ring.done(view);
        },
        [](const std::vector<std::string>& items, std::uint64_t held, End end, const std::string& text) {
            ASSERT_GE(items.size(), held - 1);
            ASSERT_LE(items.size(), held);
            for (const std::string& item : items) ASSERT_EQ(item, text);
            ASSERT_TRUE(end != End::finished || items.size() == held - 1);
        });
}

// Between get and "done with it" the item comes again, whole.
TEST_P(CrashPoint, AKeptItemComesAgainUnlessItsGetterWasDone) {
    keeps_ = true;
    prepare_ = [](Ring& ring, const std::string& text) {
        put_text(ring, text);
        put_text(ring, text);
        return std::uint64_t{2};
    };
    sweep(
        [](Ring& ring, const std::string&) {
            Ring::View view;
            if (ring.try_take(view)) finish(ring, view);
        },
        [](const std::vector<std::string>& items, std::uint64_t held, End end, const std::string& text) {
            ASSERT_GE(items.size(), held - 1);
            ASSERT_LE(items.size(), held);
            for (const std::string& item : items) ASSERT_EQ(item, text);
            ASSERT_TRUE(end != End::finished || items.size() == held - 1);
        });
}

INSTANTIATE_TEST_SUITE_P(Sizes, CrashPoint, testing::Values(std::size_t{20}, std::size_t{600}));

}  // namespace
}  // namespace mp::channel
