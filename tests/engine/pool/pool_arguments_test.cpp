// SPDX-License-Identifier: MIT
// What a pool's calls take and give: bools, texts, tuples of every kind, chunk sizes, callbacks, what can only be
// moved. What they refuse is in refused.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <exception>
#include <list>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "mp/dummy.h"
#include "mp/pool.h"
#include "mp/process.h"
#include "pool_functions.h"

namespace {

using namespace pool_test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::EndsWith;

int from_bool(bool on) {
    return on ? 1 : 0;
}
bool is_odd(int x) {
    return x % 2 != 0;
}
int choose(bool first, int a, int b) {
    return first ? a : b;
}
char upper(char c) {
    return static_cast<char>(c - 'a' + 'A');
}
std::size_t length_of_view(std::string_view text) {
    return text.size();
}
std::size_t length_of_text(const char* text) {
    return std::string_view(text).size();
}
int sum(std::span<const int> items) {
    int total = 0;
    for (const int item : items) total += item;
    return total;
}
std::string repeat(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

struct Boxed {
    std::unique_ptr<int> held;
    int plain = 0;
};
std::unique_ptr<int> box(int x) {
    return std::make_unique<int>(x);
}
Boxed box_twice(int x) {
    return {std::make_unique<int>(x), x};
}

std::string own_name() {
    return mp::current_process().name();
}

int fail_nested(int x) {
    try {
        throw std::runtime_error("the cause");
    } catch (...) {
        if (x == 0) std::throw_with_nested(std::out_of_range("outer"));
        if (x == 1) std::throw_with_nested(mp::KeyError("outer"));
        std::throw_with_nested(std::string_view("outer"));
    }
    return 0;
}

template <class Items>
std::vector<typename std::remove_cvref_t<decltype(std::declval<Items&>().next())>> all_of(Items items) {
    std::vector<typename std::remove_cvref_t<decltype(std::declval<Items&>().next())>> out;
    for (const auto& item : items) out.push_back(item);
    return out;
}

TEST(PoolArguments, FunctionsTakeAndGiveBools) {
    mp::Pool pool(2);
    const std::vector<bool> flags{true, false, true};
    EXPECT_EQ(pool.apply(mp::fn<from_bool>, true), 1);
    EXPECT_THAT(pool.map(mp::fn<from_bool>, {true, false}), ElementsAre(1, 0));
    EXPECT_THAT(pool.map(mp::fn<from_bool>, flags), ElementsAre(1, 0, 1));
    EXPECT_THAT(pool.map(mp::fn<from_bool>, std::array{false, true}), ElementsAre(0, 1));
    EXPECT_THAT(pool.map_async(mp::fn<from_bool>, flags).get(), ElementsAre(1, 0, 1));
    EXPECT_THAT(all_of(pool.imap(mp::fn<from_bool>, {true, false})), ElementsAre(1, 0));
    EXPECT_THAT(all_of(pool.imap(mp::fn<from_bool>, flags, {.chunksize = 2})), ElementsAre(1, 0, 1));
    EXPECT_THAT(all_of(pool.imap_unordered(mp::fn<from_bool>, {true})), ElementsAre(1));
    EXPECT_THAT(pool.starmap(mp::fn<from_bool>, {std::tuple{true}}), ElementsAre(1));
    EXPECT_THAT(pool.starmap(mp::fn<choose>, {{true, 1, 2}, {false, 1, 2}}), ElementsAre(1, 2));
    EXPECT_THAT(pool.map(mp::fn<[](auto flag) { return sizeof flag; }>, flags), ElementsAre(1U, 1U, 1U));
    EXPECT_THAT(pool.map(mp::fn<is_odd>, {1, 2, 3}), ElementsAre(true, false, true));
    EXPECT_THAT(all_of(pool.imap(mp::fn<is_odd>, {1, 2})), ElementsAre(true, false));

    mp::dummy::Pool threads(2);
    EXPECT_THAT(threads.map(from_bool, {true, false}), ElementsAre(1, 0));
    EXPECT_THAT(threads.map(mp::fn<from_bool>, flags), ElementsAre(1, 0, 1));
    EXPECT_THAT(all_of(threads.imap(from_bool, flags)), ElementsAre(1, 0, 1));
    EXPECT_THAT(threads.map(is_odd, {1, 2, 3}), ElementsAre(true, false, true));
}

TEST(PoolArguments, ViewsTakeWhatTheyCanLookAt) {
    mp::Pool pool(1);
    const std::string_view view = "view";
    EXPECT_EQ(pool.apply(mp::fn<length_of_view>, view), 4U);
    EXPECT_EQ(pool.apply(mp::fn<length_of_text>, view), 4U);
    EXPECT_EQ(pool.apply(mp::fn<length_of_text>, "text"), 4U);
    EXPECT_EQ(pool.apply(mp::fn<sum>, std::array{1, 2, 3}), 6);
    EXPECT_EQ(pool.apply(mp::fn<sum>, std::vector{1, 2}), 3);
    EXPECT_THAT(pool.map(mp::fn<length_of_view>, {"a", "bb"}), ElementsAre(1U, 2U));
    EXPECT_THAT(pool.map(mp::fn<greet>, std::vector{view}), ElementsAre("hello view"));
}

TEST(PoolArguments, ALiteralIsItsCharacters) {
    mp::Pool pool(1);
    mp::ThreadPool threads(1);
    EXPECT_THAT(pool.map(mp::fn<upper>, "abc"), ElementsAre('A', 'B', 'C'));
    EXPECT_THAT(pool.map_async(mp::fn<upper>, "abc").get(), ElementsAre('A', 'B', 'C'));
    EXPECT_THAT(all_of(pool.imap(mp::fn<upper>, "abc")), ElementsAre('A', 'B', 'C'));
    EXPECT_THAT(threads.map(upper, "abc"), ElementsAre('A', 'B', 'C'));
    EXPECT_THAT(all_of(threads.imap(upper, "abc")), ElementsAre('A', 'B', 'C'));
    const char unended[] = {'a', 'b'};
    EXPECT_THAT(pool.map(mp::fn<upper>, unended), ElementsAre('A', 'B'));
}

TEST(PoolArguments, StarmapTakesBracesAndEverythingWithParts) {
    mp::Pool pool(2);
    const std::vector<std::array<int, 2>> arrays{{1, 2}, {3, 4}};
    EXPECT_THAT(pool.starmap(mp::fn<multiply>, arrays), ElementsAre(2, 12));
    EXPECT_THAT(pool.starmap(mp::fn<multiply>, {{1, 2}, {3, 4}}), ElementsAre(2, 12));
    EXPECT_THAT(pool.starmap(mp::fn<multiply>, {std::pair{1, 2}, std::pair{3, 4}}), ElementsAre(2, 12));
    EXPECT_THAT(pool.starmap(mp::fn<multiply>, {std::array{1, 2}}), ElementsAre(2));
    EXPECT_THAT(pool.starmap(mp::fn<repeat>, {{"ab", 2}, {"c", 3}}), ElementsAre("abab", "ccc"));
    EXPECT_THAT(pool.starmap(mp::fn<[](auto a, auto b) { return a * b; }>, {std::tuple{2, 3}}), ElementsAre(6));
    std::vector<int> told;
    auto result =
        pool.starmap_async(mp::fn<multiply>, {{1, 2}, {3, 4}}, {.callback = [&](auto& list) { told = list; }});
    EXPECT_THAT(result.get(), ElementsAre(2, 12));
    EXPECT_THAT(told, ElementsAre(2, 12));

    mp::ThreadPool threads(2);
    EXPECT_THAT(threads.starmap(multiply, arrays), ElementsAre(2, 12));
    EXPECT_THAT(threads.starmap([](int a, int b) { return a - b; }, {{5, 2}, {3, 4}}), ElementsAre(3, -1));
    EXPECT_THAT(threads.starmap(mp::fn<multiply>, {{1, 2}}), ElementsAre(2));
    EXPECT_THAT(threads.starmap_async(multiply, {{1, 2}}, 1).get(), ElementsAre(2));
}

TEST(PoolArguments, ANumberIsTheChunksize) {
    mp::Pool pool(1);
    const std::list<int> items{1, 2, 3};
    EXPECT_THAT(pool.map(mp::fn<square>, items, 2), ElementsAre(1, 4, 9));
    EXPECT_THAT(pool.map(mp::fn<square>, {1, 2}, std::size_t{5}), ElementsAre(1, 4));
    EXPECT_THAT(pool.map(mp::fn<square>, {1, 2}, {}), ElementsAre(1, 4));
    EXPECT_THAT(pool.map_async(mp::fn<square>, items, 2).get(), ElementsAre(1, 4, 9));
    EXPECT_THAT(pool.starmap(mp::fn<multiply>, {{1, 2}}, 1), ElementsAre(2));
    EXPECT_THAT(all_of(pool.imap(mp::fn<square>, items, 2)), ElementsAre(1, 4, 9));
    EXPECT_THAT(all_of(pool.imap_unordered(mp::fn<square>, {2}, 2)), ElementsAre(4));
    EXPECT_THROW(pool.map(mp::fn<square>, items, 0), mp::ValueError);
    EXPECT_THROW(pool.imap(mp::fn<square>, items, -1), mp::ValueError);
    mp::ThreadPool threads(1);
    EXPECT_THAT(threads.map(square, items, 2), ElementsAre(1, 4, 9));
    EXPECT_THROW(threads.imap(square, items, 0), mp::ValueError);
}

TEST(PoolArguments, CallbacksMayTakeNothingOrTheException) {
    mp::Pool pool(1);
    int called = 0;
    EXPECT_EQ(pool.apply_async(mp::call<square>(3), {.callback = [&] { ++called; }}).get(), 9);
    pool.map_async(mp::fn<square>, {1}, {.callback = [&] { ++called; }}).wait();
    pool.apply_async(mp::call<nothing>(3), {.callback = [&] { ++called; }}).get();
    EXPECT_EQ(called, 3);
    std::string told;
    const auto tell = [&](const std::exception& error) { told = error.what(); };
    EXPECT_THROW(pool.apply_async(mp::call<fail_on_seven>(7), {.error_callback = tell}).get(), std::out_of_range);
    EXPECT_EQ(told, "seven is bad");
    pool.apply_async(mp::call<fail_on_seven>(7), {.error_callback = [&] { ++called; }}).wait();
    EXPECT_EQ(called, 4);
    EXPECT_EQ(pool.apply_async(mp::call<square>(3), {.callback = std::function<void()>()}).get(), 9);

    mp::ThreadPool threads(1);
    threads.apply_async([]() -> int { throw 5; }, {.error_callback = tell}).wait();
    EXPECT_EQ(told, "5");
}

TEST(PoolArguments, WhatCanOnlyBeMovedComesBack) {
    mp::Pool pool(1);
    EXPECT_EQ(*pool.apply(mp::fn<box>, 3), 3);
    EXPECT_EQ(*pool.apply(mp::call<box>(4)), 4);
    EXPECT_EQ(*pool.map(mp::fn<box>, {5, 6}).at(1), 6);
    EXPECT_EQ(*pool.map(mp::fn<box_twice>, {5}).at(0).held, 5);
    EXPECT_EQ(*pool.imap(mp::fn<box>, {7}).next(), 7);
    EXPECT_EQ(*pool.map_async(mp::fn<box>, {8}).get().at(0), 8);
    auto result = pool.apply_async(mp::fn<box>, 9);
    EXPECT_EQ(*std::move(result).get(), 9);
    EXPECT_THROW(std::move(result).get(), mp::ValueError);
    mp::ThreadPool threads(1);
    EXPECT_EQ(*threads.apply(box, 3), 3);
    EXPECT_EQ(*threads.map(box, {3}).at(0), 3);
}

// A result that others have too is copied, whoever asks for it.
TEST(PoolArguments, ASharedResultStays) {
    mp::Pool pool(1);
    auto result = pool.apply_async(mp::fn<greet>, "you");
    auto other = result;
    EXPECT_EQ(std::move(other).get(), "hello you");
    EXPECT_EQ(result.get(), "hello you");
    EXPECT_EQ(result.get(), "hello you");
}

TEST(PoolArguments, NestedExceptionsKeepTheirType) {
    mp::Pool pool(1);
    try {
        pool.apply(mp::fn<fail_nested>, 0);
        ADD_FAILURE();
    } catch (const std::out_of_range& error) {
        EXPECT_STREQ(error.what(), "outer");
    }
    try {
        pool.apply(mp::fn<fail_nested>, 1);
        ADD_FAILURE();
    } catch (const mp::KeyError& error) {
        EXPECT_STREQ(error.what(), "outer");
        EXPECT_THAT(error.remote_traceback(), EndsWith("KeyError: outer\n"));
    }
    EXPECT_THROW(pool.apply(mp::fn<fail_nested>, 2), mp::RemoteError);
}

TEST(PoolArguments, CallsPrintWhatTheyAre) {
    std::ostringstream out;
    out << mp::call<repeat>("ab", 2) << ' ' << mp::Call<int>();
    EXPECT_THAT(out.str(), EndsWith("repeat(\"ab\", 2) empty call"));
}

// As in Python, the numbers in the names of a process's children run over everything that it makes.
// proves: 2.name
TEST(PoolArguments, WorkersCountWithTheOtherChildren) {
    const mp::Process first;
    mp::Pool a(1);
    mp::Pool b(1);
    const mp::Process last;
    const auto number = [](const std::string& name) { return std::stoi(name.substr(name.rfind('-') + 1)); };
    const int before = number(first.name());
    EXPECT_EQ(first.name(), "Process-" + std::to_string(before));
    EXPECT_EQ(a.apply(mp::fn<own_name>), "ForkPoolWorker-" + std::to_string(before + 1));
    EXPECT_EQ(b.apply(mp::fn<own_name>), "ForkPoolWorker-" + std::to_string(before + 2));
    EXPECT_EQ(last.name(), "Process-" + std::to_string(before + 3));
}

TEST(PoolArguments, APoolThatWasJoinedIsClosed) {
    mp::Pool pool(1);
    pool.close();
    pool.join();
    EXPECT_THAT(pool.repr(), testing::HasSubstr("state=CLOSE"));
    pool.terminate();
    EXPECT_THAT(pool.repr(), testing::HasSubstr("state=TERMINATE"));
}

}  // namespace
