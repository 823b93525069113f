// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <mutex>
#include <numeric>
#include <ranges>
#include <sstream>
#include <vector>

#include "mp/context.h"
#include "mp/exceptions.h"
#include "mp/sharedctypes.h"
#include "support/child.h"

namespace {

using mp::test::Child;
using Ints = std::vector<int>;

struct Corner {
    double x;
    double y;
};

// proves: 8.Array, 17._TestValue
TEST(Array, IsMadeFromASizeAListOrARange) {
    mp::Array<double> zeros(100);
    EXPECT_EQ(zeros.size(), 100U);
    EXPECT_EQ(std::accumulate(zeros.begin(), zeros.end(), 0.0), 0.0);
    EXPECT_EQ(mp::Array<int>({1, 2, 3}).slice(), (Ints{1, 2, 3}));
    EXPECT_EQ(mp::Array<int>({5}).slice(), (Ints{5}));
    EXPECT_EQ(mp::Array<int>(std::views::iota(0, 4)).slice(), (Ints{0, 1, 2, 3}));
    mp::Lock lock;
    mp::Array<Corner> points({{1.875, -6.25}, {-5.75, 2.0}}, {.lock = lock});
    EXPECT_EQ(points[1].x, -5.75);
    EXPECT_EQ(mp::Array<int>(0).size(), 0U);
}

// proves: 8.Array
TEST(Array, RefusesANegativeLength) {
    try {
        mp::Array<int> array(-1);
        FAIL() << "made an array of -1";
    } catch (const mp::ValueError& e) {
        EXPECT_STREQ(e.what(), "Array length must be >= 0, not -1");
    }
}

// proves: 8.a[i]
TEST(Array, CountsFromBothEnds) {
    mp::Array<int> array({10, 20, 30});
    EXPECT_EQ(array[-1], 30);
    EXPECT_EQ(array[-3], 10);
    array[-2] = -array[1];
    EXPECT_EQ(array[1], -20);
    for (const int index : {3, -4, 1000}) {
        try {
            array[index] = 0;
            ADD_FAILURE() << "index " << index << " was taken";
        } catch (const mp::IndexError& e) {
            EXPECT_STREQ(e.what(), "invalid index");
        }
    }
}

// proves: 8.RawValue, 8.a[i]
TEST(Array, IsCutAsAList) {
    mp::RawArray<int> array(std::views::iota(0, 10));
    EXPECT_EQ(array.slice(2, 5), (Ints{2, 3, 4}));
    EXPECT_EQ(array.slice(-3), (Ints{7, 8, 9}));
    EXPECT_EQ(array.slice({}, {}, -3), (Ints{9, 6, 3, 0}));
    EXPECT_EQ(array.slice(8, 100), (Ints{8, 9}));
    EXPECT_EQ(array.slice(5, 2), Ints{});
    EXPECT_EQ(array.slice(1, 9, 4), (Ints{1, 5}));
    EXPECT_THROW(array.slice(0, 1, 0), mp::ValueError);
    array.set_slice(0, 3, {-1, -2, -3});
    EXPECT_EQ(array.slice(0, 4), (Ints{-1, -2, -3, 3}));
    array.set_slice({}, {}, std::views::iota(0, 5), 2);
    EXPECT_EQ(array.slice(0, 6), (Ints{0, -2, 1, 3, 2, 5}));
    try {
        array.set_slice(0, 3, {1});
        FAIL() << "assigned another size";
    } catch (const mp::ValueError& e) {
        EXPECT_STREQ(e.what(), "Can only assign sequence of same size");
    }
}

// proves: 8.array-c-value-raw
TEST(Array, OfCharIsTextAndBytes) {
    mp::RawArray<char> text(5);
    text.value("abc");
    EXPECT_EQ(text.value(), "abc");
    EXPECT_EQ(text.raw(), std::string("abc\0\0", 5));
    text.value("abcde");
    EXPECT_EQ(text.value(), "abcde");
    EXPECT_THROW(text.value("abcdef"), mp::ValueError);
    EXPECT_EQ(mp::Array<char>("hello").raw(), "hello");  // the literal's end is C's own
}

// proves: 8.Array.get_lock
TEST(Array, IsSharedAndLocked) {
    mp::Array<int> array(std::views::iota(0, 1000));
    Child child([&] {
        std::scoped_lock guard(array.get_lock());
        for (int& item : array) item = -item;
    });
    EXPECT_EQ(child.join(), 0);
    for (int i = 0; i < 1000; ++i) ASSERT_EQ(array[i], -i);
    mp::Array<int> raw(3, {.lock = false});
    EXPECT_THROW(raw.get_lock(), mp::AttributeError);
}

// proves: 8.sharedctypes.copy, 8.sharedctypes.synchronized
TEST(Array, CopiesAndWraps) {
    mp::RawArray<int> raw({1, 2});
    auto copy = mp::sharedctypes::copy(raw);
    copy[0] = 9;
    EXPECT_EQ(raw[0], 1);
    auto wrapped = mp::sharedctypes::synchronized(raw);
    wrapped[1] = 5;
    EXPECT_EQ(raw[1], 5);
    EXPECT_THROW(mp::sharedctypes::copy(wrapped), mp::TypeError);
}

// proves: 8.Array.repr
TEST(Array, PrintsAsPython) {
    std::ostringstream out;
    out << mp::Array<int>(5);
    EXPECT_TRUE(out.str().starts_with(
        "<SynchronizedArray wrapper for <multiprocessing.sharedctypes.c_int_Array_5 object at 0x"));
    EXPECT_TRUE(out.str().ends_with(">>"));
}

// proves: 8.Value, 8.Array
TEST(Array, OfAContextTakesWhatItsConstructorTakes) {
    const auto context = mp::get_context("spawn");
    EXPECT_EQ(context.Array<double>({1.5, 2.5})[1], 2.5);
    EXPECT_EQ(context.Array<int>({1, 2, 3}, {.lock = false}).size(), 3U);
    EXPECT_EQ(context.Array<int>(10).size(), 10U);
    EXPECT_EQ(context.Array<int>(10, {.lock = mp::Lock()}).size(), 10U);
    EXPECT_EQ(context.Array<int>(std::vector<int>{4, 5}, {.lock = false})[0], 4);
    EXPECT_EQ(context.RawArray<char>({'a', 'b'})[1], 'b');
    EXPECT_EQ(context.Value<int>(7, {.lock = false}).value(), 7);
    EXPECT_EQ(context.Value<double>(0.5).value(), 0.5);
}

TEST(Array, IsMadeOfARangeAndSeenFromBothEnds) {
    const mp::Array array(Ints{1, 2, 3});
    static_assert(std::is_same_v<decltype(array), const mp::Array<int>>);
    EXPECT_EQ(array.front(), 1);
    EXPECT_EQ(array.back(), 3);
    EXPECT_EQ(Ints(array.rbegin(), array.rend()), (Ints{3, 2, 1}));
    EXPECT_THROW(mp::Array<int>(0).front(), mp::IndexError);
    // What is a copy cannot be mistaken for the array.
    static_assert(!std::is_assignable_v<decltype(array.slice()), Ints>);
    static_assert(!std::is_assignable_v<decltype(std::declval<mp::Array<char>>().value()), std::string>);
    const mp::Value<double> value(1.0);
    value.value(2.5);
    EXPECT_EQ(value.value(), 2.5);
    EXPECT_EQ(mp::repr(value), value.repr());
}

}  // namespace
