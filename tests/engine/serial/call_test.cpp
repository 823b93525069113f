// SPDX-License-Identifier: MIT
#include "mp/call.h"

#include <gmock/gmock.h>

#include <sstream>
#include <thread>

#include "engine/serial/call_units.h"
#include "engine/serial/round_trip.h"
#include "support/program.h"

namespace {

using mp::call;
using mp::fn;
using mp::detail::Reader;
using mp::detail::Writer;
using mp::test::round_trip;
using testing::HasSubstr;

int mul(int x, int y) {
    return x * y;
}
int length(std::string_view text) noexcept {
    return static_cast<int>(text.size());
}
void append(std::vector<int>& items, int x) {
    items.push_back(x);
}
std::size_t append_and_count(std::vector<int>& items) {
    items.push_back(0);
    return items.size();
}
std::string join(const char* first, std::string&& second, const std::string& third) {
    return first + second + third;
}
const std::string& same(const std::string& text) {
    return text;
}
int own_function(int x) {
    return x + 100;
}
int sum(std::span<const int> items) {
    int total = 0;
    for (const int item : items) total += item;
    return total;
}
int* pointer(int) {
    return nullptr;
}
int fails(int x) {
    throw mp::ValueError("no " + std::to_string(x));
}
struct Rectangle {
    int width, height;
    int area(int factor) const { return width * height * factor; }
};

static_assert(std::is_same_v<mp::parameters_of<length>, std::tuple<std::string_view>>);
static_assert(std::is_same_v<mp::argument_of<length, 0>, std::string>);
static_assert(std::is_same_v<mp::result_of<same>, std::string>);
static_assert(std::is_same_v<mp::result_of<append>, void>);
static_assert(std::is_same_v<decltype(fn<mul>)::result_of<int, int>, int>);
static_assert(std::is_same_v<decltype(fn<[](auto x) { return x + 0.5; }>)::result_of<int>, double>);
static_assert(std::is_same_v<decltype(call<mul>(1, 2)), mp::Call<int>>);
static_assert(mp::Picklable<mp::Call<void>> && mp::Picklable<std::vector<mp::Call<std::string>>>);
static_assert(!std::is_invocable_v<decltype(call<mul>), std::string, int>);
static_assert(!std::is_invocable_v<decltype(call<mul>), int>);

TEST(Call, RunsHereAndAfterTheJourney) {
    const auto here = call<mul>(6, 7);
    EXPECT_EQ(here(), 42);
    const auto there = round_trip(here);
    EXPECT_EQ(there(), 42);
    EXPECT_EQ(there(), 42);
    EXPECT_EQ(fn<mul>(6, 7), 42);
}

TEST(Call, TakesEveryKindOfFunction) {
    EXPECT_EQ(round_trip(call<length>("four"))(), 4);
    EXPECT_EQ(round_trip(call<join>("a", "b", "c"))(), "abc");
    EXPECT_EQ(round_trip(call<same>("x"))(), "x");
    EXPECT_EQ(round_trip(call<sum>({1, 2, 3}))(), 6);
    EXPECT_EQ(round_trip(call<&Rectangle::area>(Rectangle{2, 3}, 4))(), 24);
    EXPECT_EQ(round_trip(call<[](int x) { return x + 1; }>(41))(), 42);
    EXPECT_EQ(round_trip(call<[](auto x, const auto& text) { return x + text.size(); }>(1, "two"))(), 4U);
    EXPECT_EQ(round_trip(call<mul>(2.9, 'A'))(), 130);
    round_trip(call<append>({1}, 2))();
}

TEST(Call, GivesEachRunItsOwnArguments) {
    const auto counts = call<append_and_count>({1, 2});
    EXPECT_EQ(counts(), 3U);
    EXPECT_EQ(counts(), 3U);
}

TEST(Call, HoldsCalls) {
    using Twice = mp::Call<int>;
    const auto outer = call<[](const Twice& inner, int x) { return inner() * x; }>(call<mul>(2, 3), 4);
    EXPECT_EQ(round_trip(outer)(), 24);
}

TEST(Call, SaysWhatItIs) {
    const auto named = call<join>("a", "b", "c");
    EXPECT_EQ(named.name(), "join");
    EXPECT_EQ(named.describe_arguments(), R"("a", "b", "c")");
    EXPECT_EQ(round_trip(named).name(), "join");
    EXPECT_EQ(fn<mp::test::shared_function>.name(), "mp::test::shared_function");
    EXPECT_THAT((call<[](auto x, int) { return x; }>(1, 2).name()), testing::StartsWith("lambda(auto, int) in "));
    EXPECT_LE(call<same>(std::string(500, 'x')).describe_arguments().size(), 95U);
}

TEST(Call, FromTwoTranslationUnits) {
    EXPECT_EQ(round_trip(mp::test::shared_function_from_other_unit(4))(), 12);
    EXPECT_EQ((mp::detail::function_id<mp::detail::RunTask<mp::test::shared_function, std::tuple<int>>>()),
              mp::test::id_in_other_unit());
    EXPECT_EQ(round_trip(mp::test::own_function_of_other_unit(1))(), 201);
    EXPECT_EQ(round_trip(call<own_function>(1))(), 101);
}

TEST(Call, AnEmptyOneTravelsAndSaysSo) {
    const mp::Call<int> empty;
    EXPECT_FALSE(empty);
    EXPECT_THROW(empty(), mp::TypeError);
    EXPECT_FALSE(round_trip(empty));
    EXPECT_THROW(round_trip(empty)(), mp::TypeError);
    const std::vector<mp::Call<int>> among = round_trip(std::vector{call<mul>(6, 7), empty, call<mul>(2, 3)});
    ASSERT_EQ(among.size(), 3U);
    EXPECT_EQ(among[0](), 42);
    EXPECT_FALSE(among[1]);
    EXPECT_EQ(among[2](), 6);
    EXPECT_TRUE((round_trip(call<[](const mp::Call<int>& inner) { return !inner; }>(empty))()));
}

TEST(Call, RefusesWhatIsNotInThisProgram) {
    auto bytes = mp::test::encoded(call<mul>(6, 7));
    bytes[8] ^= std::byte{0x10};  // the offset in the module
    try {
        mp::test::decoded<mp::Call<int>>(bytes);
        FAIL() << "decoded";
    } catch (const mp::UnpicklingError& error) {
        EXPECT_THAT(error.what(), HasSubstr("is not in this program"));
    }
    // A function of the program, but no call; and a call with another result.
    const auto task = mp::test::id_in_other_unit();
    EXPECT_THROW(mp::test::decoded<mp::Call<int>>(mp::test::encoded(std::pair(task.module, task.offset))),
                 mp::UnpicklingError);
    EXPECT_THROW(mp::test::decoded<mp::Call<std::string>>(mp::test::encoded(call<mul>(6, 7))), mp::UnpicklingError);
}

// What a pool's worker does with what it is sent.
Writer& run_task(const mp::detail::AnyCall& sent, Writer& result) {
    Writer arguments;
    sent.encode_arguments(arguments);
    Reader reader(arguments.bytes());
    mp::detail::find_function<mp::detail::TaskFunction>(sent.task_id())(reader, result);
    return result;
}

TEST(Task, RunsFromArgumentsToResult) {
    Writer result;
    Reader reader(run_task(*call<mul>(6, 7).any(), result).bytes());
    EXPECT_EQ(mp::detail::decode<int>(reader), 42);
    Writer nothing;
    EXPECT_EQ(run_task(*call<append>({1}, 2).any(), nothing).size(), 0U);
}

TEST(Task, TellsItsOwnErrorFromTheJourneys) {
    Writer result;
    EXPECT_THROW(run_task(*call<fails>(1).any(), result), mp::ValueError);
    EXPECT_EQ(call<pointer>(1)(), nullptr);
    EXPECT_THROW(run_task(*call<pointer>(1).any(), result), mp::MaybeEncodingError);
    Reader nothing{std::span<const std::byte>{}};
    auto* task = mp::detail::find_function<mp::detail::TaskFunction>(call<mul>(1, 2).any()->task_id());
    EXPECT_THROW(task(nothing, result), mp::UnpicklingError);
}

TEST(Target, IsACallOrAnyCallable) {
    const mp::Target portable = call<mul>(1, 2);
    EXPECT_TRUE(portable.portable());
    EXPECT_EQ(round_trip(portable).name(), "mul");
    EXPECT_EQ(round_trip(portable).describe_arguments(), "1, 2");
    EXPECT_FALSE(round_trip(mp::Target()));

    int ran = 0;
    const mp::Target closure = [&ran] { ++ran; };
    closure();
    EXPECT_EQ(ran, 1);
    EXPECT_FALSE(closure.portable());
    try {
        mp::test::encoded(closure);
        FAIL() << "encoded";
    } catch (const mp::PicklingError& error) {
        EXPECT_THAT(error.what(), HasSubstr("mp::call<"));
    }
    EXPECT_TRUE(mp::Target(fn<[] {}>).portable());
}

TEST(Registry, IsFoundByManyThreadsAtOnce) {
    const auto bytes = mp::test::encoded(call<mul>(6, 7));
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&bytes] {
            for (int k = 0; k < 1000; ++k) EXPECT_EQ(mp::test::decoded<mp::Call<int>>(bytes)(), 42);
        });
    }
}

TEST(CallBetweenProcesses, RunsWhereverTheLoaderPutTheProgram) {
    const std::string program = mp::test::built("serial_calls");
    std::set<std::string> places;
    for (int i = 0; i < 5; ++i) {
        const auto encoded = mp::test::run({program, "encode"});
        ASSERT_EQ(encoded.code, 0) << encoded.err;
        std::istringstream lines(encoded.out);
        std::string place;
        std::string hex;
        lines >> place >> hex;
        places.insert(place);
        const auto ran = mp::test::run({program, "run"}, {.input = hex + "\n"});
        EXPECT_EQ(ran.code, 0) << ran.err;
        EXPECT_EQ(ran.out, "42\n-5\n1001\n");
    }
    // Five runs at one address mean that addresses are not randomised here, and that this test shows nothing.
    if (places.size() == 1) GTEST_SKIP() << "no address space randomisation on this machine";
}

TEST(CallBetweenProcesses, AnotherProgramRefuses) {
    std::string hex;
    constexpr char digits[] = "0123456789abcdef";
    for (const std::byte byte : mp::test::encoded(std::vector{call<mul>(6, 7)})) {
        hex += digits[std::to_integer<unsigned>(byte) >> 4];
        hex += digits[std::to_integer<unsigned>(byte) & 15U];
    }
    const auto ran = mp::test::run({mp::test::built("serial_calls"), "run"}, {.input = hex + "\n"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.err, HasSubstr("is not in this program"));
}

}  // namespace
